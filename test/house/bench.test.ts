/** Benchmarks run, and what the documentation says of speed is what they measured. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compare } from '../../bench/measure.mjs';
import { documented, SUITE_NAMES } from '../../bench/report.mjs';
import { readText, root } from './sources.js';

const folder = mkdtempSync(join(tmpdir(), 'stowage-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([...SUITE_NAMES])('the suite %s', (suite) => {
  it('runs on a small fleet', () => {
    const file = join(folder, `${suite}.json`);
    const args = ['bench/run.mjs', suite, '--quick', '--json', file];
    const printed = execFileSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const result = JSON.parse(readFileSync(file, 'utf8')) as { suite: string; rows: readonly { name: string }[] };
    expect(result.suite).toBe(suite);
    expect(result.rows.length).toBeGreaterThanOrEqual(3);
    for (const { name } of result.rows) expect(printed).toContain(`| ${name} |`);
  });

  it('has its last full run in docs/PERFORMANCE.md', () => {
    expect(readText('docs/PERFORMANCE.md')).toMatch(new RegExp(`<!-- bench ${suite} -->\n\\|`));
  });
});

it('docs/PERFORMANCE.md has the figures of bench/results', () => {
  const page = readText('docs/PERFORMANCE.md');
  expect(documented(page)).toBe(page);
});

it('peers that disagree are not compared', () => {
  const effort = { samples: 1, sampleMs: 0 };
  expect(() => compare({ one: () => [1], two: () => [2] }, effort)).toThrow('one and two give different results');
  expect(compare({ one: () => [1], two: () => [1] }, effort).two.samples).toBe(1);
});
