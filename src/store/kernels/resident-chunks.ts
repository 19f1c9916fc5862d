import { CHUNK_WORDS } from './operations.js';

const CHUNK_BYTES = CHUNK_WORDS * Int32Array.BYTES_PER_ELEMENT;

/**
 * Chunks in a memory of fixed size. A chunk is taken for as long as somebody holds its array; what was dropped comes back when it has
 * been collected. So nobody has to give chunks back, and none can be in two hands.
 */
export class ResidentChunks {
  readonly #memory: ArrayBufferLike;
  readonly #dropped: number[] = [];
  readonly #registry = new FinalizationRegistry<number>((offset) => this.#dropped.push(offset));
  #next: number;

  /** @param first where in the memory, in bytes, the first chunk lies */
  constructor(memory: ArrayBufferLike, first: number) {
    this.#memory = memory;
    this.#next = first;
  }

  /** A chunk, all zero; undefined while all are taken. No other view of it may outlive the array. */
  take(): Int32Array | undefined {
    const offset = this.#dropped.pop() ?? this.#unused();
    if (offset === undefined) return undefined;
    const words = new Int32Array(this.#memory, offset, CHUNK_WORDS).fill(0);
    this.#registry.register(words, offset);
    return words;
  }

  #unused(): number | undefined {
    const offset = this.#next;
    if (offset + CHUNK_BYTES > this.#memory.byteLength) return undefined;
    this.#next += CHUNK_BYTES;
    return offset;
  }
}
