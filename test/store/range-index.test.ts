/** The index of numbers against a plain `Map`, whatever the values and their order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, RangeIndex } from '../../src/store/range-index.js';
import { RowSet } from '../../src/store/row-set.js';
import { runs } from '../support/runs.js';

const INFINITE = Number.POSITIVE_INFINITY;

function rowsOf(set: RowSet): number[] {
  const rows: number[] = [];
  set.forEach((row) => {
    rows.push(row);
  });
  return rows;
}

function closed(low: number, high: number): Interval {
  return { low, lowOpen: false, high, highOpen: false };
}

function open(low: number, high: number): Interval {
  return { low, lowOpen: true, high, highOpen: true };
}

function isInside(value: number, { low, lowOpen, high, highOpen }: Interval): boolean {
  return (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high);
}

/** The answer to an interval, as a reader of the selection finds it. */
function answer(index: RangeIndex, interval: Interval, selection = index.select(interval)): number[] {
  expect(selection.partial.length).toBeLessThanOrEqual(2);
  const whole = selection.whole.flatMap(rowsOf);
  const looked = selection.partial.flatMap(rowsOf).filter((row) => isInside(index.at(row), interval));
  return [...whole, ...looked].sort((a, b) => a - b);
}

function expected(plain: ReadonlyMap<number, number>, interval: Interval): number[] {
  return [...plain]
    .filter(([, value]) => isInside(value, interval))
    .map(([row]) => row)
    .sort((a, b) => a - b);
}

function expectSame(index: RangeIndex, plain: ReadonlyMap<number, number>, intervals: readonly Interval[]): void {
  expect(rowsOf(index.present)).toEqual([...plain.keys()].sort((a, b) => a - b));
  for (const interval of intervals) {
    const rows = expected(plain, interval);
    expect(answer(index, interval)).toEqual(rows);
    const estimate = index.estimate(interval);
    const { whole, partial } = index.select(interval);
    const certain = whole.reduce((sum, set) => sum + set.size, 0);
    const possible = partial.reduce((sum, set) => sum + set.size, certain);
    expect(estimate.exact).toBe(partial.length === 0);
    if (estimate.exact) expect(estimate.rows).toBe(rows.length);
    expect(estimate.rows).toBeGreaterThanOrEqual(certain);
    expect(estimate.rows).toBeLessThanOrEqual(possible);
    expect([...whole, ...partial].every((set) => set.size > 0)).toBe(true);
  }
}

/** An index with the values given to rows 0, 1, 2 … */
function indexOf(values: Iterable<number>): { index: RangeIndex; plain: Map<number, number> } {
  const index = new RangeIndex();
  const plain = new Map<number, number>();
  let row = 0;
  for (const value of values) {
    index.set(row, value);
    plain.set(row++, value);
  }
  return { index, plain };
}

function countOf<T>(times: number, value: (at: number) => T): T[] {
  return Array.from({ length: times }, (_, at) => value(at));
}

/** Numbers that look random and are the same each time. */
function scatter(at: number): number {
  return Math.imul(at + 1, 0x9e3779b1) >>> 0;
}

/** How many rows are to be looked at for the interval. */
function looks(index: RangeIndex, interval: Interval): number {
  return index.select(interval).partial.reduce((sum, set) => sum + set.size, 0);
}

/** How many rows were put into sets, or taken out, while `work` ran. */
function countMoves(work: () => void): number {
  const { add, delete: remove } = RowSet.prototype;
  let moves = 0;
  RowSet.prototype.add = function (row) {
    moves++;
    return add.call(this, row);
  };
  RowSet.prototype.delete = function (row) {
    moves++;
    return remove.call(this, row);
  };
  try {
    work();
  } finally {
    Object.assign(RowSet.prototype, { add, delete: remove });
  }
  return moves;
}

