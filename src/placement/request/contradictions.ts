/** Constraints that no host could ever satisfy together, found without looking at any host. */
import { LIMITS } from '../../model/limits.js';
import type { CheckedExpression } from '../../query/checked.js';
import { normalize } from '../../query/normalize.js';
import type { Constraints, MemberOf } from './constraints.js';
import { RecentTexts } from './expressions.js';
import { quote } from './fields.js';
import type { PlacementRequest } from './request.js';
import { addWarning, type RequestWarning } from './warnings.js';

/** The request's warnings, a list of its own, with one more where its constraints contradict each other. */
export function withContradictions({ constraints, warnings }: PlacementRequest): RequestWarning[] {
  const all = [...warnings];
  const found = constraints.memberOf.length === 0 ? undefined : contradictionIn(constraints);
  if (found !== undefined) addWarning(all, { code: 'contradiction', ...found });
  return all;
}

interface Contradiction {
  readonly path: string;
  readonly message: string;
}

/** One condition of a constraint. */
interface Term {
  readonly constraint: MemberOf;
  readonly text: string;
  readonly expression: CheckedExpression;
}

/** Pairs are looked for among so many conditions; beyond that the contradiction is told without them. */
const MOST_TERMS = 128;

const kept = new RecentTexts<{ readonly contradiction: Contradiction | undefined }>(LIMITS.keptExpressions);

/** Requests come again and again: the same constraints are looked at once. */
function contradictionIn({ memberOf }: Constraints): Contradiction | undefined {
  const key = memberOf.map(({ path, query }) => `${path}\n${query.text}`).join('\n');
  const known = kept.get(key);
  if (known !== undefined) return known.contradiction;
  const contradiction = findContradiction(memberOf);
  kept.set(key, { contradiction });
  return contradiction;
}

function findContradiction(memberOf: readonly MemberOf[]): Contradiction | undefined {
  const terms = memberOf.flatMap((constraint) => {
    return constraint.conjuncts.map(({ text, expression }): Term => ({ constraint, text, expression }));
  });
  if (!contradict(terms)) return undefined;
  const pair = terms.length <= MOST_TERMS ? contradictoryPair(terms) : undefined;
  if (pair === undefined) {
    const path = terms.at(-1)?.constraint.path ?? '$';
    return { path, message: 'no instance can ever satisfy all constraints together: they contradict each other' };
  }
  const [a, b] = pair;
  if (a === b) return { path: a.constraint.path, message: `no instance can ever satisfy ${told(a)}` };
  return { path: b.constraint.path, message: `no instance can ever satisfy both ${told(a)} and ${told(b)}` };
}

function told({ constraint, text }: Term): string {
  return `${quote(text)} of constraint ${constraint.index}`;
}

/** The first condition that contradicts itself, else the first two that contradict each other. */
function contradictoryPair(terms: readonly Term[]): readonly [Term, Term] | undefined {
  const alone = terms.find((term) => contradict([term]));
  if (alone !== undefined) return [alone, alone];
  for (const [at, a] of terms.entries()) {
    const b = terms.slice(at + 1).find((other) => contradict([a, other]));
    if (b !== undefined) return [a, b];
  }
  return undefined;
}

/** Sound, not complete: what it finds holds of every host there could be. */
function contradict(terms: readonly Term[]): boolean {
  const [first] = terms;
  if (first === undefined) return false;
  const operands = terms.map(({ expression }) => expression);
  return normalize(operands.length === 1 ? first.expression : { type: 'and', operands }).type === 'nothing';
}
