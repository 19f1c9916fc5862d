import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES, instanceArn, TASKS } from '../small-fleet.js';

const folder = temporaryFolder();
const from = [
  '--from',
  writeFixture(folder, 'instances.json', INSTANCES),
  '--from',
  writeFixture(folder, 'tasks.json', TASKS),
];
const place = { place: { cpu: 256, memory: 1024, count: 2, serviceName: 'web', seed: 1 } };
const drain = { drain: [instanceArn('a1')], name: 'the oldest' };
let files = 0;

/** Runs `stowage simulate` on a scenario. */
function simulate(scenario: unknown, ...options: readonly string[]) {
  const file = writeFixture(folder, `scenario-${files++}.json`, scenario);
  return runCli(['simulate', file, ...from, ...options], { workingFolder: folder });
}

describe('stowage simulate', () => {
  it('tells what happens to each task and each host, a row each', async () => {
    const { status, stdout, stderr } = await simulate([place, drain], '-q');
    expect([status, stderr]).toEqual([0, '']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ step, event }) => [step, event])).toEqual([
      [0, 'placed'],
      [0, 'placed'],
      [1, 'drained'],
      ...rows.filter(({ event }) => event === 'moved').map(() => [1, 'moved']),
    ]);
    expect(rows.filter(({ event }) => event === 'moved').every((row) => row['from'] === instanceArn('a1'))).toBe(true);
  });

  it('prints the hosts of the rows', async () => {
    const { stdout } = await simulate([drain], '-o', 'ids');
    expect(stdout.split('\n')).toEqual([instanceArn('a1'), instanceArn('a2'), '']);
  });

  it('tells a person steps, state, spread and moves in tables', async () => {
    const { stdout, stderr } = await simulate({ name: 'less', steps: [place, drain] }, '-o', 'table');
    expect(stderr).toMatch(/^warning: \$\.steps\[1\]\.drain: tasks that move are placed by what their records say/);
    expect(stdout).toMatch(/^less: 2 tasks placed, \d moved, 0 stopped, 0 without a host\n\nSteps\n/);
    expect(stdout).toMatch(/\n {3}1 {2}drain {2}the oldest {6}1 /);
    expect(stdout).toMatch(/\nACTIVE +3 +2 {2}−1\n/);
    expect(stdout).toMatch(/\nDRAINING +1 +2 {2}\+1\n/);
    expect(stdout).toMatch(/\neu-central-1a +2 → 1 +1 +1\n/);
    expect(stdout).toMatch(/full: no room for a task of the requests \(cpu 256, memory 1,024\); stranded/);
    expect(stdout).toMatch(/\nMoves\nstep {2}task/);
  });

  it('is a document in JSON, the same for the same seed', async () => {
    const scenario = [{ place: { ...place.place, placementStrategy: [{ type: 'random' }] } }];
    const [one, two] = [
      await simulate(scenario, '-o', 'json', '--seed', '5'),
      await simulate(scenario, '-o', 'json', '--seed', '5'),
    ];
    expect(JSON.parse(one.stdout)).toMatchObject({ totals: { placed: 2 }, before: { hosts: { total: 4 } } });
    expect(two.stdout).toBe(one.stdout);
  });

  it('ends with 1 where tasks are left unplaced, and says why', async () => {
    const { status, stdout } = await simulate([{ place: { memory: 9000 } }], '-o', 'table');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /\nNot placed\nstep {2}request {2}tasks {2}what holds the hosts back\n.*\n {3}0 {8}0 {6}1 {2}too little memory free \(4\)/,
    );
  });

  it('writes a picture', async () => {
    const { status, stderr } = await simulate({ name: 'a <b>', steps: [] }, '--svg', 'fill.svg');
    expect([status, stderr]).toEqual([0, 'the picture is in fill.svg\n']);
    expect(readFileSync(join(folder, 'fill.svg'), 'utf8')).toMatch(
      /^<svg [\s\S]*<title id="title">a &lt;b&gt;<\/title>[\s\S]*<\/svg>\n$/,
    );
  });

  it('says where a picture cannot be written', async () => {
    const { status, stdout, stderr } = await simulate([], '--svg', 'no/such/folder.svg');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^stowage: --svg no\/such\/folder\.svg: cannot be written: /);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it('reads the scenario from standard input', async () => {
    const { status } = await runCli(['simulate', '-', ...from], { stdin: '[]' });
    expect(status).toBe(0);
    const twice = await runCli(['simulate', '-', '--from', '-'], { stdin: '[]' });
    expect(twice).toMatchObject({ status: 2, stderr: expect.stringMatching(/asked for twice/) });
  });

  it('tells what is wrong with the scenario, with its file and path, and with a caret in an expression', async () => {
    const unknown = await simulate([{ drain: ['a'] }]);
    expect(unknown).toMatchObject({ status: 3, stdout: '' });
    expect(unknown.stderr).toMatch(
      /^stowage: .*scenario-\d+\.json: there is no instance "a" \(at \$\[0\]\.drain\[0\]\)\n$/,
    );
    const near = await simulate([{ drain: ['a1'] }]);
    expect(near.stderr).toContain(`did you mean "${instanceArn('a1')}"?`);
    const expression = await simulate([{ consolidate: { within: 'attribute:stack = prod' } }]);
    expect(expression.status).toBe(2);
    expect(expression.stderr).toMatch(
      /the expression is not valid \(at \$\[0\]\.consolidate\.within\)\nerror\[[\s\S]* \^ /,
    );
  });
});
