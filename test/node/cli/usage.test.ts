import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES } from '../small-fleet.js';

const folder = temporaryFolder();
writeFixture(folder, 'a.json', INSTANCES);
writeFixture(folder, 'b.json', INSTANCES);
const inFolder = { workingFolder: folder };

const COMMANDS = ['query', 'explain', 'check', 'fmt', 'place', 'rank', 'why', 'headroom', 'generate'];

describe('the command line', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    for (const flag of ['--version', '-V']) {
      expect(await runCli([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    }
  });

  it('lists its commands, and explains quoting and statuses', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { status, stdout, stderr } = await runCli(args);
      expect([status, stderr]).toEqual([0, '']);
      for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
      for (const word of ['single quotes', 'bash takes ! for its history', '* stands for file names', 'Exit status']) {
        expect(stdout).toContain(word);
      }
    }
  });

  it.each(COMMANDS)('%s --help has examples', async (command) => {
    const { status, stdout, stderr } = await runCli([command, '--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: stowage /);
    expect(stdout).toMatch(new RegExp(`\\nExamples:\\n(?:.*\\n)*.*stowage ${command} `));
    expect((await runCli(['help', command])).stdout).toBe(stdout);
  });

  it('shows its help where nothing is asked, as an error', async () => {
    const { status, stdout, stderr } = await runCli([]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: stowage');
  });

  it.each([
    [['qurey', 'x'], "unknown command 'qurey'\n(Did you mean query?)\nSee: stowage --help"],
    [['query', 'x', '--form', 'a.json'], "unknown option '--form'\n(Did you mean --from?)\nSee: stowage query --help"],
    [['query'], "missing required argument 'expression'"],
    [['query', 'attribute:a == b'], "required option '--from <source>' not specified\nFor example: stowage query '"],
    [['query', 'x', '--from'], "option '--from <source>' argument missing"],
    [['place', '--from', 'a.json'], "required option '--request <file>' not specified"],
    [['query', 'x', '--from', 'a.json', '-o', 'xml'], 'Allowed choices are table, json, ndjson, csv, yaml, ids.'],
    [['query', 'x', '--from', 'a.json', '--limit', '-1'], 'It has to be a whole number such as 10.'],
    [['query', 'x', '--from', 'a.json', '--limit', '1e3'], 'It has to be a whole number such as 10.'],
    [
      ['query', 'attribute:a', '==', 'b', '--from', 'a.json'],
      'An expression is one argument: put all of it in single quotes',
    ],
    [['query', 'attribute:a == b', '--from', 'a.json', 'b.json'], 'The shell expanded a glob: put it in single quotes'],
    [['generate', '--instances', '3'], "required option '--tasks <m>' not specified"],
  ])('%j is told how it should be', async (args, message) => {
    const { status, stdout, stderr } = await runCli(args, inFolder);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^stowage: /);
    expect(stderr).toContain(message);
  });

  it('colours where it is asked to', async () => {
    const colored = async (args: readonly string[], env: Record<string, string>, columns?: number) => {
      const command = ['query', 'runningTasksCount >= 0', '--from', 'a.json', '-o', 'table', ...args];
      const { stdout } = await runCli(command, { ...inFolder, env, ...(columns !== undefined && { columns }) });
      return stdout.includes('\u001b[');
    };
    expect(await colored([], {})).toBe(false);
    expect(await colored([], {}, 80)).toBe(true);
    expect(await colored([], { TERM: 'dumb' }, 80)).toBe(false);
    expect(await colored([], { NO_COLOR: '1' }, 80)).toBe(false);
    expect(await colored([], { NO_COLOR: '' }, 80)).toBe(true);
    expect(await colored([], { FORCE_COLOR: '1' })).toBe(true);
    expect(await colored([], { FORCE_COLOR: '0' }, 80)).toBe(false);
    expect(await colored(['--color', 'always'], { NO_COLOR: '1' })).toBe(true);
    expect(await colored(['--color', 'never'], { FORCE_COLOR: '1' }, 80)).toBe(false);
  });

  it('colours errors, too', async () => {
    const { stderr } = await runCli(['fmt', 'attribute:a = b', '--color', 'always']);
    expect(stderr).toContain('\u001b[');
    expect((await runCli(['query', 'x exists', '--from', 'nope', '--color', 'always'], inFolder)).stderr).toContain(
      '\u001b[',
    );
  });
});
