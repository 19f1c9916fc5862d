/** What has been placed on the hosts of a table, as a stack: the last goes first when it is undone. */
import type { Task } from '../../model/records.js';
import type { ResolvedRequest } from '../request/resolve.js';
import type { Grant } from './placed-task.js';

export interface PlacedHere {
  readonly position: number;
  readonly request: ResolvedRequest;
  /** Which task of the request. */
  readonly index: number;
  readonly grant: Grant;
  /** Where on the stack the one before it on the same host is, or `NONE`. */
  readonly below: number;
  /** Made when an expression looks at it. */
  task: Task | undefined;
}

const NONE = -1;
const NOTHING: readonly PlacedHere[] = [];

export class Overlay {
  readonly #stack: PlacedHere[] = [];
  /** Position → where on the stack the last one placed there is, or `NONE`. */
  readonly #top: Int32Array;

  constructor(size: number) {
    this.#top = new Int32Array(size).fill(NONE);
  }

  get size(): number {
    return this.#stack.length;
  }

  /** In the order in which they were placed. O(placed there). */
  at(position: number): readonly PlacedHere[] {
    let top = this.#top[position] as number;
    if (top === NONE) return NOTHING;
    const placed: PlacedHere[] = [];
    for (; top !== NONE; top = (this.#stack[top] as PlacedHere).below) placed.push(this.#stack[top] as PlacedHere);
    return placed.reverse();
  }

  push(position: number, request: ResolvedRequest, index: number, grant: Grant): void {
    const below = this.#top[position] as number;
    this.#top[position] = this.#stack.length;
    this.#stack.push({ position, request, index, grant, below, task: undefined });
  }

  /** Takes the last one away. */
  pop(): PlacedHere {
    const placed = this.#stack.pop() as PlacedHere;
    this.#top[placed.position] = placed.below;
    return placed;
  }

  forEach(visit: (placed: PlacedHere) => void): void {
    this.#stack.forEach(visit);
  }
}
