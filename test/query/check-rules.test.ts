/** The rules of checking, one row each: what is wrong, at which part of the text, and what would be right. */
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../src/language/diagnostic.js';
import type { Dialect } from '../../src/language/dialect.js';
import { checkQuery } from '../../src/query/check.js';
import { expectPlaced, expectRefusal, type Refusal } from '../support/rules.js';
import { ALL_OPERATORS, SPELLINGS, SUBJECT_OPERATORS } from '../support/vocabulary.js';

/** An argument of each operator for each subject that would be right if the operator were. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  agentConnected: 'true',
  agentVersion: '1.9.0',
  attribute: 'x',
  ec2InstanceId: 'i-0a',
  registeredAt: '2018-06-18',
  runningTasksCount: '1',
  'task:group': 'service:web',
};

const COMBINATIONS = Object.entries(SUBJECT_OPERATORS).flatMap(([subject, takes]) =>
  ALL_OPERATORS.flatMap((operator) =>
    SPELLINGS[operator].flatMap((sign) =>
      (['ecs', 'stowage'] as const).map((dialect) => {
        const argument = ARGUMENTS[subject] ?? '';
        const written = operator.endsWith('exists') ? '' : operator.endsWith('in') ? ` [${argument}]` : ` ${argument}`;
        const name = subject === 'attribute' ? 'attribute:a' : subject;
        return {
          text: `${name} ${sign}${written}`,
          dialect,
          sign,
          subject,
          takes: takes[dialect],
          taken: takes[dialect].includes(operator),
        };
      }),
    ),
  ),
);

describe('which operators a subject takes', () => {
  it.each(COMBINATIONS)('$dialect: $text', ({ text, dialect, sign, taken, takes, subject }) => {
    const { query, diagnostics } = checkQuery(text, { dialect });
    expect(query !== undefined).toBe(taken);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors).toHaveLength(taken ? 0 : 1);
    const [error] = errors;
    if (error === undefined) return;
    const extended = dialect === 'ecs' && checkQuery(text, { dialect: 'stowage' }).query !== undefined;
    expect(error.code).toBe(extended ? 'extension' : 'operator-not-taken');
    expect(text.slice(error.start, error.end)).toBe(sign);
    expect(error.message).toContain(subject);
    for (const operator of takes) expect(error.message).toContain(`\`${operator}\``);
  });
});

const EXTENSIONS: readonly Refusal[] = [
  { rule: '* is an extension', text: '*', dialect: 'ecs', code: 'extension', at: '*' },
  { rule: '* after not', text: 'not * or attribute:a exists', dialect: 'ecs', code: 'extension', at: '*' },
  { rule: 'a list in parentheses', text: 'attribute:a in (b, c)', dialect: 'ecs', code: 'extension', at: '(' },
];

const SUBJECTS: readonly Refusal[] = [
  { rule: 'no such subject', text: 'foo == bar', code: 'unknown-subject', at: 'foo' },
  {
    rule: 'a near miss',
    text: 'agentconnected == true',
    code: 'unknown-subject',
    at: 'agentconnected',
    fixed: 'agentConnected == true',
  },
  {
    rule: 'a letter too few',
    text: 'runningTaskCount == 1',
    code: 'unknown-subject',
    at: 'runningTaskCount',
    fixed: 'runningTasksCount == 1',
  },
  {
    rule: 'subjects keep their case',
    text: 'Attribute:stack == prod',
    code: 'unknown-subject',
    at: 'Attribute:stack',
    fixed: 'attribute:stack == prod',
  },
  {
    rule: 'an attribute without its prefix',
    text: 'ecs.instance-type == t2.micro',
    code: 'unknown-subject',
    at: 'ecs.instance-type',
    fixed: 'attribute:ecs.instance-type == t2.micro',
  },
  { rule: 'an empty attribute name', text: 'attribute: == x', code: 'attribute-name', at: 'attribute:' },
  {
    rule: 'an attribute name of 129 characters',
    text: `attribute:${'n'.repeat(129)} exists`,
    code: 'attribute-name',
    at: 'n'.repeat(129),
  },
  ...[...'@:+*?^$#%~'].map(
    (character): Refusal => ({
      rule: `an attribute name with ${character}`,
      text: `attribute:a${character}b exists`,
      code: 'attribute-name',
      at: character,
      start: 11,
    }),
  ),
];

const VALUES: readonly Refusal[] = [
  ...['yes', 'True', 'TRUE', '1', '0', 'tru', "''", 'false.'].map(
    (value): Refusal => ({
      rule: 'booleans are true and false only',
      text: `agentConnected == ${value}`,
      code: 'invalid-boolean',
      at: value,
    }),
  ),
  {
    rule: 'a boolean in capitals is offered in small ones',
    text: 'agentConnected != FALSE',
    code: 'invalid-boolean',
    at: 'FALSE',
    fixed: 'agentConnected != false',
  },
  { rule: 'a boolean in a list', text: 'agentConnected in [true, maybe]', code: 'invalid-boolean', at: 'maybe' },
  ...['one', '1.5', '1e3', '0x10', "''", "' 1'", '--1', '1.', 'Infinity'].map(
    (value): Refusal => ({
      rule: 'a count is a whole number',
      text: `runningTasksCount > ${value}`,
      code: 'invalid-integer',
      at: value,
    }),
  ),
  ...['v1.2', '1..2', '1.2.', '.1', '1.x', 'dev', '1.2-', "''", '-1', '1,2']
    .filter((value) => value !== '1,2')
    .map(
      (value): Refusal => ({
        rule: 'a version is dotted numbers',
        text: `agentVersion >= ${value}`,
        code: 'invalid-version',
        at: value,
      }),
    ),
  {
    rule: 'a v before a version is taken away',
    text: 'agentVersion >= v1.2',
    code: 'invalid-version',
    at: 'v1.2',
    fixed: 'agentVersion >= 1.2',
  },
  ...[
    ['a month 13', '2018-13-01'],
    ['a month 0', '2018-00-01'],
    ['a day 0', '2018-01-00'],
    ['a day 32', '2018-01-32'],
    ['30 February', '2018-02-30'],
    ['29 February of a common year', '2019-02-29'],
    ['29 February of a century', '1900-02-29'],
    ['31 April', '2018-04-31'],
    ['hour 24', '2018-06-18T24:00:00Z'],
    ['minute 60', '2018-06-18T22:60:00Z'],
    ['second 60', '2018-06-18T22:28:60Z'],
    ['no seconds', '2018-06-18T22:28Z'],
    ['no time after T', '2018-06-18T'],
    ['a small t', '2018-06-18t22:28:28Z'],
    ['a small z', '2018-06-18T22:28:28z'],
    ['a space for T', "'2018-06-18 22:28:28'"],
    ['an offset without colon', '2018-06-18T22:28:28+0000'],
    ['an offset of hours', '2018-06-18T22:28:28+02'],
    ['an offset of 24 hours', '2018-06-18T22:28:28+24:00'],
    ['an offset of 60 minutes', '2018-06-18T22:28:28+00:60'],
    ['a zone of a date', '2018-06-18Z'],
    ['a fraction without digits', '2018-06-18T22:28:28.Z'],
    ['a fraction after a comma', "'2018-06-18T22:28:28,5Z'"],
    ['a year of two digits', '18-06-18'],
    ['a month of one digit', '2018-6-18'],
    ['a year of five digits', '12018-06-18'],
    ['a number', '1529360908'],
    ['a word', 'yesterday'],
    ['nothing', "''"],
  ].map(
    ([what, value = '']): Refusal => ({
      rule: `an instant: ${what}`,
      text: `registeredAt < ${value}`,
      code: 'invalid-instant',
      at: value,
    }),
  ),
];

const VALID_INSTANTS = [
  '2020-02-29',
  '2000-02-29',
  '0000-01-01',
  '9999-12-31T23:59:59.999999Z',
  '2018-06-18T00:00:00-00:00',
  '2018-06-18T22:28:28+23:59',
  "'2018-06-18'",
];

const PATTERNS: readonly Refusal[] = [
  { rule: 'look-ahead', text: 'attribute:a =~ a(?=b)', code: 'unsupported-pattern', at: '(?=' },
  { rule: 'negative look-ahead', text: 'attribute:a =~ (?!prod).*', code: 'unsupported-pattern', at: '(?!' },
  { rule: 'look-behind', text: 'attribute:a =~ .*(?<=b)', code: 'unsupported-pattern', at: '(?<=' },
  { rule: 'negative look-behind', text: 'attribute:a =~ .*(?<!b)', code: 'unsupported-pattern', at: '(?<!' },
  { rule: 'a back-reference', text: 'attribute:a =~ (a)\\1', code: 'unsupported-pattern', at: '\\1' },
  { rule: 'a named back-reference', text: 'attribute:a =~ (?<n>a)\\k<n>', code: 'unsupported-pattern', at: '\\k' },
  { rule: 'a possessive +', text: 'attribute:a =~ ba++', code: 'unsupported-pattern', at: '++' },
  { rule: 'a possessive *', text: 'attribute:a =~ ba*+', code: 'unsupported-pattern', at: '*+' },
  { rule: 'a possessive ?', text: 'attribute:a =~ ba?+', code: 'unsupported-pattern', at: '?+' },
  { rule: 'a possessive {}', text: 'attribute:a =~ ba{1,2}+', code: 'unsupported-pattern', at: '{1,2}+' },
  { rule: 'an atomic group', text: 'attribute:a =~ (?>a|b)', code: 'unsupported-pattern', at: '(?>' },
  { rule: 'a class intersection', text: "attribute:a =~ '[a-z&&[^b]]'", code: 'unsupported-pattern', at: '&&' },
  { rule: 'a group that is not closed', text: "attribute:a =~ '(a'", code: 'invalid-pattern', at: '(a' },
  { rule: 'a group that is not opened', text: "attribute:a =~ 'a)'", code: 'invalid-pattern', at: 'a)' },
  { rule: 'a class that is not closed', text: "attribute:a =~ '[a'", code: 'invalid-pattern', at: '[a' },
  { rule: 'nothing to repeat', text: 'attribute:a =~ *a', code: 'invalid-pattern', at: '*' },
  { rule: 'a range upside down', text: 'attribute:a =~ [z-a]', code: 'invalid-pattern', at: 'z-a' },
  { rule: 'a repeat upside down', text: 'attribute:a =~ a{3,2}', code: 'invalid-pattern', at: '{3,2}' },
  { rule: 'a repeat that is too large', text: 'attribute:a =~ a{100000}', code: 'invalid-pattern', at: '{100000}' },
  { rule: 'an unknown escape', text: 'attribute:a =~ a\\y', code: 'invalid-pattern', at: '\\y' },
  { rule: 'a backslash at the end', text: "attribute:a =~ 'a\\\\'", code: 'invalid-pattern', at: 'a\\' },
  {
    rule: 'patterns of other subjects are read too',
    text: 'task:group =~ (?=x)',
    code: 'unsupported-pattern',
    at: '(?=',
  },
];

describe.each([
  ['extensions', EXTENSIONS],
  ['subjects', SUBJECTS],
  ['values', VALUES],
  ['patterns', PATTERNS],
] as const)('%s', (_name, rows) => {
  it.each(rows)('$rule: $text', (row) => {
    for (const dialect of row.dialect === undefined ? (['ecs', 'stowage'] as const) : [row.dialect]) {
      const { query, diagnostics } = checkQuery(row.text, { dialect });
      expect(query).toBeUndefined();
      expectPlaced(row.text, diagnostics);
      expectRefusal(row, diagnostics);
    }
  });
});

describe('what is right at the edge', () => {
  it.each(VALID_INSTANTS)('registeredAt < %s', (value) => {
    expect(checkQuery(`registeredAt < ${value}`).diagnostics).toEqual([]);
  });

  it('an attribute name of 128 characters of every kind', () => {
    const name = 'aZ09-_./\\'.repeat(15).slice(0, 128);
    expect(checkQuery(`attribute:${name} exists`).query).toBeDefined();
  });

  it('two ampersands in a pattern outside a class', () => {
    expect(checkQuery("attribute:a =~ 'a&&b'").query).toBeDefined();
  });

  it('extensions in the stowage dialect', () => {
    for (const { text } of EXTENSIONS) expect(checkQuery(text).diagnostics).toEqual([]);
  });
});

describe('all the errors of a text at once', () => {
  const cases: readonly { text: string; dialect?: Dialect; errors: readonly (readonly [DiagnosticCode, string])[] }[] =
    [
      {
        text: 'foo == bar and agentConnected == yes or not(registeredAt < tomorrow)',
        errors: [
          ['unknown-subject', 'foo'],
          ['invalid-boolean', 'yes'],
          ['invalid-instant', 'tomorrow'],
        ],
      },
      {
        text: 'agentConnected in [yes, true, no]',
        errors: [
          ['invalid-boolean', 'yes'],
          ['invalid-boolean', 'no'],
        ],
      },
      {
        text: 'attribute:a@ =~ x or attribute:b =~ (?=y) or runningTasksCount =~ 1',
        errors: [
          ['attribute-name', '@'],
          ['unsupported-pattern', '(?='],
          ['operator-not-taken', '=~'],
        ],
      },
      {
        text: 'agentVersion in (1.2) and * and foo exists',
        dialect: 'ecs',
        errors: [
          ['extension', 'in'],
          ['extension', '('],
          ['extension', '*'],
          ['unknown-subject', 'foo'],
        ],
      },
    ];

  it.each(cases)('$text', ({ text, dialect, errors }) => {
    const { diagnostics } = checkQuery(text, dialect === undefined ? {} : { dialect });
    const found = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, start, end }) => [code, text.slice(start, end)]);
    expect(found).toEqual(errors);
    const places = diagnostics.map(({ start }) => start);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});
