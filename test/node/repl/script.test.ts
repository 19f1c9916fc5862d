/** `stowage repl` with input that is no terminal. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPL_LIMITS } from '../../../src/node/repl/limits.js';
import { type CliOptions, runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES, instanceArn } from '../small-fleet.js';

const folder = temporaryFolder();
const fleet = writeFixture(folder, 'fleet.json', INSTANCES);
const home = { HOME: join(folder, 'home') };

function script(text: string, args: readonly string[] = ['--from', fleet], options: CliOptions = {}) {
  return runCli(['repl', ...args], { stdin: text, workingFolder: folder, env: home, ...options });
}

describe('a script', () => {
  it('answers its queries as `query` does', async () => {
    const { status, stdout, stderr } = await script('.mode ids\nattribute:stack == test\nattribute:stack ==\n  test\n');
    const id = `${instanceArn('a2')}\n`;
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: id + id, stderr: '' });
  });

  it('is in JSON lines unless it says otherwise', async () => {
    const { stdout } = await script('attribute:stack == test');
    const query = await runCli(['query', 'attribute:stack == test', '--from', fleet]);
    expect(stdout).toBe(query.stdout);
    for (const mode of ['table', 'json', 'csv', 'yaml']) {
      const expected = await runCli(['query', 'attribute:stack == test', '--from', fleet, '-o', mode]);
      expect((await script('attribute:stack == test', ['--from', fleet, '-o', mode])).stdout).toBe(expected.stdout);
    }
  });

  it('knows what now is: what it was told, else the time', async () => {
    const text = '.mode ids\nattribute:stack == test and registeredAt > now-1d\n';
    const told = (instant: string) => script(text, ['--from', fleet, '--now', instant]);
    expect(await told('2026-01-03T03:04:04Z')).toMatchObject({ status: 0, stdout: `${instanceArn('a2')}\n` });
    expect(await told('2026-01-03T03:04:05Z')).toMatchObject({ status: 0, stdout: '' });
    expect(await script('registeredAt > now+1d')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const plan = await script('.explain registeredAt > now-1d');
    expect(plan).toMatchObject({ status: 0, stderr: '' });
    expect(plan.stdout).toContain('registeredAt');
  });

  it('goes on after an error, says where it is, and ends with its status', async () => {
    const { status, stdout, stderr } = await script('.mode ids\n\nattribute:stack = x\nattribute:stack == test');
    expect(status).toBe(2);
    expect(stdout).toBe(`${instanceArn('a2')}\n`);
    expect(stderr).toMatch(
      /^standard input:3\nerror\[unexpected-character\].*\n.*attribute:stack = x\n +\| +\^ fix: ==\n$/,
    );
  });

  it('ends with its first error under --bail', async () => {
    const { status, stdout } = await script('.open missing.json\n.mode ids\nattribute:stack == test', ['--bail']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });

  it('keeps the status of the first error', async () => {
    expect((await script('.open missing.json\nattribute:', ['--from', fleet])).status).toBe(3);
    expect((await script('attribute:\n.open missing.json', ['--from', fleet])).status).toBe(2);
  });

  it('starts with nothing where no source is given, and says what to do', async () => {
    const { status, stderr } = await script('agentConnected == true', []);
    expect(status).toBe(2);
    expect(stderr).toBe('standard input:1\nstowage: no cluster is open: .open FILE… reads one\n');
  });

  it('leaves no file behind', async () => {
    await script('.mode json');
    expect(existsSync(home.HOME)).toBe(false);
  });

  it('cannot read its cluster from where it is read itself', async () => {
    const { status, stderr } = await script('', ['--from', '-']);
    expect(status).toBe(2);
    expect(stderr).toContain('standard input');
  });

  it('ends before anything is run where a source cannot be read', async () => {
    const { status, stdout } = await script('.mode', ['--from', 'missing.json']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });

  it.each([
    ['--color', 'always'],
    ['--color', 'auto'],
  ])('has colours where they are asked for: %s %s', async (...args) => {
    const { stdout } = await script('.mode table\nattribute:stack == test', ['--from', fleet, ...args]);
    expect(stdout.includes('\u001b[')).toBe(args[1] === 'always');
  });
});

describe('a statement', () => {
  it('may have stages, and be about tasks', async () => {
    const { stdout } = await script('* | count by attribute:stack | sort count desc | limit 1\n.mode table\n* | count');
    expect(stdout).toBe('{"attribute:stack":"prod","count":2}\ncount\n─────\n    4\n');
  });

  it('has the time of the command, or that of the clock', async () => {
    const text = '.mode ids\nregisteredAt > now-1d';
    expect((await script(text, ['--from', fleet, '--now', '2026-01-03T00:00:00Z'])).stdout.split('\n')).toHaveLength(5);
    expect((await script(text, ['--from', fleet, '--now', '2036-01-03T00:00:00Z'])).stdout).toBe('');
    expect(await script(text)).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('commands', () => {
  it.each([
    ['.bogus', '.bogus is no command (.help lists all)'],
    ['.histroy', '.histroy is no command; did you mean .history? (.help lists all)'],
    ['.mode xml', 'xml is none of table, json, ndjson, csv, yaml, ids'],
    ['.timer maybe', 'maybe is none of on, off'],
    ['.open', '.open needs a source: a file, a folder, or a glob'],
    ['.help modes', 'no help on modes; did you mean mode?'],
    ['.history x', '.history x: has to be a whole number'],
    ['.edit', '.edit needs a terminal'],
    ['.read', 'it takes one file; a name with spaces goes in quotes'],
    ['.read -', '.read takes a file'],
    ['.why', 'it takes a file with a request, and maybe one with its task definition'],
    ['.place -', 'it takes a file with a request, and maybe one with its task definition'],
    ['.output "a', 'a quote is not closed: "a'],
  ])('%s is refused', async (line, message) => {
    const { status, stderr } = await script(line);
    expect({ status, stderr }).toEqual({ status: 2, stderr: `standard input:1\nstowage: ${message}\n` });
  });

  it('.open reads another cluster, and keeps the one that is open where it cannot', async () => {
    const other = structuredClone(INSTANCES) as { containerInstances: object[] };
    other.containerInstances.length = 1;
    writeFixture(folder, 'other fleet.json', other);
    const text = `.mode ids\n.open 'other fleet.json'\nagentConnected exists\n.open missing.json\nagentConnected exists`;
    const { stdout } = await script(text);
    expect(stdout).toBe(`${instanceArn('a1')}\n`.repeat(2));
  });

  it('.timer tells how long it took', async () => {
    const { stderr } = await script('.timer on\nattribute:stack == test\n.timer off\nattribute:stack == test');
    expect(stderr).toMatch(/^\d+(\.\d)? ms\n$/);
  });

  it('.explain shows the plan', async () => {
    const { stdout } = await script('.explain attribute:stack == test');
    const query = await runCli(['explain', 'attribute:stack == test', '--from', fleet]);
    const untimed = (text: string) => text.replace(/"timeMs":[\d.e-]+/g, '');
    expect(untimed(stdout)).toBe(untimed(query.stdout));
  });

  it('.why and .place answer as the commands of that name do', async () => {
    writeFixture(folder, 'request.json', { cpu: 1, memory: 1_000_000 });
    for (const name of ['why', 'place']) {
      const { stdout } = await script(`.${name} request.json`);
      const command = await runCli([name, '--request', 'request.json', '--from', fleet], { workingFolder: folder });
      expect(stdout).toBe(command.stdout);
    }
  });

  it('.read runs a file, and says where in it an error is', async () => {
    writeFixture(folder, 'inner.stowage', '# what is tested\n.mode ids\nattribute:stack == test\n.nothing\n');
    const { status, stdout, stderr } = await script('.read inner.stowage\nattribute:stack == test');
    expect({ status, stdout }).toEqual({ status: 2, stdout: `${instanceArn('a2')}\n`.repeat(2) });
    expect(stderr).toBe('inner.stowage:4\nstowage: .nothing is no command (.help lists all)\n');
  });

  it('.read goes a limited number of files deep', async () => {
    const { scriptDepth } = REPL_LIMITS;
    for (let depth = 1; depth < scriptDepth + 1; depth++) {
      writeFixture(folder, `deep/${depth}.stowage`, `.read deep/${depth + 1}.stowage`);
    }
    writeFixture(folder, `deep/${scriptDepth + 1}.stowage`, '.mode ids\n');
    expect(await script('.read deep/2.stowage')).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = await script('.read deep/1.stowage');
    expect(status).toBe(2);
    expect(stderr).toContain('more than 16 files read one another');
  });

  it('.read of itself ends', async () => {
    writeFixture(folder, 'loop.stowage', '.read loop.stowage');
    expect((await script('.read loop.stowage')).status).toBe(2);
  });

  it('.output writes to a file, without colours and uncut', async () => {
    const text = ".mode table\n.output 'out put.txt'\nattribute:stack == test\n.output stdout\nattribute:stack == test";
    const { stdout } = await script(text, ['--from', fleet, '--color', 'always']);
    const written = readFileSync(join(folder, 'out put.txt'), 'utf8');
    expect(stdout.replaceAll(/\u001b\[\d+m/g, '')).toBe(written);
    expect(written).not.toContain('\u001b');
  });

  it('.output is whole when the script ends, and says where it cannot be written', async () => {
    await script('.mode ids\n.output end.txt\nattribute:stack == test');
    expect(readFileSync(join(folder, 'end.txt'), 'utf8')).toBe(`${instanceArn('a2')}\n`);
    const { status, stderr } = await script('.output missing/out.txt\n.output /dev/full\nattribute:stack == test');
    expect(status).toBe(2);
    expect(stderr).toContain('missing/out.txt: cannot be written');
    expect(stderr).toContain('the output cannot be written: ENOSPC');
  });

  it('.exit ends, and so does .quit', async () => {
    for (const leave of ['.exit', '.quit']) {
      expect(await script(`${leave}\n.bogus`)).toEqual({ status: 0, stdout: '', stderr: '' });
    }
    writeFileSync(join(folder, 'leave.stowage'), '.exit\n');
    expect(await script('.read leave.stowage\n.bogus')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('.help tells of every command and topic', async () => {
    const { stdout } = await script('.help');
    const names = [...stdout.matchAll(/^\.(\w+)/gm)].map(([, name]) => name);
    expect(names).toEqual(
      'help open mode explain timer schema why place watch read output history edit exit'.split(' '),
    );
    for (const topic of [...names, 'subjects', 'operators', 'language', 'keys', '.mode']) {
      const help = await script(`.help ${topic}`);
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout.length).toBeGreaterThan(20);
    }
  });

  it('a table holds a limited number of rows, and the others are counted', async () => {
    const { tableRows } = REPL_LIMITS;
    const one = (INSTANCES as { containerInstances: { containerInstanceArn: string }[] }).containerInstances[0]!;
    const containerInstances = Array.from({ length: tableRows + 1 }, (_, number) => {
      return { ...one, containerInstanceArn: `${instanceArn('n')}${String(number).padStart(6, '0')}` };
    });
    writeFixture(folder, 'full.json', { containerInstances: containerInstances.slice(1) });
    writeFixture(folder, 'over.json', { containerInstances });
    const lines = (text: string) => text.split('\n').length - 1;
    const full = await script('.mode table\nagentConnected exists', ['--from', 'full.json']);
    expect([lines(full.stdout), full.stderr]).toEqual([tableRows + 2, '']);
    const over = await script('.mode table\nagentConnected exists', ['--from', 'over.json']);
    expect([lines(over.stdout), over.stderr]).toEqual([
      tableRows + 2,
      'and 1 instance more: | limit, or .mode ndjson for all\n',
    ]);
    expect(lines((await script('.mode ids\nagentConnected exists', ['--from', 'over.json'])).stdout)).toBe(
      tableRows + 1,
    );
  });
});
