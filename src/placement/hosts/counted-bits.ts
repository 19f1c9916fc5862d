/** A set of positions as bits, with the number of those set kept for each group of words, so that the n-th is found quickly. */
import { type Bits, bitCount, lowestBit } from './bits.js';

/** Words of a group. */
const GROUP = 32;

export class CountedBits {
  /** Read only: what changes them has to count. */
  readonly words: Bits;
  readonly #counts: Int32Array;
  #size = 0;

  /** Takes the words over. O(words). */
  constructor(words: Bits) {
    this.words = words;
    this.#counts = new Int32Array(Math.ceil(words.length / GROUP));
    for (let at = 0; at < words.length; at++) this.#add(at, bitCount(words[at] as number));
  }

  get size(): number {
    return this.#size;
  }

  has(position: number): boolean {
    return (((this.words[position >>> 5] as number) >>> (position & 31)) & 1) === 1;
  }

  set(position: number, isSet: boolean): void {
    if (this.has(position) === isSet) return;
    const at = position >>> 5;
    this.words[at] = (this.words[at] as number) ^ (1 << (position & 31));
    this.#add(at, isSet ? 1 : -1);
  }

  /** The position that has `rank` others of the set below it; the set has to have more than `rank`. O(positions / 1,024). */
  select(rank: number): number {
    let rest = rank;
    let group = 0;
    for (; rest >= (this.#counts[group] as number); group++) rest -= this.#counts[group] as number;
    let at = group * GROUP;
    for (; ; at++) {
      const count = bitCount(this.words[at] as number);
      if (rest < count) break;
      rest -= count;
    }
    let word = this.words[at] as number;
    for (; rest > 0; rest--) word &= word - 1;
    return at * 32 + lowestBit(word);
  }

  #add(word: number, count: number): void {
    const group = Math.floor(word / GROUP);
    this.#counts[group] = (this.#counts[group] as number) + count;
    this.#size += count;
  }
}
