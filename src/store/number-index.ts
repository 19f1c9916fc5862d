import { RowSet } from './row-set.js';

/** For a subject of numbers: a column with one number a row, and the rows that have one. */
export class NumberIndex {
  readonly present = new RowSet();
  /** NaN where the row has none. */
  #column = new Float64Array(64).fill(Number.NaN);

  /** The number of a row; NaN where it has none. */
  at(row: number): number {
    return this.#column[row] ?? Number.NaN;
  }

  set(row: number, value: number | undefined): void {
    if (row >= this.#column.length) this.#grow(row);
    this.#column[row] = value ?? Number.NaN;
    if (value === undefined) this.present.delete(row);
    else this.present.add(row);
  }

  #grow(row: number): void {
    const larger = new Float64Array(Math.max(row + 1, this.#column.length * 2)).fill(Number.NaN);
    larger.set(this.#column);
    this.#column = larger;
  }
}
