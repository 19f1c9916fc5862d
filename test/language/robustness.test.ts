import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/language/diagnostic.js';
import type { Dialect } from '../../src/language/dialect.js';
import { parse } from '../../src/language/parser.js';
import { print } from '../../src/language/printer.js';
import { checkQuery } from '../../src/query/check.js';
import { meaningfulExpression } from '../support/expression.js';
import { expectPlaced } from '../support/rules.js';
import { runs } from '../support/runs.js';
import { withoutSpans } from '../support/syntax.js';

const dialect: fc.Arbitrary<Dialect> = fc.constantFrom('ecs', 'stowage');

/** Whatever the text: a tree that prints and reads back, or errors that have a place. */
function expectAnswer(text: string, of: Dialect): readonly Diagnostic[] {
  const result = parse(text, { dialect: of });
  const checked = checkQuery(text, { dialect: of });
  expectPlaced(text, checked.diagnostics);
  const errors = checked.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  expect(checked.query === undefined).toBe(errors.length > 0);
  if (result.ok) {
    const again = parse(print(result.ast));
    if (again.ok) expect(withoutSpans(again.ast)).toEqual(withoutSpans(result.ast));
    else expect(again.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['text-too-long']);
    return checked.diagnostics;
  }
  expectPlaced(text, result.diagnostics);
  expect(result.diagnostics.some((diagnostic) => diagnostic.severity === 'error')).toBe(true);
  expect(errors.length).toBeGreaterThan(0);
  return result.diagnostics;
}

const WORDS = [
  ...[
    'and',
    'or',
    'not',
    'AND',
    'Not',
    '&&',
    '||',
    '!',
    '&',
    '|',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    '*',
    '<',
    '>',
    '=',
  ],
  ...[
    '==',
    '!=',
    '<=',
    '>=',
    '=~',
    '!~',
    '= ~',
    'in',
    '!in',
    'not_in',
    'exists',
    '!exists',
    'exist',
    'not_exists',
    'matches',
  ],
  ...[
    'equals',
    'not_equals',
    'greater_than',
    'less_than_equal',
    'not_matches',
    'from',
    'tasks',
    'instances',
    '| count',
    '| limit 3',
  ],
  ...[
    'attribute:',
    'attribute:stack',
    'attribute:a/b',
    'attribute:é',
    'task:group',
    'runningTasksCount',
    'agentVersion',
  ],
  ...['registeredAt', 'agentConnected', 'ec2InstanceId', 'Attribute:stack', 'ecs.instance-type', 'remaining:memory'],
  ...['prod', 't2.*', "'", '"', "'it\\'s'", '"a b"', '\\', '5', '1.9.0', '2018-06-18', '2018-02-30', 'true', 'maybe'],
  ...[
    '(?=a)',
    '(a',
    '[a',
    '\\1',
    'a++',
    '(?>a)',
    '[a&&b]',
    '<image_id>',
    '\u0000',
    '\uD800',
    '\uDC00',
    '\u{1F600}',
    '\u00A0',
    '\u2028',
  ],
  ...[' ', '\t', '\r', '\n', '\u000B', '\uFEFF', '#', '--', '/*', '//'],
] as const;

describe('no text makes the language throw', () => {
  it('text of any characters', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes)),
    );
    fc.assert(
      fc.property(text, dialect, (...given) => void expectAnswer(...given)),
      runs(3_000),
    );
  });

  it('words of the language in any order', () => {
    const soup = fc.tuple(fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }), fc.constantFrom(' ', ''));
    fc.assert(
      fc.property(soup, dialect, ([words, gap], of) => void expectAnswer(words.join(gap), of)),
      runs(6_000),
    );
  });

  it('good expressions with one thing out of place', () => {
    const damage = fc.record({ at: fc.nat(400), drop: fc.nat(3), insert: fc.constantFrom('', ...WORDS) });
    const law = (
      spelled: { piece: { text: string } },
      of: Dialect,
      { at, drop, insert }: { at: number; drop: number; insert: string },
    ) => {
      const { text } = spelled.piece;
      const place = at % (text.length + 1);
      expectAnswer(text.slice(0, place) + insert + text.slice(place + drop), of);
    };
    fc.assert(fc.property(meaningfulExpression('stowage'), dialect, damage, law), runs(4_000));
  });

  it('beginnings of good expressions', () => {
    const law = (spelled: { piece: { text: string } }, of: Dialect): void => {
      const { text } = spelled.piece;
      for (let end = 0; end <= Math.min(text.length, 80); end++) expectAnswer(text.slice(0, end), of);
    };
    fc.assert(fc.property(meaningfulExpression('stowage'), dialect, law), runs(60));
  });
});

