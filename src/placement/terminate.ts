/**
 * Scale-in: which tasks of a group to stop.
 *
 * Source: ECS Developer Guide, "task placement strategies" and "how tasks are selected for termination". The measures are those
 * of placing, looked at from the other end: the task with the greatest key goes.
 */
import { compareText, type Host, holdsResources, type Task } from '../model/records.js';
import type { Store } from '../store/store.js';
import { isOfGroup } from './candidate.js';
import { freeAmount, roundAmount, takenBy } from './capacity.js';
import { Fields, malformed, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import type { Site } from './measures.js';
import { firstTwo, type KeyPart, Ranking } from './ranking.js';
import { readCountField, readSeed } from './request.js';
import { hostsInScope, resolveCluster } from './resolve.js';
import { BALANCED, RANDOM, readStrategies, STRATEGIES, type Strategy, strategyNames } from './strategies.js';
import type { RequestWarning } from './warnings.js';

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
 * tasks on loaded instances that are meant to run. O(count × tasks of the group).
 * @throws StowageError where the request is invalid
 */
export function selectForTermination(store: Store, value: unknown): TerminationResult {
  const request = readTermination(value);
  const hosts = hostsInScope(store, resolveCluster(store, request.cluster));
  const running = hosts.flatMap((host) => runningTasks(host, request.group));
  const ranking = rankingOf(running, request);
  const rest = running.map((task) => ranking.gauged(task));
  const tasks: TerminationChoice[] = [];
  while (tasks.length < request.count) {
    const [choice] = firstTwo(rest, -1);
    if (choice === undefined) break;
    const { task, room } = choice.site;
    const key = ranking.tell(choice.key).slice(0, request.strategies.length);
    tasks.push({ task: task.key, instance: room.host.instance.key, key });
    rest.splice(choice.position, 1);
    room.stop(task);
    ranking.change(room.host, -1);
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

/** The strategies, and a draw last where one of them asks for it. */
function rankingOf(tasks: readonly RunningTask[], { strategies, drawsOnTie, seed }: TerminationRequest): Ranking {
  const counts = [...countBy(tasks, ({ room }) => room)].map(([{ host }, count]) => ({ host, count }));
  return new Ranking(drawsOnTie ? [...strategies, RANDOM] : strategies, counts, seed);
}

function countBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
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
  const tasks = host.tasks.filter((task) => isOfGroup(task, group)).sort((a, b) => compareText(a.key, b.key));
  return tasks.map((task) => ({
    task,
    room,
    host,
    free: (resource) => roundAmount(room.free(resource) + givenBack([task], resource)),
  }));
}
