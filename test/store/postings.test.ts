/** Postings against a plain `Map` of `Set`s. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Postings } from '../../src/store/postings.js';
import { runs } from '../support/runs.js';

function rowsOf(postings: Postings, code: number): number[] {
  const rows: number[] = [];
  postings.rows(code)?.forEach((row) => {
    rows.push(row);
  });
  return rows;
}

function expectRows(postings: Postings, code: number, rows: readonly number[]): void {
  expect(rowsOf(postings, code)).toEqual(rows);
  expect(postings.size(code)).toBe(rows.length);
  expect(postings.rows(code)?.size).toBe(rows.length === 0 ? undefined : rows.length);
}

describe('Postings', () => {
  it('are a map from codes to sets of rows', () => {
    const code = fc.oneof(fc.nat({ max: 5 }), fc.constantFrom(15, 16, 31, 32, 1000));
    const row = fc.oneof(fc.nat({ max: 8 }), fc.constantFrom(65_535, 65_536, 2 ** 26));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), code, row), { maxLength: 120 }), (steps) => {
        const postings = new Postings();
        const plain = new Map<number, Set<number>>();
        for (const [adds, each, one] of steps) {
          const rows = plain.get(each) ?? new Set();
          plain.set(each, rows);
          if (adds) rows.add(one);
          else rows.delete(one);
          if (adds) postings.add(each, one);
          else postings.remove(each, one);
          expect(postings.size(each)).toBe(rows.size);
        }
        for (const each of [0, 1, 2, 3, 4, 5, 6, 15, 16, 17, 31, 32, 1000, 1001]) {
          expectRows(
            postings,
            each,
            [...(plain.get(each) ?? [])].sort((a, b) => a - b),
          );
        }
      }),
      runs(300),
    );
  });

  it('keep one row, make a set at the second, and one row again', () => {
    const postings = new Postings();
    expectRows(postings, 7, []);
    for (let times = 0; times < 3; times++) {
      postings.add(7, 0);
      expectRows(postings, 7, [0]);
      postings.add(7, 0);
      expectRows(postings, 7, [0]);
      expect(postings.rows(7)).not.toBe(postings.rows(7));
      postings.add(7, 3);
      expectRows(postings, 7, [0, 3]);
      expect(postings.rows(7)).toBe(postings.rows(7));
      postings.remove(7, 1);
      expectRows(postings, 7, [0, 3]);
      postings.remove(7, 0);
      expectRows(postings, 7, [3]);
      expect(postings.rows(7)).not.toBe(postings.rows(7));
      postings.remove(7, 0);
      expectRows(postings, 7, [3]);
      postings.remove(7, 3);
      expectRows(postings, 7, []);
    }
  });

  it('use the place of a set again without mixing codes up', () => {
    const postings = new Postings();
    for (const code of [1, 2, 3]) for (const row of [code, code + 10]) postings.add(code, row);
    postings.remove(2, 2);
    postings.remove(3, 3);
    for (const code of [4, 5, 6]) for (const row of [code, code + 10, code + 20]) postings.add(code, row);
    postings.add(2, 99);
    expect([1, 2, 3, 4, 5, 6].map((code) => rowsOf(postings, code))).toEqual([
      [1, 11],
      [12, 99],
      [13],
      [4, 14, 24],
      [5, 15, 25],
      [6, 16, 26],
    ]);
  });

  it('know nothing of codes never seen, and forget nothing when they grow', () => {
    const postings = new Postings();
    postings.remove(1_000_000, 3);
    expectRows(postings, 1_000_000, []);
    for (let code = 0; code < 2000; code++) postings.add(code, code * 2);
    postings.add(1_000_000, 3);
    expectRows(postings, 1_000_000, [3]);
    expectRows(postings, 999_999, []);
    for (let code = 0; code < 2000; code++) expectRows(postings, code, [code * 2]);
  });
});
