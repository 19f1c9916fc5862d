/** The indexes of everything that instance records and their tasks answer, one for each subject (and each attribute). */
import type { Instance, Task } from '../model/records.js';
import {
  type InstanceSubject,
  isNumeric,
  SUBJECTS,
  type Subject,
  type TaskCountSubject,
  type TaskSetSubject,
} from '../model/subjects.js';
import { NumberIndex } from './number-index.js';
import { PostingIndex } from './posting-index.js';

export const TASK_SETS: readonly TaskSetSubject[] = SUBJECTS.filter((subject) => subject.source === 'task-set');
const TASK_COUNTS: readonly TaskCountSubject[] = SUBJECTS.filter((subject) => subject.source === 'task-count');
const INSTANCE_SUBJECTS: readonly InstanceSubject[] = SUBJECTS.filter((subject) => subject.source === 'instance');

export class InstanceIndex {
  readonly #postings = new Map<Subject, Map<string, PostingIndex>>();
  readonly #numbers = new Map<Subject, NumberIndex>();

  constructor() {
    for (const subject of SUBJECTS) {
      if (isNumeric(subject)) this.#numbers.set(subject, new NumberIndex());
      else this.#postings.set(subject, new Map());
    }
  }

  /** The index of a subject that is stored as text; `undefined` where no row has the subject. */
  postings(subject: Subject, parameter: string): PostingIndex | undefined {
    return this.#postings.get(subject)?.get(parameter);
  }

  numbers(subject: Subject): NumberIndex {
    return this.#numbers.get(subject) as NumberIndex;
  }

  /** Takes the old record's values out and puts the new one's in, touching only what differs. O(attributes). */
  replace(row: number, before: Instance | undefined, after: Instance | undefined): void {
    for (const subject of INSTANCE_SUBJECTS) {
      for (const name of parametersOf(subject, before, after)) this.#replaceValue(subject, name, row, before, after);
    }
  }

  setTaskCount(row: number, count: (subject: TaskCountSubject) => number | undefined): void {
    for (const subject of TASK_COUNTS) this.numbers(subject).set(row, count(subject));
  }

  setTaskPresence(row: number, present: boolean): void {
    for (const subject of TASK_SETS) {
      if (present) this.#ensure(subject, '').setPresence(row, true);
      else this.postings(subject, '')?.setPresence(row, false);
    }
  }

  addTaskMember(row: number, subject: TaskSetSubject, member: string): void {
    this.#ensure(subject, '').addMember(row, member);
  }

  removeTaskMember(row: number, subject: TaskSetSubject, member: string): void {
    this.postings(subject, '')?.removeMember(row, member);
  }

  #replaceValue(
    subject: InstanceSubject,
    parameter: string,
    row: number,
    before: Instance | undefined,
    after: Instance | undefined,
  ): void {
    const old = before && subject.read(before, parameter);
    const value = after && subject.read(after, parameter);
    if (old === value) return;
    if (isNumeric(subject)) {
      this.numbers(subject).set(row, value as number | undefined);
      return;
    }
    if (old !== undefined) this.#remove(subject, parameter, row, old as string | null);
    if (value !== undefined) this.#ensure(subject, parameter).add(row, value as string | null);
  }

  #remove(subject: Subject, parameter: string, row: number, value: string | null): void {
    const index = this.postings(subject, parameter);
    index?.remove(row, value);
    if (index?.present.size === 0) this.#postings.get(subject)?.delete(parameter);
  }

  #ensure(subject: Subject, parameter: string): PostingIndex {
    const indexes = this.#postings.get(subject) as Map<string, PostingIndex>;
    let index = indexes.get(parameter);
    if (index === undefined) {
      index = new PostingIndex();
      indexes.set(parameter, index);
    }
    return index;
  }
}

const NO_PARAMETER: readonly string[] = [''];

/** Everything that the old record or the new one has under the subject's name. */
function parametersOf(
  subject: InstanceSubject,
  before: Instance | undefined,
  after: Instance | undefined,
): Iterable<string> {
  const { parameter } = subject;
  if (parameter === undefined) return NO_PARAMETER;
  if (before === undefined || after === undefined) {
    const only = before ?? after;
    return only === undefined ? [] : parameter.of(only);
  }
  return new Set([...parameter.of(before), ...parameter.of(after)]);
}

/** What is on one instance: its tasks, and what the indexes count of those that are meant to run. */
export interface Occupancy {
  readonly tasks: Map<string, Task>;
  running: number;
  /** For each of `TASK_SETS`, every member with the number of tasks that have it. */
  readonly members: readonly Map<string, number>[];
}

export function emptyOccupancy(): Occupancy {
  return { tasks: new Map(), running: 0, members: TASK_SETS.map(() => new Map<string, number>()) };
}
