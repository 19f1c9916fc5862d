/** The token types of the grammar. The scanner makes the tokens; the parser names the types in its rules. */
import { createToken, type IToken, type TokenType } from 'chevrotain';
import type { Operator } from './ast.js';

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
export const Subject = token('Subject', 'subject');
export const ComparisonOperator = token('ComparisonOperator', 'comparisonOperator');
export const MembershipOperator = token('MembershipOperator', 'membershipOperator');
export const MatchOperator = token('MatchOperator', 'matchOperator');
export const ExistenceOperator = token('ExistenceOperator', 'existenceOperator');
export const Value = token('Value', 'value');
export const Pattern = token('Pattern', 'pattern');
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
  Subject,
  ComparisonOperator,
  MembershipOperator,
  MatchOperator,
  ExistenceOperator,
  Value,
  Pattern,
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
  | 'connective';

export interface Token extends IToken {
  readonly position: Position;
  readonly endOffset: number;
}

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
