import {
  addBit,
  addLow,
  attached,
  CHUNK_ROWS,
  type Chunk,
  DENSE_ROWS,
  type Dense,
  deleteBit,
  deleteLow,
  forEachInChunk,
  hasBit,
  hasLow,
  SMALLEST_SPARSE,
  SPARSE_ROWS,
  Sparse,
  toDense,
  toSparse,
} from './row-chunks.js';

export {
  CHUNK_ROWS,
  type Chunk,
  type DenseChunk,
  forEachInChunk,
  SPARSE_ROWS,
  type SparseChunk,
} from './row-chunks.js';

const LOW_BITS = 16;
const LOW_MASK = CHUNK_ROWS - 1;

/** A set of so many rows is always a list: half a million sets of two rows have to stay small. */
const LIST_ROWS = 32;
/** So is a larger one whose chunks would hold fewer rows than this each, as an array of its own costs a chunk 200 B or more … */
const LIST_ROWS_PER_CHUNK = 16;
/** … up to so many rows, so that an insertion moves at most 4 KB. */
const SCATTERED_LIST_ROWS = 512;

/**
 * A set of row numbers (integers from 0 to below 2^31) that is kept up to date, with a size that is always known. Cut into
 * chunks of 65,536 rows, each a sorted array while it is sparse and a bitmap when it is dense (Lemire, Kai, Kaser,
 * O'Hara, Deri, Kawaguchi: Roaring Bitmaps, 2018), so that a change costs at most a chunk, however many rows there are. A
 * set of few rows is one sorted list.
 */
export class RowSet {
  #size = 0;
  /** The rows of a set without chunks, ascending. Only the first `#size` entries count. */
  #list: number[] = NO_LIST;
  /** By chunk number, the last one never empty; undefined while the set is a list. */
  #chunks: (Sparse | Dense | undefined)[] | undefined = undefined;

  /** The set of one row. */
  static of(row: number): RowSet {
    const rows = new RowSet();
    rows.add(row);
    return rows;
  }

  /** A set of ascending rows that another thread shared. */
  static ofList(rows: ArrayLike<number>): RowSet {
    const set = new RowSet();
    set.#list = resized(rows, rows.length, rows.length);
    set.#size = rows.length;
    return set;
  }

