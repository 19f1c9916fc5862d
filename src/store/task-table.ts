/** All tasks in columns: some 17 bytes a task, and its key. */
import { compareText, type Protocol, type Task } from '../model/records.js';
import type { TaskSetSubject } from '../model/subjects.js';
import { grownByQuarter } from './columns.js';
import { TASK_SETS } from './instance-index.js';
import { KeyTable } from './key-table.js';
import { NumberColumn } from './number-column.js';
import { type OccupancyListener, Occupants } from './occupants.js';
import { RowLog } from './row-log.js';
import { TaskBindings } from './task-bindings.js';
import { TaskProfiles } from './task-profiles.js';

const GROUPS = TASK_SETS.findIndex((subject) => subject.name === 'task:group');

/** A task's row is the number of its key. Rows of instances are the caller's; -1 stands for no instance. */
export class TaskTable {
  /** The rows whose task came, went or changed. */
  readonly touched = new RowLog();
  readonly #keys = new KeyTable();
  readonly #profiles = new TaskProfiles();
  readonly #bindings = new TaskBindings();
  readonly #occupants: Occupants;
  /** Row → its profile and the row of its instance, side by side: whoever needs one needs the other, and it is one cache miss. */
  #pairs = new Int32Array(16);
  #versions = new NumberColumn();

