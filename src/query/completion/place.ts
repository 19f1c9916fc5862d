/** Where in a text the cursor stands: what may come there, what of it was typed, and of which predicate it is a part. */
import type { Operator } from '../../language/ast.js';
import { endOfQuoted, endOfWord, extentOfPattern, isWordCharacter, unquote } from '../../language/lexical.js';
import { parse } from '../../language/parser.js';
import { scan } from '../../language/scanner.js';
import { OPERATOR_SPELLINGS, type Position, type Token, Unexpected } from '../../language/tokens.js';
import { LIMITS } from '../../model/limits.js';

export type Quote = "'" | '"';

/** The part of a predicate that stands before the place. */
export interface Begun {
  /** Where its subject begins. */
  readonly start: number;
  /** The canonical name of its subject. */
  readonly subject: string;
  readonly operator?: Operator;
  /** The values of its list. */
  readonly named: readonly string[];
}

export interface Place {
  readonly position: Position;
  /** What was typed of the word at the place, without a quote. */
  readonly typed: string;
  /** Set within quotes. */
  readonly quote?: Quote;
  /** The word at the place, which a completion replaces. */
  readonly start: number;
  readonly end: number;
  /** Where what can be read begins: after the last thing that no rule takes. */
  readonly from: number;
  /** The tokens from there up to the word. */
  readonly tokens: readonly Token[];
  /** Parentheses that are open at the place. */
  readonly open: number;
  /** Whether the place is in the parentheses of `count(…)`: what is written there is asked of tasks. */
  readonly counted: boolean;
  /** Set from the operator of a predicate on. */
  readonly begun?: Begun;
}

/** The place of an offset; undefined where nothing can be said of it, as over a limit. O(length). */
export function placeOf(text: string, offset: number): Place | undefined {
  if (text.length > LIMITS.queryLength.stowage) return undefined;
  const at = Math.min(Math.max(Math.trunc(offset) || 0, 0), text.length);
  let from = 0;
  for (;;) {
    const head = text.slice(from, at);
    const { tokens, position, open, limit } = scan(head);
    if (limit !== undefined) return undefined;
    const last = tokens.at(-1);
    const stray = last?.tokenType === Unexpected && endOfToken(last) < head.length ? last : undefined;
    if (stray === undefined) return placeAfter({ text, at, from, tokens, position, open: open.length });
    const connective = nextConnective(head, endOfToken(stray));
    if (connective === undefined) return undefined;
    from += connective;
  }
}

