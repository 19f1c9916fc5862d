import { print } from '../language/printer.js';
import type { CheckedQuery } from './check.js';
import { type Clock, type Explanation, explain } from './explain.js';
import type { RowStores } from './indexed-store.js';
import { type PlannedQuery, plannedFor } from './planned-query.js';
import { QueryResult } from './result.js';
import { type InstanceRow, rowOf } from './rows.js';

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
  readonly #clock: Clock;

  /** @internal Made by `Cluster.prepare`. */
  constructor(query: CheckedQuery, stores: RowStores, clock: Clock) {
    this.text = query.text;
    this.#checked = query;
    this.#query = plannedFor(query, stores);
    this.#clock = clock;
  }

  /** The text in canonical form. */
  get canonical(): string {
    return print(this.#checked.ast);
  }

  /** How many instances (`from tasks`: tasks) match. O(1) where an index keeps the number, else O(instances / 32) for each set that is looked at. */
  count(): number {
    return this.#query.count();
  }

  /** The keys of the matching instances or tasks, ascending by code unit. With a limit only as much is evaluated as has to be. */
  ids(options: LimitOptions = {}): string[] {
    const { store } = this.#query;
    return this.#read(options, (row) => store.keyAt(row));
  }

  /** The matching instances as plain JSON, in the order of `ids`; `from tasks`: tasks, that is `rows<TaskRow>()`. */
  rows<R = InstanceRow>(options: LimitOptions = {}): R[] {
    const { store } = this.#query;
    return this.#read(options, (row) => rowOf(store, row) as R);
  }

  /** The answer at the current revision, computed as it is read. */
  run(): QueryResult {
    return new QueryResult(this.#query);
  }

  /** How the query is answered now: the plan as a tree, with what each part was expected to find, found, and took, and why. */
  explain(): Explanation {
    return explain(this.#query.plan, this.#query.store, this.#clock);
  }

  #read<T>({ limit = Number.POSITIVE_INFINITY }: LimitOptions, make: (row: number) => T): T[] {
    if (!(limit >= 0)) throw new RangeError(`limit has to be a number from 0, not ${limit}`);
    this.#query.store.settle();
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
