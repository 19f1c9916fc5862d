/** What the records of one episode may say: drawn anew for each, so that episodes differ in what is frequent, rare or missing. */
import { ATTRIBUTE_NAMES, GROUPS, ODD_VERSIONS, TEXTS, VERSIONS } from '../support/vocabulary.js';
import type { Random } from './random.js';

export interface AttributeHabit {
  readonly name: string;
  /** How likely an instance has it. */
  readonly share: number;
  /** How likely it then has no value. */
  readonly valueless: number;
  readonly values: readonly string[];
}

export interface Vocabulary {
  readonly instanceKeys: readonly string[];
  readonly taskKeys: readonly string[];
  readonly attributes: readonly AttributeHabit[];
  readonly ec2InstanceIds: readonly string[];
  readonly agentVersions: readonly string[];
  /** Milliseconds since 1970. */
  readonly instants: readonly number[];
  /** Instance key → when it was registered, from 0 to 1, where instances come one after the other; else in no order. */
  readonly ages: ReadonlyMap<string, number> | undefined;
  readonly groups: readonly string[];
  /** Of instances; `undefined` for the unnamed one. */
  readonly clusters: readonly (string | undefined)[];
  /** Of nearly all tasks: some of those, so that the tasks of others become known late or never. */
  readonly taskClusters: readonly (string | undefined)[];
}

/** How large an episode is. */
export interface Extent {
  readonly instances: number;
  readonly tasks: number;
  /** Few different looks: so many hosts that the oracle could not look at each by itself. */
  readonly alike: boolean;
}

const WEST = 'arn:aws:ecs:us-west-2:111122223333';
const EAST = 'arn:aws:ecs:us-east-1:111122223333';
const CLUSTERS = [undefined, `${WEST}:cluster/prod`, `${EAST}:cluster/prod`, `${EAST}:cluster/edge`, 'prod', 'dev'];

/** Texts that are hard on whoever stores or compares them: code units that are no text, names of members of every object. */
const HARD_TEXTS = [
  '\ud800',
  '\udfff',
  '\ud800\udc00',
  '\uffff',
  '__proto__',
  'constructor',
  '\0',
  ' ',
  'a'.repeat(300),
];
const HARD_NAMES = ['__proto__', 'constructor', 'toString'];

export function vocabulary(random: Random, extent: Extent): Vocabulary {
  const clusters = random.shuffled(CLUSTERS).slice(0, random.between(1, 3));
  const silent = clusters.length > 1 && random.chance(0.7) ? 1 : 0;
  const instanceKeys = keys(random, `${WEST}:container-instance/`, Math.ceil(extent.instances * 1.4));
  return {
    instanceKeys,
    taskKeys: keys(random, `${WEST}:task/`, Math.ceil(extent.tasks * 1.4) + 1),
    attributes: attributes(random, extent),
    ec2InstanceIds: extent.alike ? ['i-0a', 'i-0b'] : numbered('i-', Math.max(4, extent.instances)),
    agentVersions: random.shuffled([...VERSIONS, ...VERSIONS, ...ODD_VERSIONS]).slice(0, random.between(2, 20)),
    instants: instants(random, extent.alike ? 12 : random.pick([3, 200, 2_000, 20_000])),
    ages: random.chance(0.5) ? new Map(instanceKeys.map((key, at) => [key, at / instanceKeys.length])) : undefined,
    groups: [...random.shuffled(GROUPS), ...numbered('service:s', random.pick([0, 4, extent.alike ? 10 : 300]))],
    clusters,
    taskClusters: clusters.slice(silent),
  };
}

/** Some ascend, some are in no order, and some have characters whose order by code unit is not the one by code point. */
function keys(random: Random, prefix: string, count: number): readonly string[] {
  const odd = ['\u{1f600}', '\uffee', '\ud83d', 'é', 'Z', '~'];
  const found = new Set<string>();
  for (let at = 0; found.size < count; at++) {
    const number = random.chance(0.5) ? String(at).padStart(6, '0') : random.below(2 ** 32).toString(36);
    found.add(prefix + (random.chance(0.03) ? random.pick(odd) : '') + number);
  }
  return [...found];
}

function attributes(random: Random, { instances, alike }: Extent): readonly AttributeHabit[] {
  const texts = [...TEXTS, ...HARD_TEXTS];
  const names = [...ATTRIBUTE_NAMES, random.pick(HARD_NAMES)];
  const many = alike ? 8 : Math.max(8, instances);
  const drawn = random.shuffled(names).slice(0, alike ? 3 : random.between(1, names.length));
  const habits = drawn.map((name): AttributeHabit => {
    const share = random.pick([0.02, 0.1, 0.5, 0.9, 1]);
    return { name, share, valueless: random.pick([0, 0, 0.05, 0.5]), values: values(random, texts, many) };
  });
  const rare: AttributeHabit = { name: 'rare', share: 0.0003, valueless: 0.1, values: ['one', 'two'] };
  return [...habits, rare, { name: 'everywhere', share: 1, valueless: 0, values: ['yes'] }];
}

function values(random: Random, texts: readonly string[], many: number): readonly string[] {
  switch (random.weighted({ few: 4, some: 3, texts: 2, numbers: 2, many: 2 })) {
    case 'few':
      return random.shuffled(texts).slice(0, random.between(1, 3));
    case 'some':
      return [...numbered('m', 10), ...numbered('t2.', 10)];
    case 'texts':
      return texts;
    case 'numbers':
      return Array.from({ length: Math.min(many, 60) }, () =>
        String(random.between(-400, 400) / random.pick([1, 2, 4])),
      );
    case 'many':
      return numbered('v', many);
  }
}

function instants(random: Random, count: number): readonly number[] {
  const start = 1_529_360_908_000;
  const drawn = Array.from({ length: count }, () => {
    const second = start + random.between(-1_000_000, 1_000_000) * 1000;
    return second + random.pick([0, 0, 0, 500, 123.456, 999.999, 0.001]);
  });
  return drawn.sort((a, b) => a - b);
}

function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => prefix + at);
}
