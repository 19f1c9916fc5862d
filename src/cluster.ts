import { QueryError } from './language/diagnostic.js';
import type { Dialect } from './language/dialect.js';
import { StowageError } from './model/errors.js';
import { LIMITS } from './model/limits.js';
import { type HeadroomResult, headroom } from './placement/headroom.js';
import { type PlacementResult, type PlacementResults, place, placeAll } from './placement/place.js';
import { type RankOptions, type RankResult, rank } from './placement/rank.js';
import type { PlacementOptions } from './placement/request/resolve.js';
import { selectForTermination, type TerminationResult } from './placement/scale-in/terminate.js';
import { simulate } from './placement/simulate.js';
import type { SimulationReport } from './placement/simulation/report.js';
import { type WhyNotResult, whyNot } from './placement/why.js';
import { checkQuery } from './query/check.js';
import { completeAt } from './query/completion/complete.js';
import type { CompleteOptions, Completion } from './query/completion/completion.js';
import { Knowledge } from './query/completion/knowledge.js';
import { type SubjectSummary, schema } from './query/completion/schema.js';
import { type Clock, platformClock } from './query/explain.js';
import { PreparedQuery } from './query/prepared-query.js';
import { type InstanceRow, instanceRow } from './query/rows.js';
import { Watching } from './query/watch/watching.js';
import { partReader, type SourcePart } from './sources/parts.js';
import { type Snapshot, toSnapshot } from './sources/snapshot.js';
import { type Batch, type Rejection, requireRecognised, type SourceOptions, sourceReader } from './sources/source.js';
import { type SharedIndex, type ShareOptions, shareIndex } from './store/shared/shared-index.js';
import { Store } from './store/store.js';
import { Transaction } from './transactions/transaction.js';

export interface ClusterOptions {
  /** The cluster, by name or ARN, of instances and tasks that do not say theirs. */
  readonly cluster?: string;
  /** What `explain` takes its times from: milliseconds that only grow. The platform's `performance.now` where not set. */
  readonly clock?: Clock;
}

export interface PrepareOptions {
  /** `stowage` where nothing is said. */
  readonly dialect?: Dialect;
  /** What `now` stands for in the text: milliseconds since 1970, an instant such as `2026-01-31T12:00:00Z`, or a date. */
  readonly now?: number | string | Date | undefined;
}

/** What `apply` did. */
export interface ApplyResult {
  /** Records that changed something. */
  readonly applied: number;
  /** Records dropped because the cluster knew as much or more: duplicates, and events that came late. */
  readonly stale: number;
  /** Records that could not be read, each with its place. */
  readonly rejected: readonly Rejection[];
  readonly revision: number;
}

/**
 * The hosts and tasks of a fleet (of one ECS cluster or of several), indexed, and everything that can be asked of them.
 *
 * Synchronous and deterministic: a call runs to its end, and equal content gives equal answers.
 */
export class Cluster {
  readonly #store = new Store();
  readonly #watching = new Watching(this.#store);
  readonly #sourceOptions: SourceOptions;
  readonly #read: (source: unknown) => Batch;
  readonly #rejected: Rejection[] = [];
  #rejectedCount = 0;
  readonly #clock: Clock;
  readonly #knowledge = new Knowledge(this.#store);

  private constructor(options: ClusterOptions) {
    this.#sourceOptions = options.cluster === undefined ? {} : { cluster: options.cluster };
    this.#read = sourceReader(this.#sourceOptions);
    this.#clock = options.clock ?? platformClock;
  }

  /**
   * A cluster of what a source holds: the output of `describe-container-instances` and `describe-tasks` (one or many pages),
   * single records, EventBridge state-change events, or a snapshot; as parsed JSON, one or an array of them, in any mixture.
   *
   * Malformed records are left out and listed in `rejected`; unknown fields pass. O(size of the source).
   *
   * @throws StowageError `source-kind` where nothing in the source is a record source, `source-malformed` for a broken snapshot,
   *   `source-limit` where it nests too deeply.
   */
  static from(source: unknown, options: ClusterOptions = {}): Cluster {
    const cluster = new Cluster(options);
    const batch = cluster.#read(source);
    requireRecognised(batch);
    cluster.#applyBatch(batch);
    return cluster;
  }

  /** Grows with every change; every answer belongs to one revision. */
  get revision(): number {
    return this.#store.revision;
  }

  get instanceCount(): number {
    return this.#store.instanceCount;
  }

  get taskCount(): number {
    return this.#store.taskCount;
  }

  /** One instance, in the form of a query's rows; undefined where none has that key. O(its tasks and attributes). */
  instance(key: string): InstanceRow | undefined {
    const host = this.#store.host(key);
    return host && instanceRow(host);
  }

  /** The records that could not be read so far, the first 1,000 of them (`LIMITS.rejections`). */
  get rejected(): readonly Rejection[] {
    return this.#rejected;
  }

  /** How many records could not be read so far. */
  get rejectedCount(): number {
    return this.#rejectedCount;
  }

  /**
   * Applies events, or further descriptions, in any order: a record of an older version than the stored one is dropped, an event
   * that tells of a removal removes. What cannot be read is rejected, and never throws. O(what the records touch).
   *
   * @throws StowageError `listener-failed` where a listener of a watched query threw: everything is applied, and all were told.
   */
  apply(source: unknown): ApplyResult {
    return this.#applyBatch(this.#readOrReject(source));
  }

