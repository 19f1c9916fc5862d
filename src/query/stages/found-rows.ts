import type { Subject, SubjectValue, TaskSetSubject } from '../../model/subjects.js';

/** What stages ask of the records that an expression finds, and of their store. */
export interface FoundRows {
  /** How many there are. */
  count(): number;
  /** The first `limit` of them, or all, ascending by key. */
  rows(limit?: number): Int32Array;
  /** The value of a subject that has one. */
  valueAt(subject: Exclude<Subject, TaskSetSubject>, parameter: string, row: number): SubjectValue;
  /** One entry for each task that is meant to run, in any order. */
  membersAt(subject: TaskSetSubject, row: number): readonly (string | undefined)[];
  /** How many of them have each text of a subject, `null` for none; undefined where going through the rows is as fast. */
  countsOf(subject: Subject, parameter: string): ReadonlyMap<string | null, number> | undefined;
}
