/**
 * Scorers: strategies that the caller writes. What they get are plain values, as JSON has them, and theirs to look at only.
 */
import type { Task } from '../model/records.js';
import type { InstanceRow } from '../query/rows.js';

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
   * Resource name in lower case → how much of it is free: CPU units of `cpu`, MiB of `memory`, devices of `gpu`, of a string set
   * the number of its members. Below 0 on a host that is overcommitted. Every resource that is registered or remaining, but `ports`
   * and `ports_udp`, whose ports in use are those of `remaining` and of the tasks.
   */
  readonly free: Readonly<Record<string, number>>;
  /** Every task on it, whatever its status; those placed before come last, with desired status `RUNNING`. */
  readonly tasks: readonly Task[];
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
