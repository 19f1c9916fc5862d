import { grownByQuarter } from './columns.js';
import { KeyTable } from './key-table.js';

/** Texts by number, counted: a text that nobody uses any more is forgotten, and its number goes to the next new one. */
export class Dictionary {
  readonly #texts = new KeyTable();
  #uses = new Uint32Array(16);

  /** How many texts there are. */
  get size(): number {
    return this.#texts.size;
  }

  /** The number of a text, new or known. A new one has no use yet: `retain` it, or `release` finds it unused. */
  number(text: string): number {
    return this.#texts.add(text);
  }

  /** The number of a text that is there, or -1. */
  find(text: string): number {
    return this.#texts.find(text);
  }

  text(number: number): string {
    return this.#texts.text(number);
  }

  retain(number: number): void {
    this.#uses = grownByQuarter(this.#uses, number + 1);
    this.#uses[number] = (this.#uses[number] as number) + 1;
  }

  release(number: number): void {
    const uses = (this.#uses[number] as number) - 1;
    this.#uses[number] = uses;
    if (uses === 0) this.#texts.remove(number);
  }
}
