import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StowageError } from '../../index.js';
import { terminalSafeLines } from '../output/terminal.js';
import { readText } from '../read.js';
import { showProgram } from './pager.js';
import type { Repl } from './repl.js';

/** Let the person change a text in their editor, on a file that only they may read, and run what comes of it. */
export async function edit(repl: Repl, text: string, signal: AbortSignal): Promise<void> {
  if (!repl.isInteractive) throw new StowageError('usage', '', '.edit needs a terminal');
  const { env } = repl.context;
  const editor = [env['VISUAL'], env['EDITOR'], 'vi'].find((name) => name !== undefined && name.trim() !== '')!;
  const folder = await mkdtemp(join(tmpdir(), 'stowage-'));
  try {
    const path = join(folder, 'statement.stowage');
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(text === '' ? '' : `${text}\n`).finally(() => file.close());
    const status = await repl.lend(() => showProgram(`${editor} "${path}"`, false, env).ended);
    if (status !== 0)
      throw new StowageError('usage', '', `the editor (${editor}) ended with status ${status}: nothing is run`);
    await runEdited(repl, (await readText(path)).trim(), signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runEdited(repl: Repl, text: string, signal: AbortSignal): Promise<void> {
  if (text === '') return;
  repl.printer.note(terminalSafeLines(text));
  repl.history.add(text);
  await repl.run(text, signal);
}
