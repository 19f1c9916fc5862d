/** What can be said of an expression without a cluster: whether it can hold, whether it always does, and whether ECS takes it. */
import type { Diagnostic } from '../../language/diagnostic.js';
import { StowageError } from '../../model/errors.js';
import { subjectText } from '../../model/subjects.js';
import { type CheckedQuery, type CheckOptions, checkOrThrow, checkQuery } from '../check.js';
import type { CheckedExpression } from '../checked.js';
import { type Decision, decide } from './decide.js';
import type { Witness } from './drafts.js';

/** `unknown` where neither a proof nor an example was found. */
export type Answer = 'yes' | 'no' | 'unknown';

/** What `analyze` found out. */
export interface Analysis {
  /** Whether there can be a row for which the expression holds. */
  readonly satisfiable: Answer;
  /** Where there can: one. */
  readonly witness?: Witness;
  /** Whether the expression holds for every row that there can be. */
  readonly alwaysTrue: Answer;
  /** Where it does not: one for which it does not hold. */
  readonly counterexample?: Witness;
  /** The subjects that it asks about in canonical text, each once, in the order of the text. */
  readonly subjects: readonly string[];
  /** Whether the text is one of the `ecs` dialect. */
  readonly portable: boolean;
  /** Where it is not: why. */
  readonly portability: readonly Diagnostic[];
}

/**
 * Whether an expression can hold at all, with an instance for which it does; whether it always holds, with one for which it does
 * not; what it asks about, and whether it can be given to Amazon ECS.
 *
 * The answers are sound: `no` was proved, and every witness was evaluated. `unknown` stands where neither was found, as for some
 * patterns against patterns, and where it takes more than `LIMITS.analysisSteps` steps. Rows are what `Cluster.from` can load: a
 * count is a whole number from 0, and where tasks are known, `runningTasksCount` is their number. After `from tasks` rows are tasks.
 * Of a text with stages the expression before them is analyzed.
 *
 * @throws QueryError where the text has errors in the dialect asked for.
 */
export function analyze(text: string, options: CheckOptions = {}): Analysis {
  const query = checkOrThrow(text, options);
  const holds = decide(query.expression, query.rows);
  const fails = decide({ type: 'not', operand: query.expression }, query.rows);
  const portability = checkQuery(text, { ...options, dialect: 'ecs' }).diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
  return {
    satisfiable: answerOf(holds, 'yes', 'no'),
    ...(isFound(holds) && { witness: holds.witness }),
    alwaysTrue: answerOf(fails, 'no', 'yes'),
    ...(isFound(fails) && { counterexample: fails.witness }),
    subjects: [...new Set(subjectsIn(query.expression))],
    portable: portability.length === 0,
    portability,
  };
}

/** What `implies` and `equivalent` found out. */
export type Implication =
  | { readonly answer: 'yes' }
  | { readonly answer: 'no'; readonly counterexample: Witness }
  | { readonly answer: 'unknown'; readonly reason: string };

/**
 * Whether every row for which `a` holds is one for which `b` does: `yes`, or `no` with an instance for which only `a` holds, or
 * `unknown` with the reason. Sound, as `analyze` is.
 *
 * @throws QueryError where a text has errors; StowageError `usage` where one has stages, or where the rows of the two are
 *   not of one kind.
 */
export function implies(a: string, b: string, options: CheckOptions = {}): Implication {
  const [left, right] = pairOf(a, b, options);
  return difference(left, right);
}

/**
 * Whether two texts hold for the same rows: `yes`, or `no` with an instance for which one of them holds, or `unknown` with the reason.
 *
 * @throws QueryError where a text has errors; StowageError `usage` where one has stages, or where the rows of the two are
 *   not of one kind.
 */
export function equivalent(a: string, b: string, options: CheckOptions = {}): Implication {
  const [left, right] = pairOf(a, b, options);
  const forth = difference(left, right);
  if (forth.answer === 'no') return forth;
  const back = difference(right, left);
  return back.answer === 'yes' ? forth : back;
}

function pairOf(a: string, b: string, options: CheckOptions): readonly [CheckedQuery, CheckedQuery] {
  const [left, right] = [withoutStages(a, options), withoutStages(b, options)];
  if (left.rows === right.rows) return [left, right];
  const message = `the rows of one text are ${left.rows}, those of the other are ${right.rows}; only rows of one kind can be compared`;
  throw new StowageError('usage', '', message);
}

function withoutStages(text: string, options: CheckOptions): CheckedQuery {
  const query = checkOrThrow(text, options);
  if (query.ast.stages.length === 0) return query;
  const message = 'only expressions can be compared, not what stages make of their rows';
  throw new StowageError('usage', '', message);
}

function difference(a: CheckedQuery, b: CheckedQuery): Implication {
  const onlyA: CheckedExpression = { type: 'and', operands: [a.expression, { type: 'not', operand: b.expression }] };
  const decision = decide(onlyA, a.rows);
  if (decision === 'none') return { answer: 'yes' };
  return isFound(decision)
    ? { answer: 'no', counterexample: decision.witness }
    : { answer: 'unknown', reason: decision.reason };
}

function isFound(decision: Decision): decision is { readonly witness: Witness } {
  return typeof decision === 'object' && 'witness' in decision;
}

function answerOf(decision: Decision, found: Answer, none: Answer): Answer {
  if (decision === 'none') return none;
  return isFound(decision) ? found : 'unknown';
}

function* subjectsIn(expression: CheckedExpression): Iterable<string> {
  const open: CheckedExpression[] = [expression];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.type === 'predicate') yield subjectText(part.subject, part.parameter);
    else if (part.type === 'not') open.push(part.operand);
    else if (part.type !== 'everything') open.push(...[...part.operands].reverse());
  }
}
