import type { Cluster, Dialect } from '../../index.js';
import { type ColorChoice, type CommandContext, hasColor, type OutputStream } from '../cli/context.js';
import type { OutputFormat } from '../output/answer.js';
import { terminalSafe } from '../output/terminal.js';
import { ClosedOutput } from '../output/write.js';
import { type LoadedConfig, loadConfig, type ReplConfig } from './config.js';
import type { TerminalOutput } from './drawing.js';
import { History } from './history.js';
import { type HistoryFile, openHistoryFile } from './history-file.js';
import { Interrupted } from './interruption.js';
import type { TerminalInput } from './key-reader.js';
import { languageHelp } from './language-help.js';
import { LineEditor } from './line-editor.js';
import { linesOf } from './lines.js';
import { contents, open } from './open.js';
import { pagerOf } from './pager.js';
import { configPath, historyPath } from './paths.js';
import { PlainReader } from './plain-reader.js';
import { type LendTerminal, Printer } from './printer.js';
import { Runner } from './runner.js';

/** How a REPL is started. Everything may be left out. */
export interface ReplOptions {
  /** What is asked. The program that gives it may go on changing it; `.watch` follows. */
  readonly cluster?: Cluster;
  /** Where a cluster is read instead: files, folders, globs. */
  readonly sources?: readonly string[];
  /** What is typed into, what answers go to, and errors; those of the process by default. Errors go to `output` where only that is given. */
  readonly input?: AsyncIterable<Uint8Array | string> | TerminalInput;
  readonly output?: TerminalOutput;
  readonly error?: OutputStream;
  /** The environment; that of the process by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start; the working directory of the process by default. */
  readonly workingFolder?: string;
  /** How answers are shown at first: by default as a table on a terminal, else as JSON lines. */
  readonly mode?: OutputFormat;
  readonly color?: ColorChoice;
  readonly dialect?: Dialect;
  /** What `now` means, in milliseconds since 1970: by default the clock's time, for each statement anew. */
  readonly now?: number;
  /** Whether a script ends with its first error; by default the statements after it are run. */
  readonly bail?: boolean;
  /** The configuration instead of that in the file; `false` for none. Scripts have none. */
  readonly config?: ReplConfig | false;
  /** The file of the history instead of the usual one; `false` for none. Scripts have none. */
  readonly history?: string | false;
}

const USUAL_PROMPT = 'stowage> ';
const USUAL_HISTORY_SIZE = 1000;

/**
 * Ask for statements and answer them until there are no more. Where input and output are a terminal, that is a person with an
 * editor; otherwise the input is run as a script, without prompts and escape codes.
 *
 * Gives a status as the command `stowage repl` ends with: that of the first statement of a script that failed (2 a bad
 * expression, 3 unreadable input), else 0. Throws `StowageError` where the `sources` cannot be read. The streams stay open.
 */
export async function startRepl(options: ReplOptions = {}): Promise<number> {
  const context = contextOf(options);
  const ignore = () => {};
  // Whoever reads our output may go away: that is a reason to stop, not to fail.
  context.stdout.on('error', ignore);
  try {
    return await (isInteractive(context) ? converse(options, context) : runScript(options, context));
  } catch (error) {
    if (error instanceof ClosedOutput) return 0;
    throw error;
  } finally {
    context.stdout.off('error', ignore);
  }
}

interface ReplContext extends CommandContext {
  readonly stdout: TerminalOutput;
}

interface TerminalContext extends ReplContext {
  readonly stdin: TerminalInput;
}

function isInteractive(context: ReplContext): context is TerminalContext {
  return (context.stdin as Partial<TerminalInput>).isTTY === true && context.stdout.isTTY === true;
}

function contextOf(options: ReplOptions): ReplContext {
  const { input = process.stdin, output = process.stdout, env = process.env } = options;
  const error = options.error ?? (options.output === undefined ? process.stderr : output);
  return { stdin: input, stdout: output, stderr: error, env, workingFolder: options.workingFolder ?? process.cwd() };
}

async function runScript(options: ReplOptions, context: ReplContext): Promise<number> {
  const never = new AbortController().signal;
  const runner = createRunner(options, context, {}, new History(USUAL_HISTORY_SIZE), async (run) => run());
  await openFirst(runner, options, never);
  await runner.runScript('standard input', linesOf(context.stdin), never);
  await runner.printer.close();
  return runner.status;
}

