import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { REPL_LIMITS } from './limits.js';

/**
 * The history on disk: a statement a line, as JSON, so that it may have several lines itself.
 *
 * The file is only ever added to, so that programs running at once lose nothing of one another, and what cannot be read stays
 * where it is. When it grows past its limit it is put aside as `….old`, in the place of the one before. Only the owner may read it.
 */
export interface HistoryFile {
  /** Statements that earlier programs kept, the oldest first. */
  readonly statements: readonly string[];
  /** Why nothing is read from or written to the file; undefined where all is well. */
  readonly problem: string | undefined;
  /** Add a statement; gives what is wrong if it cannot be added. */
  readonly append: (statement: string) => Promise<string | undefined>;
}

/** Read a history, which need not be there yet. Never throws: what is wrong is said in `problem`. */
export async function openHistoryFile(path: string): Promise<HistoryFile> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await putAside(path);
    const statements = [...(await read(`${path}.old`)), ...(await read(path))];
    return { statements, problem: undefined, append: (statement) => append(path, statement) };
  } catch (error) {
    const problem = `${path}: ${(error as Error).message}; what you type is kept until the end of this session only`;
    return { statements: [], problem, append: async () => undefined };
  }
}

async function read(path: string): Promise<readonly string[]> {
  const file = await openOwn(path, constants.O_RDONLY);
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    const length = Math.min(size, REPL_LIMITS.historyBytes);
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, size - length);
    return bytes.subarray(0, bytesRead).toString('utf8').split('\n').flatMap(statementOf);
  } finally {
    await file.close();
  }
}

/** A line that is no statement is no reason to do without the others. */
function statementOf(line: string): readonly string[] {
  try {
    const statement: unknown = JSON.parse(line);
    return typeof statement === 'string' ? [statement] : [];
  } catch {
    return [];
  }
}

async function append(path: string, statement: string): Promise<string | undefined> {
  if (statement.length > REPL_LIMITS.historyStatement) return undefined;
  try {
    await putAside(path);
    const file = await openOwn(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    if (file === undefined) return undefined;
    try {
      // One write, which the system does not mix with those of other programs.
      await file.write(`${(await endsInLine(file)) ? '\n' : ''}${JSON.stringify(statement)}\n`);
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether the last line was never ended, by a program that was killed. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}

/** Open a plain file and see to it that only its owner may read it; undefined where there is none. */
async function openOwn(path: string, flags: number): Promise<FileHandle | undefined> {
  const file = await openIfThere(path, flags | constants.O_NONBLOCK);
  if (file === undefined) return undefined;
  const found = await file.stat();
  if (!found.isFile()) {
    await file.close();
    throw new Error('is no plain file');
  }
  if ((found.mode & 0o077) !== 0) await file.chmod(0o600);
  return file;
}

async function openIfThere(path: string, flags: number): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A lock that is older was left behind by a program that ended in between. */
const LOCK_AGE_MS = 10_000;

/** Begin a new file where the old one has grown too large. One program at a time does so; the others go on adding meanwhile. */
async function putAside(path: string): Promise<void> {
  if (!(await isTooLarge(path))) return;
  const lock = `${path}.lock`;
  const held = await open(lock, 'wx', 0o600).catch(() => undefined);
  if (held === undefined) {
    await removeOldLock(lock);
    return;
  }
  try {
    // Another one may have done it since.
    if (await isTooLarge(path)) await rename(path, `${path}.old`);
  } finally {
    await held.close();
    await rm(lock, { force: true });
  }
}

async function isTooLarge(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size > REPL_LIMITS.historyBytes;
}

async function removeOldLock(lock: string): Promise<void> {
  const found = await stat(lock).catch(() => undefined);
  if (found !== undefined && Date.now() - found.mtimeMs > LOCK_AGE_MS) await rm(lock, { force: true });
}
