/** A query in normal form with its plan, which follows the store from revision to revision. */
import { countRows, type Evaluation, evaluationOf, evaluationOfAny } from './evaluation.js';
import type { IndexedStore } from './indexed-store.js';
import type { NormalExpression } from './normalize.js';
import { type Accesses, type Plan, plan, rebind } from './plan.js';

export class PlannedQuery {
  readonly store: IndexedStore;
  readonly #expression: NormalExpression;
  readonly #accesses: Accesses = new Map();
  #plan: Plan | undefined;
  #revision = -1;
  #layout = -1;
  /** Made from the plan when first needed. */
  #reading: Evaluation | undefined;
  #counting: Evaluation | undefined;

  constructor(expression: NormalExpression, store: IndexedStore) {
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

  /** How many rows match. O(1) where the indexes keep the number. */
  count(): number {
    const planned = this.plan;
    if (planned.exact) return planned.estimate;
    const { chunkCount, instanceCount } = this.store;
    const [from, ...without] = planned.children;
    if (planned.operator !== 'difference' || from?.operator !== 'everything') {
      this.#counting ??= this.evaluation;
      return countRows(this.#counting, chunkCount);
    }
    // The others are counted instead, as every row that an index has is one of all.
    this.#counting ??= evaluationOfAny(without);
    return instanceCount - countRows(this.#counting, chunkCount);
  }
}
