/** Each limit of a text: at the limit it is read, one over it an error that names the limit. */
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../src/language/diagnostic.js';
import type { Dialect } from '../../src/language/dialect.js';
import { parse } from '../../src/language/parser.js';
import { expectPlaced } from '../support/rules.js';

interface Limit {
  readonly limit: string;
  readonly dialect: Dialect;
  readonly most: number;
  /** A text of a size. */
  readonly text: (size: number) => string;
  readonly code: DiagnosticCode;
  /** How the message names the limit. */
  readonly named: RegExp;
}

const padded = (size: number): string => `attribute:a == ${'b'.repeat(size - 15)}`;
const spaced = (size: number): string => 'attribute:a exists'.padEnd(size);
const nested = (size: number): string => `${'('.repeat(size)}attribute:a exists${')'.repeat(size)}`;
const negated = (size: number): string => `${'!'.repeat(size)}attribute:a exists`;
const negatedByWord = (size: number): string => `${'not '.repeat(size)}attribute:a exists`;
const mixed = (size: number): string =>
  `${'!('.repeat(size / 2)}${'!'.repeat(size % 2)}attribute:a exists${')'.repeat(size / 2)}`;
const listed = (size: number): string => `attribute:a in [${Array.from({ length: size }, () => 'v').join(',')}]`;

const staged = (size: number): string => `*${'|limit 5'.repeat(size)}`;
const columns = (size: number): string => Array.from({ length: size }, (_, index) => `c${index}`).join();
const counted = (size: number): string => `${'count('.repeat(size)}*${')>1'.repeat(size)}`;
const summed = (size: number): string => `* | sort ${'sum('.repeat(size)}x${')'.repeat(size)}`;

const LIMITS: readonly Limit[] = [
  { limit: 'characters', dialect: 'ecs', most: 2_000, text: padded, code: 'text-too-long', named: /2[,_ ]?000/ },
  {
    limit: 'characters, white space included',
    dialect: 'ecs',
    most: 2_000,
    text: spaced,
    code: 'text-too-long',
    named: /2[,_ ]?000/,
  },
  { limit: 'characters', dialect: 'stowage', most: 65_536, text: padded, code: 'text-too-long', named: /65[,_ ]?536/ },
  { limit: 'nested parentheses', dialect: 'stowage', most: 1_000, text: nested, code: 'too-deep', named: /1[,_ ]?000/ },
  { limit: '! after !', dialect: 'ecs', most: 1_000, text: negated, code: 'too-deep', named: /1[,_ ]?000/ },
  { limit: '! after !', dialect: 'stowage', most: 1_000, text: negated, code: 'too-deep', named: /1[,_ ]?000/ },
  {
    limit: 'not after not',
    dialect: 'stowage',
    most: 1_000,
    text: negatedByWord,
    code: 'too-deep',
    named: /1[,_ ]?000/,
  },
  {
    limit: '! and parentheses together',
    dialect: 'stowage',
    most: 1_000,
    text: mixed,
    code: 'too-deep',
    named: /1[,_ ]?000/,
  },
  {
    limit: 'values of a list',
    dialect: 'stowage',
    most: 10_000,
    text: listed,
    code: 'list-too-long',
    named: /10[,_ ]?000/,
  },
  { limit: 'nested counts', dialect: 'stowage', most: 1_000, text: counted, code: 'too-deep', named: /1[,_ ]?000/ },
  { limit: 'nested sums', dialect: 'stowage', most: 1_000, text: summed, code: 'too-deep', named: /1[,_ ]?000/ },
  { limit: 'stages', dialect: 'stowage', most: 100, text: staged, code: 'too-many-stages', named: /100/ },
  ...['select ', 'sort ', 'count by ', 'sum x by '].map((stage) => ({
    limit: `columns of ${stage}`,
    dialect: 'stowage' as const,
    most: 100,
    text: (size: number) => `* | ${stage}${columns(size)}`,
    code: 'too-many-columns' as const,
    named: /100/,
  })),
];

describe('limits of a text', () => {
  it.each(LIMITS)('$most $limit ($dialect)', ({ dialect, most, text }) => {
    const result = parse(text(most), { dialect });
    expect(result.ok ? [] : result.diagnostics).toEqual([]);
  });

  it.each(LIMITS)('one over $most $limit ($dialect)', ({ dialect, most, text, code, named }) => {
    const over = text(most + 1);
    const result = parse(over, { dialect });
    if (result.ok) throw new Error('was read');
    expectPlaced(over, result.diagnostics);
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({ code, severity: 'error' });
    expect(result.diagnostics[0]?.message).toMatch(named);
  });

  it('are those of the stowage dialect where no dialect is said', () => {
    expect(parse(padded(65_536)).ok).toBe(true);
    expect(parse(padded(65_537))).toMatchObject({ ok: false, diagnostics: [{ code: 'text-too-long' }] });
  });

  it('depth is counted from where a parenthesis stands, whatever was closed before it', () => {
    const text = (inner: number): string => `${'('.repeat(600)}(attribute:a exists) and ${'('.repeat(inner)}`;
    expect(parse(text(400))).toMatchObject({ diagnostics: [{ code: 'expected-condition' }] });
    expect(parse(text(401))).toMatchObject({ diagnostics: [{ code: 'too-deep' }] });
  });

  it('depth is not counted in the length of chains', () => {
    const chain = (connective: string): string =>
      Array.from({ length: 2_500 }, () => 'attribute:a exists').join(` ${connective} `);
    for (const connective of ['and', 'or', '&&', '||']) expect(parse(chain(connective)).ok).toBe(true);
  });

  it('depth is not counted in parentheses that stand side by side', () => {
    const pairs = Array.from({ length: 1_500 }, () => '(!attribute:a exists)').join(' and ');
    expect(parse(pairs).ok).toBe(true);
  });

  it('depth is not counted in the brackets of patterns', () => {
    expect(parse(`attribute:a =~ ${'('.repeat(1_100)}a${')'.repeat(1_100)}`).ok).toBe(true);
  });
});
