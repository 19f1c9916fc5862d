import { print } from '../language/printer.js';
import type { Bitmap } from '../store/bitmap.js';
import type { Store } from '../store/store.js';
import type { CheckedQuery } from './check.js';
import { type Clock, execute } from './execute.js';
import { type Explanation, explain } from './explain.js';
import { type NormalExpression, normalize } from './normalize.js';
import { plan } from './plan.js';
import { type InstanceRow, instanceRow } from './rows.js';

export interface LimitOptions {
  /** At most so many, the first in order; all of them where not set. A whole number from 0. */
  readonly limit?: number;
}

/** A query that was parsed and checked once. Every call plans anew and answers for the cluster's current revision. */
export class PreparedQuery {
  /** The text as given. */
  readonly text: string;
  /** The text in canonical form. */
  readonly canonical: string;
  readonly #normal: NormalExpression;
  readonly #store: Store;
  readonly #clock: Clock;

  /** @internal Made by `Cluster.prepare`. */
  constructor(query: CheckedQuery, store: Store, clock: Clock) {
    this.text = query.text;
    this.canonical = print(query.ast);
    this.#normal = normalize(query.expression);
    this.#store = store;
    this.#clock = clock;
  }

  /** How many instances match. O(1) where an index keeps the number, else O(instances / 32) for each predicate. */
  count(): number {
    const planned = plan(this.#normal, this.#store);
    return planned.exact ? planned.estimate : execute(planned, this.#store).count();
  }

  /** The keys of the matching instances, ascending by code unit. */
  ids(options: LimitOptions = {}): string[] {
    return this.#matches(options).map((row) => this.#store.keyAt(row));
  }

  /** The matching instances as plain JSON, in the order of `ids`. */
  rows(options: LimitOptions = {}): InstanceRow[] {
    return this.#matches(options).map((row) => instanceRow(this.#store.hostAt(row)));
  }

  /** How the query is answered now: the plan as a tree, with what each part was expected to find, found, and took. */
  explain(): Explanation {
    return explain(plan(this.#normal, this.#store), this.#store, this.#clock);
  }

  #matches({ limit = Number.POSITIVE_INFINITY }: LimitOptions): number[] {
    if (!(limit >= 0)) throw new RangeError(`limit has to be a number from 0, not ${limit}`);
    this.#store.settle();
    return inKeyOrder(execute(plan(this.#normal, this.#store), this.#store), this.#store, limit);
  }
}

/** Goes through the rows in their kept order, and stops at the limit. */
function inKeyOrder(matching: Bitmap, store: Store, limit: number): number[] {
  const rows: number[] = [];
  for (const row of store.rowsByKey()) {
    if (rows.length >= limit) break;
    if (matching.has(row)) rows.push(row);
  }
  return rows;
}
