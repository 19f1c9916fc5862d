import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCluster } from '../../../src/node/index.js';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';

const folder = temporaryFolder();
const inFolder = { workingFolder: folder };
const args = ['generate', '--instances', '30', '--tasks', '120', '--seed', '7', '--page-size', '10'];

async function loaded(text: string) {
  async function* bytes() {
    yield Buffer.from(text);
  }
  return (await loadCluster(['-'], { standardInput: bytes() })).cluster;
}

describe('stowage generate', () => {
  it('prints one page a line, the same for the same seed', async () => {
    const { status, stdout, stderr } = await runCli(args);
    expect([status, stderr]).toEqual([0, '']);
    const pages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(pages.every((page) => (page.containerInstances ?? page.tasks).length <= 10)).toBe(true);
    const cluster = await loaded(stdout);
    expect([cluster.instanceCount, cluster.taskCount]).toEqual([30, 120]);
    expect((await runCli(args)).stdout).toBe(stdout);
    expect((await runCli([...args, '--seed', '8'])).stdout).not.toBe(stdout);
  });

  it('names the cluster', async () => {
    const { stdout } = await runCli([...args, '--cluster', 'demo']);
    expect(stdout).toContain(':cluster/demo"');
  });

  it('writes files into a folder', async () => {
    const { status, stdout, stderr } = await runCli([...args, '--page-size', '1', '--out', 'fleet'], inFolder);
    expect([status, stdout, stderr]).toEqual([0, '', 'wrote 3 files to fleet\n']);
    const names = readdirSync(join(folder, 'fleet')).sort();
    expect(names).toEqual(['instances-0001.ndjson', 'tasks-0001.ndjson', 'tasks-0002.ndjson']);
    const lines = readFileSync(join(folder, 'fleet/tasks-0001.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(100);
    const { cluster } = await loadCluster(['fleet'], inFolder);
    expect([cluster.instanceCount, cluster.taskCount]).toEqual([30, 120]);
  });

  it('leaves a folder alone that is not empty, unless it is forced', async () => {
    writeFixture(folder, 'taken/notes.txt', 'mine');
    const refused = await runCli([...args, '--out', 'taken'], inFolder);
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('taken: the folder is not empty; --force writes into it all the same');
    expect((await runCli([...args, '--out', 'taken', '--force'], inFolder)).status).toBe(0);
    expect(readFileSync(join(folder, 'taken/notes.txt'), 'utf8')).toBe('mine');
  });

  it('refuses a folder that cannot be made', async () => {
    writeFixture(folder, 'file', '');
    const { status, stderr } = await runCli([...args, '--out', 'file/below'], inFolder);
    expect(status).toBe(3);
    expect(stderr).toContain('file/below: ');
  });
});
