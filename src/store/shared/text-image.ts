/** Texts by number, as bytes that threads share. */
import type { SlotImage } from '../hash-slots.js';
import { sharedCopy } from './shared-array.js';

export interface SharedTexts {
  readonly size: number;
  /** One byte a character, or two where a text has one beyond Latin-1. */
  readonly bytes: Uint8Array;
  /** Number → where its text begins. */
  readonly starts: Uint32Array;
  /** Number → how many characters, of two bytes each where it is below zero; `FREE` for a number that is free. */
  readonly lengths: Int32Array;
  readonly slots: SlotImage;
}

/** No text has so many characters of two bytes. */
export const FREE = -(2 ** 31);

/** What is told of the texts. */
export interface TextSource {
  readonly size: number;
  readonly capacity: number;
  has(number: number): boolean;
  text(number: number): string;
}

/**
 * Texts only come behind those that are there, where nobody who was given an earlier image looks: so a new image costs what came
 * since the last one, and one copy of the numbers. It is written anew once most of it is of texts that are gone.
 */
export class TextImage {
  readonly #source: TextSource;
  readonly #slots: () => SlotImage;
  /** Numbers that came or went since the image; undefined while there is none. */
  #changed: number[] | undefined;
  #bytes = new Uint8Array(0);
  #end = 0;
  /** Characters that nothing stands for any more. */
  #lost = 0;
  #shared: SharedTexts | undefined;

  constructor(source: TextSource, slots: () => SlotImage) {
    this.#source = source;
    this.#slots = slots;
  }

  /** Tells that a number came or went. O(1). */
  note(number: number): void {
    this.#changed?.push(number);
  }

  /** The texts as they are now. O(length of what is new), and of all numbers where any is. */
  share(): SharedTexts {
    if (this.#shared !== undefined && this.#changed?.length === 0) return this.#shared;
    const isAnew = this.#shared === undefined || this.#changed === undefined || 2 * this.#lost > this.#end;
    const { capacity, size } = this.#source;
    const starts = isAnew ? sharedCopy(NO_STARTS, 0, capacity) : widened(this.#shared?.starts as Uint32Array, capacity);
    const lengths = isAnew
      ? sharedCopy(NO_LENGTHS, 0, capacity)
      : widened(this.#shared?.lengths as Int32Array, capacity);
    if (isAnew) this.#writeAll(starts, lengths);
    else this.#writeChanged(starts, lengths);
    this.#changed = [];
    this.#shared = { size, bytes: this.#bytes, starts, lengths, slots: this.#slots() };
    return this.#shared;
  }

  #writeAll(starts: Uint32Array, lengths: Int32Array): void {
    const { capacity } = this.#source;
    let characters = 0;
    for (let number = 0; number < capacity; number++) {
      if (this.#source.has(number)) characters += this.#source.text(number).length;
    }
    this.#bytes = sharedCopy(NO_BYTES, 0, characters + (characters >> 2) + SPARE);
    this.#end = 0;
    this.#lost = 0;
    for (let number = 0; number < capacity; number++) this.#write(number, starts, lengths);
  }

  #writeChanged(starts: Uint32Array, lengths: Int32Array): void {
    for (const number of this.#changed ?? []) {
      const length = lengths[number] ?? FREE;
      if (length !== FREE) this.#lost += Math.abs(length);
      if (number < lengths.length) this.#write(number, starts, lengths);
    }
  }

  #write(number: number, starts: Uint32Array, lengths: Int32Array): void {
    lengths[number] = FREE;
    if (!this.#source.has(number)) return;
    const text = this.#source.text(number);
    this.#reserve(2 * text.length);
    starts[number] = this.#end;
    const bytes = this.#bytes;
    let at = this.#end;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0xff) return this.#writeWide(text, number, lengths);
      bytes[at++] = unit;
    }
    lengths[number] = text.length;
    this.#end = at;
  }

  #writeWide(text: string, number: number, lengths: Int32Array): void {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      this.#bytes[this.#end++] = unit & 0xff;
      this.#bytes[this.#end++] = unit >>> 8;
    }
    lengths[number] = -text.length;
  }

  /** Whoever was given the bytes keeps the old ones. */
  #reserve(length: number): void {
    const wanted = this.#end + length;
    if (wanted <= this.#bytes.length) return;
    this.#bytes = sharedCopy(this.#bytes, this.#bytes.length, wanted + (wanted >> 2));
  }
}

/** So much room is left for texts that come. */
const SPARE = 64;
const NO_BYTES = new Uint8Array(0);
const NO_STARTS = new Uint32Array(0);
const NO_LENGTHS = new Int32Array(0);

/** A copy of as many entries as there are numbers now; those of new ones are written next. */
function widened<A extends Uint32Array | Int32Array>(array: A, capacity: number): A {
  return sharedCopy(array, Math.min(array.length, capacity), capacity);
}
