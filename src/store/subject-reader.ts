/** What a subject says of a row, without making a record: for indexes that are made when asked for, and for values of single rows. */

import type { HostAmounts } from '../model/host-amounts.js';
import type { Instance } from '../model/records.js';
import {
  type CountSubject,
  isParameterized,
  type Subject,
  type SubjectValue,
  type TaskFacts,
  type TaskSetSubject,
} from '../model/subjects.js';
import { grownByQuarter } from './columns.js';
import { DerivedIndex } from './derived-index.js';
import type { HostReader } from './host-reader.js';
import type { InstanceIndex } from './instance-index.js';
import type { InstanceRows } from './instance-rows.js';
import type { InstanceTable } from './instance-table.js';
import { profileRows } from './profile-space.js';
import { InstanceView, ProfileView } from './row-views.js';
import type { TaskTable } from './task-table.js';

/** The parts of a store that are read. */
interface Tables {
  readonly rows: InstanceRows;
  readonly instances: InstanceTable;
  readonly index: InstanceIndex;
  readonly tasks: TaskTable;
  readonly reader: HostReader;
}

/** Profile → 1 where it is counted. */
interface Flags {
  readonly counted: Uint8Array;
}

export class SubjectReader {
  readonly #tables: Tables;
  readonly #instance: InstanceView;
  readonly #profile: ProfileView;
  readonly #amounts: RowAmounts;
  /** Which profiles a count counts; they go with whatever holds the subject. */
  readonly #flags = new WeakMap<CountSubject, DerivedIndex<Flags>>();

  constructor(tables: Tables) {
    const { rows, instances, reader, tasks } = tables;
    this.#tables = tables;
    this.#instance = new InstanceView(rows, instances, (row) => reader.attributes(row));
    this.#profile = new ProfileView(tasks.profiles);
    this.#amounts = new RowAmounts(reader);
  }

  /** The one value of a row that holds an instance. O(1), or O(tasks on it) where they are counted or added up. */
  value(subject: Subject, parameter: string, row: number): SubjectValue {
    switch (subject.source) {
      case 'instance':
        if (subject.kept === 'always' && isParameterized(subject)) {
          return this.#tables.index.nameOf(row, subject, parameter);
        }
        this.#instance.row = row;
        return subject.read(this.#instance as Instance, parameter);
      case 'resource':
        this.#amounts.row = row;
        return subject.read(this.#amounts, parameter);
      case 'task-count': {
        const count = this.#tables.index.numbers(subject).at(row);
        return Number.isNaN(count) ? undefined : count;
      }
      case 'count':
        return this.#tables.tasks.countWhere(row, this.#flagsOf(subject));
      case 'task-set':
      case 'task':
        return undefined;
    }
  }

  /** The names for which a subject that has one value for each, such as `tag:`, has one in a row. */
  names(subject: Subject, row: number): Iterable<string> {
    this.#instance.row = row;
    return 'parameter' in subject ? (subject.parameter?.of(this.#instance as Instance) ?? []) : [];
  }

  /** One entry for each task of the row that is meant to run; undefined stands for a task that lacks the field. O(tasks). */
  members(subject: TaskSetSubject, row: number): readonly (string | undefined)[] {
    const { tasks } = this.#tables;
    const members: (string | undefined)[] = [];
    tasks.forEachOn(row, (task) => {
      if (!tasks.isDesiredRunning(task)) return;
      this.#profile.row = tasks.profileOf(task);
      members.push(subject.member(this.#profile as TaskFacts));
    });
    return members;
  }

  /** A profile is asked once, however many tasks have it. */
  #flagsOf(subject: CountSubject): Uint8Array {
    let flags = this.#flags.get(subject);
    if (flags === undefined) {
      const { profiles } = this.#tables.tasks;
      const counts = (code: number): boolean => {
        this.#profile.row = code;
        return profiles.isRunning(code) && subject.counts(this.#profile as TaskFacts);
      };
      flags = new DerivedIndex(profileRows(profiles), () => new CountedProfiles(counts));
      this.#flags.set(subject, flags);
    }
    return flags.get().counted;
  }
}

/** Which profiles are counted, one brought up to date after the other. */
class CountedProfiles {
  readonly index: { counted: Uint8Array<ArrayBuffer> } = { counted: new Uint8Array(64) };
  readonly #counts: (code: number) => boolean;

  constructor(counts: (code: number) => boolean) {
    this.#counts = counts;
  }

  update(code: number, isLive: boolean): void {
    this.index.counted = grownByQuarter(this.index.counted, code + 1);
    this.index.counted[code] = isLive && this.#counts(code) ? 1 : 0;
  }
}

/** The resources of a row that holds an instance. */
class RowAmounts implements HostAmounts {
  row = 0;
  readonly #reader: HostReader;

  constructor(reader: HostReader) {
    this.#reader = reader;
  }

  registered(resource: string): number | undefined {
    return this.#reader.registeredAmount(this.row, resource);
  }

  remaining(resource: string): number | undefined {
    return this.#reader.remainingAmount(this.row, resource);
  }
}
