import { RowSet } from './row-set.js';
import { sharedCopy } from './shared/shared-array.js';
import { packSets, type SharedSets, setOf } from './shared/shared-sets.js';

/** An index of numbers, for other threads. */
export interface SharedNumbers {
  readonly column: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** The rows that have a number, then those of each bucket. */
  readonly sets: SharedSets;
  readonly buckets: number;
}

/** At most so many buckets: few enough to unite them, enough that what lies across an end of an interval is a small part. */
const BUCKETS = 64;
/** A bucket of fewer rows is never split: looking at each of them costs less than a microsecond. */
const SMALLEST_SPLIT = 256;
/** The buckets are looked over once in so many changes. */
const CHANGES_PER_BALANCE = 256;
/** How many rows may be moved between buckets for each change. */
const MOVES_PER_CHANGE = 4;
/** Of a bucket to be split so many values, at most, are sorted to find the middle one. */
const SAMPLES = 255;

/** The numbers from `low` to `high`, without an end that is open. ±Infinity where there is no bound. May be empty. */
export interface Interval {
  readonly low: number;
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

/** Rows by buckets: those of `whole` are all inside the interval, those of `partial` (at most two) are to be looked at. */
export interface RangeSelection {
  readonly whole: readonly RowSet[];
  readonly partial: readonly RowSet[];
}

/**
 * For a subject of numbers: a column with one number a row, and at most 64 buckets of neighbouring values with the rows that
 * have them. Up to 64 different values have a bucket each, so that every interval is a union of buckets; of more, the
 * buckets hold about equally many rows, unless a single value has more.
 *
 * Cost: a change is two changes of row sets. Buckets are split and merged to follow the values (after Gibbons, Matias,
 * Poosala: Fast Incremental Maintenance of Approximate Histograms, 1997). Whatever values come, this moves at most four
 * rows for each change: every change adds four moves to what may be spent, and no bucket is split or merged that is not
 * paid for. In return a bucket may for a while be larger than it should be, never wrong.
 */
export class RangeIndex {
  /** The rows that have a number. */
  present = new RowSet();
  /** NaN where the row has none. */
  #column: Float64Array = new Float64Array(64).fill(Number.NaN);
  /** The smallest and the largest value each bucket may hold, ascending; no two buckets overlap. */
  #lows: Float64Array = new Float64Array(BUCKETS);
  #highs: Float64Array = new Float64Array(BUCKETS);
  /** The rows of each bucket, never empty. */
  readonly #sets: RowSet[] = [];
  #version = 0;
  #changes = 0;
  /** How many rows may be moved. */
  #moves = 0;
  /** What was shared, while nothing has changed since; other threads may look at the column as long. */
  #shared: SharedNumbers | undefined;

  /** What another thread shared, to be read only. */
  static over({ column, lows, highs, sets, buckets }: SharedNumbers): RangeIndex {
    const index = new RangeIndex();
    index.#column = column;
    index.#lows = lows;
    index.#highs = highs;
    index.present = setOf(sets, 0) ?? index.present;
    for (let at = 1; at <= buckets; at++) index.#sets.push(setOf(sets, at) as RowSet);
    return index;
  }

