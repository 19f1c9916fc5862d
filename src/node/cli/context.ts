import type { Writable } from 'node:stream';

/** Everything a command takes from the world, so that tests can run it in their own process. */
export interface CommandContext {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly workingFolder: string;
}

export interface OutputStream extends Writable {
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/**
 * 0 done; 1 the answer is negative where that is the question; 2 usage or a bad expression; 3 input unreadable or malformed;
 * 70 a bug of ours.
 */
export type ExitStatus = 0 | 1 | 2 | 3 | 70;

export const COLOR_CHOICES = ['auto', 'always', 'never'] as const;

export type ColorChoice = (typeof COLOR_CHOICES)[number];

/** Options that every command takes. */
export interface CommonOptions {
  readonly color: ColorChoice;
  readonly quiet?: true | undefined;
}

/** One run of one command. */
export interface Session {
  readonly context: CommandContext;
  readonly color: ColorChoice;
  /** Nothing on standard error but errors. */
  readonly quiet: boolean;
}

/**
 * Whether to colour what goes to a stream. `--color always` and `never` decide; else NO_COLOR, then FORCE_COLOR, then whether it is
 * a terminal that is not dumb.
 */
export function hasColor(choice: ColorChoice, stream: OutputStream, env: CommandContext['env']): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** How diagnostics are drawn on standard error: with colour or not, and as wide as the terminal. */
export function renderStyle(choice: ColorChoice, { stderr, env }: CommandContext) {
  const width = stderr.isTTY === true ? stderr.columns : undefined;
  return { color: hasColor(choice, stderr, env), ...(width !== undefined && { width }) };
}

/** A line for people, on standard error; nothing under `--quiet`. */
export function notify(session: Session, line: string): void {
  if (!session.quiet) session.context.stderr.write(`${line}\n`);
}
