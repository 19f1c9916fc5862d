/** An expression as the conditions that all have to hold: what can be dropped one by one. */
import type { CheckedQuery } from '../../query/check.js';
import type { CheckedExpression } from '../../query/checked.js';

export interface Conjunct {
  /** As written. */
  readonly text: string;
  readonly expression: CheckedExpression;
}

/** In the order of the text; the expression itself where it is no `and`. */
export function conjunctsOf(query: CheckedQuery): readonly Conjunct[] {
  return split(query.ast.expression, query.expression, query.text);
}

type Syntax = CheckedQuery['ast']['expression'];

function split(syntax: Syntax, expression: CheckedExpression, text: string): readonly Conjunct[] {
  if (syntax.type === 'and' && expression.type === 'and') {
    const parts = expression.operands;
    return syntax.operands.flatMap((operand, index) => split(operand, parts[index] as CheckedExpression, text));
  }
  return [{ text: text.slice(syntax.span.start, syntax.span.end), expression }];
}