async function converse(options: ReplOptions, context: TerminalContext): Promise<number> {
  const { config, problems } = await configOf(options, context);
  const file = await historyFileOf(options, context);
  const history = new History(config.historySize ?? USUAL_HISTORY_SIZE, file?.statements ?? []);
  let interruption = new AbortController();
  const lend: LendTerminal = async (run) => {
    reader.pause();
    try {
      return await run();
    } finally {
      reader.resume();
    }
  };
  const runner = createRunner(options, context, config, history, lend);
  const reader = readerOf(options, context, config, runner, () => interruption.abort());
  try {
    for (const problem of [...problems, ...(file?.problem === undefined ? [] : [file.problem])]) {
      runner.printer.error(`stowage: ${terminalSafe(problem)}\n`);
    }
    await interruptible(runner, () => openFirst(runner, options, interruption.signal));
    if (options.sources === undefined || options.sources.length === 0) runner.printer.note(contents(runner));
    runner.printer.note('.help says what there is; Tab completes; Control-D leaves');
    while (!runner.isLeaving) {
      const reading = await reader.read();
      if (reading.kind === 'end') break;
      if (reading.kind !== 'text' || reading.text === '') continue;
      interruption = new AbortController();
      const { signal } = interruption;
      await remember(runner, file, reading.text);
      await interruptible(runner, () => runner.run(reading.text, signal));
    }
    await runner.printer.close();
    return 0;
  } finally {
    reader.close();
  }
}

function createRunner(
  options: ReplOptions,
  context: ReplContext,
  config: ReplConfig,
  history: History,
  lend: LendTerminal,
): Runner {
  // A pager writes to the terminal of the process, and to no other.
  const hasPager = isInteractive(context) && context.stdout === process.stdout && context.env['TERM'] !== 'dumb';
  const printer = new Printer({
    output: context.stdout,
    error: context.stderr,
    env: context.env,
    color: options.color ?? config.color ?? 'auto',
    workingFolder: context.workingFolder,
    pager: hasPager ? pagerOf(config.pager, context.env) : undefined,
    lend,
  });
  const settings = {
    cluster: options.cluster,
    sources: [],
    fingerprint: '',
    mode: options.mode ?? config.mode ?? (context.stdout.isTTY === true ? 'table' : 'ndjson'),
    isTimed: config.timer ?? false,
    last: '',
    dialect: options.dialect ?? 'stowage',
    now: () => options.now ?? Date.now(),
  } as const;
  return new Runner({
    settings: { ...settings },
    printer,
    context,
    history,
    isInteractive: isInteractive(context),
    lend,
    isBailing: options.bail === true,
  });
}

function readerOf(
  options: ReplOptions,
  context: TerminalContext,
  config: ReplConfig,
  runner: Runner,
  onInterrupt: () => void,
): LineEditor | PlainReader {
  const { stdin: input, stdout: output, env, workingFolder } = context;
  const help = languageHelp(runner.settings, workingFolder);
  const prompt = config.prompt ?? USUAL_PROMPT;
  if (env['TERM'] === 'dumb') return new PlainReader({ input, output, prompt, ...help, onInterrupt });
  const color = hasColor(options.color ?? config.color ?? 'auto', output, env);
  return new LineEditor({ input, output, color, prompt, history: runner.history, ...help, onInterrupt });
}

async function openFirst(runner: Runner, { sources = [] }: ReplOptions, signal: AbortSignal): Promise<void> {
  if (sources.length > 0) await open(runner, sources, signal);
}

async function interruptible(runner: Runner, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    runner.printer.note('interrupted');
  }
}

async function remember(runner: Runner, file: HistoryFile | undefined, statement: string): Promise<void> {
  if (!runner.history.add(statement)) return;
  const problem = await file?.append(statement);
  if (problem !== undefined) runner.printer.error(`stowage: the history cannot be kept: ${terminalSafe(problem)}\n`);
}

async function configOf({ config }: ReplOptions, { env }: ReplContext): Promise<LoadedConfig> {
  if (config === undefined) return loadConfig(configPath(env));
  return { config: config === false ? {} : config, problems: [] };
}

async function historyFileOf({ history }: ReplOptions, { env }: ReplContext): Promise<HistoryFile | undefined> {
  return history === false ? undefined : openHistoryFile(history ?? historyPath(env));
}
