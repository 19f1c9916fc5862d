import { isIncomplete, StowageError } from '../../index.js';
import type { CommandContext, ExitStatus } from '../cli/context.js';
import { reportError } from '../cli/report.js';
import { terminalSafe } from '../output/terminal.js';
import { ClosedOutput, OutputFailure } from '../output/write.js';
import { readText } from '../read.js';
import { runCommand } from './commands.js';
import type { History } from './history.js';
import { Interrupted } from './interruption.js';
import { REPL_LIMITS } from './limits.js';
import type { LendTerminal, Printer } from './printer.js';
import { runQuery } from './query.js';
import type { Repl } from './repl.js';
import type { Settings } from './settings.js';
import { isCommand, readStatements } from './statements.js';

export interface RunnerOptions {
  readonly settings: Settings;
  readonly printer: Printer;
  readonly context: CommandContext;
  readonly history: History;
  readonly isInteractive: boolean;
  readonly lend: LendTerminal;
  /** Whether a script ends with its first error. */
  readonly isBailing: boolean;
}

/** Runs statements, and knows how it went. */
export class Runner implements Repl {
  readonly settings: Settings;
  readonly printer: Printer;
  readonly context: CommandContext;
  readonly history: History;
  readonly isInteractive: boolean;
  readonly lend: LendTerminal;
  readonly #isBailing: boolean;
  #status: ExitStatus = 0;
  #isLeaving = false;
  #depth = 0;

  constructor(options: RunnerOptions) {
    this.settings = options.settings;
    this.printer = options.printer;
    this.context = options.context;
    this.history = options.history;
    this.isInteractive = options.isInteractive;
    this.lend = options.lend;
    this.#isBailing = options.isBailing;
  }

  /** That of the first statement that failed. */
  get status(): ExitStatus {
    return this.#status;
  }

  /** Whether nothing more is to be run. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  readonly leave = (): void => {
    this.#isLeaving = true;
  };

  /** Run a statement and tell what is wrong with it. Throws where it was interrupted, or nobody reads what it prints. */
  readonly run = (statement: string, signal: AbortSignal): Promise<void> => this.#runAt(undefined, statement, signal);

  readonly runFile = async (file: string, signal: AbortSignal): Promise<void> => {
    if (this.#depth >= REPL_LIMITS.scriptDepth) {
      const message = `${file}: more than ${REPL_LIMITS.scriptDepth} files read one another`;
      throw new StowageError('usage', '', message);
    }
    if (file === '-') throw new StowageError('usage', '', '.read takes a file');
    const text = await readText(file, { workingFolder: this.context.workingFolder });
    this.#depth++;
    try {
      await this.runScript(file, text.split(/\r?\n/), signal);
    } finally {
      this.#depth--;
    }
  };

  /** Run one statement after another; each that fails is told with its place. */
  async runScript(name: string, lines: Iterable<string> | AsyncIterable<string>, signal: AbortSignal): Promise<void> {
    for await (const { text, line } of readStatements(lines, isIncomplete)) {
      await this.#runAt(`${name}:${line}`, text, signal);
      if (this.#isLeaving) return;
    }
  }

  async #runAt(place: string | undefined, statement: string, signal: AbortSignal): Promise<void> {
    try {
      await (isCommand(statement) ? runCommand(this, statement, signal) : runQuery(this, statement, signal));
    } catch (error) {
      if (error instanceof Interrupted || error instanceof ClosedOutput || error instanceof OutputFailure) throw error;
      this.tell(error, place);
      if (this.#isBailing) this.leave();
    } finally {
      if (!statement.startsWith('.edit')) this.settings.last = statement;
    }
  }

  /** Say what went wrong. */
  tell(error: unknown, place?: string): void {
    const { text, status } = reportError(error, this.printer.errorStyle);
    this.printer.error(`${place === undefined ? '' : `${terminalSafe(place)}\n`}${text}`);
    if (this.#status === 0) this.#status = status;
  }
}
