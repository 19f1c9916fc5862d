/** A place where a text stopped making sense, and how a diagnostic about it is made. */
import type { Diagnostic, DiagnosticCode, Fix, Span } from './diagnostic.js';
import { isWordCharacter } from './lexical.js';
import type { Token } from './tokens.js';

export interface Trouble extends Span {
  readonly text: string;
  /** The offset of each `(` that is still open at the end of what was read. */
  readonly open: readonly number[];
  /** The tokens before the place. */
  readonly before: readonly Token[];
  readonly previous: Token | undefined;
  /** The text of the token; empty at the end of the text. */
  readonly found: string;
}

export type Explain = (trouble: Trouble) => Diagnostic | undefined;

export function diagnostic(
  trouble: Trouble,
  code: DiagnosticCode,
  message: string,
  { start, end }: Span = trouble,
  replacement?: string,
): Diagnostic {
  const fix: Fix | undefined = replacement === undefined ? undefined : { start, end, text: replacement };
  return { code, severity: 'error', message, start, end, ...(fix && { fix }) };
}

/** Short enough to read, and with control characters and lone surrogates written out. */
export function visible(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return short.replace(/[\p{Cc}\p{Cs}]/gu, (character) => {
    return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

export function isWord(found: string): boolean {
  return found !== '' && isWordCharacter(found.charCodeAt(0));
}

export function spanOfToken(token: Token): Span {
  return { start: token.startOffset, end: token.endOffset + 1 };
}

/** What stands at the place, for a sentence. */
export function whatStands({ found }: Trouble): string {
  return found === '' ? 'the text ends' : `\`${visible(found)}\` stands`;
}
