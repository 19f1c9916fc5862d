/** Tasks that have to leave their hosts: placed elsewhere, as tasks like themselves. */

import type { Change } from '../../model/change.js';
import { takenBy } from '../../model/host-amounts.js';
import { LIMITS } from '../../model/limits.js';
import { compareText, type HostPort, type Task } from '../../model/records.js';
import type { Store } from '../../store/store.js';
import { grantOf, leaveChanges, type Start, startChanges } from '../hosts/plan-changes.js';
import { takingOfRecord } from '../hosts/remaining.js';
import { placeAll } from '../place.js';
import type { Placement, PlacementResult, UnplacedTask } from '../placing-request.js';
import { callsOf } from './calls.js';
import type { TaskMove, UnplacedTasks } from './report.js';
import { seedOf, type Workbench } from './workbench.js';

/**
 * Tasks of one kind: what one of them is told of them all. A record does not say which constraints and strategies its service has,
 * so such tasks go where ECS would put them if it had none.
 */
interface LikeTasks {
  readonly request: Readonly<Record<string, unknown>>;
  readonly tasks: readonly Task[];
}

/**
 * Places tasks on hosts other than theirs, which have to be DRAINING: those that ask for the most first (GPUs, then memory, then
 * CPU), so that they do not find room only for small ones. Tasks that find none stay where they are.
 */
export function relocate(
  bench: Workbench,
  tasks: readonly Task[],
): { readonly moves: readonly TaskMove[]; readonly unplaced: readonly UnplacedTasks[] } {
  const { store, options } = bench;
  const moves: TaskMove[] = [];
  const unplaced: UnplacedTasks[] = [];
  for (const kinds of callsOf(kindsOf(bench, tasks))) {
    const requests = kinds.map(({ request }) => request);
    const { results } = placeAll(store, requests, options);
    store.apply(moveChanges(store, kinds, results));
    results.forEach(({ placements, unplaced: rest }, kind) => {
      const like = kinds[kind]!.tasks;
      for (const placement of placements) moves.push(moveOf(like[placement.index]!, placement));
      if (rest.length > 0) unplaced.push(stayingOf(like, rest));
    });
  }
  return { moves, unplaced };
}

/** Tasks leave their hosts and start where they were placed. */
function moveChanges(
  store: Store,
  kinds: readonly LikeTasks[],
  results: readonly PlacementResult[],
): readonly Change[] {
  const leaving: Task[] = [];
  const starts: Start[] = [];
  results.forEach(({ placements }, kind) => {
    for (const placement of placements) {
      const task = kinds[kind]!.tasks[placement.index]!;
      leaving.push(task);
      const moved: Task = { ...task, instance: placement.instance, ...grantOf(placement) };
      starts.push({ task: moved, taking: takingOfRecord(moved) });
    }
  });
  return [...leaveChanges(store, leaving), ...startChanges(store, starts)];
}

function stayingOf(like: readonly Task[], rest: readonly UnplacedTask[]): UnplacedTasks {
  const group = like[0]?.group;
  return {
    ...(group === undefined ? {} : { group }),
    count: rest.length,
    tasks: rest.map(({ index }) => like[index]!.key),
    reasons: rest[0]?.reasons ?? [],
  };
}

function moveOf({ key, group, instance }: Task, placement: Placement): TaskMove {
  return {
    task: key,
    ...(group === undefined ? {} : { group }),
    from: instance ?? '',
    to: placement.instance,
    hostPorts: placement.hostPorts,
    gpuIds: placement.gpuIds,
  };
}

/** The greediest kind first; tasks of a kind ascend by key. */
function kindsOf(bench: Workbench, tasks: readonly Task[]): readonly LikeTasks[] {
  const kinds = new Map<string, { readonly like: Task; readonly ports: readonly HostPort[]; readonly tasks: Task[] }>();
  for (const task of [...tasks].sort((a, b) => compareText(a.key, b.key))) {
    const cluster = clusterOfHost(bench.store, task);
    const ports = askedPorts(task, bench.portRange);
    const name = JSON.stringify([cluster, groupOf(task), task.cpu, task.memory, takenBy(task, 'gpu'), ports]);
    const kind = kinds.get(name);
    if (kind === undefined) kinds.set(name, { like: task, ports, tasks: [task] });
    else kind.tasks.push(task);
  }
  const sorted = [...kinds].sort(([a, { like: one }], [b, { like: other }]) => {
    return byGreed(one, other) || compareText(a, b);
  });
  const parts = sorted.flatMap(([, kind]) => chunks(kind.tasks).map((part) => ({ ...kind, tasks: part })));
  return parts.map(({ like, ports, tasks: part }, rank) => {
    return { request: requestLike(bench, like, ports, part.length, parts.length - rank), tasks: part };
  });
}

/** The task that asks for the most first. */
export function byGreed(a: Task, b: Task): number {
  return takenBy(b, 'gpu') - takenBy(a, 'gpu') || b.memory - a.memory || b.cpu - a.cpu;
}

/** A request has no more tasks than the limit. */
function chunks(tasks: readonly Task[]): readonly (readonly Task[])[] {
  const parts: (readonly Task[])[] = [];
  for (let at = 0; at < tasks.length; at += LIMITS.placementCount)
    parts.push(tasks.slice(at, at + LIMITS.placementCount));
  return parts;
}

/** The request for tasks like one that is there. */
function requestLike(
  bench: Workbench,
  like: Task,
  ports: readonly HostPort[],
  count: number,
  priority: number,
): Readonly<Record<string, unknown>> {
  const cluster = clusterOfHost(bench.store, like);
  return {
    ...present({ group: groupOf(like), cluster }),
    resources: { cpu: like.cpu, memory: like.memory, gpu: Math.ceil(takenBy(like, 'gpu')) },
    ports: ports.map(({ port, protocol }) => ({ hostPort: port, protocol })),
    count,
    priority,
    seed: seedOf(bench),
  };
}

/** A request without a group is of its family's; nothing else of a record says where its task may go. */
function groupOf({ group, family }: Task): string | undefined {
  return group ?? (family === undefined ? undefined : `family:${family}`);
}

function present(fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

function clusterOfHost(store: Store, { instance }: Task): string | undefined {
  return instance === undefined ? undefined : store.host(instance)?.instance.cluster;
}

/**
 * The host ports that a task would ask for again, 0 for any. Records do not say which were asked for: those of the dynamic range
 * are taken to be any that was free. A port that is bound on two addresses (IPv4 and IPv6) is recorded twice, and asked for once.
 */
export function askedPorts({ hostPorts }: Task, [first, last]: Workbench['portRange']): readonly HostPort[] {
  const distinct = hostPorts.filter(({ port, protocol }, at) => {
    return at === hostPorts.findIndex((other) => other.port === port && other.protocol === protocol);
  });
  return distinct.map((port) => (port.port >= first && port.port <= last ? { ...port, port: 0 } : port));
}
