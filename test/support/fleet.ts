/** Random fleets in the form of ECS `describe-*` output, and random messages about them. */
import fc from 'fast-check';
import type { AttributeJson, FleetJson, InstanceJson, Message, TaskJson } from '../oracle/query-fleet.js';
import { ATTRIBUTE_NAMES, EC2_INSTANCE_IDS, GROUPS, INSTANTS, ODD_VERSIONS, TEXTS, VERSIONS } from './vocabulary.js';

/**
 * Places of records. Three clusters are named (two of one name in two regions), one is the unnamed cluster: its instances
 * and tasks have the old form of ARN and nothing names their cluster.
 */
const CLUSTERS = [
  { prefix: 'arn:aws:ecs:eu-west-1:111122223333', name: 'prod' },
  { prefix: 'arn:aws:ecs:us-east-1:111122223333', name: 'prod' },
  { prefix: 'arn:aws-cn:ecs:cn-north-1:111122223333', name: 'edge' },
  { prefix: 'arn:aws:ecs:eu-west-1:111122223333', name: undefined },
] as const;

const place = fc.constantFrom(...CLUSTERS);

/** The record's ARN, and the cluster's ARN where the record carries it. */
function arnOf(kind: 'container-instance' | 'task', at: (typeof CLUSTERS)[number], id: number, told: boolean) {
  const name = `${id.toString(16).padStart(4, '0')}`;
  if (at.name === undefined) return { arn: `${at.prefix}:${kind}/${name}` };
  const clusterArn = `${at.prefix}:cluster/${at.name}`;
  const arn = `${at.prefix}:${kind}/${at.name}/${name}`;
  return told ? { arn, clusterArn } : { arn };
}

const attributes = fc.uniqueArray(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ name: fc.constantFrom(...ATTRIBUTE_NAMES), value: fc.constantFrom(...TEXTS) }),
    },
    { weight: 1, arbitrary: fc.record({ name: fc.constantFrom(...ATTRIBUTE_NAMES) }) },
  ),
  { selector: (attribute: AttributeJson) => attribute.name, maxLength: ATTRIBUTE_NAMES.length },
);

/** The same instants as text, as seconds since 1970, and as `Date`. */
const registeredAt = fc.oneof(
  fc.constantFrom(...INSTANTS),
  fc.constantFrom(1_529_360_908, 1_529_360_908.5, 1_529_360_908.123456, 1_529_280_000, 0, -1),
  fc.constantFrom(new Date('2018-06-18T22:28:28Z'), new Date('2018-06-18T22:28:28.123Z')),
);

const version = fc.constantFrom(...VERSIONS, ...ODD_VERSIONS);
const count = fc.constantFrom(0, 0, 1, 2, 3, 5);

/** What an instance says about itself beside its name. */
const instanceContent = fc.record(
  {
    ec2InstanceId: fc.constantFrom(...EC2_INSTANCE_IDS),
    versionInfo: fc.record(
      { agentVersion: version, dockerVersion: fc.constant('DockerVersion: 24.0.5') },
      { requiredKeys: [] },
    ),
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'DRAINING', 'REGISTERING', 'INACTIVE'),
    agentConnected: fc.boolean(),
    runningTasksCount: count,
    pendingTasksCount: count,
    registeredAt,
    attributes,
  },
  { requiredKeys: [] },
);

/** What a task says about itself beside its name and its place. */
const taskContent = fc.record(
  {
    group: fc.constantFrom(...GROUPS),
    desiredStatus: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'STOPPED'),
    lastStatus: fc.constantFrom('RUNNING', 'RUNNING', 'PENDING', 'PROVISIONING', 'STOPPED'),
  },
  { requiredKeys: ['desiredStatus', 'lastStatus'] },
);

const id = fc.nat({ max: 40 });

/** Which record: a place and a number. */
interface Name {
  readonly at: (typeof CLUSTERS)[number];
  readonly id: number;
}

const name: fc.Arbitrary<Name> = fc.record({ at: place, id });
/** Of these there are so few that a history often speaks of the same one. */
const busyName: fc.Arbitrary<Name> = fc.record({
  at: fc.constantFrom(CLUSTERS[0], CLUSTERS[3]),
  id: fc.nat({ max: 2 }),
});

