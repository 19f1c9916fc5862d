import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { GREEDY_REQUEST, INSTANCES, instanceArn, REQUEST, TASKS } from '../small-fleet.js';

const folder = temporaryFolder();
writeFixture(folder, 'fleet/instances.json', INSTANCES);
writeFixture(folder, 'fleet/tasks.json', TASKS);
writeFixture(folder, 'request.json', REQUEST);
writeFixture(folder, 'greedy.json', GREEDY_REQUEST);
writeFixture(folder, 'partly.json', { ...REQUEST, count: 9 });
writeFixture(folder, 'named.json', { ...REQUEST, taskDefinition: 'web:3' });
writeFixture(folder, 'definition.json', REQUEST.taskDefinition);
writeFixture(folder, 'described.json', { taskDefinition: REQUEST.taskDefinition, tags: [] });
const inFolder = { workingFolder: folder };

function answer(command: string, request: string, ...options: readonly string[]) {
  return runCli([command, '--request', request, '--from', 'fleet', ...options], inFolder);
}

function rowsOf(stdout: string) {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('stowage place', () => {
  it('prints a row for each task', async () => {
    const { status, stdout, stderr } = await answer('place', 'request.json');
    expect(rowsOf(stdout).map(({ index, instance }) => [index, instance])).toEqual([
      [0, instanceArn('b1')],
      [1, instanceArn('a2')],
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect((await answer('place', 'request.json', '-o', 'ids')).stdout).toBe(
      `${instanceArn('b1')}\n${instanceArn('a2')}\n`,
    );
  });

  it('prints the whole answer as one document', async () => {
    const document = JSON.parse((await answer('place', 'partly.json', '-o', 'json')).stdout);
    expect(Object.keys(document)).toEqual(expect.arrayContaining(['placements', 'unplaced', 'revision', 'warnings']));
    expect(document.placements.length + document.unplaced.length).toBe(9);
  });

  it('shows where the tasks go, what decided it and what came second', async () => {
    const { stdout } = await answer('place', 'request.json', '-o', 'table');
    expect(stdout.split('\n')).toEqual([
      'key: spread zone, then binpack memory; the least wins',
      'task  instance  zone           key      runner-up',
      '────  ────────  ─────────────  ───────  ──────────',
      '   0  b1        eu-central-1b  0, 2048  a2 1, 1024',
      '   1  a2        eu-central-1a  1, 1024  b1 1, 1024',
      '',
    ]);
  });

  it('ends with 1 where tasks are left, and says why in words', async () => {
    const { status, stdout } = await answer('place', 'partly.json', '-o', 'table');
    expect(status).toBe(1);
    expect(stdout).toContain('2 of 9 tasks not placed: tasks 7–8');
    expect(stdout).toMatch(/ {8}3 +3 +resource:memory +too little memory free/);
    expect(rowsOf((await answer('place', 'partly.json')).stdout).at(-1)).toMatchObject({
      index: 8,
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'resource:memory' })]),
    });
  });

  it('takes the task definition from a file of its own', async () => {
    const expected = (await answer('place', 'request.json')).stdout;
    for (const definition of ['definition.json', 'described.json']) {
      const { status, stdout } = await answer('place', 'named.json', '--task-definition', definition);
      expect([status, stdout]).toEqual([0, expected]);
    }
    const { status, stderr } = await answer('place', 'named.json');
    expect(status).toBe(3);
    expect(stderr).toContain(
      'named.json: names the task definition "web:3"; give what it is with --task-definition FILE',
    );
  });

  it('runs one task of a bare task definition', async () => {
    const { status, stdout } = await answer('place', 'definition.json');
    expect([status, rowsOf(stdout).length]).toEqual([0, 1]);
  });

  it('gives the same answer for the same seed', async () => {
    writeFixture(folder, 'random.json', { cpu: 1, count: 30, placementStrategy: [{ type: 'random' }] });
    const place = async (seed: string) => (await answer('place', 'random.json', '--seed', seed, '-o', 'ids')).stdout;
    expect(await place('1')).toBe(await place('1'));
    expect(await place('1')).not.toBe(await place('2'));
  });

  it('reads the request from standard input', async () => {
    const args = ['place', '--request', '-', '--from', 'fleet', '-o', 'ids'];
    const { stdout } = await runCli(args, { ...inFolder, stdin: JSON.stringify(REQUEST) });
    expect(stdout).toBe(`${instanceArn('b1')}\n${instanceArn('a2')}\n`);
    const twice = await runCli(['place', '--request', '-', '--from', '-'], { ...inFolder, stdin: '{}' });
    expect([twice.status, twice.stdout]).toEqual([2, '']);
  });

  it('tells warnings on standard error, unless it is to be quiet', async () => {
    writeFixture(folder, 'odd.json', { ...REQUEST, colour: 'blue' });
    expect((await answer('place', 'odd.json')).stderr).toMatch(/^warning: \$\.colour: /);
    expect((await answer('place', 'odd.json', '--quiet')).stderr).toBe('');
  });

  it.each([
    ['a negative amount', { cpu: -1 }, 3, 'wrong.json: cpu has to be'],
    ['no object', [1], 3, 'wrong.json: a placement request has to be an object'],
    ['an unknown cluster', { cpu: 1, cluster: 'nowhere' }, 2, 'wrong.json: there is no cluster "nowhere"'],
    [
      'a bad expression',
      { cpu: 1, placementConstraints: [{ type: 'memberOf', expression: 'attribute:a = b' }] },
      2,
      'wrong.json: the expression is not valid (at $.placementConstraints[0].expression)\nerror[unexpected-character]: ',
    ],
  ])('refuses %s, naming the file', async (_, request, expected, message) => {
    writeFixture(folder, 'wrong.json', request);
    for (const command of ['place', 'rank', 'why', 'headroom']) {
      const { status, stdout, stderr } = await answer(command, 'wrong.json');
      expect([status, stdout]).toEqual([expected, '']);
      expect(stderr).toContain(message);
    }
  });
});

