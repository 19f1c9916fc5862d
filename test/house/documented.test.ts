/** Every code and limit has its entry in the page that documents it, and the page has no other. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS } from '../../src/language/diagnostic.js';
import { STOWAGE_ERRORS } from '../../src/model/errors.js';
import { LIMITS } from '../../src/model/limits.js';
import { SOURCE_LIMITS } from '../../src/node/limits.js';
import { REPL_LIMITS } from '../../src/node/repl/limits.js';
import { readText, root } from './sources.js';
import { TABLES, tablesOf, withTables } from './tables.js';

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
  const page = 'docs/LANGUAGE.md';

  it('has every table that is made from the source, once', () => {
    expect(tablesOf(readText(page)).toSorted()).toEqual(Object.keys(TABLES).toSorted());
  });

  it('has them as the source says (UPDATE_EXAMPLES=1 writes them)', () => {
    const made = withTables(readText(page));
    if (process.env['UPDATE_EXAMPLES'] !== undefined) writeFileSync(join(root, page), made);
    expect(readText(page)).toBe(made);
  });
});
