/** What `why` shows on a fleet of thousands: one screen that begins with the answer. */
import { describe, expect, it } from 'vitest';
import { generateFleet } from '../../../src/index.js';
import { summarize } from '../../../src/node/cli/reason-words.js';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';

const HOSTS = 5000;
const WIDTH = 100;
const HEIGHT = 40;

const folder = temporaryFolder();
writeFixture(folder, 'fleet.json', [
  ...generateFleet({ instances: HOSTS, tasks: 4 * HOSTS, seed: 1, cluster: 'demo' }),
]);

const memberOf = (...expressions: string[]) => ({
  placementConstraints: expressions.map((expression) => ({ type: 'memberOf', expression })),
});
const small = { cluster: 'demo', serviceName: 'web', cpu: 128, memory: 256 };

async function screen(request: object, ...options: readonly string[]) {
  writeFixture(folder, 'request.json', request);
  const args = ['why', '--request', 'request.json', '--from', 'fleet.json', ...options];
  const { stdout, stderr } = await runCli(args, { workingFolder: folder, columns: WIDTH, env: { NO_COLOR: '1' } });
  return { lines: stdout.trimEnd().split('\n'), words: stdout.replace(/\s+/g, ' '), stderr };
}

describe('the screen of stowage why', () => {
  it.each<[string, object, string, string[]]>([
    [
      'a port that every instance keeps for itself',
      { ...small, ports: [22] },
      '0 of 5,000',
      ['5,000 4,', 'port 22/tcp taken, reserved on the instances', 'use another host port than 22/tcp'],
    ],
    [
      'more memory than any has',
      { ...small, memory: 999_999 },
      '0 of 5,000',
      ['too little memory free: 999,999 MiB asked, at most ', ' MiB of memory instead of 999,999'],
    ],
    [
      'a slip of the finger',
      { ...small, ...memberOf('attribute:stack == prodd') },
      '0 of 5,000',
      [
        'attribute:stack == prodd (did you mean prod?): found prod on 1,',
        'drop constraint 0: attribute:stack == prodd',
      ],
    ],
    [
      'constraints that contradict each other',
      { ...small, ...memberOf('attribute:stack == prod', 'attribute:stack in [dev, qa]') },
      '0 of 5,000',
      ['attribute:stack in [dev, qa]: found prod on 1,', 'drop constraint 1: attribute:stack in [dev, qa]'],
    ],
    [
      'groups of tasks, which differ from host to host',
      { ...small, ...memberOf('task:group == service:web') },
      '0 of 5,000',
      ['task:group == service:web fails on 5,000'],
    ],
    [
      'GPUs',
      { ...small, gpu: 2, attributes: ['gpu'] },
      '0 of 5,000',
      ['too few GPUs free: 2 asked, at most 1 free, on ruled-out instances', 'do not require attribute gpu'],
    ],
    [
      'a bound of the spread',
      {
        ...small,
        placementStrategy: [{ type: 'spread', field: 'attribute:custom-01', maxSkew: 1 }],
        ...memberOf('agentConnected == true and attribute:stack != prod'),
      },
      '',
      ['maxSkew 1 of the spread on attribute:custom-01'],
    ],
  ])('%s', async (_, request, eligible, told) => {
    const { lines, words } = await screen(request);
    expect(lines[0]).toMatch(/^[\d,]+ of 5,000 instances can take a task$/);
    expect(lines[0]).toContain(eligible);
    for (const part of told) expect(words).toContain(part);
    expect(lines.at(-1)).toBe('--hosts lists what is in the way on each instance');
    expect(lines.length).toBeLessThanOrEqual(HEIGHT);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(WIDTH);
  });

  it('stays one screen where much is in the way, and says that there is more', async () => {
    const conditions = Array.from(
      { length: 8 },
      (_, at) => `attribute:custom-0${at + 1} == ${'long-'.repeat(20)}${at}`,
    );
    const { lines, words } = await screen({
      ...{ ...small, cpu: 16_384, memory: 180_000, gpu: 1, ports: [22, 51_678] },
      ...memberOf(...conditions, conditions.map((condition) => `not(${condition})`).join(' and ')),
    });
    expect(lines.length).toBeLessThanOrEqual(HEIGHT);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(WIDTH);
    expect(words).toMatch(/and \d+ reasons more \(-o json has all\)/);
    expect(words).toContain('…');
  });

  it.each([
    ['prod', 'prodd', true],
    ['prod', 'prd', true],
    ['prod', 'prad', true],
    ['prod', 'grod', false],
    ['prod', 'production', false],
    ['m5.large', 'm6.large', false],
    ['m5.large', 'c5.large', false],
  ])('takes for a slip: %s is there, %s is asked for: %s', (there, asked, expected) => {
    const failing = { predicate: `attribute:x == ${asked}`, start: 0, end: 0, holds: false, found: there };
    const reason = { code: 'constraint:0' as const, expression: failing.predicate, failing: [failing] };
    const hosts = [{ instance: 'a', reasons: [reason] }];
    const [summary] = summarize([{ code: reason.code, hosts: 1, alone: 1 }], hosts);
    expect(summary?.words.includes('did you mean')).toBe(expected);
  });

  it('warns above all else, in words', async () => {
    const { stderr } = await screen({ ...small, ...memberOf('attribute:stack == prod', 'attribute:stack == dev') });
    expect(stderr).toMatch(/^warning: .*no instance can ever satisfy both "attribute:stack == prod" of constraint 0/);
  });

  it('lists with --hosts those first that have the fewest things in their way, with few of many tasks', async () => {
    const request = { ...small, memory: 4000, ...memberOf('task:group == service:web') };
    const { lines, words } = await screen(request, '--hosts');
    expect(words).toMatch(/task:group == service:web \(found [^,]+, [^,]+, \S+ and \d+ more\)/);
    const first = lines.findIndex((line) => /^[0-9a-f]{32} {2}constraint:0/.test(line));
    const second = lines.findIndex((line) => /^[0-9a-f]{32} {2}too little memory free: 4,000 MiB asked/.test(line));
    expect([first > 0, second > first]).toEqual([true, true]);
    expect(lines.slice(second).some((line) => /^[0-9a-f]{32} {2}constraint:0/.test(line))).toBe(false);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(WIDTH);
    expect(words).not.toContain('--hosts lists');
  });

  it('has every instance in the order of the keys for machines', async () => {
    const { lines } = await screen({ ...small, ports: [22] }, '--hosts', '-o', 'ids');
    expect(lines).toHaveLength(HOSTS);
    expect(lines).toEqual([...lines].sort());
  });
});
