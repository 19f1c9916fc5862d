/** Texts that name records ↔ dense numbers. Unlike a `Map` it has no limit at 2^24 entries. */
import { finish, HashSlots, mix } from './hash-slots.js';
import { type SharedTexts, TextImage } from './shared/text-image.js';

export class KeyTable {
  /** Number → text; `undefined` where the number is free. */
  #texts: (string | undefined)[] = [];
  /** Free numbers, the last freed one last. */
  #free: number[] = [];
  readonly #slots = new HashSlots({
    hashOf: (number) => hashText(this.text(number)),
    textOf: (number) => this.text(number),
  });
  /** What threads share, kept up to date from the first time on. */
  #image: TextImage | undefined;

  /** Texts in it. */
  get size(): number {
    return this.#slots.size;
  }

  /** More than every number in use: what a column over all numbers has to hold. */
  get capacity(): number {
    return this.#texts.length;
  }

  /** The number of a text, or -1. O(length). */
  find(text: string): number {
    return this.#find(hashText(text), text);
  }

  /** The number of a text, which is added unless it is in: it then gets the number that was freed last. O(length) amortised. */
  add(text: string): number {
    const hash = hashText(text);
    const known = this.#find(hash, text);
    if (known >= 0) return known;
    const number = this.#free.pop() ?? this.#texts.length;
    this.#texts[number] = text;
    this.#slots.insert(hash, number);
    this.#image?.note(number);
    return number;
  }

  /** The text of a number in use. */
  text(number: number): string {
    return this.#texts[number] as string;
  }

  /** Whether the number is in use. */
  has(number: number): boolean {
    return this.#texts[number] !== undefined;
  }

  /** Frees a number in use. O(length) amortised. */
  remove(number: number): void {
    this.#slots.delete(hashText(this.text(number)), number);
    this.#texts[number] = undefined;
    this.#image?.note(number);
    if (this.size > 0) this.#free.push(number);
    else {
      this.#texts = [];
      this.#free = [];
    }
  }

  /** Renumbers: number `i` from now on is what `order[i]` was. `order` names every number in use once; free ones vanish. */
  relabel(order: Int32Array): void {
    const newNumberOf = new Int32Array(this.#texts.length);
    const texts: (string | undefined)[] = [];
    for (let number = 0; number < order.length; number++) {
      const old = order[number] as number;
      newNumberOf[old] = number;
      texts.push(this.#texts[old]);
    }
    this.#slots.relabel(newNumberOf);
    this.#texts = texts;
    this.#free = [];
    this.#image = undefined;
  }

  /** The texts as they are now, for other threads: see `TextImage`. */
  share(): SharedTexts {
    this.#image ??= new TextImage(this, () => this.#slots.share());
    return this.#image.share();
  }

  #find(hash: number, text: string): number {
    const slots = this.#slots;
    for (let number = slots.seek(hash); number >= 0; number = slots.next()) {
      if (this.#texts[number] === text) return number;
    }
    return slots.mayBeOutside ? slots.outside(text) : -1;
  }
}

const HEAD = 16;
const TAIL = 24;

/**
 * MurmurHash3 over the length and, of a longer text, the ends: ARNs and pod names differ at their ends, full host names at
 * their fronts.
 */
export function hashText(text: string): number {
  const { length } = text;
  if (length <= HEAD + TAIL) return finish(mixRange(length, text, 0, length));
  return finish(mixRange(mixRange(length, text, 0, HEAD), text, length - TAIL, length));
}

/** Two characters a round. */
function mixRange(seed: number, text: string, from: number, to: number): number {
  let hash = seed;
  let at = from;
  for (; at + 1 < to; at += 2) hash = mix(hash, text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
  return at < to ? mix(hash, text.charCodeAt(at)) : hash;
}
