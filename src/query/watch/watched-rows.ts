/** Rows as standing queries look at them: which changed since the last look, and what is in them now. */
import type { Subject, SubjectValue, TaskSetSubject } from '../../model/subjects.js';
import type { InstanceSpace } from '../../store/instance-space.js';
import type { TaskSpace } from '../../store/task-space.js';

export interface WatchedRows {
  /** Grows when rows are numbered anew. */
  readonly layout: number;
  has(row: number): boolean;
  keyAt(row: number): string;
  forEach(visit: (row: number) => void): void;
  value(subject: Subject, parameter: string, row: number): SubjectValue;
  /** One entry for each task that is meant to run; undefined for one that lacks the field. */
  members(subject: TaskSetSubject, row: number): readonly (string | undefined)[];
  /**
   * Visits the rows that may have changed since the last call; a row may come again.
   *
   * @returns false, and visits none, where that is not known.
   */
  forEachTouched(visit: (row: number) => void): boolean;
}

export function watchedInstances(space: InstanceSpace): WatchedRows {
  let seen = space.touched.end;
  return {
    get layout() {
      return space.layout;
    },
    has: (row) => space.live.has(row),
    keyAt: (row) => space.keyAt(row),
    forEach: (visit) => space.live.forEach(visit),
    value: (subject, parameter, row) => space.valueAt(subject, parameter, row),
    members: (subject, row) => space.taskMembersAt(subject, row),
    forEachTouched: (visit) => {
      const from = seen;
      seen = space.touched.end;
      return space.touched.since(from, visit);
    },
  };
}

/** A task may change by itself, or with the instance that it is on. */
export function watchedTasks(space: TaskSpace, instances: InstanceSpace): WatchedRows {
  let seen = space.touched.end;
  let seenInstances = instances.touched.end;
  return {
    // The numbers of tasks stay.
    layout: 0,
    has: (row) => space.has(row),
    keyAt: (row) => space.keyAt(row),
    forEach: (visit) => space.forEach(visit),
    value: (subject, parameter, row) => space.valueAt(subject, parameter, row),
    members: (subject, row) => {
      const instance = space.instanceOf(row);
      return instance < 0 ? [] : instances.taskMembersAt(subject, instance);
    },
    forEachTouched: (visit) => {
      const from = seen;
      const fromInstances = seenInstances;
      seen = space.touched.end;
      seenInstances = instances.touched.end;
      const rows: number[] = [];
      const known =
        space.touched.since(from, (row) => rows.push(row)) &&
        instances.touched.since(fromInstances, (instance) => space.forEachOn(instance, (row) => rows.push(row)));
      if (known) rows.forEach(visit);
      return known;
    },
  };
}