const number = fc.oneof(
  fc.integer({ min: -3, max: 100 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, INFINITE, -INFINITE, 1.5),
);
const interval = fc.record({ low: number, lowOpen: fc.boolean(), high: number, highOpen: fc.boolean() });

describe('RangeIndex', () => {
  it('is a map from rows to numbers that finds intervals', () => {
    const step = fc.tuple(fc.nat({ max: 150 }), fc.option(number, { nil: undefined, freq: 4 }));
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 300, size: 'max' }),
        fc.array(interval, { maxLength: 8 }),
        (steps, asked) => {
          const index = new RangeIndex();
          const plain = new Map<number, number>();
          for (const [row, value] of steps) {
            index.set(row, value);
            if (value === undefined) plain.delete(row);
            else plain.set(row, value + 0);
          }
          expectSame(index, plain, asked);
          for (let row = 0; row < 160; row++) expect(index.at(row)).toBe(plain.get(row) ?? Number.NaN);
        },
      ),
      runs(150),
    );
  });

  it('is so while its buckets are cut again and again', () => {
    const burst = fc.record({
      from: fc.nat({ max: 1500 }),
      count: fc.integer({ min: 1, max: 900 }),
      value: fc.constantFrom<(at: number) => number | undefined>(
        () => 7,
        () => undefined,
        (at) => at,
        (at) => -at,
        (at) => at % 2,
        (at) => at % 90,
        scatter,
        (at) => scatter(at) % 1000,
      ),
      shift: fc.constantFrom(0, 0.5, 1000),
    });
    fc.assert(
      fc.property(fc.array(burst, { maxLength: 12 }), fc.array(interval, { maxLength: 5 }), (bursts, asked) => {
        const index = new RangeIndex();
        const plain = new Map<number, number>();
        for (const { from, count, value, shift } of bursts) {
          for (let row = from; row < from + count; row++) {
            const given = value(row);
            index.set(row, given === undefined ? undefined : given + shift);
            if (given === undefined) plain.delete(row);
            else plain.set(row, given + shift);
          }
          expectSame(index, plain, [...asked, closed(0, 500), open(-500, 7), closed(1e9, 3e9)]);
        }
      }),
      runs(40),
    );
  });

  it('tells by its version that a selection may no longer be right', () => {
    const step = fc.tuple(fc.nat({ max: 200 }), fc.option(fc.nat({ max: 1000 }), { nil: undefined, freq: 6 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const index = new RangeIndex();
        const plain = new Map<number, number>();
        const asked = closed(300, 600);
        let version = index.version;
        let selection = index.select(asked);
        for (const [row, value] of steps) {
          index.set(row, value);
          if (value === undefined) plain.delete(row);
          else plain.set(row, value);
          if (index.version !== version) selection = index.select(asked);
          version = index.version;
          if (row % 3 === 0) expect(answer(index, asked, selection)).toEqual(expected(plain, asked));
        }
      }),
      runs(40),
    );
  });

  it('keeps its version while rows move between buckets that are there', () => {
    const { index } = indexOf(countOf(2000, (at) => at % 21));
    const { version } = index;
    for (let row = 0; row < 1900; row++) index.set(row, scatter(row) % 21);
    expect(index.version).toBe(version);
    index.set(5, 21);
    expect(index.version).toBeGreaterThan(version);
  });

  it.each([
    ['none at all', undefined],
    ['NaN', Number.NaN],
  ])('takes a number away: %s', (_, none) => {
    const { index } = indexOf([3, 4]);
    index.set(0, none);
    index.set(9, none);
    index.set(1_000_000, none);
    expect([index.at(0), index.at(1), index.at(9), index.at(1_000_000)]).toEqual([
      Number.NaN,
      4,
      Number.NaN,
      Number.NaN,
    ]);
    expect(rowsOf(index.present)).toEqual([1]);
    expect(index.estimate(open(-INFINITE, INFINITE))).toEqual({ rows: 1, exact: true });
  });

  it('takes rows far up', () => {
    const { index, plain } = indexOf([1, 2, 3]);
    index.set(3_000_000, 2);
    plain.set(3_000_000, 2);
    expectSame(index, plain, [closed(2, 2)]);
    expect([index.at(2), index.at(2_999_999)]).toEqual([3, Number.NaN]);
  });
});

