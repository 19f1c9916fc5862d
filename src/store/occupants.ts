/** The tasks on each instance, and what they contribute to its task sets. */
import type { TaskSetSubject } from '../model/subjects.js';
import { grownByQuarter } from './columns.js';
import { TASK_SETS } from './instance-index.js';
import { IntLists } from './int-lists.js';
import type { TaskProfiles } from './task-profiles.js';

/** Hears of changes in what runs on an instance. */
export interface OccupancyListener {
  /** Another number of its tasks is meant to run. */
  counted(instanceRow: number, running: number, before: number): void;
  /** The first of them with some member came. */
  joined(instanceRow: number, subject: TaskSetSubject, member: string): void;
  /** The last of them with some member went. */
  left(instanceRow: number, subject: TaskSetSubject, member: string): void;
}

/** Instances with more tasks keep count of their members; on others the tasks are looked at. */
const CROWD = 128;
/** On instances with more tasks each one knows its place in the list; on others it is searched for. */
const THRONG = 1024;

/** An instance with many tasks. */
interface Crowd {
  /** For each of `TASK_SETS`: number of a member → tasks that are meant to run and have it. */
  readonly counts: readonly Map<number, number>[];
  /** Whether `#places` holds for its tasks. */
  placed: boolean;
}

export class Occupants {
  readonly #profiles: TaskProfiles;
  readonly #profileOf: (taskRow: number) => number;
  readonly #listener: OccupancyListener;
  readonly #lists = new IntLists();
  /** Instance row → tasks that are meant to run. */
  #running = new Int32Array(8);
  readonly #crowds = new Map<number, Crowd>();
  /** Task row → its place in the list of its instance, where that is a throng. */
  #places = new Int32Array(0);
  #throngs = 0;

  constructor(profiles: TaskProfiles, profileOf: (taskRow: number) => number, listener: OccupancyListener) {
    this.#profiles = profiles;
    this.#profileOf = profileOf;
    this.#listener = listener;
  }

  get byteLength(): number {
    return this.#lists.byteLength + this.#running.byteLength + this.#places.byteLength;
  }

  count(instanceRow: number): number {
    return this.#lists.length(instanceRow);
  }

  running(instanceRow: number): number {
    return this.#running[instanceRow] ?? 0;
  }

  /** The task at a place of the instance's list, of `count` there are. */
  at(instanceRow: number, place: number): number {
    return this.#lists.at(instanceRow, place);
  }

