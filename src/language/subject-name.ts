/** The canonical texts of subjects: how a name, a count and the column of an aggregate are called. */
import type { IToken } from 'chevrotain';
import type { AggregateFunction, Expression, SubjectName } from './ast.js';
import { endOfWord, quote, unquote } from './lexical.js';
import { print } from './printer.js';

/** What a name is called: quotes around its end stay only where it holds what no word may hold. */
export function nameOfWord(image: string): string {
  const end = endOfWord(image, 0);
  if (end === image.length) return image;
  const quoted = unquote(image.slice(end));
  const bare = quoted !== '' && endOfWord(quoted, 0) === quoted.length;
  return image.slice(0, end) + (bare ? quoted : quote(quoted));
}

/** `count(…)` of an expression, `sum(…)` and its like of a column. `end` is where its parenthesis closes. */
export function subjectWithParentheses(word: IToken, inner: Expression | SubjectName, end: number): SubjectName {
  const span = { start: word.startOffset, end };
  if ('type' in inner) return { name: `count(${print(inner)})`, counted: inner, span };
  const name = word.image as Exclude<AggregateFunction, 'count'>;
  return { name: `${name}(${inner.name})`, aggregated: { function: name, column: inner }, span };
}