describe('intervals', () => {
  const { index } = indexOf([-INFINITE, -1, -0, 0, 1, 1, 2, INFINITE]);

  it.each<[string, Interval, number[]]>([
    ['a point', closed(1, 1), [4, 5]],
    ['zero, of either sign', closed(0, 0), [2, 3]],
    ['minus zero', closed(-0, -0), [2, 3]],
    ['up to minus zero, without', { low: -5, lowOpen: false, high: -0, highOpen: true }, [1]],
    ['a point without itself', { low: 1, lowOpen: true, high: 1, highOpen: false }, []],
    ['a point without itself, the other way', { low: 1, lowOpen: false, high: 1, highOpen: true }, []],
    ['an open point', open(1, 1), []],
    ['turned round', closed(2, 1), []],
    ['of nothing', closed(Number.NaN, Number.NaN), []],
    ['between values', open(1, 2), []],
    ['open ends', open(-1, 2), [2, 3, 4, 5]],
    ['closed ends', closed(-1, 2), [1, 2, 3, 4, 5, 6]],
    ['no lower bound', { low: -INFINITE, lowOpen: false, high: 0, highOpen: true }, [0, 1]],
    ['no upper bound', { low: 1, lowOpen: true, high: INFINITE, highOpen: false }, [6, 7]],
    ['everything', closed(-INFINITE, INFINITE), [0, 1, 2, 3, 4, 5, 6, 7]],
    ['everything finite', open(-INFINITE, INFINITE), [1, 2, 3, 4, 5, 6]],
  ])('%s', (_, asked, rows) => {
    expect(answer(index, asked)).toEqual(rows);
    expect(index.estimate(asked)).toEqual({ rows: rows.length, exact: true });
    expect(index.select(asked).partial).toEqual([]);
  });

  it.each<[string, Interval]>([
    ['a point without itself', open(50, 50)],
    ['turned round', closed(70, 60)],
    ['of nothing', closed(Number.NaN, Number.NaN)],
  ])('that are empty select nothing within a bucket: %s', (_, asked) => {
    const wide = indexOf(countOf(100, (at) => at)).index;
    expect(wide.select(asked)).toEqual({ whole: [], partial: [] });
    expect(wide.estimate(asked)).toEqual({ rows: 0, exact: true });
  });
});

describe('buckets', () => {
  const points = countOf(64, (value) => closed(value, value));

  it.each<[string, (at: number) => number]>([
    ['in turn', (at) => at % 64],
    ['one after the other', (at) => Math.floor(at / 200)],
    ['from the largest', (at) => 63 - Math.floor(at / 200)],
    ['at random', (at) => scatter(at) % 64],
    ['some rare', (at) => (at % 100 === 0 ? (at / 100) % 64 : at % 3)],
  ])('of up to 64 values hold one each: %s', (_, value) => {
    const { index, plain } = indexOf(countOf(12_800, value));
    expectSame(index, plain, points);
    for (const asked of [...points, open(3, 40), closed(10, 30)]) {
      expect(index.select(asked).partial).toEqual([]);
      expect(index.estimate(asked)).toEqual({ rows: expected(plain, asked).length, exact: true });
    }
  });

  it('of more than 64 values hold several, and still answer', () => {
    const { index, plain } = indexOf(countOf(65, (at) => at));
    const partial = countOf(65, (at) => index.select({ ...closed(-1, at), highOpen: true }).partial.length);
    expect(partial.filter((count) => count > 0)).toHaveLength(1);
    expectSame(
      index,
      plain,
      countOf(65, (at) => closed(at, at)),
    );
  });

  it.each<[string, (at: number) => number]>([
    ['ascending', (at) => at],
    ['descending', (at) => -at],
    ['from the middle outwards', (at) => (at % 2 === 0 ? at : -at)],
    ['at random', scatter],
    ['close together, then far apart', (at) => at ** 5],
  ])('of many values are of about the same size: %s', (_, value) => {
    const { index, plain } = indexOf(countOf(20_000, value));
    const values = [...plain.values()].sort((a, b) => a - b);
    const asked = countOf(100, (at) => closed(values[at * 200] as number, INFINITE));
    const most = Math.max(...asked.map((each) => looks(index, each)));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(20_000 / 16);
    for (const each of asked) {
      const { rows } = index.estimate(each);
      expect(Math.abs(rows - expected(plain, each).length)).toBeLessThanOrEqual(20_000 / 16);
    }
  });

  it('leave a value of many rows alone', () => {
    const { index, plain } = indexOf(countOf(20_000, (at) => (at % 2 === 0 ? 5e8 : scatter(at))));
    expect(index.estimate(closed(5e8, 5e8))).toEqual({ rows: 10_000, exact: true });
    for (const each of [closed(5e8, INFINITE), open(5e8, INFINITE), closed(1e8, 5e8), closed(4.9e8, 5.1e8)]) {
      expect(looks(index, each)).toBeLessThanOrEqual(20_000 / 8);
      expect(answer(index, each)).toEqual(expected(plain, each));
    }
  });

  it('make room for a value between two of many rows', () => {
    const { index, plain } = indexOf(countOf(64_000, (at) => (at % 4 < 2 ? 10 + (at % 4) : (scatter(at) >>> 9) % 64)));
    index.set(9, 10.5);
    plain.set(9, 10.5);
    for (const value of [10, 10.5, 11]) expect(index.select(closed(value, value)).partial).toEqual([]);
    expectSame(index, plain, points);
  });

  it('become wider where all have their share', () => {
    const { index, plain } = indexOf(countOf(6400, (at) => at % 64));
    index.set(9, 10.5);
    plain.set(9, 10.5);
    const asked = countOf(130, (at) => closed(at / 2, at / 2));
    expect(asked.filter((each) => looks(index, each) > 0)).toHaveLength(2);
    expectSame(index, plain, asked);
  });

  it('become wider where they have fewer rows', () => {
    const rare = [10, 12];
    const { index } = indexOf(countOf(6400, (at) => (rare.includes(at % 64) && at >= 640 ? 0 : at % 64)));
    index.set(0, 10.5);
    index.set(0, 11.5);
    for (const asked of [closed(11, 11), closed(9, 9), closed(13, 13)]) expect(looks(index, asked)).toBe(0);
    for (const asked of [closed(10, 10), closed(12, 12)]) expect(looks(index, asked)).toBeGreaterThan(0);
  });

  it('are left alone while the values stay alike', () => {
    const { index } = indexOf(countOf(20_000, scatter));
    const { version } = index;
    for (let at = 0; at < 60_000; at++) index.set(scatter(at) % 20_000, index.at(scatter(at + 77) % 20_000));
    expect(index.version - version).toBeLessThan(60);
  });

  it('hold one value each again when the others are gone', () => {
    const { index, plain } = indexOf(countOf(20_000, (at) => at % 500));
    expect(countOf(20, (at) => looks(index, closed(at, at))).some((rows) => rows > 0)).toBe(true);
    for (const [row, value] of plain) {
      index.set(row, value % 20);
      plain.set(row, value % 20);
    }
    for (let times = 0; times < 3; times++) {
      for (const [row, value] of plain) {
        index.set(row, undefined);
        index.set(row, value);
      }
    }
    for (let value = 0; value < 20; value++) {
      expect(index.estimate(closed(value, value))).toEqual({ rows: 1000, exact: true });
    }
  });

  it('vanish with their rows', () => {
    const { index, plain } = indexOf(countOf(5000, scatter));
    for (const row of plain.keys()) index.set(row, undefined);
    expect([index.present.size, index.select(closed(-INFINITE, INFINITE)).whole]).toEqual([0, []]);
    for (let row = 0; row < 640; row++) index.set(row, row % 64);
    for (const asked of points) expect(index.estimate(asked)).toEqual({ rows: 10, exact: true });
  });
});

