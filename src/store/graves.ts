import { grownByQuarter } from './columns.js';
import { KeyTable } from './key-table.js';
import { NumberColumn } from './number-column.js';

const NONE = -1;

/**
 * Keys of removed records with their versions, in the order of their burial. All in O(1): a `Map` would keep the order, too, but
 * looks past everything that was deleted at its front to find the oldest.
 */
export class Graves {
  readonly #keys = new KeyTable();
  readonly #versions = new NumberColumn();
  /** Number of a key → that of the key buried next, and before. */
  #next = new Int32Array(8);
  #previous = new Int32Array(8);
  #oldest = NONE;
  #newest = NONE;

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.size > 0 && this.#keys.find(key) >= 0;
  }

  /** The version of a key that is there, undefined where none was told. */
  version(key: string): number | undefined {
    return this.#versions.at(this.#keys.find(key));
  }

  /** Adds a key that is not there, as the newest. */
  add(key: string, version: number | undefined): void {
    const number = this.#keys.add(key);
    this.#next = grownByQuarter(this.#next, number + 1);
    this.#previous = grownByQuarter(this.#previous, number + 1);
    this.#versions.set(number, version);
    this.#next[number] = NONE;
    this.#previous[number] = this.#newest;
    if (this.#newest === NONE) this.#oldest = number;
    else this.#next[this.#newest] = number;
    this.#newest = number;
  }

  /** Takes a key out, if it is there. */
  delete(key: string): void {
    const number = this.#keys.find(key);
    if (number >= 0) this.#remove(number);
  }

  deleteOldest(): void {
    if (this.#oldest !== NONE) this.#remove(this.#oldest);
  }

  /** From the oldest on. */
  *entries(): Iterable<readonly [key: string, version: number | undefined]> {
    for (let number = this.#oldest; number !== NONE; number = this.#next[number] as number) {
      yield [this.#keys.text(number), this.#versions.at(number)];
    }
  }

  #remove(number: number): void {
    const next = this.#next[number] as number;
    const previous = this.#previous[number] as number;
    if (previous === NONE) this.#oldest = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#newest = previous;
    else this.#previous[next] = previous;
    this.#keys.remove(number);
  }
}
