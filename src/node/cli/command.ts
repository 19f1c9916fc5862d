import type { Command } from '@commander-js/extra-typings';
import type { CommonOptions, ExitStatus, Session } from './context.js';

/** Runs the body of a command with its session, and keeps the status it ends with. */
export type RunCommand = (options: CommonOptions, body: (session: Session) => Promise<ExitStatus>) => Promise<void>;

/** A command of the program: adds itself, and loads what it needs when it runs. */
export type DefineCommand = (program: Command, run: RunCommand) => void;

/** The examples of a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
