/** What reading a source yields: changes for the store, and what could not be read. */
import type { Change } from '../model/change.js';
import type { StowageErrorCode } from '../model/errors.js';

/** A record, or a member of a list of sources, that was left out; everything else was read. */
export interface Rejection {
  /** Its place among the records of the input in reading order, counted from 0: for a list of events, the event's place. */
  readonly index: number;
  /** The offending field as a JSON path: `$.containerInstances[3].registeredResources[0].integerValue`. */
  readonly path: string;
  readonly code: StowageErrorCode;
  readonly message: string;
}

/** Everything one source held, in reading order. */
export interface Batch {
  readonly changes: readonly Change[];
  readonly rejected: readonly Rejection[];
  /** How many sources (pages, events, bare records, snapshots) were recognised. 0 beside rejections: nothing of the input was. */
  readonly recognised: number;
  /** The greatest revision of the snapshots among them. */
  readonly revision?: number;
}
