import { describe, expect, it } from 'vitest';
import { ValueOrder } from '../../../src/query/completion/value-order.js';
import { ValueIndex } from '../../../src/store/value-index.js';

/** An index in which `rows(value)` rows have each value; tells which rows a value has. */
function indexOf(values: Iterable<string>, rows: (value: string) => number = () => 1): ValueIndex {
  const index = new ValueIndex();
  let row = 0;
  for (const value of values) for (let at = 0; at < rows(value); at++) index.add(row++, value);
  return index;
}

const texts = (order: ValueOrder, index: ValueIndex, typed: string) =>
  order.beginningWith(typed).map((code) => index.text(code));

const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => `${prefix}${at.toString(16).padStart(5, '0')}`);

describe('the order of values', () => {
  it('of a few is by rows, then by text', () => {
    const index = indexOf(['b', 'a', 'd', 'c'], (value) => (value === 'c' ? 3 : 1));
    expect(texts(new ValueOrder(index), index, 'x')).toEqual(['c', 'a', 'b', 'd']);
  });

  it('follows the index', () => {
    const index = indexOf(['a', 'b', 'b']);
    const order = new ValueOrder(index);
    expect(texts(order, index, '')).toEqual(['b', 'a']);
    index.remove(0, index.codeOf('a'));
    expect(texts(order, index, '')).toEqual(['b']);
    for (const row of [0, 4, 5]) index.add(row, 'c');
    expect(texts(order, index, '')).toEqual(['c', 'b']);
  });

  it.each([2_048, 2_049])('finds each of %i by its beginning', (count) => {
    const values = numbered(count, 'i-');
    const index = indexOf(values);
    const order = new ValueOrder(index);
    for (const value of [values[0], values[77], values.at(-1)]) {
      expect(texts(order, index, value as string)).toContain(value);
    }
    const begun = texts(order, index, 'i-007');
    expect(begun).toEqual(expect.arrayContaining(values.slice(0x700, Math.min(0x800, count))));
  });

  it('of many has the most frequent first, and 1,000 of them at most', () => {
    const values = numbered(6_000, 'n');
    const index = indexOf(values, (value) => (value < 'n01000' ? 2 : value === 'n01234' ? 5 : 1));
    const first = texts(new ValueOrder(index), index, 'n');
    expect(first[0]).toBe('n01234');
    expect(first.slice(1, 1000).every((value) => index.count(value) === 2)).toBe(true);
    expect(texts(new ValueOrder(index), index, 'n01234')).toEqual(['n01234']);
  });

  it('of many sees what comes and goes', () => {
    const index = indexOf(numbered(5_000, 'i-'));
    const order = new ValueOrder(index);
    expect(texts(order, index, 'i-zz')).toEqual([]);
    index.add(9_000, 'i-zz1');
    index.add(9_001, 'other');
    expect(texts(order, index, 'i-zz')).toEqual(['i-zz1']);
    expect(texts(order, index, 'oth')).toEqual(['other']);
    index.remove(9_000, index.codeOf('i-zz1'));
    index.add(9_000, 'i-yy');
    expect(texts(order, index, 'i-zz')).toEqual([]);
    expect(texts(order, index, 'i-yy')).toEqual(['i-yy']);
    for (const [at, value] of numbered(3_000, 'new-').entries()) index.add(10_000 + at, value);
    expect(texts(order, index, 'new-00bb7')).toEqual(['new-00bb7']);
    expect(texts(order, index, 'i-00001')).toEqual(['i-00001']);
  });

  it.each(['é', 'a\u007f', '日本', 'zz'])('finds %j among many of every alphabet', (beginning) => {
    const values = ['é', 'éa', 'a\u007fb', '日本語', '日', 'zz', 'z'].flatMap((value) => numbered(900, value));
    const index = indexOf(values);
    const found = texts(new ValueOrder(index), index, `${beginning}`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((value) => value.startsWith(beginning))).toBe(true);
    expect(
      texts(
        new ValueOrder(index),
        index,
        `${beginning === '日本' ? '日本語' : beginning === 'a\u007f' ? 'a\u007fb' : beginning}00123`,
      ),
    ).toHaveLength(1);
  });
});