function instanceNamed({ at, id: number }: Name): fc.Arbitrary<InstanceJson> {
  return fc.tuple(instanceContent, fc.boolean()).map(([content, told]) => {
    const { arn, ...cluster } = arnOf('container-instance', at, number, told);
    return { containerInstanceArn: arn, ...cluster, ...content };
  });
}

/** A task of the place, on one of the place's hosts (which may not be loaded), or on none (Fargate). */
function taskNamed({ at, id: number }: Name): fc.Arbitrary<TaskJson> {
  const host = fc.option(id, { nil: undefined, freq: 6 });
  return fc.tuple(taskContent, fc.boolean(), host).map(([content, told, on]) => {
    const { arn, ...cluster } = arnOf('task', at, number, told);
    const instance = on === undefined ? {} : { containerInstanceArn: arnOf('container-instance', at, on, told).arn };
    return { taskArn: arn, ...cluster, ...instance, ...content };
  });
}

/** A fleet as it is described: each record once, some clusters with tasks and some without. */
export function fleet(options: { readonly instances: number; readonly tasks: number }): fc.Arbitrary<FleetJson> {
  const key = ({ at, id: number }: Name): string => `${at.prefix}/${at.name}/${number}`;
  const some = (length: number) => fc.uniqueArray(name, { selector: key, maxLength: length, size: 'max' });
  const silent = fc.subarray([...CLUSTERS]);
  return fc.tuple(some(options.instances), some(options.tasks), silent).chain(([instances, tasks, without]) =>
    fc.record({
      instances: all(instances.map(instanceNamed)),
      tasks: all(tasks.filter(({ at }) => !without.includes(at)).map(taskNamed)),
    }),
  );
}

function all<T>(arbitraries: readonly fc.Arbitrary<T>[]): fc.Arbitrary<readonly T[]> {
  return fc.tuple(...arbitraries);
}

/** As the two commands print it. */
export function describeOutput(described: FleetJson): readonly object[] {
  return [
    { containerInstances: described.instances, failures: [] },
    { tasks: described.tasks, failures: [] },
  ];
}

/** Of several histories about the same records, what they say: versioned, with each version of a record said in one way. */
export function messages(options: { readonly length: number }): fc.Arbitrary<readonly Message[]> {
  const origin = fc.constantFrom('event' as const, 'event' as const, 'description' as const);
  const about = fc.oneof(
    fc
      .tuple(
        origin,
        busyName.chain((which) => instanceNamed(which)),
      )
      .map(([from, instance]): Message => ({ origin: from, instance })),
    fc
      .tuple(
        origin,
        busyName.chain((which) => taskNamed(which)),
      )
      .map(([from, task]): Message => ({ origin: from, task })),
  );
  return fc
    .array(fc.tuple(about, fc.integer({ min: 1, max: 6 })), { maxLength: options.length, size: 'max' })
    .map((list) => onePerVersion(list.map(([message, number]) => versioned(message, number))));
}

function versioned(message: Message, number: number): Message {
  if ('instance' in message) return { origin: message.origin, instance: { ...message.instance, version: number } };
  return { origin: message.origin, task: { ...message.task, version: number } };
}

/** Two records of one key, version and origin say the same: the first one's content. */
function onePerVersion(list: readonly Message[]): readonly Message[] {
  const first = new Map<string, Message>();
  return list.map((message) => {
    const identity = identityOf(message);
    const known = first.get(identity);
    if (known === undefined) first.set(identity, message);
    return known ?? message;
  });
}

function identityOf(message: Message): string {
  if ('instance' in message)
    return `${message.origin} ${message.instance.containerInstanceArn} ${message.instance.version}`;
  return `${message.origin} ${message.task.taskArn} ${message.task.version}`;
}

/** The message as a source that `Cluster.apply` takes: an EventBridge event, or a page of a description. */
export function toSource(message: Message): object {
  if ('instance' in message) {
    const { origin, instance } = message;
    if (origin === 'description') return { containerInstances: [instance] };
    return { source: 'aws.ecs', 'detail-type': 'ECS Container Instance State Change', detail: instance };
  }
  const { origin, task } = message;
  if (origin === 'description') return { tasks: [task] };
  return { source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail: task };
}