describe('the cost of changes', () => {
  const rows = 30_000;
  const twice = (value: (at: number) => number | undefined) => (index: RangeIndex) => {
    for (let at = 0; at < 2 * rows; at++) index.set(at % rows, value(at));
  };

  /** Empties buckets, so that there is room to split the others, and fills them again. */
  const pump = (index: RangeIndex): void => {
    for (let at = 0; at < rows; at++) index.set(at, at);
    for (let times = 0; times < 10; times++) {
      for (let at = 0; at < rows; at += 10) index.set(at, times % 2 === 0 ? undefined : at);
    }
  };
  const besieged = 200_000;
  /**
   * Values that come between two of many rows, and go: each makes two buckets merge, and leaves room to split them again.
   * Were it not for the limit on moves, this would move 23 rows a change, and more of a larger fleet.
   */
  const besiege = (index: RangeIndex): void => {
    for (let at = 0; at < besieged; at++) index.set(at, at % 5 < 2 ? 10 + (at % 5) : (scatter(at) >>> 9) % 64);
    for (let at = 0; at < besieged; at++) index.set(0, at % 256 === 0 ? 10.5 : 10 + (at % 2));
  };

  it.each<[string, (index: RangeIndex) => void, number]>([
    ['the same value', twice(() => 1), rows],
    ['ascending values', twice((at) => at), 2 * rows],
    ['descending values', twice((at) => -at), 2 * rows],
    ['alternating values', twice((at) => ((at % rows) + Math.floor(at / rows)) % 2), 2 * rows],
    ['values at random', twice(scatter), 2 * rows],
    ['all deleted', twice((at) => (at < rows ? scatter(at) : undefined)), 2 * rows],
    ['all deleted, from the largest', twice((at) => (at < rows ? -at : undefined)), 2 * rows],
    ['values between values of many rows', besiege, 2 * besieged],
    ['buckets emptied and filled', pump, 2 * rows],
  ])('is constant: %s', (_, work, changes) => {
    const index = new RangeIndex();
    const moves = countMoves(() => work(index));
    // Three sets at most change with a row; four moves more are what keeping the buckets may cost.
    expect(moves).toBeLessThanOrEqual(changes * (3 + 4));
    expect(moves).toBeGreaterThanOrEqual(changes);
  });
});
