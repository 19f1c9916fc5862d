/**
 * Pairs of small expressions, and every host that small domains make: what an analysis says is compared with what is found by
 * looking at them all. Nothing here knows how an analysis is made.
 */
import type { Host, Instance, Task } from '../../../src/model/records.js';

/** Numbers from 0 up to before `end`, always the same for a seed. */
export type Random = (end: number) => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (end) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };
}

function oneOf<T>(items: readonly T[], random: Random): T {
  return items[random(items.length)] as T;
}

const TEXTS = ['x', 'y', '5', '6', '5.5', "''", 't2.a', 't2.b', 'xx'];
const PATTERNS = [
  't2.*',
  't[23].*',
  'x|y',
  '[0-9]+',
  '.',
  '"(?s).*"',
  'x*',
  '"t2\\.a"',
  '[^x]',
  '5.*',
  '(?i)X',
  '"x{1,2}"',
];
const GROUPS = ['g', 'h', 'gg'];
const GROUP_PATTERNS = ['g+', '.', 'g|h', '"(?s).*"', '[^g].*'];
const VERSIONS = ['1.9', '1.9.0', '1.10', '1.9-a', '2'];
const INSTANTS = ['2020-01-01', '2020-01-01T00:00:00.000001Z', '2020-01-02'];
const COUNTS = ['0', '1', '2', '3', '-1'];
const STATUSES = ['RUNNING', 'PENDING'];
/** What is counted: groups that lie in one another, that have nothing in common, and that are all tasks. */
const COUNTED = [
  '*',
  'task:group == g',
  'task:group != g',
  'not(task:group == g)',
  'task:group == g and task:status == RUNNING',
  'task:status == RUNNING',
  'task:group !exists or task:status != RUNNING',
  'task:group in [g, h]',
];
const ORDER = ['>', '>=', '<', '<='];

/** Operators and what stands after them; a list is made of values. */
interface Vocabulary {
  readonly values: readonly string[];
  readonly operators: readonly string[];
  readonly patterns?: readonly string[];
}

const VOCABULARY: Readonly<Record<string, Vocabulary>> = {
  'attribute:a': {
    values: TEXTS,
    operators: ['==', '!=', 'in', '!in', '=~', '!~', ...ORDER, 'exists', '!exists'],
    patterns: PATTERNS,
  },
  'attribute:b': { values: ['x', '5'], operators: ['==', '!=', 'exists', '!exists', '>'] },
  agentConnected: {
    values: ['true', 'false'],
    operators: ['==', '!=', 'in', '=~', '!~', 'exists'],
    patterns: ['t.*', '.*'],
  },
  agentVersion: { values: VERSIONS, operators: ['==', '!=', 'in', '!in', 'exists', ...ORDER] },
  ec2InstanceId: {
    values: ['i-1', 'i-2'],
    operators: ['==', '!=', 'in', '!~', '=~', '!exists', '<'],
    patterns: ['i-.', '.*2', '"(?s).*"'],
  },
  registeredAt: { values: INSTANTS, operators: ['==', '!=', 'exists', ...ORDER] },
  runningTasksCount: { values: COUNTS, operators: ['==', '!=', 'in', '!exists', ...ORDER] },
  'task:group': {
    values: GROUPS,
    operators: ['==', '!=', 'in', '!in', '=~', '!~', 'exists', '!exists'],
    patterns: GROUP_PATTERNS,
  },
  'task:status': {
    values: STATUSES,
    operators: ['==', '!=', 'in', '!in', '=~', 'exists', '!exists'],
    patterns: ['R.*', '"(?s).*"'],
  },
  status: { values: STATUSES, operators: ['==', '!=', 'in', '!~', '=~', '!exists', '<'], patterns: ['R.*', '.*'] },
  'tag:t': {
    values: ['x', '5', "''"],
    operators: ['==', '!=', '!in', '=~', 'exists', '!exists', ...ORDER],
    patterns: ['x*', '[0-9]+'],
  },
  ...amounts('cpu'),
  ...amounts('ports'),
  ...Object.fromEntries(
    COUNTED.map((counted) => [
      `count(${counted})`,
      { values: COUNTS, operators: ['==', '!=', 'in', 'exists', ...ORDER] },
    ]),
  ),
};

function amounts(resource: string): Readonly<Record<string, Vocabulary>> {
  const operators = ['==', '!=', 'in', 'exists', '!exists', ...ORDER];
  return {
    [`registered:${resource}`]: { values: ['0', '1', '2', '4', '-1'], operators },
    [`remaining:${resource}`]: { values: ['0', '1', '1.5', '3', '-1'], operators },
    [`used:${resource}`]: { values: ['0', '1', '0.5', '3', '-1'], operators },
    [`utilization:${resource}`]: { values: ['0', '0.5', '0.25', '1', '1.5'], operators },
  };
}

