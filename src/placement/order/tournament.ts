/**
 * The feasible hosts of each cell in the order of a key that a host has by itself, kept from one task to the next.
 *
 * Hosts come in blocks of 32. A block knows its first two hosts; over the blocks of a cell a tree of winners stands (Knuth, "The
 * Art of Computer Programming", 5.4.1). A host that has changed costs a look at its block, if it was or has become one
 * of the two, and at the path from there to the root. Keys are compared number by number, the lower position going first
 * among equals; in a cell slots ascend as positions do.
 */
import { type Bits, bitsFor, hasBit, lowestBit } from '../hosts/bits.js';
import { CountedBits } from '../hosts/counted-bits.js';
import { BLOCK, type Cell, NO_POSITION, type Partition } from './partition.js';

/** A part of the key that a host has by itself: what is placed elsewhere does not change it. */
export interface HostMeasure {
  /** The least goes first. */
  at(position: number): number;
  /** Forgets what it has kept of a host. */
  forget?(position: number): void;
}

const NONE = -1;

export class Tournament {
  readonly partition: Partition;
  readonly #measures: readonly HostMeasure[];
  readonly #width: number;
  /** The slots of feasible hosts: a word for each block. */
  readonly #feasible: CountedBits;
  /** Block → its first and second slot, or `NONE`; the keys of the first. */
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #keys: Float64Array;
  /** The trees of all cells: that of a cell begins at twice its first block; its leaves are its blocks. */
  readonly #winners: Int32Array;
  readonly #firstKey: Float64Array;
  readonly #secondKey: Float64Array;
  readonly #key: Float64Array;

  /** @param feasible by position. O(hosts × measures). */
  constructor(partition: Partition, measures: readonly HostMeasure[], feasible: Bits) {
    this.partition = partition;
    this.#measures = measures;
    this.#width = measures.length;
    const blocks = partition.cellOf.length;
    this.#first = new Int32Array(blocks).fill(NONE);
    this.#second = new Int32Array(blocks).fill(NONE);
    this.#keys = new Float64Array(blocks * this.#width);
    this.#winners = new Int32Array(2 * blocks).fill(NONE);
    this.#firstKey = new Float64Array(this.#width);
    this.#secondKey = new Float64Array(this.#width);
    this.#key = new Float64Array(this.#width);
    this.#feasible = new CountedBits(bySlot(feasible, partition));
    this.#playAll();
  }

  /** How many hosts are feasible. */
  get size(): number {
    return this.#feasible.size;
  }

  isFeasible(position: number): boolean {
    return this.#feasible.has(this.partition.slots[position] as number);
  }

