import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCpuUnits, parseMemoryMiB } from '../../src/model/quantity.js';

describe('parseCpuUnits', () => {
  test.each([
    [256, 256],
    [0, 0],
    [0.5, 0.5],
    ['256', 256],
    ['0', 0],
    ['0256', 256],
    ['.5 vCPU', 512],
    ['0.25 vCPU', 256],
    ['1 vCPU', 1024],
    ['1. vCPU', 1024],
    ['1vcpu', 1024],
    ['2   VCPU', 2048],
    [' 1 vCPU ', 1024],
    ['.3 vCPU', 307],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])('%j is %d units', (quantity, expected) => {
    expect(parseCpuUnits(quantity)).toBe(expected);
  });

  test.each([
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    '',
    ' ',
    '-1',
    '+1',
    '.5',
    '256.0',
    '1e3',
    '0x10',
    '1 GB',
    'vCPU',
    '. vCPU',
    '1 vCPUs',
    '1 vCPU 2',
    '1,5 vCPU',
    '9'.repeat(400),
    `${'9'.repeat(400)} vCPU`,
  ])('refuses %j', (quantity) => {
    expect(parseCpuUnits(quantity)).toBeUndefined();
  });

  test('minus zero is zero', () => {
    expect(Object.is(parseCpuUnits(-0), 0)).toBe(true);
  });
});

describe('parseMemoryMiB', () => {
  test.each([
    [512, 512],
    ['512', 512],
    ['1 GB', 1024],
    ['1GB', 1024],
    ['.5gb', 512],
    ['1.3 GB', 1331],
  ])('%j is %d MiB', (quantity, expected) => {
    expect(parseMemoryMiB(quantity)).toBe(expected);
  });

  test.each([-1, '1 MB', '1 GiB', '1 vCPU', '1.5', '', 'GB'])('refuses %j', (quantity) => {
    expect(parseMemoryMiB(quantity)).toBeUndefined();
  });
});

test('any text or number is an amount that can be counted, or nothing; a megabyte of it too', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[\d. ]{0,6}(vCPU|GB)?$/)), (quantity) => {
      for (const amount of [parseCpuUnits(quantity), parseMemoryMiB(quantity)]) {
        if (amount !== undefined) expect(amount >= 0 && amount <= Number.MAX_SAFE_INTEGER).toBe(true);
      }
    }),
  );
  expect(parseCpuUnits(`1${' '.repeat(1_000_000)}vCP`)).toBeUndefined();
  expect(parseCpuUnits(`${'1'.repeat(1_000_000)}x!`)).toBeUndefined();
});
