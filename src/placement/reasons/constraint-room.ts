/** How many tasks may come to a host before a constraint no longer holds there. */
import { type Host, runningTasksCount } from '../../model/records.js';
import { SUBJECTS } from '../../model/subjects.js';
import { holdsFor, type Values } from '../../query/evaluate.js';
import type { Store } from '../../store/store.js';
import { withAdded } from '../hosts/host-values.js';
import { placedTask, withManyTasks } from '../hosts/placed-task.js';
import { isSatisfied, type MemberOf } from '../request/constraints.js';
import type { ResolvedRequest } from '../request/resolve.js';

const TASK_COUNT = SUBJECTS.find((subject) => subject.source === 'task-count');

/**
 * How many tasks of a request a host can take before a constraint that holds no longer does, at most `most`.
 *
 * A constraint sees of the added tasks their number and that there are some. So it can change its mind at the first one, and
 * where the number of running tasks passes one that its expression names; between these it stays as it is. O(numbers it names).
 */
export function roomUnder(constraint: MemberOf, host: Host, request: ResolvedRequest, most: number): number {
  const like = placedTask('placement:0', host, request, { hostPorts: [], gpuIds: [] });
  const holdsWith = (added: number): boolean => isSatisfied(constraint, withManyTasks(host, like, added));
  return leastTurning(constraint, runningTasksCount(host), holdsWith, most);
}

/** `roomUnder` on hosts on which nothing is placed, by row and without making their records. */
export function roomInRows(
  constraint: MemberOf,
  { index }: Store,
  values: Values<number>,
  request: ResolvedRequest,
): (row: number, most: number) => number {
  const running = TASK_COUNT && index.numbers(TASK_COUNT);
  const like = placedTask('placement:0', { instance: { key: '' } }, request, { hostPorts: [], gpuIds: [] });
  return (row, most) => {
    const count = running?.at(row) ?? Number.NaN;
    const holdsWith = (added: number): boolean => {
      const more = withAdded(values, added, ({ member }) => member(like));
      return constraint.conjuncts.every(({ expression }) => holdsFor(expression, row, more));
    };
    return leastTurning(constraint, Number.isNaN(count) ? undefined : count, holdsWith, most);
  };
}

function leastTurning(
  { turningPoints = [] }: MemberOf,
  running: number | undefined,
  holdsWith: (added: number) => boolean,
  most: number,
): number {
  let least = most;
  const tryWith = (added: number): void => {
    if (added >= 1 && added < least && !holdsWith(added)) least = added;
  };
  tryWith(1);
  if (running !== undefined) for (const count of turningPoints) tryWith(count - running);
  return least;
}
