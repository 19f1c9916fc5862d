/**
 * A plan as changes of the records: applied to a store, they make it what the plan said it would be, so that placing goes on
 * from there as it would have gone on within the plan.
 */
import type { Change } from '../../model/change.js';
import { invariant } from '../../model/errors.js';
import { type Host, type Instance, isDesiredRunning, type Task } from '../../model/records.js';
import type { Store } from '../../store/store.js';
import type { Placement } from '../placing-request.js';
import { type PlacementOptions, resolveRequest } from '../request/resolve.js';
import { type Grant, placedTask } from './placed-task.js';
import { type Taking, takingOf, withGivenBack, withTaken } from './remaining.js';

/** A task that starts on an instance. */
export interface Start {
  /** With its instance, its host ports and its GPUs. */
  readonly task: Task;
  readonly taking: Taking;
}

/**
 * The changes that put the placed tasks of a request into the records: a record of each task, and the records of their
 * instances with less remaining. O(placements + tasks on their instances).
 *
 * @param keyOf the key that the task of a placement gets
 */
export function planChanges(
  store: Store,
  value: unknown,
  placements: readonly Placement[],
  keyOf: (placement: Placement) => string,
  options: PlacementOptions = {},
): readonly Change[] {
  return startChanges(store, startsOf(store, value, placements, keyOf, options));
}

/** The tasks of a plan, so that several plans of one call can become changes together. */
export function startsOf(
  store: Store,
  value: unknown,
  placements: readonly Placement[],
  keyOf: (placement: Placement) => string,
  options: PlacementOptions = {},
): readonly Start[] {
  if (placements.length === 0) return [];
  const request = resolveRequest(store, value, options);
  return placements.map((placement) => {
    const host = store.host(placement.instance);
    invariant(host !== undefined, `${placement.instance} is loaded`);
    const grant = grantOf(placement);
    const taking = takingOf(request.demand, host, grant);
    const gpu = Math.max(taking.amounts.get('gpu') ?? 0, grant.gpuIds.length);
    return { task: { ...placedTask(keyOf(placement), host, request, grant), gpu }, taking };
  });
}

/** What a placement gave a task. */
export function grantOf({ hostPorts, gpuIds }: Pick<Placement, 'hostPorts' | 'gpuIds'>): Grant {
  return { hostPorts: hostPorts.map(({ hostPort, protocol }) => ({ port: hostPort, protocol })), gpuIds };
}

/** The changes that start tasks, on instances that are loaded. */
export function startChanges(store: Store, starts: readonly Start[]): readonly Change[] {
  const changes: Change[] = [];
  for (const [key, here] of byInstance(starts, ({ task }) => task)) {
    const host = store.host(key);
    if (host === undefined) continue;
    const takings = here.map(({ taking }) => taking);
    const running = here.filter(({ task }) => isDesiredRunning(task)).length;
    changes.push(instanceChange(withOwnCount(host, withTaken(host, takings), running)));
    for (const { task } of here) changes.push({ kind: 'task', origin: 'description', task: untold(host, task) });
  }
  return changes;
}

/** The changes that take tasks from the records. */
export function stopChanges(store: Store, tasks: readonly Task[]): readonly Change[] {
  const removals = tasks.map(({ key, cluster }): Change => {
    return { kind: 'task-removed', key, ...(cluster === undefined ? {} : { cluster }) };
  });
  return [...leaveChanges(store, tasks), ...removals];
}

/** The changes that give back what tasks hold on their instances; the tasks themselves stay, until they start elsewhere. */
export function leaveChanges(store: Store, tasks: readonly Task[]): readonly Change[] {
  const changes: Change[] = [];
  for (const [key, here] of byInstance(tasks, (task) => task)) {
    const host = store.host(key);
    if (host === undefined) continue;
    const running = here.filter(isDesiredRunning).length;
    changes.push(instanceChange(withOwnCount(host, withGivenBack(host, here), -running)));
  }
  return changes;
}

export function instanceChange(instance: Instance): Change {
  return { kind: 'instance', origin: 'description', instance };
}

function byInstance<T>(items: readonly T[], taskOf: (item: T) => Task): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const { instance } = taskOf(item);
    if (instance === undefined) continue;
    const group = groups.get(instance);
    if (group === undefined) groups.set(instance, [item]);
    else group.push(item);
  }
  return groups;
}

/** Where tasks are not known it is the instance that says how many run. */
function withOwnCount({ tasksKnown }: Host, instance: Instance, added: number): Instance {
  const { runningTasksCount } = instance;
  if (tasksKnown || runningTasksCount === undefined) return instance;
  return { ...instance, runningTasksCount: Math.max(0, runningTasksCount + added) };
}

/** A cluster of no instance. */
const NO_CLUSTER = 'planned tasks';

/** From the first task of a cluster on, a store takes all its tasks for known: those of a plan do not tell of the others. */
function untold({ tasksKnown }: Host, task: Task): Task {
  return tasksKnown ? task : { ...task, cluster: NO_CLUSTER };
}
