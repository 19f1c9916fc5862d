/** A task that a request has placed, as expressions on its host see it. */
import {
  type Host,
  type HostPort,
  type Instance,
  isDesiredRunning,
  runningTasksCount,
  type Task,
} from '../../model/records.js';
import type { ResolvedRequest } from '../request/resolve.js';

/** What a placed task got. */
export interface Grant {
  /** In the order of the request's ports. */
  readonly hostPorts: readonly HostPort[];
  readonly gpuIds: readonly string[];
}

/** The record of a task of the request that is about to start. */
export function placedTask(
  key: string,
  host: { readonly instance: Pick<Instance, 'key' | 'cluster'> },
  request: ResolvedRequest,
  grant: Grant,
): Task {
  const { demand, group, family, definition, startedBy } = request;
  return {
    key,
    instance: host.instance.key,
    ...(host.instance.cluster === undefined ? {} : { cluster: host.instance.cluster }),
    ...(group === undefined ? {} : { group }),
    ...(family === undefined ? {} : { family }),
    ...(definition === undefined ? {} : { definition }),
    ...(startedBy === undefined ? {} : { startedBy }),
    desiredStatus: 'RUNNING',
    lastStatus: 'PENDING',
    cpu: demand.amounts.get('cpu') ?? 0,
    memory: demand.amounts.get('memory') ?? 0,
    gpu: Math.max(demand.amounts.get('gpu') ?? 0, grant.gpuIds.length),
    ...grant,
  };
}

/**
 * The host with more tasks on it: its own and the added ones after them. Where tasks are not known it is the instance that says
 * how many run, so its number grows.
 */
export function withTasks(host: Host, tasks: readonly Task[]): Host {
  const counted = host.tasksKnown ? host : withRunningTasksCount(host, tasks.length - host.tasks.length);
  return { ...counted, tasks };
}

/**
 * The host as expressions see it with a number of like tasks added, however large: one stands for them all in the sets of
 * task subjects, and the instance says how many run.
 */
export function withManyTasks(host: Host, like: Task, count: number): Host {
  return { ...withRunningTasksCount(host, count), tasks: [...host.tasks, like] };
}

function withRunningTasksCount(host: Host, added: number): Host {
  const count = runningTasksCount(host);
  if (count === undefined) return host;
  return { instance: { ...host.instance, runningTasksCount: count + added }, tasks: host.tasks, tasksKnown: false };
}

/** Whether a task counts for a group: it is meant to run. A task without a group is of nobody's. */
export function isOfGroup(task: Task, group: string | undefined): boolean {
  return group !== undefined && task.group === group && isDesiredRunning(task);
}
