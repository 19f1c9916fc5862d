/** Rows by some columns, each ascending or descending; what is absent comes last in both, what is equal by position. */
import type { CheckedSort } from './checked-stage.js';
import { type Cell, type Column, isNumber, orderOf } from './column.js';
import type { Table } from './table.js';

/** The positions of all rows, sorted. O(n log n). */
export function sorted(table: Table, keys: CheckedSort['keys']): Int32Array {
  const positions = table.positions();
  const compare = comparison(table, keys, byRanks(positions));
  return positions.slice().sort(compare);
}

/**
 * The positions of the first rows of those that `sorted` gives, without sorting the others: they are held against the last of
 * the best so far, in a heap. O(n log limit), and O(n) where few rows are better.
 */
export function firstSorted(table: Table, keys: CheckedSort['keys'], limit: number): Int32Array {
  const positions = table.positions();
  if (limit * FEW_OF >= positions.length) return sorted(table, keys).slice(0, limit);
  if (limit === 0) return new Int32Array(0);
  const compare = comparison(table, keys, byCells);
  const heap = positions.slice(0, limit);
  for (let at = (limit >>> 1) - 1; at >= 0; at--) sink(heap, at, compare);
  for (let at = limit; at < positions.length; at++) {
    const position = positions[at] as number;
    if (compare(position, heap[0] as number) >= 0) continue;
    heap[0] = position;
    sink(heap, 0, compare);
  }
  return heap.sort(compare);
}

/** A heap is worth it for at most one row of so many. */
const FEW_OF = 8;

type Compare = (a: number, b: number) => number;

/** Moves an entry down to where the worst of all lies on top. */
function sink(heap: Int32Array, from: number, compare: Compare): void {
  const entry = heap[from] as number;
  let at = from;
  for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && compare(heap[child + 1] as number, heap[child] as number) > 0) child++;
    if (compare(heap[child] as number, entry) <= 0) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = entry;
}

/** Compares positions by the keys, then by themselves. */
function comparison(
  table: Table,
  keys: CheckedSort['keys'],
  keyed: (read: (position: number) => Cell, column: Column, descending: boolean) => Compare,
): Compare {
  const compares = keys.map(({ column, descending }) => keyed(table.content.reader(column), column, descending));
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return a - b;
  };
}

/** By the cells themselves: where most rows are compared once, with the worst of the best. */
function byCells(read: (position: number) => Cell, column: Column, descending: boolean): Compare {
  const order = orderOf(column);
  return (a, b) => {
    const [first, second] = [read(a), read(b)];
    if (first === null || second === null) return order(first, second);
    return descending ? order(second, first) : order(first, second);
  };
}

/** By numbers that sort as the cells do, made once: where every row is compared many times. */
function byRanks(positions: Int32Array): (...key: Parameters<typeof byCells>) => Compare {
  return (read, column, descending) => {
    const ranks = isNumber(column)
      ? numbers(positions, read, descending)
      : ordinals(positions, read, column, descending);
    return (a, b) => {
      const [first, second] = [ranks[a] as number, ranks[b] as number];
      return first < second ? -1 : first > second ? 1 : 0;
    };
  };
}

function numbers(positions: Int32Array, read: (position: number) => Cell, descending: boolean): Float64Array {
  const ranks = new Float64Array(highest(positions) + 1);
  for (const position of positions) {
    const value = read(position) as number | null;
    ranks[position] = value === null ? Number.POSITIVE_INFINITY : descending ? -value : value;
  }
  return ranks;
}

/** Each different text is compared with others once, however many rows have it. */
function ordinals(
  positions: Int32Array,
  read: (position: number) => Cell,
  column: Column,
  descending: boolean,
): Float64Array {
  const codes = new Map<Cell, number>();
  const ranks = new Float64Array(highest(positions) + 1);
  for (const position of positions) {
    const cell = read(position);
    let code = codes.get(cell);
    if (code === undefined) {
      code = codes.size;
      codes.set(cell, code);
    }
    ranks[position] = code;
  }
  const ordinal = ordinalsOf([...codes.keys()], column, descending);
  for (const position of positions) ranks[position] = ordinal[ranks[position] as number] as number;
  return ranks;
}

/** By code the place of a text among all; equal ones have the same. */
function ordinalsOf(cells: readonly Cell[], column: Column, descending: boolean): Float64Array {
  const compare = orderOf(column);
  const order = Array.from(cells, (_, code) => code).sort((a, b) => compare(cells[a] as Cell, cells[b] as Cell));
  const ordinal = new Float64Array(cells.length);
  let last = 0;
  order.forEach((code, at) => {
    const isEqual = at > 0 && compare(cells[order[at - 1] as number] as Cell, cells[code] as Cell) === 0;
    last = isEqual ? last : at;
    ordinal[code] = cells[code] === null ? Number.POSITIVE_INFINITY : descending ? -last : last;
  });
  return ordinal;
}

function highest(positions: Int32Array): number {
  let most = -1;
  for (const position of positions) if (position > most) most = position;
  return most;
}
