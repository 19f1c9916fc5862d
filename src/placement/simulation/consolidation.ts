/**
 * Which hosts could be emptied, and where their tasks would go.
 *
 * Greedy: the hosts are tried from the emptiest up, each once, and each is emptied only if every one of its tasks finds room on
 * the hosts that are left: the tasks that ask for the most first, each by binpacking on memory. A host that was emptied takes
 * nothing any more, one that was not may still be given tasks of others.
 */
import { compareText, type HostPort, type Task } from '../../model/records.js';
import { clusterOf } from '../request/resolve.js';
import { byGreed } from './relocation.js';
import { type Asked, asked, isEnough, type Received, type Site } from './site.js';
import { SiteOrder } from './site-order.js';

export interface Consolidation {
  /** In the order in which they were emptied. */
  readonly emptied: readonly Site[];
  /** Of each task that moved: its record on the host where it ends, in the order in which they first left. */
  readonly moved: ReadonlyMap<string, Task>;
  /** In the order in which they were tried. */
  readonly kept: readonly { readonly site: Site; readonly stuck: string | null }[];
}

export interface ConsolidationOptions {
  /** Every host, ascending by key. */
  readonly sites: readonly Site[];
  /** Those that may be emptied, the emptiest first. */
  readonly order: readonly Site[];
  readonly atMost: number;
  readonly portRange: readonly [number, number];
  /** The host ports that a task asks for, 0 for those that may be any. */
  readonly portsOf: (task: Task) => readonly HostPort[];
}

/** O(tasks to move × sites / 128), where tasks are of few shapes. */
export function consolidate(options: ConsolidationOptions): Consolidation {
  const { order, atMost } = options;
  const packings = packingsOf(options);
  const emptied: Site[] = [];
  const kept: { site: Site; stuck: string | null }[] = [];
  const moved = new Map<string, Task>();
  for (const site of order) {
    const stuck = emptied.length < atMost ? packings.get(clusterOf(site.host))!.empty(site, moved) : null;
    if (stuck === undefined) emptied.push(site);
    else kept.push({ site, stuck });
  }
  return { emptied, moved, kept };
}

/** Tasks do not leave their cluster. */
function packingsOf(options: ConsolidationOptions): ReadonlyMap<string, Packing> {
  const byCluster = new Map<string, Site[]>();
  for (const site of options.sites) {
    const cluster = clusterOf(site.host);
    const known = byCluster.get(cluster);
    if (known === undefined) byCluster.set(cluster, [site]);
    else known.push(site);
  }
  return new Map(Array.from(byCluster, ([cluster, sites]) => [cluster, new Packing(options, sites)]));
}

class Packing {
  readonly #options: ConsolidationOptions;
  readonly #open: SiteOrder;
  /** What found no room when nothing was on its way: as hosts only fill up, nothing that asks for as much ever will. */
  readonly #hopeless: Asked[] = [];

  constructor(options: ConsolidationOptions, sites: readonly Site[]) {
    this.#options = options;
    this.#open = new SiteOrder(sites.filter(({ isOpen }) => isOpen));
  }

  /** @returns the key of the first task that finds no room, else undefined: then the site is empty, and closed. */
  empty(site: Site, moved: Map<string, Task>): string | undefined {
    const tasks = [...site.tasks].sort((a, b) => byGreed(a, b) || compareText(a.key, b.key));
    const wanted = tasks.map((task) => asked(task, this.#options.portsOf(task)));
    const hopeless = wanted.find((task) => this.#isHopeless(task));
    if (hopeless !== undefined) return hopeless.task.key;
    if (site.isOpen) this.#open.remove(site);
    const received: Received[] = [];
    for (const task of wanted) {
      const target = this.#open.first(task, this.#options.portRange);
      if (target === undefined) return this.#giveUp(site, task, received);
      received.push(this.#receive(target, task));
    }
    for (const {
      site: target,
      asked: { task },
      grant,
    } of received) {
      moved.set(task.key, { ...task, instance: target.key, ...grant });
    }
    site.tasks.length = 0;
    return undefined;
  }

  #receive(target: Site, task: Asked): Received {
    this.#open.remove(target);
    const received = target.receive(task, this.#options.portRange);
    this.#open.add(target);
    return received;
  }

  #giveUp(site: Site, stuck: Asked, received: readonly Received[]): string {
    for (const last of [...received].reverse()) {
      this.#open.remove(last.site);
      last.site.undo(last);
      this.#open.add(last.site);
    }
    if (site.isOpen) this.#open.add(site);
    const { portRange } = this.#options;
    if (stuck.ports.length === 0 && this.#open.first(stuck, portRange) === undefined) this.#hopeless.push(stuck);
    return stuck.task.key;
  }

  #isHopeless({ cpu, memory, gpu }: Asked): boolean {
    return this.#hopeless.some((known) => {
      return isEnough(cpu, known.cpu) && isEnough(memory, known.memory) && isEnough(gpu, known.gpu);
    });
  }
}
