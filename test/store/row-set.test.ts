/** Row sets against the plain `Set` of JavaScript, in each of their forms and at each border between them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_WORDS } from '../../src/store/kernels/operations.js';
import { CHUNK_ROWS, type Chunk, RowSet } from '../../src/store/row-set.js';
import { runs } from '../support/runs.js';

const HUGE = 2 ** 26;
const HIGHEST = 2 ** 31 - 1;

function ascending(rows: Iterable<number>): number[] {
  return [...rows].sort((a, b) => a - b);
}

function rowsOf(set: RowSet): number[] {
  const rows: number[] = [];
  set.forEach((row) => {
    rows.push(row);
  });
  return rows;
}

function setOf(rows: Iterable<number>): RowSet {
  const set = new RowSet();
  for (const row of rows) set.add(row);
  return set;
}

function range(from: number, length: number, by = 1): number[] {
  return Array.from({ length }, (_, at) => from + at * by);
}

function rowsOfChunk(chunk: Chunk): number[] {
  if (chunk.form === 'sparse') return [...chunk.lows.subarray(0, chunk.size)];
  const rows: number[] = [];
  for (let low = 0; low < CHUNK_ROWS; low++) {
    if ((((chunk.words[low >>> 5] ?? 0) >>> (low & 31)) & 1) === 1) rows.push(low);
  }
  return rows;
}

/** The rows as a reader of chunks sees them. */
function rowsByChunk(set: RowSet): number[] {
  return range(0, set.chunkCount).flatMap((at) => {
    const chunk = set.chunk(at);
    if (chunk === undefined) return [];
    const lows = rowsOfChunk(chunk);
    expect(lows).toHaveLength(chunk.size);
    expect(chunk.size).toBeGreaterThan(0);
    return lows.map((low) => at * CHUNK_ROWS + low);
  });
}

function forms(set: RowSet): (string | undefined)[] {
  return range(0, set.chunkCount).map((at) => set.chunk(at)?.form);
}

/** A set without chunks makes them on the fly. */
function isList(set: RowSet): boolean {
  const last = set.chunk(set.chunkCount - 1);
  return last !== set.chunk(set.chunkCount - 1);
}

function expectSame(set: RowSet, plain: ReadonlySet<number>): void {
  const rows = ascending(plain);
  expect(set.size).toBe(rows.length);
  expect(rowsOf(set)).toEqual(rows);
  expect(rowsByChunk(set)).toEqual(rows);
  expect(set.chunkCount).toBe(rows.length === 0 ? 0 : Math.floor((rows.at(-1) as number) / CHUNK_ROWS) + 1);
}

const edges = [0, 1, 31, 32, 63, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 2 * CHUNK_ROWS - 1, 2 * CHUNK_ROWS, HUGE];
const row = fc.oneof(fc.nat({ max: 200_000 }), fc.constantFrom(...edges), fc.nat({ max: 40 }));
const single = fc.record({
  adds: fc.boolean(),
  from: row,
  length: fc.constant(1),
  by: fc.constant(1),
  down: fc.boolean(),
});
/** Long enough to make chunks dense, and to make them sparse again; up or down, across borders of chunks. */
const stretch = fc.record({
  adds: fc.boolean(),
  from: fc.oneof(row, fc.constant(CHUNK_ROWS - 700)),
  length: fc.integer({ min: 1, max: 1500 }),
  by: fc.constantFrom(1, 2, 7, 131),
  down: fc.boolean(),
});

function stepRows(step: { from: number; length: number; by: number; down: boolean }): number[] {
  const rows = range(step.from, step.length, step.by);
  return step.down ? rows.reverse() : rows;
}

