import type { Repl } from './repl.js';

/** A command that begins with a dot: a row of the table of commands. */
export interface ReplCommand {
  /** With its dot. */
  readonly name: string;
  /** What it takes, for people. */
  readonly argument: string;
  readonly summary: string;
  /** What else `.help` says of it. */
  readonly details: readonly string[];
  /** What its argument is, for Tab: a query, names of files, or one of these words. */
  readonly takes: 'nothing' | 'query' | 'files' | (() => readonly string[]);
  readonly run: (repl: Repl, argument: string, signal: AbortSignal) => Promise<void> | void;
}
