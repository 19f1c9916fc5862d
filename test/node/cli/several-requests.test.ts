/** Several requests on one command line: files, a list in a file, or both. */
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { GREEDY_REQUEST, INSTANCES, instanceArn, REQUEST, TASKS } from '../small-fleet.js';

const folder = temporaryFolder();
writeFixture(folder, 'fleet/instances.json', INSTANCES);
writeFixture(folder, 'fleet/tasks.json', TASKS);
const inFolder = { workingFolder: folder };
const byMemory = { placementStrategy: [{ type: 'binpack', field: 'memory' }] };
const batch = { memory: 2048, count: 2, ...byMemory };
const urgent = { memory: 2048, priority: 1, ...byMemory };
writeFixture(folder, 'batch.json', batch);
writeFixture(folder, 'urgent.json', urgent);
writeFixture(folder, 'both.json', [batch, urgent]);
writeFixture(folder, 'web.json', REQUEST);
writeFixture(folder, 'greedy.json', GREEDY_REQUEST);

function answer(command: string, requests: readonly string[], ...options: readonly string[]) {
  const given = requests.flatMap((request) => ['--request', request]);
  return runCli([command, ...given, '--from', 'fleet', ...options], inFolder);
}

function rowsOf(stdout: string) {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('stowage place of several requests', () => {
  it.each([
    ['files', ['batch.json', 'urgent.json']],
    ['a list', ['both.json']],
  ])('given as %s, says of each row which request it is of', async (_, requests) => {
    const { status, stdout, stderr } = await answer('place', requests);
    expect(rowsOf(stdout).map(({ request, index, instance }) => [request, index, instance])).toEqual([
      [0, 0, instanceArn('a1')],
      [0, 1, instanceArn('a1')],
      [1, 0, instanceArn('b1')],
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect((await answer('place', requests, '-o', 'ids')).stdout).toBe(
      ['a1', 'a1', 'b1'].map((id) => `${instanceArn(id)}\n`).join(''),
    );
  });

  it('prints them as one document', async () => {
    const { results, revision } = JSON.parse((await answer('place', ['both.json'], '-o', 'json')).stdout);
    expect(results).toMatchObject([{ unplaced: [] }, { unplaced: [], revision }]);
    expect(results[0].placements).toHaveLength(2);
    expect(JSON.parse((await answer('place', ['batch.json'], '-o', 'json')).stdout)).not.toHaveProperty('results');
  });

  it('shows them one after another, each under its name', async () => {
    const { stdout } = await answer('place', ['urgent.json', 'both.json'], '-o', 'table');
    const headings = stdout.split('\n').filter((line) => line.startsWith('request '));
    expect(headings).toEqual(['request 0: urgent.json', 'request 1: both.json[0]', 'request 2: both.json[1]']);
    expect(stdout).toMatch(/\n\nrequest 1: /);
  });

  it('answers a list of one, or of none, as a list', async () => {
    writeFixture(folder, 'one.json', [urgent]);
    writeFixture(folder, 'none.json', []);
    expect(rowsOf((await answer('place', ['one.json'])).stdout)).toMatchObject([{ request: 0, index: 0 }]);
    const { status, stdout } = await answer('place', ['none.json'], '-o', 'json');
    expect([status, JSON.parse(stdout).results]).toEqual([0, []]);
    expect(await answer('place', ['none.json'])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('ends with 1 where a task of one of them is left', async () => {
    expect((await answer('place', ['web.json', 'greedy.json'])).status).toBe(1);
    expect((await answer('place', ['web.json', 'web.json'])).status).toBe(0);
  });

  it('gives the task definition to those that name one', async () => {
    const named = { taskDefinition: 'web:3', count: 1 };
    writeFixture(folder, 'named.json', [{ memory: 1, count: 1 }, named]);
    writeFixture(folder, 'definition.json', REQUEST.taskDefinition);
    const { status, stdout } = await answer('place', ['named.json'], '--task-definition', 'definition.json');
    expect([status, rowsOf(stdout).length]).toEqual([0, 2]);
    const alone = await answer('place', ['named.json']);
    expect([alone.status, alone.stdout]).toEqual([3, '']);
    expect(alone.stderr).toMatch(/named\.json: names the task definition "web:3".* \(at \$\[1\]\.taskDefinition\)/);
  });

  it('takes bare task definitions in a list', async () => {
    writeFixture(folder, 'definitions.json', [REQUEST.taskDefinition, { ...REQUEST.taskDefinition, family: 'api' }]);
    expect(rowsOf((await answer('place', ['definitions.json'])).stdout)).toHaveLength(2);
  });

  it('reads standard input once', async () => {
    const args = ['place', '--request', '-', '--request', 'urgent.json', '--from', 'fleet', '-o', 'ids'];
    const { stdout } = await runCli(args, { ...inFolder, stdin: JSON.stringify([batch]) });
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    const twice = await runCli(['place', '--request', '-', '--request', '-', '--from', 'fleet'], inFolder);
    expect([twice.status, twice.stdout]).toEqual([2, '']);
    expect(twice.stderr).toContain('asked for twice');
  });
});

describe('each of several requests', () => {
  it('is asked about by itself', async () => {
    const room = rowsOf((await answer('headroom', ['batch.json', 'urgent.json'])).stdout);
    expect(room.map(({ request, instance, count }) => [request, instance, count])).toEqual([
      [0, instanceArn('a1'), 2],
      [0, instanceArn('b1'), 1],
      [1, instanceArn('a1'), 2],
      [1, instanceArn('b1'), 1],
    ]);
    const ranked = rowsOf((await answer('rank', ['both.json'], '--limit', '1')).stdout);
    expect(ranked.map(({ request, instance }) => [request, instance])).toEqual([
      [0, instanceArn('b1')],
      [1, instanceArn('b1')],
    ]);
    const { status, stdout } = await answer('why', ['web.json', 'greedy.json'], '-o', 'table');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^request 0: web\.json\n3 of 4 instances.*\n\nrequest 1: greedy\.json\n0 of 4 instances/s);
    expect((await answer('why', ['web.json', 'web.json'])).status).toBe(0);
  });

  it.each(['place', 'rank', 'why', 'headroom'])('is named where it is wrong: %s', async (command) => {
    writeFixture(folder, 'wrong.json', [urgent, { cpu: -1 }]);
    const { status, stdout, stderr } = await answer(command, ['urgent.json', 'wrong.json']);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/wrong\.json: cpu has to be .* \(at \$\[1\]\.cpu\)\n/);
    writeFixture(folder, 'alone.json', { cpu: -1 });
    expect((await answer(command, ['urgent.json', 'alone.json'])).stderr).toMatch(/alone\.json: .* \(at \$\.cpu\)\n/);
  });

  it.each(['place', 'headroom'])('has warnings with its file: %s', async (command) => {
    writeFixture(folder, 'odd.json', [urgent, { ...urgent, colour: 'red' }]);
    const { stderr } = await answer(command, ['urgent.json', 'odd.json']);
    expect(stderr).toMatch(/^warning: odd\.json: \$\[1\]\.colour: unknown field "colour"/);
  });
});
