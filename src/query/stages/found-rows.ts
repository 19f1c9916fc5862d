import type { Subject, SubjectValue, TaskSetSubject } from '../../model/subjects.js';
import type { PlannedQuery } from '../planned-query.js';
import { countsByValue, type ValueCounts } from '../value-counts.js';

/** What stages ask of the records that an expression finds, and of their store. */
export interface FoundRows {
  /** How many there are. */
  count(): number;
  /** The first `limit` of them, or all, ascending by key. */
  rows(limit?: number): Int32Array;
  /** The value of a subject that has one. */
  valueAt(subject: Subject, parameter: string, row: number): SubjectValue;
  /** The different values of tasks that are meant to run; `undefined` alone where all of them lack the field. */
  membersAt(subject: TaskSetSubject, row: number): readonly (string | undefined)[];
  /** How many of them have each value of a subject, `null` for none, in no order. */
  countsOf(subject: Subject, parameter: string): ValueCounts;
}

/** What a planned query finds in its store as that is now; good until the store changes. */
export function foundRows(query: PlannedQuery): FoundRows {
  const { store } = query;
  return {
    count: () => query.count(),
    rows: (limit) => readRows(query, limit),
    valueAt: (subject, parameter, row) => store.valueAt(subject, parameter, row),
    membersAt: (subject, row) => {
      const members = store.membersAt(subject, '', row);
      return members.length === 0 && isPresent(query, subject, row) ? NO_VALUE : members;
    },
    countsOf: (subject, parameter) => countsByValue(query, subject, parameter),
  };
}

const NO_VALUE = [undefined];

function isPresent({ store }: PlannedQuery, subject: TaskSetSubject, row: number): boolean {
  return store.kind === 'instances' && store.index.values(subject, '')?.present.has(row) === true;
}

function readRows(query: PlannedQuery, limit: number | undefined): Int32Array {
  const rows: number[] = [];
  if (limit === 0) return Int32Array.from(rows);
  const cursor = query.read(limit);
  for (let row = cursor.next(); row >= 0; row = cursor.next()) {
    rows.push(row);
    if (rows.length === limit) break;
  }
  cursor.close();
  return Int32Array.from(rows);
}
