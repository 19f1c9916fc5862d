/** The instances as rows that are asked about: by the indexes that are always kept, and by others that are made when asked for. */
import type { Host } from '../model/records.js';
import type { Subject, SubjectValue, TaskSetSubject } from '../model/subjects.js';
import { type DerivedRows, derivedMembers, derivedNumbers, derivedValues } from './derived-index.js';
import type { HostReader } from './host-reader.js';
import type { InstanceIndex } from './instance-index.js';
import { KeptIndexes } from './kept-indexes.js';
import type { RangeIndex } from './range-index.js';
import type { RowLog } from './row-log.js';
import type { RowSet } from './row-set.js';
import type { SubjectReader } from './subject-reader.js';
import type { ValueIndex } from './value-index.js';

/** What the instances are those of. */
export interface InstanceOwner {
  readonly revision: number;
  readonly layout: number;
  readonly instanceCount: number;
  readonly chunkCount: number;
  readonly live: RowSet;
  readonly strays: RowSet;
  readonly touched: RowLog;
  readonly index: InstanceIndex;
  readonly reader: HostReader;
  straysByKey(): readonly number[];
  keyAt(row: number): string;
  hostAt(row: number): Host;
  settle(): void;
}

/**
 * An index made when asked for costs a look at every instance (and its tasks, where it is about those) at the first question, then
 * at the instances that changed since the last one. Events pay nothing for it: the log of touched rows, which they write anyway,
 * tells what changed.
 */
export class InstanceSpace {
  readonly kind = 'instances';
  readonly #owner: InstanceOwner;
  readonly #subjects: SubjectReader;
  readonly #rows: DerivedRows;
  readonly #kept = new KeptIndexes();
  readonly index = {
    values: (subject: Subject, parameter: string): ValueIndex | undefined => this.#values(subject, parameter),
    numbers: (subject: Subject, parameter: string): RangeIndex => this.#numbers(subject, parameter),
  };

  constructor(owner: InstanceOwner, subjects: SubjectReader) {
    this.#owner = owner;
    this.#subjects = subjects;
    this.#rows = {
      get touched() {
        return owner.touched;
      },
      has: (row) => owner.live.has(row),
      forEach: (visit) => owner.live.forEach(visit),
    };
  }

  get revision(): number {
    return this.#owner.revision;
  }

  get layout(): number {
    return this.#owner.layout;
  }

  get rowCount(): number {
    return this.#owner.instanceCount;
  }

  get chunkCount(): number {
    return this.#owner.chunkCount;
  }

  get live(): RowSet {
    return this.#owner.live;
  }

  get strays(): RowSet {
    return this.#owner.strays;
  }

  straysByKey(): readonly number[] {
    return this.#owner.straysByKey();
  }

  /** What is in a row that holds no instance, is nothing. */
  valueAt(subject: Subject, parameter: string, row: number): SubjectValue {
    return this.#owner.live.has(row) ? this.#subjects.value(subject, parameter, row) : undefined;
  }

  membersAt(subject: Subject, _parameter: string, row: number): readonly string[] {
    if (subject.source !== 'task-set' || !this.#owner.live.has(row)) return [];
    const members = new Set(this.#subjects.members(subject, row));
    members.delete(undefined);
    return [...(members as Set<string>)];
  }

  /** The rows of which something may have changed; see `Store.touched`. */
  get touched(): RowLog {
    return this.#owner.touched;
  }

  /** One entry for each task of the row that is meant to run; undefined stands for a task that lacks the field. O(tasks). */
  taskMembersAt(subject: TaskSetSubject, row: number): readonly (string | undefined)[] {
    return this.#owner.live.has(row) ? this.#subjects.members(subject, row) : [];
  }

  /** The names of a subject that has one value for each, such as `tag:`, and on how many instances each is. O(instances). */
  namesOf(subject: Subject): ReadonlyMap<string, number> {
    const names = new Map<string, number>();
    this.#owner.live.forEach((row) => {
      for (const name of this.#subjects.names(subject, row)) names.set(name, (names.get(name) ?? 0) + 1);
    });
    return names;
  }

  keyAt(row: number): string {
    return this.#owner.keyAt(row);
  }

  recordAt(row: number): Host {
    return this.#owner.hostAt(row);
  }

  settle(): void {
    this.#owner.settle();
  }

  #values(subject: Subject, parameter: string): ValueIndex | undefined {
    if (subject.kept === 'always') return this.#owner.index.values(subject, parameter);
    const index = this.#kept.get(nameOf(subject, parameter), () =>
      subject.source === 'task-set'
        ? derivedMembers(this.#rows, (row) => this.#subjects.members(subject, row))
        : derivedValues(this.#rows, (row) => this.#subjects.value(subject, parameter, row)),
    );
    return index.present.size === 0 ? undefined : index;
  }

  #numbers(subject: Subject, parameter: string): RangeIndex {
    if (subject.kept === 'always') return this.#owner.index.numbers(subject);
    return this.#kept.get(nameOf(subject, parameter), () =>
      derivedNumbers(this.#rows, (row) => this.#subjects.value(subject, parameter, row)),
    );
  }
}

/** The same for subjects that ask the same. */
function nameOf(subject: Subject, parameter: string): string {
  return `${subject.source} ${subject.name} ${parameter}`;
}
