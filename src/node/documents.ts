import { StowageError } from '../index.js';
import { findJsonFault } from './json-syntax.js';
import { type LineReader, lineReader } from './lines.js';

/** One JSON value of a file, with the line it begins on. */
export interface JsonDocument {
  readonly value: unknown;
  readonly line: number;
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * The JSON documents of a file or stream, in order: one whole document, JSON lines, or several documents one after another.
 *
 * Where the first line is JSON by itself, so is each further line, and no more than one line is held at a time. Otherwise the
 * text is read whole. A byte order mark is skipped. Throws `source-malformed` with line and column where the text is no JSON in
 * UTF-8, or is empty; `source-limit` where a document is longer than `maximumBytes`.
 */
export async function* readDocuments(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  maximumBytes: number,
): AsyncGenerator<JsonDocument> {
  const reader = lineReader(
    chunks,
    maximumBytes,
    (first) => withoutByteOrderMark(first, name),
    () => tooLong(name, maximumBytes),
  );
  const first = await nextLine(reader, name, 1);
  if (first === undefined) throw malformed(name, 'is empty where JSON was expected');
  const parsed = tryParse(first.text);
  if (parsed === undefined) {
    yield* parseWhole(first, reader, name, maximumBytes);
    return;
  }
  yield { value: parsed.value, line: first.number };
  for (let line = first; ; ) {
    const next = await nextLine(reader, name, line.number + 1);
    if (next === undefined) return;
    yield { value: parseLine(next, name), line: next.number };
    line = next;
  }
}

/** The next line that is not blank. */
async function nextLine(reader: LineReader, name: string, number: number): Promise<Line | undefined> {
  for (let at = number; ; at++) {
    const pieces = await reader.line();
    if (pieces === undefined) return undefined;
    const text = decode(pieces, `${name}:${at}`);
    if (text.trim() !== '') return { text, number: at };
  }
}

function parseLine(line: Line, name: string): unknown {
  const parsed = tryParse(line.text);
  if (parsed === undefined) throw faultAt(line.text, line.number, name);
  return parsed.value;
}

/** The text from `first` on as one document, or as several that stand one after another. */
async function* parseWhole(
  first: Line,
  reader: LineReader,
  name: string,
  maximumBytes: number,
): AsyncGenerator<JsonDocument> {
  const rest = await reader.rest();
  let text = rest.length === 0 ? first.text : `${first.text}\n${decode(rest, name)}`;
  if (text.length > maximumBytes) throw tooLong(name, maximumBytes);
  let line = first.number;
  for (;;) {
    const whole = tryParse(text);
    if (whole !== undefined) {
      yield { value: whole.value, line };
      return;
    }
    const fault = findJsonFault(text);
    if (fault === undefined || !fault.trailing) throw faultAt(text, line, name);
    yield { value: JSON.parse(text.slice(0, fault.offset)), line };
    line += countNewlines(text, fault.offset);
    text = text.slice(fault.offset);
  }
}

function tryParse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * The fault of a text that is no JSON, with its place.
 *
 * @param line the number of the text's first line in its file.
 */
export function faultAt(text: string, line: number, name: string): StowageError {
  const { offset, message } = findJsonFault(text) ?? { offset: 0, message: 'it cannot be read' };
  const before = text.slice(0, offset);
  const column = offset - before.lastIndexOf('\n');
  return malformed(`${name}:${line + countNewlines(text, offset)}:${column}`, `is not JSON: ${message}`);
}

function countNewlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function withoutByteOrderMark(chunk: Uint8Array, name: string): Uint8Array {
  const [first, second, third] = chunk;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasMark || (first === 0) !== (second === 0)) {
    throw malformed(name, 'is UTF-16 where JSON has to be UTF-8; convert it: iconv -f UTF-16 -t UTF-8 FILE');
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? chunk.subarray(3) : chunk;
}

/** Pieces of UTF-8 as one text. */
export function decode(pieces: readonly Uint8Array[], place: string): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    if (pieces.length === 1) return decoder.decode(pieces[0]);
    return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
  } catch (error) {
    throw malformed(place, 'holds bytes that are no UTF-8', { cause: error });
  }
}

function tooLong(name: string, maximumBytes: number): StowageError {
  const message = `${name}: one JSON document is longer than ${maximumBytes} bytes; write one page a line (jq -c)`;
  return new StowageError('source-limit', '', message);
}

function malformed(place: string, message: string, options?: ErrorOptions): StowageError {
  return new StowageError('source-malformed', '', `${place}: ${message}`, options);
}
