/** Random histories of few records: instances with resources of every kind, and tasks that hold them. */
import fc from 'fast-check';
import type { Change } from '../../src/model/change.js';
import type { Instance, Resources, Task } from '../../src/model/records.js';

export const GROUPS = ['service:web', 'service:api', 'family:job', ''];
export const ATTRIBUTES = ['ecs.availability-zone', 'rack', 'ssd'];
export const TAGS = ['team', 'cost center'];
/** Some of which no host has. */
export const RESOURCES = ['cpu', 'memory', 'gpu', 'ports', 'ports_udp', 'fpga', 'licence', 'z'];

const CLUSTERS = ['', 'prod', 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', 'edge'];

/** Whole, exact in binary, and such that the order in which they are added shows. */
const amount = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 256, 512, 1024) },
  fc.constantFrom(0.25, 0.1, 0.2, 0.3, 102.4, 1e-7, 2.5e-7, 2 ** 31, 2 ** 53, 2 ** 53 - 1, 1e15),
  fc.double({ min: 0, max: 5_000, noNaN: true }),
);
const total = fc.oneof(fc.constantFrom(0, 4096, 8192.5, 0.3, 1e9), amount);
const left = fc.oneof(total, fc.constantFrom(-1, -0.5, 65_535, 2 ** 32 - 1));
const members = fc.uniqueArray(fc.constantFrom('GPU-1', 'GPU-2', 'GPU-3', 'a:1', ''), { maxLength: 4 });
const ports = fc.uniqueArray(fc.constantFrom('22', '53', '2376', '32768', '51678', '65535', 'x', '1e3'), {
  maxLength: 5,
});

function resources(number: fc.Arbitrary<number>): fc.Arbitrary<Resources> {
  const any = fc.oneof<fc.Arbitrary<number | string[]>[]>(number, members);
  const record = { cpu: any, memory: any, gpu: any, fpga: any, licence: any, ports, ports_udp: ports };
  return fc
    .record(record, { requiredKeys: [] })
    .map((one) => new Map(Object.entries(one) as [string, number | string[]][]));
}

const instanceKey = fc.constantFrom('i0', 'i1', 'i2', 'i3', 'i4');
const cluster: fc.Arbitrary<{ readonly cluster?: string }> = fc.constantFrom(
  ...CLUSTERS.map((name) => (name === '' ? {} : { cluster: name })),
);
const version: fc.Arbitrary<{ readonly version?: number }> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ version: fc.nat({ max: 9 }) }),
);

const instance: fc.Arbitrary<Instance> = fc
  .tuple(
    fc.record(
      {
        key: instanceKey,
        status: fc.constantFrom('ACTIVE', 'DRAINING'),
        agentConnected: fc.boolean(),
        runningTasksCount: fc.nat({ max: 3 }),
        pendingTasksCount: fc.nat({ max: 3 }),
        capacityProvider: fc.constantFrom('spot', 'on-demand'),
        dockerVersion: fc.constantFrom('17.12.0-ce', '20.10.7', 'unknown'),
        attributes: fc
          .dictionary(fc.constantFrom(...ATTRIBUTES), fc.constantFrom('a', 'b', '', null), { maxKeys: 3 })
          .map((one) => new Map(Object.entries(one))),
        tags: fc
          .dictionary(fc.constantFrom(...TAGS), fc.constantFrom('a', 'b', ''), { maxKeys: 2 })
          .map((one) => new Map(Object.entries(one))),
        registered: resources(total),
        remaining: resources(left),
      },
      { requiredKeys: ['key', 'attributes', 'tags', 'registered'], noNullPrototype: true },
    ),
    cluster,
    version,
  )
  .map((parts) => Object.assign({}, ...parts) as Instance);

const hostPort = fc.record(
  { port: fc.constantFrom(1, 80, 32_768, 65_535), protocol: fc.constantFrom('tcp' as const, 'udp' as const) },
  { noNullPrototype: true },
);

const taskKey = fc.nat({ max: 11 }).map((at) => `t${at}`);
const task: fc.Arbitrary<Task> = fc
  .tuple(
    fc.record(
      {
        key: taskKey,
        instance: instanceKey,
        group: fc.constantFrom(...GROUPS),
        family: fc.constantFrom('web', 'api'),
        definition: fc.constantFrom('web:1', 'web:2', 'api:1'),
        startedBy: fc.constantFrom('ecs-svc/1', 'me'),
        launchType: fc.constantFrom('EC2', 'FARGATE'),
        desiredStatus: fc.constantFrom('RUNNING', 'RUNNING', 'STOPPED'),
        lastStatus: fc.constantFrom('RUNNING', 'PENDING', 'STOPPED'),
        cpu: amount,
        memory: amount,
        gpu: fc.nat({ max: 3 }),
        gpuIds: fc.uniqueArray(fc.constantFrom('GPU-1', 'GPU-2', 'has ["both"] , 2[', ''), { maxLength: 3 }),
        hostPorts: fc.array(hostPort, { maxLength: 3 }),
      },
      { requiredKeys: ['key', 'cpu', 'memory', 'gpu', 'gpuIds', 'hostPorts'], noNullPrototype: true },
    ),
    cluster,
    version,
  )
  .map((parts) => Object.assign({}, ...parts) as Task);

const origin = fc.constantFrom('description' as const, 'event' as const);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('instance' as const), origin, instance }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('task' as const), origin, task }) },
  {
    weight: 2,
    arbitrary: fc.tuple(instanceKey, version).map(([key, at]): Change => ({ kind: 'instance-removed', key, ...at })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(taskKey, version, cluster)
      .map(([key, at, of]): Change => ({ kind: 'task-removed', key, ...at, ...of })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...CLUSTERS).map((of): Change => ({ kind: 'tasks-known', cluster: of })) },
);

/** Changes, many of which are about the same records. */
export function history(options: { readonly length: number }): fc.Arbitrary<Change[]> {
  return fc.array(change, { maxLength: options.length, size: 'max' });
}