/** The subjects that a pair speaks of: few, so that what the one says has to do with what the other says. */
export function subjectsOfPair(random: Random): readonly string[] {
  const names = Object.keys(VOCABULARY);
  const related = oneOf(RELATED, random);
  const weighted = random(2) === 0 ? [...related, ...names] : related;
  return [...new Set([oneOf(weighted, random), oneOf(weighted, random)])];
}

const COUNTS_OF_TASKS = COUNTED.map((counted) => `count(${counted})`);
/** Subjects whose values are not free of one another. */
const RELATED: readonly (readonly string[])[] = [
  ['attribute:a', 'attribute:a', 'attribute:b', 'agentVersion', 'registeredAt'],
  ['task:group', 'runningTasksCount', 'attribute:a'],
  ['task:group', 'task:status', 'runningTasksCount', ...COUNTS_OF_TASKS],
  Object.keys(amounts('cpu')),
  Object.keys(amounts('ports')),
];

export function expressionOf(subjects: readonly string[], depth: number, random: Random): string {
  const form = depth === 0 ? 0 : random(5);
  if (form < 2) return predicateOf(oneOf(subjects, random), random);
  const inner = () => expressionOf(subjects, depth - 1, random);
  if (form === 2) return `not(${inner()})`;
  return `(${inner()} ${form === 3 ? 'and' : 'or'} ${inner()})`;
}

function predicateOf(subject: string, random: Random): string {
  const { values, operators, patterns = [] } = VOCABULARY[subject] as Vocabulary;
  const operator = oneOf(operators, random);
  const head = `${subject} ${operator}`;
  if (operator.endsWith('exists')) return head;
  if (operator.endsWith('in'))
    return `${head} [${Array.from({ length: random(4) }, () => oneOf(values, random)).join(', ')}]`;
  return `${head} ${oneOf(operator.endsWith('~') ? patterns : values, random)}`;
}

type Change = (instance: Instance) => Instance;

const keep: Change = (instance) => instance;

/** Values named above, those next to them, nothing, and where it can be no value. */
const DOMAINS: Readonly<Record<string, readonly Change[]>> = {
  'attribute:a': [
    keep,
    ...[
      null,
      '',
      'x',
      'X',
      'y',
      'xx',
      'w',
      'z',
      '4',
      '5',
      '5.0',
      '5.25',
      '5.5',
      '5.75',
      '6',
      '7',
      '10',
      '-1',
      't2.',
      't2.a',
      't2.b',
      't2.c',
      't3.a',
      't2a',
      '\n',
      '\u{1F600}',
    ].map((value) => attribute('a', value)),
  ],
  'attribute:b': [keep, ...[null, '', 'x', 'y', '4', '5', '6'].map((value) => attribute('b', value))],
  agentConnected: [keep, having({ agentConnected: true }), having({ agentConnected: false })],
  agentVersion: [
    keep,
    ...['1.8', '1.9', '1.9.0.1', '1.9-a', '1.9-b', '1.9-0', '1.10', '1.11', '2.0', '3', 'dev'].map((agentVersion) =>
      having({ agentVersion }),
    ),
  ],
  ec2InstanceId: [
    keep,
    ...['', 'i-1', 'i-2', 'i-3', 'i-12', 'a2', '\n'].map((ec2InstanceId) => having({ ec2InstanceId })),
  ],
  registeredAt: [
    keep,
    ...[-1, 0, 0.001, 0.002, 1, 86_400_000, 86_400_001].map((after) =>
      having({ registeredAt: Date.UTC(2020, 0, 1) + after }),
    ),
  ],
  runningTasksCount: [keep, ...[0, 1, 2, 3, 4].map((runningTasksCount) => having({ runningTasksCount }))],
  status: [keep, ...['', 'RUNNING', 'PENDING', 'ACTIVE', '\n'].map((status) => having({ status }))],
  'tag:t': [
    keep,
    ...['', 'x', 'xx', 'y', '4', '5', '5.5', '6', '\n'].map((value) => having({ tags: new Map([['t', value]]) })),
  ],
};

/** What there may be of a resource, and what of it is free where the record says so. */
const REGISTERED = [undefined, 0, 0.5, 1, 2, 3, 4, 5];
const REMAINING = [undefined, -2, -1, 0, 0.5, 1, 1.25, 1.5, 2, 3, 3.5, 5];

