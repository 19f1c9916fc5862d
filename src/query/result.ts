import { StowageError } from '../model/errors.js';
import type { PlannedQuery } from './planned-query.js';
import { type InstanceRow, rowOf } from './rows.js';
import type { StagedQuery } from './stages/staged-query.js';

/**
 * The answer of a query at one revision, computed as it is read: whoever stops early has paid for what was read.
 *
 * It never mixes revisions. Where the cluster changes before something was read to its end, reading on throws a `StowageError`
 * `revision-moved`: run the query again.
 */
export class QueryResult implements Iterable<string> {
  /** The revision of the cluster that the answer belongs to. */
  readonly revision: number;
  readonly #query: PlannedQuery;
  readonly #staged: StagedQuery | undefined;
  readonly #layout: number;
  #count: number | undefined;

  /** @internal Made by `PreparedQuery.run`. */
  constructor(query: PlannedQuery, staged?: StagedQuery) {
    this.#staged = staged;
    query.store.settle();
    this.#query = query;
    this.revision = query.store.revision;
    this.#layout = query.store.layout;
  }

  /**
   * How many instances or tasks match.
   *
   * @throws StowageError `revision-moved` where it is asked for the first time after a change.
   */
  get count(): number {
    if (this.#count === undefined) {
      this.#requireRevision();
      this.#count = (this.#staged ?? this.#query).count();
    }
    return this.#count;
  }

  /**
   * The keys of the matching instances or tasks, ascending by code unit.
   *
   * @throws StowageError `no-keys` where stages make rows of their own; `revision-moved` from the iterator, where the cluster
   *   changed before its end.
   */
  ids(): IterableIterator<string> {
    const staged = this.#staged;
    staged?.requireKeys();
    if (staged !== undefined) return this.#each(() => staged.ids());
    return this.#read((row) => this.#query.store.keyAt(row));
  }

  /** The matching instances as plain JSON, in the order of `ids`; `from tasks`: tasks, that is `rows<TaskRow>()`; with stages, see `PreparedQuery.rows`. Throws as `ids`, but for `no-keys`. */
  rows<R = InstanceRow>(): IterableIterator<R> {
    const staged = this.#staged;
    if (staged !== undefined) return this.#each(() => staged.rows() as R[]);
    return this.#read((row) => rowOf(this.#query.store, row) as R);
  }

  /** The same as `ids`. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.ids();
  }

  *#read<T>(make: (row: number) => T): IterableIterator<T> {
    this.#requireRevision();
    const reader = this.#query.read();
    try {
      for (let row = reader.next(); row >= 0; row = reader.next()) {
        yield make(row);
        this.#requireRevision();
      }
    } finally {
      reader.close();
    }
  }

  /** What stages leave is all there before the first is read. */
  *#each<T>(make: () => readonly T[]): IterableIterator<T> {
    this.#requireRevision();
    for (const one of make()) {
      yield one;
      this.#requireRevision();
    }
  }

  #requireRevision(): void {
    const { revision, layout } = this.#query.store;
    if (revision === this.revision && layout === this.#layout) return;
    const message = `the answer belongs to revision ${this.revision}, the cluster is at ${revision} by now; run the query again`;
    throw new StowageError('revision-moved', '', message);
  }
}
