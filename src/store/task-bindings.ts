/** What few tasks have, by row: host ports and GPU devices. Equal ones are kept once, as a text; without any there is no column. */
import type { Task } from '../model/records.js';
import { Dictionary } from './dictionary.js';
import { grownByQuarter } from './growth.js';

export type Bindings = Pick<Task, 'hostPorts' | 'gpuIds'>;

export class TaskBindings {
  readonly #texts = new Dictionary();
  /** Row → number of its text + 1, 0 for none; rows beyond its end have none. */
  #codes = new Int32Array(0);

  /** How many different bindings there are. */
  get size(): number {
    return this.#texts.size;
  }

  get byteLength(): number {
    return this.#codes.byteLength;
  }

  /** @returns whether that is something else than before. */
  set(row: number, bindings: Bindings): boolean {
    const old = this.#codes[row] ?? 0;
    if (isEmpty(bindings)) {
      this.clear(row);
      return old > 0;
    }
    const text = write(bindings);
    if (old > 0 && this.#texts.text(old - 1) === text) return false;
    const number = this.#texts.number(text);
    this.#texts.retain(number);
    this.clear(row);
    this.#codes = grownByQuarter(this.#codes, row + 1);
    this.#codes[row] = number + 1;
    return true;
  }

  clear(row: number): void {
    const code = this.#codes[row] ?? 0;
    if (code === 0) return;
    this.#texts.release(code - 1);
    this.#codes[row] = 0;
    if (this.#texts.size === 0) this.#codes = new Int32Array(0);
  }

  at(row: number): Bindings {
    const code = this.#codes[row] ?? 0;
    return code === 0 ? { gpuIds: [], hostPorts: [] } : (JSON.parse(this.#texts.text(code - 1)) as Bindings);
  }
}

function isEmpty({ gpuIds, hostPorts }: Bindings): boolean {
  return gpuIds.length === 0 && hostPorts.length === 0;
}

/** Equal bindings give equal texts, however they were made. */
function write({ gpuIds, hostPorts }: Bindings): string {
  return JSON.stringify({ gpuIds, hostPorts: hostPorts.map(({ port, protocol }) => ({ port, protocol })) });
}
