/** What an editor shows of a text, whole, broken and half-written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight } from '../../src/language/highlight.js';
import { isIncomplete } from '../../src/language/incomplete.js';
import { parse } from '../../src/language/parser.js';
import { scan } from '../../src/language/scanner.js';
import { runs } from '../support/runs.js';

const shown = (text: string): string =>
  highlight(text)
    .map(({ start, end, kind }) => `${text.slice(start, end)}:${kind}`)
    .join(' ');

describe('the parts of a text', () => {
  it.each([
    [
      "from tasks not(a =~ b.* && c in [d, 'e']) or *",
      "from:keyword tasks:keyword not:keyword (:punctuation a:subject =~:operator b.*:pattern &&:keyword c:subject in:operator [:punctuation d:value ,:punctuation 'e':value ]:punctuation ):punctuation or:keyword *:keyword",
    ],
    [
      'count(a == b) > 3|sum x by y|where sum(x)>1|sort x desc|limit 5',
      'count:function (:punctuation a:subject ==:operator b:value ):punctuation >:operator 3:value |:punctuation sum:stage x:subject by:keyword y:subject |:punctuation where:stage sum:function (:punctuation x:subject ):punctuation >:operator 1:value |:punctuation sort:stage x:subject desc:keyword |:punctuation limit:stage 5:value',
    ],
    ['a == and', 'a:subject ==:operator and:value'],
    ["tag:'cost center' exists", "tag:'cost center':subject exists:operator"],
    ['a = b and c exists', 'a:subject =:error b:value and:keyword c:subject exists:operator'],
    ['a like b | count', 'a:subject like:error b:value |:punctuation count:stage'],
    ['a == ) and b exists', 'a:subject ==:operator ):error and:keyword b:subject exists:operator'],
    ['a == | count', 'a:subject ==:operator |:error count:stage'],
    ['a == b c == d', 'a:subject ==:operator b:value c:error ==:operator d:value'],
    [
      '* | foo x | sort é, x',
      '*:keyword |:punctuation foo:error x:subject |:punctuation sort:stage é:error ,:error x:subject',
    ],
    ['* | limit ten | count', '*:keyword |:punctuation limit:stage ten:error |:punctuation count:stage'],
    ['a in b and c exists', 'a:subject in:operator b:error and:keyword c:subject exists:operator'],
    ['a exi', 'a:subject exi:operator'],
    ['a exo', 'a:subject exo:error'],
    ['a exi ', 'a:subject exi:error'],
    ['* | cou', '*:keyword |:punctuation cou:stage'],
    ['a exists an', 'a:subject exists:operator an:keyword'],
    ["a == 'b c", "a:subject ==:operator 'b c:value"],
    ["a =~ 'b c", "a:subject =~:operator 'b c:pattern"],
    ["tag:'b c", "tag:'b c:subject"],
    ["'b c", "'b c:error"],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('are in order, inside the text, and all of it but white space', () => {
    const words = [
      'a',
      'count(',
      'sum(',
      ')',
      '|',
      '||',
      "'",
      "tag:'x'",
      '==',
      '=~',
      'in',
      '[',
      ']',
      ',',
      'é',
      '\ud800',
      '*',
      'from',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(fc.constantFrom(...words, 'tasks', 'sort', 'by', 'limit', '5', 'where', 'not', 'and', '!', '='), {
          maxLength: 20,
        })
        .map((list) => list.join(' ')),
    );
    const law = (given: string): void => {
      let from = 0;
      for (const { start, end } of highlight(given)) {
        expect(given.slice(from, start)).toMatch(/^[ \t\r\n]*$/);
        expect(end).toBeGreaterThan(start);
        from = end;
      }
      expect(given.slice(from)).toMatch(/^[ \t\r\n]*$/);
    };
    fc.assert(fc.property(text, law), runs(3_000));
  });

  it('of a valid text are those that the parser reads, and no error', () => {
    const texts = [
      'a == b',
      'from tasks count(a =~ b) > 1 | count by c, d | sort count desc | limit 3',
      '* | select sum(x)',
    ];
    for (const text of texts) {
      expect(parse(text).ok).toBe(true);
      expect(highlight(text).map(({ start }) => start)).toEqual(scan(text).tokens.map((token) => token.startOffset));
      expect(highlight(text).every(({ kind }) => kind !== 'error')).toBe(true);
    }
  });

  it.each(["a == '", 'a =~ (((', 'a =~ {()', 'count(', '| ', '!', 'é', 'a exists and ', '* | sum(', '[', "tag:'"])(
    'of a megabyte of %s come soon',
    (unit) => {
      const before = performance.now();
      highlight(unit.repeat((1 << 20) / unit.length));
      expect(performance.now() - before).toBeLessThan(3_000);
    },
  );
});

describe('more text', () => {
  it.each([
    ...['(a exists', 'a exists and', 'a ==', 'a in [', 'a in [b,', "a == 'b", 'a =~', 'not', 'a exists |', '* | sort'],
    ...[
      '* | count by',
      '* | sort a,',
      '* | limit',
      '* | where',
      'from',
      'from tasks',
      'count(a == b',
      'sum(x',
      "tag:'x",
      "a =~ '(",
    ],
    ...["* | sort tag:'x", '* | where a =='],
  ])('can complete %s', (text) => {
    expect(parse(text).ok).toBe(false);
    expect(isIncomplete(text)).toBe(true);
  });

  it.each([
    ...['', ' ', 'a == b', '* | count', 'a', 'foo', 'a exists and b', 'a = b', 'a == )', "a exists 'b", "'b", 'a exi'],
    ...['* | foo', '* | limit ten', ')', '('.repeat(1_001), 'a'.repeat(70_000), "(a == b c 'd"],
  ])('does not make %s right', (text) => {
    expect(isIncomplete(text)).toBe(false);
  });
});
