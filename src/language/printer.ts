/** Syntax tree → canonical text: symbolic operators, words for `and`, `or` and `not`, quotes only where needed. */
import { LIMITS } from '../model/limits.js';
import type { Expression, Literal, Predicate, Query, Stage, SubjectName } from './ast.js';
import { endOfWord, extentOfPattern, quote } from './lexical.js';

/**
 * The canonical text of a tree: it parses to the same tree.
 *
 * An `and` inside an `or` gets parentheses although it needs none, and `not` always, as in the ECS documentation, unless
 * these would nest deeper than a text may.
 */
export function print(tree: Query | Expression): string {
  const clear = printTree(tree, CLEAR);
  return clear.depth <= LIMITS.queryDepth ? clear.text : printTree(tree, TERSE).text;
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

function printTree(tree: Query | Expression, style: Style): Printed {
  if (tree.type !== 'query') return printExpression(tree, style);
  const expression = printExpression(tree.expression, style);
  const from = tree.from ? `from ${tree.from.rows} ` : '';
  const stages = tree.stages.map((stage) => printStage(stage, style));
  const texts = [from + expression.text, ...stages.map((stage) => stage.text)];
  return { text: texts.join(' | '), depth: Math.max(expression.depth, ...stages.map((stage) => stage.depth)) };
}

function printStage(stage: Stage, style: Style): Printed {
  switch (stage.type) {
    case 'where': {
      const { text, depth } = printExpression(stage.expression, style);
      return { text: `where ${text}`, depth };
    }
    case 'sort': {
      const keys = stage.keys.map(({ column, descending }) => {
        const { text, depth } = printSubject(column, style);
        return { text: descending ? `${text} desc` : text, depth };
      });
      return listed('sort ', keys);
    }
    case 'limit':
      return { text: `limit ${stage.rows.text}`, depth: 0 };
    case 'select':
      return listed('select ', printSubjects(stage.columns, style));
    case 'distinct':
      return listed('distinct ', printSubjects([stage.column], style));
    case 'aggregate': {
      const column = stage.column ? listed(' ', printSubjects([stage.column], style)) : NOTHING;
      const by = stage.by.length > 0 ? listed(' by ', printSubjects(stage.by, style)) : NOTHING;
      return { text: stage.function + column.text + by.text, depth: Math.max(column.depth, by.depth) };
    }
  }
}

const NOTHING: Printed = { text: '', depth: 0 };

function printSubjects(subjects: readonly SubjectName[], style: Style): readonly Printed[] {
  return subjects.map((subject) => printSubject(subject, style));
}

function listed(head: string, parts: readonly Printed[]): Printed {
  const text = head + parts.map((part) => part.text).join(', ');
  return { text, depth: Math.max(0, ...parts.map((part) => part.depth)) };
}

/** A count is printed anew: within a deep text it may have to do without the parentheses that its name has. */
function printSubject({ name, counted, aggregated }: SubjectName, style: Style): Printed {
  if (counted) {
    const { text, depth } = printExpression(counted, style);
    return { text: `count(${text})`, depth: depth + 1 };
  }
  if (aggregated) {
    const { text, depth } = printSubject(aggregated.column, style);
    return { text: `${aggregated.function}(${text})`, depth: depth + 1 };
  }
  return { text: name, depth: 0 };
}

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
    default: {
      const { text, depth } = printSubject(expression.subject, style);
      return { text: text + printTest(expression), depth };
    }
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
  return predicate.subject.name + printTest(predicate);
}

/** A predicate without its subject. */
function printTest(predicate: Predicate): string {
  const operator = ` ${predicate.operator.symbol}`;
  switch (predicate.type) {
    case 'comparison':
      return `${operator} ${printValue(predicate.value.text)}`;
    case 'membership':
      return `${operator} [${predicate.values.map((value) => printValue(value.text)).join(', ')}]`;
    case 'match':
      return `${operator} ${printPattern(predicate.pattern)}`;
    case 'existence':
      return operator;
  }
}

function printPattern({ text }: Literal): string {
  const { end, balanced } = extentOfPattern(text, 0);
  // A last backslash would escape whatever comes after the pattern.
  const dangling = /(?<!\\)(?:\\\\)*\\$/.test(text);
  const bare = text !== '' && end === text.length && balanced && !dangling && !/^['"]/.test(text);
  return bare ? text : quote(text);
}
