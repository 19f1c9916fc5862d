/**
 * Text → tokens, in one pass.
 *
 * A bare pattern can hold almost any character and any word may be a value (`== and`), so what a character means depends on
 * what may come next. The scanner keeps that as its position; Chevrotain's own lexer has no such notion, its parser takes
 * any tokens.
 */
import { LIMITS } from '../model/limits.js';
import type { Operator } from './ast.js';
import type { Diagnostic } from './diagnostic.js';
import { endOfWord, extentOfPattern } from './lexical.js';
import {
  checkDepth,
  closeParenthesis,
  endOfWhiteSpace,
  isPipe,
  isQuote,
  openParenthesis,
  push,
  readPipe,
  readPunctuation,
  readQuoted,
  readStrayWord,
  readSubject,
  refuse,
  type ScanState,
  startOfScan,
} from './scan-state.js';
import {
  isFrom,
  readAggregated,
  readAggregatedEnd,
  readColumn,
  readColumnEnd,
  readFrom,
  readNumber,
  readRows,
  readStage,
  readStageEnd,
} from './stage-scanner.js';
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
  const state = startOfScan(text);
  while (state.limit === undefined && state.tokens.at(-1)?.tokenType !== Unexpected) {
    if (!readToken(state)) break;
  }
  const { tokens, position, open, limit } = state;
  return { tokens, position, open: open.map((parenthesis) => parenthesis.offset), ...(limit && { limit }) };
}

/**
 * Scans all of `text`, whatever is wrong with it, limits not minded: `resume` says of a token that no rule takes what may come
 * after it. O(length).
 */
export function scanOn(text: string, resume: (token: Token) => Position): readonly Token[] {
  const state = startOfScan(text);
  while (readToken(state)) {
    const last = state.tokens.at(-1);
    if (last?.tokenType === Unexpected) state.position = resume(last);
  }
  return state.tokens;
}

/** Reads the next token; false at the end of the text. */
function readToken(state: ScanState): boolean {
  state.at = endOfWhiteSpace(state.text, state.at);
  if (state.at >= state.text.length) return false;
  READERS[state.position](state);
  return true;
}

const READERS: Readonly<Record<Position, (state: ScanState) => void>> = {
  condition: readCondition,
  operator: readOperator,
  value: (state) => readValue(state, 'connective'),
  pattern: readPattern,
  list: readList,
  'list-value': readListValue,
  'list-separator': readListSeparator,
  connective: readConnective,
  rows: readRows,
  stage: readStage,
  column: readColumn,
  'column-end': readColumnEnd,
  'stage-end': readStageEnd,
  number: readNumber,
  opening: readPunctuation,
  aggregated: readAggregated,
  'aggregated-end': readAggregatedEnd,
};

function readCondition(state: ScanState): void {
  const character = state.text[state.at] as string;
  if (character === '(') return openParenthesis(state, 'condition', 'connective');
  if (character === '!') return readNot(state, 1);
  const end = endOfWord(state.text, state.at);
  if (end === state.at) return readPunctuation(state);
  const word = state.text.slice(state.at, end);
  if (isFrom(state, end)) return readFrom(state);
  if (word === 'not') return readNot(state, end - state.at);
  if (word === 'and' || word === 'or') return push(state, word === 'and' ? And : Or, end, 'condition');
  if (word === '*') return readEverything(state);
  readSubject(state, end, 'operator');
}

function readEverything(state: ScanState): void {
  state.nots = 0;
  push(state, Everything, state.at + 1, 'connective');
}

function readNot(state: ScanState, length: number): void {
  state.nots++;
  checkDepth(state, state.depth + state.nots);
  push(state, Not, state.at + length, 'condition');
}

function readOperator(state: ScanState): void {
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

function readValue(state: ScanState, next: Position): void {
  const character = state.text[state.at];
  if (isQuote(character)) return readQuoted(state, Value, next);
  const end = endOfWord(state.text, state.at);
  if (end === state.at) return readPunctuation(state);
  push(state, Value, end, next);
}

function readPattern(state: ScanState): void {
  const character = state.text[state.at];
  if (isQuote(character)) return readQuoted(state, Pattern, 'connective');
  const { end } = extentOfPattern(state.text, state.at);
  if (end === state.at) return readPunctuation(state);
  push(state, Pattern, end, 'connective');
}

function readList(state: ScanState): void {
  const character = state.text[state.at];
  if (character !== '[' && character !== '(') return readConnective(state);
  state.closing = character === '[' ? ']' : ')';
  state.items = 0;
  push(state, character === '[' ? LeftBracket : LeftParenthesis, state.at + 1, 'list-value');
}

function readListValue(state: ScanState): void {
  if (state.text[state.at] === state.closing) return closeList(state);
  state.items++;
  if (state.items > LIMITS.listValues) {
    refuse(state, 'list-too-long', `a list holds at most ${LIMITS.listValues} values; split it with \`or\``);
  }
  readValue(state, 'list-separator');
}

function readListSeparator(state: ScanState): void {
  if (state.text[state.at] === state.closing) return closeList(state);
  if (state.text[state.at] === ',') return push(state, Comma, state.at + 1, 'list-value');
  readConnective(state);
}

function closeList(state: ScanState): void {
  push(state, state.closing === ']' ? RightBracket : RightParenthesis, state.at + 1, 'connective');
}

function readConnective(state: ScanState): void {
  const { text, at } = state;
  if (text[at] === ')' && state.position === 'connective') return closeParenthesis(state);
  if (isPipe(text, at) && state.position === 'connective') return readPipe(state);
  const signs = text.slice(at, at + 2);
  if (signs === '&&' || signs === '||') return push(state, signs === '&&' ? And : Or, at + 2, 'condition');
  const end = endOfWord(text, at);
  if (end === at) return readPunctuation(state);
  const word = text.slice(at, end);
  if (word === 'and' || word === 'or') push(state, word === 'and' ? And : Or, end, 'condition');
  else readStrayWord(state);
}
