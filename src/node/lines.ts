/** A stream of bytes, taken line by line or, from any line on, whole. Holds no more than one chunk and one line. */
export interface LineReader {
  /** The next line without its newline, in pieces; undefined at the end. */
  readonly line: () => Promise<readonly Uint8Array[] | undefined>;
  /** Everything that follows, in pieces. */
  readonly rest: () => Promise<readonly Uint8Array[]>;
}

const NEWLINE = 0x0a;

/**
 * Read a stream by lines. What is longer than `maximumBytes`, be it a line or the rest, is an error that `tooLong` makes.
 *
 * @param start looks at the first bytes of the stream and gives them back, perhaps without a byte order mark.
 */
export function lineReader(
  chunks: AsyncIterable<Uint8Array>,
  maximumBytes: number,
  start: (first: Uint8Array) => Uint8Array,
  tooLong: () => Error,
): LineReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let pending: Uint8Array | undefined;
  let isStart = true;

  async function nextChunk(): Promise<Uint8Array | undefined> {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return undefined;
      if (next.value.length === 0) continue;
      const chunk = isStart ? start(next.value) : next.value;
      isStart = false;
      return chunk;
    }
  }

  async function read(isLine: boolean): Promise<readonly Uint8Array[] | undefined> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = pending ?? (await nextChunk());
      pending = undefined;
      if (chunk === undefined) return pieces.length === 0 ? undefined : pieces;
      const end = isLine ? chunk.indexOf(NEWLINE) : -1;
      const piece = end === -1 ? chunk : chunk.subarray(0, end);
      pieces.push(piece);
      length += piece.length;
      if (length > maximumBytes) throw tooLong();
      if (end === -1) continue;
      pending = end + 1 < chunk.length ? chunk.subarray(end + 1) : undefined;
      return pieces;
    }
  }

  return { line: () => read(true), rest: async () => (await read(false)) ?? [] };
}
