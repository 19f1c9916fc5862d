/** Random requests for placement, of every kind, in the words of the oracle but for their expressions. */
import fc from 'fast-check';
import type {
  OracleRequest,
  OracleScorer,
  OracleStrategy,
  Preference,
  SpreadStrategy,
} from '../oracle/placement-request.js';
import { CLUSTERS, cpu, DYNAMIC_PORT_RANGE, fixedPort, GROUPS, memory, protocol } from './generate-hosts.js';

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

type ConstraintText = (typeof EXPRESSIONS)[number] | 'distinctInstance';

/** A request before it is written as JSON; the oracle reads it as it is, but for its expressions. */
export type AbstractRequest = Omit<OracleRequest, 'constraints' | 'prefer' | 'scorers'> & {
  readonly constraints: readonly ConstraintText[];
  readonly prefer: readonly (Omit<Preference, 'expression'> & { readonly expression: string })[];
};

/** Scorers that the caller gives. Those that fail do so on some hosts only. */
export const SCORERS: Readonly<Record<string, OracleScorer>> = {
  crowd: ({ tasks }) => tasks.filter((task) => task.desiredStatus === 'RUNNING').length % 4,
  room: ({ free }, task) => Math.floor(((free['memory'] ?? 0) - task.memory) / 512),
  name: ({ key }) => numberOf(key) % 3,
  broken: ({ key }) => {
    if (numberOf(key) % 4 === 1) throw new Error('no score for this one');
    return numberOf(key) % 4 === 2 ? Number.NaN : numberOf(key) % 5;
  },
  fickle: fickle(),
};

function numberOf(key: string): number {
  return Number(key.replace(/\D/g, ''));
}

/** Never the same twice, but for hosts of an even number. */
function fickle(): OracleScorer {
  let calls = 0;
  return ({ key }) => (numberOf(key) % 2 === 0 ? 1 : ++calls);
}

const plainStrategy = fc.constantFrom<OracleStrategy>(
  { type: 'spread', field: 'attribute:zone' },
  { type: 'spread', field: 'attribute:ecs.availability-zone' },
  { type: 'spread', field: 'instanceId' },
  { type: 'spread', field: 'host' },
  { type: 'binpack', field: 'cpu' },
  { type: 'binpack', field: 'memory' },
  { type: 'binpack', field: 'MEMORY' },
  { type: 'random' },
);

const typicalTasks = fc.array(
  fc.record({
    cpu: fc.constantFrom(0, 128, 256, 512, 1024),
    gpu: fc.nat({ max: 3 }),
    count: fc.constantFrom(1, 2, 3, 10),
  }),
  { minLength: 1, maxLength: 4 },
);

const packing = fc.oneof(
  fc.constantFrom<OracleStrategy>(
    { type: 'binpack', field: 'dominant' },
    { type: 'binpack', field: 'bestFit' },
    { type: 'binpack', field: 'dotProduct' },
    { type: 'binpack', field: 'fragmentation' },
  ),
  typicalTasks.map((given): OracleStrategy => ({ type: 'binpack', field: 'fragmentation', typicalTasks: given })),
);

const limits = fc.oneof(
  fc.record({ maxSkew: fc.constantFrom(1, 1, 2, 5) }),
  fc.record({ maxPerBucket: fc.constantFrom(1, 2, 3, 8) }),
  fc.record({ maxSkew: fc.constantFrom(1, 2), maxPerBucket: fc.constantFrom(1, 2, 3) }),
);

const weight = fc.constantFrom(1, 2, 3, 0.2, 0.8, 80);
const targets = fc.oneof(
  fc.record({ a: weight, b: weight, c: weight }, { requiredKeys: ['a'] }),
  fc.record({ prod: weight, '': weight, nowhere: weight }, { requiredKeys: ['prod'] }),
);

const limitedSpread = fc
  .tuple(fc.constantFrom('attribute:zone', 'attribute:zone', 'attribute:ecs.availability-zone', 'instanceId'), limits)
  .map(([field, given]): SpreadStrategy => ({ type: 'spread', field, ...given }));
