/** Versions by row, in as few bytes as the largest one needs: those of Amazon ECS are small, those of Kubernetes are not. */
import { grownByQuarter } from './growth.js';

const ABSENT_16 = 0xffff;
const ABSENT_32 = 0xffff_ffff;

export class VersionColumn {
  #values: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> = new Uint16Array(8);
  /** Stands for no version. */
  #absent = ABSENT_16;

  get byteLength(): number {
    return this.#values.byteLength;
  }

  /** The version of a row that was set. */
  at(row: number): number | undefined {
    const version = this.#values[row] as number;
    return version === this.#absent || Number.isNaN(version) ? undefined : version;
  }

  /** O(1) amortised; O(rows) at most twice, when a version is too large for the column as it is. */
  set(row: number, version: number | undefined): void {
    if (version !== undefined && !this.#takes(version)) this.#widen(version);
    this.#values = grownByQuarter(this.#values, row + 1);
    this.#values[row] = version ?? this.#absent;
  }

  #takes(version: number): boolean {
    return Number.isNaN(this.#absent) || (version < this.#absent && Object.is(version >>> 0, version));
  }

  #widen(version: number): void {
    const old = this.#values;
    const isWhole = version < ABSENT_32 && Object.is(version >>> 0, version);
    const wide = isWhole ? new Uint32Array(old.length) : new Float64Array(old.length);
    const absent = isWhole ? ABSENT_32 : Number.NaN;
    for (let row = 0; row < old.length; row++) wide[row] = old[row] === this.#absent ? absent : (old[row] as number);
    this.#values = wide;
    this.#absent = absent;
  }
}
