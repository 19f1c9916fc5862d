/** A request whose tasks are being placed, one at a time. */
import type { Protocol } from '../model/records.js';
import type { HostTable } from './hosts/host-table.js';
import type { Grant } from './hosts/placed-task.js';
import { type KeyPart, type Ranked, tellKey } from './order/key-parts.js';
import type { HostOrder } from './order/order.js';
import { type Draw, lazyDraw } from './order/random.js';
import type { ReasonCount } from './reasons/reason.js';
import { countReasons } from './reasons/reason-count.js';
import type { ResolvedRequest } from './request/resolve.js';
import type { RequestWarning } from './request/warnings.js';

export interface PlacementResult {
  /** Ascending by index. */
  readonly placements: readonly Placement[];
  /** Ascending by index; all of one request share their reasons. */
  readonly unplaced: readonly UnplacedTask[];
  /** Of the cluster that the answer is about. */
  readonly revision: number;
  readonly warnings: readonly RequestWarning[];
}

export interface Placement {
  /** Which task of the request, from 0. */
  readonly index: number;
  /** Key of the instance. */
  readonly instance: string;
  /** In the order of the request's ports. */
  readonly hostPorts: readonly PlacedPort[];
  /** In registered order; empty where the instance does not list its devices. */
  readonly gpuIds: readonly string[];
  /** What made the instance win. */
  readonly key: readonly KeyPart[];
  /** The instance that would have been next; absent where there was no other. */
  readonly runnerUp?: { readonly instance: string; readonly key: readonly KeyPart[] };
}

export interface PlacedPort {
  /** Where the request names it. */
  readonly containerPort?: number;
  readonly hostPort: number;
  readonly protocol: Protocol;
}

export interface UnplacedTask {
  readonly index: number;
  /** What held the hosts back when the task's turn came, most hosts first. */
  readonly reasons: readonly ReasonCount[];
}

/** Where the tasks are placed, and in which order. */
export interface Ground {
  readonly table: HostTable;
  orderOf(request: ResolvedRequest, warnings: RequestWarning[]): HostOrder;
}

export class PlacingRequest {
  readonly request: ResolvedRequest;
  readonly #ground: Ground;
  readonly #table: HostTable;
  readonly #draw: Draw;
  readonly #warnings: RequestWarning[];
  #order: HostOrder | undefined;
  #placements: Placement[] = [];
  /** Why no host can take the next task, once none can. */
  #reasons: readonly ReasonCount[] | undefined;

  /** @param warnings to add what scorers do wrong to */
  constructor(ground: Ground, request: ResolvedRequest, warnings: RequestWarning[]) {
    this.request = request;
    this.#ground = ground;
    this.#table = ground.table;
    this.#draw = lazyDraw(request.seed);
    this.#warnings = warnings;
  }

  /** Whether nothing is left to do, or nothing can be done. */
  get isDone(): boolean {
    return this.#reasons !== undefined || this.#placements.length >= this.request.count;
  }

  /** Places the next task, or finds that no host can take it. */
  step(): void {
    const order = this.#followedOrder();
    const choice = order.choose(this.#draw);
    if (choice === undefined) {
      this.#reasons = countReasons(order.checks, this.#table.size);
      return;
    }
    const { first, second } = choice;
    const index = this.#placements.length;
    const grant = this.#table.place(first.position, this.request, index);
    const instance = this.#table.key(first.position);
    const hostPorts = this.#placedPorts(grant);
    const { gpuIds } = grant;
    const key = this.#tell(first);
    this.#placements.push(
      second === undefined
        ? { index, instance, hostPorts, gpuIds, key }
        : { index, instance, hostPorts, gpuIds, key, runnerUp: this.#runnerUp(second) },
    );
  }

  /** Places all tasks that can be placed. A gang that is not complete then leaves nothing behind. */
  run(): void {
    const mark = this.#table.overlay.size;
    while (!this.isDone) this.step();
    if (this.#reasons === undefined || this.request.mode === 'partial') return;
    this.#table.undoTo(mark);
    this.#placements = [];
  }

  result(revision: number): PlacementResult {
    const unplaced: UnplacedTask[] = [];
    const reasons = this.#reasons ?? [];
    for (let index = this.#placements.length; index < this.request.count; index++) unplaced.push({ index, reasons });
    return { placements: this.#placements, unplaced, revision, warnings: this.#warnings };
  }

  #runnerUp(second: Ranked): NonNullable<Placement['runnerUp']> {
    return { instance: this.#table.key(second.position), key: this.#tell(second) };
  }

  #followedOrder(): HostOrder {
    if (!this.#order?.follow()) this.#order = this.#ground.orderOf(this.request, this.#warnings);
    return this.#order as HostOrder;
  }

  #tell({ key }: Ranked): readonly KeyPart[] {
    return tellKey(this.request.strategies, key);
  }

  #placedPorts({ hostPorts }: Grant): readonly PlacedPort[] {
    if (hostPorts.length === 0) return NO_PORTS;
    return hostPorts.map(({ port, protocol }, position) => {
      const containerPort = this.request.demand.ports.all[position]?.containerPort;
      return { ...(containerPort === undefined ? {} : { containerPort }), hostPort: port, protocol };
    });
  }
}

const NO_PORTS: readonly PlacedPort[] = [];
