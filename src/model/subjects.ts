/**
 * Everything a query can ask about: THE table. The checker, the planner, the index, the language reference and the help text
 * read it; a new subject is a new row.
 */
import { roundAmount } from './amount.js';
import { amountsOf, type HostAmounts } from './host-amounts.js';
import { type Host, type Instance, isDesiredRunning, runningTasksCount } from './records.js';
import type {
  InstanceSubject,
  OperatorFamily,
  ResourceSubject,
  RowKind,
  SingleSubject,
  Subject,
  SubjectKind,
  SubjectValue,
  TaskSetSubject,
  TaskSubject,
} from './subject.js';
import { parseVersion } from './version.js';

export type * from './subject.js';

const ALL_FAMILIES: readonly OperatorFamily[] = ['equality', 'order', 'membership', 'match', 'existence'];

/** What the stowage dialect lets a subject of each kind take. */
export const FAMILIES_BY_KIND: Readonly<Record<SubjectKind, readonly OperatorFamily[]>> = {
  boolean: ['equality', 'membership', 'match', 'existence'],
  integer: ['equality', 'order', 'membership', 'existence'],
  number: ['equality', 'order', 'membership', 'existence'],
  version: ['equality', 'order', 'membership', 'existence'],
  instant: ['equality', 'order', 'membership', 'existence'],
  text: ALL_FAMILIES,
  'text-set': ['equality', 'membership', 'match', 'existence'],
};

/** Amazon ECS Developer Guide, "Cluster query language": its subjects and the operators they take; then ours. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: 'agentConnected',
    source: 'instance',
    kind: 'boolean',
    index: 'values',
    families: ['equality', 'membership', 'match'],
    kept: 'always',
    read: ({ agentConnected }) => (agentConnected === undefined ? undefined : String(agentConnected)),
    summary: 'whether the agent on the instance is connected',
  },
  {
    name: 'agentVersion',
    source: 'instance',
    kind: 'version',
    index: 'values',
    families: ['equality', 'order'],
    kept: 'always',
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
    kept: 'always',
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
    kept: 'always',
    read: ({ ec2InstanceId }) => ec2InstanceId,
    summary: 'the EC2 id of the instance',
  },
  {
    name: 'registeredAt',
    source: 'instance',
    kind: 'instant',
    index: 'ranges',
    families: ['equality', 'order'],
    kept: 'always',
    read: ({ registeredAt }) => registeredAt,
    summary: 'when the instance was registered',
  },
  {
    name: 'runningTasksCount',
    source: 'task-count',
    kind: 'integer',
    index: 'ranges',
    families: ['equality', 'order'],
    kept: 'always',
    own: (instance) => instance.runningTasksCount,
    summary: 'how many tasks run on the instance',
  },
  {
    name: 'task:group',
    source: 'task-set',
    kind: 'text-set',
    index: 'members',
    families: ['equality', 'membership', 'match', 'existence'],
    kept: 'always',
    member: ({ group }) => group,
    summary: 'the groups of the tasks on the instance',
  },
  instanceField(
    'cluster',
    'text',
    ({ cluster }) => cluster,
    'the cluster: its ARN where the record has it, else its name',
  ),
  instanceField('status', 'text', ({ status }) => status, 'the status of the instance, such as `ACTIVE` or `DRAINING`'),
  instanceField('instanceId', 'text', ({ key }) => key, "the instance's own key: its ARN, or the name of the node"),
  instanceField('instanceArn', 'text', ({ key }) => (isArn(key) ? key : undefined), 'the ARN of the instance'),
  instanceField(
    'capacityProvider',
    'text',
    ({ capacityProvider }) => capacityProvider,
    'the capacity provider that the instance belongs to',
  ),
  instanceField(
    'dockerVersion',
    'version',
    ({ dockerVersion }) =>
      dockerVersion !== undefined && parseVersion(dockerVersion) !== undefined ? dockerVersion : undefined,
    'the version of Docker on the instance',
  ),
  instanceField(
    'pendingTasksCount',
    'integer',
    ({ pendingTasksCount }) => pendingTasksCount,
    'how many tasks wait to run on the instance, as its record says',
  ),
  {
    name: 'tag:',
    source: 'instance',
    kind: 'text',
    index: 'values',
    families: [],
    kept: 'when-asked',
    parameter: { label: 'key', of: ({ tags }) => tags.keys() },
    read: ({ tags }, key) => tags.get(key),
    summary: 'a tag of the instance',
  },
  resource('registered:', (host, name) => host.registered(name), 'what the instance has of a resource, taken or not'),
  resource('remaining:', (host, name) => host.remaining(name), 'what is free of a resource'),
  resource('used:', usedAmount, 'what is taken of a resource'),
  resource('utilization:', utilization, 'what is taken of a resource as a share of what there is, from 0 to 1'),
  taskSet('task:family', ({ family }) => family, 'the families of the task definitions of the tasks on the instance'),
  taskSet('task:definition', ({ definition }) => definition, 'their task definitions, as `family:revision`'),
  taskSet('task:startedBy', ({ startedBy }) => startedBy, 'who started the tasks on the instance'),
  taskSet('task:status', ({ lastStatus }) => lastStatus, 'the last statuses of the tasks on the instance'),
  taskSet('task:launchType', ({ launchType }) => launchType, 'the launch types of the tasks on the instance'),
];

function instanceField(
  name: string,
  kind: 'text' | 'version' | 'integer',
  read: (instance: Instance) => SubjectValue,
  summary: string,
): InstanceSubject {
  const index = kind === 'integer' ? 'ranges' : 'values';
  return { name, source: 'instance', kind, index, families: [], kept: 'when-asked', read, summary };
}

function isArn(key: string): boolean {
  return key.startsWith('arn:');
}

function resource(name: string, read: ResourceSubject['read'], summary: string): ResourceSubject {
  return {
    name,
    source: 'resource',
    kind: 'number',
    index: 'ranges',
    families: [],
    kept: 'when-asked',
    parameter: { label: 'resource', of: resourcesOf },
    read,
    summary,
  };
}

function resourcesOf({ registered, remaining }: Instance): Iterable<string> {
  return new Set([...registered.keys(), ...(remaining?.keys() ?? [])]);
}

/** Sets that list what is in use, so that what ECS calls remaining is what is taken. */
const LISTS_IN_USE: ReadonlySet<string> = new Set(['ports', 'ports_udp']);

