import { compareText } from '../model/records.js';
import { KeyTable } from './key-table.js';
import { RowSet } from './row-set.js';
import type { SharedTexts } from './shared/text-image.js';

/** Fewer strays than this are never worth numbering the rows anew. */
const FEWEST_STRAYS = 64;
/** Rows are numbered anew once one in so many is a stray, so that the work stays constant for each row that came. */
const STRAY_SHARE = 4;

/** Row `i` of a new numbering was `order[i]` in the old one; old row `i` is `newRowOf[i]` in the new one. */
export interface Renumbering {
  readonly order: Int32Array;
  readonly newRowOf: Int32Array;
}

/**
 * Instance key ↔ row, and how far rows go with keys: ascending rows have ascending keys, but for the strays. So whoever wants
 * answers in the order of their keys reads rows in ascending order and merges the few strays. Rows of keys that are gone are used
 * again.
 */
export class InstanceRows {
  readonly #keys = new KeyTable();
  #strays = new RowSet();
  /** The last row that is in its place, and the key it had: rows that come after it are in theirs if their keys come after that. */
  #lastInPlace = -1;
  #lastKey = '';
  /** The strays in the order of their keys, or undefined since one came or went. */
  #sorted: readonly number[] | undefined;
  /** The row that was taken last. */
  #lastTaken = 0;

  /** One more than the highest row in use. */
  get capacity(): number {
    return this.#keys.capacity;
  }

  /** Rows whose key is not in its place. */
  get strays(): RowSet {
    return this.#strays;
  }

  /** The row of a key, or -1. */
  find(key: string): number {
    return this.#keys.find(key);
  }

  key(row: number): string {
    return this.#keys.text(row);
  }

  /** The keys as they are now, for other threads. */
  share(): SharedTexts {
    return this.#keys.share();
  }

  /**
   * The row of a key, a free one where the key is new.
   *
   * @param likely a row that is probably the key's, or -1: to compare a text costs less than to look it up.
   */
  take(key: string, likely = -1): number {
    if (likely >= 0 && this.#keys.text(likely) === key) return likely;
    const last = this.#lastTaken;
    if (this.#keys.has(last) && this.#keys.text(last) === key) return last;
    const known = this.#keys.find(key);
    this.#lastTaken = known >= 0 ? known : this.#add(key);
    return this.#lastTaken;
  }

  free(row: number): void {
    this.#keys.remove(row);
    if (this.#strays.delete(row)) this.#sorted = undefined;
  }

  /** Whether so many rows are out of place that they are worth numbering anew. */
  get isUnsettled(): boolean {
    return this.#strays.size > FEWEST_STRAYS && this.#strays.size * STRAY_SHARE > this.#keys.size;
  }

  /** Numbers the rows in the order of their keys, from 0. O(rows × log strays). */
  settle(): Renumbering {
    const all = new RowSet();
    for (let row = 0; row < this.#keys.capacity; row++) if (this.#keys.has(row)) all.add(row);
    const order = this.sort(all);
    const newRowOf = new Int32Array(this.#keys.capacity);
    for (let row = 0; row < order.length; row++) newRowOf[order[row] as number] = row;
    this.#keys.relabel(order);
    this.#strays = new RowSet();
    this.#sorted = undefined;
    this.#lastInPlace = order.length - 1;
    this.#lastKey = order.length === 0 ? '' : this.#keys.text(order.length - 1);
    return { order, newRowOf };
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
        if (compareText(this.key(stray), this.key(row)) > 0) break;
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
      this.#sorted = strays.sort((a, b) => compareText(this.key(a), this.key(b)));
    }
    return this.#sorted;
  }

  #add(key: string): number {
    const row = this.#keys.add(key);
    if (row > this.#lastInPlace && (this.#lastInPlace < 0 || compareText(key, this.#lastKey) > 0)) {
      this.#lastInPlace = row;
      this.#lastKey = key;
    } else {
      this.#strays.add(row);
      this.#sorted = undefined;
    }
    return row;
  }
}
