/**
 * Scale-in: which tasks of a group to stop.
 *
 * Source: ECS Developer Guide, "task placement strategies" and "how tasks are selected for termination". The measures are those
 * of placing, looked at from the other end: the task with the greatest key goes.
 */

import { roundAmount } from '../../model/amount.js';
import { takenBy } from '../../model/host-amounts.js';
import { compareText, type Host, holdsResources, isDesiredRunning, type Task } from '../../model/records.js';
import type { Store } from '../../store/store.js';
import { freeAmount } from '../hosts/capacity.js';
import type { KeyPart } from '../order/key-parts.js';
import { Fields, malformed, requestError } from '../request/fields.js';
import { warnUnknownFields } from '../request/known-fields.js';
import { readCountField, readSeed } from '../request/request.js';
import { hostsInScope, resolveCluster } from '../request/resolve.js';
import {
  ATTRIBUTE_PREFIX,
  BALANCED,
  RANDOM,
  readStrategies,
  STRATEGIES,
  type Strategy,
  strategyNames,
} from '../request/strategies.js';
import type { RequestWarning } from '../request/warnings.js';
import type { Site } from './measures.js';
import { type GaugedSite, Ranking } from './ranking.js';
import { StopOrder } from './stop-order.js';

export interface TerminationResult {
  /** In the order in which they are chosen; fewer than asked where the group has no more. */
  readonly tasks: readonly TerminationChoice[];
  readonly revision: number;
  readonly warnings: readonly RequestWarning[];
}

export interface TerminationChoice {
  readonly task: string;
  readonly instance: string;
  /** What made the task go: for `binpack` what is free once it has stopped. Greatest first, no bucket before any. */
  readonly key: readonly KeyPart[];
}

/**
 * Chooses the tasks of a group to stop; changes nothing.
 *
 * `value` has the fields `group`, `count`, `placementStrategy`, `cluster` and `seed` of a placement request. Candidates are the
 * tasks on loaded instances that are meant to run. A draw is made once for each of them, in the order of instance and task keys.
 * O(hosts + count × (log hosts + tasks on a host)); where spread attributes cut across each other, count × their combinations.
 * @throws StowageError where the request is invalid
 */
export function selectForTermination(store: Store, value: unknown): TerminationResult {
  const request = readTermination(value);
  const hosts = hostsInScope(store, resolveCluster(store, request.cluster));
  const running = hosts.map((host) => runningTasks(host, request.group));
  const strategies = request.drawsOnTie ? [...request.strategies, RANDOM] : request.strategies;
  const counts = hosts.map((host, at) => ({ host, count: (running[at] as readonly RunningTask[]).length }));
  const ranking = new Ranking(strategies, counts, request.seed);
  const candidates = hosts.map((host, at) => ({
    sites: (running[at] as readonly RunningTask[]).map((task) => gaugedOnce(ranking.gauged(task), strategies)),
    cell: cellOf(host, strategies),
  }));
  const order = new StopOrder(candidates, strategies.map(isShared));
  const tasks: TerminationChoice[] = [];
  for (let next = order.first(); next !== undefined && tasks.length < request.count; next = order.first()) {
    const { task, room } = next.site.site;
    const key = ranking.tell(next.key).slice(0, request.strategies.length);
    tasks.push({ task: task.key, instance: room.host.instance.key, key });
    room.stop(task);
    ranking.change(room.host, -1);
    order.removeFirst();
  }
  return { tasks, revision: store.revision, warnings: request.warnings };
}

interface TerminationRequest {
  readonly group: string;
  readonly count: number;
  readonly cluster: string | undefined;
  readonly strategies: readonly Strategy[];
  /** Whether a draw decides among the tasks that the strategies leave tied. */
  readonly drawsOnTie: boolean;
  readonly seed: number;
  readonly warnings: readonly RequestWarning[];
}