function amountsOf(resource: string): readonly Change[] {
  const one = (amount: number | undefined) => new Map(amount === undefined ? [] : [[resource, amount]]);
  return REGISTERED.flatMap((total) =>
    REMAINING.map((free) => (instance: Instance) => ({
      ...instance,
      registered: new Map([...instance.registered, ...one(total)]),
      remaining: new Map([...(instance.remaining ?? []), ...one(free)]),
    })),
  );
}

function attribute(name: string, value: string | null): Change {
  return (instance) => ({ ...instance, attributes: new Map([...instance.attributes, [name, value]]) });
}

function having(fields: Partial<Instance>): Change {
  return (instance) => ({ ...instance, ...fields });
}

const BARE: Instance = { key: 'a', attributes: new Map(), tags: new Map(), registered: new Map() };
type Facts = Pick<Task, 'group' | 'lastStatus'>;

const BY_GROUP: readonly Facts[] = [{}, ...['', 'g', 'h', 'gg', 'hh'].map((group) => ({ group }))];
const BY_STATUS: readonly Facts[] = [{}, { group: 'g' }, { group: 'h' }, { group: 'gg' }].flatMap((facts) => [
  facts,
  ...STATUSES.map((lastStatus) => ({ ...facts, lastStatus })),
]);

/** Every multiset of up to two and of up to three tasks, without and with their statuses. */
const SETS: Readonly<Record<string, readonly (readonly Task[])[]>> = {
  'false 2': multisets(BY_GROUP, 2),
  'false 3': multisets(BY_GROUP, 3),
  'true 2': multisets(BY_STATUS, 2),
  'true 3': multisets(BY_STATUS, 3),
};

function multisets(kinds: readonly Facts[], length: number): readonly (readonly Task[])[] {
  const walk = (from: number, left: number): readonly (readonly Facts[])[] => [
    [],
    ...(left === 0
      ? []
      : kinds.slice(from).flatMap((kind, at) => walk(from + at, left - 1).map((rest) => [kind, ...rest]))),
  ];
  return walk(0, length).map((some) => some.map((facts, index) => taskOf(facts, `t${index}`, 'RUNNING')));
}

function taskOf(facts: Facts, key: string, desiredStatus: string): Task {
  return { ...facts, key, instance: 'a', desiredStatus, cpu: 0, memory: 0, gpu: 0, gpuIds: [], hostPorts: [] };
}

const asksStatus = (subjects: readonly string[]) => subjects.some((subject) => subject.includes('task:status'));

const SPEAKS_OF_TASKS = /task:|^count|^runningTasksCount/;

/** All hosts of the domains of some subjects; of tasks fewer where much else can be. */
export function hostsOf(subjects: readonly string[], fewTasks = false): readonly Host[] {
  let instances: readonly Instance[] = [BARE];
  const resources = new Set(subjects.flatMap((subject) => /:(cpu|ports)$/.exec(subject)?.[1] ?? []));
  const changes = [...subjects.map((subject) => DOMAINS[subject]), ...[...resources].map(amountsOf)];
  for (const some of changes) {
    if (some !== undefined) instances = instances.flatMap((instance) => some.map((change) => change(instance)));
  }
  const most = instances.length === 1 && !fewTasks ? 3 : 2;
  const asksTasks = subjects.some((subject) => SPEAKS_OF_TASKS.test(subject));
  const tasks = (asksTasks && SETS[`${asksStatus(subjects)} ${most}`]) || [[]];
  return instances.flatMap((instance) => [
    { instance, tasks: [], tasksKnown: false },
    ...tasks.map((some) => ({ instance, tasks: some, tasksKnown: true })),
  ]);
}

/** A task with what is known of where it runs. */
export interface TaskRow {
  readonly task: Task;
  readonly host?: Host;
}

/** All tasks on all hosts of the domains: those that are meant to run there, one that is not, and those that are on none. */
export function taskRowsOf(subjects: readonly string[]): readonly TaskRow[] {
  const alone = asksStatus(subjects) ? BY_STATUS : BY_GROUP;
  const stopped = alone.map((facts) => taskOf(facts, 's', 'STOPPED'));
  const known = hostsOf(subjects, true).filter(({ tasksKnown }) => tasksKnown);
  const placed = known.flatMap((host) => [
    ...host.tasks.map((task) => ({ task, host })),
    ...stopped.map((task) => ({ task, host: { ...host, tasks: [...host.tasks, task] } })),
  ]);
  return [...stopped.map((task) => ({ task })), ...placed];
}
