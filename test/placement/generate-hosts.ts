/** Random clusters for placement: small, crowded, and full of the cases where hosts run out of something. */
import fc from 'fast-check';
import type { HostSpec, TaskSpec } from './fleet.js';

export const CLUSTERS = ['arn:aws:ecs:eu-west-1:111122223333:cluster/blue', 'green'] as const;
export const DYNAMIC_PORT_RANGE = [9_000, 9_004] as const;

export const GROUPS = ['service:web', 'service:api', 'family:job', 'batch'] as const;
const DEVICES = ['GPU-c', 'GPU-a', 'GPU-b'] as const;
export const protocol = fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const);
export const fixedPort = fc.constantFrom(80, 443, 9_000, 9_001);

/** Tenths among them: amounts that a sum of doubles does not meet exactly. */
export const cpu = fc.constantFrom(0, 128, 128, 256, 512, 102.4);
export const memory = fc.constantFrom(0, 128, 128, 256, 512, 768);

export const task: fc.Arbitrary<TaskSpec> = fc.record(
  {
    group: fc.constantFrom(...GROUPS),
    cpu,
    memory,
    gpu: fc.constantFrom(0, 0, 1),
    gpuIds: fc.subarray([...DEVICES], { maxLength: 1 }),
    hostPorts: fc.array(fc.record({ port: fixedPort, protocol }), { maxLength: 2 }),
    desiredStatus: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'STOPPED'),
    lastStatus: fc.constantFrom('RUNNING', 'PENDING', 'STOPPED'),
  },
  { requiredKeys: ['desiredStatus', 'lastStatus'] },
);

const remaining = fc.record(
  {
    cpu: fc.constantFrom(-128, 0, 256, 512, 1024, 307.2),
    memory: fc.constantFrom(0, 512, 1024, 2048),
    gpu: fc.oneof(fc.shuffledSubarray([...DEVICES]), fc.nat({ max: 3 })),
    ports: fc.subarray(['22', '80', '9000', '9002']),
    ports_udp: fc.subarray(['443', '9001']),
    licence: fc.subarray(['l1', 'l2', 'l3']),
    bandwidth: fc.constantFrom(0, 0.3, 1),
  },
  { requiredKeys: [] },
);

function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 10, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
}

export const host = fc.record(
  {
    status: mostly('ACTIVE', 'DRAINING', undefined),
    agentConnected: mostly(true, false, undefined),
    cluster: mostly<string>(CLUSTERS[0], CLUSTERS[1]),
    cpu: fc.constantFrom(512, 1024, 2048),
    memory: fc.constantFrom(1024, 2048, 4096),
    gpu: fc.oneof(fc.constant(DEVICES), fc.nat({ max: 3 })),
    ports: fc.constant(['22', '9003'] as const),
    resources: fc.record(
      { licence: fc.constant(['l1', 'l2', 'l3']), bandwidth: fc.constantFrom(0.3, 1) },
      { requiredKeys: [] },
    ),
    remaining,
    attributes: fc.dictionary(
      fc.constantFrom('stack', 'zone', 'ecs.availability-zone'),
      fc.constantFrom('prod', 'a', 'b', '', null),
      { maxKeys: 3 },
    ),
    runningTasksCount: fc.nat({ max: 4 }),
    tasks: fc.array(task, { maxLength: 2 }),
  },
  { requiredKeys: ['status', 'agentConnected', 'cluster', 'tasks'] },
);

/** Hosts by key. Half the clusters have no task at all, so that instances count for themselves. */
export const hosts: fc.Arbitrary<Readonly<Record<string, HostSpec>>> = fc
  .tuple(
    fc.array(host, { minLength: 2, maxLength: 7, size: 'max' }),
    fc.boolean(),
    fc.infiniteStream(fc.nat({ max: 99 })),
  )
  .map(([list, bare, numbers]) => {
    const keyed: Record<string, HostSpec> = {};
    for (const spec of list) {
      const { value = 0 } = numbers.next() as { value?: number };
      // Keys that a naive sort by number or by locale would order otherwise.
      keyed[`${value % 2 === 0 ? 'i' : 'I'}-${value}`] = bare ? { ...spec, tasks: [] } : spec;
    }
    return keyed;
  });

interface Shape {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number | readonly string[];
  /** Tasks on each host, from none up to so many. */
  readonly tasks: number;
  readonly reportsFree: boolean;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  cpu: fc.constantFrom(1024, 2048, 4096),
  memory: fc.constantFrom(2048, 4096, 8192),
  gpu: fc.constantFrom(0, 0, DEVICES, 4),
  tasks: fc.constantFrom(0, 0, 1, 8),
  reportsFree: fc.boolean(),
});

/**
 * More hosts than one machine word has bits, of few shapes, over three zones: many ties, and an order that changes a little with each
 * task. Every host differs by its number only, so that a failure is told by few numbers.
 */
export const largeClusters: fc.Arbitrary<Readonly<Record<string, HostSpec>>> = fc
  .record({
    size: fc.integer({ min: 20, max: 80 }),
    shapes: fc.array(shape, { minLength: 1, maxLength: 3 }),
    stride: fc.constantFrom(1, 7, 31, 37),
  })
  .map(({ size, shapes, stride }) => {
    const keyed: Record<string, HostSpec> = {};
    for (let i = 0; i < size; i++) keyed[`h-${(i * stride) % 101}`] = largeHost(i, shapes[i % shapes.length] as Shape);
    return keyed;
  });

function largeHost(number: number, { cpu: units, memory: amount, gpu, tasks, reportsFree }: Shape): HostSpec {
  const zone = ['a', 'b', 'c'][(number * 5) % 3] as string;
  return {
    cluster: CLUSTERS[0],
    ...(number % 17 === 16 ? { status: 'DRAINING' } : {}),
    ...(number % 29 === 28 ? { agentConnected: false } : {}),
    cpu: units,
    memory: amount,
    gpu,
    ports: ['22', '9003'],
    resources: { bandwidth: 1, licence: ['l1', 'l2', 'l3'] },
    ...(reportsFree ? { remaining: { cpu: units - (number % 4) * 128, memory: amount - (number % 2) * 512 } } : {}),
    attributes: {
      'ecs.availability-zone': zone,
      ...(number % 11 === 10 ? {} : { zone }),
      ...(number % 3 === 0 ? { stack: 'prod' } : {}),
    },
    tasks: Array.from({ length: tasks === 0 ? 0 : (number * 3) % (tasks + 1) }, (_, index) =>
      largeTask(number + index),
    ),
  };
}

function largeTask(number: number): TaskSpec {
  return {
    group: GROUPS[number % GROUPS.length] as string,
    cpu: [64, 128, 128, 256][number % 4] as number,
    memory: [128, 128, 512][number % 3] as number,
    gpu: number % 7 === 0 ? 1 : 0,
    desiredStatus: number % 13 === 0 ? 'STOPPED' : 'RUNNING',
    lastStatus: number % 19 === 0 ? 'STOPPED' : 'RUNNING',
  };
}
