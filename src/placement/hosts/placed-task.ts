/** A task that a request has placed, as expressions on its host see it. */
import { roundAmount } from '../../model/amount.js';
import { amountsOf, type HostAmounts } from '../../model/host-amounts.js';
import {
  type Host,
  type HostPort,
  type Instance,
  isDesiredRunning,
  type Resources,
  runningTasksCount,
  type Task,
} from '../../model/records.js';
import type { Demand } from '../request/demand.js';
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
 * how many run, so its number grows; what the instance says is free shrinks.
 *
 * @param demands what each of the added tasks needs.
 */
export function withTasks(host: Host, added: readonly Task[], demands: readonly Demand[]): Host {
  const { instance, tasksKnown } = host.tasksKnown ? host : withRunningTasksCount(host, added.length);
  const tasks = [...host.tasks, ...added];
  if (host.instance.remaining === undefined && demands.every(knownToTasks)) return { instance, tasks, tasksKnown };
  // Few expressions look at what is free.
  let remaining: Resources | undefined;
  const lessened: Instance = {
    ...instance,
    get remaining() {
      remaining ??= remainingAfter(host, demands);
      return remaining;
    },
  };
  return { instance: lessened, tasks, tasksKnown };
}

/** What is free of each resource once like tasks were added, however many. */
export function lessTasks(amounts: HostAmounts, demand: Demand, count: number): HostAmounts {
  const { registered } = amounts;
  return {
    registered,
    remaining: (resource) => {
      const free = amounts.remaining(resource);
      return free === undefined ? undefined : roundAmount(free - count * demandOf(demand, resource, free));
    },
  };
}

/** Whether the records of tasks tell all that is taken. */
function knownToTasks({ amounts, members, allGpus }: Demand): boolean {
  return !allGpus && members.size === 0 && [...amounts.keys()].every((name) => TOLD_BY_TASKS.has(name));
}

const TOLD_BY_TASKS: ReadonlySet<string> = new Set(['cpu', 'memory', 'gpu']);

function remainingAfter(host: Host, demands: readonly Demand[]): Resources {
  const left = new Map(host.instance.remaining);
  const { remaining } = amountsOf(host);
  for (const demand of demands) {
    for (const name of namesIn(demand)) {
      const known = left.get(name);
      const free = typeof known === 'number' ? known : remaining(name);
      if (free !== undefined) left.set(name, roundAmount(free - demandOf(demand, name, free)));
    }
  }
  return left;
}

function namesIn({ amounts, members, allGpus }: Demand): ReadonlySet<string> {
  return new Set([...amounts.keys(), ...members.keys(), ...(allGpus ? ['gpu'] : [])]);
}

function demandOf({ amounts, members, allGpus }: Demand, resource: string, free: number): number {
  if (allGpus && resource === 'gpu') return free;
  return amounts.get(resource) ?? members.get(resource)?.length ?? 0;
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
