/** The rules of grammar and lexing, one row each: a text and the tree it has to become. */
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/language/ast.js';
import type { Dialect } from '../../src/language/dialect.js';
import { parse } from '../../src/language/parser.js';
import {
  and,
  comparison,
  EVERYTHING,
  existence,
  expressionsOf,
  match,
  membership,
  not,
  or,
  query,
  withoutSpans,
} from '../support/syntax.js';

interface Reading {
  readonly rule: string;
  readonly text: string;
  /** Both dialects where it is not said. */
  readonly dialect?: Dialect;
  readonly tree: Expression;
}

const A = existence('attribute:a', 'exists');
const B = existence('attribute:b', 'exists');
const C = existence('attribute:c', 'exists');
const is = (value: string): Expression => comparison('attribute:a', '==', value);
const like = (pattern: string): Expression => match('attribute:a', '=~', pattern);

const GRAMMAR: readonly Reading[] = [
  { rule: 'or joins two conditions', text: 'attribute:a exists or attribute:b exists', tree: or(A, B) },
  { rule: '|| joins two conditions', text: 'attribute:a exists || attribute:b exists', tree: or(A, B) },
  { rule: 'and joins two conditions', text: 'attribute:a exists and attribute:b exists', tree: and(A, B) },
  { rule: '&& joins two conditions', text: 'attribute:a exists && attribute:b exists', tree: and(A, B) },
  { rule: 'not stands before a condition', text: 'not attribute:a exists', tree: not(A) },
  { rule: '! stands before a condition', text: '!attribute:a exists', tree: not(A) },
  { rule: 'not stands before not', text: 'not not attribute:a exists', tree: not(not(A)) },
  { rule: '! stands before !', text: '!!attribute:a exists', tree: not(not(A)) },
  { rule: '! and not mix', text: '!not ! attribute:a exists', tree: not(not(not(A))) },
  { rule: 'parentheses leave no node', text: '((attribute:a exists))', tree: A },
  { rule: '* is everything', text: '*', dialect: 'stowage', tree: EVERYTHING },
  {
    rule: '* is a condition like any other',
    text: 'not(*)and * or attribute:a exists',
    dialect: 'stowage',
    tree: or(and(not(EVERYTHING), EVERYTHING), A),
  },
  { rule: '! stands before *', text: '!*', dialect: 'stowage', tree: not(EVERYTHING) },
  { rule: 'a comparison takes one value', text: 'attribute:a == b', tree: is('b') },
  {
    rule: 'a membership takes a list',
    text: 'attribute:a in [b, c]',
    tree: membership('attribute:a', 'in', ['b', 'c']),
  },
  { rule: 'a list may hold one value', text: 'attribute:a in [b]', tree: membership('attribute:a', 'in', ['b']) },
  { rule: 'a list may be empty', text: 'attribute:a in []', tree: membership('attribute:a', 'in', []) },
  {
    rule: 'a list may be empty with space in it',
    text: 'attribute:a !in [ ]',
    tree: membership('attribute:a', '!in', []),
  },
  {
    rule: 'a list may stand in parentheses',
    text: 'attribute:a in (b, c)',
    dialect: 'stowage',
    tree: membership('attribute:a', 'in', ['b', 'c']),
  },
  {
    rule: 'a list keeps its repetitions',
    text: 'attribute:a in [b,b]',
    tree: membership('attribute:a', 'in', ['b', 'b']),
  },
  { rule: 'a match takes a pattern', text: 'attribute:a =~ b.*', tree: like('b.*') },
  { rule: 'an existence takes nothing', text: 'attribute:a exists', tree: A },
];

