/** A claim: a task that a scheduler has planned onto a host and wants to be committed. */
import type { Placement } from '../placement/place.js';
import type { Reason } from '../placement/reasons/reason.js';

export interface Claim {
  /** The key that the task gets. A task that is there, or was, is not placed again. */
  readonly task: string;
  /** The placement request whose task it is, as it was given to `place`. */
  readonly request: unknown;
  /** Where the plan puts it, and what it is given there. */
  readonly placement: Pick<Placement, 'instance' | 'hostPorts' | 'gpuIds'>;
}

/**
 * When a claim is accepted: `fit` where the host still has room for it and its constraints still hold; `version` where, beside
 * that, the host has not changed since the transaction began. Both after Omega (EuroSys 2013).
 */
export type ConflictMode = 'fit' | 'version';

/** What becomes of the other claims of a commit where one is dropped: they stand (`incremental`), or all are dropped. */
export type CommitMode = 'incremental' | 'all-or-nothing';

export interface CommitOptions {
  /** `fit` where not said. */
  readonly conflict?: ConflictMode;
  /** `incremental` where not said. */
  readonly commit?: CommitMode;
}

/** Why a claim was dropped. */
export type DropCode =
  /** The host has no room any more, or a constraint does not hold any more: see `reasons`. */
  | 'no-fit'
  /** The host changed since the transaction began (only in mode `version`). */
  | 'changed'
  /** The host is not there any more. */
  | 'no-instance'
  /** The task is there already: see `instance`. */
  | 'task-exists'
  /** The task was there, and has ended. */
  | 'task-ended'
  /** Another claim of the commit was dropped, and the commit is all or nothing. */
  | 'all-or-nothing';

export interface CommittedTask {
  readonly task: string;
  readonly instance: string;
  readonly hostPorts: Placement['hostPorts'];
  readonly gpuIds: Placement['gpuIds'];
}

export interface DroppedClaim {
  readonly task: string;
  /** Of the claim; where the task exists, the instance that it is on. */
  readonly instance: string;
  readonly code: DropCode;
  /** What is in the way on the host; empty where `code` says it all. */
  readonly reasons: readonly Reason[];
}

export interface CommitResult {
  /** In the order of the claims. */
  readonly committed: readonly CommittedTask[];
  /** In the order of the claims. */
  readonly dropped: readonly DroppedClaim[];
  /** Of the cluster once the commit is in it. */
  readonly revision: number;
}
