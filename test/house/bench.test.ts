/** Benchmarks run, and what the documentation says of speed is what they measured. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventBridgeEvent, fleetLife } from '../../bench/events.mjs';
import { arrivalOrder, drawFleet } from '../../bench/fleet.mjs';
import { compare } from '../../bench/measure.mjs';
import { requireSame } from '../../bench/placement/turns.mjs';
import { plot } from '../../bench/plot.mjs';
import { optimumSolver } from '../../bench/quality/optimum.mjs';
import { documented, keptResult, pageOf } from '../../bench/report.mjs';
import { SUITE_NAMES } from '../../bench/suites.mjs';
import { readText, root } from './sources.js';

const folder = mkdtempSync(join(tmpdir(), 'stowage-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly suite: string;
  readonly fleets: readonly { readonly rows: readonly { readonly name: string }[] }[];
}

describe.each([...SUITE_NAMES])('the suite %s', (suite) => {
  it('runs on a small fleet', () => {
    const file = join(folder, `${suite}.json`);
    const args = ['bench/run.mjs', suite, '--quick', '--json', file];
    const printed = execFileSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const result = JSON.parse(readFileSync(file, 'utf8')) as Result;
    expect(result.suite).toBe(suite);
    const rows = result.fleets.flatMap((fleet) => fleet.rows);
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const { name } of rows) if (name !== 'ids') expect(printed).toMatch(new RegExp(`\\| ${name}[ ,]`));
  });

  it('has its last full run in the documentation', () => {
    expect(readText(pageOf(suite))).toMatch(new RegExp(`<!-- bench ${suite} -->\\n(\\*\\*.*\\*\\*\\n\\n)?\\|`));
  });
});

describe.each([...new Set(SUITE_NAMES.map(pageOf))])('%s', (page) => {
  it('has the figures of bench/results', () => {
    const text = readText(page);
    expect(documented(page, text)).toBe(text);
  });
});

describe('docs/PERFORMANCE.md', () => {
  it('shows the plot of the last full run', () => {
    expect(readText('docs/PERFORMANCE.md')).toContain('(query-cost.svg)');
    const fleets = (keptResult('query')?.fleets ?? []) as never;
    expect(plot(fleets)).toBe(readText('docs/query-cost.svg'));
  });
});

describe('a comparison', () => {
  const effort = { warmUpMs: 0, samples: 1, sampleMs: 0, budgetMs: 0 };

  it('refuses peers that disagree', async () => {
    const peers = { one: () => [1], two: () => [2] };
    await expect(compare(peers, effort)).rejects.toThrow('one and two give different results');
  });

  it('waits for results that come later', async () => {
    const { two } = await compare({ one: () => [1], two: () => Promise.resolve([1]) }, effort);
    expect(two.samples).toBe(1);
    const peers = { one: () => [1], two: () => Promise.resolve([2]) };
    await expect(compare(peers, effort)).rejects.toThrow('one and two give different results');
  });
});

describe('placing peers', () => {
  it('have to choose the same hosts', () => {
    expect(() => requireSame('tasks', [1, 2], [1, 2])).not.toThrow();
    expect(() => requireSame('tasks', [1, 2], [1, 3])).toThrow('tasks: placed otherwise from task 1 on');
    expect(() => requireSame('tasks', [1], [1, 3])).toThrow('placed otherwise');
  });
});

describe('the best plan', () => {
  it('has the fewest hosts on which all tasks fit', async () => {
    const solve = await optimumSolver();
    const hosts = [4, 4, 8].map((amount) => [amount, 10]);
    expect(solve({ hosts, kinds: [[4, 1]], tasks: [0, 0] })).toBe(1);
    expect(solve({ hosts, kinds: [[4, 1]], tasks: [0, 0, 0] })).toBe(2);
    expect(
      solve({
        hosts,
        kinds: [
          [3, 1],
          [1, 9],
        ],
        tasks: [0, 0, 1],
      }),
    ).toBe(2);
    expect(solve({ hosts, kinds: [[5, 1]], tasks: [0, 0] })).toBeUndefined();
  });
});

describe('the fleet', () => {
  const size = { instances: 400, tasks: 4_000, seed: 7 };
  const fleet = drawFleet(size);

  it('is the same for the same seed', () => {
    const { keyOf, zone, group } = drawFleet(size);
    expect([zone, group, keyOf(3)]).toEqual([fleet.zone, fleet.group, fleet.keyOf(3)]);
    expect(drawFleet({ ...size, seed: 8 }).zone).not.toEqual(zone);
  });

  it('has keys that ascend with the rows and differ from each other, and arrives in another order', () => {
    const keys = Array.from({ length: fleet.instances }, (_, row) => fleet.keyOf(row));
    expect(keys).toEqual([...keys].sort());
    const all = Array.from({ length: 2 * fleet.tasks }, (_, task) => fleet.taskKeyOf(task));
    expect(new Set(all).size).toBe(all.length);
    const order = arrivalOrder(fleet);
    expect([...order].sort((a, b) => a - b)).toEqual(keys.map((_, row) => row));
    expect([...order]).not.toEqual(keys.map((_, row) => row));
  });

  it('has 0 to 20 tasks on a host, ten on the average', () => {
    const counts = Array.from(fleet.zone, (_, row) => (fleet.firstTask[row + 1] ?? 0) - (fleet.firstTask[row] ?? 0));
    expect(Math.min(...counts)).toBe(0);
    expect(Math.max(...counts)).toBe(20);
    expect(Math.abs(fleet.tasks / fleet.instances - 10)).toBeLessThan(1);
  });

  it('lives: every kind of event as often, each task once started and once stopped at most', () => {
    const life = fleetLife(fleet);
    const events = life.take(8_000);
    const kinds = (wanted: string) => events.filter(({ kind }) => kind === wanted);
    for (const kind of ['started', 'changed', 'stopped', 'instance']) {
      expect(Math.abs(kinds(kind).length - 2_000)).toBeLessThan(200);
    }
    const stopped = kinds('stopped').map(({ key }) => key);
    expect(new Set(stopped).size).toBe(stopped.length);
    expect(life.taskCount()).toBe(fleet.tasks + kinds('started').length - stopped.length);
    expect(eventBridgeEvent(fleet, events[0] ?? life.next())).toMatchObject({ source: 'aws.ecs' });
  });
});