const SYMBOLS = ['==', '!=', '>', '>=', '<', '<='] as const;
const WORDS = ['equals', 'not_equals', 'greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'] as const;
const OPERATORS: readonly Reading[] = [
  ...SYMBOLS.map(
    (symbol): Reading => ({
      rule: `${symbol} compares`,
      text: `attribute:a ${symbol} b`,
      tree: comparison('attribute:a', symbol, 'b'),
    }),
  ),
  ...WORDS.map(
    (word, index): Reading => ({
      rule: `${word} compares`,
      text: `attribute:a ${word} b`,
      tree: comparison('attribute:a', SYMBOLS[index] ?? '==', 'b'),
    }),
  ),
  { rule: 'in', text: 'attribute:a in [b]', tree: membership('attribute:a', 'in', ['b']) },
  { rule: '!in', text: 'attribute:a !in [b]', tree: membership('attribute:a', '!in', ['b']) },
  { rule: 'not_in', text: 'attribute:a not_in [b]', tree: membership('attribute:a', '!in', ['b']) },
  { rule: '=~', text: 'attribute:a =~ b', tree: match('attribute:a', '=~', 'b') },
  { rule: 'matches', text: 'attribute:a matches b', tree: match('attribute:a', '=~', 'b') },
  { rule: '!~', text: 'attribute:a !~ b', tree: match('attribute:a', '!~', 'b') },
  { rule: 'not_matches', text: 'attribute:a not_matches b', tree: match('attribute:a', '!~', 'b') },
  { rule: 'exists', text: 'attribute:a exists', tree: existence('attribute:a', 'exists') },
  { rule: '!exists', text: 'attribute:a !exists', tree: existence('attribute:a', '!exists') },
  { rule: 'not_exists', text: 'attribute:a not_exists', tree: existence('attribute:a', '!exists') },
];

const PRECEDENCE: readonly Reading[] = [
  {
    rule: 'and binds tighter than or, on the right',
    text: 'attribute:a exists or attribute:b exists and attribute:c exists',
    tree: or(A, and(B, C)),
  },
  {
    rule: 'and binds tighter than or, on the left',
    text: 'attribute:a exists and attribute:b exists or attribute:c exists',
    tree: or(and(A, B), C),
  },
  { rule: 'not binds tighter than and', text: 'not attribute:a exists and attribute:b exists', tree: and(not(A), B) },
  { rule: 'not binds tighter than or', text: 'not attribute:a exists or attribute:b exists', tree: or(not(A), B) },
  { rule: '! binds tighter than &&', text: '!attribute:a exists && attribute:b exists', tree: and(not(A), B) },
  {
    rule: 'symbols and words bind alike',
    text: 'attribute:a exists || attribute:b exists and attribute:c exists',
    tree: or(A, and(B, C)),
  },
  {
    rule: 'parentheses set it',
    text: '(attribute:a exists or attribute:b exists) and attribute:c exists',
    tree: and(or(A, B), C),
  },
  {
    rule: 'not takes a parenthesis whole',
    text: 'not(attribute:a exists and attribute:b exists)',
    tree: not(and(A, B)),
  },
  {
    rule: 'a chain is one node',
    text: 'attribute:a exists and attribute:b exists && attribute:c exists',
    tree: and(A, B, C),
  },
  {
    rule: 'a parenthesis in a chain is kept',
    text: '(attribute:a exists and attribute:b exists) and attribute:c exists',
    tree: and(and(A, B), C),
  },
  {
    rule: 'a parenthesis at the end of a chain is kept',
    text: 'attribute:a exists or (attribute:b exists or attribute:c exists)',
    tree: or(A, or(B, C)),
  },
];

