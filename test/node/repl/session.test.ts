/** A session at a real terminal: what a person sees of the bundled program, in tmux. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleCli } from '../../../scripts/bundle.mjs';
import { temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES, TASKS } from '../small-fleet.js';
import { openTerminal, type Terminal } from './tmux.js';

const folder = temporaryFolder();
const program = join(folder, 'cli/stowage.js');
const history = join(folder, 'state/stowage/repl-history');
let terminal: Terminal;

beforeAll(async () => {
  writeFixture(folder, 'cli/package.json', { type: 'module' });
  await bundleCli(join(folder, 'cli'));
  writeFixture(folder, 'many.json', fleetOf(60_000));
  writeFixture(folder, 'fifty.json', fleetOf(50));
  writeFixture(folder, 'fleet/hosts.json', INSTANCES);
  writeFixture(folder, 'fleet/tasks.json', TASKS);
});

afterEach(() => terminal.close());

/** Start `stowage repl …` and wait for its prompt. */
async function start(args = '--from fleet', env: Readonly<Record<string, string>> = {}, setting = ''): Promise<void> {
  const command = `umask 0; ${setting} "${process.execPath}" "${program}" repl ${args}`;
  terminal = openTerminal(command, {
    folder,
    env: { HOME: folder, XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config'), ...env },
  });
  await terminal.see(/> $|>$/);
}

/** Type a statement, and wait for the prompt after its answer. */
async function run(statement: string, answer: string | RegExp): Promise<string> {
  terminal.type(statement);
  terminal.press('Enter');
  await terminal.see(answer);
  return terminal.see(/stowage>$/);
}

/** A fleet of so many hosts that are alike. */
function fleetOf(count: number): object {
  const [host] = INSTANCES.containerInstances;
  return {
    containerInstances: Array.from({ length: count }, (_, number) => {
      return { ...host, containerInstanceArn: host!.containerInstanceArn.replace('a1', `n${number}`) };
    }),
  };
}

describe('a session at a terminal', () => {
  it('completes, tells errors with a caret, goes over several lines, remembers, and is interrupted', async () => {
    await start();
    expect(terminal.screen()).toMatch(/^4 instances, \d+ tasks?\n.*\nstowage>$/);

    // Completion: the beginning that candidates share, a list with what each is and for how many rows, and a value.
    terminal.type('agent');
    terminal.press('Tab');
    const listed = await terminal.see(/agentConnected +\d.*\n[\s\S]*agentVersion[\s\S]*\nstowage> agent$/);
    expect(listed).toMatch(/^agentConnected +4 +.*whether the agent/m);
    terminal.press('C-u');
    terminal.type('attribute:stack == te');
    terminal.press('Tab');
    await terminal.see(/stowage> attribute:stack == test$/);
    terminal.press('Enter');
    const answer = await terminal.see(/\n1 instance\nstowage>$/);
    expect(answer).toMatch(/^a2 +eu-central-1a +m5\.large/m);

    // An error, with a caret under its place.
    const failed = await run('attribute:stack = prod', 'fix: ==');
    expect(failed).toMatch(
      /error\[unexpected-character\].*\n +1 \| attribute:stack = prod\n +\| {17}\^ fix: ==\nstowage>$/,
    );

    // Several lines, until the statement is whole.
    terminal.type('(attribute:stack == prod');
    terminal.press('Enter');
    await terminal.see(/prod\n +->$/);
    terminal.type('or attribute:stack == test)');
    terminal.press('Enter');
    await terminal.see(/\n3 instances\nstowage>$/);

    // The history: whole statements, found again by how they begin.
    terminal.type('attribute:stack =');
    terminal.press('Up');
    await terminal.see(/stowage> attribute:stack = prod$/);
    terminal.press('Up');
    await terminal.see(/stowage> attribute:stack == test$/);
    terminal.press('Down', 'Down');
    await terminal.see(/stowage> attribute:stack =$/);
    terminal.press('C-c');
    await terminal.see(/attribute:stack =\^C\nstowage>$/);

    // Control and C stops what runs, and not the program.
    terminal.type('.watch agentConnected == true');
    terminal.press('Enter');
    await terminal.see('4 matches now');
    terminal.press('C-c');
    await terminal.see(/interrupted\nstowage>$/);
    terminal.press('C-d');
    expect(await terminal.ended()).toBe(0);

    // The next session has the history of this one, kept from others.
    terminal.close();
    expect(statSync(history).mode & 0o777).toBe(0o600);
    await start();
    terminal.type('(');
    terminal.press('Up');
    await terminal.see(/stowage> \(attribute:stack == prod\n +-> or attribute:stack == test\)$/);
    terminal.press('Enter');
    await terminal.see(/\n3 instances\nstowage>$/);
    terminal.type('.exit');
    terminal.press('Enter');
    expect(await terminal.ended()).toBe(0);
  }, 120_000);

  it('colours what is typed by what it means, unless NO_COLOR is set', async () => {
    await start();
    terminal.type('attribute:stack == prod and');
    await terminal.see('prod and');
    expect(terminal.colored()).toMatch(/\u001b\[[\d;]*36m.*attribute:stack/);
    expect(terminal.colored()).toMatch(/\u001b\[[\d;]*32mprod/);
    terminal.close();
    await start('--from fleet', { NO_COLOR: '1' });
    terminal.type('attribute:stack == prod and');
    await terminal.see('prod and');
    expect(terminal.colored()).toBe(terminal.screen());
  }, 60_000);

  it('stops a long query, and asks for the next', async () => {
    await start('--from many.json -o json');
    // Its answer is some 60 MB: the key is there before it is read to its end.
    terminal.type('agentConnected == true');
    terminal.press('Enter', 'C-c');
    await terminal.see(/interrupted\nstowage>$/);
    expect(terminal.screen()).not.toContain('60,000 instances\n');
    await run('.mode', 'mode json');
  }, 120_000);

  it('stops reading a cluster, and keeps the one that is open', async () => {
    await start();
    terminal.type('.open many.json');
    terminal.press('Enter', 'C-c');
    await terminal.see(/interrupted\nstowage>$/);
    await run('attribute:stack == prod', /\n2 instances\n/);
  }, 60_000);

  it('cuts tables to the terminal, and shows long answers in a pager', async () => {
    await start('--from fifty.json', { PAGER: 'sh -c "head -n 5; echo PAGED"' });
    const shown = await run('attribute:stack == prod', 'PAGED');
    expect(shown.split('\n').every((line) => line.length <= 100)).toBe(true);
    expect(shown).toMatch(/PAGED\n50 instances\nstowage>$/);
  }, 60_000);

  it('has no pager where that is configured, and says what is wrong with its configuration', async () => {
    writeFixture(folder, 'config/stowage/repl.json', { pager: false, prompt: 'ask> ', mod: 'json', timer: true });
    await start();
    await terminal.see('config/stowage/repl.json: $.mod: is no setting; did you mean mode?');
    terminal.type('attribute:stack == prod');
    terminal.press('Enter');
    await terminal.see(/\n2 instances, [\d.]+ ms\nask>$/);
    terminal.close();
    await start('--from fleet --no-config');
    expect(terminal.screen()).toMatch(/^4 instances.*\n.*\nstowage>$/);
    writeFixture(folder, 'config/stowage/repl.json', {});
  }, 60_000);

  it('follows files that change', async () => {
    await start();
    terminal.type('.watch attribute:stack == test');
    terminal.press('Enter');
    await terminal.see('1 match now');
    const [a1, a2, ...rest] = INSTANCES.containerInstances;
    const renamed = { ...a2!, containerInstanceArn: a2!.containerInstanceArn.replace('a2', 'a3') };
    writeFixture(folder, 'fleet/hosts.json', '{"containerInstances": [');
    await terminal.see('waiting for the next change');
    writeFixture(folder, 'fleet/hosts.json', { containerInstances: [a1, renamed, ...rest] });
    await terminal.see(/\+ a3\n- a2/);
    terminal.press('C-c');
    await terminal.see(/interrupted\nstowage>$/);
    await run('attribute:stack == test', /^a3 /m);
    writeFixture(folder, 'fleet/hosts.json', INSTANCES);
  }, 60_000);

  it('edits a statement in the editor, on a file that others cannot read', async () => {
    const editor = join(folder, 'editor.sh');
    writeFileSync(editor, 'stat -c %a "$1" > mode.txt\nsed -i s/prod/test/ "$1"\n');
    await start('--from fleet', { EDITOR: `sh "${editor}"` });
    await run('attribute:stack == prod', /\n2 instances\n/);
    const edited = await run('.edit', /\n1 instance\n/);
    expect(edited).toMatch(/stowage> \.edit\nattribute:stack == test\n/);
    expect(readFileSync(join(folder, 'mode.txt'), 'utf8')).toBe('600\n');
    terminal.press('Up');
    await terminal.see(/stowage> attribute:stack == test$/);
  }, 60_000);

  it('works on a terminal that cannot move its cursor', async () => {
    await start('--from fleet', {}, 'TERM=dumb');
    terminal.type('attribute:stack == prod and');
    terminal.press('Enter');
    await terminal.see(/prod and\n->$/);
    terminal.type('agentConnected == true');
    terminal.press('Enter');
    await terminal.see(/\n2 instances\nstowage>$/);
    expect(terminal.colored()).toBe(terminal.screen());
    terminal.press('C-c');
    await terminal.see(/\^C\nstowage>$/);
    terminal.press('C-d');
    expect(await terminal.ended()).toBe(0);
  }, 60_000);

  it('writes no history where it may not', async () => {
    await start('--from fleet', { XDG_STATE_HOME: '/dev/null' });
    expect(terminal.screen()).toContain('kept until the end of this session only');
    await run('.mode', 'mode table');
    expect(existsSync('/dev/null/stowage')).toBe(false);
  }, 60_000);
});
