/** The chunks of a set of rows: how one is read, and how it changes between a sorted list and bits. */
import { CHUNK_WORDS } from './kernels/operations.js';
import { sharedCopy } from './shared/shared-array.js';

/** Rows in a chunk: the rows whose numbers agree in all but the lowest 16 bits. Its bits are 8 KB, so that a few fit into the first-level cache. */
export const CHUNK_ROWS = CHUNK_WORDS * 32;

/** A sparse chunk of more rows becomes dense: an insertion moves at most 2 KB. */
export const SPARSE_ROWS = 1024;
/** A dense chunk of fewer rows becomes sparse. Half of the other bound, so that a set at a border does not flap. */
export const DENSE_ROWS = 512;
export const SMALLEST_SPARSE = 8;
/** Up to so many numbers are moved quicker by a loop than by a call of `copyWithin`. */
const LOOP_MOVES = 24;

/** The rows of a chunk as bits: bit `low & 31` of word `low >> 5`, where `low` is the lowest 16 bits of the row. */
export interface DenseChunk {
  readonly form: 'dense';
  /** `CHUNK_WORDS` words; signed, which keeps arithmetic on small integers. */
  readonly words: Int32Array;
  readonly size: number;
}

/** The rows of a chunk as their lowest 16 bits, ascending. Only the first `size` entries count. */
export interface SparseChunk {
  readonly form: 'sparse';
  readonly lows: Uint16Array;
  readonly size: number;
}

export type Chunk = DenseChunk | SparseChunk;

/** Calls `visit` with each row of a chunk that begins at row `base`, ascending. */
export function forEachInChunk(chunk: Chunk, base: number, visit: (row: number) => void): void {
  if (chunk.form === 'dense') forEachBit(chunk.words, base, visit);
  else forEachLow(chunk, base, visit);
}

/** Moves the bits of a chunk into memory that threads share. The set goes on with them, until it changes the chunk: then it copies. */
export function freeze(chunk: DenseChunk): Int32Array {
  const dense = chunk as Dense;
  if (!dense.frozen) dense.words = sharedCopy(dense.words);
  dense.frozen = true;
  return dense.words;
}

// The two classes of chunks have their fields in the same order, so that `form` and `size` lie at the same place in both.
export class Sparse implements SparseChunk {
  readonly form = 'sparse';
  lows: Uint16Array;
  size: number;

  constructor(lows: Uint16Array, size: number) {
    this.lows = lows;
    this.size = size;
  }
}

export class Dense implements DenseChunk {
  readonly form = 'dense';
  words: Int32Array;
  size: number;
  /** Whether other threads may look at the words. */
  frozen: boolean;

  constructor(words: Int32Array, size: number, frozen: boolean) {
    this.words = words;
    this.size = size;
    this.frozen = frozen;
  }
}

export function attached(chunk: Chunk | undefined): Sparse | Dense | undefined {
  if (chunk === undefined) return undefined;
  return chunk.form === 'dense' ? new Dense(chunk.words, chunk.size, true) : new Sparse(chunk.lows, chunk.size);
}

function lowBound(lows: Uint16Array, size: number, wanted: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lows[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function hasLow(chunk: SparseChunk, low: number): boolean {
  const at = lowBound(chunk.lows, chunk.size, low);
  return at < chunk.size && chunk.lows[at] === low;
}

export function addLow(chunk: Sparse, low: number): boolean {
  const { size } = chunk;
  let at = size;
  if (size > 0 && low <= (chunk.lows[size - 1] as number)) {
    at = lowBound(chunk.lows, size, low);
    if (chunk.lows[at] === low) return false;
  }
  if (size === chunk.lows.length) chunk.lows = withCapacity(chunk, size * 2);
  const { lows } = chunk;
  if (size - at > LOOP_MOVES) lows.copyWithin(at + 1, at, size);
  else for (let to = size; to > at; to--) lows[to] = lows[to - 1] as number;
  lows[at] = low;
  chunk.size = size + 1;
  return true;
}

export function deleteLow(chunk: Sparse, low: number): boolean {
  const { lows, size } = chunk;
  const at = lowBound(lows, size, low);
  if (at === size || lows[at] !== low) return false;
  if (size - at > LOOP_MOVES) lows.copyWithin(at, at + 1, size);
  else for (let to = at; to < size - 1; to++) lows[to] = lows[to + 1] as number;
  chunk.size = size - 1;
  if (chunk.size * 4 <= lows.length && lows.length > SMALLEST_SPARSE) chunk.lows = withCapacity(chunk, lows.length / 2);
  return true;
}

function withCapacity(chunk: Sparse, capacity: number): Uint16Array {
  const lows = new Uint16Array(capacity);
  for (let at = 0; at < chunk.size; at++) lows[at] = chunk.lows[at] as number;
  return lows;
}

function forEachLow(chunk: SparseChunk, base: number, visit: (row: number) => void): void {
  const { lows, size } = chunk;
  for (let at = 0; at < size; at++) visit(base + (lows[at] as number));
}

export function hasBit(chunk: DenseChunk, low: number): boolean {
  return (((chunk.words[low >>> 5] as number) >>> (low & 31)) & 1) === 1;
}

export function addBit(chunk: Dense, low: number): boolean {
  const word = chunk.words[low >>> 5] as number;
  const changed = word | (1 << (low & 31));
  if (changed === word) return false;
  if (chunk.frozen) thaw(chunk);
  chunk.words[low >>> 5] = changed;
  chunk.size++;
  return true;
}

export function deleteBit(chunk: Dense, low: number): boolean {
  const word = chunk.words[low >>> 5] as number;
  const changed = word & ~(1 << (low & 31));
  if (changed === word) return false;
  if (chunk.frozen) thaw(chunk);
  chunk.words[low >>> 5] = changed;
  chunk.size--;
  return true;
}

function thaw(chunk: Dense): void {
  chunk.words = chunk.words.slice();
  chunk.frozen = false;
}

function forEachBit(words: Int32Array, base: number, visit: (row: number) => void): void {
  for (let at = 0; at < CHUNK_WORDS; at++) {
    let word = words[at] as number;
    while (word !== 0) {
      visit(base + (at << 5) + (31 - Math.clz32(word & -word)));
      word &= word - 1;
    }
  }
}

export function toDense(chunk: SparseChunk): Dense {
  const dense = new Dense(new Int32Array(CHUNK_WORDS), 0, false);
  for (let at = 0; at < chunk.size; at++) addBit(dense, chunk.lows[at] as number);
  return dense;
}

export function toSparse(chunk: DenseChunk): Sparse {
  const sparse = new Sparse(new Uint16Array(SPARSE_ROWS), 0);
  forEachBit(chunk.words, 0, (low) => {
    addLow(sparse, low);
  });
  return sparse;
}
