import { stat } from 'node:fs/promises';
import { type LoadedCluster, loadCluster } from '../files.js';
import { resolveInputs } from '../inputs.js';
import { SOURCE_LIMITS } from '../limits.js';
import { terminalSafe } from '../output/terminal.js';
import { throwIfInterrupted } from './interruption.js';

/** Where sources are looked for. */
export interface SourcePlace {
  readonly workingFolder: string;
  /** What `-` reads. */
  readonly standardInput?: AsyncIterable<Uint8Array | string>;
}

/** Read a cluster; an interrupt ends it between two parts of a file. `onPercent` hears now and then how far it is. */
export function loadSources(
  sources: readonly string[],
  place: SourcePlace,
  signal: AbortSignal,
  onProgress: (words: string) => void = () => {},
): Promise<LoadedCluster> {
  return loadCluster(sources, {
    ...place,
    onProgress({ file, bytesRead, bytesTotal, records }) {
      throwIfInterrupted(signal);
      const part = bytesTotal ? `${Math.floor((100 * bytesRead) / bytesTotal)} %, ` : '';
      onProgress(`reading ${terminalSafe(file)}: ${part}${records.toLocaleString('en-US')} records`);
    },
  });
}

/** Problems that are told one by one; the rest is counted. */
const LISTED_PROBLEMS = 10;

/** What of a cluster could not be read, as lines. */
export function problemLines({ problems, problemCount }: LoadedCluster): readonly string[] {
  if (problemCount === 0) return [];
  const lines = problems
    .slice(0, LISTED_PROBLEMS)
    .map(({ file, line, path, message }) => terminalSafe(`${file}:${line}: ${path}: ${message}`));
  const more = problemCount - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more malformed records`] : []), 'they are left out'];
}

/** What the files of sources look like from outside: it differs where one was written, came or went. */
export async function fingerprint(sources: readonly string[], { workingFolder }: SourcePlace): Promise<string> {
  const files: string[] = [];
  for (const input of await resolveInputs(sources, { workingFolder }, SOURCE_LIMITS.files)) {
    if ('stream' in input) continue;
    const { size, mtimeMs, ino } = await stat(input.path);
    files.push(`${input.path} ${size} ${mtimeMs} ${ino}`);
  }
  return files.join('\n');
}
