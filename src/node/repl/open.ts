import { StowageError } from '../../index.js';
import { plural } from '../output/terminal.js';
import { loadingNotice } from './loading-notice.js';
import type { Repl } from './repl.js';
import { fingerprint, loadSources, problemLines } from './sources.js';

/** Read a cluster in the place of the one that is open. Where it cannot be read, or that is interrupted, nothing changes. */
export async function open(repl: Repl, sources: readonly string[], signal: AbortSignal): Promise<void> {
  const { settings, printer, context } = repl;
  if (sources.length === 0) throw new StowageError('usage', '', '.open needs a source: a file, a folder, or a glob');
  const notice = loadingNotice(context.stderr);
  const before = await fingerprint(
    sources.filter((source) => source !== '-'),
    context,
  );
  const loaded = await loadSources(
    sources,
    { workingFolder: context.workingFolder, standardInput: context.stdin },
    signal,
    notice.show,
  ).finally(notice.clear);
  settings.cluster = loaded.cluster;
  settings.sources = sources;
  settings.fingerprint = before;
  for (const line of problemLines(loaded)) printer.error(`stowage: ${line}\n`);
  if (repl.isInteractive) printer.note(contents(repl));
}

/** What is open, in words. */
export function contents({ settings: { cluster } }: Repl): string {
  if (cluster === undefined) return 'no cluster is open: .open FILE… reads one';
  return `${plural(cluster.instanceCount, 'instance')}, ${plural(cluster.taskCount, 'task')}`;
}
