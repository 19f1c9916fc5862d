/**
 * The records of a cluster with every index over them: the one mutable thing, and `apply` its one writer.
 */
import { isEqual } from 'lodash-es';
import type { Change, Tombstone } from '../model/change.js';
import { LIMITS } from '../model/limits.js';
import { clusterName, compareText, type Host, type Instance, isDesiredRunning, type Task } from '../model/records.js';
import { Bitmap } from './bitmap.js';
import { emptyOccupancy, InstanceIndex, type Occupancy, TASK_SETS } from './instance-index.js';

/** What became of a batch of changes. */
export interface Applied {
  /** Changes that changed something. */
  readonly applied: number;
  /** Changes dropped because the store knew as much or more. */
  readonly stale: number;
}

export class Store {
  #revision = 0;
  /** Row → instance; rows of removed instances are used again. */
  readonly #instances: (Instance | undefined)[] = [];
  readonly #freeRows: number[] = [];
  readonly #rowByKey = new Map<string, number>();
  #live = new Bitmap(64);
  readonly #index = new InstanceIndex();
  readonly #tasks = new Map<string, Task>();
  /** Instance key → what runs there, for instances that are not loaded, too. */
  readonly #occupancies = new Map<string, Occupancy>();
  readonly #tombstones = new Map<string, Tombstone>();
  /** Clusters of which a task record was ever seen; `''` is the unnamed one. */
  readonly #clustersWithTasks = new Set<string>();
  /** The last parts of their names, to tell a cluster named in full here and in short there. */
  readonly #namesWithTasks = new Set<string>();
  /** The last part of a cluster's name → the rows of its instances. */
  readonly #rowsByClusterName = new Map<string, Set<number>>();
  /** Rows in the order of their keys, or `undefined` since a row came or went. */
  #order: Int32Array | undefined;
  /** Row → its host view, made when asked for and dropped when the row changes. */
  readonly #hosts: (Host | undefined)[] = [];

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  get instanceCount(): number {
    return this.#rowByKey.size;
  }

  get taskCount(): number {
    return this.#tasks.size;
  }

  /** One more than the highest row in use: what a bitmap over all rows has to hold. */
  get capacity(): number {
    return this.#instances.length;
  }

  /** The rows that hold an instance. Not to be changed. */
  get live(): Bitmap {
    return this.#live;
  }

  get index(): InstanceIndex {
    return this.#index;
  }

  /** Every instance with its tasks, ascending by key. O(instances) once after a change, then O(changed rows). */
  hosts(): readonly Host[] {
    return Array.from(this.rowsByKey(), (row) => this.hostAt(row));
  }

  host(key: string): Host | undefined {
    const row = this.#rowByKey.get(key);
    return row === undefined ? undefined : this.hostAt(row);
  }

