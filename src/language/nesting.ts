/**
 * Deeply nested parentheses without a deep call stack: Chevrotain spends dozens of frames on each level, so that a few hundred
 * levels overflow the stack of a cold process. In a text that nests deeper than that, each pair of parentheses is parsed on its
 * own, from the inside out, and stands in the tokens around it as one token that carries its tree.
 */
import { createTokenInstance, EOF, type IToken } from 'chevrotain';
import type { Expression } from './ast.js';
import { Everything, LeftParenthesis, RightParenthesis, type Token } from './tokens.js';

/** What a parser makes of tokens: a tree, or the token at which it stopped (its offset is NaN where they ended too early). */
export interface Parsed {
  readonly expression: Expression;
  readonly stop?: IToken | undefined;
}

/** Levels of parentheses that are left to the parser's own recursion. */
const DEPTH = 64;

/** Parses tokens with `parseFlat`, which recurses, without recursing deeper than a fixed number of levels. O(tokens). */
export function parseNested(tokens: Token[], parseFlat: (tokens: Token[]) => Parsed): Parsed {
  if (depthOf(tokens) <= DEPTH) return parseFlat(tokens);
  const outermost: Group = { tokens: [] };
  const nesting: Nesting = { groups: [outermost], stop: undefined, parseFlat };
  for (const token of tokens) {
    if (opensGroup(token)) nesting.groups.push({ opening: token, tokens: [] });
    else if (closesGroup(token) && nesting.groups.length > 1) closeGroup(nesting, token);
    else nesting.groups.at(-1)?.tokens.push(token);
  }
  const unclosed = nesting.groups.length > 1;
  while (nesting.groups.length > 1) closeGroup(nesting, undefined);
  const expression = parseGroup(nesting, outermost, undefined);
  return { expression, stop: nesting.stop ?? (unclosed ? END : undefined) };
}

/** The tree that a token carries, where it stands for a group. */
export function treeOf(token: IToken): Expression | undefined {
  return (token as Partial<GroupToken>).tree;
}

/** A pair of parentheses whose tokens are still being gathered; the outermost has none. */
interface Group {
  readonly opening?: Token;
  readonly tokens: Token[];
}

interface GroupToken extends Token {
  readonly tree: Expression;
  readonly opening: Token;
}

interface Nesting {
  /** Outermost first. */
  readonly groups: Group[];
  /** The first token of the text at which a group could not be parsed. */
  stop: IToken | undefined;
  readonly parseFlat: (tokens: Token[]) => Parsed;
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
function opensGroup(token: Token): boolean {
  return token.tokenType === LeftParenthesis && token.position === 'condition';
}

function closesGroup(token: Token): boolean {
  return token.tokenType === RightParenthesis && token.position === 'connective';
}

/** Replaces the innermost group by a token that stands for it; `closing` is absent where the text ended before it. */
function closeGroup(nesting: Nesting, closing: Token | undefined): void {
  const group = nesting.groups.pop() as Group;
  const opening = group.opening as Token;
  const tree = parseGroup(nesting, group, closing);
  const { endOffset } = closing ?? group.tokens.at(-1) ?? opening;
  const token: GroupToken = { ...opening, endOffset, tree, opening, ...EVERYTHING };
  nesting.groups.at(-1)?.tokens.push(token);
}

/** The grammar takes a group wherever it takes `*`. */
const EVERYTHING = { tokenType: Everything, tokenTypeIdx: Everything.tokenTypeIdx as number };

function parseGroup(nesting: Nesting, group: Group, closing: Token | undefined): Expression {
  const { expression, stop } = nesting.parseFlat(group.tokens);
  if (stop !== undefined) {
    const token = Number.isNaN(stop.startOffset) ? (closing ?? stop) : ((stop as Partial<GroupToken>).opening ?? stop);
    if (nesting.stop === undefined || offsetOf(token) < offsetOf(nesting.stop)) nesting.stop = token;
  }
  return expression;
}

function offsetOf(token: IToken): number {
  return Number.isNaN(token.startOffset) ? Number.POSITIVE_INFINITY : token.startOffset;
}
