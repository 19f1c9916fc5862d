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
};

/** The subjects that a pair speaks of: few, so that what the one says has to do with what the other says. */
export function subjectsOfPair(random: Random): readonly string[] {
  const names = Object.keys(VOCABULARY);
  const weighted = ['attribute:a', 'attribute:a', 'task:group', 'runningTasksCount', ...names];
  return [...new Set([oneOf(weighted, random), oneOf(weighted, random)])];
}

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
};

function attribute(name: string, value: string | null): Change {
  return (instance) => ({ ...instance, attributes: new Map([...instance.attributes, [name, value]]) });
}

function having(fields: Partial<Instance>): Change {
  return (instance) => ({ ...instance, ...fields });
}

const BARE: Instance = { key: 'a', attributes: new Map(), tags: new Map(), registered: new Map() };
const MEMBERS = [undefined, '', 'g', 'h', 'gg', 'hh'];

/** Every multiset of up to three tasks by their groups. */
const TASKS: readonly (readonly Task[])[] = multisets(0, 3).map((groups) => groups.map(taskOf));

function multisets(from: number, length: number): readonly (readonly (string | undefined)[])[] {
  if (length === 0) return [[]];
  const longer = MEMBERS.slice(from).flatMap((member, at) =>
    multisets(from + at, length - 1).map((rest) => [member, ...rest]),
  );
  return [[], ...longer.filter(({ length: size }) => size > 0)];
}

function taskOf(group: string | undefined, index: number): Task {
  const plain = { cpu: 0, memory: 0, gpu: 0, gpuIds: [], hostPorts: [] };
  return { key: `t${index}`, instance: 'a', desiredStatus: 'RUNNING', ...plain, ...(group !== undefined && { group }) };
}

/** All hosts of the domains of some subjects. */
export function hostsOf(subjects: readonly string[]): readonly Host[] {
  let instances: readonly Instance[] = [BARE];
  for (const subject of subjects) {
    const changes = DOMAINS[subject];
    if (changes !== undefined) instances = instances.flatMap((instance) => changes.map((change) => change(instance)));
  }
  const asksTasks = subjects.includes('task:group') || subjects.includes('runningTasksCount');
  const tasks = asksTasks ? TASKS : [[]];
  return instances.flatMap((instance) => [
    { instance, tasks: [], tasksKnown: false },
    ...tasks.map((some) => ({ instance, tasks: some, tasksKnown: true })),
  ]);
}
