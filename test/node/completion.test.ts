/** Completion in a shell: what is replied to a line, and that the shells take it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleCli } from '../../scripts/bundle.mjs';
import { splitLine } from '../../src/node/cli/command-line.js';
import { SOURCE_LIMITS } from '../../src/node/limits.js';
import { runCli, temporaryFolder, writeFixture } from './run-cli.js';
import { INSTANCES } from './small-fleet.js';

const folder = temporaryFolder();
writeFixture(folder, 'fleet.json', INSTANCES);

async function replies(line: string, shell = 'bash'): Promise<readonly string[]> {
  const { status, stdout, stderr } = await runCli(['__complete', shell, line], { workingFolder: folder });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').slice(0, -1);
}

describe('a line of a shell', () => {
  it.each([
    ['stowage query', ['stowage'], 'query', ''],
    ['stowage query ', ['stowage', 'query'], '', ''],
    ["stowage query 'a == b", ['stowage', 'query'], 'a == b', "'"],
    [`stowage "a 'b' c" 'd e`, ['stowage', "a 'b' c"], 'd e', "'"],
    ['stowage "a\\"b\\c', ['stowage'], 'a"b\\c', '"'],
    ['stowage a\\ b c', ['stowage', 'a b'], 'c', ''],
    ["stowage '' x", ['stowage', ''], 'x', ''],
    ['', [], '', ''],
    ['stowage x\\', ['stowage'], 'x', ''],
  ])('%s', (line, words, typed, quote) => {
    expect(splitLine(line)).toEqual({ words, typed, quote });
  });
});

describe('replies', () => {
  it.each([
    ['stowage que', ['query ']],
    ['stowage query --fr', ['--from ']],
    ['stowage query -o y', ['yaml ']],
    ['stowage query --dialect ', ['ecs', 'stowage']],
    ['stowage query --from ', [':files']],
    ['stowage place --request x', [':files']],
    ['stowage simulate ', [':files']],
    ['stowage completion f', ['fish ']],
    ['stowage frobnicate ', []],
    ['stowage query --limit ', []],
    ["stowage query 'agentC", ['agentConnected', 'agentConnected ']],
    ["stowage query --from fleet.json 'attribute:stack == ", ['attribute:stack == prod', 'attribute:stack == test']],
    ["stowage query --from missing.json 'attribute:stack == ", []],
    ['stowage query --from fleet.json attribute:sta', ['stack ']],
    ["stowage query --dialect ecs 'agentVersion i", []],
    ["stowage query 'agentVersion i", ['agentVersion in', 'agentVersion in ']],
    ["stowage check 'agentC", ['agentConnected', 'agentConnected ']],
    ['stowage check ', [':files']],
    ["stowage query 'agentConnected == true' --from fleet.json -", ['--from', '--output', '--limit']],
  ])('to %s', async (line, expected) => {
    const found = await replies(line);
    expect(expected.length === 3 ? found.slice(0, 3) : found).toEqual(expected);
  });

  it('name no command that is hidden', async () => {
    expect(await replies('stowage _')).toEqual([]);
    expect(await replies('stowage ')).toContain('query');
  });

  it('have descriptions in zsh and fish', async () => {
    expect(await replies("stowage query --from fleet.json 'attribute:stack == p", 'fish')).toEqual([
      'attribute:stack == prod\t2',
    ]);
    expect((await replies('stowage que', 'zsh'))[0]).toMatch(/^query\tlist /);
  });

  it('leave out what would end the quotes', async () => {
    const containerInstances = ["it's", 'x"y', 'ok'].map((value, index) => ({
      containerInstanceArn: `arn:aws:ecs:eu-central-1:1:container-instance/c/${index}`,
      attributes: [{ name: 'a', value }],
    }));
    writeFixture(folder, 'odd.json', { containerInstances });
    expect(await replies("stowage query --from odd.json 'attribute:a == ", 'fish')).toEqual(['attribute:a == ok\t1']);
    const inDouble = await replies('stowage query --from odd.json "attribute:a == ', 'fish');
    expect(inDouble).toEqual(['attribute:a == ok\t1']);
  });

  it('read no more than the limit', async () => {
    const atLimit = writeFixture(folder, 'large.json', JSON.stringify(INSTANCES).padEnd(SOURCE_LIMITS.completionBytes));
    expect(statSync(atLimit).size).toBe(SOURCE_LIMITS.completionBytes);
    expect(await replies("stowage query --from large.json 'attribute:stack == ")).toHaveLength(2);
    writeFixture(folder, 'larger.json', JSON.stringify(INSTANCES).padEnd(SOURCE_LIMITS.completionBytes + 1));
    expect(await replies("stowage query --from larger.json 'attribute:stack == ")).toEqual([]);
  });
});

describe('the script', () => {
  const program = join(folder, 'cli/stowage.js');

  beforeAll(async () => {
    writeFixture(folder, 'cli/package.json', { type: 'module' });
    await bundleCli(join(folder, 'cli'));
  });

  const inBash = (line: string): readonly string[] => {
    const commands = `stowage() { "${process.execPath}" "${program}" "$@"; }
source <(stowage completion bash)
COMP_LINE=$1 COMP_POINT=\${#1}
$(complete -p stowage | sed -E 's/.*-F ([^ ]+).*/\\1/')
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const printed = execFileSync('bash', ['-c', commands, 'bash', line], { cwd: folder, encoding: 'utf8' });
    return printed.split('\n').slice(0, -1);
  };

  it('completes in bash', () => {
    expect(inBash('stowage que')).toEqual(['query ']);
    expect(inBash("stowage query --from fleet.json 'attribute:stack == ")).toEqual([
      'attribute:stack == prod',
      'attribute:stack == test',
    ]);
    expect(inBash('stowage query --from ')).toEqual(['']);
  });

  it.each(['bash', 'zsh', 'fish'])(
    'of %s asks for the whole line up to the cursor, and is right where the shell is there',
    async (shell) => {
      const { status, stdout } = await runCli(['completion', shell]);
      expect(status).toBe(0);
      expect(stdout).toContain(`stowage __complete ${shell} `);
      expect(stdout).toContain(':files');
      const script = writeFixture(folder, `completion.${shell}`, stdout);
      const { error, stderr } = spawnSync(shell, ['-n', script], { encoding: 'utf8' });
      if (error === undefined) expect(stderr).toBe('');
    },
  );

  it('is only made for shells that there are', async () => {
    expect((await runCli(['completion', 'powershell'])).status).toBe(2);
  });
});
