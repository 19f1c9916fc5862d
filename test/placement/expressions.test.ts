/** Expressions that are kept once parsed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryError } from '../../src/language/diagnostic.js';
import { LIMITS } from '../../src/model/limits.js';
import { RecentTexts, readExpression } from '../../src/placement/request/expressions.js';
import { runs } from '../support/runs.js';

describe('expressions', () => {
  it('are parsed once', () => {
    const read = readExpression('attribute:a == x and runningTasksCount > 3');
    expect(read.query.text).toBe('attribute:a == x and runningTasksCount > 3');
    expect(read.conjuncts.map(({ text }) => text)).toEqual(['attribute:a == x', 'runningTasksCount > 3']);
    expect(read.taskPredicates?.map(({ subject }) => subject.name)).toEqual(['runningTasksCount']);
    expect(readExpression('attribute:a == x and runningTasksCount > 3')).toBe(read);
    expect(readExpression('attribute:a == x  and runningTasksCount > 3')).not.toBe(read);
  });

  it('with errors are told each time', () => {
    for (let time = 0; time < 2; time++) expect(() => readExpression('attribute:a = x')).toThrow(QueryError);
  });

  it('are forgotten when so many others were asked for since', () => {
    const first = readExpression('attribute:first exists');
    const ask = (count: number) => {
      for (let index = 0; index < count; index++) readExpression(`attribute:other == ${index}`);
    };
    ask(LIMITS.keptExpressions.entries - 1);
    expect(readExpression('attribute:first exists')).toBe(first);
    ask(LIMITS.keptExpressions.entries);
    expect(readExpression('attribute:first exists')).not.toBe(first);
  });
});

describe('recent texts', () => {
  const limit = { entries: 3, characters: 10 };

  it('hold the entries of the limit and no more', () => {
    const texts = new RecentTexts<number>(limit);
    for (const [value, text] of ['a', 'b', 'c'].entries()) texts.set(text, value);
    expect([texts.size, texts.get('a')]).toEqual([3, 0]);
    texts.set('d', 3);
    expect(['a', 'b', 'c', 'd'].map((text) => texts.get(text))).toEqual([0, undefined, 2, 3]);
  });

  it('hold the characters of the limit and no more', () => {
    const texts = new RecentTexts<number>(limit);
    texts.set('aaaaa', 1);
    texts.set('bbbbb', 2);
    expect(texts.size).toBe(2);
    texts.set('c', 3);
    expect(['aaaaa', 'bbbbb', 'c'].map((text) => texts.get(text))).toEqual([undefined, 2, 3]);
  });

  it('do not keep a text that is longer than all together may be', () => {
    const texts = new RecentTexts<number>(limit);
    texts.set('a', 1);
    texts.set('b'.repeat(11), 2);
    expect([texts.size, texts.get('b'.repeat(11)), texts.get('a')]).toEqual([1, undefined, 1]);
    texts.set('c'.repeat(10), 3);
    expect([texts.size, texts.get('c'.repeat(10))]).toEqual([1, 3]);
  });

  it('are those asked for last, as a list would keep them', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff')), (asked) => {
        const texts = new RecentTexts<string>(limit);
        let list: string[] = [];
        for (const text of asked) {
          expect(texts.get(text)).toBe(list.includes(text) ? text : undefined);
          if (!list.includes(text)) texts.set(text, text);
          list = [...list.filter((other) => other !== text), text];
          while (list.length > limit.entries || list.join('').length > limit.characters) list.shift();
          expect(texts.size).toBe(list.length);
        }
      }),
      runs(300),
    );
  });
});
