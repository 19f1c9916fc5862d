/** Expressions as an `or` of `and`s: what the matching of standing queries is made of. */
import { LIMITS } from '../../model/limits.js';
import type { Condition } from '../condition.js';
import type { NormalExpression } from '../normalize.js';

/** The conditions of each conjunction, of which one has to hold as a whole; undefined where there would be too many. */
export function conjunctionsOf(expression: NormalExpression): readonly (readonly Condition[])[] | undefined {
  switch (expression.type) {
    case 'everything':
      return [[]];
    case 'nothing':
      return [];
    case 'condition':
      return [[expression]];
    case 'or':
      return union(expression.operands);
    case 'and':
      return product(expression.operands);
  }
}

function union(operands: readonly NormalExpression[]): readonly (readonly Condition[])[] | undefined {
  const all: (readonly Condition[])[] = [];
  for (const operand of operands) {
    const some = conjunctionsOf(operand);
    if (some === undefined || all.length + some.length > LIMITS.watchConjunctions) return undefined;
    all.push(...some);
  }
  return all;
}

function product(operands: readonly NormalExpression[]): readonly (readonly Condition[])[] | undefined {
  let all: readonly (readonly Condition[])[] = [[]];
  for (const operand of operands) {
    const some = conjunctionsOf(operand);
    if (some === undefined || all.length * some.length > LIMITS.watchConjunctions) return undefined;
    all = all.flatMap((one) => some.map((other) => [...one, ...other]));
  }
  return all;
}
