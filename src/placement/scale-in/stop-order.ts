/**
 * Running tasks in the order in which scale-in stops them: the greatest key first, of equal ones the task looked at first.
 *
 * Hosts that share their buckets make a cell, in which only what a host has by itself tells them apart; so a task that stops moves
 * one host in its cell. It makes the keys of other cells less at most: a cell whose key was taken earlier is looked at again only
 * once it comes first.
 */
import { Heap } from './heap.js';
import type { Site } from './measures.js';
import { compareKeys, type GaugedSite, type Key, keyOf } from './ranking.js';

/** The tasks of one host. */
export interface StopCandidates<S extends Site> {
  /** In the order in which equal ones are stopped. */
  readonly sites: GaugedSite<S>[];
  /** The same for hosts with the same buckets, and only for them. */
  readonly cell: string;
}

interface Choice<S extends Site> {
  readonly site: GaugedSite<S>;
  readonly key: Key;
}

interface HostQueue<S extends Site> {
  readonly sites: GaugedSite<S>[];
  readonly position: number;
  best: Choice<S>;
}

interface Cell<S extends Site> {
  readonly hosts: Heap<HostQueue<S>>;
  /** Of the first host when it was last looked at: now it may be less. */
  key: Key;
}

export class StopOrder<S extends Site> {
  readonly #cells: Heap<Cell<S>>;

  /**
   * @param hosts in the order of their keys
   * @param shared for each part of a key whether hosts of a cell have the same
   */
  constructor(hosts: readonly StopCandidates<S>[], shared: readonly boolean[]) {
    const queues = new Map<string, HostQueue<S>[]>();
    hosts.forEach(({ sites, cell }, position) => {
      const best = bestOf(sites);
      if (best === undefined) return;
      const members = queues.get(cell) ?? [];
      queues.set(cell, members);
      members.push({ sites: [...sites], position, best });
    });
    const own = shared.flatMap((isShared, part) => (isShared ? [] : [part]));
    const cells = Array.from(queues.values(), (members): Cell<S> => {
      const heap = new Heap(members, (a, b) => isHostBefore(a, b, own));
      return { hosts: heap, key: (heap.first as HostQueue<S>).best.key };
    });
    this.#cells = new Heap(cells, isCellBefore);
  }

  /** The task to stop next, as things are. O(log hosts), and as much for each cell whose key was taken too early. */
  first(): Choice<S> | undefined {
    for (let cell = this.#cells.first; cell !== undefined; cell = this.#cells.first) {
      const { site } = (cell.hosts.first as HostQueue<S>).best;
      const key = keyOf(site);
      if (compareKeys(key, cell.key) === 0) return { site, key };
      cell.key = key;
      this.#cells.settleFirst();
    }
    return undefined;
  }

  /** The first task has been stopped. O(tasks on its host + log hosts). */
  removeFirst(): void {
    const cell = this.#cells.first as Cell<S>;
    const host = cell.hosts.first as HostQueue<S>;
    host.sites.splice(host.sites.indexOf(host.best.site), 1);
    const best = bestOf(host.sites);
    if (best === undefined) cell.hosts.removeFirst();
    else {
      host.best = best;
      cell.hosts.settleFirst();
    }
    const { first } = cell.hosts;
    if (first === undefined) this.#cells.removeFirst();
    else {
      cell.key = keyOf(first.best.site);
      this.#cells.settleFirst();
    }
  }
}

function bestOf<S extends Site>(sites: readonly GaugedSite<S>[]): Choice<S> | undefined {
  let best: Choice<S> | undefined;
  for (const site of sites) {
    const key = keyOf(site);
    if (best === undefined || compareKeys(key, best.key) > 0) best = { site, key };
  }
  return best;
}

/** By what hosts have by themselves: the rest was taken at different times. */
function isHostBefore<S extends Site>(a: HostQueue<S>, b: HostQueue<S>, own: readonly number[]): boolean {
  for (const part of own) {
    const [left, right] = [a.best.key[part] as number, b.best.key[part] as number];
    if (left !== right) return left > right;
  }
  return a.position < b.position;
}

function isCellBefore<S extends Site>(a: Cell<S>, b: Cell<S>): boolean {
  const order = compareKeys(a.key, b.key);
  if (order !== 0) return order > 0;
  return (a.hosts.first as HostQueue<S>).position < (b.hosts.first as HostQueue<S>).position;
}
