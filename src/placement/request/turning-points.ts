/** At which numbers of running tasks an expression may change its mind, so that not every number has to be tried. */
import type { CheckedExpression, CheckedPredicate } from '../../query/checked.js';

/**
 * Ascending: the numbers that it compares `runningTasksCount` with and their neighbours. Undefined where the expression does
 * not look at tasks at all.
 */
export function turningPointsOf(expression: CheckedExpression): readonly number[] | undefined {
  const predicates = predicatesOf(expression).filter(({ subject }) => subject.source !== 'instance');
  if (predicates.length === 0) return undefined;
  const named = predicates.flatMap(numbersIn);
  return [...new Set(named.flatMap((number) => [number - 1, number, number + 1]))].sort((a, b) => a - b);
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

function numbersIn({ subject, syntax }: CheckedPredicate): readonly number[] {
  if (subject.source !== 'task-count') return [];
  if (syntax.type === 'comparison') return [Number(syntax.value.text)];
  return syntax.type === 'membership' ? syntax.values.map(({ text }) => Number(text)) : [];
}
