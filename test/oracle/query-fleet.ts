/**
 * A naive reading of ECS records and events: what a fleet is after a number of them, as plain hosts.
 *
 * Written from the rules of state (versions, deletions, descriptions against events) and of the language (which tasks a
 * host's predicates look at), without the product's sources, store or records.
 */
import { compareTexts, readInstant } from './query-values.js';

/** An attribute of `describe-container-instances`. */
export interface AttributeJson {
  readonly name: string;
  readonly value?: string;
}

/** The fields of a described container instance that the language looks at. */
export interface InstanceJson {
  readonly containerInstanceArn: string;
  readonly clusterArn?: string;
  readonly ec2InstanceId?: string;
  readonly version?: number;
  readonly versionInfo?: { readonly agentVersion?: string; readonly dockerVersion?: string };
  readonly status?: string;
  readonly agentConnected?: boolean;
  readonly runningTasksCount?: number;
  readonly pendingTasksCount?: number;
  readonly registeredAt?: string | number | Date;
  readonly attributes?: readonly AttributeJson[];
}

/** The fields of a described task that the language looks at. */
export interface TaskJson {
  readonly taskArn: string;
  readonly clusterArn?: string;
  readonly containerInstanceArn?: string;
  readonly group?: string;
  readonly version?: number;
  readonly desiredStatus?: string;
  readonly lastStatus?: string;
}

export interface FleetJson {
  readonly instances: readonly InstanceJson[];
  readonly tasks: readonly TaskJson[];
}

/** One thing that is told to a cluster: a description of a record, or an event about it. */
export type Message =
  | { readonly origin: 'description' | 'event'; readonly instance: InstanceJson }
  | { readonly origin: 'description' | 'event'; readonly task: TaskJson };

/** A host as predicates see it. */
export interface OracleHost {
  readonly key: string;
  readonly agentConnected: boolean | undefined;
  readonly agentVersion: string | undefined;
  readonly ec2InstanceId: string | undefined;
  /** Microseconds since 1970. */
  readonly registeredAt: bigint | undefined;
  readonly runningTasksCount: number | undefined;
  readonly attributes: ReadonlyMap<string, string | null>;
  /** The group of each task on the host whose desired status is RUNNING; `undefined` for a task without one. */
  readonly runningGroups: readonly (string | undefined)[];
}

/** A record as it is now: its content, or that it is gone; and the version that said so. */
interface Entry<Json> {
  readonly version: number | undefined;
  readonly json: Json | undefined;
}

/** What the messages so far amount to. */
export class OracleState {
  readonly #instances = new Map<string, Entry<InstanceJson>>();
  readonly #tasks = new Map<string, Entry<TaskJson>>();
  readonly #clustersWithTasks = new Set<string>();

  /** Whether the message was news, or is dropped as stale. */
  apply(message: Message): 'applied' | 'stale' {
    if ('instance' in message) {
      const { instance, origin } = message;
      return put(this.#instances, instance.containerInstanceArn, instance, origin, instance.status === 'INACTIVE');
    }
    const { task, origin } = message;
    this.#clustersWithTasks.add(clusterOf(task.clusterArn, task.taskArn));
    return put(this.#tasks, task.taskArn, task, origin, task.lastStatus === 'STOPPED');
  }

  hosts(): readonly OracleHost[] {
    const tasks = present(this.#tasks);
    const hosts: OracleHost[] = [];
    for (const instance of present(this.#instances)) hosts.push(toHost(instance, tasks, this.#clustersWithTasks));
    return hosts.sort((a, b) => compareTexts(a.key, b.key));
  }
}

/** The hosts of a fleet that was loaded by description. */
export function describedHosts(fleet: FleetJson): readonly OracleHost[] {
  const state = new OracleState();
  for (const instance of fleet.instances) state.apply({ origin: 'description', instance });
  for (const task of fleet.tasks) state.apply({ origin: 'description', task });
  return state.hosts();
}

/**
 * An event at or below the stored version is stale; a description loses to a newer version only. An event that tells of
 * the end of a record leaves its version behind; described records are kept as they are described.
 */
function put<Json extends { readonly version?: number }>(
  entries: Map<string, Entry<Json>>,
  key: string,
  json: Json,
  origin: 'description' | 'event',
  ended: boolean,
): 'applied' | 'stale' {
  const stored = entries.get(key)?.version;
  if (stored !== undefined && json.version !== undefined) {
    const stale = origin === 'event' ? json.version <= stored : json.version < stored;
    if (stale) return 'stale';
  }
  entries.set(key, { version: json.version, json: origin === 'event' && ended ? undefined : json });
  return 'applied';
}

function present<Json>(entries: ReadonlyMap<string, Entry<Json>>): Json[] {
  const found: Json[] = [];
  for (const entry of entries.values()) if (entry.json !== undefined) found.push(entry.json);
  return found;
}

/** The cluster's ARN: as told, else as the record's own ARN spells it, else the unnamed cluster. */
function clusterOf(told: string | undefined, arn: string): string {
  if (told !== undefined) return told;
  const parts = arn.split('/');
  if (parts.length < 3) return '';
  const prefix = arn.slice(0, arn.lastIndexOf(':'));
  return `${prefix}:cluster/${parts[1]}`;
}

function toHost(
  instance: InstanceJson,
  tasks: readonly TaskJson[],
  clustersWithTasks: ReadonlySet<string>,
): OracleHost {
  const key = instance.containerInstanceArn;
  const running = tasks.filter((task) => task.containerInstanceArn === key && task.desiredStatus === 'RUNNING');
  const tasksKnown = clustersWithTasks.has(clusterOf(instance.clusterArn, key));
  return {
    key,
    agentConnected: instance.agentConnected,
    agentVersion: instance.versionInfo?.agentVersion,
    ec2InstanceId: instance.ec2InstanceId,
    registeredAt: microsOf(instance.registeredAt),
    runningTasksCount: tasksKnown ? running.length : instance.runningTasksCount,
    attributes: new Map((instance.attributes ?? []).map(({ name, value }) => [name, value ?? null])),
    runningGroups: running.map((task) => task.group),
  };
}

function microsOf(registeredAt: string | number | Date | undefined): bigint | undefined {
  if (registeredAt === undefined) return undefined;
  if (typeof registeredAt === 'string') return readInstant(registeredAt);
  if (typeof registeredAt === 'number') return BigInt(Math.round(registeredAt * 1e6));
  return BigInt(registeredAt.getTime()) * 1000n;
}
