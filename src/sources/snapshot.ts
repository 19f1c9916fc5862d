/** Our own JSON: everything a store holds, in a form that is equal for equal states. */
import type { Tombstone } from '../model/change.js';
import { formatInstant } from '../model/instant.js';
import { compareText, type HostPort, type Instance, type Task } from '../model/records.js';
import { recordOf } from './fields.js';

/** What the field `format` of every snapshot says. */
export const SNAPSHOT_FORMAT = 'stowage-snapshot';
/** Grows when an older reader would misunderstand the JSON. */
export const SNAPSHOT_FORMAT_VERSION = 1;

/** What a store holds, in any order. */
export interface SnapshotState {
  readonly revision: number;
  readonly instances: Iterable<Instance>;
  readonly tasks: Iterable<Task>;
  readonly tombstones: Iterable<Tombstone>;
  /** Identities of the clusters whose tasks are known, `''` for the unnamed one. */
  readonly clustersWithTasks: Iterable<string>;
}

/** Plain JSON. A map is a list of pairs, for an attribute may be named `__proto__`; what is empty is left out. */
export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  readonly formatVersion: typeof SNAPSHOT_FORMAT_VERSION;
  readonly revision: number;
  readonly instances: readonly SnapshotInstance[];
  readonly tasks: readonly SnapshotTask[];
  readonly tombstones: readonly Tombstone[];
  readonly clustersWithTasks: readonly string[];
}

type Pairs<T> = readonly (readonly [name: string, value: T])[];
type Amount = number | readonly string[];

type MapFields = 'registeredAt' | 'attributes' | 'tags' | 'registered' | 'remaining';

export interface SnapshotInstance extends Omit<Instance, MapFields> {
  /** ISO 8601 in UTC. */
  readonly registeredAt?: string;
  readonly attributes?: Pairs<string | null>;
  readonly tags?: Pairs<string>;
  readonly registered?: Pairs<Amount>;
  readonly remaining?: Pairs<Amount>;
}

export interface SnapshotTask extends Omit<Task, 'gpuIds' | 'hostPorts'> {
  readonly gpuIds?: readonly string[];
  readonly hostPorts?: readonly HostPort[];
}

/** Records ascend by key and names within a record too, so equal states have equal JSON. `O(n log n)`. */
export function toSnapshot(state: SnapshotState): Snapshot {
  return {
    format: SNAPSHOT_FORMAT,
    formatVersion: SNAPSHOT_FORMAT_VERSION,
    revision: state.revision,
    instances: byKey(state.instances).map(writeInstance),
    tasks: byKey(state.tasks).map(writeTask),
    tombstones: byKey(state.tombstones)
      .sort((a, b) => compareText(a.kind, b.kind))
      .map(({ kind, key, version }) => recordOf<Tombstone>({ kind, key, version })),
    clustersWithTasks: [...state.clustersWithTasks].sort(compareText),
  };
}

function byKey<T extends { readonly key: string }>(records: Iterable<T>): T[] {
  return [...records].sort((a, b) => compareText(a.key, b.key));
}

function writeInstance(instance: Instance): SnapshotInstance {
  const { registeredAt, remaining } = instance;
  return recordOf<SnapshotInstance>({
    key: instance.key,
    cluster: instance.cluster,
    version: instance.version,
    status: instance.status,
    agentConnected: instance.agentConnected,
    agentVersion: instance.agentVersion,
    dockerVersion: instance.dockerVersion,
    ec2InstanceId: instance.ec2InstanceId,
    capacityProvider: instance.capacityProvider,
    registeredAt: registeredAt === undefined ? undefined : formatInstant(registeredAt),
    runningTasksCount: instance.runningTasksCount,
    pendingTasksCount: instance.pendingTasksCount,
    attributes: pairsOf(instance.attributes),
    tags: pairsOf(instance.tags),
    registered: pairsOf(instance.registered),
    // Nothing remaining is not the same as nothing said about what remains.
    remaining: remaining === undefined ? undefined : (pairsOf(remaining) ?? []),
  });
}

function pairsOf<T>(map: ReadonlyMap<string, T>): Pairs<T> | undefined {
  return map.size === 0 ? undefined : [...map].sort(([a], [b]) => compareText(a, b));
}

function writeTask(task: Task): SnapshotTask {
  return recordOf<SnapshotTask>({
    key: task.key,
    cluster: task.cluster,
    version: task.version,
    instance: task.instance,
    group: task.group,
    family: task.family,
    definition: task.definition,
    startedBy: task.startedBy,
    launchType: task.launchType,
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    cpu: task.cpu,
    memory: task.memory,
    gpu: task.gpu,
    gpuIds: task.gpuIds.length === 0 ? undefined : task.gpuIds,
    hostPorts: task.hostPorts.length === 0 ? undefined : task.hostPorts,
  });
}
