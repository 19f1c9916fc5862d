import { type LoadedCluster, loadCluster } from '../files.js';
import { terminalSafe } from '../output/terminal.js';
import { type ExitStatus, notify, type Session } from './context.js';

/** Problems that are listed one by one before the rest are only counted. */
const LISTED_PROBLEMS = 10;

/** Load what `--from` names, with progress and problems on standard error. */
export async function loadFrom(session: Session, sources: readonly string[]): Promise<LoadedCluster> {
  const loaded = await loadWithProgress(session, sources);
  listProblems(session, loaded);
  return loaded;
}

async function loadWithProgress(session: Session, sources: readonly string[]): Promise<LoadedCluster> {
  const { stdin, stderr, workingFolder } = session.context;
  const options = { standardInput: stdin, workingFolder };
  if (session.quiet || stderr.isTTY !== true) return loadCluster(sources, options);
  const { showProgress } = await import('./progress.js');
  const progress = showProgress(stderr);
  try {
    return await loadCluster(sources, { ...options, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}

/** Malformed records are errors, so `--quiet` does not hide them. */
function listProblems(session: Session, loaded: LoadedCluster): void {
  const { stderr } = session.context;
  for (const { file, line, path, message } of loaded.problems.slice(0, LISTED_PROBLEMS)) {
    stderr.write(`stowage: ${terminalSafe(`${file}:${line}: ${path}: ${message}`)}\n`);
  }
  const more = loaded.problemCount - LISTED_PROBLEMS;
  if (more > 0) stderr.write(`stowage: and ${more} more malformed records\n`);
  if (loaded.problemCount > 0) notify(session, 'stowage: they are left out; the answer is about the rest');
}

/** The status of an answer about what loaded: malformed records outweigh it. */
export function statusWith(loaded: LoadedCluster, status: ExitStatus): ExitStatus {
  return loaded.problemCount > 0 ? 3 : status;
}
