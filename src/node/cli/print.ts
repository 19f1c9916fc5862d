import type { Answer, OutputFormat, Screen } from '../output/answer.js';
import { plural } from '../output/terminal.js';
import { loadFormatter, writePieces } from '../output/write.js';
import { hasColor, notify, type Session } from './context.js';

/** Print an answer on standard output; below a table on a terminal, say how many rows it has, if `noun` says of what. */
export async function printAnswer(
  session: Session,
  answer: Answer,
  output: OutputFormat | undefined,
  noun?: string,
): Promise<void> {
  const { stdout } = session.context;
  const format = output ?? (stdout.isTTY === true ? 'table' : 'ndjson');
  const formatter = await loadFormatter(format);
  await writePieces(stdout, formatter(answer, screenOf(session)));
  if (noun === undefined || stdout.isTTY !== true || format !== 'table') return;
  notify(session, plural(answer.rows.length, noun));
}

/** What the person's view on standard output is fitted to: a terminal has a width, a file has none. */
export function screenOf(session: Session): Screen {
  const { stdout, env } = session.context;
  const width = stdout.isTTY === true ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
  return { width, color: hasColor(session.color, stdout, env) };
}
