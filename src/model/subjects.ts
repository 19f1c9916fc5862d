/**
 * Everything a query can ask about: THE table. The checker, the planner, the index, the language reference and the help text
 * read it; a new subject is a new row.
 */
import { type Host, type Instance, isDesiredRunning, runningTasksCount, type Task } from './records.js';
import { parseVersion } from './version.js';

/** What the values of a subject are. `boolean`, `version` and `text` are stored as text, the others as numbers. */
export type SubjectKind = 'boolean' | 'integer' | 'version' | 'instant' | 'text' | 'text-set';

/**
 * How the store indexes a subject. `values`: the distinct values are numbered, and each has its rows; a value of a single row, such
 * as a unique id, costs no set. `ranges`: a column of numbers, and buckets of neighbouring numbers with their rows. `members`: the
 * values of all tasks on a row, counted, so that a row is among those of a value while one task there has it.
 */
export type SubjectIndex = 'values' | 'ranges' | 'members';

/** Operators that always come together: `== !=`, `in !in`, `> >= < <=`, `=~ !~`, `exists !exists`. */
export type OperatorFamily = 'equality' | 'membership' | 'order' | 'match' | 'existence';

interface SubjectRow {
  /** As written in a query; with a parameter, what stands before it: `attribute:`. */
  readonly name: string;
  readonly kind: SubjectKind;
  readonly index: SubjectIndex;
  /** What Amazon ECS documents that it takes; the stowage dialect adds those of `FAMILIES_BY_KIND`. */
  readonly families: readonly OperatorFamily[];
  /** One line for the language reference and for help. */
  readonly summary: string;
}

/** A value, `null` for something that is there without a value, `undefined` for nothing. */
export type SubjectValue = string | number | null | undefined;

/** A subject that the instance record answers. */
export interface InstanceSubject extends SubjectRow {
  readonly source: 'instance';
  readonly kind: Exclude<SubjectKind, 'text-set'>;
  /** What the name goes on with; absent where the name is complete. */
  readonly parameter?: { readonly label: string; readonly of: (instance: Instance) => Iterable<string> };
  readonly read: (instance: Instance, parameter: string) => SubjectValue;
}

/** A subject that has one value for each task on the instance whose desired status is RUNNING. */
export interface TaskSetSubject extends SubjectRow {
  readonly source: 'task-set';
  readonly kind: 'text-set';
  readonly member: (task: Task) => string | undefined;
}

/** The number of tasks on the instance whose desired status is RUNNING, or the instance's own number while no tasks are known. */
export interface TaskCountSubject extends SubjectRow {
  readonly source: 'task-count';
  readonly kind: 'integer';
  readonly own: (instance: Instance) => number | undefined;
}

export type Subject = InstanceSubject | TaskSetSubject | TaskCountSubject;

const ALL_FAMILIES: readonly OperatorFamily[] = ['equality', 'order', 'membership', 'match', 'existence'];

/** What the stowage dialect lets a subject of each kind take. */
export const FAMILIES_BY_KIND: Readonly<Record<SubjectKind, readonly OperatorFamily[]>> = {
  boolean: ['equality', 'membership', 'match', 'existence'],
  integer: ['equality', 'order', 'membership', 'existence'],
  version: ['equality', 'order', 'membership', 'existence'],
  instant: ['equality', 'order', 'membership', 'existence'],
  text: ALL_FAMILIES,
  'text-set': ['equality', 'membership', 'match', 'existence'],
};

/** Amazon ECS Developer Guide, "Cluster query language": subjects and the operators they take. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: 'agentConnected',
    source: 'instance',
    kind: 'boolean',
    index: 'values',
    families: ['equality', 'membership', 'match'],
    read: ({ agentConnected }) => (agentConnected === undefined ? undefined : String(agentConnected)),
    summary: 'whether the agent on the instance is connected',
  },
  {
    name: 'agentVersion',
    source: 'instance',
    kind: 'version',
    index: 'values',
    families: ['equality', 'order'],
    read: ({ agentVersion }) =>
      agentVersion !== undefined && parseVersion(agentVersion) !== undefined ? agentVersion : undefined,
    summary: 'the version of the agent on the instance',
  },
  {
    name: 'attribute:',
    source: 'instance',
    kind: 'text',
    index: 'values',
    families: ALL_FAMILIES,
    parameter: { label: 'name', of: ({ attributes }) => attributes.keys() },
    read: ({ attributes }, name) => attributes.get(name),
    summary: 'an attribute of the instance, built in or custom; it may have no value',
  },
  {
    name: 'ec2InstanceId',
    source: 'instance',
    kind: 'text',
    index: 'values',
    families: ['equality', 'membership', 'match'],
    read: ({ ec2InstanceId }) => ec2InstanceId,
    summary: 'the EC2 id of the instance',
  },
  {
    name: 'registeredAt',
    source: 'instance',
    kind: 'instant',
    index: 'ranges',
    families: ['equality', 'order'],
    read: ({ registeredAt }) => registeredAt,
    summary: 'when the instance was registered',
  },
  {
    name: 'runningTasksCount',
    source: 'task-count',
    kind: 'integer',
    index: 'ranges',
    families: ['equality', 'order'],
    own: (instance) => instance.runningTasksCount,
    summary: 'how many tasks run on the instance',
  },
  {
    name: 'task:group',
    source: 'task-set',
    kind: 'text-set',
    index: 'members',
    families: ['equality', 'membership', 'match', 'existence'],
    member: ({ group }) => group,
    summary: 'the groups of the tasks on the instance',
  },
];

/** A subject with the parameter it was named with; `parameter` is empty where the subject takes none. */
export interface SubjectReference {
  readonly subject: Subject;
  readonly parameter: string;
}

/** The subject that a name in a query stands for, or `undefined`. The parameter is not checked. */
export function findSubject(name: string): SubjectReference | undefined {
  const whole = BY_NAME.get(name);
  if (whole !== undefined && !isParameterized(whole)) return { subject: whole, parameter: '' };
  const subject = BY_NAME.get(name.slice(0, name.indexOf(':') + 1));
  return subject && { subject, parameter: name.slice(subject.name.length) };
}

/** Whether the subject's name goes on with a parameter. */
export function isParameterized(subject: Subject): boolean {
  return subject.source === 'instance' && subject.parameter !== undefined;
}

/** Whether its values are numbers; those of all other subjects are text. */
export function isNumeric(subject: Subject): boolean {
  return subject.index === 'ranges';
}

const BY_NAME: ReadonlyMap<string, Subject> = new Map(SUBJECTS.map((subject) => [subject.name, subject]));

/** The one value that a subject has on a host; for a set of values, see `readMembers`. */
export function readValue(subject: InstanceSubject | TaskCountSubject, parameter: string, host: Host): SubjectValue {
  return subject.source === 'instance' ? subject.read(host.instance, parameter) : runningTasksCount(host);
}

/** One entry for each task that is meant to run; `undefined` stands for a task that lacks the field. */
export function readMembers(subject: TaskSetSubject, host: Host): (string | undefined)[] {
  return host.tasks.filter(isDesiredRunning).map(subject.member);
}
