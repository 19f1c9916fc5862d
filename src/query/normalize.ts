/** Checked expression → normal form: negations at the predicates, no chain within a chain of its kind, nothing said twice. */
import { printPredicate } from '../language/printer.js';
import type { CheckedExpression, CheckedPredicate } from './checked.js';

export type NormalExpression =
  | { readonly type: 'and' | 'or'; readonly operands: readonly NormalExpression[] }
  | { readonly type: 'everything' | 'nothing' }
  /** `complement`: the hosts on which the predicate does not hold, those without the subject included. */
  | { readonly type: 'predicate'; readonly predicate: CheckedPredicate; readonly complement: boolean };

/**
 * The same hosts, said in fewer and flatter words: De Morgan's laws, `not not a` = `a`, `a and *` = `a`, `a and not *` = nothing,
 * `a and a` = `a`. O(size).
 */
export function normalize(expression: CheckedExpression, complement = false): NormalExpression {
  switch (expression.type) {
    case 'everything':
      return complement ? NOTHING : EVERYTHING;
    case 'not':
      return normalize(expression.operand, !complement);
    case 'predicate':
      return { type: 'predicate', predicate: expression, complement };
    default: {
      const type = complement ? OPPOSITE[expression.type] : expression.type;
      return chain(
        type,
        expression.operands.map((operand) => normalize(operand, complement)),
      );
    }
  }
}

const EVERYTHING: NormalExpression = { type: 'everything' };
const NOTHING: NormalExpression = { type: 'nothing' };
const OPPOSITE = { and: 'or', or: 'and' } as const;

function chain(type: 'and' | 'or', operands: readonly NormalExpression[]): NormalExpression {
  const [neutral, absorbing] = type === 'and' ? [EVERYTHING, NOTHING] : [NOTHING, EVERYTHING];
  const kept: NormalExpression[] = [];
  const seen = new Set<string>();
  for (const operand of operands.flatMap((inner) => (inner.type === type ? inner.operands : [inner]))) {
    if (operand.type === absorbing.type) return absorbing;
    if (operand.type === neutral.type || isRepeated(operand, seen)) continue;
    kept.push(operand);
  }
  const [only] = kept;
  if (only === undefined) return neutral;
  return kept.length === 1 ? only : { type, operands: kept };
}

function isRepeated(operand: NormalExpression, seen: Set<string>): boolean {
  if (operand.type !== 'predicate') return false;
  const key = `${operand.complement ? 'not ' : ''}${printPredicate(operand.predicate.syntax)}`;
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}
