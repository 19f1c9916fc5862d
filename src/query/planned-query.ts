/** A query in normal form with its plan, which follows the store from revision to revision. */
import type { Chunk } from '../store/row-set.js';
import type { CheckedQuery } from './check.js';
import { countRows, type Evaluation, evaluationOf, evaluationOfAny, forEachChunk, forEachRow } from './evaluation.js';
import type { RowStore, RowStores } from './indexed-store.js';
import { type NormalExpression, normalize } from './normalize.js';
import { type Accesses, type Plan, plan, rebind } from './plan.js';
import { RowReader } from './row-reader.js';
import { rowsByKey } from './rows-by-key.js';

/** Rows that are read one after the other. */
export interface RowCursor {
  /** The next row; -1 where there is none. */
  next(): number;
  /** Gives back what it took to read. It must not be read any more. */
  close(): void;
}

/** The query over the rows that it asks for. */
export function plannedFor(query: CheckedQuery, stores: RowStores): PlannedQuery {
  return new PlannedQuery(
    normalize(query.expression),
    query.rows === 'tasks' ? stores.taskSpace : stores.instanceSpace,
  );
}

export class PlannedQuery {
  readonly store: RowStore;
  readonly #expression: NormalExpression;
  readonly #accesses: Accesses = new Map();
  #plan: Plan | undefined;
  #revision = -1;
  #layout = -1;
  /** Made from the plan when first needed. */
  #reading: Evaluation | undefined;
  #counting: Evaluation | undefined;

  constructor(expression: NormalExpression, store: RowStore) {
    this.#expression = expression;
    this.store = store;
  }

  /**
   * The plan for the store's present revision. While the revision stands it is kept; then its indexes are looked up anew, and the
   * order is chosen anew only where the rows of a condition have become more than twice as many, or less than half.
   */
  get plan(): Plan {
    const { revision, layout } = this.store;
    if (this.#plan !== undefined && revision === this.#revision && layout === this.#layout) return this.#plan;
    if (this.#plan === undefined || !rebind(this.#plan, this.store)) {
      this.#plan = plan(this.#expression, this.store, this.#accesses);
      this.#reading = undefined;
      this.#counting = undefined;
    }
    this.#revision = revision;
    this.#layout = layout;
    return this.#plan;
  }

  /** What finds the rows. */
  get evaluation(): Evaluation {
    const planned = this.plan;
    this.#reading ??= evaluationOf(planned);
    return this.#reading;
  }

  /**
   * The matching rows of a settled store ascending by key, the first `limit` of them; good until the store changes. Of instances
   * only as many chunks are evaluated as are read; tasks are in no order, so all that match are looked at before the first is told.
   */
  read(limit = Number.POSITIVE_INFINITY): RowCursor {
    const { store, evaluation } = this;
    return store.kind === 'instances'
      ? new RowReader(evaluation, store)
      : cursorOver(rowsByKey(evaluation, store, limit));
  }

  /** Visits every matching row, in no order that may show in a result. The store may not change meanwhile. */
  forEachRow(visit: (row: number) => void): void {
    forEachRow(this.evaluation, this.store.chunkCount, visit);
  }

  /** Visits what matches chunk by chunk: copies, that the visitor may keep. The store may not change meanwhile. */
  forEachChunk(visit: (chunk: Chunk, at: number) => void): void {
    forEachChunk(this.evaluation, this.store.chunkCount, visit);
  }

  /** How many rows match. O(1) where the indexes keep the number. */
  count(): number {
    const planned = this.plan;
    if (planned.exact) return planned.estimate;
    const { chunkCount, rowCount } = this.store;
    const [from, ...without] = planned.children;
    if (planned.operator !== 'difference' || from?.operator !== 'everything') {
      this.#counting ??= this.evaluation;
      return countRows(this.#counting, chunkCount);
    }
    // The others are counted instead, as every row that an index has is one of all.
    this.#counting ??= evaluationOfAny(without);
    return rowCount - countRows(this.#counting, chunkCount);
  }
}

function cursorOver(rows: readonly number[]): RowCursor {
  let at = 0;
  return { next: () => rows[at++] ?? -1, close: () => undefined };
}
