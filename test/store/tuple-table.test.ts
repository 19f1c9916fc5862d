import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TupleTable } from '../../src/store/tuple-table.js';
import { runs } from '../support/runs.js';

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

describe('a tuple table', () => {
  it('has one code for each tuple as long as somebody retains it', () => {
    const value = fc.oneof(fc.integer({ min: -1, max: 2 }), fc.integer(INT32));
    const step = fc.record({ tuple: fc.tuple(value, value, value), release: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const table = new TupleTable(3);
        const counts = new Map<string, number>();
        for (const { tuple, release } of steps) {
          const name = tuple.join();
          const count = counts.get(name) ?? 0;
          const found = table.find(tuple);
          expect(found >= 0).toBe(count > 0);
          if (!release) {
            const code = table.intern(tuple);
            if (count > 0) expect(code).toBe(found);
            expect([0, 1, 2].map((field) => table.at(code, field))).toEqual(tuple);
            expect(table.retain(code)).toBe(count + 1);
            counts.set(name, count + 1);
          } else if (count > 0) {
            expect(table.release(found)).toBe(count - 1);
            if (count === 1) counts.delete(name);
            else counts.set(name, count - 1);
          }
          expect(table.size).toBe(counts.size);
          expect(table.size).toBeLessThanOrEqual(table.capacity);
        }
        const codes = [...counts.keys()].map((name) => table.find(name.split(',').map(Number)));
        expect(new Set(codes).size).toBe(counts.size);
        expect(codes.every((code) => code >= 0 && code < table.capacity)).toBe(true);
      }),
      runs(200),
    );
  });

  it('uses freed codes again, the last freed one first, and starts at 0 when all are free', () => {
    const table = new TupleTable(2);
    const codes = [0, 1, 2, 3].map((at) => {
      const code = table.intern([at, at]);
      table.retain(code);
      return code;
    });
    table.release(1);
    table.release(2);
    const again = [7, 8, 9].map((at) => table.intern(Int32Array.of(at, 0)));
    expect([codes, again, table.capacity]).toEqual([[0, 1, 2, 3], [2, 1, 4], 5]);
    for (const code of again) table.retain(code);
    for (const code of [0, 1, 2, 3, 4]) table.release(code);
    expect([table.size, table.capacity, table.intern([5, 5])]).toEqual([0, 0, 0]);
  });

  it('does not mix up the order of the fields, and takes regular ones well', () => {
    const table = new TupleTable(3);
    const started = performance.now();
    const side = 60;
    for (let code = 0; code < side ** 3; code++) {
      const tuple = [code % side, (Math.floor(code / side) % side) << 20, -Math.floor(code / side ** 2)];
      if (table.intern(tuple) !== code) expect.unreachable(`${tuple} is new`);
      table.retain(code);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
    expect([table.size, table.find([1, 2 << 20, -3]), table.find([1, 2, 3])]).toEqual([side ** 3, 10_921, -1]);
  });

  it('bears tuples that were made to collide', () => {
    const table = new TupleTable(2);
    const tuples = collidingPairs(20_000);
    const started = performance.now();
    for (const tuple of tuples) table.retain(table.intern(tuple));
    for (const tuple of tuples) table.release(table.find(tuple));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(table.size).toBe(0);
  });
});

/** Pairs that leave MurmurHash3 in one state: the second value undoes what the first one did. */
function collidingPairs(count: number): Int32Array[] {
  const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  const round = (hash: number, block: number): number => {
    const k = Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
    return (Math.imul(rotate(hash ^ k, 13), 5) + 0xe6546b64) | 0;
  };
  const inverse = (odd: number): number => {
    let result = odd;
    for (let at = 0; at < 5; at++) result = Math.imul(result, 2 - Math.imul(odd, result));
    return result;
  };
  return Array.from({ length: count }, (_, first) => {
    const k = 12_345 ^ round(2, first);
    const second = Math.imul(rotate(Math.imul(k, inverse(0x1b873593)), 17), inverse(0xcc9e2d51));
    return Int32Array.of(first, second);
  });
}
