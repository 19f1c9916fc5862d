/**
 * Sites by what is free of their memory, the least first, kept in order while it changes: a list cut into blocks, of each of which
 * the most that is free of the other resources is known, so that blocks without room are passed over.
 */
import { type Asked, isEnough, type Site } from './site.js';

const BLOCK = 128;

interface Block {
  readonly sites: Site[];
  /** The most that is free on one of them, each for itself. */
  cpu: number;
  gpu: number;
}

export class SiteOrder {
  readonly #blocks: Block[] = [];

  constructor(sites: readonly Site[]) {
    const sorted = [...sites].sort(compareSites);
    for (let at = 0; at < sorted.length; at += BLOCK) this.#blocks.push(blockOf(sorted.slice(at, at + BLOCK)));
  }

  /** The first site in order where a task fits: that of binpacking on memory. O(blocks + sites of blocks that have room). */
  first(asked: Asked, range: readonly [number, number]): Site | undefined {
    for (let at = this.#firstWithMemory(asked.memory); at < this.#blocks.length; at++) {
      const { sites, cpu, gpu } = this.#blocks[at]!;
      if (!isEnough(cpu, asked.cpu) || !isEnough(gpu, asked.gpu)) continue;
      for (const site of sites) if (site.fits(asked, range)) return site;
    }
    return undefined;
  }

  /** Before what is free on a site changes. O(block). */
  remove(site: Site): void {
    const at = this.#blockOf(site);
    const { sites } = this.#blocks[at]!;
    sites.splice(placeIn(sites, site), 1);
    if (sites.length === 0) this.#blocks.splice(at, 1);
    else this.#blocks[at] = blockOf(sites);
  }

  add(site: Site): void {
    const at = Math.min(this.#blockOf(site), Math.max(0, this.#blocks.length - 1));
    const sites = this.#blocks[at]?.sites ?? [];
    sites.splice(placeIn(sites, site), 0, site);
    if (sites.length <= 2 * BLOCK) this.#blocks[at] = blockOf(sites);
    else this.#blocks.splice(at, 1, blockOf(sites.slice(0, BLOCK)), blockOf(sites.slice(BLOCK)));
  }

  /** The first block whose last site does not come before the given one. */
  #blockOf(site: Site): number {
    return this.#search((last) => compareSites(last, site) >= 0);
  }

  #firstWithMemory(memory: number): number {
    return this.#search((last) => isEnough(last.memory, memory));
  }

  /** The first block whose last site is right: once one is, all after it are. */
  #search(isRight: (last: Site) => boolean): number {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isRight(this.#blocks[middle]!.sites.at(-1)!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function blockOf(sites: Site[]): Block {
  let [cpu, gpu] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const site of sites) {
    if (site.cpu > cpu) cpu = site.cpu;
    if (site.gpu > gpu) gpu = site.gpu;
  }
  return { sites, cpu, gpu };
}

function placeIn(sites: readonly Site[], site: Site): number {
  let [low, high] = [0, sites.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSites(sites[middle]!, site) >= 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function compareSites(a: Site, b: Site): number {
  return a.memory - b.memory || a.position - b.position;
}
