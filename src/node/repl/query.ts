import { type Cluster, type PreparedQuery, StowageError } from '../../index.js';
import { queryAnswer, ROW_NOUNS } from '../cli/query-answer.js';
import type { OutputFormat, Row } from '../output/answer.js';
import { plural } from '../output/terminal.js';
import { loadFormatter } from '../output/write.js';
import { inTurns } from './interruption.js';
import { REPL_LIMITS } from './limits.js';
import type { Repl } from './repl.js';

/** Answer a query, and say of how many rows the answer is, and how long it took. */
export async function runQuery(repl: Repl, text: string, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const query = prepare(repl, text);
  const { mode } = repl.settings;
  const count = mode === 'table' ? await showTable(repl, query, signal) : await showAs(repl, query, mode, signal);
  tellCount(repl, plural(count, ROW_NOUNS[query.rowKind]), performance.now() - started);
}

/** The query of a text, for the cluster that is open. Throws `QueryError`, or `usage` where nothing is open. */
export function prepare(repl: Repl, text: string): PreparedQuery {
  const { dialect, now } = repl.settings;
  return openCluster(repl).prepare(text, { dialect, now: now() });
}

export function openCluster({ settings }: Repl): Cluster {
  if (settings.cluster !== undefined) return settings.cluster;
  throw new StowageError('usage', '', 'no cluster is open: .open FILE… reads one');
}

/** The number of rows below an answer that a person sees; the time wherever it was asked for. */
export function tellCount({ settings, printer }: Repl, words: string, milliseconds: number): void {
  const time = settings.isTimed ? `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms` : undefined;
  if (printer.isSeen) printer.note(time === undefined ? words : `${words}, ${time}`);
  else if (time !== undefined) printer.error(`${time}\n`);
}

/** A table is measured before it is drawn, so what it holds is bounded. */
async function showTable(repl: Repl, query: PreparedQuery, signal: AbortSignal): Promise<number> {
  const result = query.run();
  const rows: Row[] = [];
  for await (const batch of inTurns(result.rows(), signal)) {
    rows.push(...(batch as readonly object[] as readonly Row[]));
    if (rows.length >= REPL_LIMITS.tableRows) break;
  }
  rows.length = Math.min(rows.length, REPL_LIMITS.tableRows);
  await repl.printer.answer(queryAnswer(query, rows), 'table', signal);
  const more = result.count - rows.length;
  if (more > 0)
    repl.printer.note(`and ${plural(more, ROW_NOUNS[query.rowKind])} more: | limit, or .mode ndjson for all`);
  return result.count;
}

/** Formats whose rows do not look at one another, so that they can be written as they are found. */
const ROW_BY_ROW: ReadonlySet<OutputFormat> = new Set<OutputFormat>(['ndjson', 'ids']);

async function showAs(repl: Repl, query: PreparedQuery, mode: OutputFormat, signal: AbortSignal): Promise<number> {
  const result = query.run();
  const keys = function* () {
    for (const key of result.ids()) yield { key };
  };
  const rows = mode === 'ids' ? keys() : (result.rows() as Iterable<object> as Iterable<Row>);
  if (ROW_BY_ROW.has(mode)) {
    const formatter = await loadFormatter(mode);
    let count = 0;
    const pieces = function* () {
      for (const row of rows) {
        count++;
        yield* formatter(queryAnswer(query, [row]), repl.printer.screen);
      }
    };
    await repl.printer.print(pieces(), signal);
    return count;
  }
  const all: Row[] = [];
  for await (const batch of inTurns(rows, signal)) all.push(...batch);
  await repl.printer.answer(queryAnswer(query, all), mode, signal);
  return all.length;
}
