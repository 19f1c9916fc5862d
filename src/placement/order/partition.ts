/** The hosts sorted into cells: those of a cell have the same bucket of each of some columns. */
import type { BucketColumn } from '../hosts/buckets.js';

/** Hosts of a block: as many as a word has bits. */
export const BLOCK = 32;

/** The slot of a block that is there to fill it up only. */
export const NO_POSITION = -1;

export interface Cell {
  /** Its bucket of each column; below 0 for hosts without one. */
  readonly buckets: readonly number[];
  /** Its blocks: of 32 slots each, and no other cell's. */
  readonly firstBlock: number;
  readonly blockCount: number;
}

export class Partition {
  readonly cells: readonly Cell[];
  /** Slot → position, ascending within a cell. */
  readonly positions: Int32Array;
  /** Position → slot. */
  readonly slots: Int32Array;
  /** Block → its cell's number. */
  readonly cellOf: Int32Array;

  /** O(hosts × columns). */
  constructor(size: number, columns: readonly BucketColumn[]) {
    const numbers = new Int32Array(size);
    const buckets = numberCells(numbers, columns);
    const counts = new Int32Array(buckets.length);
    for (let position = 0; position < size; position++) count(counts, numbers[position] as number);
    let block = 0;
    const next = new Int32Array(buckets.length);
    this.cells = buckets.map((ofCell, number): Cell => {
      const firstBlock = block;
      next[number] = firstBlock * BLOCK;
      block += Math.max(1, Math.ceil((counts[number] as number) / BLOCK));
      return { buckets: ofCell, firstBlock, blockCount: block - firstBlock };
    });
    this.positions = new Int32Array(block * BLOCK).fill(NO_POSITION);
    this.slots = new Int32Array(size);
    this.cellOf = new Int32Array(block);
    this.cells.forEach(({ firstBlock, blockCount }, number) => {
      this.cellOf.fill(number, firstBlock, firstBlock + blockCount);
    });
    for (let position = 0; position < size; position++) {
      const slot = count(next, numbers[position] as number) - 1;
      this.slots[position] = slot;
      this.positions[slot] = position;
    }
  }
}

/** Counts one more. @returns how many there are now */
function count(counts: Int32Array, at: number): number {
  const counted = (counts[at] as number) + 1;
  counts[at] = counted;
  return counted;
}

/** Numbers the cells in the order of their first hosts. @returns the buckets of each */
function numberCells(numbers: Int32Array, columns: readonly BucketColumn[]): readonly (readonly number[])[] {
  const [column] = columns;
  if (column === undefined) return [[]];
  const found: number[][] = [];
  const known = new Map<number | string, number>();
  for (let position = 0; position < numbers.length; position++) {
    const first = column.bucketAt(position);
    const key = columns.length === 1 ? first : columns.map((other) => other.bucketAt(position)).join(' ');
    let number = known.get(key);
    if (number === undefined) {
      number = found.push(columns.map((other) => other.bucketAt(position))) - 1;
      known.set(key, number);
    }
    numbers[position] = number;
  }
  return found;
}
