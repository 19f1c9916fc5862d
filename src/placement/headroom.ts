/**
 * How many more tasks of a request fit, host by host.
 *
 * By arithmetic rather than by placing them one after the other; a test holds the two equal. What limits a host is the
 * least of its resources, and a constraint that stops holding as tasks are added.
 */
import { runningTasksCount } from '../model/records.js';
import type { Store } from '../store/store.js';
import { Candidate } from './candidate.js';
import { isSatisfied } from './constraints.js';
import { isFeasible } from './feasibility.js';
import { placedTask, withManyTasks } from './placed-task.js';
import { hostsInScope, type PlacementOptions, resolveRequest } from './resolve.js';
import type { RequestWarning } from './warnings.js';

export interface HeadroomResult {
  /** `Infinity` where a host can take any number. */
  readonly total: number;
  /** Hosts that can take at least one, ascending by instance key. */
  readonly perInstance: readonly InstanceHeadroom[];
  readonly revision: number;
  readonly warnings: readonly RequestWarning[];
}

export interface InstanceHeadroom {
  readonly instance: string;
  readonly count: number;
}

/**
 * How many more tasks fit, not capped by the request's count. O(hosts), for the usual request.
 *
 * @throws StowageError where the request is invalid
 */
export function headroom(store: Store, value: unknown, options?: PlacementOptions): HeadroomResult {
  const request = resolveRequest(store, value, options);
  const perInstance: InstanceHeadroom[] = [];
  let total = 0;
  for (const host of hostsInScope(store, request.clusterKey)) {
    const count = headroomOf(new Candidate(host, request));
    if (count === 0) continue;
    perInstance.push({ instance: host.instance.key, count });
    total += count;
  }
  return { total, perInstance, revision: store.revision, warnings: request.warnings };
}

/** How many tasks of its request a host can take. O(1) but for constraints on `runningTasksCount`: O(numbers they name). */
export function headroomOf(candidate: Candidate): number {
  return isFeasible(candidate) ? untilConstraintFails(candidate, roomOn(candidate)) : 0;
}

/** How many tasks a feasible host has room for; `Infinity` where they take nothing that runs out. */
function roomOn(candidate: Candidate): number {
  const { demand, constraints } = candidate.request;
  const once = demand.allGpus || demand.members.size > 0 || demand.ports.fixed.length > 0;
  if (once || constraints.distinctInstance) return 1;
  let room = Number.POSITIVE_INFINITY;
  for (const name of demand.amounts.keys()) room = Math.min(room, candidate.tasksWithin(name));
  for (const [protocol, each] of demand.ports.dynamic) {
    room = Math.min(room, Math.floor(candidate.ports.freeDynamic(demand.ports, protocol) / each));
  }
  return room;
}

/**
 * The least number of added tasks with which a constraint no longer holds, if that is less than the room.
 *
 * A constraint sees of the added tasks their number and that there are some. So it can change its mind at the first one, and
 * where the number of running tasks passes one that its expression names; between these it stays as it is.
 */
function untilConstraintFails({ request, view }: Candidate, room: number): number {
  const constraints = request.constraints.memberOf.filter(({ turningPoints }) => turningPoints !== undefined);
  if (constraints.length === 0 || room <= 1) return room;
  const like = placedTask('placement:0', view, request, { hostPorts: [], gpuIds: [] });
  const running = runningTasksCount(view);
  let least = room;
  for (const constraint of constraints) {
    const points = running === undefined ? [] : (constraint.turningPoints ?? []).map((count) => count - running);
    for (const point of [1, ...points]) {
      if (point < 1 || point >= least) continue;
      if (!isSatisfied(constraint, withManyTasks(view, like, point))) least = point;
    }
  }
  return least;
}
