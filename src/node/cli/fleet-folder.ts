import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type FleetPage, StowageError } from '../../index.js';
import { unreadable } from '../bytes.js';
import { plural } from '../output/terminal.js';
import { notify, type Session } from './context.js';

/** 10,000 records at the usual page size: files of some tens of megabytes, which people and tools can handle. */
const PAGES_PER_FILE = 100;

/** Write pages into a folder, as `instances-0001.ndjson` … and `tasks-0001.ndjson` …, one page a line. */
export async function writeFolder(
  session: Session,
  folder: string,
  pages: Iterable<FleetPage>,
  force: boolean,
): Promise<void> {
  const path = resolve(session.context.workingFolder, folder);
  let count = 0;
  try {
    await openFolder(path, folder, force);
    for (const { name, text } of filesOf(pages)) {
      await writeFile(join(path, name), text);
      count++;
    }
  } catch (error) {
    throw unreadable(folder, error);
  }
  notify(session, `wrote ${plural(count, 'file')} to ${folder}`);
}

async function openFolder(path: string, folder: string, force: boolean): Promise<void> {
  await mkdir(path, { recursive: true });
  if (force || (await readdir(path)).length === 0) return;
  throw new StowageError('usage', '', `${folder}: the folder is not empty; --force writes into it all the same`);
}

interface FleetFile {
  readonly name: string;
  readonly text: string;
}

/** Pages of both kinds come mixed; each kind has files of its own. */
function* filesOf(pages: Iterable<FleetPage>): Generator<FleetFile> {
  const kinds = { instances: new Pages('instances'), tasks: new Pages('tasks') };
  for (const page of pages) {
    const kind = 'tasks' in page ? kinds.tasks : kinds.instances;
    if (kind.add(page) >= PAGES_PER_FILE) yield kind.take();
  }
  for (const kind of Object.values(kinds)) if (kind.size > 0) yield kind.take();
}

/** Pages of one kind that wait for their file. */
class Pages {
  readonly #kind: string;
  #lines: string[] = [];
  #files = 0;

  constructor(kind: string) {
    this.#kind = kind;
  }

  get size(): number {
    return this.#lines.length;
  }

  add(page: FleetPage): number {
    return this.#lines.push(`${JSON.stringify(page)}\n`);
  }

  take(): FleetFile {
    const name = `${this.#kind}-${String(++this.#files).padStart(4, '0')}.ndjson`;
    const text = this.#lines.join('');
    this.#lines = [];
    return { name, text };
  }
}
