/** What has been placed on the hosts of a table, as a stack: the last goes first when it is undone. */
import type { Task } from '../model/records.js';
import type { Grant } from './placed-task.js';
import type { ScopedRequest } from './scoped-request.js';

export interface PlacedHere {
  readonly position: number;
  readonly request: ScopedRequest;
  /** Which task of the request. */
  readonly index: number;
  readonly grant: Grant;
  /** Made when an expression looks at it. */
  task?: Task;
}

const NOTHING: readonly PlacedHere[] = [];

export class Overlay {
  readonly #stack: PlacedHere[] = [];
  readonly #byPosition = new Map<number, PlacedHere[]>();

  get size(): number {
    return this.#stack.length;
  }

  /** In the order in which they were placed. */
  at(position: number): readonly PlacedHere[] {
    return this.#byPosition.get(position) ?? NOTHING;
  }

  push(placed: PlacedHere): void {
    this.#stack.push(placed);
    const here = this.#byPosition.get(placed.position);
    if (here === undefined) this.#byPosition.set(placed.position, [placed]);
    else here.push(placed);
  }

  /** Takes the last one away. */
  pop(): PlacedHere {
    const placed = this.#stack.pop() as PlacedHere;
    const here = this.#byPosition.get(placed.position) as PlacedHere[];
    if (here.length === 1) this.#byPosition.delete(placed.position);
    else here.pop();
    return placed;
  }

  forEach(visit: (placed: PlacedHere) => void): void {
    this.#stack.forEach(visit);
  }
}
