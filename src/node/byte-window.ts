const NEWLINE = 0x0a;
const SPACES: ReadonlySet<number | undefined> = new Set([0x20, 0x09, NEWLINE, 0x0d]);

/** The stretch of a stream that is being looked at: its end moves as more is read, its start as bytes are taken. */
export class ByteWindow {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Where what comes in several chunks is put together; as large as the longest stretch so far. */
  #joined: Buffer = Buffer.alloc(0);
  #bytes: Buffer = this.#joined;
  #start = 0;
  #end = 0;
  #line = 1;
  #column = 1;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The bytes that are held. To be used before more are read. */
  get bytes(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Line of the first byte that is held, from 1. */
  get line(): number {
    return this.#line;
  }

  /** Its column, from 1, in UTF-16 code units. */
  get column(): number {
    return this.#column;
  }

  /** Hold so many bytes, or all that are left. Gives whether there are so many. */
  async fill(length: number): Promise<boolean> {
    while (this.length < length) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      if (next.value.length > 0) this.#append(next.value);
    }
    return true;
  }

  /** Hold one line. Gives its length without the newline; undefined where it is longer than `maximum`. */
  async fillLine(maximum: number): Promise<number | undefined> {
    for (let searched = 0; ; ) {
      const newline = this.bytes.indexOf(NEWLINE, searched);
      const length = newline === -1 ? this.length : newline;
      if (length > maximum) return undefined;
      if (newline !== -1 || !(await this.fill(length + 1))) return length;
      searched = length;
    }
  }

  /** Let go of spaces and newlines. Gives the byte after them, undefined at the end of the stream. */
  async skipSpace(): Promise<number | undefined> {
    while (this.length > 0 || (await this.fill(1))) {
      const byte = this.#bytes[this.#start];
      if (!SPACES.has(byte)) return byte;
      this.#start++;
      this.#column++;
      if (byte === NEWLINE) this.#endLine();
    }
    return undefined;
  }

  /** Let go of a line and its newline. */
  takeLine(length: number): void {
    this.#start = Math.min(this.#start + length + 1, this.#end);
    this.#endLine();
  }

  /** Let go of `length` bytes: of the whole characters of `text`. */
  take(length: number, text: string): void {
    const from = this.#start;
    this.#start += length;
    const lines = countNewlines(this.#bytes.subarray(from, this.#start));
    this.#line += lines;
    this.#column = lines === 0 ? this.#column + text.length : text.length - text.lastIndexOf('\n');
  }

  /** Let go of a byte order mark. */
  skipMark(length: number): void {
    this.#start += length;
  }

  #endLine(): void {
    this.#line++;
    this.#column = 1;
  }

  #append(chunk: Uint8Array): void {
    const length = this.length;
    if (length === 0) {
      this.#bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    } else {
      const room = length + chunk.length;
      if (room > this.#joined.length) this.#joined = Buffer.allocUnsafeSlow(Math.max(room, 2 * length));
      if (this.#bytes !== this.#joined || this.#start > 0) this.#bytes.copy(this.#joined, 0, this.#start, this.#end);
      this.#joined.set(chunk, length);
      this.#bytes = this.#joined;
    }
    this.#start = 0;
    this.#end = length + chunk.length;
  }
}

function countNewlines(bytes: Buffer): number {
  // Minified JSON has none, and this search is as fast as memory.
  const first = bytes.indexOf(NEWLINE);
  if (first === -1) return 0;
  let count = 0;
  for (let at = first; at < bytes.length; at++) if (bytes[at] === NEWLINE) count++;
  return count;
}
