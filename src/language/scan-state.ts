/** Where a scan stands in its text, and the steps that expressions and stages have in common. */
import type { TokenType } from 'chevrotain';
import { LIMITS } from '../model/limits.js';
import type { Diagnostic, DiagnosticCode } from './diagnostic.js';
import { endOfQuoted, endOfWord, isWhiteSpace } from './lexical.js';
import {
  FUNCTIONS,
  LeftParenthesis,
  Name,
  Pipe,
  type Position,
  RightParenthesis,
  type Token,
  Unexpected,
} from './tokens.js';

export interface ScanState {
  readonly text: string;
  at: number;
  position: Position;
  readonly tokens: Token[];
  /** Each open parenthesis. */
  readonly open: OpenParenthesis[];
  depth: number;
  /** `not`s since the last condition or parenthesis began. */
  nots: number;
  /** Values of the list, or columns of the stage, being read. */
  items: number;
  /** The bracket that ends the list being read. */
  closing: string;
  stages: number;
  /** The word of the stage being read, or `by` once that has been read; empty before the first stage. */
  stage: string;
  limit?: Diagnostic;
}

interface OpenParenthesis {
  readonly offset: number;
  /** The depth outside it. */
  readonly depth: number;
  /** What may come after it is closed. */
  readonly next: Position;
}

/** The state at the start of a text. */
export function startOfScan(text: string): ScanState {
  return {
    text,
    at: 0,
    position: 'condition',
    tokens: [],
    open: [],
    depth: 0,
    nots: 0,
    items: 0,
    closing: '',
    stages: 0,
    stage: '',
  };
}

/** Takes the text up to `end` as a token, and goes on behind it. */
export function push(state: ScanState, type: TokenType, end: number, next: Position): void {
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

/** The offset of the next character that is not white space. */
export function endOfWhiteSpace(text: string, start: number): number {
  let end = start;
  while (end < text.length && isWhiteSpace(text.charCodeAt(end))) end++;
  return end;
}

/** A name, one with its end in quotes (`tag:'cost center'`), or `count(` and its like: the word from here to `end`. */
export function readSubject(state: ScanState, end: number, next: Position): void {
  const { text } = state;
  const word = text.slice(state.at, end);
  if (Object.hasOwn(FUNCTIONS, word)) {
    const opening = endOfWhiteSpace(text, end);
    if (text[opening] === '(') return readFunction(state, word, end, opening, next);
  }
  state.nots = 0;
  const quoted = word.endsWith(':') && isQuote(text[end]);
  const nameEnd = quoted ? endOfQuoted(text, end) : end;
  if (nameEnd === undefined) push(state, Unexpected, text.length, state.position);
  else push(state, Name, nameEnd, next);
}

function readFunction(state: ScanState, word: string, end: number, opening: number, next: Position): void {
  push(state, FUNCTIONS[word] as TokenType, end, 'opening');
  state.at = opening;
  openParenthesis(state, word === 'count' ? 'condition' : 'aggregated', next);
}

/** The parenthesis that stands here, with what comes in it and what after it. */
export function openParenthesis(state: ScanState, inside: Position, next: Position): void {
  state.open.push({ offset: state.at, depth: state.depth, next });
  state.depth += state.nots + 1;
  state.nots = 0;
  checkDepth(state, state.depth);
  push(state, LeftParenthesis, state.at + 1, inside);
}

export function closeParenthesis(state: ScanState): void {
  const closed = state.open.pop();
  state.depth = closed?.depth ?? 0;
  push(state, RightParenthesis, state.at + 1, closed?.next ?? 'connective');
}

export function checkDepth(state: ScanState, depth: number): void {
  if (depth <= LIMITS.queryDepth) return;
  const message = `parentheses and \`not\`s are nested more than ${LIMITS.queryDepth} deep; flatten the expression`;
  refuse(state, 'too-deep', message);
}

/** Ends the scan: a limit was met here. */
export function refuse(state: ScanState, code: DiagnosticCode, message: string): void {
  state.limit ??= { code, severity: 'error', message, start: state.at, end: state.at + 1 };
}

/** A `|` by itself: a stage has to follow. Whether a parenthesis is still open is for the parser to refuse. */
export function readPipe(state: ScanState): void {
  state.depth = 0;
  state.nots = 0;
  push(state, Pipe, state.at + 1, 'stage');
}

export function isPipe(text: string, at: number): boolean {
  return text[at] === '|' && text[at + 1] !== '|';
}

export function isQuote(character: string | undefined): boolean {
  return character === "'" || character === '"';
}

export function readQuoted(state: ScanState, type: TokenType, next: Position): void {
  const end = endOfQuoted(state.text, state.at);
  if (end === undefined) push(state, Unexpected, state.text.length, state.position);
  else push(state, type, end, next);
}

/** A word where no word can stand: the parser will refuse it, the position stays so that the refusal can say why. */
export function readStrayWord(state: ScanState): void {
  const end = endOfWord(state.text, state.at);
  if (end === state.at) readPunctuation(state);
  else push(state, Unexpected, end, state.position);
}

/** A character that cannot stand here, whole where it is a surrogate pair, `&&` or `||`. */
export function readPunctuation(state: ScanState): void {
  const { text, at } = state;
  const character = text[at];
  if (isQuote(character)) return readQuoted(state, Unexpected, state.position);
  const connects = (character === '&' || character === '|') && text[at + 1] === character;
  const length = connects || (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  push(state, Unexpected, at + length, state.position);
}
