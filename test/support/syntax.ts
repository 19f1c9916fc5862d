/** Making, walking and comparing syntax trees in tests. */
import type {
  ComparisonOperator,
  ExistenceOperator,
  Expression,
  Literal,
  MatchOperator,
  MembershipOperator,
  Predicate,
  Query,
  SubjectName,
} from '../../src/language/ast.js';
import type { Span } from '../../src/language/diagnostic.js';

/** Generated trees have no text, so no places in one. */
const NOWHERE: Span = { start: 0, end: 0 };

export function query(expression: Expression): Query {
  return { type: 'query', expression, stages: [], span: NOWHERE };
}

export function or(...operands: readonly Expression[]): Expression {
  return { type: 'or', operands, span: NOWHERE };
}

export function and(...operands: readonly Expression[]): Expression {
  return { type: 'and', operands, span: NOWHERE };
}

export function not(operand: Expression): Expression {
  return { type: 'not', operand, span: NOWHERE };
}

export const EVERYTHING: Expression = { type: 'everything', span: NOWHERE };

function subjectName(name: string): SubjectName {
  return { name, span: NOWHERE };
}

function literal(text: string): Literal {
  return { text, span: NOWHERE };
}

export function comparison(subject: string, symbol: ComparisonOperator, value: string): Predicate {
  const operator = { symbol, span: NOWHERE };
  return { type: 'comparison', subject: subjectName(subject), operator, value: literal(value), span: NOWHERE };
}

export function membership(subject: string, symbol: MembershipOperator, values: readonly string[]): Predicate {
  return {
    type: 'membership',
    subject: subjectName(subject),
    operator: { symbol, span: NOWHERE },
    values: values.map(literal),
    listSpan: NOWHERE,
    span: NOWHERE,
  };
}

export function match(subject: string, symbol: MatchOperator, pattern: string): Predicate {
  const operator = { symbol, span: NOWHERE };
  return { type: 'match', subject: subjectName(subject), operator, pattern: literal(pattern), span: NOWHERE };
}

export function existence(subject: string, symbol: ExistenceOperator): Predicate {
  return { type: 'existence', subject: subjectName(subject), operator: { symbol, span: NOWHERE }, span: NOWHERE };
}

/** The tree as plain data without any place, for comparing what two texts mean. */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([field]) => field !== 'span' && field !== 'listSpan');
  return Object.fromEntries(kept.map(([field, value]) => [field, withoutSpans(value)]));
}

/** The expression and every expression inside it, outermost first. */
export function* expressionsOf(expression: Expression): Generator<Expression> {
  yield expression;
  if (expression.type === 'not') yield* expressionsOf(expression.operand);
  if (expression.type === 'and' || expression.type === 'or') {
    for (const operand of expression.operands) yield* expressionsOf(operand);
  }
}
