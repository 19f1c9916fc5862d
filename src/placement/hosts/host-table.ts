/**
 * The hosts of a store as placing sees them: by position, with what is placed on them in columns beside what the store says.
 *
 * A position is a host's place in the ascending order of instance keys, so that of equal hosts the one with the lower position
 * is taken. Columns are made when they are first asked for; then they follow what is placed, what is undone, and the changes
 * of the store, host by host.
 */
import type { Host, HostPort, Instance, Task } from '../../model/records.js';
import type { HostReader } from '../../store/host-reader.js';
import type { Store } from '../../store/store.js';
import { Partition } from '../order/partition.js';
import type { Demand } from '../request/demand.js';
import type { ReadExpression } from '../request/expressions.js';
import type { ResolvedRequest } from '../request/resolve.js';
import { AttributeColumn } from './attribute-column.js';
import { type Bits, bitsFor, hasBit, setBit } from './bits.js';
import { AttributeBuckets, type BucketColumn, HostBuckets } from './buckets.js';
import { freeMembers } from './capacity.js';
import { ChangeLog } from './change-log.js';
import { ConstraintBits } from './constraint-bits.js';
import { FreeColumn } from './free-column.js';
import { GroupCounts } from './group-counts.js';
import type { Hosts } from './hosts.js';
import { Overlay, type PlacedHere } from './overlay.js';
import { type Grant, isOfGroup, placedTask, withTasks } from './placed-task.js';
import { PortColumn } from './port-column.js';

const NO_PORTS: readonly HostPort[] = [];
const NO_TASKS: readonly Task[] = [];
const NO_DEVICES: readonly string[] = [];
const NO_GRANT: Grant = { hostPorts: NO_PORTS, gpuIds: NO_DEVICES };

/** Groups and sets of hosts that are followed at once, and bytes that all columns may take; past them all are forgotten. */
const MOST_FOLLOWED = 4096;
const MOST_BYTES = 1 << 29;

/** What a task takes of a column. */
interface Taking {
  readonly column: FreeColumn;
  readonly amount: number;
}

export class HostTable implements Hosts {
  readonly store: Store;
  /** The positions that changed, for whoever keeps something about them. */
  readonly log: ChangeLog;
  readonly overlay: Overlay;
  /** Hosts that are ACTIVE, and hosts whose agent is connected. */
  readonly active: Bits;
  readonly connected: Bits;
  /** Position → number of the cluster. */
  readonly clusters: Int32Array;
  /** Position → row of the store. */
  readonly rows: Int32Array;
  /** The hosts themselves as buckets. */
  readonly hostBuckets: BucketColumn;
  readonly #reader: HostReader;
  readonly #membership: number;
  readonly #positionOf: Int32Array;
  readonly #clusterNumbers = new Map<string, number>();
  readonly #free = new Map<string, FreeColumn>();
  /** What was taken last, as the next task mostly takes the same. */
  #takings: { readonly demand: Demand; readonly takings: readonly Taking[] } | undefined;
  readonly #registered = new Map<string, Float64Array>();
  readonly #attributes = new Map<string, AttributeColumn>();
  readonly #buckets = new Map<string, BucketColumn>();
  readonly #groups = new Map<string, GroupCounts>();
  readonly #constraints = new Map<string, ConstraintBits>();
  readonly #partitions: { readonly columns: readonly BucketColumn[]; readonly partition: Partition }[] = [];
  #partitionEdition = 0;
  #ports: PortColumn | undefined;
  /** Hosts with what is placed on them, as expressions see them. */
  readonly #views = new Map<number, Host>();
  /** Up to which change of the store the columns go. */
  #followed: number;
  #revision: number;
  #recordEdition = 0;
  #attributeEdition = 0;
  #stateEdition = 0;

