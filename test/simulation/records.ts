/** Random records of an episode, and small changes of given ones. */
import type { HostPort, Instance, Resources, Task } from '../../src/model/records.js';
import type { Random } from './random.js';
import type { AttributeHabit, Vocabulary } from './vocabulary.js';

type Plain<R> = { -readonly [K in keyof R]?: R[K] | undefined };

/** The fields that are not undefined. */
function recordOf<R>(fields: Plain<R>): R {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as R;
}

function maybe<T>(random: Random, probability: number, value: () => T): T | undefined {
  return random.chance(probability) ? value() : undefined;
}

const STATUSES = ['ACTIVE', 'ACTIVE', 'DRAINING', 'REGISTERING'];
/** Amounts beyond what 32 bits hold, too. */
const AMOUNTS = [0, 1, 256, 1024, 4096, 2 ** 31, 2 ** 40];

/** @param alike no more than attributes, a status and a cluster: so that thousands look the same. */
export function randomInstance(random: Random, key: string, words: Vocabulary, alike: boolean): Instance {
  const attributes = new Map<string, string | null>();
  for (const habit of words.attributes)
    if (random.chance(habit.share)) attributes.set(habit.name, attributeValue(random, habit));
  const cluster = random.pick(words.clusters);
  const bare = { key, cluster, status: 'ACTIVE', attributes, tags: new Map(), registered: new Map() };
  if (alike)
    return recordOf<Instance>({ ...bare, registeredAt: maybe(random, 0.5, () => instantOf(random, key, words)) });
  return recordOf<Instance>({
    ...bare,
    status: maybe(random, 0.9, () => random.pick(STATUSES)),
    agentConnected: maybe(random, 0.7, () => random.chance(0.8)),
    agentVersion: maybe(random, 0.8, () => random.pick(words.agentVersions)),
    dockerVersion: maybe(random, 0.2, () => '24.0.5'),
    ec2InstanceId: maybe(random, 0.8, () => random.pick(words.ec2InstanceIds)),
    capacityProvider: maybe(random, 0.2, () => 'spot'),
    registeredAt: maybe(random, 0.8, () => instantOf(random, key, words)),
    runningTasksCount: maybe(random, 0.6, () => random.below(random.pick([3, 12]))),
    pendingTasksCount: maybe(random, 0.2, () => random.below(3)),
    tags: new Map(random.chance(0.1) ? [['team', random.pick(words.groups)]] : []),
    registered: resources(random),
    remaining: maybe(random, 0.3, () => resources(random)),
  });
}

function instantOf(random: Random, key: string, { instants, ages }: Vocabulary): number {
  const age = ages?.get(key);
  return age === undefined ? random.pick(instants) : (instants[Math.floor(age * instants.length)] as number);
}

function resources(random: Random): Resources {
  const found = new Map<string, number | readonly string[]>();
  if (random.chance(0.7)) found.set('cpu', random.pick(AMOUNTS));
  if (random.chance(0.7)) found.set('memory', random.pick(AMOUNTS));
  if (random.chance(0.2)) found.set('ports', random.pick([['22'], ['22', '2375'], []]));
  return found;
}

function attributeValue(random: Random, habit: AttributeHabit): string | null {
  return random.chance(habit.valueless) ? null : random.pick(habit.values);
}

/** The same instance with one thing changed, or nothing. */
export function changedInstance(random: Random, before: Instance, words: Vocabulary, alike: boolean): Instance {
  const fresh = randomInstance(random, before.key, words, alike);
  const change = {
    attribute: 5,
    dropped: 2,
    status: 1,
    agent: 1,
    cluster: alike ? 0 : 0.2,
    moment: 1,
    nothing: 0.5,
    all: 1,
  };
  switch (random.weighted(change)) {
    case 'attribute': {
      const habit = random.pick(words.attributes);
      return { ...before, attributes: new Map([...before.attributes, [habit.name, attributeValue(random, habit)]]) };
    }
    case 'dropped': {
      const name = random.pick(words.attributes).name;
      return { ...before, attributes: new Map([...before.attributes].filter(([one]) => one !== name)) };
    }
    case 'status':
      return { ...before, status: random.pick(STATUSES) };
    case 'agent':
      return recordOf<Instance>({ ...before, agentConnected: fresh.agentConnected, agentVersion: fresh.agentVersion });
    case 'cluster':
      return recordOf<Instance>({ ...before, cluster: fresh.cluster });
    case 'moment': {
      const { registeredAt, runningTasksCount, ec2InstanceId } = fresh;
      return recordOf<Instance>({ ...before, registeredAt, runningTasksCount, ec2InstanceId });
    }
    case 'nothing':
      return before;
    case 'all':
      return fresh;
  }
}

/** @param hosts keys to run on: of instances that are there, were there or never will be. */
export function randomTask(random: Random, key: string, words: Vocabulary, hosts: readonly string[]): Task {
  const family = random.pick(['web', 'api', 'batch']);
  const isNamed = random.chance(0.5);
  const instance = maybe(random, 0.93, () => random.pick(hosts));
  const gpuIds = random.chance(0.05) ? ['0', '3'].slice(0, random.between(1, 2)) : [];
  return recordOf<Task>({
    key,
    cluster: random.pick(random.chance(0.001) ? words.clusters : words.taskClusters),
    instance,
    group: maybe(random, 0.92, () => random.pick(words.groups)),
    family: isNamed ? family : undefined,
    definition: isNamed ? `${family}:${random.between(1, 3)}` : undefined,
    startedBy: maybe(random, 0.3, () => `ecs-svc/${random.below(5)}`),
    launchType: maybe(random, 0.3, () => 'EC2'),
    desiredStatus: maybe(random, 0.97, () => random.pick(['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'STOPPED'])),
    lastStatus: maybe(random, 0.97, () => random.pick(['RUNNING', 'RUNNING', 'PENDING', 'PROVISIONING'])),
    cpu: random.pick(AMOUNTS),
    memory: random.pick(AMOUNTS),
    gpu: gpuIds.length,
    gpuIds,
    hostPorts: instance === undefined || random.chance(0.9) ? [] : ports(random),
  });
}

function ports(random: Random): readonly HostPort[] {
  const first = random.between(1, 65_000);
  const all: HostPort[] = [
    { port: first, protocol: 'tcp' },
    { port: first, protocol: 'udp' },
    { port: first + 1, protocol: 'tcp' },
  ];
  return all.slice(0, random.between(1, 3));
}

/** The same task with one thing changed, or nothing. */
export function changedTask(random: Random, before: Task, words: Vocabulary, hosts: readonly string[]): Task {
  const fresh = randomTask(random, before.key, words, hosts);
  switch (random.weighted({ group: 3, moved: 2, desired: 3, last: 2, nothing: 0.5, all: 1 })) {
    case 'group':
      return recordOf<Task>({ ...before, group: fresh.group });
    case 'moved':
      return recordOf<Task>({ ...before, instance: fresh.instance, hostPorts: fresh.instance ? before.hostPorts : [] });
    case 'desired':
      return { ...before, desiredStatus: before.desiredStatus === 'RUNNING' ? 'STOPPED' : 'RUNNING' };
    case 'last':
      return recordOf<Task>({ ...before, lastStatus: fresh.lastStatus });
    case 'nothing':
      return before;
    case 'all':
      return fresh;
  }
}
