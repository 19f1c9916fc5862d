/** The cases of `grammar/corpus`: what each text is read as, or what is wrong with it and where. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/language/diagnostic.js';
import type { Dialect } from '../../src/language/dialect.js';
import { parse } from '../../src/language/parser.js';
import { checkQuery } from '../../src/query/check.js';
import { readText } from '../house/sources.js';
import { writeTree } from './tree.js';

interface Case {
  readonly text: string;
  readonly dialect: Dialect;
}

interface ValidCase extends Case {
  readonly tree: string;
}

interface InvalidCase extends Case {
  readonly diagnostics: readonly Pick<Diagnostic, 'code' | 'start' | 'end'>[];
}

function readCases<T extends Case>(name: string): readonly T[] {
  const lines = readText(`grammar/corpus/${name}`).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as T);
}

describe('a valid text', () => {
  it.each(readCases<ValidCase>('valid.jsonl'))('$text', ({ text, dialect, tree }) => {
    const result = parse(text, { dialect });
    expect(result.ok && writeTree(result.ast.expression)).toBe(tree);
    // What the ecs dialect reads, its superset reads alike.
    const wider = parse(text);
    expect(wider.ok && writeTree(wider.ast.expression)).toBe(tree);
  });
});

describe('an invalid text', () => {
  it.each(readCases<InvalidCase>('invalid.jsonl'))('$text', ({ text, dialect, diagnostics }) => {
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(checkQuery(text, { dialect }).diagnostics.map(({ code, start, end }) => ({ code, start, end }))).toEqual(
      diagnostics,
    );
  });
});