  /** @param listener is called while the table changes: it must not ask it. */
  constructor(listener: OccupancyListener) {
    this.#occupants = new Occupants(this.#profiles, (row) => this.#profileOf(row), listener);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** What the columns and the lists of the instances take in memory; keys and their table are not counted. */
  get byteLength(): number {
    const columns = this.#pairs.byteLength + this.#versions.byteLength;
    return columns + this.#bindings.byteLength + this.#occupants.byteLength;
  }

  /** One more than the highest row in use. */
  get capacity(): number {
    return this.#keys.capacity;
  }

  /** What many tasks have in common. Not to be changed. */
  get profiles(): TaskProfiles {
    return this.#profiles;
  }

  /** The row of a key, or -1. */
  find(key: string): number {
    return this.#keys.find(key);
  }

  /** Whether a row holds a task. */
  has(row: number): boolean {
    return this.#keys.has(row);
  }

  keyOf(row: number): string {
    return this.#keys.text(row);
  }

  /** The rows in use, in no order that may show in a result. */
  *rows(): Iterable<number> {
    for (let row = 0; row < this.#keys.capacity; row++) if (this.#keys.has(row)) yield row;
  }

  /**
   * Stores a task in place of the one with the same key, if any. O(1) amortised, plus a look at the other tasks of the instance
   * (a hundred at most) where it came, went, or got another group.
   *
   * @param instanceRow the row of the instance it names.
   * @returns whether anything changed.
   */
  put(task: Task, instanceRow: number, version: number | undefined = task.version): boolean {
    const before = this.size;
    const row = this.#keys.add(task.key);
    if (this.size === before) return this.replace(row, task, instanceRow, version);
    this.touched.add(row);
    const profile = this.#profiles.retain(task, -1);
    this.#pairs = grownByQuarter(this.#pairs, 2 * row + 2);
    this.#setPair(row, profile, instanceRow);
    this.#versions.set(row, version);
    this.#bindings.set(row, task);
    if (instanceRow >= 0) this.#occupants.join(instanceRow, row, profile);
    return true;
  }

  /** `put` for a task whose row is known. */
  replace(row: number, task: Task, instanceRow: number, version: number | undefined = task.version): boolean {
    const bound = this.#bindings.set(row, task);
    const versioned = this.versionOf(row) !== version;
    if (versioned) this.#versions.set(row, version);
    const moved = this.#settle(row, instanceRow, task);
    if (moved || versioned || bound) this.touched.add(row);
    return moved || versioned || bound;
  }

  remove(row: number): void {
    const profile = this.#profileOf(row);
    const instanceRow = this.instanceOf(row);
    this.touched.add(row);
    if (instanceRow >= 0) this.#occupants.leave(instanceRow, row, profile);
    this.#profiles.release(profile);
    this.#bindings.clear(row);
    this.#keys.remove(row);
    this.#setPair(row, -1, -1);
    if (this.size === 0) this.#reset();
  }

  /** The task of a row, made anew: equal to what was put, with the version it was put with. */
  record(row: number, instanceKey: string | undefined): Task {
    const { cluster, ...rest } = this.#profiles.content(this.#profileOf(row));
    const version = this.versionOf(row);
    return {
      key: this.keyOf(row),
      ...(cluster !== undefined && { cluster }),
      ...(version !== undefined && { version }),
      ...(instanceKey !== undefined && { instance: instanceKey }),
      ...rest,
      ...this.#bindings.at(row),
    };
  }

  instanceOf(row: number): number {
    return this.#pairs[2 * row + 1] as number;
  }

  versionOf(row: number): number | undefined {
    return this.#versions.at(row);
  }

  isDesiredRunning(row: number): boolean {
    return this.#profiles.isRunning(this.#profileOf(row));
  }

  /** How many tasks are on an instance, whatever their status. */
  countOn(instanceRow: number): number {
    return this.#occupants.count(instanceRow);
  }

  /** How many tasks on an instance are meant to run. */
  running(instanceRow: number): number {
    return this.#occupants.running(instanceRow);
  }

  /** How many tasks of a group on an instance are meant to run. O(tasks on the instance, 128 at most). */
  runningOf(instanceRow: number, group: string): number {
    const member = this.#profiles.memberNumber(group);
    return member < 0 ? 0 : this.#occupants.countOf(instanceRow, GROUPS, member);
  }

  /** How many tasks on an instance have a profile whose flag is 1. O(tasks on the instance). */
  countWhere(instanceRow: number, flags: Uint8Array): number {
    const length = this.countOn(instanceRow);
    let count = 0;
    for (let at = 0; at < length; at++) count += flags[this.#profileOf(this.taskOn(instanceRow, at))] as number;
    return count;
  }

  /** The row of the task at a place of an instance's list, of `countOn` there are. */
  taskOn(instanceRow: number, place: number): number {
    return this.#occupants.at(instanceRow, place);
  }

  /** What a task takes of a resource; 0 once it has stopped. */
  takenBy(row: number, resource: 'cpu' | 'memory' | 'gpu'): number {
    const profile = this.#profileOf(row);
    const held = this.#profiles.held(profile, resource);
    if (resource !== 'gpu' || !this.#profiles.holdsResources(profile)) return held;
    return Math.max(held, this.#bindings.gpuCount(row));
  }

  /** Visits the tasks on an instance that are meant to run: CPU units and GPU devices of each. */
  forEachRunning(instanceRow: number, visit: (cpu: number, gpu: number) => void): void {
    const count = this.countOn(instanceRow);
    for (let at = 0; at < count; at++) {
      const row = this.taskOn(instanceRow, at);
      const profile = this.#profileOf(row);
      if (!this.#profiles.isRunning(profile)) continue;
      const gpu = Math.max(this.#profiles.amount(profile, 'gpu'), this.#bindings.gpuCount(row));
      visit(this.#profiles.amount(profile, 'cpu'), gpu);
    }
  }

  /** Visits the host ports that the tasks on an instance hold. */
  forEachHostPort(instanceRow: number, visit: (port: number, protocol: Protocol) => void): void {
    if (this.#bindings.size === 0) return;
    const count = this.countOn(instanceRow);
    for (let at = 0; at < count; at++) {
      const row = this.taskOn(instanceRow, at);
      if (this.#profiles.holdsResources(this.#profileOf(row))) this.#bindings.forEachPort(row, visit);
    }
  }

  /** The greatest key among the tasks on an instance that hold a host port. */
  portHolder(instanceRow: number, port: number, protocol: Protocol): string | undefined {
    if (this.#bindings.size === 0) return undefined;
    let holder: string | undefined;
    this.forEachOn(instanceRow, (row) => {
      if (!this.#profiles.holdsResources(this.#profileOf(row))) return;
      this.#bindings.forEachPort(row, (held, of) => {
        if (held !== port || of !== protocol) return;
        const key = this.keyOf(row);
        if (holder === undefined || compareText(key, holder) > 0) holder = key;
      });
    });
    return holder;
  }

  /** The member of each task on an instance that is meant to run, ascending by the keys of the tasks where the order shows. */
  membersOn(instanceRow: number, subject: TaskSetSubject, inOrder: boolean): (string | undefined)[] {
    const set = TASK_SETS.indexOf(subject);
    const count = this.countOn(instanceRow);
    const rows: number[] = [];
    for (let at = 0; at < count; at++) {
      const row = this.taskOn(instanceRow, at);
      if (this.isDesiredRunning(row)) rows.push(row);
    }
    if (inOrder) rows.sort((a, b) => compareText(this.keyOf(a), this.keyOf(b)));
    return rows.map((row) => {
      const member = this.#profiles.member(this.#profileOf(row), set);
      return member < 0 ? undefined : this.#profiles.memberText(member);
    });
  }

  /** Visits the rows of the tasks on an instance, in no order that may show in a result. */
  forEachOn(instanceRow: number, visit: (row: number) => void): void {
    this.#occupants.forEach(instanceRow, visit);
  }

  /** Visits each member of the task sets of an instance once. */
  forEachMember(instanceRow: number, visit: (subject: TaskSetSubject, member: string) => void): void {
    this.#occupants.forEachMember(instanceRow, visit);
  }

  /**
   * Follows instances into other rows: row `i` from now on is what `order[i]` was, and `newRowOf` tells the same the other way
   * round. Instances that are not named have no tasks. O(tasks).
   */
  relabelInstances(newRowOf: Int32Array, order: Int32Array): void {
    const pairs = this.#pairs;
    for (let at = 1; at < 2 * this.#keys.capacity; at += 2) {
      const instanceRow = pairs[at] as number;
      if (instanceRow >= 0) pairs[at] = newRowOf[instanceRow] as number;
    }
    this.#occupants.relabel(newRowOf, order);
  }

  /** The profile of the task in a row; -1 where the row is not in use. */
  profileOf(row: number): number {
    return this.#profileOf(row);
  }

  /**
   * Sets in `words` the bits of those of the `count` rows from `from` on whose profile, or whose instance's row, is among `others`,
   * which are bits, too. @returns how many. O(count).
   */
  fill(by: 'profile' | 'instance', others: Int32Array, from: number, count: number, words: Int32Array): number {
    const pairs = this.#pairs;
    const end = Math.min(from + count, this.capacity);
    let found = 0;
    for (let row = from, at = 2 * from + (by === 'profile' ? 0 : 1); row < end; row++, at += 2) {
      const other = pairs[at] as number;
      // Of none, which is -1, the word is beyond all others.
      const bit = ((others[other >>> 5] as number) >>> (other & 31)) & 1;
      const low = row - from;
      words[low >>> 5] = (words[low >>> 5] as number) | (bit << (low & 31));
      found += bit;
    }
    return found;
  }

  /** The same for all rows that are in use. */
  fillUsed(from: number, count: number, words: Int32Array): number {
    const end = Math.min(from + count, this.capacity);
    let found = 0;
    for (let row = from; row < end; row++) {
      const low = row - from;
      if (this.#profileOf(row) < 0) continue;
      words[low >>> 5] = (words[low >>> 5] as number) | (1 << (low & 31));
      found++;
    }
    return found;
  }

  #profileOf(row: number): number {
    return this.#pairs[2 * row] as number;
  }

  #setPair(row: number, profile: number, instanceRow: number): void {
    this.#pairs[2 * row] = profile;
    this.#pairs[2 * row + 1] = instanceRow;
  }

  /** Whether each task is listed on its instance and nowhere else. @returns the differences, in words. O(tasks). */
  verify(instanceRows: number): readonly string[] {
    const differences: string[] = [];
    let listed = 0;
    for (let instanceRow = 0; instanceRow < instanceRows; instanceRow++) {
      let running = 0;
      this.forEachOn(instanceRow, (row) => {
        listed++;
        if (this.isDesiredRunning(row)) running++;
        if (this.instanceOf(row) !== instanceRow) differences.push(`${this.keyOf(row)} is listed on another instance`);
      });
      if (running !== this.running(instanceRow))
        differences.push(`${running} tasks are meant to run in row ${instanceRow}`);
    }
    let placed = 0;
    for (const row of this.rows()) if (this.instanceOf(row) >= 0) placed++;
    if (placed !== listed) differences.push(`${placed} tasks are on instances, ${listed} are listed there`);
    return differences;
  }

  /** @returns whether the profile or the instance changed. */
  #settle(row: number, instanceRow: number, task: Task): boolean {
    const old = this.#profileOf(row);
    const oldInstanceRow = this.instanceOf(row);
    const profile = this.#profiles.retain(task, old);
    if (profile === old && instanceRow === oldInstanceRow) {
      this.#profiles.release(old);
      return false;
    }
    this.#setPair(row, profile, instanceRow);
    if (instanceRow !== oldInstanceRow) {
      if (oldInstanceRow >= 0) this.#occupants.leave(oldInstanceRow, row, old);
      if (instanceRow >= 0) this.#occupants.join(instanceRow, row, profile);
    } else if (instanceRow >= 0) this.#occupants.change(instanceRow, row, old, profile);
    this.#profiles.release(old);
    return true;
  }

  /** Gives the memory back. */
  #reset(): void {
    this.#pairs = new Int32Array(16);
    this.#versions = new NumberColumn();
  }
}