describe('stowage rank', () => {
  it('lists the hosts in order, up to the limit', async () => {
    const { status, stdout } = await answer('rank', 'request.json', '-o', 'ids');
    expect([status, stdout]).toEqual([0, ['b1', 'a2', 'a1'].map((id) => `${instanceArn(id)}\n`).join('')]);
    expect((await answer('rank', 'request.json', '-o', 'ids', '--limit', '1')).stdout).toBe(`${instanceArn('b1')}\n`);
    expect((await answer('rank', 'request.json', '-o', 'table')).stdout).toContain('a1        eu-central-1a  1, 4096');
    expect(JSON.parse((await answer('rank', 'request.json', '-o', 'json')).stdout).eligible).toBe(3);
  });

  it('ends with 0 where nothing is eligible', async () => {
    expect(await answer('rank', 'greedy.json')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('stowage headroom', () => {
  it('says how many fit, in all and on each host', async () => {
    const { status, stdout } = await answer('headroom', 'request.json');
    expect(status).toBe(0);
    expect(rowsOf(stdout)).toEqual([
      { instance: instanceArn('a1'), count: 4 },
      { instance: instanceArn('a2'), count: 1 },
      { instance: instanceArn('b1'), count: 2 },
    ]);
    expect(JSON.parse((await answer('headroom', 'request.json', '-o', 'json')).stdout).total).toBe(7);
    const table = (await answer('headroom', 'request.json', '-o', 'table')).stdout;
    expect(table).toMatch(/^room for 7 tasks on 3 instances\n\n/);
  });

  it('can be without end', async () => {
    writeFixture(folder, 'nothing.json', { count: 1 });
    expect(JSON.parse((await answer('headroom', 'nothing.json', '-o', 'json')).stdout).total).toBe('Infinity');
    expect((await answer('headroom', 'nothing.json', '-o', 'table')).stdout).toContain('room for any number of tasks');
  });
});

describe('stowage why', () => {
  it('ends with 1 where nothing fits, and says what would help', async () => {
    const { status, stdout, stderr } = await answer('why', 'greedy.json', '-o', 'table');
    expect([status, stderr]).toEqual([1, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('0 of 4 instances can take a task');
    expect(stdout).toMatch(/^ {8}3 +3 +resource:memory +too little memory free: 6,000 MiB asked, at most 4,096 free$/m);
    expect(stdout).toMatch(/^ {8}1 +1 +status +not ACTIVE: found DRAINING$/m);
    expect(stdout).toMatch(/^ +1 +1 +set the instances ACTIVE$/m);
    expect(lines.length).toBeLessThan(24);
  });

  it('ends with 0 where something fits', async () => {
    const { status, stdout } = await answer('why', 'request.json', '-o', 'table');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^3 of 4 instances can take a task\n/);
  });

  it('has reasons for rows, or with --hosts the hosts', async () => {
    expect(rowsOf((await answer('why', 'greedy.json')).stdout)).toEqual([
      { code: 'resource:memory', hosts: 3, alone: 3 },
      { code: 'status', hosts: 1, alone: 1 },
    ]);
    const hosts = rowsOf((await answer('why', 'greedy.json', '--hosts')).stdout);
    expect(hosts[3]).toEqual({ instance: instanceArn('b2'), reasons: [{ code: 'status', found: 'DRAINING' }] });
    const table = (await answer('why', 'greedy.json', '--hosts', '-o', 'table')).stdout;
    expect(table).toContain('a2        too little memory free: 6,000 MiB asked, 1,024 free');
    expect((await answer('why', 'greedy.json', '--hosts', '-o', 'ids')).stdout.split('\n')).toHaveLength(5);
  });

  it('sums up every kind of reason', async () => {
    writeFixture(folder, 'picky.json', {
      taskDefinition: {
        family: 'web',
        containerDefinitions: [{ name: 'web', memory: 10, portMappings: [{ containerPort: 22, hostPort: 22 }] }],
        requiresAttributes: [{ name: 'stack', value: 'gold' }, { name: 'ssd' }],
      },
      group: 'service:web',
      placementConstraints: [
        { type: 'distinctInstance' },
        { type: 'memberOf', expression: 'attribute:ecs.instance-type == c5.large' },
        { type: 'memberOf', expression: 'attribute:stack == test and not(attribute:ecs.instance-type == m5.large)' },
      ],
    });
    const { stdout } = await answer('why', 'picky.json', '-o', 'table');
    for (const line of [
      'port:22/tcp       port 22/tcp taken, reserved on the instances',
      'attribute:stack   gold asked, found prod on 2, found test on 1, absent on 1',
      'attribute:ssd     any value asked, absent',
      'distinctInstance  runs a task of the group already',
      'constraint:1      attribute:ecs.instance-type == c5.large: found m5.large on 3, found c6g.large on 1',
      'constraint:2      attribute:stack == test fails on 3, not(attribute:ecs.instance-type == m5.large) fails on 3',
    ]) {
      expect(stdout).toContain(line);
    }
    const byHost = (await answer('why', 'picky.json', '--hosts', '-o', 'table')).stdout;
    expect(byHost).toContain('port 22/tcp taken (reserved on the host)');
    expect(byHost).toContain('not(attribute:ecs.instance-type == m5.large) (found m5.large)');
  });

  it('says of bounds of spread which bucket is full', async () => {
    const spread = (field: string, options: object) => ({ type: 'spread', field, ...options });
    writeFixture(folder, 'bounded.json', {
      memory: 1,
      group: 'service:web',
      placementStrategy: [
        spread('attribute:ecs.availability-zone', { maxSkew: 1 }),
        spread('attribute:ssd', { maxPerBucket: 5 }),
        spread('instanceId', { maxPerBucket: 1 }),
      ],
    });
    const { stdout } = await answer('why', 'bounded.json', '-o', 'table');
    expect(stdout).toMatch(
      / 4 +1 +spread:1 +maxPerBucket 5 of the spread on attribute:ssd; attribute:ssd absent on 4$/m,
    );
    expect(stdout).toMatch(/ 2 +0 +spread:0 +maxSkew 1 of the spread on attribute:ecs\.availability-zone$/m);
    const byHost = (await answer('why', 'bounded.json', '--hosts', '-o', 'table')).stdout.replace(/\s+/g, ' ');
    expect(byHost).toContain('spread:0: 1 task in eu-central-1a, maxSkew 1;');
    expect(byHost).toContain('spread:1: attribute:ssd absent, and maxPerBucket is asked for');
    expect(byHost).toMatch(/spread:2: 1 task in \S+a1, maxPerBucket 1/);
  });
});