function usedAmount(host: HostAmounts, name: string): number | undefined {
  const registered = host.registered(name);
  const remaining = host.remaining(name);
  if (LISTS_IN_USE.has(name)) return remaining;
  return registered === undefined || remaining === undefined ? undefined : roundAmount(registered - remaining);
}

function utilization(host: HostAmounts, name: string): number | undefined {
  const registered = host.registered(name) ?? 0;
  const used = LISTS_IN_USE.has(name) ? undefined : usedAmount(host, name);
  return used === undefined || registered === 0 ? undefined : used / registered;
}

function taskSet(name: string, member: TaskSetSubject['member'], summary: string): TaskSetSubject {
  return {
    name,
    source: 'task-set',
    kind: 'text-set',
    index: 'members',
    families: [],
    kept: 'when-asked',
    member,
    summary,
  };
}

/** The summaries of `TASK_SUBJECTS`. */
const OF_ONE_TASK: Readonly<Record<string, string>> = {
  'task:group': 'the group of the task',
  'task:family': 'the family of its task definition',
  'task:definition': 'its task definition, as `family:revision`',
  'task:startedBy': 'who started the task',
  'task:status': 'the last status of the task',
  'task:launchType': 'the launch type of the task',
};

/** The subjects whose indexes are kept from the first record on. */
export const KEPT_SUBJECTS: readonly Subject[] = SUBJECTS.filter(({ kept }) => kept === 'always');

/** What the subjects of tasks mean where the rows are tasks. All other subjects speak of the instance that the task runs on. */
export const TASK_SUBJECTS: readonly TaskSubject[] = SUBJECTS.flatMap((subject) =>
  subject.source === 'task-set'
    ? [
        {
          name: subject.name,
          source: 'task',
          kind: 'text',
          index: 'values',
          families: [],
          kept: 'when-asked',
          read: subject.member,
          summary: OF_ONE_TASK[subject.name] as string,
        },
      ]
    : [],
);

/** A subject with the parameter it was named with; `parameter` is empty where the subject takes none. */
export interface SubjectReference {
  readonly subject: Subject;
  readonly parameter: string;
}

/**
 * The subject that a name in a query stands for, or `undefined`. The parameter is not checked. What `count(…)` stands for is made
 * by the checker.
 */
export function findSubject(name: string, rows: RowKind = 'instances'): SubjectReference | undefined {
  const byName = rows === 'tasks' ? BY_NAME_OF_TASKS : BY_NAME;
  const whole = byName.get(name);
  if (whole !== undefined && !isParameterized(whole)) return { subject: whole, parameter: '' };
  const subject = byName.get(name.slice(0, name.indexOf(':') + 1));
  return subject && { subject, parameter: name.slice(subject.name.length) };
}

/** The subjects that rows of a kind have, in the order of the table. */
export function subjectsOf(rows: RowKind): readonly Subject[] {
  return rows === 'tasks' ? [...BY_NAME_OF_TASKS.values()] : SUBJECTS;
}

/** A subject as it stands in canonical text. Two that say the same have one text. */
export function subjectText(subject: Subject, parameter: string): string {
  if (subject.source === 'count') return `count(${parameter})`;
  // The name of a column that a stage aggregated is whole; its parameter only says what the units are.
  return subject.name.endsWith(')') ? subject.name : subject.name + parameter;
}

/** Whether the subject's name goes on with a parameter. */
export function isParameterized(subject: Subject): boolean {
  return 'parameter' in subject;
}

/** Whether its values are numbers; those of all other subjects are text. */
export function isNumeric(subject: Subject): boolean {
  return subject.index === 'ranges';
}

const BY_NAME: ReadonlyMap<string, Subject> = new Map(SUBJECTS.map((subject) => [subject.name, subject]));
const BY_NAME_OF_TASKS: ReadonlyMap<string, Subject> = new Map(
  [...SUBJECTS, ...TASK_SUBJECTS].map((subject) => [subject.name, subject]),
);

/** The one value that a subject has on a host; for a set of values, see `readMembers`. O(tasks) where it looks at them. */
export function readValue(subject: SingleSubject, parameter: string, host: Host): SubjectValue {
  switch (subject.source) {
    case 'instance':
      return subject.read(host.instance, parameter);
    case 'resource':
      return subject.read(amountsOf(host), parameter);
    case 'task-count':
      return runningTasksCount(host);
    case 'count':
      return host.tasks.filter((task) => isDesiredRunning(task) && subject.counts(task)).length;
    case 'task':
      return undefined;
  }
}

/** One entry for each task that is meant to run; `undefined` stands for a task that lacks the field. */
export function readMembers(subject: TaskSetSubject, host: Host): (string | undefined)[] {
  return host.tasks.filter(isDesiredRunning).map(subject.member);
}