function readTermination(value: unknown): TerminationRequest {
  const fields = new Fields(value, '$', 'a termination request');
  const warnings: RequestWarning[] = [];
  warnUnknownFields(fields, 'termination', warnings);
  const group = fields.name('group');
  if (group === undefined) throw malformed(fields.pathOf('group'), 'group has to be given', undefined);
  const count = readCountField(fields, 'count');
  if (count === undefined) throw malformed(fields.pathOf('count'), 'count has to be given', undefined);
  const strategies = readStrategies(fields, warnings);
  for (const strategy of strategies ?? []) refuseWithoutUse(strategy, fields);
  return {
    group,
    count,
    cluster: fields.name('cluster'),
    strategies: strategies ?? BALANCED,
    drawsOnTie: strategies?.some(({ row }) => row.drawsOnTie) ?? false,
    seed: readSeed(fields) ?? 0,
    warnings,
  };
}

/** Scale-in follows what Amazon ECS documents of it; an order of ours that it does not know would only seem to be followed. */
function refuseWithoutUse({ index, row, spread }: Strategy, fields: Fields): void {
  const path = `${fields.pathOf('placementStrategy')}[${index}]`;
  if (row.scaleInMeasure === undefined) {
    const takes = strategyNames(STRATEGIES.filter(({ scaleInMeasure }) => scaleInMeasure !== undefined));
    const message = `${strategyNames([row])} says nothing of which task to stop; scale-in takes ${takes}`;
    throw requestError('request-conflict', path, message);
  }
  const [option] = Object.keys(spread ?? {});
  if (option === undefined) return;
  const message = `${option} says where tasks may go, not which of them to stop: scale-in takes spread without it`;
  throw requestError('request-conflict', `${path}.${option}`, message);
}

/** A draw is made once for a task, and stays. */
function gaugedOnce(task: GaugedSite<RunningTask>, strategies: readonly Strategy[]): GaugedSite<RunningTask> {
  const gauges = task.gauges.map((gauge, part) => {
    if (strategies[part]?.kind !== 'random') return gauge;
    const drawn = gauge();
    return () => drawn;
  });
  return { site: task.site, gauges };
}

/** Whether its part of the key is that of a bucket of several hosts. */
function isShared({ kind }: Strategy): boolean {
  return kind === 'spread-attribute';
}

/** The buckets of a host, as a text. */
function cellOf({ instance }: Host, strategies: readonly Strategy[]): string {
  const names = strategies.filter(isShared).map(({ field = '' }) => field.slice(ATTRIBUTE_PREFIX.length));
  return JSON.stringify(names.map((name) => instance.attributes.get(name) ?? null));
}

/** A host, and what is free there with the tasks gone that have been chosen. */
class Room {
  readonly host: Host;
  readonly #free = new Map<string, number>();
  readonly #stopped: Task[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  free(resource: string): number {
    const free = this.#free.get(resource) ?? freeAmount(this.host, resource) + givenBack(this.#stopped, resource);
    this.#free.set(resource, free);
    return free;
  }

  stop(task: Task): void {
    this.#stopped.push(task);
    this.#free.clear();
  }
}

function givenBack(tasks: readonly Task[], resource: string): number {
  return tasks.filter(holdsResources).reduce((sum, task) => sum + takenBy(task, resource), 0);
}

/** A running task; as a site, its host as it will be once the task has stopped. */
interface RunningTask extends Site {
  readonly task: Task;
  readonly room: Room;
}

/** Ascending by task key, so that of equal keys the lowest goes first. */
function runningTasks(host: Host, group: string): readonly RunningTask[] {
  const room = new Room(host);
  const tasks = host.tasks
    .filter((task) => task.group === group && isDesiredRunning(task))
    .sort((a, b) => compareText(a.key, b.key));
  return tasks.map((task) => ({
    task,
    room,
    host,
    free: (resource) => roundAmount(room.free(resource) + givenBack([task], resource)),
  }));
}
