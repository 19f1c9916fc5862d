import { createReadStream } from 'node:fs';
import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { StowageError } from '../index.js';

/** A file (with its size, unless it is a pipe), or standard input, with the name that messages call it by. */
export type Input =
  | { readonly name: string; readonly path: string; readonly bytes: number | undefined }
  | { readonly name: string; readonly stream: AsyncIterable<Uint8Array | string> };

type Chunks = AsyncIterable<Uint8Array>;

const CHUNK_BYTES = 1024 * 1024;

/** What a compressed file begins with, and how it is unpacked. */
const COMPRESSIONS = [
  { name: 'gzip', magic: [0x1f, 0x8b], open: () => zlib.createGunzip({ chunkSize: CHUNK_BYTES }) },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], open: openZstd },
] as const;

/**
 * The bytes of an input, unpacked if they are compressed (seen by content, not by name), in chunks.
 *
 * Throws `source-unreadable` where the input cannot be read or its compressed data are damaged or cut short, and `source-limit`
 * past `maximumBytes` after unpacking. `onRead` hears of each chunk read, in bytes before unpacking.
 */
export async function* readBytes(input: Input, maximumBytes: number, onRead?: (bytes: number) => void): Chunks {
  const { first, chunks } = await peek(rawBytes(input, onRead));
  const compression = COMPRESSIONS.find(({ magic }) => magic.every((byte, index) => first[index] === byte));
  const unpacked = compression === undefined ? chunks : unpack(chunks, compression.open(input.name));
  let total = 0;
  try {
    for await (const chunk of unpacked) {
      total += chunk.length;
      if (total > maximumBytes) throw overLimit(input.name, maximumBytes);
      yield chunk;
    }
  } catch (error) {
    throw unreadable(input.name, error);
  }
}

async function* rawBytes(input: Input, onRead?: (bytes: number) => void): Chunks {
  const stream = 'path' in input ? createReadStream(input.path, { highWaterMark: CHUNK_BYTES }) : input.stream;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    onRead?.(bytes.length);
    yield bytes;
  }
}

/** The first bytes, enough to know a compression by, and a stream that still begins with them. */
async function peek(chunks: Chunks): Promise<{ first: Uint8Array; chunks: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  while (first.length < 4) {
    const next = await iterator.next();
    if (next.done === true) break;
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  return { first, chunks: resume(first, iterator) };
}

async function* resume(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): Chunks {
  if (first.length > 0) yield first;
  yield* { [Symbol.asyncIterator]: () => iterator };
}

function unpack(chunks: Chunks, transform: Transform): Chunks {
  // An error on either side reaches the reader through the transform, which the pipeline destroys with it.
  pipeline(Readable.from(chunks), transform, () => {});
  return transform;
}

function openZstd(name: string): Transform {
  // Not in the types of the oldest Node that is supported, nor in that Node.
  const create = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
  if (create !== undefined) return create();
  throw new StowageError(
    'source-unreadable',
    '',
    `${name}: is compressed with zstd, which Node.js ${process.versions.node} cannot read; ` +
      `unpack it first: zstd -dc FILE | stowage … --from -`,
  );
}

function overLimit(name: string, maximumBytes: number): StowageError {
  return new StowageError('source-limit', '', `${name}: unpacks to more than ${maximumBytes} bytes`);
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'is a folder',
  EMFILE: 'too many open files',
  Z_BUF_ERROR: 'the compressed data end early: the file was cut short',
  Z_DATA_ERROR: 'the compressed data are damaged',
  ERR_STREAM_PREMATURE_CLOSE: 'the stream ended early',
};

/** The same error for people, with the input's name; our own errors pass as they are. */
export function unreadable(name: string, error: unknown): unknown {
  if (error instanceof StowageError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new StowageError('source-unreadable', '', `${name}: ${READ_ERRORS[code] ?? error.message}`, { cause: error });
}
