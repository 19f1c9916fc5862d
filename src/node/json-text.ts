/** Bytes to text to values, and what is said where that fails. */
import { isUtf8 } from 'node:buffer';
import { StowageError } from '../index.js';
import { findJsonFault, type JsonContext } from './json-syntax.js';

export interface Parsed {
  readonly value: unknown;
}

export function parse(text: string): Parsed | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Where a text begins in its file. */
export interface Place {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** The fault of a text that is no JSON, with its place. */
export function jsonFault(text: string, place: Place, context?: JsonContext): StowageError {
  const { offset, message } = findJsonFault(text, context) ?? { offset: 0, message: 'it cannot be read' };
  const newlines = countNewlines(text, offset);
  const column = newlines === 0 ? place.column + offset : offset - text.lastIndexOf('\n', offset - 1);
  return malformed(`${place.name}:${place.line + newlines}:${column}`, `is not JSON: ${message}`);
}

function countNewlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Length of the byte order mark that a stream begins with, 0 where it begins with none. */
export function markLength(bytes: Uint8Array, name: string): number {
  const [first, second, third] = bytes;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasMark || (first === 0) !== (second === 0)) {
    throw malformed(name, 'is UTF-16 where JSON has to be UTF-8; convert it: iconv -f UTF-16 -t UTF-8 FILE');
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NEWLINE = 0x0a;

/** UTF-8 as text. `line` is that of the first byte. */
export function decode(bytes: Buffer, name: string, line: number): string {
  try {
    return UTF_8.decode(bytes);
  } catch (error) {
    throw malformed(`${name}:${line + badLine(bytes)}`, 'holds bytes that are no UTF-8', { cause: error });
  }
}

/** How many lines before the first one that is no UTF-8. */
function badLine(bytes: Buffer): number {
  let start = 0;
  for (let line = 0; ; line++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

export function malformed(place: string, message: string, options?: ErrorOptions): StowageError {
  return new StowageError('source-malformed', '', `${place}: ${message}`, options);
}
