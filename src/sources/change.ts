/** What reading a source yields: changes for the store, and what could not be read. */
import type { StowageErrorCode } from '../model/errors.js';
import type { Instance, Task } from '../model/records.js';

/**
 * Whether a record was described (a `describe-*` answer, a snapshot) or came with an event. At equal versions a description with
 * other content wins, an event is dropped.
 */
export type Origin = 'description' | 'event';

export type Change =
  | { readonly kind: 'instance'; readonly origin: Origin; readonly instance: Instance }
  | { readonly kind: 'task'; readonly origin: Origin; readonly task: Task }
  | { readonly kind: 'instance-removed'; readonly key: string; readonly version?: number }
  /** `cluster`, so that its tasks count as known although this one is gone. */
  | { readonly kind: 'task-removed'; readonly key: string; readonly version?: number; readonly cluster?: string }
  /** From a snapshot: a record that was removed earlier. */
  | { readonly kind: 'tombstone'; readonly of: 'instance' | 'task'; readonly key: string; readonly version?: number }
  /** From a snapshot: tasks of this cluster had been loaded (`''` is the unnamed cluster), though none may be left. */
  | { readonly kind: 'tasks-known'; readonly cluster: string };

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
