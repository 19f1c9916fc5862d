/**
 * How far one token reaches. The rules are those of the language reference, "Lexing".
 */

/** Letters, digits and `- _ . @ / \ : + * ? ^ $ # % ~`: what a subject, a word or an unquoted value is made of. */
export function isWordCharacter(code: number): boolean {
  return code < WORD_CHARACTERS.length && WORD_CHARACTERS[code] === 1;
}

const WORD_CHARACTERS = new Uint8Array(128);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@/\\:+*?^$#%~') {
  WORD_CHARACTERS[character.charCodeAt(0)] = 1;
}

/** Space, tab, carriage return, line feed. */
export function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}

/** The end of the run of word characters at `start`; `start` itself where there is none. */
export function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** The end of the quoted value whose opening quote stands at `start`, or `undefined` where it is never closed. */
export function endOfQuoted(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === quote) return at + 1;
    if (character === '\\' && (text[at + 1] === quote || text[at + 1] === '\\')) at++;
  }
  return undefined;
}

/** What a quoted value stands for: a backslash before its quote or before a backslash is dropped, every other stays. */
export function unquote(quoted: string): string {
  const quote = quoted[0];
  let text = '';
  let from = 1;
  for (let at = 1; at < quoted.length - 1; at++) {
    if (quoted[at] !== '\\' || (quoted[at + 1] !== quote && quoted[at + 1] !== '\\')) continue;
    text += quoted.slice(from, at);
    from = ++at;
  }
  return text + quoted.slice(from, -1);
}

/** `text` between single quotes, so that `unquote` gives it back. */
export function quote(text: string): string {
  return `'${text.replace(/'|\\(?=['\\]|$)/g, '\\$&')}'`;
}

/** Where a bare pattern ends, and whether every bracket in it was closed. */
export interface PatternExtent {
  readonly end: number;
  readonly balanced: boolean;
}

/**
 * A bare pattern runs to the next white space, to `&&` or `||`, or to a `)` or `,` that closes nothing inside it.
 *
 * `( ) [ ] { }` nest; an escaped bracket, and one inside `[…]`, is no bracket.
 */
export function extentOfPattern(text: string, start: number): PatternExtent {
  const open: string[] = [];
  let parentheses = 0;
  let at = start;
  // Where one class is never closed, none after it is: without this, a run of `[` would be scanned once for each of them.
  let classesClose = true;
  while (at < text.length) {
    const character = text[at] as string;
    if (isWhiteSpace(text.charCodeAt(at))) break;
    if ((character === '&' || character === '|') && text[at + 1] === character) break;
    if (character === ',' && open.length === 0) break;
    if (character === ')' && parentheses === 0) break;
    if (character === '[') {
      const end: number | undefined = classesClose ? endOfClass(text, at) : undefined;
      classesClose = end !== undefined;
      if (end === undefined) open.push(']');
      else at = end - 1;
    } else if (character === '\\' && at + 1 < text.length && !isWhiteSpace(text.charCodeAt(at + 1))) at++;
    else parentheses += nest(character, open);
    at++;
  }
  return { end: at, balanced: open.length === 0 };
}

/** Opens or closes a bracket; gives by how many the open parentheses became more. */
function nest(character: string, open: string[]): number {
  if (character === '(') open.push(')');
  else if (character === '{') open.push('}');
  else if (character === ')') open.length = open.lastIndexOf(')');
  else if (character === '}' && open.at(-1) === '}') open.pop();
  return character === '(' ? 1 : character === ')' ? -1 : 0;
}

/** The end of the character class opened at `start`; a `]` that comes first in it (`[]a]`, `[^]a]`) is a member. */
function endOfClass(text: string, start: number): number | undefined {
  const first = text[start + 1] === '^' ? start + 2 : start + 1;
  for (let at = first; at < text.length; at++) {
    const character = text[at] as string;
    if (isWhiteSpace(text.charCodeAt(at))) return undefined;
    if ((character === '&' || character === '|') && text[at + 1] === character) return undefined;
    if (character === '\\' && !isWhiteSpace(text.charCodeAt(at + 1))) at++;
    else if (character === ']' && at > first) return at + 1;
  }
  return undefined;
}
