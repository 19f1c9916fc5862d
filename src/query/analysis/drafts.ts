/** Hosts and tasks that an analysis makes up, as records to evaluate an expression on and as the JSON that shows them. */
import { formatInstant } from '../../model/instant.js';
import type { Host, Instance, Resources, Task } from '../../model/records.js';

/** Fields of a task; what is not set, the record does not say. */
export interface TaskDraft {
  group?: string;
  /** `family:revision`. */
  definition?: string;
  startedBy?: string;
  launchType?: string;
  lastStatus?: string;
}

/** Fields of an instance, and the tasks that are meant to run there. */
export interface HostDraft {
  key?: string;
  cluster?: string;
  status?: string;
  agentConnected?: boolean;
  agentVersion?: string;
  dockerVersion?: string;
  ec2InstanceId?: string;
  capacityProvider?: string;
  registeredAt?: number;
  runningTasksCount?: number;
  pendingTasksCount?: number;
  readonly attributes: Map<string, string | null>;
  readonly tags: Map<string, string>;
  readonly registered: Map<string, number>;
  readonly remaining: Map<string, number>;
  tasks: readonly TaskDraft[];
}

/**
 * An instance with the tasks on it, in the form in which Amazon ECS describes them. `Cluster.from` reads it. Fields that make no
 * difference are left out.
 */
export interface Witness {
  readonly containerInstances: readonly Readonly<Record<string, unknown>>[];
  readonly tasks: readonly Readonly<Record<string, unknown>>[];
}

export function emptyHost(): HostDraft {
  return { attributes: new Map(), tags: new Map(), registered: new Map(), remaining: new Map(), tasks: [] };
}

const OWNER = 'arn:aws:ecs:us-east-1:111122223333';
const KEY = `${OWNER}:container-instance/0123456789abcdef0123456789abcdef`;
/** An ARN that tells the cluster, which then is not absent. */
const NAMES_CLUSTER = /^arn:[^:]*:ecs:[^:]*:[^:]*:container-instance\/[^/]+\/.+$/s;

/** Undefined where no source could say it: a cluster is never the empty text, nor absent where the key names it. */
export function hostOf(draft: HostDraft): Host | undefined {
  const { tasks, attributes, tags, registered, remaining, key = KEY, ...plain } = draft;
  if (key === '' || plain.cluster === '' || NAMES_CLUSTER.test(key)) return undefined;
  const instance: Instance = {
    ...plain,
    key,
    attributes,
    tags,
    registered,
    ...(remaining.size > 0 && { remaining: remaining as Resources }),
  };
  const made = tasks.map((task, index) => taskOf(task, `${OWNER}:task/${index + 1}`, instance, 'RUNNING'));
  return { instance, tasks: made, tasksKnown: made.length > 0 };
}

/** A task that is asked about by itself; it is not meant to run, so that it is none of those of its instance. */
export function rowTaskOf(draft: TaskDraft, instance: Instance | undefined): Task {
  return taskOf(draft, `${OWNER}:task/0123456789abcdef0123456789abcdef`, instance, 'STOPPED');
}

function taskOf(draft: TaskDraft, key: string, instance: Instance | undefined, desiredStatus: string): Task {
  return {
    ...draft,
    ...(draft.definition !== undefined && { family: definitionFamily(draft.definition) }),
    key,
    ...(instance && { instance: instance.key }),
    ...(instance?.cluster !== undefined && { cluster: instance.cluster }),
    desiredStatus,
    cpu: 0,
    memory: 0,
    gpu: 0,
    gpuIds: [],
    hostPorts: [],
  };
}

/** The family of `family:revision`. */
export function definitionFamily(definition: string): string {
  const colon = definition.lastIndexOf(':');
  return colon < 0 ? definition : definition.slice(0, colon);
}

/** The records in the form in which ECS describes them. */
export function witnessOf(instance: Instance | undefined, tasks: readonly Task[]): Witness {
  return {
    containerInstances: instance === undefined ? [] : [describedInstance(instance)],
    tasks: tasks.map(describedTask),
  };
}

function describedInstance(instance: Instance): Readonly<Record<string, unknown>> {
  const { key, cluster, status, agentConnected, agentVersion, dockerVersion, ec2InstanceId, capacityProvider } =
    instance;
  const { registeredAt, runningTasksCount, pendingTasksCount, attributes, tags, registered, remaining } = instance;
  return withoutUndefined({
    containerInstanceArn: key,
    clusterArn: cluster,
    ec2InstanceId,
    status,
    agentConnected,
    versionInfo:
      agentVersion === undefined && dockerVersion === undefined
        ? undefined
        : withoutUndefined({ agentVersion, dockerVersion: dockerVersion && `DockerVersion: ${dockerVersion}` }),
    capacityProviderName: capacityProvider,
    registeredAt: registeredAt === undefined ? undefined : formatInstant(registeredAt),
    runningTasksCount,
    pendingTasksCount,
    attributes: list(attributes, ([name, value]) => (value === null ? { name } : { name, value })),
    tags: list(tags, ([name, value]) => ({ key: name, value })),
    registeredResources: list(registered, describedResource),
    remainingResources: remaining && list(remaining, describedResource),
  });
}

function describedTask(task: Task): Readonly<Record<string, unknown>> {
  const { key, cluster, instance, group, definition, startedBy, launchType, desiredStatus, lastStatus } = task;
  return withoutUndefined({
    taskArn: key,
    clusterArn: cluster,
    containerInstanceArn: instance,
    taskDefinitionArn: definition && `${OWNER}:task-definition/${definition}`,
    group,
    startedBy,
    launchType,
    desiredStatus,
    lastStatus,
  });
}

function describedResource([name, value]: readonly [string, unknown]): Readonly<Record<string, unknown>> {
  return { name: name === 'cpu' || name === 'memory' ? name.toUpperCase() : name, type: 'DOUBLE', doubleValue: value };
}

/** Undefined where there is nothing to list. */
function list<V, R>(
  entries: ReadonlyMap<string, V>,
  describe: (entry: readonly [string, V]) => R,
): readonly R[] | undefined {
  return entries.size === 0 ? undefined : [...entries].map(describe);
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