  /** A set of chunks that another thread shared, to be read only: the last one is not empty, and `size` is that of all together. */
  static ofChunks(chunks: readonly (Chunk | undefined)[], size: number): RowSet {
    const set = new RowSet();
    set.#chunks = chunks.map(attached);
    set.#size = size;
    return set;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether it is one list, whose chunks are made on the fly. */
  get isList(): boolean {
    return this.#chunks === undefined;
  }

  has(row: number): boolean {
    const chunks = this.#chunks;
    if (chunks === undefined) {
      const at = listBound(this.#list, this.#size, row);
      return at < this.#size && this.#list[at] === row;
    }
    const chunk = chunks[row >>> LOW_BITS];
    return (
      chunk !== undefined && (chunk.form === 'dense' ? hasBit(chunk, row & LOW_MASK) : hasLow(chunk, row & LOW_MASK))
    );
  }

  /** Whether the row is new. O(1) while rows come in ascending order or the chunk is dense, else at most 4 KB are moved. */
  add(row: number): boolean {
    const chunks = this.#chunks;
    return chunks === undefined ? this.#addToList(row) : this.#addToChunks(chunks, row);
  }

  /** Whether the row was there. O(1) where the chunk is dense, else at most 4 KB are moved. */
  delete(row: number): boolean {
    const chunks = this.#chunks;
    return chunks === undefined ? this.#deleteFromList(row) : this.#deleteFromChunks(chunks, row);
  }

  /** Calls `visit` with each row, ascending. It must not change the set. */
  forEach(visit: (row: number) => void): void {
    const chunks = this.#chunks;
    if (chunks === undefined) {
      const list = this.#list;
      for (let at = 0; at < this.#size; at++) visit(list[at] as number);
      return;
    }
    for (let at = 0; at < chunks.length; at++) {
      const chunk = chunks[at];
      if (chunk !== undefined) forEachInChunk(chunk, at << LOW_BITS, visit);
    }
  }

  /** Chunks 0 to below this may hold rows; the last of them does. */
  get chunkCount(): number {
    if (this.#chunks !== undefined) return this.#chunks.length;
    return this.#size === 0 ? 0 : ((this.#list[this.#size - 1] as number) >>> LOW_BITS) + 1;
  }

  /**
   * The rows of a chunk, undefined where there are none. Borrowed: valid until the set changes. O(1), but for a list, whose
   * chunk is made on the fly: for sets of up to 32 rows one `forEach` costs less than a call for each chunk.
   */
  chunk(at: number): Chunk | undefined {
    const chunks = this.#chunks;
    return chunks === undefined ? chunkOfList(this.#list, this.#size, at) : chunks[at];
  }

  /** The same rows under other numbers: row `i` becomes `newRowOf[i]`. */
  relabelled(newRowOf: Int32Array): RowSet {
    const rows = new RowSet();
    this.forEach((row) => {
      rows.add(newRowOf[row] as number);
    });
    return rows;
  }

  #addToList(row: number): boolean {
    const size = this.#size;
    let list = this.#list;
    let at = size;
    if (size > 0 && row <= (list[size - 1] as number)) {
      at = listBound(list, size, row);
      if (list[at] === row) return false;
    }
    if (size >= LIST_ROWS && outgrowsList(size + 1, Math.max(row, list[size - 1] as number))) {
      return this.#addToChunks(this.#toChunks(), row);
    }
    if (size === list.length) {
      list = resized(list, size, size + Math.max(2, size >> 1));
      this.#list = list;
    }
    for (let to = size; to > at; to--) list[to] = list[to - 1] as number;
    list[at] = row;
    this.#size = size + 1;
    return true;
  }

  #deleteFromList(row: number): boolean {
    const list = this.#list;
    const at = listBound(list, this.#size, row);
    if (at === this.#size || list[at] !== row) return false;
    const size = this.#size - 1;
    for (let to = at; to < size; to++) list[to] = list[to + 1] as number;
    this.#size = size;
    if (size === 0) this.#list = NO_LIST;
    else if (size * 4 <= list.length) this.#list = resized(list, size, size * 2);
    return true;
  }

  #addToChunks(chunks: (Sparse | Dense | undefined)[], row: number): boolean {
    const at = row >>> LOW_BITS;
    const low = row & LOW_MASK;
    // Entry by entry, as an array with a wide gap would become a slow dictionary.
    while (chunks.length <= at) chunks.push(undefined);
    let chunk = chunks[at];
    if (chunk === undefined) {
      chunk = new Sparse(new Uint16Array(SMALLEST_SPARSE), 0);
      chunks[at] = chunk;
    }
    if (!(chunk.form === 'dense' ? addBit(chunk, low) : addLow(chunk, low))) return false;
    if (chunk.form === 'sparse' && chunk.size > SPARSE_ROWS) chunks[at] = toDense(chunk);
    this.#size++;
    return true;
  }

  #deleteFromChunks(chunks: (Sparse | Dense | undefined)[], row: number): boolean {
    const at = row >>> LOW_BITS;
    const chunk = chunks[at];
    if (chunk === undefined) return false;
    if (!(chunk.form === 'dense' ? deleteBit(chunk, row & LOW_MASK) : deleteLow(chunk, row & LOW_MASK))) return false;
    if (chunk.form === 'dense' && chunk.size < DENSE_ROWS) chunks[at] = toSparse(chunk);
    else if (chunk.size === 0) {
      chunks[at] = undefined;
      while (chunks.length > 0 && chunks[chunks.length - 1] === undefined) chunks.pop();
    }
    this.#size--;
    // Half of what makes a list chunks, so that a set at the border does not flap.
    if (this.#size <= LIST_ROWS / 2) this.#toList();
    return true;
  }

  #toChunks(): (Sparse | Dense | undefined)[] {
    const list = this.#list;
    const size = this.#size;
    const chunks: (Sparse | Dense | undefined)[] = [];
    this.#size = 0;
    for (let at = 0; at < size; at++) this.#addToChunks(chunks, list[at] as number);
    this.#list = NO_LIST;
    this.#chunks = chunks;
    return chunks;
  }

  #toList(): void {
    const list = new Array<number>(this.#size);
    let size = 0;
    this.forEach((row) => {
      list[size++] = row;
    });
    this.#list = list;
    this.#chunks = undefined;
  }
}

/** All lists are made by `new Array(capacity)`, so that they have one hidden class and no room but what is asked for. */
const NO_LIST = new Array<number>(0);

/** Whether a list of more than `LIST_ROWS` rows should be chunks. The directory is paid for, too: absent chunks count. */
function outgrowsList(size: number, highest: number): boolean {
  return size > SCATTERED_LIST_ROWS || size > LIST_ROWS_PER_CHUNK * ((highest >>> LOW_BITS) + 1);
}

function resized(list: ArrayLike<number>, size: number, capacity: number): number[] {
  const copy = new Array<number>(capacity);
  for (let at = 0; at < size; at++) copy[at] = list[at] as number;
  return copy;
}

function chunkOfList(list: readonly number[], size: number, at: number): Chunk | undefined {
  const first = listBound(list, size, at * CHUNK_ROWS);
  let end = first;
  while (end < size && (list[end] as number) >>> LOW_BITS === at) end++;
  if (end === first) return undefined;
  const lows = new Uint16Array(end - first);
  for (let from = first; from < end; from++) lows[from - first] = list[from] as number;
  return new Sparse(lows, end - first);
}

/** The first of `size` entries that is not below `row`. The same as `lowBound`, which sees arrays of another kind. */
function listBound(list: readonly number[], size: number, row: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
