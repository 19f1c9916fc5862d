/** Conditions that no host can meet together, found without looking at any host. */
import type { CheckedExpression } from '../checked.js';
import { normalize } from '../normalize.js';

/** Pairs are looked for among so many conditions: their number grows with its square. */
const MOST_TERMS = 128;

/** Whether no host can meet all of them. Sound, not complete: what it finds holds of every host there could be. */
export function contradict(expressions: readonly CheckedExpression[]): boolean {
  const [first] = expressions;
  if (first === undefined) return false;
  const together: CheckedExpression = expressions.length === 1 ? first : { type: 'and', operands: expressions };
  return normalize(together).type === 'nothing';
}

/**
 * Of conditions that contradict each other the first that contradicts itself (then twice the same), else the first two that contradict
 * each other; undefined where it takes more than two, or where they are more than 128.
 */
export function contradictoryPair<Term extends { readonly expression: CheckedExpression }>(
  terms: readonly Term[],
): readonly [Term, Term] | undefined {
  if (terms.length > MOST_TERMS) return undefined;
  const alone = terms.find(({ expression }) => contradict([expression]));
  if (alone !== undefined) return [alone, alone];
  for (const [at, a] of terms.entries()) {
    const b = terms.slice(at + 1).find((other) => contradict([a.expression, other.expression]));
    if (b !== undefined) return [a, b];
  }
  return undefined;
}
