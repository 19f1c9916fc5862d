/**
 * Scorers: strategies that the caller writes. What they get are plain values, as JSON has them, and theirs to look at only.
 */
import { compareText, type Host, type Task } from '../../model/records.js';
import { type InstanceRow, instanceRow } from '../../query/rows.js';
import type { PlacementRequest } from './request.js';

/**
 * How good a host is for a task: the least wins.
 *
 * It has to be pure: the same number for the same host and task, whenever and however often it is asked. One that throws, gives
 * no finite number, or gives another one when asked again, is reported with the warning `scorer-failed`, and the host comes after
 * all others in this part of the key.
 */
export type Scorer = (host: ScoredHost, task: ScoredTask) => number;

/** A host as things are when the task's turn comes, tasks that the same call has placed before included. */
export interface ScoredHost extends InstanceRow {
  /**
   * How much is free of every resource that the host has, whatever `remaining` says; below 0 on a host that is overcommitted.
   * Without `ports` and `ports_udp`: which ports are in use is said by `remaining` and by the tasks.
   */
  readonly free: FreeAmounts;
  /** Every task on it, whatever its status; those placed before come last, with desired status `RUNNING`. */
  readonly tasks: readonly Task[];
}

/** Resource name in lower case → amount; of a string set the number of its members. */
export interface FreeAmounts {
  /** CPU units; 0 where the host has none, as the others. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Devices. */
  readonly gpu: number;
  readonly [resource: string]: number;
}

/** What the task needs; all tasks of a request need the same. */
export interface ScoredTask {
  /** CPU units. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Devices; 0 where it asks for all. */
  readonly gpu: number;
  /** Whether it asks for every GPU of a host. */
  readonly allGpus: boolean;
  /** Resource name in lower case → amount, or members of a string set: those that it asks for besides CPU, memory and GPUs. */
  readonly resources: Readonly<Record<string, number | readonly string[]>>;
  readonly group?: string;
  readonly family?: string;
}

/** Name → scorer, as the option `scorers` gives them. */
export type Scorers = Readonly<Record<string, Scorer>>;

/**
 * What a scorer gets to see of a host. Everything in it is a frozen copy: a scorer that writes to it throws, and is reported, and
 * nothing else is harmed. O(attributes and tasks of the host).
 *
 * @param host with the tasks on it that were placed before
 * @param freeOf what is free of a resource then
 */
export function scoredHost(host: Host, freeOf: (resource: string) => number): ScoredHost {
  const { registered, remaining, ...row } = instanceRow(host);
  const names = new Set(['cpu', 'memory', 'gpu', ...Object.keys(registered), ...Object.keys(remaining ?? {})]);
  const free = [...names]
    .filter((name) => !PORTS_IN_USE.has(name))
    .sort(compareText)
    .map((name) => [name, freeOf(name)] as const);
  return Object.freeze({
    ...row,
    attributes: Object.freeze(row.attributes),
    tags: Object.freeze(row.tags),
    registered: frozenCopy(registered),
    ...(remaining && { remaining: frozenCopy(remaining) }),
    free: Object.freeze(Object.fromEntries(free) as unknown as FreeAmounts),
    tasks: frozenCopy(host.tasks),
  });
}

const PORTS_IN_USE: ReadonlySet<string> = new Set(['ports', 'ports_udp']);

/** What a scorer gets to see of a request's tasks, frozen as well. */
export function scoredTask({ demand, group, family }: PlacementRequest): ScoredTask {
  const { amounts, members, allGpus } = demand;
  const { cpu = 0, memory = 0, gpu = 0, ...others } = Object.fromEntries(amounts);
  return Object.freeze({
    cpu,
    memory,
    gpu,
    allGpus,
    resources: frozenCopy({ ...others, ...Object.fromEntries(members) }),
    ...(group !== undefined && { group }),
    ...(family !== undefined && { family }),
  });
}

/** `Object.fromEntries` makes own properties of any name, `__proto__` included. */
function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, frozenCopy(part)]))) as T;
}
