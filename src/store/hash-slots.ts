/**
 * The probing part of a hash table: slots of (number, hash), for owners that keep what the numbers stand for.
 *
 * Triangular probing over a power of two visits every slot (Knuth, TAOCP 3, 6.4, exercise 20) and, other than linear probing,
 * leaves next to nothing beyond `PROBES` slots at a load of 3/4 (0.75^64 = 1e-8). What finds no place within them lives in a
 * `Map` of the platform, which is seeded against floods: so keys that were made to collide cost what a `Map` costs, never O(n).
 *
 * Graves keep every window that was once full without a hole until the next rebuild: so the `Map` is asked only where a search
 * saw no hole. Hashes stand beside the numbers: a search compares them without a further cache miss, and growth never looks at
 * the owner's keys.
 */

import { sharedCopy } from './shared/shared-array.js';

/** What an owner tells about a number that is in its table. */
export interface HashOwner {
  hashOf(number: number): number;
  /** Tells the number's key from every other one. */
  textOf(number: number): string;
}

/** What other threads need to search. */
export interface SlotImage {
  readonly pairs: Int32Array;
  readonly size: number;
  readonly outside: readonly (readonly [text: string, number: number])[];
}

/** How many slots a search looks at. */
const PROBES = 64;
const SMALLEST = 8;
const HOLE = 0;
const GRAVE = -1;

export class HashSlots {
  readonly #owner: HashOwner;
  /** Slot `s`: number + 1 (or `HOLE`, `GRAVE`) at `2s`, its hash at `2s + 1`. */
  #pairs: Int32Array = new Int32Array(2 * SMALLEST);
  #mask = SMALLEST - 1;
  /** Entries, those in the map included: so a rebuild, which looks at all of them, is always paid for. */
  #live = 0;
  #graves = 0;
  readonly #outside = new Map<string, number>();
  #hash = 0;
  #at = 0;
  #step = 0;
  #sawHole = false;

  constructor(owner: HashOwner) {
    this.#owner = owner;
  }

  /** What another thread shared, to be searched only. */
  static over({ pairs, size, outside }: SlotImage, owner: HashOwner): HashSlots {
    const slots = new HashSlots(owner);
    slots.#pairs = pairs;
    slots.#mask = pairs.length / 2 - 1;
    slots.#live = size;
    for (const [text, number] of outside) slots.#outside.set(text, number);
    return slots;
  }

  /** A copy that threads share. O(slots). */
  share(): SlotImage {
    return { pairs: sharedCopy(this.#pairs), size: this.#live, outside: [...this.#outside] };
  }

  get size(): number {
    return this.#live;
  }

  /** The first number with this hash, or -1. */
  seek(hash: number): number {
    this.#hash = hash;
    this.#at = hash & this.#mask;
    this.#step = 0;
    return this.next();
  }

  /** After `seek`: the next number with the same hash, or -1; then `outside` has to be asked, if `mayBeOutside`. */
  next(): number {
    const pairs = this.#pairs;
    const mask = this.#mask;
    const hash = this.#hash;
    let at = this.#at;
    let step = this.#step;
    while (step < PROBES) {
      const entry = pairs[2 * at] as number;
      if (entry === HOLE) break;
      const found = pairs[2 * at + 1] === hash && entry !== GRAVE;
      at = (at + ++step) & mask;
      if (!found) continue;
      this.#at = at;
      this.#step = step;
      return entry - 1;
    }
    this.#sawHole = step < PROBES;
    return -1;
  }

  /** Whether the last search, which ended with -1, saw no hole. */
  get mayBeOutside(): boolean {
    return !this.#sawHole && this.#outside.size > 0;
  }

  outside(text: string): number {
    return this.#outside.get(text) ?? -1;
  }

  /** Adds a number that is not in it; its owner knows its key already. O(1) amortised. */
  insert(hash: number, number: number): void {
    if (this.#live + this.#graves >= limitOf(this.#mask + 1)) this.#rebuild();
    this.#live++;
    this.#place(hash, number);
  }

  /** Removes a number that is in it; its owner still knows its key. O(1) amortised. */
  delete(hash: number, number: number): void {
    const pairs = this.#pairs;
    let at = hash & this.#mask;
    let step = 0;
    while (step < PROBES && pairs[2 * at] !== number + 1) at = (at + ++step) & this.#mask;
    if (step === PROBES) this.#outside.delete(this.#owner.textOf(number));
    else {
      pairs[2 * at] = GRAVE;
      this.#graves++;
    }
    this.#live--;
    if (this.#live < limitOf(this.#mask + 1) / 8 && this.#mask >= SMALLEST) this.#rebuild();
  }

  /** Number `n` is `newNumberOf[n]` from now on. */
  relabel(newNumberOf: Int32Array): void {
    const pairs = this.#pairs;
    for (let at = 0; at < pairs.length; at += 2) {
      const entry = pairs[at] as number;
      if (entry > 0) pairs[at] = (newNumberOf[entry - 1] as number) + 1;
    }
    for (const [text, number] of this.#outside) this.#outside.set(text, newNumberOf[number] as number);
  }

  #place(hash: number, number: number): void {
    const pairs = this.#pairs;
    let at = hash & this.#mask;
    for (let step = 0; step < PROBES; ) {
      const entry = pairs[2 * at] as number;
      if (entry <= HOLE) {
        if (entry === GRAVE) this.#graves--;
        pairs[2 * at] = number + 1;
        pairs[2 * at + 1] = hash;
        return;
      }
      at = (at + ++step) & this.#mask;
    }
    this.#outside.set(this.#owner.textOf(number), number);
  }

  /** Without graves, and so large that at least as many entries as there are can come before the next time. */
  #rebuild(): void {
    const pairs = this.#pairs;
    const outside = [...this.#outside.values()];
    let capacity = SMALLEST;
    while (limitOf(capacity) < 2 * this.#live) capacity *= 2;
    this.#pairs = new Int32Array(2 * capacity);
    this.#mask = capacity - 1;
    this.#graves = 0;
    this.#outside.clear();
    for (let at = 0; at < pairs.length; at += 2) {
      const entry = pairs[at] as number;
      if (entry > 0) this.#place(pairs[at + 1] as number, entry - 1);
    }
    for (const number of outside) this.#place(this.#owner.hashOf(number), number);
  }
}

/** How many slots of so many may be taken. */
function limitOf(capacity: number): number {
  return capacity - capacity / 4;
}

/** One round of MurmurHash3 (x86, 32 bit; Appleby, public domain). */
export function mix(hash: number, block: number): number {
  let k = Math.imul(block, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** Its end, after which every bit depends on every one. */
export function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
