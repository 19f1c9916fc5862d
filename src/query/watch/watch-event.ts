/** What is told of a query that is watched. */

/** The answer as it is when watching begins. */
export interface InitialAnswer {
  readonly kind: 'initial';
  readonly revision: number;
  /** Ascending by code unit, as all keys here. */
  readonly ids: readonly string[];
}

/** What one `apply` changed of the answer; of a buffer that was over its bound, what several did together. */
export interface AnswerChange {
  readonly kind: 'change';
  /** The revision at which the answer has become what it is with this change. */
  readonly revision: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Why changes cannot be told one by one. `too-old`: the history does not reach back so far; `future`: the cluster has not come
 * to that revision; `unknown-revision`: it never stood there; `overrun`: a buffer was full.
 */
export type ResetReason = 'too-old' | 'future' | 'unknown-revision' | 'overrun';

/** The whole answer anew: what was told before holds no more. */
export interface AnswerReset {
  readonly kind: 'reset';
  readonly revision: number;
  readonly reason: ResetReason;
  readonly ids: readonly string[];
}

export type WatchEvent = InitialAnswer | AnswerChange | AnswerReset;
export type WatchListener = (event: WatchEvent) => void;

export interface WatchOptions {
  /** Goes on after this revision: the changes since then are told instead of the answer, or a `reset` where they are not known. */
  readonly since?: number | undefined;
}

export interface ChangesOptions extends WatchOptions {
  /** Keys that wait at most; from 1. `LIMITS.watchBuffer` where not set. */
  readonly buffer?: number | undefined;
}
