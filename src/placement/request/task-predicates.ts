/** What in an expression depends on the tasks of a host, so that placing one there may change its mind. */
import type { CheckedExpression, CheckedPredicate } from '../../query/checked.js';

/** The predicates on tasks, on their number, and on what they leave free; undefined where there are none. O(predicates). */
export function taskPredicatesOf(expression: CheckedExpression): readonly CheckedPredicate[] | undefined {
  const predicates = predicatesOf(expression).filter(({ subject }) => subject.source !== 'instance');
  return predicates.length === 0 ? undefined : predicates;
}

function predicatesOf(expression: CheckedExpression): readonly CheckedPredicate[] {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.operands.flatMap(predicatesOf);
    case 'not':
      return predicatesOf(expression.operand);
    case 'everything':
      return [];
    case 'predicate':
      return [expression];
  }
}
