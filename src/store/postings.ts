import { RowSet } from './row-set.js';
import { sharedCopy } from './shared/shared-array.js';
import { packSets, type SharedSets, setOf } from './shared/shared-sets.js';

const ABSENT = -1;
/** Cells at and below this are a set of rows: index `HIGHEST_SET - cell`. */
const HIGHEST_SET = -2;

/** For each code its row, or the number of its set, as `Postings` keeps them. */
export interface SharedPostings {
  readonly cells: Int32Array;
  readonly sets: SharedSets;
}

/**
 * For each code the rows that have it. Codes are small integers, used densely. Lean for codes with a single row (a million of
 * them cost 4 MB): the row stands in the code's own cell, and only from the second row on there is a set.
 */
export class Postings {
  /** By code: `ABSENT`, the one row (0 or above), or which set. */
  #cells: Int32Array = new Int32Array(16).fill(ABSENT);
  readonly #sets: (RowSet | undefined)[] = [];
  /** Indexes of `#sets` without a set. */
  readonly #free: number[] = [];
  /** The sets that another thread shared; each is read when first asked for. */
  #attached: SharedSets | undefined;

  /** What another thread shared, to be read only. */
  static over({ cells, sets }: SharedPostings): Postings {
    const postings = new Postings();
    postings.#cells = cells;
    postings.#attached = sets;
    return postings;
  }

  /** Everything as it is now, for other threads. O(codes, rows in sparse chunks). */
  share(): SharedPostings {
    return { cells: sharedCopy(this.#cells), sets: packSets(this.#sets) };
  }

  /** O(1), or the cost of adding to a set of rows. */
  add(code: number, row: number): void {
    if (code >= this.#cells.length) this.#grow(code);
    const cell = this.#cells[code] as number;
    if (cell === ABSENT) this.#cells[code] = row;
    else if (cell <= HIGHEST_SET) this.#setAt(cell).add(row);
    else if (cell !== row) {
      const rows = RowSet.of(cell);
      rows.add(row);
      this.#cells[code] = this.#keep(rows);
    }
  }

  /** Does nothing where the row does not have the code. O(1), or the cost of deleting from a set of rows. */
  remove(code: number, row: number): void {
    const cell = this.#cellOf(code);
    if (cell === row) this.#cells[code] = ABSENT;
    else if (cell <= HIGHEST_SET) {
      const rows = this.#setAt(cell);
      rows.delete(row);
      if (rows.size > 1) return;
      rows.forEach((last) => {
        this.#cells[code] = last;
      });
      this.#sets[HIGHEST_SET - cell] = undefined;
      this.#free.push(HIGHEST_SET - cell);
    }
  }

  /** How many rows have the code; 0 for a code never seen. O(1). */
  size(code: number): number {
    const cell = this.#cellOf(code);
    if (cell <= HIGHEST_SET) return this.#setAt(cell).size;
    return cell === ABSENT ? 0 : 1;
  }

  /** The rows that have the code, undefined where none has. Borrowed: valid until they change. A set of one row is made anew. */
  rows(code: number): RowSet | undefined {
    const cell = this.#cellOf(code);
    if (cell <= HIGHEST_SET) return this.#setAt(cell);
    return cell === ABSENT ? undefined : RowSet.of(cell);
  }

  /** Renumbers rows: row `i` from now on is `newRowOf[i]`. */
  relabel(newRowOf: Int32Array): void {
    this.#cells = this.#cells.map((cell) => (cell >= 0 ? (newRowOf[cell] as number) : cell));
    this.#sets.forEach((rows, at) => {
      this.#sets[at] = rows?.relabelled(newRowOf);
    });
  }

  #cellOf(code: number): number {
    return this.#cells[code] ?? ABSENT;
  }

  #setAt(cell: number): RowSet {
    return this.#sets[HIGHEST_SET - cell] ?? this.#attach(HIGHEST_SET - cell);
  }

  #attach(at: number): RowSet {
    const rows = setOf(this.#attached as SharedSets, at) as RowSet;
    this.#sets[at] = rows;
    return rows;
  }

  /** Keeps a set, and returns the cell that stands for it. */
  #keep(rows: RowSet): number {
    const at = this.#free.pop() ?? this.#sets.length;
    this.#sets[at] = rows;
    return HIGHEST_SET - at;
  }

  #grow(code: number): void {
    const larger = new Int32Array(Math.max(code + 1, this.#cells.length * 2)).fill(ABSENT, this.#cells.length);
    larger.set(this.#cells);
    this.#cells = larger;
  }
}
