import type { SourcePart } from '../index.js';
import { type DocumentLimits, JsonCursor } from './json-cursor.js';
import { malformed } from './json-text.js';
import { takeApart } from './take-apart.js';

/** One JSON value of a file, with the line it begins on. */
export interface JsonDocument {
  readonly value: unknown;
  readonly line: number;
}

/** One that is too large for a value, in parts. They have to be read before the next document. */
export interface LargeDocument {
  readonly parts: AsyncIterable<SourcePart>;
  readonly line: number;
}

/**
 * The JSON documents of a file or stream, in order: one, JSON lines, or several one after another.
 *
 * Where the first line is JSON by itself, so is each further line. What is longer than `partBytes` comes in parts of at most that
 * length each, and no more is held at a time than one document, or part. A byte order mark is skipped.
 *
 * Throws `source-malformed` with line and column where the text is no JSON in UTF-8, or is empty; `source-limit` where something
 * that cannot be taken apart, a record, a field of an envelope, is longer than `documentBytes`.
 */
export async function* readSourceDocuments(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  limits: DocumentLimits,
): AsyncGenerator<JsonDocument | LargeDocument> {
  const cursor = await JsonCursor.open(chunks, name, limits);
  if (!(await cursor.nextDocument())) throw malformed(name, 'is empty where JSON was expected');
  // Unknown while no line was short enough to tell.
  let isLines: boolean | undefined;
  do {
    const { line } = cursor;
    const isShort = isLines !== false && (await cursor.isAtShortLine());
    const whole = isShort ? await cursor.lineDocument(isLines === true) : undefined;
    if (isShort) isLines = whole !== undefined;
    const document = whole ?? (await cursor.document(!isShort && isLines !== false));
    yield document === undefined ? { parts: takeApart(cursor), line } : { value: document.value, line };
    if (isLines === true && !isShort) await cursor.endLine();
  } while (await cursor.nextDocument());
}

/** As `readSourceDocuments`, each document whole: `source-limit` where one is longer than `maximumBytes`. */
export async function* readDocuments(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  maximumBytes: number,
): AsyncGenerator<JsonDocument> {
  const limits = { documentBytes: maximumBytes, partBytes: maximumBytes };
  for await (const document of readSourceDocuments(chunks, name, limits)) if ('value' in document) yield document;
}
