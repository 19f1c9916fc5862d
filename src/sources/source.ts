/** Foreign JSON → changes for the store. */
import { StowageError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import type { Batch } from './batch.js';
import { type Context, createContext } from './context.js';
import { envelopeField, kindOf, type SourceKind, unrecognised } from './detect.js';
import { type Fields, inside } from './fields.js';
import { Intake, type ReadRecord } from './intake.js';

export type { Batch, Rejection } from './batch.js';

export interface SourceOptions {
  /** The cluster of records that do not say theirs: its name or ARN. */
  readonly cluster?: string;
}

/**
 * Read one source, or a list of sources (in lists, too): what `describe-container-instances`, `describe-tasks` and `run-task`
 * print, single records, EventBridge events of their state changes, snapshots; all already parsed JSON, recognised by content.
 *
 * A malformed record is rejected with the path to its first wrong field, and so is a member of a list that is no source; the rest
 * loads. `O(size of the source)`.
 *
 * @throws StowageError `source-kind` where the source itself, no list, is none that is read; `source-malformed` where it is a
 *   snapshot without a valid head; `source-limit` where lists nest too deeply.
 */
export function readSource(source: unknown, options: SourceOptions = {}): Batch {
  return sourceReader(options)(source);
}

/** `readSource` for page after page. */
export function sourceReader(options: SourceOptions = {}): (source: unknown) => Batch {
  const context = createContext(options.cluster);
  return (source) => readWhole(source, context);
}

/**
 * Refuse a batch of which nothing was recognised, as `readSource` refuses a single source: a list of nothing but foreign objects is
 * a wrong file, not a cluster without hosts.
 */
export function requireRecognised(batch: Batch): void {
  const [first] = batch.rejected;
  if (batch.recognised === 0 && first !== undefined) throw new StowageError(first.code, first.path, first.message);
}

function readWhole(source: unknown, context: Context): Batch {
  const intake = new Intake(context);
  const root: Walk = { path: '', list: [source], next: 0, offset: 0 };
  for (const member of membersOf(root, 0)) {
    try {
      readMember(member, intake);
    } catch (error) {
      if (member.path === ROOT) throw inside(ROOT, error);
      intake.reject(member.path, error);
    }
  }
  return intake.batch();
}

/**
 * Read the members of a list of sources, those from `offset` on.
 *
 * @param path that of the list: it lies in as many lists as the path has indexes.
 */
export function readMembers(path: string, list: readonly unknown[], offset: number, intake: Intake): void {
  const depth = path.split('[').length;
  for (const member of membersOf({ path, list, next: 0, offset }, depth)) {
    try {
      readMember(member, intake);
    } catch (error) {
      intake.reject(member.path, error);
    }
  }
}

function readMember({ path, value, kind }: Member, intake: Intake): void {
  if (kind === undefined) throw unrecognised(value);
  const source = value as Fields;
  kind.read?.(source, path, intake);
  if (kind.lists !== undefined) readLists(source, kind.lists, path, intake);
  intake.recognise();
}

/** In the order in which they stand in the source. */
function readLists(source: Fields, lists: ReadonlyMap<string, ReadRecord>, path: string, intake: Intake): void {
  for (const name of Object.keys(source)) {
    const read = lists.get(name);
    if (read !== undefined) intake.list(`${path}.${name}`, source[name], read);
  }
}

const ROOT = '$';

interface Member {
  readonly path: string;
  readonly value: unknown;
  readonly kind: SourceKind | undefined;
}

/** A list that is being walked. */
interface Walk {
  readonly path: string;
  readonly list: readonly unknown[];
  /** Index in `list` of the member that comes next. */
  next: number;
  /** How many members of the list at `path` stand before those in `list`. */
  readonly offset: number;
}

/**
 * The sources in lists in lists, in order. The walk keeps its own stack: no nesting can overflow that of calls.
 *
 * @param depth in how many lists `first` lies, itself included; 0 for a list that is none of the source's.
 */
function* membersOf(first: Walk, depth: number): Generator<Member> {
  const walks: Walk[] = [first];
  for (let walk = walks.at(-1); walk !== undefined; walk = walks.at(-1)) {
    const index = walk.next++;
    if (index >= walk.list.length) {
      walks.pop();
      continue;
    }
    const value = walk.list[index];
    const path = walk.path === '' ? ROOT : `${walk.path}[${walk.offset + index}]`;
    const kind = kindOf(value);
    const inner = kind === undefined ? innerList(value, path) : undefined;
    if (inner === undefined) yield { path, value, kind };
    else if (walks.push(inner) - 1 + depth > LIMITS.sourceDepth) throw tooDeep(path);
  }
}

function innerList(value: unknown, path: string): Walk | undefined {
  if (Array.isArray(value)) return { path, list: value, next: 0, offset: 0 };
  const name = envelopeField(value);
  return name === undefined
    ? undefined
    : { path: `${path}.${name}`, list: (value as Fields)[name] as unknown[], next: 0, offset: 0 };
}

function tooDeep(path: string): StowageError {
  const message = `lists of sources nest deeper than ${LIMITS.sourceDepth}; give the records in one list`;
  return new StowageError('source-limit', path, message);
}
