import { styleText } from 'node:util';

/** Controls, directional overrides and unpaired surrogates: what could move the cursor, recolour or disguise a text. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** A text from the input, safe to show on a terminal: what has an effect there is written as an escape. */
export function terminalSafe(text: string): string {
  return text.replace(UNSAFE, escapeOf);
}

/** The same for a text of several lines. */
export function terminalSafeLines(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' ? character : escapeOf(character)));
}

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  const hexadecimal = code.toString(16);
  return (
    ESCAPES[character] ?? (code < 0x100 ? `\\x${hexadecimal.padStart(2, '0')}` : `\\u${hexadecimal.padStart(4, '0')}`)
  );
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NARROW = /^[\x20-\x7e\u00a0-\u02ff…–]*$/;

/** Columns that a text without controls takes on a terminal. */
export function displayWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** A generated id by its beginning, where space is short; a name whole. */
export function abbreviated(key: string): string {
  const id = shortKey(key);
  return /^[0-9a-f-]{32,}$/.test(id) ? `${id.slice(0, 8)}…` : id;
}

export type Style = Parameters<typeof styleText>[0];

/** Styled where colour is wanted, plain where not. */
export function paint(style: Style, text: string, screen: { readonly color: boolean }): string {
  return screen.color ? styleText(style, text, { validateStream: false }) : text;
}

/** The last part of an ARN, which tells records of one kind apart; any other key whole. */
export function shortKey(key: string): string {
  return key.startsWith('arn:') ? key.slice(key.lastIndexOf('/') + 1) : key;
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
