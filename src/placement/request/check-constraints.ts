/** The placement constraints of one request, checked together and without a cluster: for tools that look at files. */
import { LIMITS } from '../../model/limits.js';
import { checkOrThrow } from '../../query/check.js';
import { contradictByProof } from '../../query/lint/contradiction.js';
import { faultOfConstraint, faultOfCount } from './constraint-rules.js';
import { contradictionAmong, type Term } from './contradictions.js';
import { readExpression } from './expressions.js';
import { quote } from './fields.js';

export interface ConstraintSet {
  /** The constraints of the task definition, and of the service or `RunTask` request. `undefined` stands for one that is not known. */
  readonly ofDefinition?: readonly unknown[];
  readonly ofRequest?: readonly unknown[];
  /** The group that the tasks will be of, such as `service:web`. */
  readonly group?: string;
}

export interface ConstraintFinding {
  readonly code: 'request-malformed' | 'request-limit' | 'request-conflict' | 'contradiction' | 'needs-own-task';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The constraint's number, the task definition's first; absent where it is about all of them. */
  readonly index?: number;
  readonly field?: 'type' | 'expression';
  /** For what is about a part of the expression: its place. */
  readonly start?: number;
  readonly end?: number;
}

/**
 * What is wrong with the constraints of one request beside errors within their expressions, which `check` tells: what ECS refuses
 * as an error; constraints that no instance can satisfy together, and those that need a task of the own group to be there before the
 * first one, as a warning. An expression with errors is left out of what is compared. Never throws.
 */
export function checkConstraints(constraints: ConstraintSet): readonly ConstraintFinding[] {
  const { ofDefinition = [], ofRequest = [], group } = constraints;
  const all = [...ofDefinition, ...ofRequest];
  const findings: ConstraintFinding[] = [];
  const count = faultOfCount(all.length);
  if (count !== undefined) findings.push({ severity: 'error', ...count });
  const expressions: Read[] = [];
  // Beyond the limit the list is refused as a whole: what is looked at stays bounded.
  for (const [index, value] of all.slice(0, MOST_CONSTRAINTS).entries()) {
    if (value === undefined) continue;
    const fault = faultOfConstraint(value, index < ofDefinition.length);
    if (fault !== undefined) findings.push({ severity: 'error', index, ...fault });
    else expressions.push(...readIfRight(index, (value as { readonly expression?: unknown }).expression));
  }
  findings.push(...contradictions(expressions));
  if (group !== undefined) findings.push(...needsOwnTask(expressions, group));
  return findings;
}

const contradict = contradictByProof('instances');

const MOST_CONSTRAINTS = 10 * LIMITS.placementConstraints;

interface Read {
  readonly index: number;
  readonly text: string;
  readonly terms: readonly Term[];
}

function readIfRight(index: number, text: unknown): readonly Read[] {
  if (typeof text !== 'string') return [];
  try {
    return [{ index, text, terms: readExpression(text).conjuncts.map((conjunct) => ({ ...conjunct, index })) }];
  } catch {
    return [];
  }
}

/** Those between two constraints: one that contradicts itself is told by its own warning. */
function contradictions(expressions: readonly Read[]): readonly ConstraintFinding[] {
  const possible = expressions.filter(({ terms }) => !contradict(terms.map(({ expression }) => expression)));
  const found = contradictionAmong(
    possible.flatMap(({ terms }) => terms),
    contradict,
  );
  if (found === undefined) return [];
  const { index = 0, message, term } = found;
  const text = expressions.find((expression) => expression.index === index)?.text ?? '';
  const start = term === undefined ? 0 : text.indexOf(term.text);
  const end = term === undefined ? text.length : start + term.text.length;
  return [{ code: 'contradiction', severity: 'warning', index, field: 'expression', message, start, end }];
}

function needsOwnTask(expressions: readonly Read[], group: string): readonly ConstraintFinding[] {
  const own = `task:group == '${group.replaceAll(/'|\\(?=['\\]|$)/g, '\\$&')}'`;
  const without = ownGroupAbsent(own);
  if (without === undefined) return [];
  return expressions.flatMap(({ index, terms }) => {
    const needing = terms.find(({ expression }) => contradict([expression, without]) && !contradict([expression]));
    if (needing === undefined) return [];
    const message = `${quote(needing.text)} holds on no instance before a task of ${quote(group)} runs there, so the first one can never be placed`;
    return [{ code: 'needs-own-task', severity: 'warning', index, field: 'expression', message } as const];
  });
}

/** What holds of every instance before the first task of the group: undefined where the group is too long for a text. */
function ownGroupAbsent(own: string): Term['expression'] | undefined {
  const text = `not(${own})`;
  return text.length > LIMITS.queryLength.stowage ? undefined : checkOrThrow(text).expression;
}
