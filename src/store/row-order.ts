import { compareText } from '../model/records.js';
import { RowSet } from './row-set.js';

/** Fewer strays than this are never worth numbering the rows anew. */
const FEWEST_STRAYS = 64;
/** Rows are numbered anew once one in so many is a stray, so that the work stays constant for each row that came. */
const STRAY_SHARE = 4;

/**
 * How far row numbers go with keys: ascending rows have ascending keys, but for the strays. So whoever wants answers in the order
 * of their keys reads rows in ascending order and merges the few strays.
 */
export class RowOrder {
  #strays = new RowSet();
  readonly #keyAt: (row: number) => string;
  /** The last row that is in its place, and the key it had: rows that come after it are in theirs if their keys come after that. */
  #lastRow = -1;
  #lastKey = '';
  /** The strays in the order of their keys, or undefined since one came or went. */
  #sorted: readonly number[] | undefined;

  constructor(keyAt: (row: number) => string) {
    this.#keyAt = keyAt;
  }

  /** Rows whose key is not in its place. */
  get strays(): RowSet {
    return this.#strays;
  }

  /** A row was taken for a key. */
  took(row: number, key: string): void {
    if (row > this.#lastRow && (this.#lastRow < 0 || compareText(key, this.#lastKey) > 0)) {
      this.#lastRow = row;
      this.#lastKey = key;
      return;
    }
    this.#strays.add(row);
    this.#sorted = undefined;
  }

  /** A row is free again. */
  freed(row: number): void {
    if (this.#strays.delete(row)) this.#sorted = undefined;
  }

  /** Whether so many rows are out of place that they are worth numbering anew. */
  isUnsettled(rows: number): boolean {
    return this.#strays.size > FEWEST_STRAYS && this.#strays.size * STRAY_SHARE > rows;
  }

  /** All rows were numbered in the order of their keys; `last` is the highest of them, -1 for none. */
  settled(last: number): void {
    this.#strays = new RowSet();
    this.#sorted = undefined;
    this.#lastRow = last;
    this.#lastKey = last < 0 ? '' : this.#keyAt(last);
  }

  /** The given rows in ascending order of their keys by code unit. O(rows), and sorting the strays once after one came or went. */
  sort(rows: RowSet): Int32Array {
    const sorted = new Int32Array(rows.size);
    const strays = this.straysByKey();
    let next = 0;
    let length = 0;
    rows.forEach((row) => {
      if (this.#strays.has(row)) return;
      for (let stray = strays[next]; stray !== undefined; stray = strays[++next]) {
        if (compareText(this.#keyAt(stray), this.#keyAt(row)) > 0) break;
        if (rows.has(stray)) sorted[length++] = stray;
      }
      sorted[length++] = row;
    });
    for (; next < strays.length; next++) {
      const stray = strays[next] as number;
      if (rows.has(stray)) sorted[length++] = stray;
    }
    return sorted;
  }

  /** The strays in ascending order of their keys. O(1), but for sorting them once after one came or went. */
  straysByKey(): readonly number[] {
    if (this.#sorted === undefined) {
      const strays: number[] = [];
      this.#strays.forEach((row) => {
        strays.push(row);
      });
      this.#sorted = strays.sort((a, b) => compareText(this.#keyAt(a), this.#keyAt(b)));
    }
    return this.#sorted;
  }
}
