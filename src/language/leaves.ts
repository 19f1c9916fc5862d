/** Tokens → the leaves of a tree. */
import type { IToken } from 'chevrotain';
import type { Literal, Operator, OperatorSign } from './ast.js';
import type { Span } from './diagnostic.js';
import { unquote } from './lexical.js';
import { OPERATOR_SPELLINGS } from './tokens.js';

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: (token.endOffset ?? 0) + 1 };
}

export function literalOf(token: IToken): Literal {
  const quoted = token.image.startsWith("'") || token.image.startsWith('"');
  return { text: quoted ? unquote(token.image) : token.image, span: spanOf(token) };
}

export function signOf<O extends Operator>(token: IToken): OperatorSign<O> {
  return { symbol: OPERATOR_SPELLINGS[token.image] as O, span: spanOf(token) };
}
