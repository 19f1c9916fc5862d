/** What has been read so far of one input. */

import type { Change } from '../model/change.js';
import { StowageError } from '../model/errors.js';
import type { Batch, Rejection } from './batch.js';
import type { Context } from './context.js';
import { malformed } from './fields.js';

export type ReadRecord = (record: unknown, context: Context) => Change;

/** Collects changes and rejections, and numbers the records in reading order. */
export class Intake {
  readonly #context: Context;
  readonly #changes: Change[] = [];
  readonly #rejected: Rejection[] = [];
  #records: number;
  #recognised = 0;
  #revision: number | undefined;

  /** @param records how many records of the input were read before these. */
  constructor(context: Context, records = 0) {
    this.#context = context;
    this.#records = records;
  }

  /** Records so far, read or rejected, those before these included. */
  get records(): number {
    return this.#records;
  }

  /** Read one record; if it is malformed it is left out. */
  record(path: string, record: unknown, read: ReadRecord): void {
    try {
      this.#changes.push(read(record, this.#context));
      this.#records++;
    } catch (error) {
      this.reject(path, error);
    }
  }

  /** Read each record of the list at `path`, of which those before `offset` were read before; an absent list is empty. */
  list(path: string, list: unknown, read: ReadRecord, offset = 0): void {
    const records = list ?? [];
    if (!Array.isArray(records)) {
      this.reject(path, malformed('', 'a list', records));
      return;
    }
    for (let index = 0; index < records.length; index++) {
      try {
        this.#changes.push(read(records[index], this.#context));
        this.#records++;
      } catch (error) {
        this.reject(`${path}[${offset + index}]`, error);
      }
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
