/**
 * Places requests one after the other, each seeing what the ones before it took.
 *
 * By the plain method, which the documentation of every result refers to: for each task in order, the key of every feasible
 * host, the least of them, the task added there, and on. What is kept from one step to the next (`HostTable`, `HostOrder`) makes it
 * fast, and nothing else.
 */
import { StowageError } from '../model/errors.js';
import type { Store } from '../store/store.js';
import { HostTable } from './hosts/host-table.js';
import { HostOrder } from './order/order.js';
import type { ResolvedRequest } from './request/resolve.js';
import { shapeOf } from './request/shape.js';
import type { RequestWarning } from './request/warnings.js';

/** Orders that are kept: so many, or as many as have this number of hosts together, at about a byte each. */
const MOST_ORDERS = 1024;
const MOST_ORDERED_HOSTS = 1 << 26;

export class Planner {
  readonly #store: Store;
  #table: HostTable;
  readonly #orders = new Map<string, HostOrder>();
  #isBusy = false;
  /** Whether the store changed while it was at work. */
  #isLost = false;

  constructor(store: Store) {
    this.#store = store;
    this.#table = new HostTable(store);
  }

  get table(): HostTable {
    return this.#table;
  }

  /** Whether it is at work: then somebody who is asked by it (a scorer) asks back, and needs a planner of his own. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /**
   * Works on a plan, and takes everything back that was placed.
   *
   * @throws StowageError `revision-moved` where the cluster changed in between: only a scorer could have done that
   */
  whatIf<T>(work: (table: HostTable) => T): T {
    this.#follow();
    const mark = this.#table.overlay.size;
    this.#isBusy = true;
    try {
      const result = work(this.#table);
      requireUnmoved(this.#store, this.#table.revision);
      return result;
    } finally {
      this.#isBusy = false;
      this.#isLost = this.#store.revision !== this.#table.revision;
      if (!this.#isLost) this.#table.undoTo(mark);
    }
  }

  /** The order of a request's hosts as things are now. */
  orderOf(request: ResolvedRequest, warnings: RequestWarning[]): HostOrder {
    const shape = shapeOf(request);
    if (shape === undefined) return new HostOrder(this.#table, request, warnings);
    const known = this.#orders.get(shape);
    this.#orders.delete(shape);
    const order = known?.follow() ? known : new HostOrder(this.#table, request, warnings);
    // What was asked for last stands last, so the first is the one that was longest not asked for.
    this.#orders.set(shape, order);
    if (this.#orders.size > this.#mostOrders()) this.#orders.delete(this.#orders.keys().next().value as string);
    return order;
  }

  #mostOrders(): number {
    return Math.max(1, Math.min(MOST_ORDERS, MOST_ORDERED_HOSTS / (this.#table.size + 1)));
  }

  /** Brings everything to the store's revision. Nothing may be placed. */
  #follow(): void {
    if (!this.#isLost && !this.#table.isCrowded && this.#table.follow()) return;
    this.#isLost = false;
    this.#table = new HostTable(this.#store);
    this.#orders.clear();
  }
}

function requireUnmoved(store: Store, revision: number): void {
  if (store.revision === revision) return;
  const message = 'the cluster changed while tasks were being placed: a scorer must not change it';
  throw new StowageError('revision-moved', '', message);
}

/** The planner of a store, for plans that are taken back. */
export function plannerOf(store: Store): Planner {
  const known = planners.get(store);
  if (known !== undefined && !known.isBusy) return known;
  const planner = new Planner(store);
  if (known === undefined) planners.set(store, planner);
  return planner;
}

const planners = new WeakMap<Store, Planner>();
