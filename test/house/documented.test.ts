/** Every code and limit has its entry in the page that documents it, and the page has no other. */
import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS } from '../../src/language/diagnostic.js';
import { STOWAGE_ERRORS } from '../../src/model/errors.js';
import { LIMITS } from '../../src/model/limits.js';
import { SUBJECTS } from '../../src/model/subjects.js';
import { SOURCE_LIMITS } from '../../src/node/limits.js';
import { REPL_LIMITS } from '../../src/node/repl/limits.js';
import { OPERATORS, operatorsOf } from '../../src/query/operators.js';
import { readText } from './sources.js';

/** The code spans that a page has in its headings of one level: `### \`wrong-case\`` → wrong-case. */
function headings(page: string, level: number): readonly string[] {
  const pattern = new RegExp(`^#{${level}} \`([^\`]+)\`\\s*$`, 'gm');
  return [...readText(page).matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The code spans in the first column of a page's tables. */
function firstColumn(page: string): readonly string[] {
  return [...readText(page).matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
}

describe('docs/DIAGNOSTICS.md', () => {
  it('has a section for each diagnostic code, in the order of the table', () => {
    expect(headings('docs/DIAGNOSTICS.md', 3)).toEqual(Object.keys(DIAGNOSTICS));
  });
});

describe('docs/ERRORS.md', () => {
  it('has a section for each error code, in the order of the table', () => {
    expect(headings('docs/ERRORS.md', 3)).toEqual(Object.keys(STOWAGE_ERRORS));
  });
});

describe('docs/LIMITS.md', () => {
  it('has a row for each limit, with its number', () => {
    const limits: Readonly<Record<string, number | Readonly<Record<string, number>>>> = {
      ...LIMITS,
      ...SOURCE_LIMITS,
      ...REPL_LIMITS,
    };
    expect(firstColumn('docs/LIMITS.md')).toEqual(Object.keys(limits));
    for (const [name, limit] of Object.entries(limits)) {
      const row = readText('docs/LIMITS.md')
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\``));
      for (const number of typeof limit === 'number' ? [limit] : Object.values(limit)) {
        expect(row).toContain(name.endsWith('Bytes') ? bytes(number) : number.toLocaleString('en-US'));
      }
    }
  });
});

function bytes(number: number): string {
  if (number < 2 ** 20) return `${number / 2 ** 10} KiB`;
  return number >= 2 ** 30 ? `${number / 2 ** 30} GiB` : `${number / 2 ** 20} MiB`;
}

describe('docs/LANGUAGE.md', () => {
  /** The cells of the table row that begins with a code span. */
  const rowOf = (name: string) =>
    readText('docs/LANGUAGE.md')
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}\``))
      ?.split('|')
      .map((cell) => cell.trim()) ?? [];
  const signs = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]);

  it.each(SUBJECTS)('has $name with its kind and operators', (subject) => {
    const [, , kind, inEcs, inStowage, what] = rowOf(
      'parameter' in subject ? `${subject.name}<${subject.parameter?.label}>` : subject.name,
    );
    expect(kind).toBe(subject.kind.replace('text-set', 'set of text'));
    const ecs = operatorsOf(subject, 'ecs').map((operator) => operator.symbol);
    const more = operatorsOf(subject, 'stowage').map((operator) => operator.symbol);
    expect(inEcs === 'all' ? OPERATORS.map((operator) => operator.symbol) : signs(inEcs).sort()).toEqual(
      inEcs === 'all' ? ecs : [...ecs].sort(),
    );
    expect(signs(inStowage).sort()).toEqual(more.filter((symbol) => !ecs.includes(symbol)).sort());
    expect(what).toBe(subject.summary);
  });

  it.each(OPERATORS)('has $symbol with its word', (operator) => {
    const [, , word] = rowOf(operator.symbol);
    expect(signs(word)).toEqual(operator.word === undefined ? [] : [operator.word]);
  });
});