  /** How many tasks that are meant to run have a member of one of `TASK_SETS`. O(tasks on the instance, 128 at most). */
  countOf(instanceRow: number, set: number, member: number): number {
    const length = this.#lists.length(instanceRow);
    const crowd = this.#crowd(instanceRow, length);
    if (crowd !== undefined) return crowd.counts[set]?.get(member) ?? 0;
    let count = 0;
    for (let at = 0; at < length; at++) {
      if (this.#profiles.member(this.#profileOf(this.#lists.at(instanceRow, at)), set) === member) count++;
    }
    return count;
  }

  forEach(instanceRow: number, visit: (taskRow: number) => void): void {
    const length = this.#lists.length(instanceRow);
    for (let at = 0; at < length; at++) visit(this.#lists.at(instanceRow, at));
  }

  /** Visits each member of the tasks that are meant to run there once. O(tasks on the instance). */
  forEachMember(instanceRow: number, visit: (subject: TaskSetSubject, member: string) => void): void {
    const counts = this.#crowds.get(instanceRow)?.counts ?? this.#countMembers(instanceRow);
    TASK_SETS.forEach((subject, set) => {
      for (const member of counts[set]?.keys() ?? []) visit(subject, this.#profiles.memberText(member));
    });
  }

  /** A task came to an instance. */
  join(instanceRow: number, taskRow: number, profile: number): void {
    const place = this.#lists.length(instanceRow);
    const crowd = this.#crowd(instanceRow, place);
    this.#lists.push(instanceRow, taskRow);
    if (crowd?.placed) this.#setPlace(taskRow, place);
    this.#running = grownByQuarter(this.#running, instanceRow + 1);
    if (this.#profiles.isRunning(profile)) this.#count(instanceRow, 1);
    this.#moveMembers(instanceRow, taskRow, -1, profile);
    if (place + 1 > CROWD && crowd === undefined) this.#beginCrowd(instanceRow);
    if (place + 1 > THRONG && crowd?.placed === false) this.#beginThrong(instanceRow, crowd);
  }

  /** A task goes from its instance. */
  leave(instanceRow: number, taskRow: number, profile: number): void {
    const last = this.#lists.length(instanceRow) - 1;
    const crowd = this.#crowd(instanceRow, last + 1);
    const place = crowd?.placed ? (this.#places[taskRow] as number) : this.#lists.indexOf(instanceRow, taskRow);
    if (crowd?.placed) this.#setPlace(this.#lists.at(instanceRow, last), place);
    this.#lists.removeAt(instanceRow, place);
    if (this.#profiles.isRunning(profile)) this.#count(instanceRow, -1);
    this.#moveMembers(instanceRow, taskRow, profile, -1);
    if (crowd?.placed && last < THRONG / 2) this.#endThrong(crowd);
    if (crowd !== undefined && last < CROWD / 2) this.#crowds.delete(instanceRow);
  }

  /** A task on an instance has another profile from now on. */
  change(instanceRow: number, taskRow: number, from: number, to: number): void {
    const step = Number(this.#profiles.isRunning(to)) - Number(this.#profiles.isRunning(from));
    if (step !== 0) this.#count(instanceRow, step);
    this.#moveMembers(instanceRow, taskRow, from, to);
  }

  /** Renumbers: row `i` from now on is what `order[i]` was, and `newRowOf` tells the same the other way round. */
  relabel(newRowOf: Int32Array, order: Int32Array): void {
    this.#lists.relabel(order);
    this.#running = Int32Array.from(order, (row) => this.running(row));
    const crowds = [...this.#crowds];
    this.#crowds.clear();
    for (const [row, crowd] of crowds) this.#crowds.set(newRowOf[row] as number, crowd);
  }

  #count(instanceRow: number, step: number): void {
    const before = this.running(instanceRow);
    this.#running[instanceRow] = before + step;
    this.#listener.counted(instanceRow, before + step, before);
  }

  /** The crowd of an instance with so many tasks. */
  #crowd(instanceRow: number, length: number): Crowd | undefined {
    return length < CROWD / 2 ? undefined : this.#crowds.get(instanceRow);
  }

  /** A task's members go over from one profile to another; -1 stands for none. The task itself may be in the list or not. */
  #moveMembers(instanceRow: number, taskRow: number, from: number, to: number): void {
    for (let set = 0; set < TASK_SETS.length; set++) {
      const old = from < 0 ? -1 : this.#profiles.member(from, set);
      const now = to < 0 ? -1 : this.#profiles.member(to, set);
      if (old === now) continue;
      const subject = TASK_SETS[set] as TaskSetSubject;
      if (old >= 0 && this.#discount(instanceRow, taskRow, set, old)) {
        this.#listener.left(instanceRow, subject, this.#profiles.memberText(old));
      }
      if (now >= 0 && this.#recount(instanceRow, taskRow, set, now)) {
        this.#listener.joined(instanceRow, subject, this.#profiles.memberText(now));
      }
    }
  }

  /** @returns whether the task is the last one with this member. */
  #discount(instanceRow: number, taskRow: number, set: number, member: number): boolean {
    const counts = this.#crowds.get(instanceRow)?.counts[set];
    if (counts === undefined) return !this.#hasOther(instanceRow, taskRow, set, member);
    const count = (counts.get(member) as number) - 1;
    if (count > 0) counts.set(member, count);
    else counts.delete(member);
    return count === 0;
  }

  /** @returns whether the task is the first one with this member. */
  #recount(instanceRow: number, taskRow: number, set: number, member: number): boolean {
    const counts = this.#crowds.get(instanceRow)?.counts[set];
    if (counts === undefined) return !this.#hasOther(instanceRow, taskRow, set, member);
    const count = (counts.get(member) ?? 0) + 1;
    counts.set(member, count);
    return count === 1;
  }

  #hasOther(instanceRow: number, taskRow: number, set: number, member: number): boolean {
    const length = this.#lists.length(instanceRow);
    for (let at = 0; at < length; at++) {
      const other = this.#lists.at(instanceRow, at);
      if (this.#profiles.member(this.#profileOf(other), set) === member && other !== taskRow) return true;
    }
    return false;
  }

  #beginCrowd(instanceRow: number): void {
    this.#crowds.set(instanceRow, { counts: this.#countMembers(instanceRow), placed: false });
  }

  #countMembers(instanceRow: number): readonly Map<number, number>[] {
    return TASK_SETS.map((_, set) => {
      const counts = new Map<number, number>();
      this.forEach(instanceRow, (taskRow) => {
        const member = this.#profiles.member(this.#profileOf(taskRow), set);
        if (member >= 0) counts.set(member, (counts.get(member) ?? 0) + 1);
      });
      return counts;
    });
  }

  #beginThrong(instanceRow: number, crowd: Crowd): void {
    let place = 0;
    this.forEach(instanceRow, (taskRow) => this.#setPlace(taskRow, place++));
    crowd.placed = true;
    this.#throngs++;
  }

  #endThrong(crowd: Crowd): void {
    crowd.placed = false;
    if (--this.#throngs === 0) this.#places = new Int32Array(0);
  }

  #setPlace(taskRow: number, place: number): void {
    this.#places = grownByQuarter(this.#places, taskRow + 1);
    this.#places[taskRow] = place;
  }
}
