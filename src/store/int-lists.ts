/**
 * One list of 32-bit integers per row, all in one arena: a list of ten costs about 56 B, directory included.
 *
 * A list that outgrows its block moves to the end of the arena. Once blocks and slack take clearly more than the values, all
 * lists are laid out anew in the order of their rows; what was wasted since the last time has paid for it.
 */
import { grownByQuarter } from './columns.js';

export class IntLists {
  /** Blocks: how many values it has room for, then the values. The block at 0 is that of every list that has none. */
  #arena = new Int32Array(64);
  #end = 1;
  /** Row → its block. */
  #blocks = new Int32Array(8);
  #lengths = new Int32Array(8);
  /** One more than the highest row that ever had values. */
  #rows = 0;
  /** The sum of the lengths. */
  #total = 0;

  /** What it takes in memory. */
  get byteLength(): number {
    return this.#arena.byteLength + this.#blocks.byteLength + this.#lengths.byteLength;
  }

  length(row: number): number {
    return row < this.#rows ? (this.#lengths[row] as number) : 0;
  }

  at(row: number, index: number): number {
    return this.#arena[(this.#blocks[row] as number) + 1 + index] as number;
  }

  /** The index of a value, or -1. O(length). */
  indexOf(row: number, value: number): number {
    const length = this.length(row);
    if (length === 0) return -1;
    const arena = this.#arena;
    const first = (this.#blocks[row] as number) + 1;
    for (let at = first; at < first + length; at++) if (arena[at] === value) return at - first;
    return -1;
  }

  /** Replaces the list by the first `count` of the values. */
  set(row: number, values: ArrayLike<number>, count: number): void {
    this.#total -= this.length(row);
    if (count > 0 || row < this.#rows) {
      this.#include(row);
      this.#lengths[row] = 0;
      if (count > (this.#arena[this.#blocks[row] as number] as number)) this.#move(row, count);
      const first = (this.#blocks[row] as number) + 1;
      for (let index = 0; index < count; index++) this.#arena[first + index] = values[index] as number;
      this.#lengths[row] = count;
    }
    this.#total += count;
    this.#tidy();
  }

  push(row: number, value: number): void {
    this.#include(row);
    const length = this.#lengths[row] as number;
    if (length === this.#arena[this.#blocks[row] as number]) this.#move(row, length + Math.max(2, length >> 2));
    this.#arena[(this.#blocks[row] as number) + 1 + length] = value;
    this.#lengths[row] = length + 1;
    this.#total++;
    this.#tidy();
  }

  /** Takes a value out; the last one takes its place. */
  removeAt(row: number, index: number): void {
    const first = (this.#blocks[row] as number) + 1;
    const last = (this.#lengths[row] as number) - 1;
    this.#arena[first + index] = this.#arena[first + last] as number;
    this.#lengths[row] = last;
    this.#total--;
    this.#tidy();
  }

  /** Writes the list to `out` and returns its length. */
  copy(row: number, out: Int32Array): number {
    const length = this.length(row);
    if (length === 0) return 0;
    const first = (this.#blocks[row] as number) + 1;
    for (let index = 0; index < length; index++) out[index] = this.#arena[first + index] as number;
    return length;
  }

  clear(row: number): void {
    if (this.length(row) === 0) return;
    this.#total -= this.#lengths[row] as number;
    this.#lengths[row] = 0;
    this.#blocks[row] = 0;
    this.#tidy();
  }

  /** Renumbers: the list of row `i` from now on is that of row `order[i]` (a negative one: empty). Rows not named lose theirs. */
  relabel(order: Int32Array): void {
    const blocks = new Int32Array(order.length);
    const lengths = new Int32Array(order.length);
    this.#total = 0;
    for (let row = 0; row < order.length; row++) {
      const old = order[row] as number;
      const length = old < 0 ? 0 : this.length(old);
      if (length === 0) continue;
      blocks[row] = this.#blocks[old] as number;
      lengths[row] = length;
      this.#total += length;
    }
    this.#blocks = blocks;
    this.#lengths = lengths;
    this.#rows = order.length;
    this.#compact();
  }

  #include(row: number): void {
    if (row < this.#rows) return;
    this.#blocks = grownByQuarter(this.#blocks, row + 1);
    this.#lengths = grownByQuarter(this.#lengths, row + 1);
    this.#rows = row + 1;
  }

  /** Gives the row a new block with its values in it. */
  #move(row: number, room: number): void {
    const length = this.#lengths[row] as number;
    const from = (this.#blocks[row] as number) + 1;
    const block = this.#end;
    this.#end += room + 1;
    this.#arena = grownByQuarter(this.#arena, this.#end);
    const arena = this.#arena;
    arena[block] = room;
    for (let index = 0; index < length; index++) arena[block + 1 + index] = arena[from + index] as number;
    this.#blocks[row] = block;
  }

  /** Waste counts from what a compact arena takes, and is compared with what making one costs: values and rows. */
  #tidy(): void {
    if (this.#end > this.#total + this.#total / 4 + 4 * this.#rows + 1024) this.#compact();
  }

  #compact(): void {
    const old = this.#arena;
    const arena = new Int32Array(this.#compactLength());
    let end = 1;
    for (let row = 0; row < this.#rows; row++) {
      const length = this.#lengths[row] as number;
      const from = (this.#blocks[row] as number) + 1;
      if (length > 0) {
        arena[end] = length + (length >> 3);
        for (let index = 0; index < length; index++) arena[end + 1 + index] = old[from + index] as number;
      }
      this.#blocks[row] = length > 0 ? end : 0;
      if (length > 0) end += length + (length >> 3) + 1;
    }
    this.#arena = arena;
    this.#end = end;
  }

  /** With some room for lists that grow at once. */
  #compactLength(): number {
    let end = 1;
    for (let row = 0; row < this.#rows; row++) {
      const length = this.#lengths[row] as number;
      if (length > 0) end += length + (length >> 3) + 1;
    }
    return end + (end >> 4) + 64;
  }
}
