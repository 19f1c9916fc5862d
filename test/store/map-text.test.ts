/** Maps as texts and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountIn, forEachNumberIn, isSameMap, readMap, writeMap } from '../../src/store/map-text.js';
import { runs } from '../support/runs.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('cpu', '=', '1:a', '[2;', '', '\ud800'),
);
const value = fc.oneof(
  text,
  fc.array(text, { maxLength: 3 }),
  fc.integer(),
  fc.double({ noNaN: true }).map((one) => one + 0),
);
const map = fc.array(fc.tuple(text, value), { maxLength: 6 }).map((entries) => new Map(entries));

describe('the text of a map', () => {
  it('says what it is', () => {
    expect(
      writeMap(
        new Map<string, number | string[]>([
          ['ports', ['22', '51678']],
          ['cpu', 4096],
        ]),
      ),
    ).toBe('3:cpu=4096;5:ports[2;2:225:51678');
    expect(writeMap(new Map())).toBe('');
  });

  it('gives the map back, and is the same in any order', () => {
    const law = (one: ReadonlyMap<string, string | number | string[]>): void => {
      expect(readMap(writeMap(one))).toEqual(one);
      expect(writeMap(new Map([...one].reverse()))).toBe(writeMap(one));
    };
    fc.assert(fc.property(map, law), runs(2_000));
  });

  it('differs where maps differ, and so says who compares maps', () => {
    const law = (one: ReadonlyMap<string, string | number | string[]>, other: typeof one): void => {
      const same = JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
      expect([writeMap(one) === writeMap(other), isSameMap(one, other)]).toEqual([same, same]);
      expect(isSameMap(one, new Map([...one].reverse()))).toBe(true);
    };
    fc.assert(fc.property(map, map, law), runs(2_000));
  });

  it('leaves out what it is told to', () => {
    const amounts = new Map([
      ['cpu', 1],
      ['gpu', 2],
    ]);
    expect(readMap(writeMap(amounts, (name) => name === 'cpu'))).toEqual(new Map([['gpu', 2]]));
  });
});

describe('one entry of the text', () => {
  const digits = fc.constantFrom('0', '22', '065', '51678', '999999999999999', '1234567890123456789', '1e3', ' 7', 'x');
  const amount = fc.oneof(
    text,
    fc.array(fc.oneof(text, digits), { maxLength: 4 }),
    fc.nat(),
    fc.constantFrom(-1, 0.5, 1e21, 1e-9, 2 ** 53, 1234567890123456),
  );
  const amounts = fc
    .array(fc.tuple(fc.oneof(text, fc.constantFrom('gpu', 'memory', 'ports', 'ports_udp')), amount), { maxLength: 8 })
    .map((entries) => new Map(entries));

  it('is read as it is from the whole map', () => {
    const law = (one: ReadonlyMap<string, string | number | string[]>, other: string): void => {
      for (const name of [...one.keys(), other]) {
        const entry = one.get(name);
        const written = writeMap(one);
        const expected = Array.isArray(entry) ? entry.length : typeof entry === 'string' ? undefined : entry;
        expect(amountIn(written, name)).toBe(expected);
        const numbers: number[] = [];
        forEachNumberIn(written, name, (member) => numbers.push(member));
        expect(numbers).toEqual(Array.isArray(entry) ? entry.map(Number) : []);
      }
    };
    fc.assert(fc.property(amounts, fc.oneof(text, fc.constantFrom('port', 'z')), law), runs(2_000));
  });
});
