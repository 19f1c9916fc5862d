/**
 * How many more tasks of a request fit, host by host.
 *
 * By arithmetic rather than by placing them one after the other; a test holds the two equal. What limits a host is the
 * least of its resources, and a constraint that stops holding as tasks are added.
 */
import { LIMITS } from '../model/limits.js';
import type { Store } from '../store/store.js';
import { forEachBit } from './hosts/bits.js';
import { PlacingRequest } from './placing-request.js';
import { type Planner, plannerOf } from './planner.js';
import { type Check, checksOf, feasibleHosts } from './reasons/feasibility.js';
import { withContradictions } from './request/contradictions.js';
import { type PlacementOptions, type ResolvedRequest, resolveRequest } from './request/resolve.js';
import type { RequestWarning } from './request/warnings.js';

export interface HeadroomResult {
  /**
   * How many fit on all hosts together; `Infinity` where a host can take any number. Where spreads have limits, a host's number is what it
   * could take while the others stay as they are, and this is no longer their sum.
   */
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
  const planner = plannerOf(store);
  return planner.whatIf((): HeadroomResult => {
    const checks = checksOf(planner.table, request);
    const feasible = feasibleHosts(checks, planner.table.size);
    const perInstance: InstanceHeadroom[] = [];
    let sum = 0;
    forEachBit(feasible, (position) => {
      const count = roomOn(checks, position);
      perInstance.push({ instance: planner.table.key(position), count });
      sum += count;
    });
    const total = hasLimits(checks) ? roomWithin(planner, request, checks) : sum;
    return { total, perInstance, revision: store.revision, warnings: withContradictions(request) };
  });
}

/** How many tasks a feasible host has room for; `Infinity` where they take nothing that runs out. At least 1. */
export function roomOn(checks: readonly Check[], position: number): number {
  let room = Number.POSITIVE_INFINITY;
  for (const check of checks) if (check.room && room > 1) room = Math.min(room, check.room(position, room));
  return room;
}

function hasLimits(checks: readonly Check[]): boolean {
  return checks.some(({ limit }) => limit !== undefined);
}

/** How many tasks fit where buckets limit each other. */
function roomWithin(planner: Planner, request: ResolvedRequest, checks: readonly Check[]): number {
  const others = checks.filter(({ limit }) => limit === undefined);
  const [limit, another] = checks.flatMap((check) => check.limit ?? []);
  const rooms = new Map<number, number>();
  let isEndless = false;
  forEachBit(feasibleHosts(others, planner.table.size), (position) => {
    const room = roomOn(others, position);
    const bucket = limit?.column.bucketAt(position) ?? -1;
    if (bucket >= 0) rooms.set(bucket, (rooms.get(bucket) ?? 0) + room);
    isEndless ||= room === Number.POSITIVE_INFINITY;
  });
  if (limit !== undefined && another === undefined) return limit.roomInAll(rooms);
  const placed = placedUntilFull(planner, request);
  return isEndless && placed === LIMITS.headroomTasks ? Number.POSITIVE_INFINITY : placed;
}

/** Where several spreads have limits, tasks are placed until none fits, as many as the limit allows. */
function placedUntilFull(planner: Planner, request: ResolvedRequest): number {
  const mark = planner.table.overlay.size;
  const placing = new PlacingRequest(planner, { ...request, count: LIMITS.headroomTasks, mode: 'partial' }, []);
  placing.run();
  planner.table.undoTo(mark);
  return placing.result(0).placements.length;
}
