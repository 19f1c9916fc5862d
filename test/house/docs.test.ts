/**
 * The documentation says what is: its examples run, its links lead somewhere.
 *
 * After a change of what is printed: `UPDATE_EXAMPLES=1 npx vitest run test/house/docs.test.ts` writes it into the pages.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/language/dialect.js';
import { renderDiagnostic } from '../../src/language/render.js';
import { checkQuery } from '../../src/query/check.js';
import { check } from '../../src/query/lint/check.js';
import { isPrinted, removeWorkspace, runProgram, runShell, typeFaults } from './examples.js';
import { anchorsOf, type Block, blocksOf, linksOf, PAGES } from './pages.js';
import { readText, root } from './sources.js';

const isUpdate = process.env['UPDATE_EXAMPLES'] !== undefined;
const placeOf = (block: Block) => `${block.page}:${block.line}`;

/** What a fence may be called, and so which of the tests below looks at it. */
const LANGUAGES = ['ts', 'js', 'sh', 'shell', 'text', 'json', 'ecs', 'stowage', 'ebnf', ''];

/** Commands that an example only shows: they need an account, a registry, or run these tests. */
const SHOWN_ONLY = /^(npm |git |aws | {2}xargs |bash \.ci|$)/;

afterAll(removeWorkspace);

describe.each(PAGES.map((page) => ({ page, blocks: blocksOf(page) })))('$page', ({ page, blocks }) => {
  const ofLanguage = (language: string) => blocks.filter((block) => block.language === language);

  it('has links that lead somewhere', () => {
    const broken = linksOf(page).filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : posix.join(posix.dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('has only blocks that are looked at', () => {
    expect(blocks.filter((block) => !LANGUAGES.includes(block.language)).map(placeOf)).toEqual([]);
    for (const block of ofLanguage('shell')) {
      expect(block.text.split('\n').filter((line) => !SHOWN_ONLY.test(line))).toEqual([]);
    }
    for (const block of ofLanguage('json')) expect(() => JSON.parse(block.text), placeOf(block)).not.toThrow();
  });

  for (const dialect of ['ecs', 'stowage'] as const) {
    if (ofLanguage(dialect).length === 0) continue;
    it(`has right expressions of the ${dialect} dialect`, () => {
      for (const block of ofLanguage(dialect)) {
        for (const text of block.text.split('\n').filter((line) => line !== '')) {
          // The page of warnings shows how to mend them; elsewhere examples may show what is warned of.
          const { diagnostics } = page.endsWith('DIAGNOSTICS.md')
            ? { diagnostics: check(text, { dialect }) }
            : checkQuery(text, { dialect, now: 0 });
          expect(diagnostics, `${placeOf(block)}: ${text}`).toEqual([]);
        }
      }
    });
  }

  const programs = blocks.filter(({ language }) => language === 'ts' || language === 'js');
  if (programs.length > 0) {
    it('has programs that do what they say', async () => {
      expect(await runProgram(programs)).toEqual([]);
    });
  }
  if (ofLanguage('ts').length > 0) {
    it('has programs of right types', () => {
      expect(typeFaults(ofLanguage('ts'))).toEqual([]);
    });
  }

  it.concurrent.each(ofLanguage('sh').map((block) => ({ place: placeOf(block), block })))(
    '$place runs',
    async ({ block }) => {
      const printed = await runShell(block.text);
      const next = blocks[blocks.indexOf(block) + 1];
      if (next?.isAnswer) expectText(next, printed);
      else expect(printed).not.toMatch(/^(error|stowage:|bash:)/m);
    },
  );

  const diagnostics = ofLanguage('text').filter(
    (block) => /^(error|warning|info)\[/.test(block.text) && !block.isAnswer,
  );
  it.each(diagnostics.map((block) => ({ place: placeOf(block), block })))('$place is what is said', ({ block }) => {
    const [, text = ''] = / {2}1 \| (.*)\n/.exec(block.text) ?? [];
    expectText(block, renderFirst(text, 'ecs'));
  });
});

function renderFirst(text: string, dialect: Dialect): string {
  return check(text, { dialect })
    .map((diagnostic) => renderDiagnostic(text, diagnostic))
    .join('\n');
}

function expectText(block: Block, actual: string): void {
  if (isUpdate && !isPrinted(block.text, actual)) writeAnswer(block, actual);
  else if (!isPrinted(block.text, actual)) expect(actual.trimEnd()).toBe(block.text.trimEnd());
}

/** Blocks further up may have changed since, so the block is the same by its number, not by its line. */
function writeAnswer({ page, number }: Block, actual: string): void {
  const now = blocksOf(page)[number] as Block;
  const lines = readText(page).split('\n');
  // Times differ from run to run; where the answer left their column out, it still does.
  const answer = now.text.includes('…') ? actual.replace(/(\d+\.\d{3}|─+)$/gm, '…') : actual;
  lines.splice(now.line - 1, now.text.split('\n').length - 1, ...answer.trimEnd().split('\n'));
  writeFileSync(join(root, page), lines.join('\n'));
}

it('every page is known', () => {
  expect(PAGES).toContain('README.md');
  for (const page of PAGES) expect(dirname(page)).not.toMatch(/^\.\./);
});
