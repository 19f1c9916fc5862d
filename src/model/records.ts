/**
 * What a cluster is made of, in the terms of Amazon ECS, whatever it was read from.
 *
 * Records are immutable. A field is absent where the source said nothing about it.
 */

/** A host: an ECS container instance, a Kubernetes node, a Nomad client. */
export interface Instance {
  /** Unique: the ARN, or the node name. */
  readonly key: string;
  /** The cluster's ARN where it is known, else its name; absent in the one unnamed cluster. */
  readonly cluster?: string;
  /** Grows with each change of the record at its source; orders events. */
  readonly version?: number;
  /** `ACTIVE`, `DRAINING`, `REGISTERING`, …; absent where the source does not say. */
  readonly status?: string;
  readonly agentConnected?: boolean;
  readonly agentVersion?: string;
  readonly dockerVersion?: string;
  readonly ec2InstanceId?: string;
  readonly capacityProvider?: string;
  /** Milliseconds since 1970, with fractions down to the microsecond. */
  readonly registeredAt?: number;
  readonly runningTasksCount?: number;
  readonly pendingTasksCount?: number;
  /** Name → value; `null` for an attribute without a value. */
  readonly attributes: ReadonlyMap<string, string | null>;
  /** Tag key → value. */
  readonly tags: ReadonlyMap<string, string>;
  readonly registered: Resources;
  /** What the source says is free; absent where it does not say, then it is derived from the tasks. */
  readonly remaining?: Resources;
}

/**
 * Resource name in lower case → amount, or members of a string set.
 *
 * `cpu` in CPU units (1024 a vCPU), `memory` in MiB, `gpu` device ids or a number of devices. `ports` and `ports_udp` list
 * ports **in use** (those reserved on the host included), in `registered` the reserved ones.
 */
export type Resources = ReadonlyMap<string, number | readonly string[]>;

export type Protocol = 'tcp' | 'udp';

/** A port of a host. */
export interface HostPort {
  readonly port: number;
  readonly protocol: Protocol;
}

/** A task, running or not, on an instance or (Fargate) on none. */
export interface Task {
  /** Unique: the ARN, or a pod's namespace and name. */
  readonly key: string;
  readonly cluster?: string;
  readonly version?: number;
  /** Key of the instance it runs on. */
  readonly instance?: string;
  /** `service:<name>`, `family:<family>` or whatever the launcher chose. */
  readonly group?: string;
  readonly family?: string;
  /** `family:revision`. */
  readonly definition?: string;
  readonly startedBy?: string;
  readonly launchType?: string;
  /** `RUNNING` or `STOPPED`. */
  readonly desiredStatus?: string;
  /** `PENDING`, `RUNNING`, `STOPPED`, … */
  readonly lastStatus?: string;
  /** CPU units it takes. */
  readonly cpu: number;
  /** MiB it takes. */
  readonly memory: number;
  /** GPU devices it takes. */
  readonly gpu: number;
  /** Ids of its GPU devices where the source names them. */
  readonly gpuIds: readonly string[];
  /** Host ports it is bound to. */
  readonly hostPorts: readonly HostPort[];
}

/** A host as a predicate sees it: the instance with the tasks on it, those that a placement has just put there included. */
export interface Host {
  readonly instance: Instance;
  /** Every task on it, whatever its status. */
  readonly tasks: readonly Task[];
  /** Whether tasks of its cluster are known: then `runningTasksCount` is counted from them. */
  readonly tasksKnown: boolean;
}

/** Whether a task is meant to run: what `task:group`, `runningTasksCount`, spread and `distinctInstance` look at. */
export function isDesiredRunning(task: Task): boolean {
  return task.desiredStatus === 'RUNNING';
}

/** Whether a task holds resources: everything that has not stopped does. */
export function holdsResources(task: Task): boolean {
  return task.lastStatus !== 'STOPPED';
}

/** LANGUAGE: derived from the tasks where they are known, else the instance's own field. */
export function runningTasksCount(host: Host): number | undefined {
  if (!host.tasksKnown) return host.instance.runningTasksCount;
  let count = 0;
  for (const task of host.tasks) if (isDesiredRunning(task)) count++;
  return count;
}

/** The last part of a cluster's ARN, or the name itself. */
export function clusterName(cluster: string): string {
  return cluster.slice(cluster.lastIndexOf('/') + 1);
}

/** Ascending by UTF-16 code unit: the order of everything in Stowage that has no better one. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
