/** The token types of the grammar. The scanner makes the tokens; the parser names the types in its rules. */
import { createToken, type IToken, type TokenType } from 'chevrotain';
import type { AggregateFunction, Operator } from './ast.js';

const token = (name: string, label: string): TokenType => createToken({ name, label, pattern: /NOT_USED/ });

export const Or = token('Or', "'||' | 'or'");
export const And = token('And', "'&&' | 'and'");
export const Not = token('Not', "'!' | 'not'");
export const Everything = token('Everything', "'*'");
export const LeftParenthesis = token('LeftParenthesis', "'('");
export const RightParenthesis = token('RightParenthesis', "')'");
export const LeftBracket = token('LeftBracket', "'['");
export const RightBracket = token('RightBracket', "']'");
export const Comma = token('Comma', "','");
export const Name = token('Name', 'name');
export const ComparisonOperator = token('ComparisonOperator', 'comparisonOperator');
export const MembershipOperator = token('MembershipOperator', 'membershipOperator');
export const MatchOperator = token('MatchOperator', 'matchOperator');
export const ExistenceOperator = token('ExistenceOperator', 'existenceOperator');
export const Value = token('Value', 'value');
export const Pattern = token('Pattern', 'pattern');
export const From = token('From', "'from'");
export const Rows = token('Rows', "'instances' | 'tasks'");
export const Pipe = token('Pipe', "'|'");
export const Where = token('Where', "'where'");
export const Sort = token('Sort', "'sort'");
export const Limit = token('Limit', "'limit'");
export const Select = token('Select', "'select'");
export const Distinct = token('Distinct', "'distinct'");
/** The stage and the subject alike. */
export const Count = token('Count', "'count'");
/** The stage and, before a parenthesis, the column that it makes. */
export const Aggregate = token('Aggregate', "'sum' | 'avg' | 'min' | 'max'");
export const By = token('By', "'by'");
export const Direction = token('Direction', "'asc' | 'desc'");
export const NumberOfRows = token('NumberOfRows', 'number');
/** Whatever no rule takes: a stray character, a word where none can stand, a quote that is never closed. */
export const Unexpected = token('Unexpected', 'unexpected');

export const TOKEN_TYPES: TokenType[] = [
  Or,
  And,
  Not,
  Everything,
  LeftParenthesis,
  RightParenthesis,
  LeftBracket,
  RightBracket,
  Comma,
  Name,
  ComparisonOperator,
  MembershipOperator,
  MatchOperator,
  ExistenceOperator,
  Value,
  Pattern,
  From,
  Rows,
  Pipe,
  Where,
  Sort,
  Limit,
  Select,
  Distinct,
  Count,
  Aggregate,
  By,
  Direction,
  NumberOfRows,
  Unexpected,
];

/** What may come next at a place of the text. It decides how a word is read: `and` after `==` is a value. */
export type Position =
  | 'condition'
  | 'operator'
  | 'value'
  | 'pattern'
  | 'list'
  | 'list-value'
  | 'list-separator'
  | 'connective'
  | 'rows'
  | 'stage'
  | 'column'
  | 'column-end'
  | 'stage-end'
  | 'number'
  | 'opening'
  | 'aggregated'
  | 'aggregated-end';

export interface Token extends IToken {
  readonly position: Position;
  readonly endOffset: number;
}

/** Every stage by its word, and what has to follow the word. */
export const STAGES: Readonly<Record<string, readonly [type: TokenType, next: Position]>> = {
  where: [Where, 'condition'],
  sort: [Sort, 'column'],
  limit: [Limit, 'number'],
  select: [Select, 'column'],
  count: [Count, 'column-end'],
  sum: [Aggregate, 'column'],
  avg: [Aggregate, 'column'],
  min: [Aggregate, 'column'],
  max: [Aggregate, 'column'],
  distinct: [Distinct, 'column'],
};

/** The words that make a subject of what stands in parentheses after them. */
export const FUNCTIONS: Readonly<Record<string, TokenType>> = {
  count: Count,
  sum: Aggregate,
  avg: Aggregate,
  min: Aggregate,
  max: Aggregate,
} satisfies Readonly<Record<AggregateFunction, TokenType>>;

/** Both spellings of every operator. */
export const OPERATOR_SPELLINGS: Readonly<Record<string, Operator>> = {
  '==': '==',
  equals: '==',
  '!=': '!=',
  not_equals: '!=',
  '>': '>',
  greater_than: '>',
  '>=': '>=',
  greater_than_equal: '>=',
  '<': '<',
  less_than: '<',
  '<=': '<=',
  less_than_equal: '<=',
  in: 'in',
  '!in': '!in',
  not_in: '!in',
  '=~': '=~',
  matches: '=~',
  '!~': '!~',
  not_matches: '!~',
  exists: 'exists',
  '!exists': '!exists',
  not_exists: '!exists',
};

/** The token type that carries an operator, and what has to follow it. */
export function operatorToken(operator: Operator): readonly [type: TokenType, next: Position] {
  switch (operator) {
    case 'in':
    case '!in':
      return [MembershipOperator, 'list'];
    case '=~':
    case '!~':
      return [MatchOperator, 'pattern'];
    case 'exists':
    case '!exists':
      return [ExistenceOperator, 'connective'];
    default:
      return [ComparisonOperator, 'value'];
  }
}
