/** What can happen to the records of a cluster: what sources yield and the store applies. */
import type { Instance, Task } from './records.js';

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

/** A record that was removed, and the version it had then: an older event does not bring it back. */
export interface Tombstone {
  readonly kind: 'instance' | 'task';
  readonly key: string;
  readonly version?: number;
}
