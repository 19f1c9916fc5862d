/** Evaluation → rows, in the order of their keys. */
import { compareText } from '../model/records.js';
import { CHUNK_ROWS } from '../store/row-set.js';
import { load } from './chunk-evaluation.js';
import { contains } from './chunk-node.js';
import { type Evaluation, turnTo } from './evaluation.js';
import type { IndexedStore } from './indexed-store.js';
import { LOWS, WORDS } from './scratch.js';

/**
 * Reads the rows of a settled store that match, ascending by key, chunk by chunk: whoever stops early has evaluated no more than
 * the chunks read so far (and tested the strays, the few rows whose numbers are not in order).
 *
 * Good until the store changes.
 */
export class RowReader {
  readonly #evaluation: Evaluation;
  readonly #store: IndexedStore;
  /** The next chunk to be evaluated. */
  #chunk = 0;
  /** Of the chunk at hand: its first row, and what is left of it as a list or as bits. */
  #base = 0;
  #lows = NO_LOWS;
  #words = NO_WORDS;
  /** The next entry of the list, or of the words after the one in `#word`. */
  #at = 0;
  #word = 0;
  /** Strays that match, ascending by key. */
  readonly #strays: readonly number[];
  #stray = 0;
  /** A row that was read and comes after a stray. */
  #waiting = NO_ROW;

  constructor(evaluation: Evaluation, store: IndexedStore) {
    this.#evaluation = evaluation;
    this.#store = store;
    this.#strays = matchingStrays(evaluation, store);
  }

  /** The next row; -1 where there is none. */
  next(): number {
    const stray = this.#strays[this.#stray];
    if (stray === undefined && this.#waiting === NO_ROW) return this.#nextInOrder();
    const row = this.#waiting === NO_ROW ? this.#nextInOrder() : this.#waiting;
    const isNext = stray !== undefined && (row === NO_ROW || this.#isBefore(stray, row));
    this.#waiting = isNext ? row : NO_ROW;
    if (!isNext) return row;
    this.#stray++;
    return stray;
  }

  #isBefore(a: number, b: number): boolean {
    return compareText(this.#store.keyAt(a), this.#store.keyAt(b)) < 0;
  }

  #nextInOrder(): number {
    let row = this.#nextRow();
    while (row !== NO_ROW && this.#strays.length > 0 && this.#store.strays.has(row)) row = this.#nextRow();
    return row;
  }

  #nextRow(): number {
    for (;;) {
      if (this.#at < this.#lows.length) return this.#base + (this.#lows[this.#at++] as number);
      while (this.#word === 0 && this.#at < this.#words.length) this.#word = this.#words[this.#at++] as number;
      if (this.#word !== 0) {
        const bit = 31 - Math.clz32(this.#word & -this.#word);
        this.#word &= this.#word - 1;
        return this.#base + ((this.#at - 1) << 5) + bit;
      }
      if (this.#chunk >= this.#store.chunkCount) return NO_ROW;
      this.#read(this.#chunk++);
    }
  }

  /** Other queries may be asked between two rows, so what was found is copied. */
  #read(at: number): void {
    const { root } = this.#evaluation;
    this.#lows = NO_LOWS;
    this.#words = NO_WORDS;
    this.#at = 0;
    this.#base = at * CHUNK_ROWS;
    if (turnTo(this.#evaluation, at) === 0) return;
    const words = WORDS.top;
    const lows = LOWS.top;
    load(root);
    if (root.form === 'lows') this.#lows = root.lows.slice(0, root.size);
    else if (root.form === 'words') this.#words = root.words.slice();
    WORDS.top = words;
    LOWS.top = lows;
  }
}

const CHUNK_BITS = Math.log2(CHUNK_ROWS);
const NO_ROW = -1;
const NO_LOWS = new Uint16Array(0);
const NO_WORDS = new Int32Array(0);

/** Strays are few, so they are tested one by one. */
function matchingStrays(evaluation: Evaluation, store: IndexedStore): readonly number[] {
  const matching: number[] = [];
  let chunk = -1;
  let bound = 0;
  store.strays.forEach((row) => {
    const at = row >>> CHUNK_BITS;
    if (at !== chunk) {
      chunk = at;
      bound = turnTo(evaluation, at);
    }
    if (bound > 0 && contains(evaluation.root, row & (CHUNK_ROWS - 1))) matching.push(row);
  });
  return matching.sort((a, b) => compareText(store.keyAt(a), store.keyAt(b)));
}
