import { describe, expect, it } from 'vitest';
import { passes, type ValueTest } from '../../src/query/checked.js';

const TESTS: readonly (readonly [string, ValueTest, passing: readonly unknown[]])[] = [
  ['any', { form: 'any' }, ['a', 'b', 1, 2, null]],
  ['texts', { form: 'texts', texts: new Set(['a', 1, null] as unknown as string[]) }, ['a']],
  ['text', { form: 'text', passes: () => true }, ['a', 'b']],
  ['numbers', { form: 'numbers', numbers: new Set(['a', 1, null] as unknown as number[]) }, [1]],
  ['number', { form: 'number', passes: () => true }, [1, 2]],
];

describe('passes', () => {
  it.each(TESTS)('%s takes values of its own type, and no absent value unless it takes any', (_form, test, passing) => {
    expect(['a', 'b', 1, 2, null].filter((value) => passes(test, value))).toEqual(passing);
  });

  it('asks the test', () => {
    expect(passes({ form: 'text', passes: (text) => text === 'a' }, 'b')).toBe(false);
    expect(passes({ form: 'number', passes: (value) => value > 1 }, 1)).toBe(false);
  });
});
