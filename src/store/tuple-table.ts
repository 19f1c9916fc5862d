/**
 * Tuples of 32-bit integers ↔ dense codes, counted: what many rows have in common is kept once, and goes with the last of them.
 */
import { grownByQuarter } from './columns.js';
import { finish, HashSlots, mix } from './hash-slots.js';

export class TupleTable {
  readonly #width: number;
  /** Code × width + field → value. The first field of a free code holds the next free one. */
  #values: Int32Array<ArrayBuffer>;
  #counts = new Int32Array(4);
  #capacity = 0;
  #firstFree = -1;
  readonly #slots: HashSlots;

  /** @param width of all tuples, at least 1. */
  constructor(width: number) {
    this.#width = width;
    this.#values = new Int32Array(4 * width);
    this.#slots = new HashSlots({
      hashOf: (code) => hashTuple(this.#values, code * width, width),
      textOf: (code) => this.#values.subarray(code * width, (code + 1) * width).join(),
    });
  }

  /** Tuples in it. */
  get size(): number {
    return this.#slots.size;
  }

  /** More than every code in use. */
  get capacity(): number {
    return this.#capacity;
  }

  /** The code of a tuple, or -1. O(width). */
  find(tuple: ArrayLike<number>): number {
    return this.#find(hashTuple(tuple, 0, this.#width), tuple);
  }

  /** The code of a tuple, added with a count of 0 where it is new: whoever interns it retains it. O(width) amortised. */
  intern(tuple: ArrayLike<number>): number {
    const hash = hashTuple(tuple, 0, this.#width);
    const known = this.#find(hash, tuple);
    if (known >= 0) return known;
    const code = this.#allot();
    for (let field = 0; field < this.#width; field++) {
      this.#values[code * this.#width + field] = tuple[field] as number;
    }
    this.#slots.insert(hash, code);
    return code;
  }

  /** A field of a code in use. */
  at(code: number, field: number): number {
    return this.#values[code * this.#width + field] as number;
  }

  /** Whether a code in use is that of the tuple. */
  equals(code: number, tuple: ArrayLike<number>): boolean {
    const values = this.#values;
    const width = this.#width;
    for (let field = 0, at = code * width; field < width; field++, at++) {
      if (values[at] !== tuple[field]) return false;
    }
    return true;
  }

  /** How many owners the code has. */
  count(code: number): number {
    return this.#counts[code] as number;
  }

  /** Counts one more owner of the code and returns how many there are. */
  retain(code: number): number {
    const count = (this.#counts[code] as number) + 1;
    this.#counts[code] = count;
    return count;
  }

  /** Counts one owner less and returns how many are left; at 0 the code is free. */
  release(code: number): number {
    const count = (this.#counts[code] as number) - 1;
    this.#counts[code] = count;
    if (count === 0) this.#vacate(code);
    return count;
  }

  #find(hash: number, tuple: ArrayLike<number>): number {
    const slots = this.#slots;
    for (let code = slots.seek(hash); code >= 0; code = slots.next()) {
      if (this.equals(code, tuple)) return code;
    }
    return slots.mayBeOutside ? slots.outside(Int32Array.from(tuple).join()) : -1;
  }

  #allot(): number {
    const free = this.#firstFree;
    if (free >= 0) {
      this.#firstFree = this.at(free, 0);
      return free;
    }
    const code = this.#capacity++;
    this.#counts = grownByQuarter(this.#counts, code + 1);
    this.#values = grownByQuarter(this.#values, (code + 1) * this.#width);
    return code;
  }

  #vacate(code: number): void {
    const first = code * this.#width;
    this.#slots.delete(hashTuple(this.#values, first, this.#width), code);
    this.#values[first] = this.#firstFree;
    this.#firstFree = code;
    if (this.size > 0) return;
    this.#capacity = 0;
    this.#firstFree = -1;
    this.#counts = new Int32Array(4);
    this.#values = new Int32Array(4 * this.#width);
  }
}

function hashTuple(values: ArrayLike<number>, from: number, width: number): number {
  let hash = width;
  for (let at = from; at < from + width; at++) hash = mix(hash, values[at] as number);
  return finish(hash);
}
