/** Random clusters and requests for placement: small, crowded, and full of the cases where hosts run out of something. */
import fc from 'fast-check';
import type { OracleRequest, OracleStrategy } from '../oracle/placement-feasibility.js';
import type { HostSpec, TaskSpec } from './fleet.js';

export const CLUSTERS = ['arn:aws:ecs:eu-west-1:111122223333:cluster/blue', 'green'] as const;
export const DYNAMIC_PORT_RANGE = [9_000, 9_004] as const;

const GROUPS = ['service:web', 'service:api', 'family:job', 'batch'] as const;
const DEVICES = ['GPU-c', 'GPU-a', 'GPU-b'] as const;
const protocol = fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const);
const fixedPort = fc.constantFrom(80, 443, 9_000, 9_001);

/** Tenths among them: amounts that a sum of doubles does not meet exactly. */
const cpu = fc.constantFrom(0, 128, 128, 256, 512, 102.4);
const memory = fc.constantFrom(0, 128, 128, 256, 512, 768);

const EXPRESSIONS = [
  'attribute:stack == prod',
  'attribute:stack != prod',
  'attribute:zone in [a, b] and attribute:stack exists',
  'not(task:group == service:web)',
  'task:group == service:api',
  'task:group == service:web or attribute:stack !exists',
  'runningTasksCount < 3',
  'runningTasksCount <= 4',
  'runningTasksCount != 6',
  'runningTasksCount < 2 or runningTasksCount > 4',
  'runningTasksCount != 3 and (task:group !~ "service:.*" or attribute:zone == a)',
  '*',
] as const;

export const CONSTRAINTS = [...EXPRESSIONS, 'distinctInstance'] as const;

const task: fc.Arbitrary<TaskSpec> = fc.record(
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

const host = fc.record(
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

const strategy = fc.constantFrom<OracleStrategy>(
  { type: 'spread', field: 'attribute:zone' },
  { type: 'spread', field: 'attribute:ecs.availability-zone' },
  { type: 'spread', field: 'instanceId' },
  { type: 'spread', field: 'host' },
  { type: 'binpack', field: 'cpu' },
  { type: 'binpack', field: 'memory' },
  { type: 'binpack', field: 'MEMORY' },
  { type: 'random' },
);

/** A request before it is written as JSON; the oracle reads it as it is, but for its constraints. */
export type AbstractRequest = Omit<OracleRequest, 'constraints'> & {
  readonly constraints: readonly (typeof CONSTRAINTS)[number][];
};

const need = fc.record({
  cpu,
  memory,
  gpu: fc.constantFrom(1, 1, 2, 'ALL' as const),
  ports: fc.uniqueArray(fc.record({ hostPort: fc.oneof(fc.constant(0), fc.constant(0), fixedPort), protocol }), {
    maxLength: 3,
    size: 'max',
    selector: ({ hostPort, protocol: kind }) => (hostPort === 0 ? {} : `${hostPort}/${kind}`),
  }),
  attributes: fc.uniqueArray(
    fc.oneof(
      fc.record({ name: fc.constantFrom('stack', 'zone') }),
      fc.record({ name: fc.constantFrom('stack', 'zone'), value: fc.constantFrom('prod', 'a') }),
    ),
    { maxLength: 1, selector: ({ name }) => name },
  ),
  resources: fc.record(
    {
      licence: fc.oneof(fc.nat({ max: 2 }), fc.subarray(['l1', 'l2'], { minLength: 1 })),
      bandwidth: fc.constant(0.1),
    },
    { requiredKeys: [] },
  ),
});

/** Most needs are plain ones, or of one kind only: a task that asks for everything fits nowhere. */
const plain = need.map(({ cpu: units, memory: amount }) => ({
  cpu: units,
  memory: amount,
  gpu: 0,
  ports: [],
  attributes: [],
  resources: {},
}));
const onePart = need.chain((full) =>
  fc.constantFrom('gpu', 'ports', 'ports', 'attributes', 'resources').map((part) => ({
    ...full,
    ...(part === 'ports' ? { cpu: 0, memory: 0 } : {}),
    ...(part === 'gpu' ? {} : { gpu: 0 }),
    ...(part === 'ports' ? {} : { ports: [] }),
    ...(part === 'attributes' ? {} : { attributes: [] }),
    ...(part === 'resources' ? {} : { resources: {} }),
  })),
);

export const requests: fc.Arbitrary<AbstractRequest> = fc.record({
  need: fc.oneof({ weight: 4, arbitrary: plain }, { weight: 4, arbitrary: onePart }, { weight: 1, arbitrary: need }),
  count: fc.oneof(fc.nat({ max: 2 }), fc.integer({ min: 3, max: 9 })),
  group: fc.constantFrom(...GROUPS, undefined),
  cluster: fc.constantFrom(CLUSTERS[0], CLUSTERS[0], CLUSTERS[1]),
  constraints: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom(...CONSTRAINTS, 'distinctInstance' as const), { maxLength: 2, size: 'max' }),
  ),
  strategies: fc.array(strategy, { maxLength: 3, size: 'max' }),
  gang: fc.boolean(),
  seed: fc.nat({ max: 1000 }),
  dynamicPortRange: fc.constant(DYNAMIC_PORT_RANGE),
});