describe('RowSet', () => {
  it('is a set, whatever its form', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(single, stretch), { maxLength: 20 }), (steps) => {
        const set = new RowSet();
        const plain = new Set<number>();
        for (const step of steps) {
          for (const one of stepRows(step)) {
            const changes = plain.has(one) !== step.adds;
            if ((step.adds ? set.add(one) : set.delete(one)) !== changes) throw new Error(`row ${one}`);
            if (step.adds) plain.add(one);
            else plain.delete(one);
          }
          for (const one of [...edges, step.from - 1, step.from, step.from + 1].filter((each) => each >= 0)) {
            expect(set.has(one)).toBe(plain.has(one));
          }
          expect(set.size).toBe(plain.size);
        }
        expectSame(set, plain);
      }),
      runs(120),
    );
  });

  it('is a set while it is small', () => {
    const small = fc.oneof(fc.nat({ max: 60 }), fc.constantFrom(...edges));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), small), { maxLength: 150 }), (steps) => {
        const set = new RowSet();
        const plain = new Set<number>();
        for (const [adds, one] of steps) {
          expect(adds ? set.add(one) : set.delete(one)).toBe(plain.has(one) !== adds);
          if (adds) plain.add(one);
          else plain.delete(one);
          expect(set.has(one)).toBe(adds);
        }
        expectSame(set, plain);
      }),
      runs(200),
    );
  });

  it('may be empty, and become so again', () => {
    const set = new RowSet();
    expectSame(set, new Set());
    expect([set.has(0), set.delete(0), set.chunk(0)]).toEqual([false, false, undefined]);
    for (const many of [1, 20, 100, 3000]) {
      const rows = range(CHUNK_ROWS - 10, many);
      for (const one of rows) set.add(one);
      expectSame(set, new Set(rows));
      for (const one of rows) expect(set.delete(one)).toBe(true);
      expectSame(set, new Set());
    }
  });

  it('of one row', () => {
    const set = RowSet.of(CHUNK_ROWS + 5);
    expectSame(set, new Set([CHUNK_ROWS + 5]));
    expect([set.has(5), set.has(CHUNK_ROWS + 5), set.chunk(0)]).toEqual([false, true, undefined]);
    set.add(3);
    expect(rowsOf(RowSet.of(CHUNK_ROWS + 5))).toEqual([CHUNK_ROWS + 5]);
  });

  it('has the same rows under other numbers', () => {
    const rows = [3, 64, 65, ...range(5000, 1200), CHUNK_ROWS + 1];
    const newRowOf = new Int32Array(CHUNK_ROWS + 2).map((_, row) => CHUNK_ROWS + 1 - row);
    const expected = rows.map((row) => CHUNK_ROWS + 1 - row).sort((a, b) => a - b);
    expect(rowsOf(setOf(rows).relabelled(newRowOf))).toEqual(expected);
    expect(rowsOf(setOf([5, 3]).relabelled(newRowOf))).toEqual([CHUNK_ROWS - 4, CHUNK_ROWS - 2]);
  });
});

describe('a list', () => {
  it.each([
    ['of 32 rows', range(0, 32), true],
    ['of 33 rows in a chunk', range(0, 33), false],
    ['of 33 rows far up', range(HUGE, 33), true],
    ['of 48 rows in three chunks', range(0, 48, 3000).reverse(), true],
    ['of 49 rows in three chunks', range(0, 49, 3000).reverse(), false],
    ['of 512 rows in a thousand chunks', range(0, 512, HUGE / 512), true],
    ['of 513 rows in a thousand chunks', range(0, 513, HUGE / 512), false],
    ['of 33 rows, downwards', range(0, 33).reverse(), false],
    ['of 33 rows, the highest first', [2 * CHUNK_ROWS, ...range(0, 32)], true],
  ])('%s', (_, rows, list) => {
    const set = setOf(rows);
    expect(isList(set)).toBe(list);
    expectSame(set, new Set(rows));
  });

  it('has chunks until half of the rows are gone', () => {
    const set = setOf(range(0, 33));
    for (let one = 32; one >= 16; one--) {
      expect(isList(set)).toBe(false);
      set.delete(one);
    }
    expect(isList(set)).toBe(true);
    expectSame(set, new Set(range(0, 16)));
  });

  it('makes a chunk of the rows that lie in it', () => {
    const set = setOf([5, CHUNK_ROWS - 1, 2 * CHUNK_ROWS, 2 * CHUNK_ROWS + 7, 3 * CHUNK_ROWS]);
    const chunks = range(0, 5).map((at) => set.chunk(at));
    expect(chunks.map((chunk) => chunk && rowsOfChunk(chunk))).toEqual([
      [5, 65_535],
      undefined,
      [0, 7],
      [0],
      undefined,
    ]);
  });
});

