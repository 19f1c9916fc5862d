/** Sets of positions as bits: bit `position & 31` of word `position >> 5`. */

export type Bits = Int32Array;

/** Room for a number of positions, none of them set. */
export function bitsFor(size: number): Bits {
  return new Int32Array((size + 31) >>> 5);
}

/** Every position up to a number. */
export function allPositions(size: number): Bits {
  const bits = bitsFor(size).fill(-1);
  if ((size & 31) !== 0) bits[bits.length - 1] = (1 << (size & 31)) - 1;
  return bits;
}

export function hasBit(bits: Bits, position: number): boolean {
  return (((bits[position >>> 5] as number) >>> (position & 31)) & 1) === 1;
}

export function setBit(bits: Bits, position: number, isSet: boolean): void {
  const at = position >>> 5;
  const bit = 1 << (position & 31);
  bits[at] = isSet ? (bits[at] as number) | bit : (bits[at] as number) & ~bit;
}

/** Keeps of the first set what is in the second, too. Both have the same length. */
export function intersect(bits: Bits, others: Bits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] as number) & (others[at] as number);
}

export function forEachBit(bits: Bits, visit: (position: number) => void): void {
  for (let at = 0; at < bits.length; at++) {
    for (let word = bits[at] as number; word !== 0; word &= word - 1) visit((at << 5) + lowestBit(word));
  }
}

/** The number of the lowest bit of a word that has one. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Source: Warren, "Hacker's Delight", 5-1. */
export function bitCount(word: number): number {
  let pairs = word - ((word >>> 1) & 0x55555555);
  pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((pairs + (pairs >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