describe.each(['ecs', 'stowage'] as const)('texts far over the limits, in the %s dialect', (of) => {
  const MEGABYTE = 1 << 20;
  const texts: readonly (readonly [string, string])[] = [
    ['one word', 'a'.repeat(MEGABYTE)],
    ['white space', ' '.repeat(MEGABYTE)],
    ['NUL bytes', '\0'.repeat(MEGABYTE)],
    ['lone surrogates', '\uD800'.repeat(MEGABYTE)],
    ['an open quote', `attribute:a == '${'b'.repeat(MEGABYTE)}`],
    ['backslashes in a quote', `attribute:a == '${'\\'.repeat(MEGABYTE)}`],
    ['a bare pattern', `attribute:a =~ ${'(a|'.repeat(MEGABYTE / 3)}`],
    ['open character classes', `attribute:a =~ ${'[a'.repeat(MEGABYTE / 2)}`],
    ['closing brackets', ')'.repeat(MEGABYTE)],
    ['open parentheses', '('.repeat(MEGABYTE)],
    ['exclamation marks', '!'.repeat(MEGABYTE)],
    ['placeholders', '<'.repeat(MEGABYTE)],
    ['10,000 nested parentheses', `${'('.repeat(10_000)}attribute:a exists${')'.repeat(10_000)}`],
    ['10,000 nots', `${'not '.repeat(10_000)}attribute:a exists`],
    ['20,000 nots and parentheses', `${'!('.repeat(10_000)}attribute:a exists${')'.repeat(10_000)}`],
    ['a list of 100,000 values', `attribute:a in [${Array.from({ length: 100_000 }, () => 'v').join(',')}]`],
    ['a chain of 100,000 conditions', Array.from({ length: 100_000 }, () => 'attribute:a exists').join(' or ')],
  ];

  it.each(texts)('%s is refused with a place, soon', (_name, text) => {
    const before = performance.now();
    const diagnostics = expectAnswer(text, of);
    expect(diagnostics.length).toBeLessThan(100);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('texts under the length limit that are hard in another way', () => {
  const long = (unit: string, before = '', after = ''): string =>
    before + unit.repeat(Math.floor((60_000 - before.length) / unit.length)) + after;
  const texts: readonly (readonly [string, string])[] = [
    ['errors by the thousand', long('attribute:a = b and ')],
    ['unknown subjects by the thousand', long('foo == bar or ', '', 'foo == bar')],
    ['unclosed brackets in a pattern', long('[', 'attribute:a =~ ')],
    ['unclosed braces in a pattern', long('{', 'attribute:a =~ ')],
    ['unclosed classes with escapes in a pattern', long('[\\]', 'attribute:a =~ ')],
    ['braces before parentheses in a pattern', `attribute:a =~ (${'{'.repeat(20_000)}${'()'.repeat(10_000)}`],
    ['nested groups in a pattern', long('(', 'attribute:a =~ ')],
    ['1,000 unclosed parentheses', '('.repeat(1_000)],
    ['parentheses around parentheses by the thousand', Array.from({ length: 4_000 }, () => '((*))').join(' or ')],
    ['nested groups in a quoted pattern', `attribute:a =~ '${'('.repeat(20_000)}${')'.repeat(20_000)}'`],
    ['repeated repeats in a pattern', `attribute:a =~ '${'a{1000}'.repeat(5_000)}'`],
    ['nested repeats in a pattern', 'attribute:a =~ ((((a{100}){100}){100}){100})'],
    ['not symbols', long('!')],
    ['wrong-case words', long('attribute:a exists AND ')],
    ['placeholders', long('<a>', 'attribute:a == ')],
    ['commas', long(',', 'attribute:a in [', ']')],
    ['quotes', long("'")],
    [
      'a long chain of both connectives',
      long('attribute:a exists and attribute:b exists or ', '', 'attribute:c exists'),
    ],
    ['an attribute name of 60,000 characters', `attribute:${'a'.repeat(60_000)} exists`],
    ['a version of 60,000 numbers', `agentVersion == ${long('1.', '', '1')}`],
    ['an integer of 60,000 digits', `runningTasksCount == ${'9'.repeat(60_000)}`],
    ['a fraction of 60,000 digits', `registeredAt == 2018-06-18T22:28:28.${'9'.repeat(60_000)}Z`],
  ];

  it.each(texts)('%s', (_name, text) => {
    const before = performance.now();
    expectAnswer(text, 'stowage');
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
