/** How many tasks may come to a host before a constraint no longer holds there. */
import { amountsOf, type HostAmounts } from '../../model/host-amounts.js';
import type { Host } from '../../model/records.js';
import type { CheckedPredicate } from '../../query/checked.js';
import { holdsFor, OF_RECORD, type Values } from '../../query/evaluate.js';
import type { Store } from '../../store/store.js';
import { type AddedTasks, withAdded } from '../hosts/host-values.js';
import { placedTask } from '../hosts/placed-task.js';
import type { MemberOf } from '../request/constraints.js';
import type { ResolvedRequest } from '../request/resolve.js';

/**
 * How many tasks of a request a host can take before a constraint that holds no longer does, at most `most`.
 *
 * A constraint sees of the added tasks their number, what they take, and that there are some. So it can change its mind at the
 * first one, and where a number that grows or shrinks with each passes one that its expression names; between these it stays as it
 * is. O(numbers it names).
 */
export function roomUnder(constraint: MemberOf, host: Host, request: ResolvedRequest, most: number): number {
  const like = placedTask('placement:0', host, request, { hostPorts: [], gpuIds: [] });
  return leastTurning(constraint, OF_RECORD, host, amountsOf, { like, demand: request.demand }, most);
}

/** `roomUnder` on hosts on which nothing is placed, by row and mostly without making their records. */
export function roomInRows(
  constraint: MemberOf,
  store: Store,
  values: Values<number>,
  request: ResolvedRequest,
): (row: number, most: number) => number {
  const like = placedTask('placement:0', { instance: { key: '' } }, request, { hostPorts: [], gpuIds: [] });
  const amounts = (row: number): HostAmounts => amountsOf(store.hostAt(row));
  return (row, most) => leastTurning(constraint, values, row, amounts, { like, demand: request.demand }, most);
}

function leastTurning<Source>(
  { conjuncts, taskPredicates = [] }: MemberOf,
  values: Values<Source>,
  source: Source,
  amounts: (source: Source) => HostAmounts,
  added: Omit<AddedTasks, 'count'>,
  most: number,
): number {
  let least = most;
  const tryWith = (count: number): void => {
    if (count < 1 || count >= least) return;
    const more = withAdded(values, amounts, { ...added, count });
    if (!conjuncts.every(({ expression }) => holdsFor(expression, source, more))) least = count;
  };
  tryWith(1);
  for (const predicate of taskPredicates) {
    const numberAt = (count: number) => numberOf(predicate, withAdded(values, amounts, { ...added, count }), source);
    for (const count of turningsOf(predicate, numberAt(0), numberAt(1))) tryWith(count);
  }
  return least;
}

function numberOf<Source>(
  { subject, parameter }: CheckedPredicate,
  values: Values<Source>,
  source: Source,
): number | undefined {
  if (subject.source === 'task-set') return undefined;
  const value = values.value(subject, parameter, source);
  return typeof value === 'number' ? value : undefined;
}

/** Each task changes the number by as much: how many bring it near to one of those that the predicate names. */
function* turningsOf(
  { test }: CheckedPredicate,
  before: number | undefined,
  after: number | undefined,
): Iterable<number> {
  if (test.form !== 'ranges' || before === undefined || after === undefined || before === after) return;
  for (const { value } of test.ranges.cuts) {
    const count = Math.floor((Number(value) - before) / (after - before));
    yield* [count - 1, count, count + 1, count + 2];
  }
}
