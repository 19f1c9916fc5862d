/** Conditions that no row can meet together, found without looking at any. */
import type { RowKind } from '../../language/ast.js';
import { decide } from '../analysis/decide.js';
import type { CheckedExpression } from '../checked.js';
import { normalize } from '../normalize.js';

/** Pairs are looked for among so many conditions: their number grows with its square. */
const MOST_TERMS = 128;

/** Pairs of which a proof is looked for are looked for among so many, and each proof takes so many steps at most. */
const MOST_PROVED_TERMS = 16;
const MOST_STEPS = 5_000;

/** Whether no row can meet all of the conditions. Sound, not complete: what it finds holds of every row there could be. */
export type Contradict = (expressions: readonly CheckedExpression[]) => boolean;

/** By bringing them to normal form: what a request that is placed has time for. */
export const contradict: Contradict = (expressions) => {
  const together = conjunctionOf(expressions);
  return together !== undefined && normalize(together).type === 'nothing';
};

/** By looking for a proof too, within bounds: what a text that is checked has time for. */
export function contradictByProof(rows: RowKind): Contradict {
  return (expressions) => {
    const together = conjunctionOf(expressions);
    return together !== undefined && (contradict(expressions) || isNever(together, rows));
  };
}

/** Whether a proof was found, within bounds, that the expression holds for no row. */
export function isNever(expression: CheckedExpression, rows: RowKind): boolean {
  return decide(expression, rows, MOST_STEPS) === 'none';
}

function conjunctionOf(expressions: readonly CheckedExpression[]): CheckedExpression | undefined {
  return expressions.length < 2 ? expressions[0] : { type: 'and', operands: expressions };
}

/**
 * Of conditions that contradict each other the first that contradicts itself (then twice the same), else the first two that contradict
 * each other; undefined where it takes more than two, or where they are more than 128 (16, where `test` looks for proofs).
 */
export function contradictoryPair<Term extends { readonly expression: CheckedExpression }>(
  terms: readonly Term[],
  test: Contradict = contradict,
): readonly [Term, Term] | undefined {
  if (terms.length > (test === contradict ? MOST_TERMS : MOST_PROVED_TERMS)) {
    return test === contradict ? undefined : contradictoryPair(terms);
  }
  const alone = terms.find(({ expression }) => test([expression]));
  if (alone !== undefined) return [alone, alone];
  for (const [at, a] of terms.entries()) {
    const b = terms.slice(at + 1).find((other) => test([a.expression, other.expression]));
    if (b !== undefined) return [a, b];
  }
  return undefined;
}
