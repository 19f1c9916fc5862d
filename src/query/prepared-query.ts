import type { RowKind } from '../language/ast.js';
import { print } from '../language/printer.js';
import { invariant } from '../model/errors.js';
import type { CheckedQuery } from './check.js';
import { type Clock, type Explanation, explain } from './explain.js';
import type { RowStores } from './indexed-store.js';
import { normalize } from './normalize.js';
import { type PlannedQuery, plannedFor } from './planned-query.js';
import { QueryResult } from './result.js';
import { type InstanceRow, rowOf } from './rows.js';
import { StagedQuery } from './stages/staged-query.js';
import { pipelineOf } from './stages/steps.js';
import type { ChangeBuffer } from './watch/change-buffer.js';
import type { WatchedQuery } from './watch/standing-query.js';
import type { ChangesOptions, WatchListener, WatchOptions } from './watch/watch-event.js';
import type { Watching } from './watch/watching.js';

export interface LimitOptions {
  /** At most so many, the first in order; all of them where not set. A whole number from 0. */
  readonly limit?: number;
}

/**
 * A query that was parsed and checked once. Every call answers for the cluster's current revision; the plan is kept while it
 * stands, and looked up anew where it moved.
 */
export class PreparedQuery {
  /** The text as given. */
  readonly text: string;
  readonly #checked: CheckedQuery;
  readonly #query: PlannedQuery;
  /** Where the text has stages. */
  readonly #staged: StagedQuery | undefined;
  readonly #clock: Clock;
  readonly #watching: Watching | undefined;
  #watched: WatchedQuery | undefined;

  /** @internal Made by `Cluster.prepare`. */
  constructor(query: CheckedQuery, stores: RowStores, clock: Clock, watching?: Watching) {
    this.text = query.text;
    this.#checked = query;
    this.#staged = query.stages.length === 0 ? undefined : new StagedQuery(query, stores);
    this.#query = this.#staged?.planned ?? plannedFor(query, stores);
    this.#clock = clock;
    this.#watching = watching;
  }

  /** The text in canonical form. */
  get canonical(): string {
    return print(this.#checked.ast);
  }

  /** What the rows are: `instances`, `tasks`, or `made` by stages, each with the `columns` and no key. */
  get rowKind(): RowKind | 'made' {
    return this.columns === undefined ? this.#checked.rows : 'made';
  }

  /** The columns of rows that stages make, in their order; undefined where rows are records. */
  get columns(): readonly string[] | undefined {
    return this.#staged?.columns();
  }

  /** How many instances (`from tasks`: tasks) match, or how many rows the stages leave or make. O(1) where an index keeps the number, else O(instances / 32) for each set that is looked at. */
  count(): number {
    return this.#staged === undefined ? this.#query.count() : this.#staged.count();
  }

  /**
   * The keys of the matching instances or tasks, ascending by code unit, whatever order stages give them. With a limit only as much
   * is evaluated as has to be.
   *
   * @throws StowageError `no-keys` where stages make rows of their own.
   */
  ids(options: LimitOptions = {}): string[] {
    if (this.#staged !== undefined) return this.#staged.ids(this.#limitOf(options));
    const { store } = this.#query;
    return this.#read(options, (row) => store.keyAt(row));
  }

  /**
   * The matching instances as plain JSON, in the order of `ids`; `from tasks`: tasks, that is `rows<TaskRow>()`.
   *
   * With stages: in their order, and where they make rows of their own those, that is `rows<MadeRow>()`.
   *
   * @throws StowageError `query-limit` where a stage makes more groups than allowed.
   */
  rows<R = InstanceRow>(options: LimitOptions = {}): R[] {
    if (this.#staged !== undefined) return this.#staged.rows(this.#limitOf(options)) as R[];
    const { store } = this.#query;
    return this.#read(options, (row) => rowOf(store, row) as R);
  }

  /** The answer at the current revision, computed as it is read. */
  run(): QueryResult {
    return new QueryResult(this.#query, this.#staged);
  }

  /** How the query is answered now: the plan as a tree, with what each part was expected to find, found, and took, and why. */
  explain(): Explanation {
    return this.#staged === undefined
      ? explain(this.#query.plan, this.#query.store, this.#clock)
      : this.#staged.explain(this.#clock);
  }

  /**
   * Tells a listener the answer, then after each `apply` what it changed: the exact difference, and nothing where nothing changed.
   * Called before `watch` returns, and within `apply`. What listeners do is told in order, after what waits already.
   *
   * An event costs what the queries cost that it brings close to matching, not what all cost. With `limit` and the like the whole
   * query is asked again after each `apply`.
   *
   * @returns what ends it. May be called within the listener, and again.
   * @throws StowageError `no-keys` where stages make rows of their own, `watch-limit`, `listener-failed`; RangeError where `since`
   *   is no revision.
   */
  watch(listener: WatchListener, options: WatchOptions = {}): () => void {
    const watched = this.#watchedQuery();
    return this.#standing().watch(watched, listener, options);
  }

  /** The same, to be taken when it suits: what waits is bounded by `options.buffer`. Throws as `watch`. */
  changes(options: ChangesOptions = {}): ChangeBuffer {
    const watched = this.#watchedQuery();
    return this.#standing().changes(watched, options);
  }

  #standing(): Watching {
    invariant(this.#watching !== undefined, 'a query of a cluster has somebody who tells of changes');
    return this.#watching;
  }

  #watchedQuery(): WatchedQuery {
    this.#staged?.requireKeys();
    this.#watched ??= watchedQuery(this.#checked, this.canonical, () => this.ids());
    return this.#watched;
  }

  /** Before anything is read, rows are brought into their order. */
  #limitOf({ limit = Number.POSITIVE_INFINITY }: LimitOptions): number {
    if (!(limit >= 0)) throw new RangeError(`limit has to be a number from 0, not ${limit}`);
    this.#query.store.settle();
    return limit;
  }

  #read<T>(options: LimitOptions, make: (row: number) => T): T[] {
    const limit = this.#limitOf(options);
    const found: T[] = [];
    if (limit === 0) return found;
    const reader = this.#query.read(limit);
    for (let row = reader.next(); row >= 0; row = reader.next()) {
      found.push(make(row));
      if (found.length >= limit) break;
    }
    reader.close();
    return found;
  }
}

/** A query that says `now` asks something else each time it is prepared, so it shares nothing with others of its text. */
function watchedQuery(
  { rows, expression, stages }: CheckedQuery,
  canonical: string,
  ids: () => string[],
): WatchedQuery {
  const pipeline = pipelineOf(expression, stages);
  const isOfRows = pipeline.steps.every(({ operator }) => operator === 'sort');
  return {
    name: /\bnow\b/i.test(canonical) ? Symbol(canonical) : canonical,
    rows,
    expression: isOfRows ? normalize(pipeline.expression) : undefined,
    ids,
  };
}
