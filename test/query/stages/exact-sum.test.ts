import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum } from '../../../src/query/stages/exact-sum.js';

function sumOf(values: readonly number[]): number {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum.value();
}

/** A finite number as a whole number of the smallest there is. */
function exact(value: number): bigint {
  let factor = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    factor++;
  }
  return BigInt(scaled) << BigInt(1074 - factor);
}

/** Whether no number is nearer to the exact sum. */
function isNearest(sum: number, values: readonly number[]): boolean {
  const total = values.reduce((before, value) => before + exact(value), 0n);
  const miss = (value: number) => {
    const difference = exact(value) - total;
    return difference < 0n ? -difference : difference;
  };
  return [neighbour(sum, 1), neighbour(sum, -1)].every((other) => miss(other) >= miss(sum));
}

function neighbour(value: number, step: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value === 0 ? Number.MIN_VALUE * step : value);
  if (value !== 0) bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(value > 0 ? step : -step));
  return bits.getFloat64(0);
}

const amount = fc.oneof(
  fc.integer({ min: -5, max: 1e9 }),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.constantFrom(0.1, 0.2, 1e100, -1e100, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** -60, 1 + 2 ** -52),
);

describe('ExactSum', () => {
  it.each([
    [[], 0],
    [[1, 2, 3], 6],
    [[1e100, 1, -1e100], 1],
    [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 1],
    [[Number.MAX_SAFE_INTEGER, 2, -Number.MAX_SAFE_INTEGER], 2],
    // Half way between two numbers, and what is far below decides.
    [[1, 2 ** -53, 2 ** -120], 1 + 2 ** -52],
    [[1, 2 ** -53, -(2 ** -120)], 1],
    [[1, 2 ** -53], 1],
    [[1e308, 1e308], Number.POSITIVE_INFINITY],
    [[1e308, 1e308, 0.5, 1], Number.POSITIVE_INFINITY],
  ])('of %j is %d', (values, sum) => {
    expect(sumOf(values)).toBe(sum);
  });

  it('is the number nearest to the exact sum', () => {
    fc.assert(fc.property(fc.array(amount, { maxLength: 12 }), (values) => isNearest(sumOf(values), values)));
  });

  it('is the same in any order', () => {
    const shuffled = fc
      .array(amount, { maxLength: 12 })
      .chain((values) => fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })));
    fc.assert(fc.property(shuffled, ([values, others]) => Object.is(sumOf(values) + 0, sumOf(others) + 0)));
  });
});
