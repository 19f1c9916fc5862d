import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant, instantFromEpochSeconds, parseInstant } from '../../src/model/instant.js';

describe('parseInstant', () => {
  test.each([
    ['1970-01-01', 0],
    ['2018-06-18', Date.UTC(2018, 5, 18)],
    ['2018-06-18T22:28:28', Date.UTC(2018, 5, 18, 22, 28, 28)],
    ['2018-06-18T22:28:28Z', Date.UTC(2018, 5, 18, 22, 28, 28)],
    ['2018-06-18T22:28:28+00:00', Date.UTC(2018, 5, 18, 22, 28, 28)],
    ['2018-06-18T22:28:28-00:00', Date.UTC(2018, 5, 18, 22, 28, 28)],
    ['2018-06-18T22:28:28+02:30', Date.UTC(2018, 5, 18, 19, 58, 28)],
    ['2018-06-18T22:28:28-02:30', Date.UTC(2018, 5, 19, 0, 58, 28)],
    ['2018-06-18T22:28:28.5Z', Date.UTC(2018, 5, 18, 22, 28, 28, 500)],
    ['2018-06-18T22:28:28.123456', Date.UTC(2018, 5, 18, 22, 28, 28) + 123.456],
    ['1970-01-01T00:00:00.0000004Z', 0],
    ['1970-01-01T00:00:00.0000005Z', 0.001],
    ['1970-01-01T00:00:00.9999995Z', 1000],
    ['1969-12-31T23:59:59.5Z', -500],
    ['2020-02-29', Date.UTC(2020, 1, 29)],
    ['2000-02-29', Date.UTC(2000, 1, 29)],
    ['2018-12-31T23:59:59+23:59', Date.UTC(2018, 11, 31, 0, 0, 59)],
    ['0000-01-01', -62_167_219_200_000],
    ['0099-12-31', Date.parse('0099-12-31T00:00:00Z')],
    ['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
  ])('%s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  test.each([
    '',
    'now',
    '2018',
    '2018-06',
    '2018-6-18',
    '18-06-18',
    '02018-06-18',
    '+2018-06-18',
    '2018/06/18',
    '2018-06-18T',
    '2018-06-18Z',
    '2018-06-18+00:00',
    '2018-06-18T22:28',
    '2018-06-18T22:28Z',
    '2018-06-18 22:28:28',
    '2018-06-18t22:28:28',
    '2018-06-18T22:28:28z',
    '2018-06-18T22:28:28.',
    '2018-06-18T22:28:28.Z',
    '2018-06-18T22:28:28,5',
    '2018-06-18T22:28:28+0000',
    '2018-06-18T22:28:28+00',
    '2018-06-18T22:28:28+24:00',
    '2018-06-18T22:28:28+00:60',
    '2018-06-18T24:00:00',
    '2018-06-18T22:60:00',
    '2018-06-18T22:28:60',
    '2018-00-18',
    '2018-13-18',
    '2018-06-00',
    '2018-06-31',
    '2018-06-99',
    '2018-99-18',
    '2018-99-99',
    '2019-02-29',
    '1900-02-29',
    ' 2018-06-18',
    '2018-06-18\n',
    '２018-06-18',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('the last instant stays within the year 9999', () => {
    const last = parseInstant('9999-12-31T23:59:59.999999Z');
    expect(last).toBeLessThan(Date.UTC(9999, 11, 31, 23, 59, 59) + 1000);
    expect(last).toBe(parseInstant('9999-12-31T23:59:59.9999999Z'));
    expect(formatInstant(last ?? 0)).toMatch(/^9999-12-31T23:59:59\.99/);
  });

  test('a fraction of a million digits is read', () => {
    expect(parseInstant(`1970-01-01T00:00:00.${'1'.repeat(1_000_000)}Z`)).toBe(111.111);
  });

  test('agrees with the built-in reader on every form that both know', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0000-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseInstant(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});

describe('formatInstant', () => {
  test.each([
    [0, '1970-01-01T00:00:00Z'],
    [500, '1970-01-01T00:00:00.5Z'],
    [0.001, '1970-01-01T00:00:00.000001Z'],
    [-0.001, '1969-12-31T23:59:59.999999Z'],
    [999.9999, '1970-01-01T00:00:01Z'],
    [1_529_360_908_123.456, '2018-06-18T22:28:28.123456Z'],
    [-62_167_219_200_000, '0000-01-01T00:00:00Z'],
  ])('%s', (instant, expected) => {
    expect(formatInstant(instant)).toBe(expected);
  });

  test('what is written is read back as the same number, in every year', () => {
    const written = fc
      .tuple(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), fc.integer({ min: 0, max: 999_999 }))
      .map(([second, micro]) =>
        parseInstant(`${new Date(second * 1000).toISOString().slice(0, 19)}.${String(micro).padStart(6, '0')}`),
      );
    fc.assert(
      fc.property(written, (instant) => {
        expect(instant).toBeDefined();
        expect(parseInstant(formatInstant(instant ?? 0))).toBe(instant);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('instantFromEpochSeconds', () => {
  test.each([
    [0, 0],
    [1_529_360_908, 1_529_360_908_000],
    [1_529_360_908.123, 1_529_360_908_123],
    [1_529_360_908.123456, parseInstant('2018-06-18T22:28:28.123456Z')],
    [-0.5, -500],
    [0.9999999, 1000],
    [253_402_300_800, undefined],
    [-62_167_219_201, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NEGATIVE_INFINITY, undefined],
  ])('%s', (seconds, expected) => {
    expect(instantFromEpochSeconds(seconds)).toBe(expected);
  });

  test('one instant is one number, as text and as seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999 }), (second, micro) => {
        const digits = String(micro).padStart(6, '0');
        const text = `${new Date(second * 1000).toISOString().slice(0, 19)}.${digits}Z`;
        expect(instantFromEpochSeconds(Number(`${second}.${digits}`))).toBe(parseInstant(text));
      }),
    );
  });
});