  /** The host in a row that holds one. Its tasks ascend by key. */
  hostAt(row: number): Host {
    let host = this.#hosts[row];
    if (host === undefined) {
      const instance = this.#instanceAt(row);
      const tasks = [...(this.#occupancies.get(instance.key)?.tasks.values() ?? [])];
      tasks.sort((a, b) => compareText(a.key, b.key));
      host = { instance, tasks, tasksKnown: this.#tasksKnown(instance.cluster) };
      this.#hosts[row] = host;
    }
    return host;
  }

  keyAt(row: number): string {
    return this.#instanceAt(row).key;
  }

  /** The rows in use, in ascending order of their keys by code unit. */
  rowsByKey(): Int32Array {
    if (this.#order === undefined) {
      const keys = [...this.#rowByKey.keys()].sort(compareText);
      this.#order = Int32Array.from(keys, (key) => this.#rowByKey.get(key) as number);
    }
    return this.#order;
  }

  /** Every instance, in no order that may show in a result. */
  *instances(): Iterable<Instance> {
    for (const instance of this.#instances) if (instance !== undefined) yield instance;
  }

  /** Every task, in no order that may show in a result. */
  tasks(): Iterable<Task> {
    return this.#tasks.values();
  }

  /** The clusters that instances belong to, ascending: ARN or name, `''` for the unnamed one. */
  clusters(): readonly string[] {
    const clusters = new Set<string>();
    for (const { cluster = '' } of this.instances()) clusters.add(cluster);
    return [...clusters].sort(compareText);
  }

  tombstones(): Iterable<Tombstone> {
    return this.#tombstones.values();
  }

  clustersWithTasks(): Iterable<string> {
    return this.#clustersWithTasks;
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
        return this.#bury({ kind: change.of, key: change.key, ...versionField(change.version) });
      case 'tasks-known':
        return this.#knowTasksOf(change.cluster);
    }
  }

  #putInstance(incoming: Instance, described: boolean): boolean {
    const row = this.#rowByKey.get(incoming.key);
    const stored = row === undefined ? undefined : this.#instances[row];
    const instance = this.#accept('instance', incoming, stored, described);
    if (instance === undefined) return false;
    if (stored !== undefined && row !== undefined) {
      this.#index.replace(row, stored, instance);
      this.#instances[row] = instance;
      this.#leaveCluster(row, stored.cluster);
      this.#enterCluster(row, instance.cluster);
      this.#countTasks(row);
    } else this.#addRow(instance);
    return true;
  }

  #putTask(incoming: Task, described: boolean): boolean {
    const stored = this.#tasks.get(incoming.key);
    const task = this.#accept('task', incoming, stored, described);
    if (task === undefined) return false;
    if (stored !== undefined) this.#detach(stored);
    this.#tasks.set(task.key, task);
    this.#attach(task);
    return true;
  }

  /** The record to store, with the version it then has; `undefined` where the store knows as much or more. */
  #accept<R extends Instance | Task>(
    kind: Tombstone['kind'],
    incoming: R,
    stored: R | undefined,
    described: boolean,
  ): R | undefined {
    const buried = this.#tombstones.get(tombstoneKey(kind, incoming.key));
    if (buried !== undefined && !supersedes(incoming.version, buried.version, described)) return undefined;
    if (buried !== undefined) this.#tombstones.delete(tombstoneKey(kind, incoming.key));
    if (stored === undefined) return incoming;
    if (!supersedes(incoming.version, stored.version, described)) return undefined;
    const record = incoming.version === undefined ? { ...incoming, ...versionField(stored.version) } : incoming;
    return isEqual(record, stored) ? undefined : record;
  }

  #removeInstance(key: string, version: number | undefined): boolean {
    const row = this.#rowByKey.get(key);
    const stored = row === undefined ? undefined : this.#instances[row];
    if (stored !== undefined && !isNewer(version, stored.version)) return false;
    const buried = this.#bury({ kind: 'instance', key, ...versionField(version ?? stored?.version) });
    if (row === undefined || stored === undefined) return buried;
    this.#removeRow(row, stored);
    return true;
  }

