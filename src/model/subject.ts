/** What a subject of the language is: where its values come from, of which kind they are, how they are indexed. */
import type { HostAmounts } from './host-amounts.js';
import type { Instance, Task } from './records.js';

/** What the values of a subject are. `boolean`, `version` and `text` are stored as text, the others as numbers. */
export type SubjectKind = 'boolean' | 'integer' | 'number' | 'version' | 'instant' | 'text' | 'text-set';

/**
 * How the store indexes a subject. `values`: the distinct values are numbered, and each has its rows; a value of a single row, such
 * as a unique id, costs no set. `ranges`: a column of numbers, and buckets of neighbouring numbers with their rows. `members`: the
 * values of all tasks on a row, counted, so that a row is among those of a value while one task there has it.
 */
export type SubjectIndex = 'values' | 'ranges' | 'members';

/** Operators that always come together: `== !=`, `in !in`, `> >= < <=`, `=~ !~`, `exists !exists`. */
export type OperatorFamily = 'equality' | 'membership' | 'order' | 'match' | 'existence';

/** What the rows are that a subject speaks of. */
export type RowKind = 'instances' | 'tasks';

interface SubjectRow {
  /** As written in a query; with a parameter, what stands before it: `attribute:`. Of a count `count`. */
  readonly name: string;
  readonly kind: SubjectKind;
  readonly index: SubjectIndex;
  /** What Amazon ECS documents that it takes, nothing where it is ours; the stowage dialect adds those of `FAMILIES_BY_KIND`. */
  readonly families: readonly OperatorFamily[];
  /** Whether its index is kept up to date from the first record on, or made when somebody first asks. */
  readonly kept: 'always' | 'when-asked';
  /** One line for the language reference and for help. */
  readonly summary: string;
}

/** What a name goes on with. */
export interface SubjectParameter {
  readonly label: string;
  /** Those of an instance that mean something there. */
  readonly of: (instance: Instance) => Iterable<string>;
}

/** A value, `null` for something that is there without a value, `undefined` for nothing. */
export type SubjectValue = string | number | null | undefined;

/** A subject that the instance record answers. */
export interface InstanceSubject extends SubjectRow {
  readonly source: 'instance';
  readonly kind: Exclude<SubjectKind, 'text-set' | 'number'>;
  /** Absent where the name is complete. */
  readonly parameter?: SubjectParameter;
  readonly read: (instance: Instance, parameter: string) => SubjectValue;
}

/** A subject that the record and what the tasks take answer together: an amount of a resource. */
export interface ResourceSubject extends SubjectRow {
  readonly source: 'resource';
  readonly kind: 'number';
  readonly parameter: SubjectParameter;
  readonly read: (amounts: HostAmounts, resource: string) => number | undefined;
}

/** What subjects look at of a task. */
export type TaskFacts = Pick<
  Task,
  'group' | 'family' | 'definition' | 'startedBy' | 'launchType' | 'desiredStatus' | 'lastStatus'
>;

/** A subject that has one value for each task on the instance whose desired status is RUNNING. */
export interface TaskSetSubject extends SubjectRow {
  readonly source: 'task-set';
  readonly kind: 'text-set';
  readonly member: (task: TaskFacts) => string | undefined;
}

/** The number of tasks on the instance whose desired status is RUNNING, or the instance's own number while no tasks are known. */
export interface TaskCountSubject extends SubjectRow {
  readonly source: 'task-count';
  readonly kind: 'integer';
  readonly own: (instance: Instance) => number | undefined;
}

/**
 * `count(…)`: on how many tasks on the instance whose desired status is RUNNING an expression holds. Made for each text by the
 * checker; two with one parameter, which is the canonical text between the brackets, say the same.
 */
export interface CountSubject extends SubjectRow {
  readonly source: 'count';
  readonly name: 'count';
  readonly kind: 'integer';
  /** Of a task that is meant to run; one that is not is never asked about. */
  readonly counts: (task: TaskFacts) => boolean;
}

/** What a subject of tasks means where the rows are tasks, and within `count(…)`: the task's own value. */
export interface TaskSubject extends SubjectRow {
  readonly source: 'task';
  readonly kind: 'text';
  readonly read: (task: TaskFacts) => string | undefined;
}

export type Subject =
  | InstanceSubject
  | ResourceSubject
  | TaskSetSubject
  | TaskCountSubject
  | CountSubject
  | TaskSubject;

/** A subject that has one value at most. */
export type SingleSubject = Exclude<Subject, TaskSetSubject>;
