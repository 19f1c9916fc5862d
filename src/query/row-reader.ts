/** Evaluation → rows, in the order of their keys. */
import { compareText } from '../model/records.js';
import { CHUNK_WORDS } from '../store/kernels/operations.js';
import { CHUNK_ROWS, RowSet, SPARSE_ROWS } from '../store/row-set.js';
import { load } from './chunk-evaluation.js';
import { contains } from './chunk-node.js';
import { type Evaluation, turnTo } from './evaluation.js';
import type { InstanceRowStore } from './indexed-store.js';
import { LOWS, WORDS } from './scratch.js';

/**
 * Reads the rows of a settled store that match, ascending by key, chunk by chunk: whoever stops early has evaluated no more than
 * the chunks read so far (and tested the strays, the few rows whose numbers are not in order).
 *
 * Good until the store changes.
 */
export class RowReader {
  readonly #evaluation: Evaluation;
  readonly #store: InstanceRowStore;
  /** The next chunk to be evaluated. */
  #chunk = 0;
  /** Of the chunk at hand: its first row, and what is left of it as a list or as bits. */
  #base = 0;
  readonly #buffers = SPARE.pop() ?? { lows: new Uint16Array(SPARSE_ROWS), words: new Int32Array(CHUNK_WORDS) };
  #lowCount = 0;
  #wordCount = 0;
  /** The next entry of the list, or of the words after the one in `#word`. */
  #at = 0;
  #word = 0;
  /** All strays, ascending by key. */
  readonly #strays: readonly number[];
  /** The next of them. */
  #stray = 0;
  /** Those that match, once so many were asked for that all were tested. */
  #matching: RowSet | undefined;
  /** A row that was read and comes after a stray. */
  #waiting = NO_ROW;

  constructor(evaluation: Evaluation, store: InstanceRowStore) {
    this.#evaluation = evaluation;
    this.#store = store;
    this.#strays = store.straysByKey();
  }

  /** The next row; -1 where there is none. */
  next(): number {
    const row = this.#waiting === NO_ROW ? this.#nextInOrder() : this.#waiting;
    this.#waiting = NO_ROW;
    for (let stray = this.#strays[this.#stray]; stray !== undefined; stray = this.#strays[this.#stray]) {
      if (row !== NO_ROW && !this.#isBefore(stray, row)) return row;
      this.#stray++;
      if (!this.#matches(stray)) continue;
      this.#waiting = row;
      return stray;
    }
    return row;
  }

  /** Whether a stray matches. The first few are tested when it is their turn: whoever stops early never asks for most of them. */
  #matches(stray: number): boolean {
    if (this.#stray <= TESTED_ALONE) {
      const bound = turnTo(this.#evaluation, stray >>> CHUNK_BITS);
      return bound > 0 && contains(this.#evaluation.root, stray & (CHUNK_ROWS - 1));
    }
    this.#matching ??= matchingStrays(this.#evaluation, this.#store);
    return this.#matching.has(stray);
  }

  /** Gives its buffers to the next reader. It must not be read any more. */
  close(): void {
    if (SPARE.length < MOST_SPARE) SPARE.push(this.#buffers);
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
    const { lows, words } = this.#buffers;
    for (;;) {
      if (this.#at < this.#lowCount) return this.#base + (lows[this.#at++] as number);
      while (this.#word === 0 && this.#at < this.#wordCount) this.#word = words[this.#at++] as number;
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
    this.#lowCount = 0;
    this.#wordCount = 0;
    this.#at = 0;
    this.#base = at * CHUNK_ROWS;
    if (turnTo(this.#evaluation, at) === 0) return;
    const words = WORDS.top;
    const lows = LOWS.top;
    load(root);
    if (root.form === 'lows') this.#lowCount = copyLows(root.lows, root.size, this.#buffers.lows);
    else if (root.form === 'words') {
      this.#buffers.words.set(root.words);
      this.#wordCount = CHUNK_WORDS;
    }
    WORDS.top = words;
    LOWS.top = lows;
  }
}

const CHUNK_BITS = Math.log2(CHUNK_ROWS);
const NO_ROW = -1;

/** Room for what was found in a chunk. */
interface Buffers {
  readonly lows: Uint16Array;
  readonly words: Int32Array;
}

/** Buffers that nobody reads from: made anew for each answer, they would cost more than a short answer itself. */
const SPARE: Buffers[] = [];
const MOST_SPARE = 4;

function copyLows(from: Uint16Array, size: number, to: Uint16Array): number {
  for (let at = 0; at < size; at++) to[at] = from[at] as number;
  return size;
}

/** So many strays are tested one by one; then all are, a chunk at a time. */
const TESTED_ALONE = 256;

function matchingStrays(evaluation: Evaluation, store: InstanceRowStore): RowSet {
  const matching = new RowSet();
  let chunk = -1;
  let bound = 0;
  store.strays.forEach((row) => {
    const at = row >>> CHUNK_BITS;
    if (at !== chunk) {
      chunk = at;
      bound = turnTo(evaluation, at);
    }
    if (bound > 0 && contains(evaluation.root, row & (CHUNK_ROWS - 1))) matching.add(row);
  });
  return matching;
}