  /** O(hosts). */
  constructor(store: Store) {
    this.store = store;
    this.rows = store.rowsByKey();
    this.#reader = store.reader;
    this.#membership = store.membership;
    this.#followed = store.touched.end;
    this.#revision = store.revision;
    const { size } = this;
    this.log = new ChangeLog(size);
    this.overlay = new Overlay(size);
    this.hostBuckets = new HostBuckets(size, (position) => this.key(position));
    this.#positionOf = positionsOf(this.rows);
    this.active = bitsFor(size);
    this.connected = bitsFor(size);
    this.clusters = new Int32Array(size);
    for (let position = 0; position < size; position++) this.#readState(position);
  }

  get size(): number {
    return this.rows.length;
  }

  /** Grows whenever the record of a host has changed. */
  get recordEdition(): number {
    return this.#recordEdition;
  }

  /** Grows whenever an attribute that somebody looks at has changed. */
  get attributeEdition(): number {
    return this.#attributeEdition;
  }

  /** Grows whenever a host may have left a bucket for another, or may no longer count in its own. */
  get bucketEdition(): number {
    return this.#attributeEdition + this.#stateEdition;
  }

  /** The revision of the store that the columns belong to. */
  get revision(): number {
    return this.#revision;
  }

  /** Follows the store to its revision. Nothing may be placed. @returns false where hosts came or went: then a new table is due. */
  follow(): boolean {
    const { store } = this;
    if (store.membership !== this.#membership) return false;
    if (store.revision === this.#revision) return true;
    const changed = new Set<number>();
    if (!store.touched.since(this.#followed, (row) => changed.add(row))) return false;
    for (const row of changed) {
      const position = this.#positionOf[row] ?? -1;
      if (position >= 0) this.#reload(position);
    }
    if (changed.size > 0) this.#recordEdition++;
    this.#followed = store.touched.end;
    this.#revision = store.revision;
    return true;
  }

  key(position: number): string {
    return this.store.keyAt(this.rowAt(position));
  }

  rowAt(position: number): number {
    return this.rows[position] as number;
  }

  positionOf(row: number): number {
    return this.#positionOf[row] as number;
  }

  clusterAt(position: number): number {
    return this.clusters[position] as number;
  }

  /** The number of a cluster by its name; -1 where no host is of it. */
  clusterNumber(name: string | undefined): number {
    return (name === undefined ? undefined : this.#clusterNumbers.get(name)) ?? -1;
  }

  free(resource: string): FreeColumn {
    const known = this.#free.get(resource);
    if (known !== undefined) return known;
    const column = new FreeColumn(resource, this.#reader, this.rows);
    this.overlay.forEach(({ position, request }) => {
      column.take(position, column.amountOf(request.demand));
    });
    this.#free.set(resource, column);
    this.#takings = undefined;
    return column;
  }

  /** How much of a resource each host has, taken or not. */
  registered(resource: string): Float64Array {
    const known = this.#registered.get(resource);
    if (known !== undefined) return known;
    const amounts = Float64Array.from(this.rows, (row) => this.#reader.registered(row, resource));
    this.#registered.set(resource, amounts);
    return amounts;
  }

  get ports(): PortColumn {
    if (this.#ports !== undefined) return this.#ports;
    const column = new PortColumn(this.#reader, this.rows);
    this.overlay.forEach(({ position, grant }) => {
      column.hold(position, grant.hostPorts);
    });
    this.#ports = column;
    return column;
  }

  attribute(name: string): AttributeColumn {
    const known = this.#attributes.get(name);
    if (known !== undefined) return known;
    const column = new AttributeColumn(name, this.store, this.rows, this.#positionOf);
    this.#attributes.set(name, column);
    return column;
  }

  /** The values of an attribute as buckets. */
  attributeBuckets(name: string): BucketColumn {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    const buckets = new AttributeBuckets(this.attribute(name));
    this.#buckets.set(name, buckets);
    return buckets;
  }

  /** The hosts in cells by their buckets. */
  partition(columns: readonly BucketColumn[]): Partition {
    if (this.#partitionEdition !== this.#attributeEdition) this.#partitions.length = 0;
    this.#partitionEdition = this.#attributeEdition;
    const known = this.#partitions.find((other) => {
      return other.columns.length === columns.length && columns.every((column, at) => column === other.columns[at]);
    });
    if (known !== undefined) return known.partition;
    const partition = new Partition(this.size, columns);
    this.#partitions.push({ columns, partition });
    return partition;
  }

  /** The tasks of a request's group, those that the request places included. */
  group(request: ResolvedRequest): GroupCounts {
    const known = this.#groups.get(request.scope);
    if (known !== undefined) {
      known.follow();
      return known;
    }
    const counts = new GroupCounts(this, request);
    this.#groups.set(request.scope, counts);
    return counts;
  }

  /** The hosts that satisfy an expression. */
  constraint(expression: ReadExpression): ConstraintBits {
    const { text } = expression.query;
    const known = this.#constraints.get(text);
    if (known !== undefined) return known;
    const bits = new ConstraintBits(this, expression);
    this.#constraints.set(text, bits);
    return bits;
  }

  /** Whether so much is followed that it is time to start anew: memory is bounded so. */
  get isCrowded(): boolean {
    const numbers =
      8 * (this.#free.size + this.#registered.size) + 4 * (this.#attributes.size + 2 * this.#partitions.length);
    const bytes = (numbers + this.#constraints.size / 8) * this.size;
    return bytes > MOST_BYTES || this.#groups.size + this.#constraints.size > MOST_FOLLOWED;
  }

  /** The host as an expression sees it: one that does not look at tasks gets none, which are many to make records of. */
  viewFor({ taskPredicates }: ReadExpression, position: number): Host {
    if (taskPredicates !== undefined) return this.view(position);
    const instance = this.#reader.instance(this.rowAt(position)) as Instance;
    return { instance, tasks: NO_TASKS, tasksKnown: false };
  }

  /** The host as expressions see it, with what is placed there. */
  view(position: number): Host {
    const host = this.store.hostAt(this.rowAt(position));
    const placed = this.overlay.at(position);
    if (placed.length === 0) return host;
    const known = this.#views.get(position);
    if (known !== undefined) return known;
    const tasks = placed.map((task) => taskOf(task, host));
    const view = withTasks(
      host,
      tasks,
      placed.map(({ request }) => request.demand),
    );
    this.#views.set(position, view);
    return view;
  }

  /** Free members of a string set, in the order in which they are given out. */
  freeMembers(position: number, resource: string): readonly string[] {
    let free = freeMembers(this.store.hostAt(this.rowAt(position)), resource);
    for (const { request, grant } of this.overlay.at(position)) {
      const { amounts, members, allGpus } = request.demand;
      const named = resource === 'gpu' && grant.gpuIds.length > 0 ? grant.gpuIds : members.get(resource);
      if (allGpus && resource === 'gpu') free = NO_DEVICES;
      else if (named !== undefined) free = free.filter((member) => !named.includes(member));
      else free = free.slice(amounts.get(resource) ?? 0);
    }
    return free;
  }

  /** A task of the request's group that is meant to run on a host: one that was there, or one that was placed. */
  groupTask(position: number, { group, scope }: ResolvedRequest): Task | undefined {
    const host = this.store.hostAt(this.rowAt(position));
    const placed = this.overlay.at(position).find(({ request }) => request.scope === scope);
    return host.tasks.find((task) => isOfGroup(task, group)) ?? (placed && taskOf(placed, host));
  }

  /** Places a task of a request on a host that has to be feasible. @param granted what it gets, where that is not free to choose. */
  place(position: number, request: ResolvedRequest, index: number, granted?: Grant): Grant {
    const grant = granted ?? this.#grant(position, request);
    if (granted !== undefined) this.#ports?.hold(position, granted.hostPorts);
    for (const { column, amount } of this.#takingsOf(request.demand)) column.take(position, amount);
    const counts = this.#groups.get(request.scope);
    counts?.follow();
    counts?.add(position, 1);
    this.overlay.push(position, request, index, grant);
    if (this.#views.size > 0) this.#views.delete(position);
    this.log.add(position, false);
    return grant;
  }

  /** Takes back what was placed since `mark`, a former `overlay.size`. */
  undoTo(mark: number): void {
    const positions = new Set<number>();
    while (this.overlay.size > mark) {
      const { position, request } = this.overlay.pop();
      this.#groups.get(request.scope)?.add(position, -1);
      positions.add(position);
    }
    for (const position of positions) this.#restore(position);
  }

  /** What a task takes of the columns that there are. Many tasks in a row are of one request. */
  #takingsOf(demand: Demand): readonly Taking[] {
    if (this.#takings?.demand === demand) return this.#takings.takings;
    const takings: Taking[] = [];
    for (const column of this.#free.values()) {
      const amount = column.amountOf(demand);
      if (amount !== 0) takings.push({ column, amount });
    }
    this.#takings = { demand, takings };
    return takings;
  }

  #grant(position: number, { demand, dynamicPortRange }: ResolvedRequest): Grant {
    const gpuCount = demand.allGpus ? Number.POSITIVE_INFINITY : (demand.amounts.get('gpu') ?? 0);
    if (gpuCount === 0 && demand.ports.all.length === 0) return NO_GRANT;
    return {
      gpuIds: gpuCount === 0 ? NO_DEVICES : this.freeMembers(position, 'gpu').slice(0, gpuCount),
      hostPorts: demand.ports.all.length === 0 ? NO_PORTS : this.ports.take(position, demand.ports, dynamicPortRange),
    };
  }

  /** Brings the columns of a host back to the store's state and what is still placed there. */
  #restore(position: number): void {
    const placed = this.overlay.at(position);
    for (const column of this.#free.values()) {
      column.reset(position);
      for (const { request } of placed) column.take(position, column.amountOf(request.demand));
    }
    this.#ports?.reset(position);
    for (const { grant } of placed) this.#ports?.hold(position, grant.hostPorts);
    this.#views.delete(position);
    this.log.add(position, false);
  }

  /** Reads a host again whose record has changed. */
  #reload(position: number): void {
    this.#readState(position);
    for (const column of this.#free.values()) column.reload(position);
    for (const [resource, amounts] of this.#registered) {
      amounts[position] = this.#reader.registered(this.rowAt(position), resource);
    }
    this.#ports?.reset(position);
    for (const column of this.#attributes.values()) if (column.reload(position)) this.#attributeEdition++;
    this.log.add(position, true);
  }

  #readState(position: number): void {
    const row = this.rowAt(position);
    const isActive = this.#reader.status(row) === 'ACTIVE';
    const cluster = this.#numberOfCluster(this.#reader.cluster(row) ?? '');
    if (hasBit(this.active, position) !== isActive || this.clusters[position] !== cluster) this.#stateEdition++;
    setBit(this.active, position, isActive);
    setBit(this.connected, position, this.#reader.agentConnected(row) === true);
    this.clusters[position] = cluster;
  }

  #numberOfCluster(name: string): number {
    const known = this.#clusterNumbers.get(name);
    if (known !== undefined) return known;
    this.#clusterNumbers.set(name, this.#clusterNumbers.size);
    return this.#clusterNumbers.size - 1;
  }
}

function positionsOf(rows: Int32Array): Int32Array {
  let greatest = -1;
  for (const row of rows) greatest = Math.max(greatest, row);
  const positions = new Int32Array(greatest + 1).fill(-1);
  for (let position = 0; position < rows.length; position++) positions[rows[position] as number] = position;
  return positions;
}

function taskOf(placed: PlacedHere, host: Host): Task {
  placed.task ??= placedTask(`placement:${placed.index}`, host, placed.request, placed.grant);
  return placed.task;
}
