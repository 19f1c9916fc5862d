import { describe, expect, it } from 'vitest';
import { passes, type ValueTest } from '../../src/query/checked.js';
import type { OrderName } from '../../src/query/kinds.js';
import { ALL_VALUES, halfLine } from '../../src/query/ranges.js';

const TEXTS = new Set(['a', 1, null] as unknown as string[]);
const all = (order: OrderName): ValueTest => ({ form: 'ranges', order, ranges: ALL_VALUES });

const TESTS: readonly (readonly [string, ValueTest, passing: readonly unknown[]])[] = [
  ['any', { form: 'any' }, ['a', '1.5', '1-b', 1, 2, null]],
  ['texts', { form: 'texts', texts: TEXTS }, ['a']],
  ['pattern', { form: 'pattern', pattern: '.*', matches: () => true }, ['a', '1.5', '1-b']],
  ['all numbers', all('number'), [1, 2]],
  ['all instants', all('instant'), [1, 2]],
  ['all texts', all('text'), ['a', '1.5', '1-b']],
  ['all decimals', all('decimal'), ['1.5']],
  ['all versions', all('version'), ['1.5', '1-b']],
];

describe('passes', () => {
  it.each(TESTS)('%s takes values of its own type, and no absent value unless it takes any', (_form, test, passing) => {
    expect(['a', '1.5', '1-b', 1, 2, null].filter((value) => passes(test, value))).toEqual(passing);
  });

  it('asks the test', () => {
    expect(passes({ form: 'pattern', pattern: 'a', matches: (text) => text === 'a' }, 'b')).toBe(false);
    expect(passes({ form: 'ranges', order: 'number', ranges: halfLine('above', 1, true) }, 1)).toBe(false);
  });
});
