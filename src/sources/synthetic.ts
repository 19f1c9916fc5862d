/** Fleets that look like real ones, as pages of `describe-container-instances` and `describe-tasks`. */
import { StowageError } from '../model/errors.js';
import { isCount } from './fields.js';
import { createHost, hostType } from './synthetic/host.js';
import { instanceRecord } from './synthetic/instance.js';
import { fargateTask, placeTasks } from './synthetic/task.js';
import { createWorld, type World } from './synthetic/world.js';

export interface FleetOptions {
  readonly instances: number;
  readonly tasks: number;
  /** The same seed and numbers give the same fleet, everywhere. */
  readonly seed: number;
  /** Name or ARN; `synthetic` in an example account if absent. */
  readonly cluster?: string;
  /** Records in a page, 100 if absent, as ECS answers at most. */
  readonly pageSize?: number;
}

/** Parsed JSON of one answer of the API. */
export type FleetPage =
  | { readonly containerInstances: readonly JsonObject[]; readonly failures: readonly never[] }
  | { readonly tasks: readonly JsonObject[]; readonly failures: readonly never[] };

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A fleet in six zones, of sixty instance types, with its tasks: each page of instances is followed by the pages of the tasks on
 * them. The tasks fit: what remains of a host is what is registered less what its tasks hold. Tasks that fit nowhere run on Fargate
 * and come last. Pages are made as they are asked for, in constant memory.
 *
 * @throws StowageError `usage` where a number is not whole or out of range.
 */
export function generateFleet(options: FleetOptions): Iterable<FleetPage> {
  checkCount(options.instances, 'instances', 0);
  checkCount(options.tasks, 'tasks', 0);
  checkCount(options.pageSize ?? 1, 'pageSize', 1);
  if (!Number.isSafeInteger(options.seed)) throw usage('seed', 'a whole number', options.seed);
  return { [Symbol.iterator]: () => pagesOf(options) };
}

function checkCount(value: number, name: string, least: number): void {
  if (!isCount(value) || value < least) throw usage(name, `a whole number, ${least} or more`, value);
}

function usage(name: string, wanted: string, value: number): StowageError {
  return new StowageError('usage', `$.${name}`, `${name} has to be ${wanted}, not ${value}`);
}

const DEFAULT_CLUSTER = 'synthetic';
const DEFAULT_PAGE_SIZE = 100;

function* pagesOf({
  instances,
  tasks,
  seed,
  cluster,
  pageSize = DEFAULT_PAGE_SIZE,
}: FleetOptions): Generator<FleetPage> {
  const world = createWorld(seed, cluster ?? DEFAULT_CLUSTER, tasks);
  const shares = taskShares(seed, instances, tasks);
  let carried = 0;
  for (let first = 0; first < instances; first += pageSize) {
    const hosts = Math.min(pageSize, instances - first);
    const page = createPage(world, first, hosts, shares, carried);
    carried = page.carried;
    yield { containerInstances: page.instances, failures: [] };
    yield* taskPages(page.tasks, pageSize);
  }
  const left = instances === 0 ? tasks : carried;
  for (let first = 0; first < left; first += pageSize) {
    const count = Math.min(pageSize, left - first);
    yield* taskPages(
      Array.from({ length: count }, (_, index) => fargateTask(world, first + index)),
      pageSize,
    );
  }
}

function createPage(world: World, first: number, hosts: number, shares: Iterator<number>, carriedBefore: number) {
  const instances: JsonObject[] = [];
  const tasks: JsonObject[] = [];
  let carried = carriedBefore;
  for (let index = first; index < first + hosts; index++) {
    const host = createHost(world, index);
    const wanted = (shares.next().value as number) + carried;
    const placed = placeTasks(world, host, wanted);
    carried = wanted - placed.tasks.length;
    for (const task of placed.tasks) tasks.push(task);
    instances.push(instanceRecord(world, host, placed.occupancy));
  }
  return { instances, tasks, carried };
}

function* taskPages(tasks: readonly JsonObject[], pageSize: number): Generator<FleetPage> {
  for (let first = 0; first < tasks.length; first += pageSize) {
    yield { tasks: tasks.slice(first, first + pageSize), failures: [] };
  }
}

/** How many tasks each host gets, in order, by its size; they add up to `tasks`. Looks at all hosts once beforehand. */
function* taskShares(seed: number, instances: number, tasks: number): Generator<number> {
  let total = 0;
  for (let index = 0; index < instances; index++) total += weightOf(seed, index);
  let before = 0;
  for (let index = 0; index < instances; index++) {
    const after = before + weightOf(seed, index);
    yield Math.floor((tasks * after) / total) - Math.floor((tasks * before) / total);
    before = after;
  }
}

/** Even a small host runs something beside its agent. */
function weightOf(seed: number, index: number): number {
  return 2 + hostType(seed, index).vcpus / 2;
}
