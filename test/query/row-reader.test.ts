/** Rows in the order of their keys, over several chunks, with rows that are out of place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setsNode } from '../../src/query/chunk-node.js';
import type { Evaluation } from '../../src/query/evaluation.js';
import type { InstanceRowStore } from '../../src/query/indexed-store.js';
import { RowReader } from '../../src/query/row-reader.js';
import { CHUNK_ROWS, RowSet } from '../../src/store/row-set.js';
import { runs } from '../support/runs.js';

const CHUNKS = 3;

function rowSet(rows: Iterable<number>): RowSet {
  const set = new RowSet();
  for (const row of rows) set.add(row);
  return set;
}

/** Keys ascend with rows, but those of strays, which are given. */
function storeOf(
  strays: ReadonlyMap<number, number>,
): Pick<InstanceRowStore, 'chunkCount' | 'strays' | 'straysByKey' | 'keyAt'> {
  const keyAt = (row: number): string => {
    const place = strays.get(row);
    return place === undefined ? `${String(row).padStart(7, '0')}` : `${String(place).padStart(7, '0')}+${row}`;
  };
  return {
    chunkCount: CHUNKS,
    strays: rowSet(strays.keys()),
    straysByKey: () => [...strays.keys()].sort((a, b) => (keyAt(a) < keyAt(b) ? -1 : 1)),
    keyAt,
  };
}

const evaluationOf = (rows: Iterable<number>): Evaluation => ({
  root: setsNode({ sets: [rowSet(rows)], disjoint: true }),
  stages: [],
});

function read(reader: RowReader, limit = Number.POSITIVE_INFINITY): readonly number[] {
  const rows: number[] = [];
  for (let row = reader.next(); row >= 0 && rows.length < limit; row = reader.next()) rows.push(row);
  return rows;
}

const END = CHUNKS * CHUNK_ROWS;
const row = fc.oneof(fc.nat(END - 1), fc.constantFrom(0, 31, 32, CHUNK_ROWS - 1, CHUNK_ROWS, END - 1), fc.nat(300));
const stripe = fc
  .tuple(fc.nat(END - 1), fc.integer({ min: 1, max: 40 }), fc.nat(3_000))
  .map(([start, step, count]) =>
    Array.from({ length: count }, (_, at) => start + at * step).filter((each) => each < END),
  );
const rows = fc
  .tuple(fc.array(row), fc.array(stripe, { maxLength: 2 }))
  .map(([some, stripes]) => new Set([...some, ...stripes.flat()]));
const strays = fc.array(fc.tuple(row, row), { maxLength: 20 }).map((pairs) => new Map(pairs));

describe('a row reader', () => {
  it('reads what matches in the order of the keys', () => {
    const law = (matching: ReadonlySet<number>, outOfPlace: ReadonlyMap<number, number>): void => {
      const store = storeOf(outOfPlace) as InstanceRowStore;
      const expected = [...matching].sort((a, b) => (store.keyAt(a) < store.keyAt(b) ? -1 : 1));
      expect(read(new RowReader(evaluationOf(matching), store))).toEqual(expected);
    };
    fc.assert(fc.property(rows, strays, law), runs(150));
  });

  it('merges hundreds of rows that are out of place', () => {
    const outOfPlace = new Map(Array.from({ length: 900 }, (_, at) => [at * 7, (at * 7919) % END]));
    const matching = new Set(Array.from({ length: 2_000 }, (_, at) => at * 3));
    const store = storeOf(outOfPlace) as InstanceRowStore;
    const expected = [...matching].sort((a, b) => (store.keyAt(a) < store.keyAt(b) ? -1 : 1));
    expect(read(new RowReader(evaluationOf(matching), store))).toEqual(expected);
    expect(read(new RowReader(evaluationOf(matching), store), 10)).toEqual(expected.slice(0, 10));
  });

  it('has no more rows once it came to the end', () => {
    const reader = new RowReader(evaluationOf([1, CHUNK_ROWS]), storeOf(new Map([[1, END]])) as InstanceRowStore);
    expect(read(reader)).toEqual([CHUNK_ROWS, 1]);
    expect(reader.next()).toBe(-1);
  });

  it('evaluates a chunk when its first row is asked for', () => {
    const asked: number[] = [];
    const set = rowSet([5, CHUNK_ROWS + 5, 2 * CHUNK_ROWS + 5]);
    const watched = {
      chunk: (at: number) => {
        asked.push(at);
        return set.chunk(at);
      },
    };
    const root = setsNode({ sets: [watched], disjoint: true });
    const reader = new RowReader({ root, stages: [] }, storeOf(new Map()) as InstanceRowStore);
    expect(asked).toEqual([]);
    expect(reader.next()).toBe(5);
    expect(asked).toEqual([0]);
    expect(reader.next()).toBe(CHUNK_ROWS + 5);
    expect(asked).toEqual([0, 1]);
  });

  it('is not disturbed by another reader of the same evaluation', () => {
    const evaluation = evaluationOf(Array.from({ length: 5_000 }, (_, at) => at * 20));
    const store = storeOf(new Map()) as InstanceRowStore;
    const [one, other] = [new RowReader(evaluation, store), new RowReader(evaluation, store)];
    for (let at = 0; at < 5_000; at++) {
      expect(one.next()).toBe(at * 20);
      if (at % 2 === 0) expect(other.next()).toBe(at * 10);
    }
  });
});