const SPACES: readonly Reading[] = [
  {
    rule: 'none is needed around ==',
    text: 'attribute:flavor==test',
    tree: comparison('attribute:flavor', '==', 'test'),
  },
  {
    rule: 'none is needed around == of a subject without a colon',
    text: 'agentConnected==true',
    tree: comparison('agentConnected', '==', 'true'),
  },
  ...(['!=', '>', '>=', '<', '<='] as const).map(
    (symbol): Reading => ({
      rule: `none is needed around ${symbol}`,
      text: `attribute:a${symbol}b`,
      tree: comparison('attribute:a', symbol, 'b'),
    }),
  ),
  {
    rule: 'none is needed around !in',
    text: 'attribute:a!in[b,c]',
    tree: membership('attribute:a', '!in', ['b', 'c']),
  },
  { rule: 'none is needed around =~', text: 'attribute:a=~b', tree: like('b') },
  { rule: 'none is needed around !~', text: 'attribute:a!~b', tree: match('attribute:a', '!~', 'b') },
  { rule: 'none is needed around !exists', text: 'attribute:a!exists', tree: existence('attribute:a', '!exists') },
  { rule: 'none is needed around &&', text: 'attribute:a exists&&attribute:b exists', tree: and(A, B) },
  { rule: 'none is needed around ||', text: 'attribute:a exists||attribute:b exists', tree: or(A, B) },
  { rule: 'none is needed around && after a value', text: 'attribute:a==b&&attribute:b exists', tree: and(is('b'), B) },
  { rule: 'none is needed between in and [', text: 'attribute:a in[b]', tree: membership('attribute:a', 'in', ['b']) },
  {
    rule: 'none is needed between in and (',
    text: 'attribute:a in(b)',
    dialect: 'stowage',
    tree: membership('attribute:a', 'in', ['b']),
  },
  {
    rule: 'none is needed between ) and a word and (',
    text: '(attribute:a exists)and(attribute:b exists)or(attribute:c exists)',
    tree: or(and(A, B), C),
  },
  {
    rule: 'none is needed between a word and !',
    text: 'attribute:a exists and!attribute:b exists',
    tree: and(A, not(B)),
  },
  {
    rule: 'none is needed between a word and a quote',
    text: "attribute:a equals'b'and attribute:b exists",
    tree: and(is('b'), B),
  },
  { rule: 'space, tab, CR and LF are white space', text: ' \t\r\nattribute:a\t==\r\nb ', tree: is('b') },
  {
    rule: 'none is needed around the values of a list',
    text: 'attribute:a in [b,c , d]',
    tree: membership('attribute:a', 'in', ['b', 'c', 'd']),
  },
];

const VALUES: readonly Reading[] = [
  ...[...'-_.@/\\:+*?^$#%~azAZ09'].map(
    (character): Reading => ({
      rule: `a bare value may hold ${character}`,
      text: `attribute:a == ${character}x${character}`,
      tree: is(`${character}x${character}`),
    }),
  ),
  {
    rule: 'a group needs no quotes',
    text: 'task:group == service:web',
    tree: comparison('task:group', '==', 'service:web'),
  },
  {
    rule: 'an instant needs no quotes',
    text: 'registeredAt == 2018-06-18T22:28:28+00:00',
    tree: comparison('registeredAt', '==', '2018-06-18T22:28:28+00:00'),
  },
  {
    rule: 'a label with a slash needs no quotes',
    text: 'attribute:a == foundry.signoz.io/storage',
    tree: is('foundry.signoz.io/storage'),
  },
  { rule: 'a glob is a value', text: 'attribute:a == t2.*', tree: is('t2.*') },
  { rule: 'a value may begin with ~', text: 'attribute:a ==~x', tree: is('~x') },
  ...['and', 'or', 'not', 'in', 'exists', 'matches', 'equals', 'not_in', 'from', 'AND', '*', 'attribute:b'].map(
    (word): Reading => ({ rule: `the word ${word} may be a value`, text: `attribute:a == ${word}`, tree: is(word) }),
  ),
  {
    rule: 'words may be values of a list',
    text: 'attribute:a in [and,or,not,in,exists]',
    tree: membership('attribute:a', 'in', ['and', 'or', 'not', 'in', 'exists']),
  },
  {
    rule: 'a word that is a value is followed by a word',
    text: 'attribute:a == and and attribute:b exists',
    tree: and(is('and'), B),
  },
  { rule: 'a word may be a pattern', text: 'attribute:a =~ and and attribute:b exists', tree: and(like('and'), B) },
  { rule: "'…' is a value", text: "attribute:a == 'b'", tree: is('b') },
  { rule: '"…" is a value', text: 'attribute:a == "b"', tree: is('b') },
  { rule: 'a quoted value may be empty', text: "attribute:a == ''", tree: is('') },
  {
    rule: 'quotes hold any character',
    text: "attribute:a == ' (<é\u0000>) ,[]=!|& \n'",
    tree: is(' (<é\u0000>) ,[]=!|& \n'),
  },
  {
    rule: 'quotes hold the other quote',
    text: `attribute:a in ['"', "'"]`,
    tree: membership('attribute:a', 'in', ['"', "'"]),
  },
  { rule: "\\' in '…' is a quote", text: "attribute:a == 'it\\'s'", tree: is("it's") },
  { rule: '\\" in "…" is a quote', text: 'attribute:a == "say \\"hi\\""', tree: is('say "hi"') },
  { rule: '\\\' in "…" stays as it is', text: 'attribute:a == "it\\\'s"', tree: is("it\\'s") },
  { rule: "\\\" in '…' stays as it is", text: "attribute:a == 'a\\\"b'", tree: is('a\\"b') },
  { rule: '\\\\ in quotes is one backslash', text: "attribute:a == 'a\\\\b'", tree: is('a\\b') },
  { rule: '\\\\ before the closing quote', text: "attribute:a == 'a\\\\'", tree: is('a\\') },
  { rule: 'three backslashes and a quote', text: "attribute:a == '\\\\\\'x'", tree: is("\\'x") },
  { rule: 'every other backslash in quotes stays', text: "attribute:a == 'm5\\.large\\n'", tree: is('m5\\.large\\n') },
  { rule: 'the same in a quoted pattern', text: "attribute:a =~ 'm5\\.large'", tree: like('m5\\.large') },
  { rule: 'a backslash in a bare value escapes nothing', text: 'attribute:a == a\\\\b', tree: is('a\\\\b') },
];

