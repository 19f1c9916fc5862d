import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHistoryFile } from '../../../src/node/repl/history-file.js';
import { REPL_LIMITS } from '../../../src/node/repl/limits.js';
import { temporaryFolder } from '../run-cli.js';

const folder = temporaryFolder();
let count = 0;
const newPath = () => join(folder, `history-${count++}`, 'repl-history');
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the history file', () => {
  it('gives back whole statements', async () => {
    const path = newPath();
    const first = await openHistoryFile(path);
    expect(first.statements).toEqual([]);
    const statements = ['attribute:a == "\\" and\n  attribute:b exists', '.help', 'ä 語 \u0000'];
    for (const statement of statements) expect(await first.append(statement)).toBeUndefined();
    expect((await openHistoryFile(path)).statements).toEqual(statements);
  });

  it('is for its owner alone, whatever the umask', async () => {
    const path = newPath();
    const before = process.umask(0);
    try {
      await (await openHistoryFile(path)).append('a');
    } finally {
      process.umask(before);
    }
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(join(path, '..'))).toBe(0o700);
  });

  it('is closed to others where it was open', async () => {
    const path = newPath();
    await (await openHistoryFile(path)).append('a');
    chmodSync(path, 0o666);
    await openHistoryFile(path);
    expect(modeOf(path)).toBe(0o600);
  });

  it('loses nothing where several write at once', async () => {
    const path = newPath();
    const files = await Promise.all([openHistoryFile(path), openHistoryFile(path), openHistoryFile(path)]);
    await Promise.all(
      files.flatMap((file, who) => Array.from({ length: 20 }, (_, number) => file.append(`${who}-${number}`))),
    );
    const expected = [0, 1, 2].flatMap((who) => Array.from({ length: 20 }, (_, number) => `${who}-${number}`));
    expect([...(await openHistoryFile(path)).statements].sort()).toEqual(expected.sort());
  });

  it('leaves what it cannot read, and reads the rest', async () => {
    const path = newPath();
    mkdirSync(join(path, '..'));
    const broken = 'no json\n{"a":1}\n"good"\n\xff\xfe\n"torn';
    writeFileSync(path, broken, 'latin1');
    const file = await openHistoryFile(path);
    expect(file.statements).toEqual(['good']);
    await file.append('new');
    expect(readFileSync(path, 'latin1')).toBe(`${broken}\n"new"\n`);
    expect((await openHistoryFile(path)).statements).toEqual(['good', 'new']);
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path, { recursive: true })],
    ['below a file', (path: string) => writeFileSync(join(path, '..'), '')],
    [
      'a pipe',
      (path: string) => {
        mkdirSync(join(path, '..'));
        execFileSync('mkfifo', [path]);
      },
    ],
  ])('that is %s is told, and stops nothing', async (_, make) => {
    const path = newPath();
    make(path);
    const file = await openHistoryFile(path);
    expect(file.problem).toContain(path);
    expect(file.statements).toEqual([]);
    expect(await file.append('a')).toBeUndefined();
  });

  it('is put aside when it has grown past its limit, and still read', async () => {
    const path = newPath();
    mkdirSync(join(path, '..'));
    const line = (mark: string) => `${JSON.stringify(mark.repeat(REPL_LIMITS.historyBytes / 64 - 3))}\n`;
    for (let number = 0; number < 64; number++) appendFileSync(path, line('a'));
    expect(statSync(path).size).toBe(REPL_LIMITS.historyBytes);
    const file = await openHistoryFile(path);
    expect(existsSync(`${path}.old`)).toBe(false);
    await file.append('past the limit');
    await file.append('in a new file');
    expect(readFileSync(path, 'utf8')).toBe('"in a new file"\n');
    expect(modeOf(path)).toBe(0o600);
    const { statements } = await openHistoryFile(path);
    expect(statements.slice(-2)).toEqual(['past the limit', 'in a new file']);
    expect(statements.length).toBeGreaterThan(60);
  });

  it('is not put aside while another one does so, and a lock that was left behind goes', async () => {
    const path = newPath();
    mkdirSync(join(path, '..'));
    writeFileSync(path, `"${'a'.repeat(REPL_LIMITS.historyBytes)}"\n`);
    writeFileSync(`${path}.lock`, '');
    const file = await openHistoryFile(path);
    expect(existsSync(`${path}.old`)).toBe(false);
    execFileSync('touch', ['-d', '1 minute ago', `${path}.lock`]);
    await file.append('a');
    await file.append('b');
    expect(existsSync(`${path}.lock`)).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('"b"\n');
  });

  it('keeps statements up to a limit of characters', async () => {
    const path = newPath();
    const file = await openHistoryFile(path);
    await file.append('a'.repeat(REPL_LIMITS.historyStatement));
    await file.append('b'.repeat(REPL_LIMITS.historyStatement + 1));
    expect((await openHistoryFile(path)).statements).toEqual(['a'.repeat(REPL_LIMITS.historyStatement)]);
  });
});