const weightedSpread = fc
  .tuple(fc.constantFrom('attribute:zone', 'attribute:ecs.availability-zone', 'attribute:stack'), targets)
  .map(([field, given]): SpreadStrategy => ({ type: 'spread', field, targets: given }));
const fullSpread = fc.tuple(weightedSpread, limits).map(([spread, given]): SpreadStrategy => ({ ...spread, ...given }));

const scorer = fc
  .constantFrom('crowd', 'room', 'name', 'broken', 'fickle')
  .map((field): OracleStrategy => ({ type: 'scorer', field }));

const strategy = fc.oneof(
  { weight: 8, arbitrary: plainStrategy },
  { weight: 5, arbitrary: packing },
  { weight: 3, arbitrary: limitedSpread },
  { weight: 2, arbitrary: weightedSpread },
  { weight: 1, arbitrary: fullSpread },
  { weight: 2, arbitrary: scorer },
);

const preference = fc.record({
  expression: fc.constantFrom(...EXPRESSIONS),
  weight: fc.constantFrom(-100, -1, 0, 1, 10, 50, 0.5),
});

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

const constraints: fc.Arbitrary<readonly ConstraintText[]> = fc.oneof(
  fc.constant([]),
  fc.array(fc.constantFrom(...EXPRESSIONS, 'distinctInstance' as const), { maxLength: 2, size: 'max' }),
);

const anyNeed = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 4, arbitrary: onePart },
  { weight: 1, arbitrary: need },
);

const seed = fc.nat({ max: 1000 });
const group = fc.constantFrom(...GROUPS, undefined);

/** Requests of what Amazon ECS knows. */
export const requests: fc.Arbitrary<AbstractRequest> = fc.record({
  need: anyNeed,
  count: fc.oneof(fc.nat({ max: 2 }), fc.integer({ min: 3, max: 9 })),
  group,
  cluster: fc.constantFrom(CLUSTERS[0], CLUSTERS[0], CLUSTERS[1]),
  constraints,
  strategies: fc.array(plainStrategy, { maxLength: 3, size: 'max' }),
  prefer: fc.constant([]),
  priority: fc.constant(0),
  gang: fc.boolean(),
  seed,
  dynamicPortRange: fc.constant(DYNAMIC_PORT_RANGE),
});

/** Where the preferences stand: nowhere, or at the place that the number says. */
function withPrefer(strategies: readonly OracleStrategy[], place: number): readonly OracleStrategy[] {
  if (place > strategies.length) return strategies;
  return [...strategies.slice(0, place), { type: 'prefer' }, ...strategies.slice(place)];
}

function requestsOf(
  need: fc.Arbitrary<AbstractRequest['need']>,
  count: fc.Arbitrary<number>,
  gang: fc.Arbitrary<boolean>,
): fc.Arbitrary<AbstractRequest> {
  const order = fc
    .tuple(
      fc.array(strategy, { maxLength: 4, size: 'max' }),
      fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(preference, { minLength: 1, maxLength: 3 })),
      fc.nat({ max: 8 }),
    )
    .map(([strategies, prefer, place]) => ({
      strategies: prefer.length === 0 ? strategies : withPrefer(strategies, place),
      prefer,
    }));
  const rest = fc.record({
    need,
    count,
    group,
    cluster: fc.constantFrom(CLUSTERS[0], CLUSTERS[0], CLUSTERS[1]),
    constraints,
    priority: fc.constantFrom(0, 0, 0, 1, -1, 2.5),
    gang,
    seed,
    dynamicPortRange: fc.constant(DYNAMIC_PORT_RANGE),
  });
  return fc.tuple(rest, order).map(([request, ordered]) => ({ ...request, ...ordered }));
}

/** Requests of every kind, for crowded clusters. */
export const allRequests = requestsOf(
  anyNeed,
  fc.oneof(fc.nat({ max: 2 }), fc.integer({ min: 3, max: 12 })),
  fc.constantFrom(false, false, true),
);

/** Plain needs many times over, for large clusters. */
export const manyTasks = requestsOf(
  fc.oneof({ weight: 5, arbitrary: plain }, { weight: 2, arbitrary: onePart }),
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 5, max: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 300 }) },
  ),
  fc.constantFrom(false, false, false, false, true),
);