const PATTERNS: readonly Reading[] = [
  {
    rule: 'the documented pattern with lists in classes',
    text: 'attribute:a =~ (p[2,3]|g[3,4]|f[1]).*',
    tree: like('(p[2,3]|g[3,4]|f[1]).*'),
  },
  { rule: 'white space ends it', text: 'attribute:a =~ t2.* and attribute:b exists', tree: and(like('t2.*'), B) },
  {
    rule: 'a ) that closes nothing ends it',
    text: '(attribute:a =~ t2.*) and attribute:b exists',
    tree: and(like('t2.*'), B),
  },
  { rule: 'two ) that close nothing end it', text: '((attribute:a =~ (t2|t3).*))', tree: like('(t2|t3).*') },
  { rule: '&& ends it', text: 'attribute:a =~ t2.*&&attribute:b exists', tree: and(like('t2.*'), B) },
  { rule: '|| ends it', text: 'attribute:a =~ t2.*||attribute:b exists', tree: or(like('t2.*'), B) },
  { rule: '| does not end it', text: 'attribute:a =~ t2|t3', tree: like('t2|t3') },
  { rule: '& does not end it', text: 'attribute:a =~ a&b', tree: like('a&b') },
  { rule: ', inside brackets does not end it', text: 'attribute:a =~ a{1,2}[,](,)', tree: like('a{1,2}[,](,)') },
  { rule: 'parentheses nest', text: '(attribute:a =~ ((a)(b(c))))', tree: like('((a)(b(c)))') },
  { rule: 'an escaped opening bracket does not count', text: '(attribute:a =~ a\\(b)', tree: like('a\\(b') },
  { rule: 'an escaped closing bracket does not count', text: 'attribute:a =~ a\\)b', tree: like('a\\)b') },
  { rule: 'an escaped square bracket opens no class', text: '(attribute:a =~ \\[a)', tree: like('\\[a') },
  { rule: 'an escaped brace opens nothing', text: '(attribute:a =~ \\{a)', tree: like('\\{a') },
  { rule: 'an escaped backslash escapes nothing', text: '(attribute:a =~ a\\\\)', tree: like('a\\\\') },
  { rule: 'a ( inside […] does not count', text: '(attribute:a =~ [(])', tree: like('[(]') },
  { rule: 'a ) inside […] does not count', text: 'attribute:a =~ [)]+', tree: like('[)]+') },
  { rule: 'a ] that comes first in […] is a member', text: '(attribute:a =~ []a)]+)', tree: like('[]a)]+') },
  { rule: 'an escaped ] in […] is a member', text: '(attribute:a =~ [\\])]+)', tree: like('[\\])]+') },
  { rule: 'a ] that comes first after ^ is a member', text: '(attribute:a =~ [^])]+)', tree: like('[^])]+') },
  { rule: 'a class after a class', text: 'attribute:a =~ [ab][)]+', tree: like('[ab][)]+') },
  { rule: '& in a class', text: 'attribute:a =~ [&)]b', tree: like('[&)]b') },
  { rule: '| in a class', text: 'attribute:a =~ [|)]b', tree: like('[|)]b') },
  { rule: 'a character twice in a class', text: 'attribute:a =~ [bb)]c', tree: like('[bb)]c') },
  { rule: 'a class that is never closed', text: 'attribute:a =~ [b', tree: like('[b') },
  { rule: 'a class that is never closed, in parentheses', text: '(attribute:a =~ [b)', tree: like('[b') },
  { rule: '&& ends it even inside a class', text: 'attribute:a =~ [b&&attribute:b exists', tree: and(like('[b'), B) },
  { rule: '|| ends it even inside a class', text: 'attribute:a =~ [b||attribute:b exists', tree: or(like('[b'), B) },
  {
    rule: '&& ends it even in a class that is closed later',
    text: 'attribute:a =~ [b&&attribute:b =~ c]',
    tree: and(like('[b'), match('attribute:b', '=~', 'c]')),
  },
  {
    rule: '&& ends it even in a class that is closed later, without a space',
    text: 'attribute:a =~ [b&&attribute:b=~c]',
    tree: and(like('[b'), match('attribute:b', '=~', 'c]')),
  },
  {
    rule: '|| ends it even in a class that is closed later, without a space',
    text: 'attribute:a =~ [b||attribute:b=~c]',
    tree: or(like('[b'), match('attribute:b', '=~', 'c]')),
  },
  { rule: 'a } that closes nothing', text: '(attribute:a =~ (b}c))', tree: like('(b}c)') },
  { rule: 'a backslash at the end', text: 'attribute:a =~ b\\', tree: like('b\\') },
  { rule: 'a quote inside it', text: "attribute:a =~ b'", tree: like("b'") },
  { rule: 'a double quote inside it', text: 'attribute:a =~ b"', tree: like('b"') },
  { rule: 'a pattern in double quotes', text: 'attribute:a =~ "b c"', tree: like('b c') },
  { rule: 'it may hold what a bare value cannot', text: 'attribute:a =~ [^<>=!é"]+', tree: like('[^<>=!é"]+') },
  { rule: 'matches( begins a pattern', text: 'attribute:a matches(t2|t3).*', tree: like('(t2|t3).*') },
  { rule: 'a pattern in quotes may hold space', text: "attribute:a =~ 'a b'", tree: like('a b') },
  { rule: 'a pattern in quotes may hold &&', text: "attribute:a =~ 'a&&b'", tree: like('a&&b') },
  { rule: 'a quoted pattern ends at its quote', text: "(attribute:a =~ 'a)b')", tree: like('a)b') },
  {
    rule: 'a quoted pattern is followed by a word',
    text: "attribute:a =~ 'a'and attribute:b exists",
    tree: and(like('a'), B),
  },
  {
    rule: '=~ reads a pattern after any subject',
    text: 'task:group =~ service:(a|b)',
    tree: match('task:group', '=~', 'service:(a|b)'),
  },
];

describe.each([
  ['grammar', GRAMMAR],
  ['operators', OPERATORS],
  ['precedence', PRECEDENCE],
  ['white space', SPACES],
  ['values', VALUES],
  ['patterns', PATTERNS],
] as const)('%s', (_name, rows) => {
  it.each(rows)('$rule: $text', ({ text, dialect, tree }) => {
    const expected = withoutSpans(query(tree));
    for (const of of dialect === undefined ? (['ecs', 'stowage'] as const) : [dialect]) {
      const result = parse(text, { dialect: of });
      expect(result.ok ? withoutSpans(result.ast) : result.diagnostics).toEqual(expected);
      if (!result.ok) continue;
      expect(result.ast.span).toEqual({ start: 0, end: text.length });
      for (const { span } of expressionsOf(result.ast.expression)) expect(span.end).toBeLessThanOrEqual(text.length);
    }
  });

  it('read in the default dialect, which is stowage', () => {
    for (const { text } of rows) expect(parse(text)).toEqual(parse(text, { dialect: 'stowage' }));
  });
});
