import { HashSlots } from '../hash-slots.js';
import { hashText, KeyTable } from '../key-table.js';
import { FREE, type SharedTexts } from './text-image.js';

/** Texts that another thread shared, read where they lie: to be read only. */
export class AttachedTexts extends KeyTable {
  readonly #shared: SharedTexts;
  readonly #slots: HashSlots;

  constructor(shared: SharedTexts) {
    super();
    this.#shared = shared;
    this.#slots = HashSlots.over(shared.slots, {
      hashOf: (number) => hashText(this.text(number)),
      textOf: (number) => this.text(number),
    });
  }

  override get size(): number {
    return this.#shared.size;
  }

  override get capacity(): number {
    return this.#shared.lengths.length;
  }

  override find(text: string): number {
    const slots = this.#slots;
    for (let number = slots.seek(hashText(text)); number >= 0; number = slots.next()) {
      if (this.text(number) === text) return number;
    }
    return slots.mayBeOutside ? slots.outside(text) : -1;
  }

  override has(number: number): boolean {
    return (this.#shared.lengths[number] ?? FREE) !== FREE;
  }

  /** Made anew at each call. O(length). */
  override text(number: number): string {
    const { bytes, starts, lengths } = this.#shared;
    const start = starts[number] as number;
    const length = lengths[number] as number;
    return length < 0 ? wideText(bytes, start, -length) : textOf(bytes, start, length);
  }
}

/** So many arguments a call takes everywhere. */
const MOST_AT_ONCE = 8_192;

function textOf(bytes: Uint8Array, start: number, length: number): string {
  if (length <= MOST_AT_ONCE) return fromUnits(bytes.subarray(start, start + length));
  return textOf(bytes, start, MOST_AT_ONCE) + textOf(bytes, start + MOST_AT_ONCE, length - MOST_AT_ONCE);
}

function wideText(bytes: Uint8Array, start: number, length: number): string {
  const units = new Uint16Array(length);
  for (let at = 0; at < length; at++) {
    units[at] = (bytes[start + 2 * at] as number) | ((bytes[start + 2 * at + 1] as number) << 8);
  }
  let text = '';
  for (let at = 0; at < length; at += MOST_AT_ONCE) text += fromUnits(units.subarray(at, at + MOST_AT_ONCE));
  return text;
}

function fromUnits(units: Uint8Array | Uint16Array): string {
  return String.fromCharCode.apply(null, units as unknown as number[]);
}
