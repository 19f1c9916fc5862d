/** What is free of one resource, host by host. */
import { roundAmount } from '../../model/amount.js';
import type { HostReader } from '../../store/host-reader.js';
import type { Demand } from '../request/demand.js';

/** Amounts are exact to a millionth: so much may be missing and still round to none. */
const HALF_A_MILLIONTH = 5e-7;

/** Whether a free amount is enough. The one place that says so. */
export function isEnough(free: number, asked: number): boolean {
  return free - asked >= -HALF_A_MILLIONTH;
}

/** How many tasks find `each` of a free amount. */
export function tasksWithin(free: number, each: number): number {
  const estimate = Math.max(0, Math.floor(free / each));
  // Division rounds, and amounts are exact to a millionth only: the neighbours may be the answer.
  if (isEnough(free, (estimate + 1) * each)) return estimate + 1;
  return isEnough(free, estimate * each) ? estimate : Math.max(0, estimate - 1);
}

export class FreeColumn {
  /** Position → CPU units, MiB, devices; below 0 on a host that is overcommitted. */
  readonly values: Float64Array;
  /** The same without what is placed. */
  readonly #stored: Float64Array;
  readonly #resource: string;
  readonly #reader: HostReader;
  readonly #rows: Int32Array;

  /** @param rows position → row of the store. O(hosts). */
  constructor(resource: string, reader: HostReader, rows: Int32Array) {
    this.#resource = resource;
    this.#reader = reader;
    this.#rows = rows;
    this.#stored = new Float64Array(rows.length);
    for (let position = 0; position < rows.length; position++) this.#read(position);
    this.values = this.#stored.slice();
  }

  /** Reads a host again whose record has changed. Nothing may be placed there. */
  reload(position: number): void {
    this.#read(position);
    this.reset(position);
  }

  /** As the store has it, without what was placed. */
  reset(position: number): void {
    this.values[position] = this.#stored[position] as number;
  }

  /** How much a task takes of a host; `Infinity` for all that is free. */
  amountOf({ amounts, members, allGpus }: Demand): number {
    const amount = amounts.get(this.#resource);
    if (amount !== undefined) return amount;
    if (allGpus && this.#resource === 'gpu') return Number.POSITIVE_INFINITY;
    return members.get(this.#resource)?.length ?? 0;
  }

  /** Takes an amount, 0 of which is nothing. */
  take(position: number, amount: number): void {
    const free = this.values[position] as number;
    this.values[position] = amount === Number.POSITIVE_INFINITY ? 0 : roundAmount(free - amount);
  }

  #read(position: number): void {
    this.#stored[position] = this.#reader.free(this.#rows[position] as number, this.#resource);
  }
}