/** What begins a new condition, whatever was wrong before it. */
const CONNECTIVE = /&&|\|\||\((?!\?)|(?<![\w'"])(?:and|or|not)(?![\w'"])/g;

function nextConnective(head: string, after: number): number | undefined {
  CONNECTIVE.lastIndex = after;
  const found = CONNECTIVE.exec(head);
  return found === null ? undefined : found.index + found[0].length;
}

interface Head {
  readonly text: string;
  readonly at: number;
  readonly from: number;
  readonly tokens: readonly Token[];
  readonly position: Position;
  readonly open: number;
}

function placeAfter(head: Head): Place {
  const { text, at, from } = head;
  const last = head.tokens.at(-1);
  const isTouching = last !== undefined && from + endOfToken(last) === at && isUnfinished(last);
  const tokens = isTouching ? head.tokens.slice(0, -1) : head.tokens;
  const position = isTouching ? last.position : head.position;
  const start = isTouching ? from + last.startOffset : at;
  const typed = text.slice(start, at);
  const quote = quoteOf(typed);
  const begun = begunIn(text.slice(from, at), from, tokens, position);
  return {
    position,
    typed: quote === undefined ? typed : unquote(typed + quote),
    ...(quote && { quote }),
    start,
    end: endOf(text, start, at, position, quote),
    from,
    tokens,
    open: head.open,
    counted: isCounted(tokens),
    ...(begun && { begun }),
  };
}

/** Of a sign at the end of a text the scanner's own offset says too much. */
function endOfToken({ startOffset, image }: Token): number {
  return startOffset + image.length;
}

/** Whether what stands right before the cursor may go on after it. */
function isUnfinished({ image, position, tokenType }: Token): boolean {
  if (image === '(' || image === '[' || image === ',' || image === ')' || image === ']') return false;
  if (position === 'operator')
    return tokenType === Unexpected || image.length === 1 || isWordCharacter(image.charCodeAt(0));
  if (/^["']/.test(image)) return tokenType === Unexpected;
  return isWordCharacter(image.charCodeAt(image.length - 1)) || position === 'pattern' || tokenType === Unexpected;
}

function quoteOf(typed: string): Quote | undefined {
  return typed.startsWith("'") || typed.startsWith('"') ? (typed[0] as Quote) : undefined;
}

/** The end of the word at the place. */
function endOf(text: string, start: number, at: number, position: Position, quote: Quote | undefined): number {
  if (quote !== undefined) return endInQuotes(text, start, at, quote);
  if (position === 'operator') return endOfOperator(text, start, at);
  if (position === 'pattern' && start < at) return Math.max(at, extentOfPattern(text, start).end);
  if (/^["']/.test(text.slice(at, at + 1)) && start === at) return endOfQuoted(text, at) ?? at;
  return endOfWord(text, at);
}

/** The quote that closes is taken along where all is well with the text then; else the word was never closed. */
function endInQuotes(text: string, start: number, at: number, quote: Quote): number {
  const closing = endOfQuoted(text, start);
  if (closing !== undefined && scan(text).tokens.at(-1)?.tokenType !== Unexpected) return closing;
  const end = endOfWord(text, at);
  return text[end] === quote ? end + 1 : end;
}

function endOfOperator(text: string, start: number, at: number): number {
  if (start === at && isWordCharacter(text.charCodeAt(at))) return endOfWord(text, at);
  if (start < at && isWordCharacter(text.charCodeAt(at - 1))) return endOfWord(text, at);
  let end = at;
  while (end < text.length && '=!<>~'.includes(text[end] as string)) end++;
  return end;
}

function isCounted(tokens: readonly Token[]): boolean {
  const open: boolean[] = [];
  for (const [at, { image, position }] of tokens.entries()) {
    if (image === '(' && position === 'opening') open.push(tokens[at - 1]?.image === 'count');
    else if (image === '(' && position === 'condition') open.push(false);
    else if (image === ')' && (position === 'connective' || position === 'aggregated-end')) open.pop();
  }
  return open.includes(true);
}

/** Positions that lie within a predicate, after its operator. */
const ARGUMENTS: ReadonlySet<Position> = new Set(['value', 'pattern', 'list', 'list-value', 'list-separator']);

function begunIn(head: string, from: number, tokens: readonly Token[], position: Position): Begun | undefined {
  if (position === 'operator') {
    const first = subjectBefore(tokens, tokens.length);
    const subject = first && subjectName(head.slice(first.startOffset, (tokens.at(-1)?.endOffset ?? 0) + 1));
    return first && subject !== undefined ? { start: from + first.startOffset, subject, named: [] } : undefined;
  }
  if (!ARGUMENTS.has(position)) return undefined;
  const at = tokens.findLastIndex((token) => token.position === 'operator');
  const operator = OPERATOR_SPELLINGS[tokens[at]?.image ?? ''];
  const first = subjectBefore(tokens, at);
  if (first === undefined || operator === undefined) return undefined;
  const subject = subjectName(head.slice(first.startOffset, tokens[at]?.startOffset));
  const named = tokens.slice(at + 1).filter((token) => token.position === 'list-value' && token.image !== ']');
  return subject === undefined
    ? undefined
    : { start: from + first.startOffset, subject, operator, named: named.map(({ image }) => meaningOf(image)) };
}

/** The first token of the subject that ends before the token `end`: a word, or a word with its parentheses. */
function subjectBefore(tokens: readonly Token[], end: number): Token | undefined {
  let at = end - 1;
  if (tokens[at]?.image !== ')') return tokens[at];
  for (let depth = 0; at >= 0; at--) {
    const image = tokens[at]?.image;
    if (image === ')') depth++;
    else if (image === '(' && --depth === 0) break;
  }
  return tokens[at - 1];
}

function subjectName(text: string): string | undefined {
  const parsed = parse(`${text} exists`);
  return parsed.ok && 'subject' in parsed.ast.expression ? parsed.ast.expression.subject.name : undefined;
}

/** What a value stands for as it is written. */
export function meaningOf(image: string): string {
  return /^["']/.test(image) ? unquote(image) : image;
}
