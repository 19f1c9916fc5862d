import type { CommandContext } from '../cli/context.js';
import type { History } from './history.js';
import type { LendTerminal, Printer } from './printer.js';
import type { Settings } from './settings.js';

/** What a running program is, for its statements and commands. */
export interface Repl {
  readonly settings: Settings;
  readonly printer: Printer;
  readonly context: CommandContext;
  readonly history: History;
  /** Whether statements come from a terminal. */
  readonly isInteractive: boolean;
  readonly lend: LendTerminal;
  /** Run a query or a command. What is wrong with it is told, and counted. */
  readonly run: (statement: string, signal: AbortSignal) => Promise<void>;
  /** Run the statements of a file. */
  readonly runFile: (file: string, signal: AbortSignal) => Promise<void>;
  /** Run nothing more. */
  readonly leave: () => void;
}
