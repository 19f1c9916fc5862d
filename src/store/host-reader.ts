/**
 * What a host has, read by its row without making a record: for whoever looks at every host. Rows that hold no instance have
 * nothing.
 */
import { roundAmount, roundsInAnyOrder } from '../model/amount.js';
import { compareText, type Host, type Instance, type Protocol, type Task } from '../model/records.js';
import { SUBJECTS, type TaskSetSubject } from '../model/subjects.js';
import type { Clusters } from './clusters.js';
import type { InstanceIndex } from './instance-index.js';
import type { InstanceRows } from './instance-rows.js';
import type { InstanceTable } from './instance-table.js';
import type { TaskTable } from './task-table.js';

/** The parts of a store that are read. */
interface Tables {
  readonly rows: InstanceRows;
  readonly instances: InstanceTable;
  readonly index: InstanceIndex;
  readonly tasks: TaskTable;
  readonly clusters: Clusters;
}

/** What a record's attributes are kept under. */
const ATTRIBUTE = SUBJECTS.find((subject) => subject.name === 'attribute:') as (typeof SUBJECTS)[number];

export class HostReader {
  readonly #rows: InstanceRows;
  readonly #instances: InstanceTable;
  readonly #index: InstanceIndex;
  readonly #tasks: TaskTable;
  readonly #clusters: Clusters;

  constructor({ rows, instances, index, tasks, clusters }: Tables) {
    this.#rows = rows;
    this.#instances = instances;
    this.#index = index;
    this.#tasks = tasks;
    this.#clusters = clusters;
  }

  /** Every instance that is loaded, in the order of the rows. */
  *instances(): Iterable<Instance> {
    for (let row = 0; row < this.#rows.capacity; row++) {
      const instance = this.instance(row);
      if (instance !== undefined) yield instance;
    }
  }

  /** The record in a row, made anew; undefined where the row holds none. */
  instance(row: number): Instance | undefined {
    const content = this.#instances.content(row);
    if (content === undefined) return undefined;
    return { key: this.#rows.key(row), ...content, attributes: this.attributes(row) };
  }

  /** The host in a row that holds one, made anew. Its tasks ascend by key. */
  host(row: number): Host {
    const instance = this.instance(row) as Instance;
    const tasks: Task[] = [];
    this.#tasks.forEachOn(row, (task) => tasks.push(this.#tasks.record(task, instance.key)));
    tasks.sort((a, b) => compareText(a.key, b.key));
    return { instance, tasks, tasksKnown: this.#clusters.knowsTasksOf(instance.cluster) };
  }

  status(row: number): string | undefined {
    return this.#instances.status(row);
  }

  agentConnected(row: number): boolean | undefined {
    return this.#instances.agentConnected(row);
  }

  cluster(row: number): string | undefined {
    return this.#instances.cluster(row);
  }

  /** All attributes, made anew. */
  attributes(row: number): Instance['attributes'] {
    return this.#index.namesOf(row, ATTRIBUTE);
  }

  /** The value of an attribute; `null` where it is there without one. O(attributes). */
  attribute(row: number, name: string): string | null | undefined {
    return this.#index.nameOf(row, ATTRIBUTE, name);
  }

  /**
   * Free amount of a resource by name in lower case; of a set, the number of its free members. What the record says remains, else
   * what is registered less what the tasks take that have not stopped; 0 where the host has none. O(tasks) where it is derived.
   */
  free(row: number, resource: string): number {
    return this.remainingAmount(row, resource) ?? 0;
  }

  /** The same; undefined where the host has none. */
  remainingAmount(row: number, resource: string): number | undefined {
    const stated = this.#instances.remainingAmount(row, resource);
    if (stated !== undefined) return stated;
    const total = this.#instances.registeredAmount(row, resource);
    if (total === undefined) return undefined;
    return resource === 'cpu' || resource === 'memory' || resource === 'gpu'
      ? this.#lessTaken(row, total, resource)
      : roundAmount(total);
  }

  /** How many of a resource the host has, taken or not. */
  registered(row: number, resource: string): number {
    return this.#instances.registeredAmount(row, resource) ?? 0;
  }

  /** The same; undefined where the record does not name it. */
  registeredAmount(row: number, resource: string): number | undefined {
    return this.#instances.registeredAmount(row, resource);
  }

  /** How many tasks are meant to run. */
  runningTasks(row: number): number {
    return this.#tasks.running(row);
  }

  /** How many tasks of a group are meant to run. O(tasks). */
  groupTasks(row: number, group: string): number {
    return this.#tasks.runningOf(row, group);
  }

  /** What a task subject says of each task that is meant to run: as `readMembers` of the record, if the order shows. O(tasks). */
  taskMembers(row: number, subject: TaskSetSubject, inOrder: boolean): readonly (string | undefined)[] {
    return this.#tasks.membersOn(row, subject, inOrder);
  }

  /** Whether the host keeps a port for itself; else the key of the task that holds it, the last by key where several do. */
  portHolder(row: number, port: number, protocol: Protocol): { readonly reserved: boolean; readonly task?: string } {
    if (this.#instances.reservesPort(row, port, protocol)) return { reserved: true };
    const task = this.#tasks.portHolder(row, port, protocol);
    return task === undefined ? { reserved: false } : { reserved: false, task };
  }

  /** Visits the tasks that are meant to run, in no order that may show in a result: CPU units and GPU devices of each. */
  forEachRunning(row: number, visit: (cpu: number, gpu: number) => void): void {
    this.#tasks.forEachRunning(row, visit);
  }

  /** Visits every port in use, reserved or taken; one that the record tells in several ways is visited as often. */
  forEachHostPort(row: number, visit: (port: number, protocol: Protocol) => void): void {
    this.#instances.forEachPort(row, visit);
    this.#tasks.forEachHostPort(row, visit);
  }

  /** Tasks are added in the order of their list; only where another order could give another amount, in that of their keys. */
  #lessTaken(row: number, total: number, resource: 'cpu' | 'memory' | 'gpu'): number {
    const count = this.#tasks.countOn(row);
    let taken = 0;
    let isWhole = true;
    for (let at = 0; at < count; at++) {
      const amount = this.#tasks.takenBy(this.#tasks.taskOn(row, at), resource);
      taken += amount;
      if (!Number.isInteger(amount)) isWhole = false;
    }
    const free = total - taken;
    const isSure = isWhole ? taken <= Number.MAX_SAFE_INTEGER : roundsInAnyOrder(free, count, total + taken);
    return roundAmount(isSure ? free : total - this.#takenInOrder(row, resource));
  }

  #takenInOrder(row: number, resource: 'cpu' | 'memory' | 'gpu'): number {
    const tasks: number[] = [];
    this.#tasks.forEachOn(row, (task) => tasks.push(task));
    tasks.sort((a, b) => compareText(this.#tasks.keyOf(a), this.#tasks.keyOf(b)));
    return tasks.reduce((sum, task) => sum + this.#tasks.takenBy(task, resource), 0);
  }
}
