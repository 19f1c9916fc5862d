/**
 * Fragmentation of GPUs: how much of a host's free GPU capacity the tasks that typically arrive could not use.
 *
 * From "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent" (USENIX ATC 2023), for
 * devices that are either free or not.
 */

import { roundAmount } from '../../model/amount.js';

/** A task that typically arrives. */
export interface TypicalTask {
  /** CPU units. */
  readonly cpu: number;
  /** Whole devices; 0 for a task without. */
  readonly gpu: number;
  /** How often it is seen, more than 0. Only the proportions count; whole numbers keep the results exact. */
  readonly count: number;
}

/** The share of all tasks that the typical ones have to cover at least. */
const COVER_PERCENT = 95;

/** The expected loss of hosts, for one mix of typical tasks. */
export class Fragmentation {
  readonly #total: number;
  /** CPU of the typical tasks with devices, ascending. */
  readonly #cpus: Float64Array;
  /** Their numbers of devices without repetition, ascending. */
  readonly #devices: Float64Array;
  /** For each number of devices, how many tasks ask for at most as many and are among the first 0, 1, 2 … of `#cpus`. */
  readonly #fitting: Float64Array;

  /**
   * Time and space: (typical tasks) × (their different numbers of devices).
   *
   * @param typical where it is empty, nothing is lost anywhere
   */
  constructor(typical: readonly TypicalTask[]) {
    const asking = typical.filter(({ gpu }) => gpu > 0).sort((a, b) => a.cpu - b.cpu);
    this.#total = typical.reduce((sum, { count }) => sum + count, 0);
    this.#cpus = Float64Array.from(asking, ({ cpu }) => cpu);
    this.#devices = Float64Array.from(new Set(asking.map(({ gpu }) => gpu))).sort();
    this.#fitting = cumulativeCounts(asking, this.#devices);
  }

  /**
   * What a host is expected to lose, in thousandths of a device: its free devices, weighted by the share of typical tasks that
   * ask for no device or do not fit on it. Logarithmic in the number of typical tasks; allocates nothing.
   *
   * @param cpuFree CPU units
   * @param freeDevices a whole number
   */
  loss(cpuFree: number, freeDevices: number): number {
    return this.#total === 0 ? 0 : (1_000 * this.#weightedLoss(cpuFree, freeDevices)) / this.#total;
  }

  /**
   * By how much the loss grows when a task of `cpu` units and `gpu` devices is put on the host; below 0 where the task takes what
   * was of little use. One division of exact sums: equal changes are equal numbers.
   */
  growth(cpuFree: number, freeDevices: number, cpu: number, gpu: number): number {
    if (this.#total === 0) return 0;
    const after = this.#weightedLoss(roundAmount(cpuFree - cpu), freeDevices - gpu);
    return (1_000 * (after - this.#weightedLoss(cpuFree, freeDevices))) / this.#total;
  }

  /** Free devices × typical tasks that cannot use them. */
  #weightedLoss(cpuFree: number, freeDevices: number): number {
    return freeDevices <= 0 ? 0 : freeDevices * (this.#total - this.#fittingCount(cpuFree, freeDevices));
  }

  /** How many of the typical tasks ask for devices and fit. */
  #fittingCount(cpuFree: number, freeDevices: number): number {
    const row = atMost(this.#devices, freeDevices);
    if (row === 0) return 0;
    return this.#fitting[(row - 1) * (this.#cpus.length + 1) + atMost(this.#cpus, cpuFree)]!;
  }
}

/** One row for each number of devices; in column n the tasks among the first n that ask for at most so many. */
function cumulativeCounts(tasks: readonly TypicalTask[], devices: Float64Array): Float64Array {
  const width = tasks.length + 1;
  const counts = new Float64Array(devices.length * width);
  devices.forEach((most, row) => {
    tasks.forEach(({ gpu, count }, index) => {
      const at = row * width + index;
      counts[at + 1] = counts[at]! + (gpu <= most ? count : 0);
    });
  });
  return counts;
}

/** How many of the ascending numbers are at most `limit`. */
function atMost(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The typical ones among tasks: equal ones counted together, the most frequent first (of equally frequent ones that with less
 * GPU, then with less CPU), as few as cover 95 % of all.
 */
export function typicalTasks(tasks: Iterable<TypicalTask>): readonly TypicalTask[] {
  const distinct = new Map<string, TypicalTask>();
  for (const task of tasks) {
    const key = `${task.cpu} ${task.gpu}`;
    const { cpu, gpu, count } = task;
    distinct.set(key, { cpu, gpu, count: count + (distinct.get(key)?.count ?? 0) });
  }
  return covering([...distinct.values()].sort((a, b) => b.count - a.count || a.gpu - b.gpu || a.cpu - b.cpu));
}

/** As many of the first as cover 95 % of the whole count. */
export function covering<T extends { readonly count: number }>(shapes: readonly T[]): readonly T[] {
  const total = shapes.reduce((sum, { count }) => sum + count, 0);
  let covered = 0;
  // Compared as whole numbers: 0.95 has no exact representation.
  const needed = shapes.findIndex(({ count }) => {
    covered += count;
    return covered * 100 >= total * COVER_PERCENT;
  });
  return shapes.slice(0, needed + 1);
}
