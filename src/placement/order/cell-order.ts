/**
 * The cells in the order of their first hosts: a tree of winners, as over the blocks of a cell.
 *
 * What all hosts of a bucket have in common changes with every task that is placed in the bucket, so a placed task costs the
 * path of each cell that has a bucket of its host's cell. Cells whose buckets may have no more tasks take no part.
 */
import type { KeyPartSource } from './key-parts.js';
import type { Cell, Partition } from './partition.js';
import type { SpreadLimit } from './spread-limit.js';
import type { Tournament } from './tournament.js';

/** A limit that holds for all hosts of a cell at once. */
export interface CellLimit {
  readonly limit: SpreadLimit;
  /** Which of the buckets of a cell it is about. */
  readonly dimension: number;
}

const NONE = -1;

/** From a share of one in so many cells on, the whole tree is played again. */
const MANY = 8;

export class CellOrder {
  readonly #cells: readonly Cell[];
  readonly #partition: Partition;
  readonly #tournament: Tournament;
  readonly #sources: readonly KeyPartSource[];
  readonly #limits: readonly CellLimit[];
  readonly #width: number;
  /** For each dimension: bucket → the cells that have it. */
  readonly #sharing: readonly ReadonlyMap<number, readonly number[]>[];
  /** Cell → position of its first host, or `NONE`; its key. */
  readonly #first: Int32Array;
  readonly #keys: Float64Array;
  /** Node → the cell that wins, or `NONE`; the leaves are the cells. */
  readonly #winners: Int32Array;
  /** Cells that may have changed. */
  readonly #isMarked: Uint8Array;
  #marked: number[] = [];
  /** Whether all cells may have changed. */
  #isStale = true;
  /** Of each limit, as of the last refresh. */
  #levels: number[] = [];

  /** @param sources of the parts of the key that are compared. O(cells). */
  constructor(tournament: Tournament, sources: readonly KeyPartSource[], limits: readonly CellLimit[]) {
    this.#partition = tournament.partition;
    this.#cells = this.#partition.cells;
    this.#tournament = tournament;
    this.#sources = sources;
    this.#limits = limits;
    this.#width = sources.length;
    this.#sharing = cellsByBucket(this.#cells);
    this.#first = new Int32Array(this.#cells.length);
    this.#keys = new Float64Array(this.#cells.length * this.#width);
    this.#winners = new Int32Array(2 * this.#cells.length);
    this.#isMarked = new Uint8Array(this.#cells.length);
    this.refresh();
  }

  /** A host has changed, and what the hosts of its buckets have in common. */
  mark(position: number): void {
    const cell = this.#cellNumber(position);
    this.#markCell(cell);
    const { buckets } = this.#cells[cell] as Cell;
    if (buckets.length < 2) return;
    for (let dimension = 0; dimension < buckets.length; dimension++) {
      const sharing = (this.#sharing[dimension] as ReadonlyMap<number, readonly number[]>).get(
        buckets[dimension] as number,
      );
      for (const other of sharing ?? []) this.#markCell(other);
    }
  }

  /** Anything may have changed. */
  markAll(): void {
    this.#isStale = true;
  }

