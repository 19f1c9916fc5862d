import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { StowageError } from '../index.js';
import { type Input, unreadable } from './bytes.js';

export interface InputOptions {
  /** Where relative paths start; the working directory of the process by default. */
  readonly workingFolder?: string;
  /** What `-` reads; the standard input of the process by default. */
  readonly standardInput?: AsyncIterable<Uint8Array | string>;
}

/** How a source is named that is no file: a store, a live cluster, a server. */
const FOREIGN = /^(?:dir|etcd|ecs|kube|nomad|https?):/;

/** What a folder is searched for. */
const READABLE = '**/*.{json,ndjson,jsonl}{,.gz,.zst}';

export const STANDARD_INPUT = '-';
const STANDARD_INPUT_NAME = 'standard input';

/**
 * The inputs that sources name, in the order of the sources; the files of a folder or a glob by name.
 *
 * A source is a file, a folder (every `.json`, `.ndjson`, `.jsonl` below it, compressed or not), a glob, or `-` for standard
 * input. Throws `source-unreadable` where one names nothing, `source-kind` for stores and live clusters, which this version does
 * not read, and `source-limit` past `maximumFiles`.
 */
export async function resolveInputs(
  sources: readonly string[],
  options: InputOptions,
  maximumFiles: number,
): Promise<readonly Input[]> {
  const { workingFolder = process.cwd(), standardInput = process.stdin } = options;
  const inputs: Input[] = [];
  for (const source of sources) {
    if (source === STANDARD_INPUT) inputs.push({ name: STANDARD_INPUT_NAME, stream: standardInput });
    else inputs.push(...(await filesOf(source, workingFolder)));
    if (inputs.length > maximumFiles) {
      throw new StowageError('source-limit', '', `${source}: the sources name more than ${maximumFiles} files`);
    }
  }
  if (inputs.filter((input) => 'stream' in input).length > 1) {
    throw new StowageError('usage', '', 'standard input (-) can be read only once');
  }
  return inputs;
}

async function filesOf(source: string, workingFolder: string): Promise<readonly Input[]> {
  if (source === '') throw new StowageError('usage', '', 'a source is an empty text where a file was expected');
  const path = resolve(workingFolder, source);
  const found = await statOf(source, path);
  if (found?.isDirectory() === true) return filesIn(source, path);
  if (found !== undefined) return [{ name: source, path, bytes: found.isFile() ? found.size : undefined }];
  if (FOREIGN.test(source)) throw foreign(source);
  if (/[*?[{]/.test(source)) return globbed(source, workingFolder);
  throw new StowageError('source-unreadable', '', `${source}: there is no such file or folder`);
}

async function statOf(name: string, path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    if (code === 'ERR_INVALID_ARG_VALUE')
      throw new StowageError('source-unreadable', '', 'a path holds a NUL character');
    throw unreadable(name, error);
  }
}

async function filesIn(folder: string, path: string): Promise<readonly Input[]> {
  const names = await glob(READABLE, { cwd: path });
  if (names.length === 0) {
    const kinds = '.json, .ndjson or .jsonl (or any of these with .gz)';
    throw new StowageError('source-unreadable', '', `${folder}: the folder holds no file that ends in ${kinds}`);
  }
  return inputsOf(names, (name) => join(folder, name), path);
}

async function globbed(pattern: string, workingFolder: string): Promise<readonly Input[]> {
  const names = await glob(pattern, { cwd: workingFolder, expandDirectories: false, absolute: isAbsolute(pattern) });
  if (names.length === 0) throw new StowageError('source-unreadable', '', `${pattern}: no file matches`);
  return inputsOf(names, (name) => name, workingFolder);
}

async function inputsOf(
  names: readonly string[],
  shown: (name: string) => string,
  folder: string,
): Promise<readonly Input[]> {
  const inputs: Input[] = [];
  for (const name of names.toSorted()) {
    const path = resolve(folder, name);
    inputs.push({ name: shown(name), path, bytes: (await statOf(name, path))?.size ?? 0 });
  }
  return inputs;
}

function foreign(source: string): StowageError {
  const kind = source.slice(0, source.indexOf(':') + 1);
  const message =
    `${source}: this version reads files, folders, globs and - (standard input), not ${kind} sources; ` +
    `a file of that name is given as ./${source}`;
  return new StowageError('source-kind', '', message);
}
