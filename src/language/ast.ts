/**
 * The syntax tree of a query. It knows syntax only: whether a subject exists and what its values mean is for `query/check`.
 *
 * Parentheses leave no node: a nested `and` inside an `and` is kept as it was grouped.
 */
import type { Span } from './diagnostic.js';

export type ComparisonOperator = '==' | '!=' | '>' | '>=' | '<' | '<=';
export type MembershipOperator = 'in' | '!in';
export type MatchOperator = '=~' | '!~';
export type ExistenceOperator = 'exists' | '!exists';
/** Every operator, in its symbolic spelling: `equals` reads as `==`, `not_exists` as `!exists`. */
export type Operator = ComparisonOperator | MembershipOperator | MatchOperator | ExistenceOperator;

/** A whole text. */
export interface Query {
  readonly type: 'query';
  readonly expression: Expression;
  readonly span: Span;
}

export type Expression = Or | And | Not | Everything | Predicate;
export type Predicate = Comparison | Membership | Match | Existence;

/** Two or more operands of which one has to hold, in the order written. */
export interface Or {
  readonly type: 'or';
  readonly operands: readonly Expression[];
  readonly span: Span;
}

/** Two or more operands that all have to hold, in the order written. */
export interface And {
  readonly type: 'and';
  readonly operands: readonly Expression[];
  readonly span: Span;
}

export interface Not {
  readonly type: 'not';
  readonly operand: Expression;
  readonly span: Span;
}

/** `*`: every instance (dialect `stowage`). */
export interface Everything {
  readonly type: 'everything';
  readonly span: Span;
}

/** A name such as `runningTasksCount` or `attribute:ecs.instance-type`, as written. */
export interface SubjectName {
  readonly name: string;
  readonly span: Span;
}

/** A value or pattern with quotes and escapes already removed; `span` covers the quotes. */
export interface Literal {
  readonly text: string;
  readonly span: Span;
}

export interface OperatorSign<O extends Operator> {
  readonly symbol: O;
  readonly span: Span;
}

export interface Comparison {
  readonly type: 'comparison';
  readonly subject: SubjectName;
  readonly operator: OperatorSign<ComparisonOperator>;
  readonly value: Literal;
  readonly span: Span;
}

export interface Membership {
  readonly type: 'membership';
  readonly subject: SubjectName;
  readonly operator: OperatorSign<MembershipOperator>;
  readonly values: readonly Literal[];
  /** From the opening to the closing bracket. */
  readonly listSpan: Span;
  readonly span: Span;
}

export interface Match {
  readonly type: 'match';
  readonly subject: SubjectName;
  readonly operator: OperatorSign<MatchOperator>;
  readonly pattern: Literal;
  readonly span: Span;
}

export interface Existence {
  readonly type: 'existence';
  readonly subject: SubjectName;
  readonly operator: OperatorSign<ExistenceOperator>;
  readonly span: Span;
}
