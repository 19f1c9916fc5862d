import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES } from '../small-fleet.js';

const folder = temporaryFolder();
const fleet = writeFixture(folder, 'fleet.json', INSTANCES);
const schema = (...args: readonly string[]) => runCli(['schema', '--from', fleet, ...args]);

describe('stowage schema', () => {
  it('lists subjects with their values, as JSON lines where it is no terminal', async () => {
    const { status, stdout } = await schema();
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(0);
    expect(rows.find(({ subject }) => subject === 'attribute:stack')).toEqual({
      subject: 'attribute:stack',
      kind: 'text',
      rows: 3,
      distinct: 2,
      values: [
        { value: 'prod', rows: 2 },
        { value: 'test', rows: 1 },
      ],
    });
  });

  it('prints a table on a terminal', async () => {
    const { stdout } = await runCli(['schema', '--from', fleet, '--color', 'never'], { columns: 120 });
    expect(stdout).toMatch(/^subject +kind +instances +distinct +most frequent/);
    expect(stdout).toMatch(/^attribute:stack +text +3 +2 +prod \(2\), test \(1\)$/m);
  });

  it('prints every format', async () => {
    expect((await schema('-o', 'ids')).stdout).toContain('\nattribute:stack\n');
    expect((await schema('-o', 'csv')).stdout).toMatch(/^subject,kind,rows,distinct,values\n/);
    expect((await schema('-o', 'yaml')).stdout).toContain('- subject: attribute:stack\n');
    expect(JSON.parse((await schema('-o', 'json')).stdout)).toContainEqual(expect.objectContaining({ distinct: 2 }));
  });

  it('needs a source', async () => {
    expect((await runCli(['schema'])).status).toBe(2);
  });
});
