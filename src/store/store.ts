/**
 * The records of a cluster with every index over them: the one mutable thing, and `apply` its one writer.
 */
import type { Change, Tombstone } from '../model/change.js';
import type { Host, Instance, Task } from '../model/records.js';
import type { TaskCountSubject } from '../model/subjects.js';
import { Clusters } from './clusters.js';
import { isNewer } from './freshness.js';
import { Graveyard } from './graveyard.js';
import { HostReader } from './host-reader.js';
import { InstanceIndex } from './instance-index.js';
import { InstanceRows } from './instance-rows.js';
import { InstanceSpace } from './instance-space.js';
import { InstanceTable } from './instance-table.js';
import { RowLog } from './row-log.js';
import { CHUNK_ROWS, RowSet } from './row-set.js';
import { SubjectReader } from './subject-reader.js';
import { TaskSpace } from './task-space.js';
import { TaskTable } from './task-table.js';
import { verify } from './verify.js';

/** What became of a batch of changes. */
export interface Applied {
  /** Changes that changed something. */
  readonly applied: number;
  /** Changes dropped because the store knew as much or more. */
  readonly stale: number;
}

export class Store {
  #revision = 0;
  #layout = 0;
  #membership = 0;
  /** Also of instances that only tasks tell of. */
  readonly #rows = new InstanceRows();
  #live = new RowSet();
  readonly #instances = new InstanceTable();
  readonly #index = new InstanceIndex();
  readonly #tasks = new TaskTable({
    counted: (row, running, before) => this.#counted(row, running, before),
    joined: (row, subject, member) => {
      if (this.#live.has(row)) this.#index.addTaskMember(row, subject, member);
    },
    left: (row, subject, member) => {
      if (this.#live.has(row)) this.#index.removeTaskMember(row, subject, member);
    },
  });
  readonly #graveyard = new Graveyard();
  readonly #clusters = new Clusters();
  readonly #touched = new RowLog();
  readonly #tables = {
    rows: this.#rows,
    instances: this.#instances,
    index: this.#index,
    tasks: this.#tasks,
    clusters: this.#clusters,
  };
  /** What is in a row, read without making a record. */
  readonly reader = new HostReader(this.#tables);
  /** The instances, and the tasks, as rows that a query asks about. */
  readonly instanceSpace = new InstanceSpace(this, new SubjectReader({ ...this.#tables, reader: this.reader }));
  readonly taskSpace = new TaskSpace(this, this.#tasks, this.instanceSpace);
  /** Row → its host view, made when asked for and dropped when the row changes. */
  #hosts = new Map<number, Host>();
  /** All live rows in the order of their keys, or undefined since a row came or went. */
  #rowsByKey: Int32Array | undefined;

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  /** Grows when rows are numbered anew, which only `settle` does. */
  get layout(): number {
    return this.#layout;
  }

  /** Grows when a row begins or ceases to hold an instance, or rows are numbered anew: then `rowsByKey` is another array. */
  get membership(): number {
    return this.#membership;
  }

  /** The rows of which `hostAt` may say something else than before; it starts afresh when rows are numbered anew. */
  get touched(): RowLog {
    return this.#touched;
  }

  get instanceCount(): number {
    return this.#live.size;
  }

  get taskCount(): number {
    return this.#tasks.size;
  }

  /** How many chunks of 65,536 rows there are to look at. */
  get chunkCount(): number {
    return Math.ceil(this.#rows.capacity / CHUNK_ROWS);
  }

  /** The rows that hold an instance. Not to be changed. */
  get live(): RowSet {
    return this.#live;
  }

  /** Rows whose numbers are not in the order of their keys; the numbers of all other rows are. */
  get strays(): RowSet {
    return this.#rows.strays;
  }

  straysByKey(): readonly number[] {
    return this.#rows.straysByKey();
  }

  get index(): InstanceIndex {
    return this.#index;
  }

  /** Every instance with its tasks, ascending by key. O(instances) once after a change, then O(changed rows). */
  hosts(): readonly Host[] {
    return Array.from(this.rowsByKey(), (row) => this.hostAt(row));
  }

  host(key: string): Host | undefined {
    const row = this.rowOf(key);
    return row < 0 ? undefined : this.hostAt(row);
  }

  /** The row of an instance, or -1. */
  rowOf(key: string): number {
    const row = this.#rows.find(key);
    return row >= 0 && this.#live.has(row) ? row : -1;
  }

  /** A task, or `ended` where it is remembered that it was removed. */
  taskOrEnd(key: string): Task | 'ended' | undefined {
    const row = this.#tasks.find(key);
    if (row >= 0) return this.taskSpace.recordAt(row);
    return this.#graveyard.has('task', key) ? 'ended' : undefined;
  }

  /** The host in a row that holds one. Its tasks ascend by key. */
  hostAt(row: number): Host {
    let host = this.#hosts.get(row);
    if (host === undefined) {
      host = this.reader.host(row);
      this.#hosts.set(row, host);
    }
    return host;
  }

  keyAt(row: number): string {
    return this.#rows.key(row);
  }

  /** The keys by row, for other threads. */
  shareKeys(): ReturnType<InstanceRows['share']> {
    return this.#rows.share();
  }

  /** The rows in use, in ascending order of their keys by code unit. */
  rowsByKey(): Int32Array {
    this.settle();
    this.#rowsByKey ??= this.#rows.sort(this.#live);
    return this.#rowsByKey;
  }

  /** Every instance, in no order that may show in a result. */
  instances(): Iterable<Instance> {
    return this.reader.instances();
  }

  /** Every task, in no order that may show in a result. */
  tasks(): Iterable<Task> {
    return this.taskSpace.records();
  }

  /** The clusters that instances belong to, ascending: ARN or name, `''` for the unnamed one. */
  clusters(): readonly string[] {
    return this.#clusters.names();
  }

  tombstones(): Iterable<Tombstone> {
    return this.#graveyard.tombstones();
  }

  clustersWithTasks(): Iterable<string> {
    return this.#clusters.withTasks();
  }

  /**
   * Applies changes in order. O(attributes and groups touched) each, whatever the size of the fleet.
   *
   * A change whose version is at or below the stored one is dropped; a description of equal version wins where its content
   * differs; a removal leaves a tombstone, so that no late event brings the record back.
   *
   * @param revision that of a snapshot which the changes make up: an empty store takes it over.
   * @param isRestored whether the store was empty before the snapshot: said where its changes come in several calls.
   */
  apply(changes: Iterable<Change>, revision = 0, isRestored = this.#revision === 0): Applied {
    let applied = 0;
    let stale = 0;
    for (const change of changes) {
      if (this.#applyOne(change)) applied++;
      else stale++;
    }
    this.#revision = Math.max(isRestored && revision > 0 ? 0 : this.#revision + applied, revision);
    return { applied, stale };
  }

  /**
   * Numbers the rows in the order of their keys once many are out of it, so that answers come in that order by themselves. For
   * whoever reads in the order of keys, before row numbers are taken. O(n log n) after a quarter of the rows came anew, else O(1).
   */
  settle(): void {
    if (!this.#rows.isUnsettled) return;
    const { order, newRowOf } = this.#rows.settle();
    this.#instances.relabel(order);
    this.#index.relabel(order, newRowOf);
    this.#tasks.relabelInstances(newRowOf, order);
    this.#live = this.#live.relabelled(newRowOf);
    this.#clusters.relabel(newRowOf);
    this.#hosts = new Map(Array.from(this.#hosts, ([row, host]) => [newRowOf[row] as number, host]));
    this.#touched.clear();
    this.#layout++;
    this.#membersChanged();
  }

  /**
   * Makes every index anew from the records and compares. For tests: O(everything), several times over.
   *
   * @returns the differences in words; none where the store is sound.
   */
  verify(): readonly string[] {
    const tasks = this.#tasks.verify(this.#rows.capacity);
    const indexes = verify({ rows: this.#rows, live: this.#live, index: this.#index, reader: this.reader });
    return [...tasks, ...indexes];
  }

  #applyOne(change: Change): boolean {
    switch (change.kind) {
      case 'instance':
        return this.#putInstance(change.instance, change.origin === 'description');
      case 'task': {
        const learned = this.#knowTasksOf(change.task.cluster);
        return this.#putTask(change.task, change.origin === 'description') || learned;
      }
      case 'instance-removed':
        return this.#removeInstance(change.key, change.version);
      case 'task-removed': {
        const learned = this.#knowTasksOf(change.cluster);
        return this.#removeTask(change.key, change.version) || learned;
      }
      case 'tombstone':
        return this.#graveyard.bury(change.of, change.key, change.version, this.#isStored(change.of, change.key));
      case 'tasks-known':
        return this.#knowTasksOf(change.cluster);
    }
  }

  #putInstance(instance: Instance, described: boolean): boolean {
    const { key } = instance;
    const known = this.rowOf(key);
    const storedVersion = known >= 0 ? this.#instances.version(known) : undefined;
    const stored = known >= 0 ? { version: storedVersion } : undefined;
    if (!this.#graveyard.isNews('instance', instance, described, stored)) return false;
    const row = this.#rows.take(key);
    const { changed, plain, before } = this.#instances.put(row, instance, instance.version ?? storedVersion);
    const renamed = this.#index.replaceNamed(row, instance);
    if (!changed && !renamed) return false;
    if (!plain) {
      this.#touch(row);
      return true;
    }
    this.#index.replacePlain(row, before as Instance | undefined, instance);
    if (before === undefined) this.#goLive(row, instance);
    else if (before.cluster !== instance.cluster) {
      this.#clusters.leave(row, before.cluster);
      this.#clusters.enter(row, instance.cluster);
    }
    this.#countTasks(row);
    return true;
  }

  #putTask(task: Task, described: boolean): boolean {
    const { key } = task;
    const row = this.#tasks.find(key);
    const storedVersion = row < 0 ? undefined : this.#tasks.versionOf(row);
    const stored = row < 0 ? undefined : { version: storedVersion };
    if (!this.#graveyard.isNews('task', task, described, stored)) return false;
    const left = row < 0 ? -1 : this.#tasks.instanceOf(row);
    const host = task.instance === undefined ? -1 : this.#rows.take(task.instance, left);
    const version = task.version ?? storedVersion;
    const changed = row < 0 ? this.#tasks.put(task, host, version) : this.#tasks.replace(row, task, host, version);
    if (!changed) return false;
    if (host >= 0) this.#touch(host);
    if (left >= 0 && left !== host) this.#taskLeft(left);
    return true;
  }

  #isStored(kind: Tombstone['kind'], key: string): boolean {
    return (kind === 'task' ? this.#tasks.find(key) : this.rowOf(key)) >= 0;
  }

  #removeInstance(key: string, version: number | undefined): boolean {
    const row = this.rowOf(key);
    const storedVersion = row < 0 ? undefined : this.#instances.version(row);
    if (row >= 0 && !isNewer(version, storedVersion)) return false;
    const buried = this.#graveyard.bury('instance', key, version ?? storedVersion);
    if (row < 0) return buried;
    this.#unload(row);
    return true;
  }

  #removeTask(key: string, version: number | undefined): boolean {
    const row = this.#tasks.find(key);
    const storedVersion = row < 0 ? undefined : this.#tasks.versionOf(row);
    if (row >= 0 && !isNewer(version, storedVersion)) return false;
    const buried = this.#graveyard.bury('task', key, version ?? storedVersion);
    if (row < 0) return buried;
    const host = this.#tasks.instanceOf(row);
    this.#tasks.remove(row);
    if (host >= 0) this.#taskLeft(host);
    return true;
  }

  /** Frees the row of an instance that is not loaded once no task tells of it any more. */
  #freeIfUnused(row: number): void {
    if (this.#live.has(row) || this.#tasks.countOn(row) > 0) return;
    this.#rows.free(row);
  }

  #goLive(row: number, instance: Instance): void {
    this.#live.add(row);
    this.#membersChanged();
    this.#clusters.enter(row, instance.cluster);
    if (this.#tasks.running(row) > 0) this.#index.setTaskPresence(row, true);
    this.#tasks.forEachMember(row, (subject, member) => this.#index.addTaskMember(row, subject, member));
  }

  #unload(row: number): void {
    const content = this.#instances.content(row);
    if (this.#tasks.running(row) > 0) this.#index.setTaskPresence(row, false);
    this.#tasks.forEachMember(row, (subject, member) => this.#index.removeTaskMember(row, subject, member));
    this.#index.setTaskCount(row, () => undefined);
    this.#index.replaceNamed(row, undefined);
    this.#index.replacePlain(row, content as Instance | undefined, undefined);
    this.#clusters.leave(row, content?.cluster);
    this.#instances.clear(row);
    this.#touch(row);
    this.#live.delete(row);
    this.#membersChanged();
    this.#freeIfUnused(row);
  }

  #counted(row: number, running: number, before: number): void {
    if (!this.#live.has(row)) return;
    if (running > 0 !== before > 0) this.#index.setTaskPresence(row, running > 0);
    this.#countTasks(row);
  }

  #taskLeft(row: number): void {
    this.#touch(row);
    this.#freeIfUnused(row);
  }

  #touch(row: number): void {
    if (!this.#live.has(row)) return;
    this.#hosts.delete(row);
    this.#touched.add(row);
  }

  #membersChanged(): void {
    this.#rowsByKey = undefined;
    this.#membership++;
  }

  /** Brings the row's task counts up to date: from the tasks where they are known, else the instance's own. */
  #countTasks(row: number): void {
    if (!this.#live.has(row)) return;
    this.#touch(row);
    const running = this.#tasks.running(row);
    const known = this.#clusters.knowsTasksOf(this.#instances.cluster(row));
    this.#index.setTaskCount(row, (subject) => (known ? running : this.#ownCount(row, subject)));
  }

  #ownCount(row: number, subject: TaskCountSubject): number | undefined {
    return subject.own(this.#instances.content(row) as Instance);
  }

  /** From the first task of a cluster on, its instances' counts come from the tasks. */
  #knowTasksOf(cluster = ''): boolean {
    if (!this.#clusters.learnTasksOf(cluster)) return false;
    this.#clusters.rowsOf(cluster)?.forEach((row) => {
      this.#countTasks(row);
    });
    return true;
  }
}