  /** Brings the order up to date. O(marked cells × log of the cells), O(cells) where a limit has moved for all of them. */
  refresh(): void {
    const hasMoved = this.#followLevels();
    if (this.#isStale || hasMoved) {
      for (let cell = 0; cell < this.#cells.length; cell++) this.#load(cell);
    } else {
      for (const cell of this.#marked) this.#load(cell);
    }
    // The paths of many cells have most of their nodes in common.
    if (this.#isStale || hasMoved || this.#marked.length * MANY > this.#cells.length) {
      for (let node = 2 * this.#cells.length - 1; node >= 1; node--) this.#play(node);
    } else {
      for (const cell of this.#marked) {
        for (let node = this.#cells.length + cell; node >= 1; node >>>= 1) this.#play(node);
      }
    }
    for (const cell of this.#marked) this.#isMarked[cell] = 0;
    this.#marked = [];
    this.#isStale = false;
  }

  /** The cell of the first host of all, undefined where there is none. */
  get first(): Cell | undefined {
    const winner = this.#winners[1] as number;
    return winner === NONE ? undefined : this.#cells[winner];
  }

  /** The first host of all cells but the first one, by its cell; undefined where there is none. O(log of the cells). */
  get second(): Cell | undefined {
    const winner = this.#winners[1] as number;
    let best = NONE;
    for (let node = this.#cells.length + winner; node > 1; node >>>= 1) {
      best = this.#better(best, this.#winners[node ^ 1] as number);
    }
    return best === NONE ? undefined : this.#cells[best];
  }

  /** The cells whose first hosts have the same key as the first of all. O(cells). */
  ties(): readonly Cell[] {
    const winner = this.#winners[1] as number;
    if (winner === NONE) return [];
    return this.#cells.filter((_, cell) => this.#first[cell] !== NONE && this.#compare(cell, winner) === 0);
  }

  /** Whether the hosts of a cell may take a task, as far as limits go. */
  admits({ buckets }: Cell): boolean {
    for (const { limit, dimension } of this.#limits) {
      if (!limit.admits(buckets[dimension] as number)) return false;
    }
    return true;
  }

  cellOf(position: number): Cell {
    return this.#cells[this.#cellNumber(position)] as Cell;
  }

  #cellNumber(position: number): number {
    const { slots, cellOf } = this.#partition;
    return cellOf[(slots[position] as number) >>> 5] as number;
  }

  #markCell(cell: number): void {
    if (this.#isMarked[cell] === 1) return;
    this.#isMarked[cell] = 1;
    this.#marked.push(cell);
  }

  /** @returns whether a limit has moved for all buckets */
  #followLevels(): boolean {
    let hasMoved = false;
    for (let at = 0; at < this.#limits.length; at++) {
      const { level } = (this.#limits[at] as CellLimit).limit;
      if (this.#levels[at] !== level) hasMoved = true;
      this.#levels[at] = level;
    }
    return hasMoved;
  }

  /** Looks at the first host of a cell. */
  #load(number: number): void {
    const cell = this.#cells[number] as Cell;
    const position = this.#tournament.first(cell);
    const takesPart = position !== NONE && this.admits(cell);
    this.#first[number] = takesPart ? position : NONE;
    if (!takesPart) return;
    for (let part = 0; part < this.#width; part++) {
      this.#keys[number * this.#width + part] = (this.#sources[part] as KeyPartSource).at(position, cell.buckets);
    }
  }

  #play(node: number): void {
    const count = this.#cells.length;
    this.#winners[node] =
      node >= count
        ? this.#first[node - count] === NONE
          ? NONE
          : node - count
        : this.#better(this.#winners[2 * node] as number, this.#winners[2 * node + 1] as number);
  }

  #better(a: number, b: number): number {
    if (a === NONE) return b;
    if (b === NONE) return a;
    const order = this.#compare(a, b);
    if (order !== 0) return order < 0 ? a : b;
    return (this.#first[a] as number) < (this.#first[b] as number) ? a : b;
  }

  #compare(a: number, b: number): number {
    for (let part = 0; part < this.#width; part++) {
      const left = this.#keys[a * this.#width + part] as number;
      const right = this.#keys[b * this.#width + part] as number;
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  }
}

/** For each dimension: bucket → the numbers of the cells that have it. */
function cellsByBucket(cells: readonly Cell[]): readonly ReadonlyMap<number, readonly number[]>[] {
  const dimensions = cells[0]?.buckets.length ?? 0;
  return Array.from({ length: dimensions }, (_, dimension) => {
    const sharing = new Map<number, number[]>();
    cells.forEach(({ buckets }, number) => {
      const bucket = buckets[dimension] as number;
      const known = sharing.get(bucket);
      if (known === undefined) sharing.set(bucket, [number]);
      else known.push(number);
    });
    return sharing;
  });
}
