/** Every code and limit has its entry in the page that documents it, and the page has no other. */
import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS } from '../../src/language/diagnostic.js';
import { STOWAGE_ERRORS } from '../../src/model/errors.js';
import { LIMITS } from '../../src/model/limits.js';
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
    expect(firstColumn('docs/LIMITS.md')).toEqual(Object.keys(LIMITS));
    for (const [name, limit] of Object.entries(LIMITS)) {
      const row = readText('docs/LIMITS.md')
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\``));
      const numbers = typeof limit === 'number' ? [limit] : Object.values(limit);
      for (const number of numbers) expect(row).toContain(number.toLocaleString('en-US'));
    }
  });
});