  /** A host's key or its feasibility has changed. */
  update(position: number, isFeasible: boolean): void {
    const slot = this.partition.slots[position] as number;
    const block = slot >>> 5;
    if (!isFeasible && !this.#feasible.has(slot)) return;
    this.#feasible.set(slot, isFeasible);
    const isKnown = this.#first[block] === slot || this.#second[block] === slot;
    if (!isKnown && !(isFeasible && this.#comesBeforeSecond(block, slot, position))) return;
    this.#scan(block);
    this.#replay(block);
  }

  /** The first host of a cell, or -1. Its key is `keyOf`. */
  first(cell: Cell): number {
    const block = this.#winners[2 * cell.firstBlock + 1] as number;
    return block === NONE ? NONE : this.#positionAt(this.#first[block] as number);
  }

  /** The host after the first of a cell, or -1. O(log of the cell's hosts). */
  second(cell: Cell): number {
    const tree = 2 * cell.firstBlock;
    const winner = this.#winners[tree + 1] as number;
    if (winner === NONE) return NONE;
    let best = this.#second[winner] as number;
    if (best !== NONE) this.#measure(this.#positionAt(best), this.#secondKey);
    for (let node = cell.blockCount + winner - cell.firstBlock; node > 1; node >>>= 1) {
      const other = this.#winners[tree + (node ^ 1)] as number;
      if (other === NONE) continue;
      const slot = this.#first[other] as number;
      if (best !== NONE && !this.#isBefore(this.#keys, other * this.#width, slot, this.#secondKey, best)) continue;
      best = slot;
      for (let part = 0; part < this.#width; part++) {
        this.#secondKey[part] = this.#keys[other * this.#width + part] as number;
      }
    }
    return best === NONE ? NONE : this.#positionAt(best);
  }

  /** One part of a feasible host's key. */
  keyPart(position: number, part: number): number {
    return (this.#measures[part] as HostMeasure).at(position);
  }

  /** Adds the feasible hosts of a cell whose keys are the same as that of its first. O(hosts of the blocks concerned). */
  ties(cell: Cell, found: Bits): void {
    const best = this.#winners[2 * cell.firstBlock + 1] as number;
    if (best === NONE) return;
    for (let block = cell.firstBlock; block < cell.firstBlock + cell.blockCount; block++) {
      if (this.#first[block] === NONE || !this.#tie(this.#keys, block * this.#width, best)) continue;
      for (let word = this.#feasible.words[block] as number; word !== 0; word &= word - 1) {
        const position = this.#positionAt(block * BLOCK + lowestBit(word));
        if (this.#width > 0) this.#measure(position, this.#key);
        if (this.#tie(this.#key, 0, best))
          found[position >>> 5] = (found[position >>> 5] as number) | (1 << (position & 31));
      }
    }
  }

  /** Calls `visit` with every feasible host, in no order that may show in a result. */
  forEach(visit: (position: number) => void): void {
    for (let block = 0; block < this.#feasible.words.length; block++) {
      for (let word = this.#feasible.words[block] as number; word !== 0; word &= word - 1) {
        visit(this.#positionAt(block * BLOCK + lowestBit(word)));
      }
    }
  }

  /** The feasible hosts by position, where there is one cell only. Not to be changed. */
  get feasible(): CountedBits {
    return this.#feasible;
  }

  #playAll(): void {
    const { words } = this.#feasible;
    for (let block = 0; block < words.length; block++) if (words[block] !== 0) this.#scan(block);
    for (const cell of this.partition.cells) {
      for (let node = 2 * cell.blockCount - 1; node >= 1; node--) this.#play(cell, node);
    }
  }

  #positionAt(slot: number): number {
    return this.partition.positions[slot] as number;
  }

  #measure(position: number, key: Float64Array): void {
    for (let part = 0; part < this.#width; part++) key[part] = (this.#measures[part] as HostMeasure).at(position);
  }

  #comesBeforeSecond(block: number, slot: number, position: number): boolean {
    const second = this.#second[block] as number;
    if (second === NONE) return true;
    this.#measure(position, this.#key);
    this.#measure(this.#positionAt(second), this.#secondKey);
    return this.#isBefore(this.#key, 0, slot, this.#secondKey, second);
  }

  /** Finds the first two hosts of a block. */
  #scan(block: number): void {
    let first = NONE;
    let second = NONE;
    const [key, firstKey, secondKey] = [this.#key, this.#firstKey, this.#secondKey];
    for (let word = this.#feasible.words[block] as number; word !== 0; word &= word - 1) {
      const slot = block * BLOCK + lowestBit(word);
      this.#measure(this.#positionAt(slot), key);
      // Slots ascend, so of equal keys the one seen first stays first.
      if (first === NONE || isLess(key, firstKey)) {
        second = first;
        secondKey.set(firstKey);
        first = slot;
        firstKey.set(key);
      } else if (second === NONE || isLess(key, secondKey)) {
        second = slot;
        secondKey.set(key);
      }
    }
    this.#first[block] = first;
    this.#second[block] = second;
    if (first !== NONE) this.#keys.set(firstKey, block * this.#width);
  }

  /** Plays the games of a block's path again. */
  #replay(block: number): void {
    const cell = this.partition.cells[this.partition.cellOf[block] as number] as Cell;
    for (let node = cell.blockCount + block - cell.firstBlock; node >= 1; node >>>= 1) this.#play(cell, node);
  }

  /** Who wins at a node of a cell's tree: at a leaf its block, if it has a feasible host. */
  #play({ firstBlock, blockCount }: Cell, node: number): void {
    const tree = 2 * firstBlock;
    let winner: number;
    if (node >= blockCount) {
      const block = firstBlock + node - blockCount;
      winner = this.#first[block] === NONE ? NONE : block;
    } else {
      winner = this.#better(this.#winners[tree + 2 * node] as number, this.#winners[tree + 2 * node + 1] as number);
    }
    this.#winners[tree + node] = winner;
  }

  #better(left: number, right: number): number {
    if (left === NONE) return right;
    if (right === NONE) return left;
    const [keys, width] = [this.#keys, this.#width];
    for (let part = 0; part < width; part++) {
      const [a, b] = [keys[left * width + part] as number, keys[right * width + part] as number];
      if (a !== b) return a < b ? left : right;
    }
    return left < right ? left : right;
  }

  #isBefore(keys: Float64Array, at: number, slot: number, others: Float64Array, other: number): boolean {
    for (let part = 0; part < this.#width; part++) {
      const [a, b] = [keys[at + part] as number, others[part] as number];
      if (a !== b) return a < b;
    }
    return slot < other;
  }

  /** Whether a key is that of a block's first host. */
  #tie(keys: Float64Array, at: number, block: number): boolean {
    for (let part = 0; part < this.#width; part++) {
      if (keys[at + part] !== this.#keys[block * this.#width + part]) return false;
    }
    return true;
  }
}

function isLess(key: Float64Array, other: Float64Array): boolean {
  for (let part = 0; part < key.length; part++) {
    const [a, b] = [key[part] as number, other[part] as number];
    if (a !== b) return a < b;
  }
  return false;
}

/** From positions to slots. */
function bySlot(feasible: Bits, { positions }: Partition): Bits {
  const slots = bitsFor(positions.length);
  for (let slot = 0; slot < positions.length; slot++) {
    const position = positions[slot] as number;
    if (position !== NO_POSITION && hasBit(feasible, position)) {
      slots[slot >>> 5] = (slots[slot >>> 5] as number) | (1 << (slot & 31));
    }
  }
  return slots;
}