/** The request as its author would write it, with a task definition or without. */
export function writeRequest(request: AbstractRequest, form: 'short' | 'full'): object {
  const { count, group, cluster, constraints, strategies, gang, seed } = request;
  return {
    ...(form === 'full' ? writeFull(request) : writeShort(request)),
    count,
    cluster: cluster.startsWith('arn:') && seed % 2 === 0 ? 'blue' : cluster,
    ...(group === undefined ? {} : { group }),
    placementConstraints: (form === 'full' ? constraints.slice(memberOfs(request).length) : constraints).map(
      writeConstraint,
    ),
    placementStrategy: strategies,
    mode: gang ? 'all-or-nothing' : 'partial',
    seed,
  };
}

function writeConstraint(constraint: (typeof CONSTRAINTS)[number]): object {
  return constraint === 'distinctInstance' ? { type: constraint } : { type: 'memberOf', expression: constraint };
}

/** Those at the front, which a task definition may hold. */
function memberOfs({ constraints }: AbstractRequest): readonly string[] {
  const end = constraints.indexOf('distinctInstance');
  return end < 0 ? constraints : constraints.slice(0, end);
}

function writeShort({
  need: { cpu: units, memory: amount, gpu, ports, attributes, resources },
}: AbstractRequest): object {
  return {
    cpu: units,
    memory: amount,
    gpu,
    ports: ports.map((port) => (port.protocol === 'tcp' ? port.hostPort : port)),
    attributes,
    resources,
  };
}

/** Two containers: what the task needs is spread over them. A task definition cannot ask for other resources by name. */
function writeFull(request: AbstractRequest): object {
  const { cpu: units, memory: amount, gpu, ports, attributes } = request.need;
  const portMappings = ports.map((port, index) => ({ ...port, containerPort: 8_000 + index }));
  const requirement = { type: 'GPU', value: String(gpu) };
  return {
    taskDefinition: {
      containerDefinitions: [
        {
          name: 'main',
          image: 'main',
          cpu: units / 2,
          memory: 9_999,
          memoryReservation: amount,
          portMappings: portMappings.slice(0, 1),
        },
        {
          name: 'side',
          image: 'side',
          cpu: units / 2,
          portMappings: portMappings.slice(1),
          resourceRequirements: gpu === 0 ? [] : [requirement],
        },
      ],
      requiresAttributes: attributes,
      placementConstraints: memberOfs(request).map((expression) => ({ type: 'memberOf', expression })),
    },
  };
}
