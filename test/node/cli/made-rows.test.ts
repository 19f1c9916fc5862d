/** Rows that stages make, and rows of tasks, on the command line. */
import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES, TASKS } from '../small-fleet.js';

const ODD = [
  'a,b',
  'say "hi"',
  'x\ny',
  'é 東京 😀',
  '',
  ' spaced ',
  '=1+1',
  "it's",
  'true',
  '1e3',
  '#x',
  '- y: z',
  null,
  undefined,
];

const folder = temporaryFolder();
writeFixture(folder, 'fleet/instances.json', INSTANCES);
writeFixture(folder, 'fleet/tasks.json', TASKS);
writeFixture(folder, 'odd.json', {
  containerInstances: ODD.map((value, at) => ({
    containerInstanceArn: `arn:aws:ecs:eu-west-1:111122223333:container-instance/odd/${at}`,
    ec2InstanceId: `i-${at}`,
    agentConnected: at % 2 === 0,
    registeredAt: '2026-01-02T03:04:05.25Z',
    attributes: value === undefined ? [] : [value === null ? { name: 'odd.name' } : { name: 'odd.name', value }],
    remainingResources: [{ name: 'CPU', type: 'DOUBLE', doubleValue: at / 4 }],
  })),
});

const print = async (query: string, format: string, from = 'odd.json', columns?: number) =>
  runCli(['query', query, '--from', from, '-o', format], {
    workingFolder: folder,
    env: { NO_COLOR: '1' },
    ...(columns !== undefined && { columns }),
  });

/** CSV says the same in texts: nothing is an empty cell, an empty text a quoted one. */
function csvRows(text: string): readonly object[] {
  const cast = (cell: string, { quoting }: { readonly quoting: boolean }) => (cell === '' && !quoting ? null : cell);
  return parseCsv(text, {
    columns: true,
    cast,
    skip_empty_lines: false,
    relax_column_count: true,
  }) as readonly object[];
}

function asTexts(row: object): object {
  const text = (value: unknown) => (value === null || typeof value === 'string' ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, text(value)]));
}

describe('made rows', () => {
  it.each([
    '* | select ec2InstanceId, attribute:odd.name, agentConnected, registeredAt, remaining:cpu, task:group',
    '* | count by attribute:odd.name, agentConnected',
    '* | sort attribute:odd.name desc | select attribute:odd.name, ec2InstanceId',
    '* | avg remaining:cpu by attribute:odd.name | where avg(remaining:cpu) > 0.3',
    '* | select ec2InstanceId, attribute:nobody',
    '* | sum pendingTasksCount by agentConnected',
    '* | count',
  ])('of %s are the same in every format', async (query) => {
    const { stdout, status } = await print(query, 'json');
    const rows: readonly object[] = JSON.parse(stdout);
    expect([status, rows.length > 0]).toEqual([0, true]);
    const lines = (await print(query, 'ndjson')).stdout.split('\n').slice(0, -1);
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
    expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual(rows.map((row) => Object.keys(row)));
    expect(parseYaml((await print(query, 'yaml')).stdout)).toEqual(rows);
    expect(csvRows((await print(query, 'csv')).stdout)).toEqual(rows.map(asTexts));
    const table = (await print(query, 'table')).stdout.split('\n');
    expect(table).toHaveLength(rows.length + 3);
    expect(
      table[0]
        ?.split(/ {2,}/)
        .map((title) => title.trim())
        .filter((title) => title !== ''),
    ).toEqual(Object.keys(rows[0] ?? {}));
  });

  it('are a table with numbers to the right, and a count of rows on a terminal', async () => {
    const query = '* | count by attribute:stack, attribute:ecs.availability-zone';
    const { stdout, stderr } = await print(query, 'table', 'fleet', 100);
    expect(stdout).toBe(
      [
        'attribute:stack  attribute:ecs.availability-zone  count',
        '───────────────  ───────────────────────────────  ─────',
        'prod             eu-central-1a                        1',
        'prod             eu-central-1b                        1',
        'test             eu-central-1a                        1',
        '                 eu-central-1b                        1',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe('4 rows\n');
  });

  it('show a column without any value, and the columns of an empty answer in CSV', async () => {
    expect((await print('* | sum pendingTasksCount', 'table')).stdout.split('\n')[0]).toBe('sum(pendingTasksCount)');
    const nobody = await print('ec2InstanceId == nobody | count by status', 'csv');
    expect(nobody.stdout).toBe('status,count\n');
  });

  it('have no ids', async () => {
    const { status, stdout, stderr } = await print('* | count by status', 'ids');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'stowage: the stages make rows of their own (status, count), which have no keys; ask for the rows\n',
    );
  });
});

describe('records with stages', () => {
  it('keep their order, and have ids in that of the keys', async () => {
    const query = '* | sort remaining:cpu desc | limit 3';
    const rows: readonly { readonly ec2InstanceId: string }[] = JSON.parse((await print(query, 'json')).stdout);
    expect(rows.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual(['i-13', 'i-12', 'i-11']);
    expect((await print(query, 'ids')).stdout.split('\n').map((key) => key.replace(/.*\//, ''))).toEqual([
      '11',
      '12',
      '13',
      '',
    ]);
  });
});

describe('from tasks', () => {
  it('is a table of tasks', async () => {
    const { stdout, stderr } = await print('from tasks *', 'table', 'fleet', 120);
    expect(stdout.split('\n')[0]).toMatch(/^task +group +.*instance +status +.*cpu +memory/);
    expect(stderr).toMatch(/^\d+ tasks?\n$/);
  });

  it('has the same rows in every format', async () => {
    const rows: readonly object[] = JSON.parse((await print('from tasks *', 'json', 'fleet')).stdout);
    const keys = rows.map((row) => (row as { readonly key: string }).key);
    expect(rows.length).toBeGreaterThan(0);
    expect(parseYaml((await print('from tasks *', 'yaml', 'fleet')).stdout)).toEqual(rows);
    expect((await print('from tasks *', 'ids', 'fleet')).stdout).toBe(keys.map((key) => `${key}\n`).join(''));
    const csv = csvRows((await print('from tasks *', 'csv', 'fleet')).stdout);
    expect(csv.map((row) => (row as { readonly key: string }).key)).toEqual(keys);
  });
});
