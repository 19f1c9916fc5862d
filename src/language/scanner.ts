/**
 * Text → tokens, in one pass.
 *
 * A bare pattern can hold almost any character and any word may be a value (`== and`), so what a character means depends on
 * what may come next. The scanner keeps that as its position; Chevrotain's own lexer has no such notion, its parser takes
 * any tokens.
 */
import type { TokenType } from 'chevrotain';
import { LIMITS } from '../model/limits.js';
import type { Operator } from './ast.js';
import type { Diagnostic } from './diagnostic.js';
import { endOfQuoted, endOfWord, extentOfPattern, isWhiteSpace } from './lexical.js';
import {
  And,
  Comma,
  Everything,
  LeftBracket,
  LeftParenthesis,
  Not,
  OPERATOR_SPELLINGS,
  Or,
  operatorToken,
  Pattern,
  type Position,
  RightBracket,
  RightParenthesis,
  Subject,
  type Token,
  Unexpected,
  Value,
} from './tokens.js';

export interface Scan {
  readonly tokens: Token[];
  /** What could come next at the end of the text. */
  readonly position: Position;
  /** The offset of each `(` that is still open at the end, outermost first. */
  readonly open: readonly number[];
  /** Set where a limit ended the scan. */
  readonly limit?: Diagnostic;
}

/** Scans `text` up to its end, or to the first thing that is over a limit or that no rule takes. O(length). */
export function scan(text: string): Scan {
  const state: State = {
    text,
    at: 0,
    position: 'condition',
    tokens: [],
    open: [],
    depth: 0,
    nots: 0,
    values: 0,
    closing: '',
  };
  while (state.limit === undefined && state.tokens.at(-1)?.tokenType !== Unexpected) {
    while (state.at < text.length && isWhiteSpace(text.charCodeAt(state.at))) state.at++;
    if (state.at >= text.length) break;
    READERS[state.position](state);
  }
  const { tokens, position, open, limit } = state;
  return { tokens, position, open: open.map((parenthesis) => parenthesis.offset), ...(limit && { limit }) };
}

interface State {
  readonly text: string;
  at: number;
  position: Position;
  readonly tokens: Token[];
  /** Each open parenthesis with the depth outside it. */
  readonly open: { readonly offset: number; readonly depth: number }[];
  depth: number;
  /** `not`s since the last condition or parenthesis began. */
  nots: number;
  /** Values of the list being read. */
  values: number;
  /** The bracket that ends the list being read. */
  closing: string;
  limit?: Diagnostic;
}

const READERS: Readonly<Record<Position, (state: State) => void>> = {
  condition: readCondition,
  operator: readOperator,
  value: (state) => readValue(state, 'connective'),
  pattern: readPattern,
  list: readList,
  'list-value': readListValue,
  'list-separator': readListSeparator,
  connective: readConnective,
};

function readCondition(state: State): void {
  const character = state.text[state.at] as string;
  if (character === '(') return openParenthesis(state);
  if (character === '!') return readNot(state, 1);
  const end = endOfWord(state.text, state.at);
  if (end === state.at) return readPunctuation(state);
  const word = state.text.slice(state.at, end);
  if (word === 'not') return readNot(state, end - state.at);
  if (word === 'and' || word === 'or') return push(state, word === 'and' ? And : Or, end, 'condition');
  state.nots = 0;
  if (word === '*') return push(state, Everything, end, 'connective');
  push(state, Subject, end, 'operator');
}

function readNot(state: State, length: number): void {
  state.nots++;
  checkDepth(state, state.depth + state.nots);
  push(state, Not, state.at + length, 'condition');
}

function openParenthesis(state: State): void {
  state.open.push({ offset: state.at, depth: state.depth });
  state.depth += state.nots + 1;
  state.nots = 0;
  checkDepth(state, state.depth);
  push(state, LeftParenthesis, state.at + 1, 'condition');
}

function closeParenthesis(state: State): void {
  state.depth = state.open.pop()?.depth ?? 0;
  push(state, RightParenthesis, state.at + 1, 'connective');
}

function checkDepth(state: State, depth: number): void {
  if (depth <= LIMITS.queryDepth) return;
  state.limit = {
    code: 'too-deep',
    severity: 'error',
    message: `parentheses and \`not\`s are nested more than ${LIMITS.queryDepth} deep; flatten the expression`,
    start: state.at,
    end: state.at + 1,
  };
}

