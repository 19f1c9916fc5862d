import { StowageError } from '../../model/errors.js';
import { findSubject, isNumeric, isParameterized, KEPT_SUBJECTS, type Subject } from '../../model/subjects.js';
import type { InstanceIndex } from '../instance-index.js';
import type { RangeIndex, SharedNumbers } from '../range-index.js';
import type { RowSet } from '../row-set.js';
import type { SharedValues, ValueIndex } from '../value-index.js';
import { sharedCopy } from './shared-array.js';
import { packSets, type SharedSets } from './shared-sets.js';
import type { SharedTexts } from './text-image.js';

export interface ShareOptions {
  /**
   * Subjects beside those that Amazon ECS documents, each with its name where it has one: `status`, `remaining:cpu`. Their indexes
   * are made where they are not there. Not `count(…)`.
   */
  readonly subjects?: readonly string[];
}

/**
 * An index as other threads get it: plain objects around typed arrays over `SharedArrayBuffer`, so that posting it copies none of
 * them. It never changes. What is in it is of no concern but to `attachIndex` of the same version of Stowage.
 */
export interface SharedIndex {
  readonly format: 'stowage-index';
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly revision: number;
  readonly instanceCount: number;
  /** @internal */
  readonly chunkCount: number;
  /** @internal The rows that hold an instance, then the strays. */
  readonly rows: SharedSets;
  /** @internal */
  readonly straysByKey: Int32Array;
  /** @internal */
  readonly keys: SharedTexts;
  /** @internal Every index of text that some row has, by `indexName`. */
  readonly values: ReadonlyMap<string, SharedValues>;
  /** @internal */
  readonly numbers: ReadonlyMap<string, SharedNumbers>;
  /** @internal The indexes that are made when asked for and are shared, be they empty. */
  readonly asked: ReadonlySet<string>;
}

/** Of what `SharedIndex` holds: another one is refused. */
export const FORMAT_VERSION = 1;

/** The parts of a store that are shared. */
interface SharedStore {
  readonly revision: number;
  readonly instanceCount: number;
  readonly chunkCount: number;
  readonly live: RowSet;
  readonly strays: RowSet;
  readonly index: InstanceIndex;
  readonly instanceSpace: {
    readonly index: {
      values(subject: Subject, parameter: string): ValueIndex | undefined;
      numbers(subject: Subject, parameter: string): RangeIndex;
    };
  };
  straysByKey(): readonly number[];
  shareKeys(): SharedTexts;
  settle(): void;
}

/** What is shared, and by which names. */
interface Shared {
  readonly values: Map<string, SharedValues>;
  readonly numbers: Map<string, SharedNumbers>;
  readonly asked: Set<string>;
}

export function shareIndex(store: SharedStore, { subjects = [] }: ShareOptions): SharedIndex {
  store.settle();
  const shared: Shared = { values: new Map(), numbers: new Map(), asked: new Set() };
  for (const name of subjects) shareAsked(store, name, shared);
  for (const [subject, parameter, index] of store.index.named()) {
    shared.values.set(indexName(subject, parameter), index.share());
  }
  for (const subject of KEPT_SUBJECTS) {
    if (isNumeric(subject)) shared.numbers.set(indexName(subject, ''), store.index.numbers(subject).share());
  }
  return {
    format: 'stowage-index',
    formatVersion: FORMAT_VERSION,
    revision: store.revision,
    instanceCount: store.instanceCount,
    chunkCount: store.chunkCount,
    rows: packSets([store.live, store.strays]),
    straysByKey: sharedCopy(Int32Array.from(store.straysByKey())),
    keys: store.shareKeys(),
    ...shared,
  };
}

/** The same for subjects that ask the same. */
export function indexName(subject: Subject, parameter: string): string {
  return `${subject.source} ${subject.name} ${parameter}`;
}

function shareAsked(store: SharedStore, name: string, { values, numbers, asked }: Shared): void {
  const found = findSubject(name);
  if (found === undefined || (isParameterized(found.subject) && found.parameter === '')) {
    throw new StowageError('usage', '', `\`${name}\` is no subject whose index can be shared`);
  }
  const { subject, parameter } = found;
  if (subject.kept === 'always') return;
  const { index } = store.instanceSpace;
  const key = indexName(subject, parameter);
  asked.add(key);
  if (isNumeric(subject)) numbers.set(key, index.numbers(subject, parameter).share());
  else {
    const shared = index.values(subject, parameter)?.share();
    if (shared !== undefined) values.set(key, shared);
  }
}
