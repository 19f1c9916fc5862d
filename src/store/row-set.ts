import { Bitmap } from './bitmap.js';

/** Below this many rows a set is always a sorted array. */
const SMALLEST_DENSE = 64;
/** A bitmap costs a bit for each row of the store, an array 64 bits for each member. */
const BITS_PER_MEMBER = 64;

/**
 * A set of row numbers that is kept up to date: a sorted array while it is sparse, a bitmap once it is dense, and back (with
 * some slack, so that a set at the border does not flap). Its size is always known.
 */
export class RowSet {
  #rows: number[] | undefined = [];
  #bits: Bitmap | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(row: number): boolean {
    if (this.#bits !== undefined) return this.#bits.has(row);
    const rows = this.#rows as number[];
    return rows[lowerBound(rows, row)] === row;
  }

  /** O(1) while rows come in ascending order or the set is dense, else O(size). */
  add(row: number): void {
    if (this.#bits !== undefined) this.#addBit(this.#bits, row);
    else this.#insert(this.#rows as number[], row);
  }

  delete(row: number): void {
    if (!this.has(row)) return;
    this.#size--;
    if (this.#bits === undefined) {
      const rows = this.#rows as number[];
      rows.splice(lowerBound(rows, row), 1);
      return;
    }
    this.#bits.delete(row);
    const capacity = this.#bits.words.length * 32;
    if (this.#size < SMALLEST_DENSE / 2 || this.#size * BITS_PER_MEMBER * 2 < capacity) this.#toArray(this.#bits);
  }

  /** Calls `visit` with each row, ascending. */
  forEach(visit: (row: number) => void): void {
    if (this.#bits !== undefined) this.#bits.forEach(visit);
    else for (const row of this.#rows as number[]) visit(row);
  }

  /** Adds its rows to `target`, which has room for them. */
  addTo(target: Bitmap): void {
    if (this.#bits !== undefined) target.or(this.#bits);
    else for (const row of this.#rows as number[]) target.add(row);
  }

  #insert(rows: number[], row: number): void {
    const last = rows.at(-1);
    if (last === undefined || row > last) rows.push(row);
    else {
      const at = lowerBound(rows, row);
      if (rows[at] === row) return;
      rows.splice(at, 0, row);
    }
    this.#size++;
    const highest = rows.at(-1) as number;
    if (this.#size >= SMALLEST_DENSE && this.#size * BITS_PER_MEMBER > highest) this.#toBits(rows, highest);
  }

  #addBit(bits: Bitmap, row: number): void {
    if (bits.has(row)) return;
    const room = bits.words.length * 32;
    const target = row < room ? bits : bits.grown(Math.max(row + 1, room * 2));
    target.add(row);
    this.#bits = target;
    this.#size++;
  }

  #toBits(rows: readonly number[], highest: number): void {
    const bits = new Bitmap(highest + 1);
    for (const row of rows) bits.add(row);
    this.#bits = bits;
    this.#rows = undefined;
  }

  #toArray(bits: Bitmap): void {
    const rows: number[] = [];
    bits.forEach((row) => {
      rows.push(row);
    });
    this.#rows = rows;
    this.#bits = undefined;
  }
}

/** The first index at which `rows` has a number not below `row`. */
function lowerBound(rows: readonly number[], row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
