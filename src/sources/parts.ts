/** Sources that are too large for one value, read in parts. */
import { StowageError } from '../model/errors.js';
import type { Batch } from './batch.js';
import { type Context, createContext } from './context.js';
import { envelopeField, kindOf, kindOfStart, type SourceKind, unrecognised } from './detect.js';
import type { Fields } from './fields.js';
import { Intake, type ReadRecord } from './intake.js';
import { readMembers, type SourceOptions } from './source.js';

/**
 * A part of a source. The parts of a source come in the order in which they stand in it.
 *
 * A list of sources is one part or several of `form` `members`, each with some of them. An object is a part of `form` `list`, or
 * several, for each field of `SOURCE_LISTS` that it has, and at its end one of `form` `object`.
 */
export type SourcePart = MembersPart | ListPart | ObjectPart;

export interface MembersPart {
  readonly form: 'members';
  /** JSON path of the list: `$` where it is the source itself. */
  readonly path: string;
  /** How many members came before. */
  readonly offset: number;
  readonly members: readonly unknown[];
}

export interface ListPart {
  readonly form: 'list';
  /** JSON path of the object that has the list: `$`, or `$[2]` in a list of objects. */
  readonly path: string;
  /** The fields of the object that stand before the list, with an empty list for each that was read in parts. */
  readonly fields: Fields;
  /** The field that holds the list. */
  readonly name: string;
  /** How many of its records came before. */
  readonly offset: number;
  /** Some of its records; what is no list is rejected. */
  readonly records: unknown;
}

export interface ObjectPart {
  readonly form: 'object';
  readonly path: string;
  /** All fields of the object, with an empty list for each that was read in parts. */
  readonly fields: Fields;
}

/**
 * Reads one source part by part: together the batches are what `readSource` makes of the whole, save that what makes it refuse the
 * whole (a list too deep, a snapshot without a revision) is found only after the parts before it were read.
 */
export function partReader(options: SourceOptions = {}): (part: SourcePart) => Batch {
  const reader = new PartReader(createContext(options.cluster));
  return (part) => reader.read(part);
}

/** An object whose end has not come yet. */
interface OpenObject {
  readonly path: string;
  /** How each of its lists was read; undefined where it was passed over. */
  readonly lists: Map<string, ReadList | undefined>;
  /** Whether it was found that nothing of it can be read. */
  isRefused: boolean;
}

/** As records, each read by a function, or as sources. */
type ReadList = ReadRecord | 'sources';

class PartReader {
  readonly #context: Context;
  #records = 0;
  #revision: number | undefined;
  #object: OpenObject | undefined;
  #isRefused = false;

  constructor(context: Context) {
    this.#context = context;
  }

  read(part: SourcePart): Batch {
    const intake = new Intake(this.#context, this.#records);
    if (!this.#isRefused) this.#readPart(part, intake);
    this.#records = intake.records;
    const batch = intake.batch();
    if (batch.revision !== undefined) this.#revision = Math.max(batch.revision, this.#revision ?? 0);
    return this.#revision === undefined ? batch : { ...batch, revision: this.#revision };
  }

  #readPart(part: SourcePart, intake: Intake): void {
    try {
      if (part.form === 'members') readMembers(part.path, part.members, part.offset, intake);
      else if (part.form === 'list') this.#readList(part, intake);
      else this.#endObject(part, intake);
    } catch (error) {
      // Lists too deep: `readSource` would have refused the whole.
      intake.reject('', error);
      this.#isRefused = true;
    }
  }

  #readList({ path, fields, name, offset, records }: ListPart, intake: Intake): void {
    this.#object ??= { path, lists: new Map(), isRefused: false };
    const object = this.#object;
    if (offset === 0) startList(object, fields, name, records, intake);
    if (object.isRefused) return;
    const read = object.lists.get(name);
    if (read === 'sources') readMembers(`${path}.${name}`, records as readonly unknown[], offset, intake);
    else if (read !== undefined) intake.list(`${path}.${name}`, records, read, offset);
  }

  #endObject({ path, fields }: ObjectPart, intake: Intake): void {
    const object = this.#object ?? { path, lists: new Map(), isRefused: false };
    this.#object = undefined;
    if (object.isRefused) return;
    try {
      const kind = kindOf(fields);
      requireReadAs(object, kind, fields);
      if (kind === undefined) {
        if (envelopeField(fields) === undefined) throw unrecognised(fields);
        return;
      }
      kind.read?.(fields, path, intake);
      intake.recognise();
    } catch (error) {
      intake.reject(path, error);
    }
  }
}

/** Decide how a list is read, by what is known of its object so far. */
function startList(object: OpenObject, fields: Fields, name: string, list: unknown, intake: Intake): void {
  if (Array.isArray(list) && list.length === 0) return;
  const kind = kindOfStart(fields, name, list);
  object.lists.set(name, readListAs(kind, { ...fields, [name]: list }, name));
  try {
    kind?.checkStart?.(fields);
  } catch (error) {
    object.isRefused = true;
    intake.reject(object.path, error);
  }
}

function readListAs(kind: SourceKind | undefined, fields: Fields, name: string): ReadList | undefined {
  if (kind !== undefined) return kind.lists?.get(name);
  return envelopeField(fields) === name ? 'sources' : undefined;
}

/** What stands after a list may say that it had to be read otherwise, and by then it has been. */
function requireReadAs({ lists }: OpenObject, kind: SourceKind | undefined, fields: Fields): void {
  for (const [name, read] of lists) {
    if (read === readListAs(kind, fields, name)) continue;
    const message = `in a source of this size, the fields that say what it is have to stand before the list \`${name}\``;
    throw new StowageError('source-malformed', '', message);
  }
}
