import { grownByQuarter, reordered } from './columns.js';

const ABSENT_16 = 0xffff;
const ABSENT_32 = 0xffff_ffff;

/**
 * A number, or none, for each row, in as few bytes as the largest one needs: versions of Amazon ECS are small, those of Kubernetes
 * are not; what remains of a host is a small whole number nearly always.
 */
export class NumberColumn {
  #values: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> = new Uint16Array(8);
  /** Stands for no number. */
  #absent = ABSENT_16;

  get byteLength(): number {
    return this.#values.byteLength;
  }

  /** The number of a row that was set. */
  at(row: number): number | undefined {
    const value = this.#values[row] as number;
    return value === this.#absent || Number.isNaN(value) ? undefined : value;
  }

  /** O(1) amortised; O(rows) at most twice, when a number is too large for the column as it is, or no whole one. */
  set(row: number, value: number | undefined): void {
    if (value !== undefined && !this.#takes(value)) this.#widen(value);
    this.#values = grownByQuarter(this.#values, row + 1);
    this.#values[row] = value ?? this.#absent;
  }

  /** Renumbers rows: row `i` from now on is what `order[i]` was. */
  relabel(order: Int32Array): void {
    this.#values = reordered(this.#values, order, this.#absent);
  }

  #takes(value: number): boolean {
    return Number.isNaN(this.#absent) || (value < this.#absent && Object.is(value >>> 0, value));
  }

  #widen(value: number): void {
    const old = this.#values;
    const isWhole = value < ABSENT_32 && Object.is(value >>> 0, value);
    const wide = isWhole ? new Uint32Array(old.length) : new Float64Array(old.length);
    const absent = isWhole ? ABSENT_32 : Number.NaN;
    for (let row = 0; row < old.length; row++) wide[row] = old[row] === this.#absent ? absent : (old[row] as number);
    this.#values = wide;
    this.#absent = absent;
  }
}
