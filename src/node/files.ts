import { type ApplyResult, Cluster, StowageError, type StowageErrorCode } from '../index.js';
import { type Input, readBytes } from './bytes.js';
import { readSourceDocuments } from './documents.js';
import { resolveInputs } from './inputs.js';
import { SOURCE_LIMITS, type SourceLimits } from './limits.js';
import type { ReadOptions } from './read.js';

/** A record that was left out because it is malformed, and where it stands. */
export interface SourceProblem {
  /** The file as the source named it, or `standard input`. */
  readonly file: string;
  /** Line of the file on which the record's page begins. */
  readonly line: number;
  /** JSON path inside that page, such as `$.containerInstances[3].status`. */
  readonly path: string;
  readonly code: StowageErrorCode;
  readonly message: string;
}

/** How far reading has come. */
export interface LoadProgress {
  readonly file: string;
  /** Bytes read so far, as they lie in the files. */
  readonly bytesRead: number;
  /** Bytes of all files together; undefined where a pipe is among them. */
  readonly bytesTotal: number | undefined;
  /** Records read so far, those that were left out included. */
  readonly records: number;
}

export interface LoadOptions extends ReadOptions {
  /** Called after each chunk of a file and after each page or part of one that was read. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadedCluster {
  readonly cluster: Cluster;
  /** The first malformed records, `SOURCE_LIMITS.problems` at most. */
  readonly problems: readonly SourceProblem[];
  /** How many records were malformed in all. */
  readonly problemCount: number;
}

/**
 * Load a cluster from files: whatever `Cluster.from` reads, as JSON or JSON lines, gzip-compressed or not.
 *
 * A source is a file, a folder, a glob, or `-` for standard input. Pages are applied one at a time, and a document that is larger
 * than a page in parts, so that memory is bounded by a page and the fleet. A malformed record is left out and reported; the rest load.
 *
 * Throws `StowageError`: `source-unreadable` where a source cannot be read or names nothing, `source-malformed` where it is no
 * JSON (with line and column), `source-limit` past a limit; and where no record at all loads, what is wrong with the first,
 * `source-kind` for JSON of another kind.
 */
export async function loadCluster(sources: readonly string[], options: LoadOptions = {}): Promise<LoadedCluster> {
  const limits = { ...SOURCE_LIMITS, ...options.limits };
  const inputs = await resolveInputs(sources, options, limits.files);
  const cluster = Cluster.from([]);
  const problems: SourceProblem[] = [];
  let problemCount = 0;
  let recordCount = 0;
  const report = reporter(inputs, options.onProgress);
  for (const input of inputs) {
    const bytes = readBytes(input, limits.sourceBytes, (length) => report(input, length, 0));
    for await (const { line, applied, stale, rejected } of applySource(cluster, input.name, bytes, limits)) {
      recordCount += applied + stale;
      problemCount += rejected.length;
      for (const { path, code, message } of rejected.slice(0, limits.problems - problems.length)) {
        problems.push({ file: input.name, line, path, code, message });
      }
      report(input, 0, applied + stale + rejected.length);
    }
  }
  const [first] = problems;
  if (recordCount === 0 && first !== undefined) throw nothingLoaded(first);
  return { cluster, problems, problemCount };
}

/** What a page or part of a file did, with the line on which its document begins. */
interface Applied extends ApplyResult {
  readonly line: number;
}

async function* applySource(
  cluster: Cluster,
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  limits: SourceLimits,
): AsyncGenerator<Applied> {
  for await (const document of readSourceDocuments(bytes, file, limits)) {
    const { line } = document;
    if ('value' in document) yield { line, ...cluster.apply(document.value) };
    else {
      const applyPart = cluster.applyInParts();
      for await (const part of document.parts) yield { line, ...applyPart(part) };
    }
  }
}

/** Where there is no record at all, the input is of the wrong kind: that is no answer about an empty cluster. */
function nothingLoaded({ file, line, path, code, message }: SourceProblem): StowageError {
  return new StowageError(code, path, `${file}:${line}: ${message}`);
}

function reporter(
  inputs: readonly Input[],
  onProgress: LoadOptions['onProgress'],
): (input: Input, bytes: number, records: number) => void {
  const bytesTotal = inputs.reduce<number | undefined>((total, input) => {
    const bytes = 'stream' in input ? undefined : input.bytes;
    return total === undefined || bytes === undefined ? undefined : total + bytes;
  }, 0);
  let bytesRead = 0;
  let recordsRead = 0;
  return (input, bytes, records) => {
    bytesRead += bytes;
    recordsRead += records;
    onProgress?.({ file: input.name, bytesRead, bytesTotal, records: recordsRead });
  };
}
