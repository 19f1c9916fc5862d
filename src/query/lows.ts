/**
 * Rows of a chunk as ascending lists of their lowest 16 bits, beside chunks of bits. A result may be written over the list that
 * it is made from, as it never overtakes the reading.
 */
import type { Chunk } from '../store/row-set.js';

/** Copies the rows that are set in `words` (`keep`) or are not. @returns how many. */
export function filterByWords(
  lows: Uint16Array,
  size: number,
  words: Int32Array,
  keep: boolean,
  out: Uint16Array,
): number {
  const wanted = keep ? 1 : 0;
  let kept = 0;
  for (let at = 0; at < size; at++) {
    const low = lows[at] as number;
    out[kept] = low;
    if ((((words[low >>> 5] as number) >>> (low & 31)) & 1) === wanted) kept++;
  }
  return kept;
}

/** Copies the rows that are in `others` (`keep`) or are not. O(size × log others), or O(size + others) where that is less. */
export function filterByLows(
  lows: Uint16Array,
  size: number,
  others: Uint16Array,
  othersSize: number,
  keep: boolean,
  out: Uint16Array,
): number {
  let kept = 0;
  let next = 0;
  for (let at = 0; at < size; at++) {
    const low = lows[at] as number;
    next = advance(others, othersSize, next, low);
    if ((next < othersSize && others[next] === low) === keep) out[kept++] = low;
  }
  return kept;
}

/** The first index from `from` on that is not below `wanted`: in strides that double, then by halves. */
function advance(lows: Uint16Array, size: number, from: number, wanted: number): number {
  let stride = 1;
  let high = from;
  let low = from;
  while (high < size && (lows[high] as number) < wanted) {
    low = high + 1;
    high += stride;
    stride *= 2;
  }
  if (high > size) high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lows[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The union of two lists, which `out` may not be one of. @returns how many rows it has. */
export function mergeLows(a: Uint16Array, sizeA: number, b: Uint16Array, sizeB: number, out: Uint16Array): number {
  let atA = 0;
  let atB = 0;
  let size = 0;
  while (atA < sizeA && atB < sizeB) {
    const lowA = a[atA] as number;
    const lowB = b[atB] as number;
    out[size++] = lowA < lowB ? lowA : lowB;
    if (lowA <= lowB) atA++;
    if (lowB <= lowA) atB++;
  }
  while (atA < sizeA) out[size++] = a[atA++] as number;
  while (atB < sizeB) out[size++] = b[atB++] as number;
  return size;
}

/** Sets the bits of the rows. */
export function scatter(lows: Uint16Array, size: number, words: Int32Array): void {
  for (let at = 0; at < size; at++) {
    const low = lows[at] as number;
    const word = low >>> 5;
    words[word] = (words[word] as number) | (1 << (low & 31));
  }
}

/** Lists the rows whose bits are set, up to the length of `out`. @returns how many. */
export function extract(words: Int32Array, out: Uint16Array): number {
  let size = 0;
  for (let at = 0; at < words.length; at++) {
    for (let word = words[at] as number; word !== 0; word &= word - 1) {
      if (size === out.length) return size;
      out[size++] = (at << 5) + 31 - Math.clz32(word & -word);
    }
  }
  return size;
}

/** Whether a chunk holds the row with these lowest bits. */
export function chunkHas(chunk: Chunk, low: number): boolean {
  if (chunk.form === 'dense') return (((chunk.words[low >>> 5] as number) >>> (low & 31)) & 1) === 1;
  const { lows, size } = chunk;
  let from = 0;
  let to = size;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((lows[middle] as number) < low) from = middle + 1;
    else to = middle;
  }
  return from < size && lows[from] === low;
}
