/** What a check gives back, beside the rules: the ways to ask for it, and its options. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryError } from '../../src/language/diagnostic.js';
import { parse } from '../../src/language/parser.js';
import { checkOrThrow, checkQuery, format } from '../../src/query/check.js';
import { check } from '../../src/query/lint/check.js';
import { wildExpression } from '../support/expression.js';
import { runs } from '../support/runs.js';
import { withoutSpans } from '../support/syntax.js';

describe('check', () => {
  it('gives the diagnostics of checkQuery', () => {
    for (const text of ['', 'attribute:a == b', 'foo == bar', 'agentConnected == yes or *']) {
      for (const dialect of ['ecs', 'stowage'] as const)
        expect(check(text, { dialect })).toEqual(checkQuery(text, { dialect }).diagnostics);
      expect(check(text)).toEqual(check(text, { dialect: 'stowage' }));
    }
  });

  it('gives a query with the text, its tree and nothing to complain of', () => {
    const { query, diagnostics } = checkQuery(' attribute:a == b');
    expect(diagnostics).toEqual([]);
    const read = parse(' attribute:a == b');
    expect(query).toMatchObject({ text: ' attribute:a == b', ast: read.ok && read.ast });
  });

  it('gives no query where there is an extension, and every other error too', () => {
    const { query, diagnostics } = checkQuery('* and foo exists', { dialect: 'ecs' });
    expect(query).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['extension', 'unknown-subject']);
    expect(checkQuery('not *', { dialect: 'ecs' }).query).toBeUndefined();
  });
});

describe('one predicate', () => {
  const codes = (text: string): readonly string[] => check(text).map(({ code }) => code);

  it('that is wrong in its subject or operator is not judged by its value', () => {
    expect(codes('foo == x and foo =~ (?=x)')).toEqual(['unknown-subject', 'unknown-subject']);
    expect(codes('attribute:a@b =~ (?=x)')).toEqual(['attribute-name']);
    expect(codes('agentConnected > yes')).toEqual(['operator-not-taken']);
  });

  it('with a bad character at the start of an attribute name', () => {
    expect(check('attribute:@a exists')).toMatchObject([{ code: 'attribute-name', start: 10, end: 11 }]);
  });

  it('of the default dialect is held to its limit', () => {
    expect(codes(`attribute:a == ${'b'.repeat(70_000)}`)).toEqual(['text-too-long']);
  });

  it('is mended only where that is surely what was meant', () => {
    const fixOf = (text: string): string | undefined => check(text)[0]?.fix?.text;
    expect(fixOf('agentVersion == v12')).toBe('12');
    expect(fixOf('agentVersion == 1v2')).toBeUndefined();
    expect(fixOf('AgentConnectedX == true')).toBe('agentConnected');
    expect(fixOf('ATTRIBUTE:Stack == x')).toBe('attribute:Stack');
    expect(fixOf('runningTasksCount == x')).toBeUndefined();
  });
});

describe('checkOrThrow', () => {
  it('gives the query, or throws with every diagnostic', () => {
    expect(checkOrThrow('attribute:a == b')).toEqual(checkQuery('attribute:a == b').query);
    expect(() => checkOrThrow('foo == bar')).toThrow(QueryError);
    expect(() => checkOrThrow('*', { dialect: 'ecs' })).toThrow(
      expect.objectContaining({ text: '*', diagnostics: check('*', { dialect: 'ecs' }) }),
    );
  });
});

describe('the error that is thrown', () => {
  it('carries the text and every diagnostic, and says all their messages', () => {
    const { diagnostics } = checkQuery('foo == bar or agentConnected == yes');
    const error = new QueryError('foo == bar', diagnostics);
    expect(error).toMatchObject({ name: 'QueryError', text: 'foo == bar', diagnostics });
    expect(error.message).toBe(diagnostics.map(({ message }) => message).join('\n'));
    expect(error.message).toMatch(/\n/);
  });
});

describe('subjects that may be asked about', () => {
  const subjects = ['attribute:stack', 'agentVersion'];

  it('are known', () => {
    expect(check('attribute:stack == prod and agentVersion > 1.2', { subjects })).toEqual([]);
    expect(check('attribute:none == prod')).toEqual([]);
  });

  it('are suggested where another is close', () => {
    const text = 'attribute:stak == prod';
    expect(check(text, { subjects })).toMatchObject([
      {
        code: 'unknown-subject',
        start: 0,
        end: 14,
        message: expect.stringContaining('`attribute:stack`'),
        fix: { text: 'attribute:stack' },
      },
    ]);
  });

  it('are not suggested where none is close', () => {
    const [only, ...others] = check('runningTasksCount > 1', { subjects });
    expect(others).toEqual([]);
    expect(only).toMatchObject({ code: 'unknown-subject', start: 0, end: 17 });
    expect(only?.fix).toBeUndefined();
    expect(only?.message).toBe('`runningTasksCount` is none of the subjects that may be asked about here');
  });

  it('may be none at all', () => {
    expect(check('agentVersion > 1', { subjects: [] })).toHaveLength(1);
    expect(check('*', { subjects: [] })).toEqual([]);
  });
});

describe('format', () => {
  it('gives the canonical text', () => {
    expect(format('  not attribute:a equals "b" &&(attribute:c in ( d ,e )|| attribute:f=~\'g\')')).toBe(
      'not(attribute:a == b) and (attribute:c in [d, e] or attribute:f =~ g)',
    );
  });

  it.each([
    ['!*', 'not *'],
    ['! ! attribute:a exists', 'not not(attribute:a exists)'],
    [
      'attribute:a exists or attribute:b exists and attribute:c exists',
      'attribute:a exists or (attribute:b exists and attribute:c exists)',
    ],
    [
      '(attribute:a exists or attribute:b exists) or attribute:c exists',
      '(attribute:a exists or attribute:b exists) or attribute:c exists',
    ],
    ["attribute:a == ''", "attribute:a == ''"],
    ['attribute:a == "it\'s"', "attribute:a == 'it\\'s'"],
    ['attribute:a == "a b"', "attribute:a == 'a b'"],
    ["attribute:a == 'a\\\\\\\\b'", 'attribute:a == a\\\\b'],
    ["attribute:a =~ 'a b'", "attribute:a =~ 'a b'"],
    ["attribute:a =~ 'a&&b'", "attribute:a =~ 'a&&b'"],
    ["attribute:a =~ '(a'", "attribute:a =~ '(a'"],
    ["attribute:a =~ ''", "attribute:a =~ ''"],
    ["attribute:a =~ '\"'", "attribute:a =~ '\"'"],
    ["attribute:a =~ 'a\\\\'", "attribute:a =~ 'a\\\\'"],
    ["attribute:a =~ 'a\\\\\\\\'", 'attribute:a =~ a\\\\'],
    ['attribute:a in []', 'attribute:a in []'],
    ["attribute:a == 'a\\\\\\'b'", "attribute:a == 'a\\\\\\'b'"],
    ["attribute:a =~ it's", "attribute:a =~ it's"],
    ["attribute:a =~ 'b{1,2}'", 'attribute:a =~ b{1,2}'],
    ["attribute:a =~ 'b}'", 'attribute:a =~ b}'],
    [
      '(attribute:a exists and attribute:b exists) and attribute:c exists',
      '(attribute:a exists and attribute:b exists) and attribute:c exists',
    ],
  ])('%s becomes %s', (text, canonical) => {
    expect(format(text)).toBe(canonical);
    expect(format(canonical)).toBe(canonical);
  });

  it('keeps the meaning of every tree', () => {
    fc.assert(
      fc.property(wildExpression('stowage'), ({ piece }) => {
        const [before, after] = [parse(piece.text), parse(format(piece.text))];
        expect(after.ok && withoutSpans(after.ast)).toEqual(before.ok && withoutSpans(before.ast));
      }),
      runs(300),
    );
  });

  it('does not look at subjects and values, but throws where the syntax is wrong', () => {
    expect(format('foo == "bar"')).toBe('foo == bar');
    expect(() => format('foo =')).toThrow(QueryError);
  });
});
