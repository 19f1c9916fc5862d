import { check, parseInstant, QueryError, StowageError } from '../../index.js';
import { STANDARD_INPUT } from '../inputs.js';
import { readText } from '../read.js';
import type { Session } from './context.js';

/** Options that say how an expression is read. */
export interface ExpressionOptions {
  readonly dialect: 'ecs' | 'stowage';
  readonly now?: string | undefined;
}

/** The expression that an argument gives: itself, or with `-` what standard input holds. */
export async function readExpression(session: Session, argument: string, sources: readonly string[]): Promise<string> {
  if (argument !== STANDARD_INPUT) return argument;
  refuseTwice(argument, sources);
  const { stdin, workingFolder } = session.context;
  return (await readText(argument, { standardInput: stdin, workingFolder })).trimEnd();
}

/** Standard input is read once: it cannot be the cluster and something else besides. */
export function refuseTwice(source: string, sources: readonly string[]): void {
  if (source !== STANDARD_INPUT || !sources.includes(STANDARD_INPUT)) return;
  throw new StowageError('usage', '', 'standard input (-) is asked for twice: it can be read only once');
}

/** Refuse a bad expression before a long time is spent on reading a cluster. */
export function refuseErrors(text: string, { dialect }: ExpressionOptions): void {
  const diagnostics = check(text, { dialect });
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new QueryError(text, diagnostics);
}

/** `--now` in milliseconds since 1970. */
export function readNow(now: string | undefined): number | undefined {
  if (now === undefined) return undefined;
  const instant = parseInstant(now);
  if (instant !== undefined) return instant;
  throw new StowageError('usage', '', `--now ${now}: is no instant; it has to be of the form 2026-01-31T12:00:00Z`);
}