  #removeTask(key: string, version: number | undefined): boolean {
    const stored = this.#tasks.get(key);
    if (stored !== undefined && !isNewer(version, stored.version)) return false;
    const buried = this.#bury({ kind: 'task', key, ...versionField(version ?? stored?.version) });
    if (stored === undefined) return buried;
    this.#tasks.delete(key);
    this.#detach(stored);
    return true;
  }

  #bury(tombstone: Tombstone): boolean {
    const key = tombstoneKey(tombstone.kind, tombstone.key);
    const buried = this.#tombstones.get(key);
    if (buried !== undefined && (tombstone.version === undefined || !isNewer(tombstone.version, buried.version)))
      return false;
    this.#tombstones.delete(key);
    this.#tombstones.set(key, tombstone);
    if (this.#tombstones.size > LIMITS.tombstones) {
      const [oldest] = this.#tombstones.keys();
      if (oldest !== undefined) this.#tombstones.delete(oldest);
    }
    return true;
  }

  #addRow(instance: Instance): void {
    const row = this.#freeRows.pop() ?? this.#instances.length;
    this.#instances[row] = instance;
    this.#rowByKey.set(instance.key, row);
    if (row >= this.#live.words.length * 32) this.#live = this.#live.grown(row * 2);
    this.#live.add(row);
    this.#order = undefined;
    this.#index.replace(row, undefined, instance);
    this.#enterCluster(row, instance.cluster);
    const occupancy = this.#occupancies.get(instance.key);
    if (occupancy !== undefined) {
      if (occupancy.running > 0) this.#index.setTaskPresence(row, true);
      this.#eachMember(occupancy, (subject, member) => this.#index.addTaskMember(row, subject, member));
    }
    this.#countTasks(row);
  }

  #removeRow(row: number, instance: Instance): void {
    const occupancy = this.#occupancies.get(instance.key);
    if (occupancy !== undefined) {
      this.#index.setTaskPresence(row, false);
      this.#eachMember(occupancy, (subject, member) => this.#index.removeTaskMember(row, subject, member));
    }
    this.#index.setTaskCount(row, () => undefined);
    this.#index.replace(row, instance, undefined);
    this.#leaveCluster(row, instance.cluster);
    this.#live.delete(row);
    this.#rowByKey.delete(instance.key);
    this.#instances[row] = undefined;
    this.#hosts[row] = undefined;
    this.#freeRows.push(row);
    this.#order = undefined;
  }

  #attach(task: Task): void {
    if (task.instance === undefined) return;
    let occupancy = this.#occupancies.get(task.instance);
    if (occupancy === undefined) {
      occupancy = emptyOccupancy();
      this.#occupancies.set(task.instance, occupancy);
    }
    occupancy.tasks.set(task.key, task);
    this.#count(task, task.instance, occupancy, 1);
  }

  #detach(task: Task): void {
    const occupancy = task.instance === undefined ? undefined : this.#occupancies.get(task.instance);
    if (occupancy === undefined || task.instance === undefined) return;
    occupancy.tasks.delete(task.key);
    this.#count(task, task.instance, occupancy, -1);
    if (occupancy.tasks.size === 0) this.#occupancies.delete(task.instance);
  }

  /** Counts a task that came (`step` 1) or went (-1); the indexes change where a count leaves or reaches 0. */
  #count(task: Task, instanceKey: string, occupancy: Occupancy, step: 1 | -1): void {
    const row = this.#rowByKey.get(instanceKey);
    if (row !== undefined) this.#hosts[row] = undefined;
    if (!isDesiredRunning(task)) return;
    occupancy.running += step;
    if (row !== undefined) {
      this.#countTasks(row);
      if (occupancy.running === (step > 0 ? 1 : 0)) this.#index.setTaskPresence(row, step > 0);
    }
    TASK_SETS.forEach((subject, at) => {
      const member = subject.member(task);
      const members = occupancy.members[at];
      if (member === undefined || members === undefined) return;
      const count = (members.get(member) ?? 0) + step;
      if (count === 0) members.delete(member);
      else members.set(member, count);
      if (row === undefined) return;
      if (count === 0) this.#index.removeTaskMember(row, subject, member);
      else if (count === 1 && step > 0) this.#index.addTaskMember(row, subject, member);
    });
  }

  #eachMember(occupancy: Occupancy, visit: (subject: (typeof TASK_SETS)[number], member: string) => void): void {
    TASK_SETS.forEach((subject, at) => {
      for (const member of occupancy.members[at]?.keys() ?? []) visit(subject, member);
    });
  }

  /** Brings the row's task counts up to date: from the tasks where they are known, else the instance's own. */
  #countTasks(row: number): void {
    const instance = this.#instanceAt(row);
    this.#hosts[row] = undefined;
    const known = this.#tasksKnown(instance.cluster);
    const running = this.#occupancies.get(instance.key)?.running ?? 0;
    this.#index.setTaskCount(row, (subject) => (known ? running : subject.own(instance)));
  }

  #tasksKnown(cluster = ''): boolean {
    if (this.#clustersWithTasks.has(cluster)) return true;
    if (cluster === '') return false;
    return isFullName(cluster) ? this.#clustersWithTasks.has(clusterName(cluster)) : this.#namesWithTasks.has(cluster);
  }

  /** From the first task of a cluster on, its instances' counts come from the tasks. */
  #knowTasksOf(cluster = ''): boolean {
    if (this.#clustersWithTasks.has(cluster)) return false;
    this.#clustersWithTasks.add(cluster);
    if (cluster !== '') this.#namesWithTasks.add(clusterName(cluster));
    for (const row of this.#rowsByClusterName.get(clusterName(cluster)) ?? []) this.#countTasks(row);
    return true;
  }

  #enterCluster(row: number, cluster = ''): void {
    const name = clusterName(cluster);
    const rows = this.#rowsByClusterName.get(name);
    if (rows === undefined) this.#rowsByClusterName.set(name, new Set([row]));
    else rows.add(row);
  }

  #leaveCluster(row: number, cluster = ''): void {
    const name = clusterName(cluster);
    const rows = this.#rowsByClusterName.get(name);
    rows?.delete(row);
    if (rows?.size === 0) this.#rowsByClusterName.delete(name);
  }

  #instanceAt(row: number): Instance {
    return this.#instances[row] as Instance;
  }
}

/** Whether a record of one version supersedes one of another; a record without a version always does. */
function isNewer(version: number | undefined, than: number | undefined): boolean {
  return version === undefined || than === undefined || version > than;
}

/** A description wins over an equal version, be it of a record or of a removal: so any order of the two ends in the same state. */
function supersedes(version: number | undefined, than: number | undefined, described: boolean): boolean {
  return isNewer(version, than) || (described && version === than);
}

function versionField(version: number | undefined): { readonly version?: number } {
  return version === undefined ? {} : { version };
}

function tombstoneKey(kind: Tombstone['kind'], key: string): string {
  return `${kind} ${key}`;
}

/** An ARN, as against the bare name of a cluster. */
function isFullName(cluster: string): boolean {
  return cluster.includes('/');
}
