import fc from 'fast-check';
import { countBy, groupBy, isEqual, sortBy, sumBy } from 'lodash-es';
import { describe, expect, test } from 'vitest';
import { holdsResources, type Instance, type Resources, type Task } from '../../src/model/records.js';
import { readSource, sourceReader } from '../../src/sources/source.js';
import { type FleetOptions, type FleetPage, generateFleet } from '../../src/sources/synthetic.js';
import { instancesOf, tasksOf } from './support.js';

const RESERVED = ['22', '2375', '2376', '51678', '51679', '51680'];

interface Fleet {
  readonly instances: readonly Instance[];
  readonly tasks: readonly Task[];
}

/** Through text, as a user reads what `generate` wrote. */
function fleet(options: FleetOptions): Fleet {
  const pages: unknown = JSON.parse(JSON.stringify([...generateFleet(options)]));
  const batch = readSource(pages);
  expect(batch.rejected).toEqual([]);
  return { instances: instancesOf(batch), tasks: tasksOf(batch) };
}

function valuesOf<T>(records: readonly T[], value: (record: T) => string | null | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) {
    const found = value(record);
    if (found !== null && found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return counts;
}

const attribute = (name: string) => (instance: Instance) => instance.attributes.get(name);

/** What remains of every host is what its tasks leave; no port or GPU is taken twice. */
function expectThatTasksFit({ instances, tasks }: Fleet): void {
  const held = tasks.filter((task) => holdsResources(task) && task.instance !== undefined);
  const byInstance = groupBy(held, (task) => task.instance);
  const keys = new Set(instances.map((instance) => instance.key));
  expect(Object.keys(byInstance).filter((key) => !keys.has(key))).toEqual([]);
  for (const instance of instances) expectThatItHolds(instance, byInstance[instance.key] ?? []);
}

function expectThatItHolds({ registered, remaining }: Instance, tasks: readonly Task[]): void {
  for (const name of ['cpu', 'memory'] as const) {
    const left = (registered.get(name) as number) - sumBy(tasks, name);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(remaining?.get(name)).toBe(left);
  }
  for (const [name, protocol] of [
    ['ports', 'tcp'],
    ['ports_udp', 'udp'],
  ] as const) {
    const bound = tasks.flatMap((task) => task.hostPorts.filter((port) => port.protocol === protocol));
    const inUse = [...setOf(registered, name), ...bound.map(({ port }) => String(port))];
    expect(new Set(inUse).size).toBe(inUse.length);
    expect(setOf(remaining, name).toSorted()).toEqual(inUse.sort());
  }
  const gpuIds = [...tasks.flatMap((task) => task.gpuIds), ...setOf(remaining, 'gpu')];
  expect(gpuIds.sort()).toEqual(setOf(registered, 'gpu').toSorted());
}

function setOf(resources: Resources | undefined, name: string): readonly string[] {
  return (resources?.get(name) ?? []) as readonly string[];
}

describe('a generated fleet', () => {
  const options = { instances: 1000, tasks: 10_000, seed: 1 };
  const pages = [...generateFleet(options)];
  const { instances, tasks } = fleet(options);
  const records = (page: FleetPage) => ('tasks' in page ? page.tasks : page.containerInstances);

  test('has as many instances and tasks as asked for, each with a key of its own', () => {
    expect([instances.length, tasks.length]).toEqual([1000, 10_000]);
    expect(new Set([...instances, ...tasks].map((record) => record.key)).size).toBe(11_000);
  });

  test('comes in pages of at most a hundred, each of instances before those of the tasks on them', () => {
    expect(pages.every((page) => records(page).length <= 100)).toBe(true);
    const seen = new Set<unknown>();
    for (const any of pages) {
      if ('containerInstances' in any)
        for (const record of any.containerInstances) seen.add(record['containerInstanceArn']);
      else expect(any.tasks.every((record) => seen.has(record['containerInstanceArn']))).toBe(true);
    }
    expect(pages.filter((any) => 'containerInstances' in any)).toHaveLength(10);
    expect(pages.every((any) => any.failures.length === 0)).toBe(true);
  });

  test('has hosts that hold their tasks', () => {
    expectThatTasksFit({ instances, tasks });
    expect(tasks.filter((task) => task.instance === undefined)).toEqual([]);
    expect(instances.every((instance) => isEqual(setOf(instance.registered, 'ports'), RESERVED))).toBe(true);
  });

  test('is as varied as a real one', () => {
    const distinct = (name: string) => valuesOf(instances, attribute(name)).size;
    expect(distinct('ecs.availability-zone')).toBe(6);
    expect(distinct('ecs.instance-type')).toBeGreaterThan(50);
    expect(distinct('ecs.instance-type')).toBeLessThanOrEqual(60);
    expect(distinct('ecs.ami-id')).toBeGreaterThan(15);
    expect(distinct('ecs.ami-id')).toBeLessThanOrEqual(20);
    expect(distinct('stack')).toBe(10);
    expect(distinct('ecs.vpc-id')).toBe(1);
    expect(distinct('ecs.subnet-id')).toBe(6);
    expect([...valuesOf(instances, attribute('ecs.cpu-architecture')).keys()].sort()).toEqual(['arm64', 'x86_64']);
    expect([...valuesOf(instances, attribute('ecs.os-type')).keys()].sort()).toEqual(['linux', 'windows']);
    expect(valuesOf(tasks, (task) => task.group).size).toBeGreaterThan(400);
    expect([...valuesOf(tasks, (task) => task.lastStatus).keys()].sort()).toEqual([
      'PENDING',
      'RUNNING',
      'STOPPED',
      'STOPPING',
    ]);
    expect(tasks.some((task) => task.hostPorts.some((port) => port.protocol === 'udp'))).toBe(true);
    expect(tasks.some((task) => task.gpu > 0)).toBe(true);
    expect(valuesOf(instances, (instance) => instance.agentVersion).size).toBeGreaterThan(5);
    expect(valuesOf(instances, (instance) => instance.capacityProvider).size).toBeGreaterThan(10);
  });

  test('has twenty sparse attributes, each on a tenth of the instances, some without a value', () => {
    const counts = valuesOf(
      instances.flatMap((instance) => [...instance.attributes.keys()]),
      (name) => name,
    );
    const sparse = [...counts].filter(([, count]) => count < 200);
    expect(sparse).toHaveLength(20);
    expect(sparse.every(([, count]) => count > 50)).toBe(true);
    expect(new Set(sparse.map(([name]) => instances.some((one) => one.attributes.get(name) === null)))).toEqual(
      new Set([true, false]),
    );
  });

  test('has a few hosts that drain or are disconnected', () => {
    const draining = instances.filter((instance) => instance.status === 'DRAINING').length;
    const disconnected = instances.filter((instance) => instance.agentConnected === false).length;
    expect(draining).toBeGreaterThan(5);
    expect(draining).toBeLessThan(50);
    expect(disconnected).toBeGreaterThan(2);
    expect(disconnected).toBeLessThan(30);
  });

  test('was registered over years, and nothing in it happens before that', () => {
    const years = valuesOf(instances, (instance) =>
      new Date(instance.registeredAt as number).toISOString().slice(0, 4),
    );
    expect([...years.keys()].sort()).toEqual(['2021', '2022', '2023', '2024']);
  });

  test('says itself how many tasks run and wait', () => {
    const byInstance = groupBy(tasks, (task) => task.instance);
    for (const { key, runningTasksCount, pendingTasksCount } of instances) {
      const counts = countBy(byInstance[key] ?? [], (task) => task.lastStatus);
      expect([runningTasksCount, pendingTasksCount]).toEqual([counts['RUNNING'] ?? 0, counts['PENDING'] ?? 0]);
    }
  });

  test('is one cluster, the same for instances and tasks', () => {
    const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/synthetic';
    expect(new Set([...instances, ...tasks].map((record) => record.cluster))).toEqual(new Set([cluster]));
  });
});

describe('the same numbers and seed', () => {
  const text = (options: FleetOptions) => JSON.stringify([...generateFleet(options)]);
  const options = { instances: 30, tasks: 200, seed: 7 };

  test('give the same fleet, also from one iterable twice', () => {
    const pages = generateFleet(options);
    expect(JSON.stringify([...pages])).toBe(text(options));
    expect(JSON.stringify([...pages])).toBe(text(options));
  });

  test('give the same on every machine and in every version of Node', () => {
    const { instances, tasks } = fleet({ instances: 1, tasks: 1, seed: 1 });
    expect(instances[0]?.key).toMatch(/f1052646cc3bcc7be8d6a75ded9d2db2$/);
    expect(instances[0]?.registeredAt).toBe(Date.UTC(2024, 7, 17, 3, 6, 42, 30));
    expect(tasks[0]?.group).toBe('service:search-api');
  });

  test('and another seed gives another, however close or great', () => {
    const seeds = [
      7,
      8,
      -7,
      7 + 2 ** 4,
      7 + 2 ** 16,
      7 + 2 ** 31,
      7 + 2 ** 32,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ];
    expect(new Set(seeds.map((seed) => text({ ...options, seed }))).size).toBe(seeds.length);
  });

  test('and another page size gives the same records', () => {
    for (const pageSize of [1, 7, 1000]) {
      const other = fleet({ ...options, pageSize });
      const same = fleet(options);
      const sorted = (records: readonly (Instance | Task)[]) => sortBy(records, (record) => record.key);
      expect(sorted(other.instances)).toEqual(sorted(same.instances));
      expect(sorted(other.tasks)).toEqual(sorted(same.tasks));
    }
  });
});

describe('any numbers', () => {
  test('give a fleet of so many, in which the tasks fit', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(600), fc.maxSafeInteger(), (hosts, count, seed) => {
        const generated = fleet({ instances: hosts, tasks: count, seed });
        expect([generated.instances.length, generated.tasks.length]).toEqual([hosts, count]);
        expectThatTasksFit(generated);
      }),
      { numRuns: 40 },
    );
  });

  test('of tasks that no host has room for run on Fargate', () => {
    const { instances, tasks } = fleet({ instances: 2, tasks: 5000, seed: 3 });
    expectThatTasksFit({ instances, tasks });
    const fargate = tasks.filter((task) => task.instance === undefined);
    expect(fargate.length).toBeGreaterThan(1000);
    expect(fargate.length).toBeLessThan(5000);
    expect(new Set(fargate.map((task) => task.launchType))).toEqual(new Set(['FARGATE']));
    expect(fleet({ instances: 0, tasks: 250, seed: 3 }).tasks).toHaveLength(250);
    expect([...generateFleet({ instances: 0, tasks: 0, seed: 3 })]).toEqual([]);
  });

  test.each<[string, string, string | undefined, string]>([
    ['by name', 'prod', undefined, 'arn:aws:ecs:us-east-1:123456789012:cluster/prod'],
    ['by ARN', 'arn:aws-cn:ecs:cn-north-1:42:cluster/prod', 'cn-north-1a', 'arn:aws-cn:ecs:cn-north-1:42:cluster/prod'],
  ])('in a cluster given %s', (_, cluster, zone, expected) => {
    const { instances, tasks } = fleet({ instances: 100, tasks: 100, seed: 1, cluster });
    expect(new Set([...instances, ...tasks].map((record) => record.cluster))).toEqual(new Set([expected]));
    if (zone !== undefined) expect(valuesOf(instances, attribute('ecs.availability-zone')).has(zone)).toBe(true);
  });

  test.each<[Partial<FleetOptions>, string, string]>([
    [{ instances: -1 }, '$.instances', 'instances has to be a whole number, 0 or more, not -1'],
    [{ tasks: 1.5 }, '$.tasks', 'tasks has to be a whole number, 0 or more, not 1.5'],
    [{ pageSize: 0 }, '$.pageSize', 'pageSize has to be a whole number, 1 or more, not 0'],
    [{ seed: Number.NaN }, '$.seed', 'seed has to be a whole number, not NaN'],
  ])('that are none are refused at once: %j', (wrong, path, message) => {
    expect(() => generateFleet({ instances: 1, tasks: 1, seed: 1, ...wrong })).toThrow(
      expect.objectContaining({ code: 'usage', path, message }),
    );
  });
});

test('pages are made as they are asked for', () => {
  const [first] = generateFleet({ instances: 1_000_000, tasks: 0, seed: 1, pageSize: 2 });
  expect(first).toMatchObject({ containerInstances: [{}, {}] });
  const read = sourceReader();
  expect(instancesOf(read(first))).toHaveLength(2);
});
