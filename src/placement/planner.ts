/**
 * Places requests one after the other, each seeing what the ones before it took.
 *
 * By the plain method, which the documentation of every result refers to: for each task in order, the key of every feasible
 * host, the least of them, the task added there, and on. What is kept from one step to the next (`HostTable`, `HostOrder`) makes it
 * fast, and nothing else.
 */
import type { Store } from '../store/store.js';
import { HostTable } from './host-table.js';
import { HostOrder } from './order.js';
import { PlacingRequest } from './placing-request.js';
import type { ScopedRequest } from './scoped-request.js';
import { shapeOf } from './shape.js';
import type { RequestWarning } from './warnings.js';

/** Orders that are kept: so many, or as many as have this number of hosts together. */
const MOST_ORDERS = 256;
const MOST_ORDERED_HOSTS = 1 << 25;

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

  /** Brings everything to the store's revision. Nothing may be placed. */
  follow(): void {
    if (!this.#isLost && !this.#table.isCrowded && this.#table.follow()) return;
    this.#isLost = false;
    this.#table = new HostTable(this.#store);
    this.#orders.clear();
  }

  /** Works on a plan, and takes everything back that was placed. */
  whatIf<T>(work: () => T): T {
    this.follow();
    const mark = this.#table.overlay.size;
    this.#isBusy = true;
    try {
      return work();
    } finally {
      this.#isLost = this.#store.revision !== this.#table.revision;
      if (!this.#isLost) this.#table.undoTo(mark);
      this.#isBusy = false;
    }
  }

  /** @param warnings to add what scorers do wrong to */
  begin(request: ScopedRequest, warnings: RequestWarning[]): PlacingRequest {
    return new PlacingRequest(this, request, warnings);
  }

  /** The order of a request's hosts as things are now. */
  orderOf(request: ScopedRequest, warnings: RequestWarning[]): HostOrder {
    const shape = shapeOf(request);
    const known = shape === undefined ? undefined : this.#orders.get(shape);
    if (known?.follow()) return known;
    const order = new HostOrder(this.#table, request, warnings);
    if (shape === undefined) return order;
    if (this.#orders.size >= Math.min(MOST_ORDERS, MOST_ORDERED_HOSTS / (this.#table.size + 1))) this.#orders.clear();
    this.#orders.set(shape, order);
    return order;
  }
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
