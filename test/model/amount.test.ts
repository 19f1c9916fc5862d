/** Amounts to a millionth, and sums of which the order does not show in them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundAmount, roundsInAnyOrder } from '../../src/model/amount.js';
import { runs } from '../support/runs.js';

describe('an amount', () => {
  it.each([
    [0.1 + 0.2, 0.3],
    [0.3 - 0.1 - 0.1 - 0.1, 0],
    [2 ** 53, 2 ** 53],
    [-1.2345674, -1.234567],
    [1e-7, 0],
  ])('of %d is %d', (amount, rounded) => {
    expect(roundAmount(amount)).toBe(rounded);
  });
});

describe('a sum of amounts', () => {
  const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);

  it('rounds to the same in any order where that is said', () => {
    const term = fc.oneof(
      fc.constantFrom(0.1, 0.2, 0.3, 102.4, 5e-7, 2.5e-7, 1.5e-6, 2 ** 31, 1e9 + 0.1, 2 ** 52, 2 ** 53),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(term, { maxLength: 12 }), (terms) => {
        const one = sum(terms);
        fc.pre(roundsInAnyOrder(one, terms.length, one));
        for (const other of [[...terms].reverse(), [...terms].sort((a, b) => a - b)]) {
          expect(roundAmount(sum(other))).toBe(roundAmount(one));
        }
      }),
      runs(5_000),
    );
  });

  it('is said to do so of common amounts, and not of those that lie between two millionths', () => {
    const common = [102.4, 204.8, 0.1, 0.2, 1024, 8192.25];
    expect(roundsInAnyOrder(sum(common), common.length, sum(common))).toBe(true);
    expect(roundsInAnyOrder(2.5e-6, 2, 2.5e-6)).toBe(false);
    expect(roundsInAnyOrder(2 ** 53, 3, 2 ** 53)).toBe(false);
  });
});
