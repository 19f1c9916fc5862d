import { type PreparedQuery, StowageError } from '../../index.js';
import { plural, shortKey, terminalSafe } from '../output/terminal.js';
import { Interrupted, inTurns, pause } from './interruption.js';
import { prepare } from './query.js';
import type { Repl } from './repl.js';
import { fingerprint, loadSources } from './sources.js';

/** How long a change stays unseen at most. */
const LOOK_EVERY_MS = 200;

/**
 * Print what begins and what ceases to match, until interrupted. A cluster that was read from files is read again when one of
 * them changes; one that a program keeps is asked again when its revision grows.
 */
export async function watch(repl: Repl, text: string, signal: AbortSignal): Promise<void> {
  let keys = await keysOf(prepare(repl, text), signal);
  repl.printer.note(`${plural(keys.size, 'match').replace(/matchs$/, 'matches')} now; Control and C ends watching`);
  const hasChanged = changeDetector(repl, signal);
  for (;;) {
    await pause(LOOK_EVERY_MS, signal);
    if (!(await hasChanged())) continue;
    const now = await keysOf(prepare(repl, text), signal);
    await repl.printer.print(differences(keys, now, repl), signal);
    keys = now;
  }
}

async function keysOf(query: PreparedQuery, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const batch of inTurns(query.run().ids(), signal)) for (const key of batch) keys.add(key);
  return keys;
}

function* differences(before: ReadonlySet<string>, now: ReadonlySet<string>, repl: Repl): Generator<string> {
  for (const key of now) if (!before.has(key)) yield line('+', key, repl);
  for (const key of before) if (!now.has(key)) yield line('-', key, repl);
}

function line(sign: '+' | '-', key: string, { settings }: Repl): string {
  const { mode } = settings;
  if (mode === 'table') return `${sign} ${terminalSafe(shortKey(key))}\n`;
  if (mode === 'json' || mode === 'ndjson') {
    return `${JSON.stringify({ change: sign === '+' ? 'added' : 'removed', key })}\n`;
  }
  return `${sign} ${key}\n`;
}

/** Says whether what is open has changed since it was last asked, and reads it anew if so. */
function changeDetector(repl: Repl, signal: AbortSignal): () => Promise<boolean> {
  const { settings } = repl;
  if (settings.sources.length === 0 || settings.sources.includes('-')) {
    let revision = settings.cluster?.revision;
    return async () => {
      const before = revision;
      revision = settings.cluster?.revision;
      return revision !== before;
    };
  }
  return async () => {
    const now = await fingerprint(settings.sources, repl.context).catch(() => 'cannot be looked at');
    if (now === settings.fingerprint) return false;
    settings.fingerprint = now;
    return reload(repl, signal);
  };
}

/** A file may be half written: then what was read before stands, until it changes again. */
async function reload(repl: Repl, signal: AbortSignal): Promise<boolean> {
  try {
    repl.settings.cluster = (await loadSources(repl.settings.sources, repl.context, signal)).cluster;
    return true;
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof StowageError)) throw error;
    repl.printer.error(`stowage: ${terminalSafe(error.message)}; waiting for the next change\n`);
    return false;
  }
}
