import { Cluster, StowageError, type StowageErrorCode } from '../index.js';
import { type Input, readBytes } from './bytes.js';
import { readDocuments } from './documents.js';
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
}

export interface LoadOptions extends ReadOptions {
  /** Called after each chunk that was read. */
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
 * A source is a file, a folder, a glob, or `-` for standard input. Pages are applied one at a time, so that memory is bounded by
 * a page and the fleet. A malformed record is left out and reported; the rest load.
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
    for await (const page of applyPages(cluster, input, limits, report)) {
      recordCount += page.applied + page.stale;
      problemCount += page.problems.length;
      problems.push(...page.problems.slice(0, limits.problems - problems.length));
    }
  }
  const [first] = problems;
  if (recordCount === 0 && first !== undefined) throw nothingLoaded(first);
  return { cluster, problems, problemCount };
}

interface AppliedPage {
  readonly applied: number;
  readonly stale: number;
  readonly problems: readonly SourceProblem[];
}

async function* applyPages(
  cluster: Cluster,
  input: Input,
  limits: SourceLimits,
  report: (input: Input, bytes: number) => void,
): AsyncGenerator<AppliedPage> {
  const file = input.name;
  const bytes = readBytes(input, limits.sourceBytes, (length) => report(input, length));
  for await (const { value, line } of readDocuments(bytes, file, limits.documentBytes)) {
    const { applied, stale, rejected } = cluster.apply(value);
    const problems = rejected.map(({ path, code, message }) => ({ file, line, path, code, message }));
    yield { applied, stale, problems };
  }
}

/** Where there is no record at all, the input is of the wrong kind: that is no answer about an empty cluster. */
function nothingLoaded({ file, line, path, code, message }: SourceProblem): StowageError {
  return new StowageError(code, path, `${file}:${line}: ${message}`);
}

function reporter(
  inputs: readonly Input[],
  onProgress: LoadOptions['onProgress'],
): (input: Input, bytes: number) => void {
  const bytesTotal = inputs.reduce<number | undefined>((total, input) => {
    const bytes = 'stream' in input ? undefined : input.bytes;
    return total === undefined || bytes === undefined ? undefined : total + bytes;
  }, 0);
  let bytesRead = 0;
  return (input, bytes) => {
    bytesRead += bytes;
    onProgress?.({ file: input.name, bytesRead, bytesTotal });
  };
}
