/**
 * Deeply nested parentheses without a deep call stack: Chevrotain spends dozens of frames on each level, so that a few hundred
 * levels overflow the stack of a cold process. In a text that nests deeper than that, each pair of parentheses is parsed on its
 * own, from the inside out, and stands in the tokens around it as one token that carries its tree.
 */
import { createTokenInstance, EOF, type IToken } from 'chevrotain';
import type { Expression, Query, SubjectName } from './ast.js';
import { Count, Everything, LeftParenthesis, Name, RightParenthesis, type Token } from './tokens.js';

/** The tree of each rule that can be asked for. */
export interface Trees {
  readonly query: Omit<Query, 'type' | 'span'>;
  readonly expression: Expression;
  readonly subject: SubjectName;
}

/** What a parser makes of tokens: a tree, or the token at which it stopped (its offset is NaN where they ended too early). */
export interface Parsed<R extends keyof Trees> {
  readonly tree: Trees[R];
  readonly stop?: IToken | undefined;
}

/** Parses tokens by a rule, by recursion. */
export type ParseFlat = <R extends keyof Trees>(tokens: Token[], rule: R) => Parsed<R>;

/** How the tree of a pair of parentheses after a word becomes a subject. */
export type MakeSubject = (word: IToken, inner: Expression | SubjectName, end: number) => SubjectName;

/** Levels of parentheses that are left to the parser's own recursion. */
const DEPTH = 64;

/** Parses the tokens of a query with `parseFlat`, without recursing deeper than a fixed number of levels. O(tokens). */
export function parseNested(tokens: Token[], parseFlat: ParseFlat, makeSubject: MakeSubject): Parsed<'query'> {
  if (depthOf(tokens) <= DEPTH) return parseFlat(tokens, 'query');
  const outermost: Group = { tokens: [] };
  const nesting: Nesting = { groups: [outermost], stop: undefined, parseFlat, makeSubject };
  for (const token of tokens) {
    if (opensGroup(token)) openGroup(nesting, token);
    else if (closesGroup(token) && nesting.groups.length > 1) closeGroup(nesting, token);
    else nesting.groups.at(-1)?.tokens.push(token);
  }
  const unclosed = nesting.groups.length > 1;
  while (nesting.groups.length > 1) closeGroup(nesting, undefined);
  const tree = parseGroup(nesting, outermost, 'query', undefined);
  return { tree, stop: nesting.stop ?? (unclosed ? END : undefined) };
}

/** The tree that a token carries, where it stands for parentheses around a condition. */
export function expressionOf(token: IToken): Expression | undefined {
  return (token as Partial<GroupToken>).expression;
}

/** The subject that a token carries, where it stands for a word with its parentheses. */
export function subjectOf(token: IToken): SubjectName | undefined {
  return (token as Partial<GroupToken>).subject;
}

/** A pair of parentheses whose tokens are still being gathered; the outermost has none. */
interface Group {
  readonly opening?: Token;
  /** `count` or `sum` and its like, where it stands before the parenthesis. */
  readonly word?: Token | undefined;
  readonly tokens: Token[];
}

interface GroupToken extends Token {
  readonly expression?: Expression | undefined;
  readonly subject?: SubjectName | undefined;
  readonly opening: Token;
}

interface Nesting {
  /** Outermost first. */
  readonly groups: Group[];
  /** The first token of the text at which a group could not be parsed. */
  stop: IToken | undefined;
  readonly parseFlat: ParseFlat;
  readonly makeSubject: MakeSubject;
}

const END = createTokenInstance(EOF, '', Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN);

function depthOf(tokens: readonly Token[]): number {
  let depth = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (opensGroup(token)) deepest = Math.max(deepest, ++depth);
    else if (closesGroup(token)) depth--;
  }
  return deepest;
}

/** Lists have parentheses too; those stand where a list does. */
function opensGroup({ tokenType, position }: Token): boolean {
  return tokenType === LeftParenthesis && (position === 'condition' || position === 'opening');
}

function closesGroup({ tokenType, position }: Token): boolean {
  return tokenType === RightParenthesis && (position === 'connective' || position === 'aggregated-end');
}

function openGroup(nesting: Nesting, opening: Token): void {
  const word = opening.position === 'opening' ? nesting.groups.at(-1)?.tokens.pop() : undefined;
  nesting.groups.push({ opening, word, tokens: [] });
}

/** Replaces the innermost group by a token that stands for it; `closing` is absent where the text ended before it. */
function closeGroup(nesting: Nesting, closing: Token | undefined): void {
  const group = nesting.groups.pop() as Group;
  const opening = group.opening as Token;
  const { endOffset } = closing ?? group.tokens.at(-1) ?? opening;
  nesting.groups.at(-1)?.tokens.push(standIn(nesting, group, opening, endOffset, closing));
}

/** The grammar takes parentheses wherever it takes `*`, and a word with its parentheses wherever it takes a name. */
function standIn(nesting: Nesting, group: Group, opening: Token, endOffset: number, closing?: Token): GroupToken {
  const { word } = group;
  const counts = word === undefined || word.tokenType === Count;
  const tree = parseGroup(nesting, group, counts ? 'expression' : 'subject', closing);
  if (word === undefined) {
    return { ...opening, ...typeOf(Everything), endOffset, opening, expression: tree as Expression };
  }
  const subject = tree && nesting.makeSubject(word, tree, endOffset + 1);
  return { ...word, ...typeOf(Name), endOffset, opening: word, subject };
}

function typeOf(tokenType: typeof Name): Pick<Token, 'tokenType' | 'tokenTypeIdx'> {
  return { tokenType, tokenTypeIdx: tokenType.tokenTypeIdx as number };
}

function parseGroup<R extends keyof Trees>(nesting: Nesting, group: Group, rule: R, closing?: Token): Trees[R] {
  const { tree, stop } = nesting.parseFlat(group.tokens, rule);
  if (stop !== undefined) {
    const token = Number.isNaN(stop.startOffset) ? (closing ?? stop) : ((stop as Partial<GroupToken>).opening ?? stop);
    if (nesting.stop === undefined || offsetOf(token) < offsetOf(nesting.stop)) nesting.stop = token;
  }
  return tree;
}

function offsetOf(token: IToken): number {
  return Number.isNaN(token.startOffset) ? Number.POSITIVE_INFINITY : token.startOffset;
}
