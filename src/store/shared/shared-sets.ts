/** Sets of rows in a few arrays that threads share. */
import { type Chunk, freeze } from '../row-chunks.js';
import { RowSet } from '../row-set.js';
import { sharedCopy } from './shared-array.js';

/** Sets by number. Only the words of dense chunks are the set's own; what is sparse is copied, as it is small. */
export interface SharedSets {
  /** Three for each set: how many rows, where they begin in `rows` or in `entries`, how many entries, 0 for a list. */
  readonly heads: Int32Array;
  /** Three for each chunk: its number, how many rows, where its lows begin, or -1 less the number of its words. */
  readonly entries: Int32Array;
  readonly lows: Uint16Array;
  readonly rows: Int32Array;
  readonly words: readonly Int32Array[];
}

/** The sets as they are now: what changes in them later is not seen. O(rows in lists and sparse chunks, dense chunks changed). */
export function packSets(sets: readonly (RowSet | undefined)[]): SharedSets {
  const packing = new Packing(sets);
  sets.forEach((set, at) => {
    if (set !== undefined) packing.put(at, set);
  });
  return packing.packed();
}

/** A set of the pack, to be read only; undefined where there is none. O(its chunks and rows in a list), nothing else is copied. */
export function setOf({ heads, entries, lows, rows, words }: SharedSets, at: number): RowSet | undefined {
  const size = heads[3 * at] as number;
  const start = heads[3 * at + 1] as number;
  const count = heads[3 * at + 2] as number;
  if (size === 0) return undefined;
  if (count === 0) return RowSet.ofList(rows.subarray(start, start + size));
  const chunks: (Chunk | undefined)[] = [];
  for (let entry = start; entry < start + count; entry++) {
    const number = entries[3 * entry] as number;
    const held = entries[3 * entry + 1] as number;
    const place = entries[3 * entry + 2] as number;
    while (chunks.length < number) chunks.push(undefined);
    if (place < 0) chunks.push({ form: 'dense', words: words[-1 - place] as Int32Array, size: held });
    else chunks.push({ form: 'sparse', lows: lows.subarray(place, place + held), size: held });
  }
  return RowSet.ofChunks(chunks, size);
}

class Packing {
  readonly #heads: Int32Array;
  readonly #entries: Int32Array;
  readonly #lows: Uint16Array;
  readonly #rows: Int32Array;
  readonly #words: Int32Array[] = [];
  #entryCount = 0;
  #lowCount = 0;
  #rowCount = 0;

  constructor(sets: readonly (RowSet | undefined)[]) {
    let [entries, lows, rows] = [0, 0, 0];
    for (const set of sets) {
      if (set === undefined) continue;
      if (set.isList) rows += set.size;
      else {
        forEachChunk(set, (chunk) => {
          entries++;
          if (chunk.form === 'sparse') lows += chunk.size;
        });
      }
    }
    this.#heads = sharedCopy(new Int32Array(3 * sets.length));
    this.#entries = sharedCopy(NONE, 0, 3 * entries);
    this.#lows = sharedCopy(NO_LOWS, 0, lows);
    this.#rows = sharedCopy(NONE, 0, rows);
  }

  put(at: number, set: RowSet): void {
    this.#heads[3 * at] = set.size;
    this.#heads[3 * at + 1] = set.isList ? this.#rowCount : this.#entryCount;
    if (set.isList) {
      set.forEach((row) => {
        this.#rows[this.#rowCount++] = row;
      });
      return;
    }
    forEachChunk(set, (chunk, number) => this.#putChunk(chunk, number));
    this.#heads[3 * at + 2] = this.#entryCount - (this.#heads[3 * at + 1] as number);
  }

  packed(): SharedSets {
    return {
      heads: this.#heads,
      entries: this.#entries,
      lows: this.#lows,
      rows: this.#rows,
      words: this.#words,
    };
  }

  #putChunk(chunk: Chunk, number: number): void {
    const entry = 3 * this.#entryCount++;
    this.#entries[entry] = number;
    this.#entries[entry + 1] = chunk.size;
    if (chunk.form === 'dense') {
      this.#entries[entry + 2] = -1 - this.#words.length;
      this.#words.push(freeze(chunk));
    } else {
      this.#entries[entry + 2] = this.#lowCount;
      this.#lows.set(chunk.lows.subarray(0, chunk.size), this.#lowCount);
      this.#lowCount += chunk.size;
    }
  }
}

const NONE = new Int32Array(0);
const NO_LOWS = new Uint16Array(0);

function forEachChunk(set: RowSet, visit: (chunk: Chunk, number: number) => void): void {
  for (let number = 0; number < set.chunkCount; number++) {
    const chunk = set.chunk(number);
    if (chunk !== undefined) visit(chunk, number);
  }
}