  /**
   * Applies one source that is too large for one value in parts, which have to come in the order in which they stand in it. What
   * comes back applies the next part, as `apply` does a whole source; in what it rejects, paths and indexes are those of the whole.
   */
  applyInParts(): (part: SourcePart) => ApplyResult {
    const read = partReader(this.#sourceOptions);
    const isRestored = this.#store.revision === 0;
    return (part) => this.#applyBatch(read(part), isRestored);
  }

  /** Everything there is, as JSON: `Cluster.from(cluster.toSnapshot())` gives the same answers at the same revision. O(n log n). */
  toSnapshot(): Snapshot {
    const store = this.#store;
    return toSnapshot({
      revision: store.revision,
      instances: store.instances(),
      tasks: store.tasks(),
      tombstones: store.tombstones(),
      clustersWithTasks: store.clustersWithTasks(),
    });
  }

  /**
   * Parses and checks a query once, to be asked as often as wanted.
   *
   * @throws QueryError with every diagnostic where the text has errors.
   */
  prepare(text: string, options: PrepareOptions = {}): PreparedQuery {
    const { query, diagnostics } = checkQuery(text, options);
    if (query === undefined) throw new QueryError(text, diagnostics);
    return new PreparedQuery(query, this.#store, this.#clock, this.#watching);
  }

  /** What may stand at an offset of a text that is being written, with the names and values of this cluster: see `complete`. */
  complete(text: string, offset: number, options: CompleteOptions = {}): readonly Completion[] {
    return completeAt(text, offset, options, this.#knowledge);
  }

  /** Every subject that some instance has, with its values, the most frequent first. O(instances) for each subject of numbers. */
  schema(): readonly SubjectSummary[] {
    return schema(this.#knowledge);
  }

  /**
   * The index of this revision, for other threads: post it to them, and they open it with `attachIndex`. It stays as it is; what
   * changes later is copied first, and is in what is shared next. The first call is O(everything), as texts have to become bytes;
   * after changes only the indexes they touched are packed again, where of bitmaps and key texts only what is new is copied.
   *
   * @throws StowageError `usage` for a subject that cannot be shared, or where the platform has no `SharedArrayBuffer`.
   */
  share(options: ShareOptions = {}): SharedIndex {
    return shareIndex(this.#store, options);
  }

  /**
   * Where the tasks of a request would go, in order, one after the other. A pure answer: nothing is placed in the cluster.
   *
   * @param request as ECS `RunTask` and `CreateService` take it, or in short form: see docs/PLACEMENT.md.
   * @throws StowageError with the path of what is wrong in the request.
   */
  place(request: unknown, options: PlacementOptions = {}): PlacementResult {
    return place(this.#store, request, options);
  }

  /**
   * Where the tasks of several requests would go that share the hosts: by `priority` from high to low, and among equals in turns,
   * one task of each in the order given. A gang (`mode: 'all-or-nothing'`) is placed as a whole in its first turn, or not at all.
   *
   * @throws StowageError with the path of what is wrong, such as `$[3].count`.
   */
  placeAll(requests: readonly unknown[], options: PlacementOptions = {}): PlacementResults {
    return placeAll(this.#store, requests, options);
  }

  /** Every host that could take the request's next task, best first, each with the key that ranks it. Throws as `place`. */
  rank(request: unknown, options: RankOptions = {}): RankResult {
    return rank(this.#store, request, options);
  }

  /** For every host that cannot take the request's next task everything that is in its way, and what would help. Throws as `place`. */
  whyNot(request: unknown): WhyNotResult {
    return whyNot(this.#store, request);
  }

  /** How many tasks of the request fit, on each host and in all, whatever its count. Throws as `place`. */
  headroom(request: unknown): HeadroomResult {
    return headroom(this.#store, request);
  }

  /** Which tasks of a group to stop, in order, when it shrinks: `{ group, count, placementStrategy, cluster, seed }`. Throws as `place`. */
  selectForTermination(request: unknown): TerminationResult {
    return selectForTermination(this.#store, request);
  }

  /**
   * What would come of placing, draining, removing, terminating, adding and consolidating, step by step: tried on a copy, so that
   * the cluster stays as it is. For the form of a scenario see docs/SIMULATE.md. Throws as `place`.
   */
  simulate(scenario: unknown, options: PlacementOptions = {}): SimulationReport {
    return simulate(this.#store, this.#read, scenario, options);
  }

  #readOrReject(source: unknown): Batch {
    try {
      return this.#read(source);
    } catch (error) {
      if (!(error instanceof StowageError)) throw error;
      const { path, code, message } = error;
      return { changes: [], rejected: [{ index: 0, path, code, message }], recognised: 0 };
    }
  }

  /** Begins a transaction: plan with `place` on what is there now, claim what the plan says, and commit. See docs/STATE.md. */
  begin(): Transaction {
    return new Transaction(this.#store, () => this.#watching.applied());
  }

  #applyBatch(batch: Batch, isRestored?: boolean): ApplyResult {
    const { applied, stale } = this.#store.apply(batch.changes, batch.revision, isRestored);
    this.#rejected.push(...batch.rejected.slice(0, LIMITS.rejections - this.#rejected.length));
    this.#rejectedCount += batch.rejected.length;
    const { revision } = this.#store;
    if (applied > 0) this.#watching.applied();
    return { applied, stale, rejected: batch.rejected, revision };
  }
}
