/** Syntax tree → canonical text: symbolic operators, words for `and`, `or` and `not`, quotes only where needed. */
import { LIMITS } from '../model/limits.js';
import type { Expression, Literal, Predicate, Query } from './ast.js';
import { endOfWord, extentOfPattern, quote } from './lexical.js';

/**
 * The canonical text of a tree: it parses to the same tree.
 *
 * An `and` inside an `or` gets parentheses although it needs none, and `not` always, as in the ECS documentation, unless
 * these would nest deeper than a text may.
 */
export function print(tree: Query | Expression): string {
  const expression = tree.type === 'query' ? tree.expression : tree;
  const clear = printExpression(expression, CLEAR);
  return clear.depth <= LIMITS.queryDepth ? clear.text : printExpression(expression, TERSE).text;
}

/** The text of a value as it stands after a comparison operator or in a list. */
export function printValue(value: string): string {
  return value !== '' && endOfWord(value, 0) === value.length ? value : quote(value);
}

interface Printed {
  readonly text: string;
  /** Nested parentheses and `not`s in it. */
  readonly depth: number;
}

/** Whether an operand gets parentheses that its parent does not ask for. */
type Style = (operand: Expression, parent: 'or' | 'not') => boolean;

const CLEAR: Style = (operand, parent) =>
  parent === 'not' ? operand.type !== 'not' && operand.type !== 'everything' : operand.type === 'and';
const TERSE: Style = () => false;

function printExpression(expression: Expression, style: Style): Printed {
  switch (expression.type) {
    case 'or':
    case 'and':
      return printChain(expression.type, expression.operands, style);
    case 'not': {
      const { operand } = expression;
      const inner = printExpression(operand, style);
      const wrapped = isChain(operand) || style(operand, 'not');
      return wrapped
        ? { text: `not(${inner.text})`, depth: inner.depth + 2 }
        : { text: `not ${inner.text}`, depth: inner.depth + 1 };
    }
    case 'everything':
      return { text: '*', depth: 0 };
    default:
      return { text: printPredicate(expression), depth: 0 };
  }
}

function printChain(type: 'or' | 'and', operands: readonly Expression[], style: Style): Printed {
  let depth = 0;
  const texts: string[] = [];
  // A loop, not `map`: a tree may be 2,000 levels deep, and each level has to do with as little of the call stack as it can.
  for (const operand of operands) {
    const inner = printExpression(operand, style);
    const needed = operand.type === 'or' || operand.type === type;
    const wrapped = needed || (type === 'or' && style(operand, 'or'));
    depth = Math.max(depth, inner.depth + (wrapped ? 1 : 0));
    texts.push(wrapped ? `(${inner.text})` : inner.text);
  }
  return { text: texts.join(` ${type} `), depth };
}

function isChain(expression: Expression): boolean {
  return expression.type === 'and' || expression.type === 'or';
}

/** One predicate in canonical text. */
export function printPredicate(predicate: Predicate): string {
  const head = `${predicate.subject.name} ${predicate.operator.symbol}`;
  switch (predicate.type) {
    case 'comparison':
      return `${head} ${printValue(predicate.value.text)}`;
    case 'membership':
      return `${head} [${predicate.values.map((value) => printValue(value.text)).join(', ')}]`;
    case 'match':
      return `${head} ${printPattern(predicate.pattern)}`;
    case 'existence':
      return head;
  }
}

function printPattern({ text }: Literal): string {
  const { end, balanced } = extentOfPattern(text, 0);
  // A last backslash would escape whatever comes after the pattern.
  const dangling = /(?<!\\)(?:\\\\)*\\$/.test(text);
  const bare = text !== '' && end === text.length && balanced && !dangling && !/^['"]/.test(text);
  return bare ? text : quote(text);
}
