import { StowageError } from '../index.js';
import { ByteWindow } from './byte-window.js';
import { type Input, readBytes } from './bytes.js';
import { readDocuments } from './documents.js';
import { type InputOptions, resolveInputs } from './inputs.js';
import { decode } from './json-text.js';
import { SOURCE_LIMITS, type SourceLimits } from './limits.js';

/** Where single files are read from, and within which limits. */
export interface ReadOptions extends InputOptions {
  /** Limits to replace those of `SOURCE_LIMITS`. */
  readonly limits?: Partial<SourceLimits>;
}

/**
 * Read one JSON document, such as a placement request, from a file (compressed or not) or, with `-`, from standard input.
 *
 * Throws `StowageError`: `source-unreadable` where it cannot be read, `source-malformed` where it is no JSON (with line and
 * column) or more than one document, `source-limit` past a limit, `usage` where the source names no single file.
 */
export async function readJson(source: string, options: ReadOptions = {}): Promise<unknown> {
  const limits = { ...SOURCE_LIMITS, ...options.limits };
  const input = await singleInput(source, options, limits);
  const documents: unknown[] = [];
  for await (const { value, line } of readDocuments(
    readBytes(input, limits.sourceBytes),
    input.name,
    limits.documentBytes,
  )) {
    if (documents.length > 0) {
      const message = `${input.name}:${line}: a second JSON document stands where one was expected`;
      throw new StowageError('source-malformed', '', message);
    }
    documents.push(value);
  }
  return documents[0];
}

/**
 * Read a text file in UTF-8 (compressed or not) or, with `-`, standard input, without its byte order mark.
 *
 * Throws `StowageError` as `readJson` does; `source-limit` past `SOURCE_LIMITS.textBytes`.
 */
export async function readText(source: string, options: ReadOptions = {}): Promise<string> {
  const limits = { ...SOURCE_LIMITS, ...options.limits };
  const input = await singleInput(source, options, limits);
  const window = new ByteWindow(readBytes(input, limits.sourceBytes));
  if (await window.fill(limits.textBytes + 1)) {
    throw new StowageError('source-limit', '', `${input.name}: is longer than ${limits.textBytes} bytes`);
  }
  return decode(window.bytes, input.name, 1).replace(/^\ufeff/, '');
}

async function singleInput(source: string, options: ReadOptions, limits: SourceLimits): Promise<Input> {
  const [input, second] = await resolveInputs([source], options, limits.files);
  if (input !== undefined && second === undefined) return input;
  throw new StowageError('usage', '', `${source}: names several files where one was expected`);
}
