import { QueryError, type RenderOptions, renderDiagnostic, StowageError, type StowageErrorCode } from '../../index.js';
import { paint, terminalSafeLines } from '../output/terminal.js';
import type { ExitStatus } from './context.js';

/** What is said about an error, and the status the process ends with. */
export interface ErrorReport {
  readonly text: string;
  readonly status: ExitStatus;
}

/** Errors of the command line itself; all others are about input. */
const USAGE: ReadonlySet<StowageErrorCode> = new Set([
  'usage',
  'no-keys',
  'query-limit',
  'cluster-required',
  'cluster-unknown',
]);

/** Tell an error to a person: a bad expression with carets, our operating errors in a line, our bugs with their trace. */
export function reportError(error: unknown, style: RenderOptions): ErrorReport {
  if (error instanceof QueryError) return { text: renderDiagnostics(error, style), status: 2 };
  if (error instanceof StowageError) return { text: operatingError(error, style), status: statusOf(error) };
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `stowage: this is a bug in stowage; please report it with the command that showed it\n${trace}\n`,
    status: 70,
  };
}

/** Diagnostics one after another, each with its place in the text. */
function renderDiagnostics({ text, diagnostics }: QueryError, style: RenderOptions): string {
  return diagnostics.map((diagnostic) => `${renderDiagnostic(text, diagnostic, style)}\n`).join('\n');
}

function operatingError(error: StowageError, style: RenderOptions): string {
  const place = error.path === '' ? '' : ` (at ${error.path})`;
  const name = paint('red', 'stowage:', { color: style.color === true });
  const line = `${name} ${terminalSafeLines(error.message + place)}\n`;
  return error.cause instanceof QueryError ? line + renderDiagnostics(error.cause, style) : line;
}

function statusOf(error: StowageError): ExitStatus {
  return USAGE.has(error.code) || error.cause instanceof QueryError ? 2 : 3;
}
