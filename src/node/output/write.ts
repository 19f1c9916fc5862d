import type { Writable } from 'node:stream';
import type { Formatter, OutputFormat } from './answer.js';

/** Characters gathered before they are handed to the stream. */
const CHUNK = 64 * 1024;

/** Formats are loaded when they are used: a command that prints keys needs no YAML. */
const FORMATTERS: { readonly [Format in OutputFormat]: () => Promise<Formatter> } = {
  table: async () => (await import('./table.js')).formatTable,
  json: async () => (await import('./json.js')).formatJson,
  ndjson: async () => (await import('./ndjson.js')).formatNdjson,
  csv: async () => (await import('./csv.js')).formatCsv,
  yaml: async () => (await import('./yaml.js')).formatYaml,
  ids: async () => (await import('./ids.js')).formatIds,
};

export function loadFormatter(format: OutputFormat): Promise<Formatter> {
  return FORMATTERS[format]();
}

/** Whoever read our output has gone away: no error, but a reason to stop. */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput';
}

/** Our output cannot be written: the disk is full. */
export class OutputFailure extends Error {
  override readonly name = 'OutputFailure';

  constructor(cause: Error) {
    super(`standard output cannot be written: ${cause.message}`, { cause });
  }
}

/**
 * Write pieces of text as fast as the stream takes them, holding one chunk at a time.
 *
 * Throws `ClosedOutput` when the reader is gone, `OutputFailure` when the output fails otherwise.
 */
export async function writePieces(stream: Writable, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let chunk = '';
  for await (const piece of batches(pieces)) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    await write(stream, chunk);
    chunk = '';
  }
  if (chunk !== '') await write(stream, chunk);
}

/** Awaiting costs: pieces that are at hand are joined before the first wait. */
async function* batches(pieces: Iterable<string> | AsyncIterable<string>): AsyncIterable<string> {
  if (Symbol.asyncIterator in pieces) {
    yield* pieces;
    return;
  }
  let joined = '';
  for (const piece of pieces) {
    joined += piece;
    if (joined.length < CHUNK) continue;
    yield joined;
    joined = '';
  }
  yield joined;
}

async function write(stream: Writable, text: string): Promise<void> {
  if (stream.destroyed || stream.closed) throw new ClosedOutput();
  if (!stream.write(text)) await drained(stream);
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => () => {
      stream.off('drain', onDrain).off('close', onClose).off('error', onError);
      outcome();
    };
    const onDrain = settle(resolve);
    const onClose = settle(() => reject(new ClosedOutput()));
    const onError = (error: Error) =>
      settle(() => reject(isClosedPipe(error) ? new ClosedOutput() : new OutputFailure(error)))();
    stream.on('drain', onDrain).on('close', onClose).on('error', onError);
  });
}

export function isClosedPipe(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'EOF';
}
