import { bestKernels } from '../store/kernels.js';
import { SPARSE_ROWS } from '../store/row-set.js';

/** A list in scratch has room for so many rows; from more on, bits are handled in less time. */
export const SCRATCH_LOWS = SPARSE_ROWS;

/**
 * Buffers for what is computed of a chunk, as a stack: a part of a query puts its result where its operands' results began. So an
 * evaluation allocates nothing once its deepest point was reached, and all queries share the same few buffers, which stay in the
 * cache.
 */
class Stack<B> {
  /** Buffers below this are in use. */
  top = 0;
  readonly #buffers: B[] = [];
  readonly #make: () => B;

  constructor(make: () => B) {
    this.#make = make;
  }

  take(): B {
    return this.at(this.top++);
  }

  at(index: number): B {
    let buffer = this.#buffers[index];
    if (buffer === undefined) {
      buffer = this.#make();
      this.#buffers[index] = buffer;
    }
    return buffer;
  }

  swap(a: number, b: number): void {
    const buffer = this.at(a);
    this.#buffers[a] = this.at(b);
    this.#buffers[b] = buffer;
  }
}

/** A query runs to its end before another begins, and nobody keeps what lies here. */
export const WORDS = new Stack<Int32Array>(() => bestKernels().scratch());
export const LOWS = new Stack<Uint16Array>(() => new Uint16Array(SCRATCH_LOWS));
