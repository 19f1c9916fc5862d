/** What has been read so far of one input. */

import type { Change } from '../model/change.js';
import { StowageError } from '../model/errors.js';
import type { Batch, Rejection } from './batch.js';
import type { Context } from './context.js';
import { type Fields, malformed } from './fields.js';

export type ReadRecord = (record: unknown, context: Context) => Change;

/** Collects changes and rejections, and numbers the records in reading order. */
export class Intake {
  readonly #context: Context;
  readonly #changes: Change[] = [];
  readonly #rejected: Rejection[] = [];
  #records = 0;
  #recognised = 0;
  #revision: number | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Read one record; if it is malformed it is left out. Its path is asked for only then: a page has thousands of records. */
  record(path: () => string, record: unknown, read: ReadRecord): void {
    try {
      this.#changes.push(read(record, this.#context));
      this.#records++;
    } catch (error) {
      this.reject(path(), error);
    }
  }

  /** Read each record of a list that is a field of the source at `path`; an absent list is empty. */
  list(path: string, source: Fields, name: string, read: ReadRecord): void {
    const records = source[name] ?? [];
    if (!Array.isArray(records)) {
      this.reject(path, malformed(`.${name}`, 'a list', records));
      return;
    }
    for (let index = 0; index < records.length; index++) {
      this.record(() => `${path}.${name}[${index}]`, records[index], read);
    }
  }

  /** Leave out a record for an operating error; our own bugs go on. */
  reject(path: string, error: unknown): void {
    if (!(error instanceof StowageError)) throw error;
    this.#rejected.push({ index: this.#records++, path: path + error.path, code: error.code, message: error.message });
  }

  recognise(): void {
    this.#recognised++;
  }

  /** A snapshot's revision; of several the greatest counts. */
  restore(revision: number): void {
    this.#revision = Math.max(revision, this.#revision ?? 0);
  }

  batch(): Batch {
    const batch = { changes: this.#changes, rejected: this.#rejected, recognised: this.#recognised };
    return this.#revision === undefined ? batch : { ...batch, revision: this.#revision };
  }
}
