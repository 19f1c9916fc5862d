/** How many tasks may come to a host before a constraint no longer holds there. */
import { type Host, runningTasksCount } from '../model/records.js';
import { isSatisfied, type MemberOf } from './constraints.js';
import { placedTask, withManyTasks } from './placed-task.js';
import type { ResolvedRequest } from './resolve.js';

/**
 * How many tasks of a request a host can take before a constraint that holds no longer does, at most `most`.
 *
 * A constraint sees of the added tasks their number and that there are some. So it can change its mind at the first one, and
 * where the number of running tasks passes one that its expression names; between these it stays as it is. O(numbers it names).
 */
export function roomUnder(constraint: MemberOf, host: Host, request: ResolvedRequest, most: number): number {
  const like = placedTask('placement:0', host, request, { hostPorts: [], gpuIds: [] });
  const running = runningTasksCount(host);
  const points = running === undefined ? [] : (constraint.turningPoints ?? []).map((count) => count - running);
  let least = most;
  for (const point of [1, ...points]) {
    if (point < 1 || point >= least) continue;
    if (!isSatisfied(constraint, withManyTasks(host, like, point))) least = point;
  }
  return least;
}
