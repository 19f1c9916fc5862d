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
  /** Absent where the text does not say: instances. */
  readonly from?: From;
  readonly expression: Expression;
  /** What is done with the rows, in order. */
  readonly stages: readonly Stage[];
  readonly span: Span;
}

/** What the rows of a query are. */
export type RowKind = 'instances' | 'tasks';

/** `from tasks` (dialect `stowage`). */
export interface From {
  readonly rows: RowKind;
  readonly span: Span;
}

/** What stands after a `|` (dialect `stowage`). */
export type Stage = WhereStage | SortStage | LimitStage | SelectStage | AggregateStage | DistinctStage;

/** `where E`: the rows for which the expression holds. After an aggregate its subjects may be columns, such as `count`. */
export interface WhereStage {
  readonly type: 'where';
  readonly expression: Expression;
  readonly span: Span;
}

/** `sort S [asc|desc], …`. */
export interface SortStage {
  readonly type: 'sort';
  readonly keys: readonly SortKey[];
  readonly span: Span;
}

export interface SortKey {
  readonly column: SubjectName;
  readonly descending: boolean;
  readonly span: Span;
}

/** `limit N`. */
export interface LimitStage {
  readonly type: 'limit';
  readonly rows: Literal;
  readonly span: Span;
}

/** `select S, …`. */
export interface SelectStage {
  readonly type: 'select';
  readonly columns: readonly SubjectName[];
  readonly span: Span;
}

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max';

/** `count [by S, …]`, `sum S [by S, …]`. */
export interface AggregateStage {
  readonly type: 'aggregate';
  readonly function: AggregateFunction;
  /** What is summed; absent for `count`. */
  readonly column?: SubjectName;
  readonly by: readonly SubjectName[];
  readonly span: Span;
}

/** `distinct S`. */
export interface DistinctStage {
  readonly type: 'distinct';
  readonly column: SubjectName;
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

/**
 * A name such as `runningTasksCount` or `attribute:ecs.instance-type`, as written; of a count or of an aggregate its canonical
 * text: `count(task:group == service:web)`, `sum(remaining:cpu)`.
 */
export interface SubjectName {
  readonly name: string;
  /** Of `count(…)`: what holds of the tasks that are counted. */
  readonly counted?: Expression;
  /** Of `sum(…)` and its like, which name a column that an earlier stage made: what was aggregated. */
  readonly aggregated?: { readonly function: Exclude<AggregateFunction, 'count'>; readonly column: SubjectName };
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