  /** The index as it is now, for other threads. O(1) where nothing changed since the last time, else O(rows), moved as bytes. */
  share(): SharedNumbers {
    if (this.#shared === undefined) {
      this.#column = sharedCopy(this.#column);
      this.#shared = {
        column: this.#column,
        lows: sharedCopy(this.#lows),
        highs: sharedCopy(this.#highs),
        sets: packSets([this.present, ...this.#sets]),
        buckets: this.#sets.length,
      };
    }
    return this.#shared;
  }

  /** Grows when a selection made before may no longer be right, be it that buckets were cut anew or that one became wider. */
  get version(): number {
    return this.#version;
  }

  /** The number of a row; NaN where it has none. */
  at(row: number): number {
    return row < this.#column.length ? (this.#column[row] as number) : Number.NaN;
  }

  /** Gives the row a number, or none (undefined or NaN). O(1) amortised, but for what a change of a `RowSet` costs. */
  set(row: number, value: number | undefined): void {
    const before = this.at(row);
    // Plus zero, so that -0 is 0.
    const after = value === undefined ? Number.NaN : value + 0;
    const had = !Number.isNaN(before);
    const has = !Number.isNaN(after);
    if (before === after || (!had && !has)) return;
    if (this.#shared !== undefined) this.#thaw();
    if (row >= this.#column.length) this.#grow(row);
    this.#column[row] = after;
    if (!had) this.present.add(row);
    else if (!has) this.present.delete(row);
    const from = had ? this.#bucketBelow(before) : -1;
    if (from === -1 || !this.#covers(from, after)) {
      if (from !== -1) this.#leave(from, row);
      if (has) (this.#sets[this.#bucketFor(after)] as RowSet).add(row);
    }
    this.#moves += MOVES_PER_CHANGE;
    if (++this.#changes % CHANGES_PER_BALANCE === 0) this.#balance();
  }

  /** The rows whose number lies in the interval, as buckets. Borrowed: valid until a number changes. O(64). */
  select(interval: Interval): RangeSelection {
    const whole: RowSet[] = [];
    const partial: RowSet[] = [];
    const count = isEmpty(interval) ? 0 : this.#sets.length;
    for (let at = 0; at < count; at++) {
      const side = this.#side(at, interval);
      if (side === INSIDE) whole.push(this.#sets[at] as RowSet);
      else if (side === ACROSS) partial.push(this.#sets[at] as RowSet);
    }
    return { whole, partial };
  }

  /** About how many rows have a number in the interval: exact where no bucket has to be looked at. O(64). */
  estimate(interval: Interval): { readonly rows: number; readonly exact: boolean } {
    let rows = 0;
    let exact = true;
    const count = isEmpty(interval) ? 0 : this.#sets.length;
    for (let at = 0; at < count; at++) {
      const side = this.#side(at, interval);
      if (side === OUTSIDE) continue;
      const { size } = this.#sets[at] as RowSet;
      if (side === ACROSS) exact = false;
      rows += side === INSIDE ? size : Math.round(size * this.#share(at, interval));
    }
    return { rows, exact };
  }

  /** How a bucket lies to an interval that is not empty. */
  #side(at: number, interval: Interval): typeof INSIDE | typeof ACROSS | typeof OUTSIDE {
    const low = this.#lows[at] as number;
    const high = this.#highs[at] as number;
    if (isBelow(high, interval) || isAbove(low, interval)) return OUTSIDE;
    return isBelow(low, interval) || isAbove(high, interval) ? ACROSS : INSIDE;
  }

  /** The part of a bucket that lies in an interval, as if its values were spread evenly. */
  #share(at: number, interval: Interval): number {
    const low = this.#lows[at] as number;
    const high = this.#highs[at] as number;
    const share = (Math.min(high, interval.high) - Math.max(low, interval.low)) / (high - low);
    return Number.isNaN(share) ? 0.5 : share;
  }

  /** The last bucket that does not begin above the value; -1 where there is none. */
  #bucketBelow(value: number): number {
    let low = 0;
    let high = this.#sets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#lows[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #covers(at: number, value: number): boolean {
    return value >= (this.#lows[at] as number) && value <= (this.#highs[at] as number);
  }

  #leave(at: number, row: number): void {
    const rows = this.#sets[at] as RowSet;
    rows.delete(row);
    if (rows.size === 0) this.#remove(at);
  }

  /** The bucket that takes the value: one that covers it, else a new one, else a neighbour made wider. */
  #bucketFor(value: number): number {
    const below = this.#bucketBelow(value);
    if (below !== -1 && this.#covers(below, value)) return below;
    if (this.#sets.length < BUCKETS) return this.#insert(below + 1, value, value, new RowSet());
    const taker = this.#smaller(below, below + 1);
    if (this.#isLargeValue(taker) && this.#makeRoom((this.#sets[taker] as RowSet).size)) return this.#bucketFor(value);
    this.#lows[taker] = Math.min(this.#lows[taker] as number, value);
    this.#highs[taker] = Math.max(this.#highs[taker] as number, value);
    this.#version++;
    return taker;
  }

  /** Whether it is a bucket of one value with more rows than its share: better kept exact. */
  #isLargeValue(at: number): boolean {
    return this.#lows[at] === this.#highs[at] && (this.#sets[at] as RowSet).size * BUCKETS > this.present.size;
  }

  /** Of two neighbours, one of which may not exist, the one with fewer rows. */
  #smaller(at: number, next: number): number {
    if (at < 0) return next;
    if (next >= this.#sets.length) return at;
    return (this.#sets[next] as RowSet).size < (this.#sets[at] as RowSet).size ? next : at;
  }

  /** Splits the largest bucket of several values. Where no bucket is free it has to be worth merging two others. */
  #balance(): void {
    const size = this.#sets[this.#largest()]?.size ?? 0;
    if (size < SMALLEST_SPLIT) return;
    // The smallest pair has at most 2/63 of the rows: a bucket of more than 4/63 always finds room.
    if (this.#sets.length === BUCKETS && !this.#makeRoom(size / 2)) return;
    if (this.#afford(size)) this.#split(this.#largest());
  }

  #afford(moves: number): boolean {
    if (this.#moves < moves) return false;
    this.#moves -= moves;
    return true;
  }

  /** The bucket with most rows of those that may hold several values; -1 where all hold one. */
  #largest(): number {
    let largest = -1;
    for (let at = 0; at < this.#sets.length; at++) {
      if (this.#lows[at] === this.#highs[at]) continue;
      if (largest === -1 || (this.#sets[at] as RowSet).size > (this.#sets[largest] as RowSet).size) largest = at;
    }
    return largest;
  }

  /** Merges the two neighbours with fewest rows, where they have fewer than `limit` and it is paid for. */
  #makeRoom(limit: number): boolean {
    const sizeOf = (at: number): number => (this.#sets[at] as RowSet).size;
    let best = 0;
    for (let at = 1; at + 1 < this.#sets.length; at++) {
      if (sizeOf(at) + sizeOf(at + 1) < sizeOf(best) + sizeOf(best + 1)) best = at;
    }
    const smaller = this.#smaller(best, best + 1);
    if (sizeOf(best) + sizeOf(best + 1) >= limit || !this.#afford(sizeOf(smaller))) return false;
    const rows = this.#sets[smaller === best ? best + 1 : best] as RowSet;
    (this.#sets[smaller] as RowSet).forEach((row) => {
      rows.add(row);
    });
    this.#sets[best] = rows;
    this.#highs[best] = this.#highs[best + 1] as number;
    this.#remove(best + 1);
    return true;
  }

  /** Cuts a bucket at its middle value, about. Where it turns out to hold a single value it is only made narrow. */
  #split(at: number): void {
    const rows = this.#sets[at] as RowSet;
    this.#version++;
    const { low, high, middle } = this.#spreadOf(rows);
    this.#lows[at] = low;
    this.#highs[at] = high;
    if (low === high) return;
    const column = this.#column;
    const [left, right] = [new RowSet(), new RowSet()];
    let highOfLeft = low;
    let lowOfRight = high;
    rows.forEach((row) => {
      const value = column[row] as number;
      if (value < middle) {
        left.add(row);
        if (value > highOfLeft) highOfLeft = value;
      } else {
        right.add(row);
        if (value < lowOfRight) lowOfRight = value;
      }
    });
    this.#sets[at] = left;
    this.#highs[at] = highOfLeft;
    this.#insert(at + 1, lowOfRight, high, right);
  }

  /** The smallest and the largest value, and one above the smallest near the middle of the rows. */
  #spreadOf(rows: RowSet): { readonly low: number; readonly high: number; readonly middle: number } {
    const column = this.#column;
    const samples = new Float64Array(Math.min(SAMPLES, rows.size));
    const step = rows.size / samples.length;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let seen = 0;
    let sampled = 0;
    rows.forEach((row) => {
      const value = column[row] as number;
      if (value < low) low = value;
      if (value > high) high = value;
      if (seen++ >= sampled * step) samples[sampled++] = value;
    });
    const middle = samples.sort()[samples.length >>> 1] as number;
    if (middle > low) return { low, high, middle };
    let above = high;
    rows.forEach((row) => {
      const value = column[row] as number;
      if (value > low && value < above) above = value;
    });
    return { low, high, middle: above };
  }

  #insert(at: number, low: number, high: number, rows: RowSet): number {
    this.#lows.copyWithin(at + 1, at);
    this.#highs.copyWithin(at + 1, at);
    this.#lows[at] = low;
    this.#highs[at] = high;
    this.#sets.splice(at, 0, rows);
    this.#version++;
    return at;
  }

  #remove(at: number): void {
    this.#lows.copyWithin(at, at + 1);
    this.#highs.copyWithin(at, at + 1);
    this.#sets.splice(at, 1);
    this.#version++;
  }

  #thaw(): void {
    this.#column = this.#column.slice();
    this.#shared = undefined;
  }

  #grow(row: number): void {
    const larger = new Float64Array(Math.max(row + 1, this.#column.length * 2)).fill(Number.NaN, this.#column.length);
    larger.set(this.#column);
    this.#column = larger;
  }
}

const INSIDE = 1;
const ACROSS = 0;
const OUTSIDE = -1;

function isEmpty({ low, lowOpen, high, highOpen }: Interval): boolean {
  return !(low < high || (low === high && !lowOpen && !highOpen));
}

function isBelow(value: number, { low, lowOpen }: Interval): boolean {
  return lowOpen ? value <= low : value < low;
}

function isAbove(value: number, { high, highOpen }: Interval): boolean {
  return highOpen ? value >= high : value > high;
}
