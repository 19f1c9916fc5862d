/** The bundled command line as a process of its own: pipes, signals, what it loads. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleCli } from '../../scripts/bundle.mjs';
import { temporaryFolder, writeFixture } from './run-cli.js';
import { INSTANCES, instanceArn } from './small-fleet.js';

const folder = temporaryFolder();
const program = join(folder, 'cli/stowage.js');
let metafile: Metafile;

beforeAll(async () => {
  // Outside the repository, so that whatever was left out of the bundle would be missing.
  writeFixture(folder, 'cli/package.json', { type: 'module' });
  metafile = await bundleCli(join(folder, 'cli'));
  writeFixture(folder, 'fleet.json', INSTANCES);
});

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run a shell line in which `stowage` is the bundle. */
function shell(line: string): Promise<Ended> {
  return ended('bash', ['-o', 'pipefail', '-c', `stowage() { "${process.execPath}" "${program}" "$@"; }\n${line}`]);
}

function ended(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += chunk));
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}

describe('the process', () => {
  it('answers from the bundle alone', async () => {
    const result = await shell("stowage query 'attribute:stack == test' --from fleet.json -o ids");
    expect(result).toEqual({ status: 0, signal: null, stdout: `${instanceArn('a2')}\n`, stderr: '' });
  });

  it('ends with the status of its command', async () => {
    expect((await shell('stowage check "attribute:a = b" -q')).status).toBe(1);
    expect((await shell('stowage frobnicate')).status).toBe(2);
    expect((await shell('stowage query "attribute:a exists" --from missing.json')).status).toBe(3);
  });

  it('reads standard input and prints through every format', async () => {
    for (const format of ['table', 'json', 'ndjson', 'csv', 'yaml', 'ids']) {
      const result = await shell(`stowage query 'attribute:stack == test' --from - -o ${format} < fleet.json`);
      expect(result).toMatchObject({ status: 0, stderr: '' });
      expect(result.stdout).toContain('a2');
    }
  });

  it.each([
    ['stowage generate --instances 100000 --tasks 100 --seed 1 | head -n 1 | wc -l', '1'],
    [
      "stowage generate --instances 3000 --tasks 1 --seed 1 | stowage query 'runningTasksCount >= 0' --from - | head -n 2 | wc -l",
      '2',
    ],
    ['stowage --help | head -n 1 | wc -l', '1'],
    [
      "stowage generate --instances 3000 --tasks 1 --seed 1 > large.json; echo '*' | stowage repl --from large.json | head -n 1 | wc -l",
      '1',
    ],
  ])('ends quietly when its reader goes away: %s', async (line, count) => {
    const { status, stdout, stderr } = await shell(line);
    expect({ status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: count, stderr: '' });
  });

  it.each([
    "query 'attribute:stack == test' --from fleet.json -o table",
    "explain 'attribute:stack == test' --from fleet.json -o table",
    "check 'attribute:a = b'",
    "fmt 'attribute:a == b'",
    'place --request request.json --from fleet.json -o table',
    'rank --request request.json --from fleet.json -o table',
    'why --request request.json --from fleet.json -o table',
    'headroom --request request.json --from fleet.json -o table',
    'simulate scenario.json --from fleet.json -o table',
    'generate --instances 2 --tasks 2 --seed 1',
    'repl --from fleet.json < script.stowage',
    '--help',
    'repl --help',
    'frobnicate',
  ])('prints no escape code where it is no terminal: %s', async (line) => {
    writeFixture(folder, 'request.json', { cpu: 64, memory: 64 });
    writeFixture(folder, 'scenario.json', [{ drain: 'attribute:stack == test' }]);
    const commands = ['.mode table', '*', '.help', '.schema', '.explain *', '.why request.json', '.place request.json'];
    writeFixture(folder, 'script.stowage', [...commands, '.bogus', 'attribute:a = b', '.timer on', '*'].join('\n'));
    const { stdout } = await shell(`set +o pipefail; TERM=xterm-256color stowage ${line} 2>&1 | cat`);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toBe('');
  });

  it('ends quietly when nobody reads its errors', async () => {
    const { status, stdout } = await shell('stowage frobnicate 2> >(exec 0<&-; sleep 0.5); echo "status $?"');
    expect([status, stdout]).toEqual([0, 'status 2\n']);
  });

  it('ends with 130 on an interrupt, for the shell', async () => {
    const generate = `"${process.execPath}" "${program}" generate --instances 100000000 --tasks 0 --seed 1 > /dev/null`;
    // `set -m`: a shell that is not interactive makes its background jobs deaf to interrupts.
    const { stdout, stderr } = await shell(`set -m; ${generate} & sleep 1; kill -INT $!; wait $!; echo "status $?"`);
    expect(stdout).toBe('status 130\n');
    expect(stderr).not.toContain('Error');
  });

  it.each([
    'stowage generate --instances 1000 --tasks 0 --seed 1 > /dev/full',
    'stowage fmt "attribute:a == b" > /dev/full',
    'stowage --version > /dev/full',
  ])('tells a full disk: %s', async (line) => {
    const { status, stderr } = await shell(line);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^stowage: standard output cannot be written: ENOSPC: no space left on device.*\n$/);
  });
});

describe('the bundle', () => {
  it('loads nothing heavy before a command needs it', () => {
    const loaded = inputsLoadedAtStart(metafile);
    expect(loaded.some((input) => input.includes('/commander/'))).toBe(true);
    const heavy = ['chevrotain', 're2js', 'yaml', 'csv-stringify', 'cli-progress', 'tinyglobby'];
    expect(loaded.filter((input) => heavy.some((name) => input.includes(`node_modules/${name}/`)))).toEqual([]);
    expect(loaded.filter((input) => /^src\/(?!node\/)/.test(input))).toEqual([]);
  });

  it('can be run as it is', () => {
    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

/** What the entry and all that it imports statically were made of. */
function inputsLoadedAtStart({ outputs }: Metafile): readonly string[] {
  const entry = Object.keys(outputs).find((path) => path.endsWith('/stowage.js'));
  const pending = entry === undefined ? [] : [entry];
  const seen = new Set(pending);
  for (const path of pending) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind !== 'import-statement' || seen.has(imported)) continue;
      seen.add(imported);
      pending.push(imported);
    }
  }
  return pending.flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}