function readOperator(state: State): void {
  const end = endOfOperator(state.text, state.at);
  if (end === state.at) return readPunctuation(state);
  const spelling = state.text.slice(state.at, end);
  if (!Object.hasOwn(OPERATOR_SPELLINGS, spelling)) return push(state, Unexpected, end, state.position);
  const [type, next] = operatorToken(OPERATOR_SPELLINGS[spelling] as Operator);
  push(state, type, end, next);
}

/** Signs as far as they make an operator (`>=` before `>`), else a whole word, with its `!` in `!in` and `!exists`. */
function endOfOperator(text: string, at: number): number {
  const signs = text.slice(at, at + 2);
  if (signs !== 'in' && Object.hasOwn(OPERATOR_SPELLINGS, signs)) return at + 2;
  if (text[at] === '<' || text[at] === '>') return at + 1;
  if (text[at] !== '!') return endOfWord(text, at);
  const end = endOfWord(text, at + 1);
  return Object.hasOwn(OPERATOR_SPELLINGS, text.slice(at, end)) ? end : at;
}

function readValue(state: State, next: Position): void {
  const character = state.text[state.at];
  if (character === "'" || character === '"') return readQuoted(state, Value, next);
  const end = endOfWord(state.text, state.at);
  if (end === state.at) return readPunctuation(state);
  push(state, Value, end, next);
}

function readPattern(state: State): void {
  const character = state.text[state.at];
  if (character === "'" || character === '"') return readQuoted(state, Pattern, 'connective');
  const { end } = extentOfPattern(state.text, state.at);
  if (end === state.at) return readPunctuation(state);
  push(state, Pattern, end, 'connective');
}

function readQuoted(state: State, type: TokenType, next: Position): void {
  const end = endOfQuoted(state.text, state.at);
  if (end === undefined) push(state, Unexpected, state.text.length, state.position);
  else push(state, type, end, next);
}

function readList(state: State): void {
  const character = state.text[state.at];
  if (character !== '[' && character !== '(') return readConnective(state);
  state.closing = character === '[' ? ']' : ')';
  state.values = 0;
  push(state, character === '[' ? LeftBracket : LeftParenthesis, state.at + 1, 'list-value');
}

function readListValue(state: State): void {
  if (state.text[state.at] === state.closing) return closeList(state);
  state.values++;
  if (state.values > LIMITS.listValues) {
    state.limit = {
      code: 'list-too-long',
      severity: 'error',
      message: `a list holds at most ${LIMITS.listValues} values; split it with \`or\``,
      start: state.at,
      end: state.at + 1,
    };
    return;
  }
  readValue(state, 'list-separator');
}

function readListSeparator(state: State): void {
  if (state.text[state.at] === state.closing) return closeList(state);
  if (state.text[state.at] === ',') return push(state, Comma, state.at + 1, 'list-value');
  readConnective(state);
}

function closeList(state: State): void {
  push(state, state.closing === ']' ? RightBracket : RightParenthesis, state.at + 1, 'connective');
}

function readConnective(state: State): void {
  const { text, at } = state;
  if (text[at] === ')' && state.position === 'connective') return closeParenthesis(state);
  const signs = text.slice(at, at + 2);
  if (signs === '&&' || signs === '||') return push(state, signs === '&&' ? And : Or, at + 2, 'condition');
  const end = endOfWord(text, at);
  if (end === at) return readPunctuation(state);
  const word = text.slice(at, end);
  if (word === 'and' || word === 'or') push(state, word === 'and' ? And : Or, end, 'condition');
  else readStrayWord(state);
}

/** A word where no word can stand: the parser will refuse it, the position stays so that the refusal can say why. */
function readStrayWord(state: State): void {
  push(state, Unexpected, endOfWord(state.text, state.at), state.position);
}

/** A character that cannot stand here, whole where it is a surrogate pair, `&&` or `||`. */
function readPunctuation(state: State): void {
  const { text, at } = state;
  const character = text[at];
  if (character === "'" || character === '"') return readQuoted(state, Unexpected, state.position);
  const connects = (character === '&' || character === '|') && text[at + 1] === character;
  const length = connects || (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  push(state, Unexpected, at + length, state.position);
}

function push(state: State, type: TokenType, end: number, next: Position): void {
  state.tokens.push({
    image: state.text.slice(state.at, end),
    startOffset: state.at,
    endOffset: end - 1,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx as number,
    position: state.position,
  });
  state.at = end;
  state.position = next;
}
