import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Writable } from 'node:stream';
import { ClosedOutput, writePieces } from '../output/write.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Short answers stay on the screen, colours are kept, and the answer is still there afterwards. */
export const USUAL_PAGER = 'less -RFX';

/** The command that shows long answers: what is configured, else `$PAGER`, else ours; undefined for none, or where it is not there. */
export function pagerOf(configured: string | false | undefined, env: Environment): string | undefined {
  const command = configured ?? env['PAGER'] ?? USUAL_PAGER;
  if (command === false || command.trim() === '') return undefined;
  const [program = ''] = command.trim().split(/\s+/);
  // What is more than a word is for the shell to understand.
  return /[^\w./-]/.test(program) || isThere(program, env) ? command : undefined;
}

function isThere(program: string, env: Environment): boolean {
  const folders = program.includes('/') ? [''] : (env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A program that has the terminal for a while. */
export interface ShownProgram {
  /** What it reads; undefined where it reads the terminal. */
  readonly input: Writable | undefined;
  /** The status it ended with. */
  readonly ended: Promise<number>;
}

/** Run a command line of the shell at the terminal; with `isFed`, it reads what is written to `input`. */
export function showProgram(command: string, isFed: boolean, env: Environment): ShownProgram {
  // Control and C is for the program now; without a listener it would end us, too.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const child = spawn(command, {
    shell: true,
    stdio: [isFed ? 'pipe' : 'inherit', 'inherit', 'inherit'],
    env: { ...env },
  });
  child.stdin?.on('error', ignore);
  const ended = new Promise<number>((resolve) => {
    child.on('error', () => resolve(FAILED)).on('close', (status) => resolve(status ?? FAILED));
  });
  return { input: child.stdin ?? undefined, ended: ended.finally(() => process.off('SIGINT', ignore)) };
}

/** The status of a program that could not be started, or was killed. */
const FAILED = 1;

/** Write text to a program as fast as it reads; ends quietly where it reads no more. */
export async function feed(input: Writable, pieces: Iterable<string>): Promise<void> {
  try {
    await writePieces(input, pieces);
  } catch (error) {
    if (!(error instanceof ClosedOutput)) throw error;
  }
  input.end();
}
