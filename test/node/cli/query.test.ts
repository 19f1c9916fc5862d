import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES, instanceArn, TASKS } from '../small-fleet.js';

const folder = temporaryFolder();
writeFixture(folder, 'fleet/instances.json', INSTANCES);
writeFixture(folder, 'fleet/tasks.json', TASKS);
const from = ['--from', 'fleet'];
const inFolder = { workingFolder: folder };

describe('stowage query', () => {
  it('prints JSON lines where standard output is no terminal', async () => {
    const { status, stdout, stderr } = await runCli(['query', 'attribute:stack == prod', ...from], inFolder);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => Object.entries(row)[0])).toEqual([
      ['key', instanceArn('a1')],
      ['key', instanceArn('b1')],
    ]);
    expect(rows[0]).toMatchObject({ runningTasksCount: 1, attributes: { stack: 'prod' } });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('prints a table with the number of rows on a terminal', async () => {
    const options = { ...inFolder, columns: 100, env: { NO_COLOR: '1' } };
    const { status, stdout, stderr } = await runCli(['query', 'attribute:stack == prod', ...from], options);
    expect(stdout.split('\n')).toEqual([
      'instance  zone           type       status  tasks  cpu free  memory free',
      '────────  ─────────────  ─────────  ──────  ─────  ────────  ───────────',
      'a1        eu-central-1a  m5.large   ACTIVE      1      2048         4096',
      'b1        eu-central-1b  c6g.large  ACTIVE      0      2048         2048',
      '',
    ]);
    expect([status, stderr]).toEqual([0, '2 instances\n']);
    expect((await runCli(['query', 'attribute:stack == prod', '-q', ...from], options)).stderr).toBe('');
  });

  it('holds the same rows in every format', async () => {
    const print = async (format: string) =>
      (await runCli(['query', 'runningTasksCount >= 0', ...from, '-o', format], inFolder)).stdout;
    const rows = JSON.parse(await print('json'));
    const keys = ['a1', 'a2', 'b1', 'b2'].map(instanceArn);
    expect(rows.map(({ key }: { key: string }) => key)).toEqual(keys);
    expect(
      (await print('ndjson'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(rows);
    expect(parseYaml(await print('yaml'))).toEqual(rows);
    expect(await print('ids')).toBe(keys.map((key) => `${key}\n`).join(''));
    const csv = (await print('csv')).trimEnd().split('\n');
    expect(csv[0]).toContain('key,cluster,version,status,');
    expect(csv[0]).toContain('attributes.ecs.availability-zone');
    expect(csv.slice(1).map((line) => line.split(',')[0])).toEqual(keys);
    expect((await print('table')).split('\n')).toHaveLength(7);
  });

  it('stops at the limit', async () => {
    for (const output of ['ids', 'ndjson']) {
      const args = ['query', 'runningTasksCount >= 0', ...from, '--limit', '3', '-o', output];
      expect((await runCli(args, inFolder)).stdout.trimEnd().split('\n')).toHaveLength(3);
    }
    expect((await runCli(['query', 'runningTasksCount >= 0', ...from, '--limit', '0'], inFolder)).stdout).toBe('');
  });

  it('takes several sources, and standard input for one of them or for the expression', async () => {
    const args = ['query', 'task:group == service:web', '-o', 'ids'];
    const several = ['--from', 'fleet/instances.json', '--from', '-'];
    const stdin = JSON.stringify(TASKS);
    expect((await runCli([...args, ...several], { ...inFolder, stdin })).stdout).toBe(`${instanceArn('a1')}\n`);
    const piped = await runCli(['query', '-', ...from, '-o', 'ids'], {
      ...inFolder,
      stdin: 'task:group == service:web\n',
    });
    expect(piped.stdout).toBe(`${instanceArn('a1')}\n`);
    const twice = await runCli(['query', '-', '--from', '-'], { stdin: 'x' });
    expect(twice).toMatchObject({ status: 2, stdout: '' });
    expect(twice.stderr).toContain('standard input (-) is asked for twice');
  });

  it('answers what loaded and ends with 3 where records are malformed', async () => {
    const bad = { ...INSTANCES.containerInstances[0], status: 7 };
    writeFixture(folder, 'bad.json', { containerInstances: [INSTANCES.containerInstances[1], ...Array(12).fill(bad)] });
    const args = ['query', 'attribute:stack exists', '--from', 'bad.json', '-o', 'ids'];
    const { status, stdout, stderr } = await runCli(args, inFolder);
    expect([status, stdout]).toEqual([3, `${instanceArn('a2')}\n`]);
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^stowage: bad\.json:1: \$\.containerInstances\[1\]\.status: /);
    expect(lines.slice(10)).toEqual([
      'stowage: and 2 more malformed records',
      'stowage: they are left out; the answer is about the rest',
    ]);
  });

  it('keeps to the dialect', async () => {
    const text = 'attribute:stack == "prod"';
    expect((await runCli(['query', text, ...from, '-o', 'ids'], inFolder)).stdout).toContain(instanceArn('a1'));
    const ecs = await runCli(['query', text, ...from, '--dialect', 'ecs'], inFolder);
    expect(ecs.status === 2 || ecs.stderr === '').toBe(true);
    const long = `attribute:stack == ${'x'.repeat(3000)}`;
    expect((await runCli(['query', long, ...from, '--dialect', 'ecs'], inFolder)).stderr).toContain('text-too-long');
    expect((await runCli(['query', long, ...from], inFolder)).status).toBe(0);
  });

  it('takes an instant for now, and refuses anything else', async () => {
    const args = ['query', 'attribute:stack exists', ...from, '--now'];
    expect((await runCli([...args, '2026-01-31T12:00:00Z'], inFolder)).status).toBe(0);
    const { status, stderr } = await runCli([...args, 'tomorrow'], inFolder);
    expect(status).toBe(2);
    expect(stderr).toContain('--now tomorrow: is no instant; it has to be of the form 2026-01-31T12:00:00Z');
  });

  it('shows controls in the input as escapes', async () => {
    const [instance] = INSTANCES.containerInstances;
    const attributes = [{ name: 'ecs.instance-type', value: '\u001b[31m\u0007evil' }];
    writeFixture(folder, 'evil\u001b.json', {
      containerInstances: [{ ...instance, attributes }, { status: '\u001b[2J' }],
    });
    const args = ['query', 'runningTasksCount >= 0', '--from', 'evil\u001b.json', '-o', 'table'];
    const { stdout, stderr } = await runCli(args, inFolder);
    expect(stdout).toContain('\\x1b[31m\\x07evil');
    expect(stderr).toContain('evil\\x1b.json');
    expect(stdout + stderr).not.toMatch(/[\u001b\u0007]/);
  });
});

describe('stowage explain', () => {
  it('shows the plan as an indented tree', async () => {
    const args = ['explain', 'attribute:stack == prod and runningTasksCount > 0', ...from, '-o', 'table'];
    const { status, stdout } = await runCli(args, inFolder);
    const lines = stdout.trimEnd().split('\n');
    expect(status).toBe(0);
    expect(lines[0]).toMatch(/^operator +predicate +index +estimated +actual +ms +why$/);
    expect(lines[2]).toMatch(/^residual scan .* 1 +\d+\.\d{3} +tested row by row: \d candidates?$/);
    expect(lines.slice(3).every((line) => line.startsWith('  '))).toBe(true);
    expect(lines.slice(3).join('\n')).toMatch(/attribute:stack == prod +postings +2 +2 /);
  });

  it('prints the tree as a document, and its nodes as rows', async () => {
    const args = ['explain', 'attribute:stack == prod and runningTasksCount > 0', ...from];
    const tree = JSON.parse((await runCli([...args, '-o', 'json'], inFolder)).stdout);
    expect(tree).toMatchObject({ operator: 'residual scan', actualRows: 1, children: [{}, {}] });
    expect(tree.why).toMatch(/^tested row by row/);
    const nodes = (await runCli(args, inFolder)).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(nodes.map(({ depth }) => depth)).toEqual([0, 1, 1]);
    expect(nodes[0]).not.toHaveProperty('children');
  });
});

describe('stowage fmt', () => {
  it('prints canonical text', async () => {
    const result = await runCli(['fmt', 'attribute:a equals b&&(agentConnected==true)']);
    expect(result).toEqual({ status: 0, stdout: 'attribute:a == b and agentConnected == true\n', stderr: '' });
  });

  it('reads standard input', async () => {
    const result = await runCli(['fmt', '-'], { stdin: 'attribute:a\n  exists\n' });
    expect(result).toEqual({ status: 0, stdout: 'attribute:a exists\n', stderr: '' });
  });

  it('refuses what is no expression with a caret under the place', async () => {
    const { status, stdout, stderr } = await runCli(['fmt', 'attribute:a = b']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error\[unexpected-character\]: .*\n {2}1 \| attribute:a = b\n {4}\| {13}\^ fix: ==\n$/);
  });
});