describe('chunks', () => {
  it('are kept', () => {
    const set = setOf([...range(0, 40), ...range(CHUNK_ROWS, 1100)]);
    expect(set.chunk(0)).toBe(set.chunk(0));
    expect(set.chunk(1)).toBe(set.chunk(1));
    expect(set.chunk(2)).toBeUndefined();
    expect((set.chunk(1) as { words: Int32Array }).words).toHaveLength(CHUNK_WORDS);
  });

  it.each([1, 2, 63])('become dense with more than 1,024 rows, one in %i', (by) => {
    const set = setOf(range(CHUNK_ROWS, 1024, by));
    expect(forms(set)).toEqual([undefined, 'sparse']);
    expect(set.add(CHUNK_ROWS)).toBe(false);
    expect(forms(set)).toEqual([undefined, 'sparse']);
    expect(set.add(2 * CHUNK_ROWS - 1)).toBe(true);
    expect(forms(set)).toEqual([undefined, 'dense']);
    expectSame(set, new Set([...range(CHUNK_ROWS, 1024, by), 2 * CHUNK_ROWS - 1]));
  });

  it('become sparse with fewer than 512 rows, and do not flap', () => {
    const set = setOf(range(0, 1025));
    for (let one = 1024; one >= 512; one--) {
      expect(forms(set)).toEqual(['dense']);
      set.delete(one);
    }
    const kept = set.chunk(0);
    for (let times = 0; times < 10; times++) {
      set.delete(511);
      expect(forms(set)).toEqual(['sparse']);
      set.add(511);
      expect(forms(set)).toEqual(['sparse']);
    }
    expect(kept?.form).toBe('dense');
    for (const one of range(512, 513)) set.add(one);
    const dense = set.chunk(0);
    for (let times = 0; times < 10; times++) {
      set.delete(0);
      set.add(0);
      expect(set.chunk(0)).toBe(dense);
    }
  });

  it('give their room back', () => {
    const set = setOf(range(0, 1024));
    const room = (): number => (set.chunk(0) as { lows: Uint16Array }).lows.length;
    expect(room()).toBe(1024);
    for (let one = 1023; one >= 40; one--) set.delete(one);
    expect(room()).toBeLessThanOrEqual(128);
    expectSame(set, new Set(range(0, 40)));
  });

  it('may be full', () => {
    const set = setOf(range(0, CHUNK_ROWS + 1));
    expect(forms(set)).toEqual(['dense', 'sparse']);
    expect(set.chunk(0)?.size).toBe(CHUNK_ROWS);
    expect([...new Set((set.chunk(0) as { words: Int32Array }).words)]).toEqual([-1]);
    expect(rowsOf(set)).toEqual(range(0, CHUNK_ROWS + 1));
  });

  it('that are empty vanish, and the directory ends with the highest row', () => {
    const set = setOf([...range(0, 40), ...range(3 * CHUNK_ROWS, 40)]);
    expect(set.chunkCount).toBe(4);
    for (const one of range(3 * CHUNK_ROWS, 40)) set.delete(one);
    expect([set.chunkCount, set.chunk(3)]).toEqual([1, undefined]);
    set.add(9 * CHUNK_ROWS);
    expect(forms(set)).toEqual(['sparse', ...range(1, 8).map(() => undefined), 'sparse']);
  });

  it('reach as far as rows go', () => {
    const rows = [0, HUGE - 1, HUGE, HUGE + 1, HIGHEST - 1, HIGHEST];
    const few = setOf(rows);
    expectSame(few, new Set(rows));
    const many = setOf([...rows, ...range(0, 600)]);
    expectSame(many, new Set([...rows, ...range(0, 600)]));
    for (const one of rows) expect([many.has(one), many.delete(one), many.has(one)]).toEqual([true, true, false]);
    expect(many.chunkCount).toBe(1);
  });
});
