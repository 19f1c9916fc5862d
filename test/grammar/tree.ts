import type { Expression, Literal } from '../../src/language/ast.js';

/** A tree on one line, as `grammar/corpus` writes it: `(and (== a "1") (not (in b ["x" "y"])))`. */
export function writeTree(expression: Expression): string {
  switch (expression.type) {
    case 'everything':
      return '*';
    case 'not':
      return `(not ${writeTree(expression.operand)})`;
    case 'and':
    case 'or':
      return `(${expression.type} ${expression.operands.map(writeTree).join(' ')})`;
    case 'existence':
      return `(${expression.operator.symbol} ${expression.subject.name})`;
    case 'comparison':
      return `(${expression.operator.symbol} ${expression.subject.name} ${writeLiteral(expression.value)})`;
    case 'match':
      return `(${expression.operator.symbol} ${expression.subject.name} ${writeLiteral(expression.pattern)})`;
    case 'membership': {
      const values = expression.values.map(writeLiteral).join(' ');
      return `(${expression.operator.symbol} ${expression.subject.name} [${values}])`;
    }
  }
}

function writeLiteral({ text }: Literal): string {
  return JSON.stringify(text);
}
