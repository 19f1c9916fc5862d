/** Patterns against the JavaScript engine, where both mean the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/query/pattern.js';
import { runs } from '../support/runs.js';

function test(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  if ('error' in compiled) throw new Error(`${pattern}: ${compiled.error.message}`);
  return compiled.test(text);
}

/** What Java, RE2 and JavaScript read alike: literals, classes, groups, alternatives, repeats, lazy or not. */
const { pattern } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('atom'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}|${b}`),
    fc
      .tuple(tie('atom'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}', '*?', '+?', '??'))
      .map(([a, times]) => a + times),
  ),
  atom: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'a',
      'b',
      'A',
      '1',
      '-',
      '\\.',
      '\\\\',
      '\\*',
      '.',
      '\\d',
      '\\D',
      '\\w',
      '\\W',
      'é',
      '\u{1F600}',
      '^',
      '$',
      '\\b',
    ),
    fc.constantFrom(
      '[ab]',
      '[^a]',
      '[a-c1-3]',
      '[^\\d]',
      '[\\w.]',
      '[.]',
      '[^é\u{1F600}]',
      '[)(]',
      '[a\\]]',
      '[-a]',
      '()',
    ),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
}));

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'A', '1', '-', '.', '\\', '*', ' ', '\n', 'é', '\u{1F600}', ')', ']'),
  maxLength: 6,
});

describe('patterns', () => {
  it('match as a whole, as the JavaScript engine matches between ^ and $', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 10, maxLength: 10 }), (source, texts) => {
        // A repeat of ^, $ or \b is an error in JavaScript alone.
        const repeated = /(?:[$^]|\\b)(?:[*+?{])/.test(source.replace(/\\[^b]/gu, ''));
        fc.pre(!repeated);
        const reference = new RegExp(`^(?:${source})$`, 'u');
        for (const one of texts) {
          expect(test(source, one)).toBe(reference.test(one));
          if (reference.test(one)) matched++;
        }
      }),
      runs(2_000),
    );
    expect(matched).toBeGreaterThan(runs(2_000).numRuns / 4);
  });

  it('take time in proportion to the text', () => {
    const before = performance.now();
    expect(test('(a+)+b', 'a'.repeat(20_000))).toBe(false);
    expect(test('(a|a)*c', 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('keep no state from one text to the next', () => {
    const compiled = compilePattern('a+');
    if ('error' in compiled) throw new Error(compiled.error.message);
    for (let turn = 0; turn < 3; turn++) {
      expect(compiled.test('aa')).toBe(true);
      expect(compiled.test('ab')).toBe(false);
    }
  });

  it.each([
    ['\\Q[a&&b]\\E', '[a&&b]'],
    ['\\Q[a&&b]', '[a&&b]'],
    ['\\[a&&b\\]', '[a&&b]'],
    ['[]]&&[[]', ']&&['],
    ['[^]]&&', 'a&&'],
    ['[\\]]&&', ']&&'],
    ['[a&]&', 'a&'],
    ['[a-z]&&[a-z]', 'a&&b'],
    ['\\Qab[c&&d]\\E', 'ab[c&&d]'],
    ['\\Qa\\E\\Q[b&&c]\\E', 'a[b&&c]'],
  ])('%s is no class intersection', (source, matching) => {
    expect(test(source, matching)).toBe(true);
  });

  it.each([
    ['[a&&b]', 2, 4],
    ['x[^a&&b]', 4, 6],
    ['[]&&a]', 2, 4],
    ['[^]&&a]', 3, 5],
    ['[\\]&&a]', 3, 5],
    ['\\Qx\\E[a&&b]', 7, 9],
    ['[a][&&b]', 4, 6],
  ])('%s is a class intersection', (source, start, end) => {
    expect(compilePattern(source)).toMatchObject({ error: { code: 'unsupported-pattern', start, end } });
  });

  it.each([
    ['a{2}+', 1, 5],
    ['a{1,}+', 1, 6],
    ['a{12,13}+', 1, 9],
    ['a++', 1, 3],
  ])('%s is a possessive quantifier', (source, start, end) => {
    expect(compilePattern(source)).toMatchObject({ error: { code: 'unsupported-pattern', start, end } });
  });

  it.each(['(?<n(?=x)>a)', '(?<n(?>x)>a)', '(?<n\\1>a)', '(?<n++>a)', '(?P<n(?=x)>a)'])(
    '%s is a wrong name, whatever the name looks like',
    (source) => {
      expect(compilePattern(source)).toMatchObject({ error: { code: 'invalid-pattern' } });
    },
  );
});
