/**
 * The plain method by hand: for each task a loop over all hosts, plain objects, that keeps the best of those that can take it.
 *
 * What nobody would do without is there: tasks of a group are counted by zone once, and then kept.
 */
import { internal } from '../internal.mjs';
import { tasksByZone } from '../placement/hosts.mjs';

/** @type {typeof import('../../src/placement/order/random.js')} */
const { seededDraw } = await internal('placement/order/random.js');

/** @typedef {import('../placement/hosts.mjs').PlacingHost} PlacingHost */
/** @typedef {import('../placement/wanted.mjs').Wanted} Wanted */
/** @typedef {(host: PlacingHost) => number} Measure */

export const NOWHERE = -1;

export class PlainPlacing {
  #hosts;
  /** @type {Map<string, Map<string, number>>} */
  #zones = new Map();
  /** @type {{ host: PlacingHost, wanted: Wanted }[]} */
  #placed = [];

  /** @param {readonly PlacingHost[]} hosts ascending by key; what is placed is noted there until it is taken back */
  constructor(hosts) {
    this.#hosts = hosts;
  }

  /**
   * The rows of the hosts that the tasks go to.
   * @param {Wanted} wanted
   * @param {number} [count] how many of its tasks
   */
  place(wanted, count = wanted.count) {
    const { order, seed = 1 } = wanted;
    const draw = seededDraw(seed);
    const measures = order[0] === 'random' ? undefined : order.map((part) => this.#measure(part, wanted.group));
    /** @type {number[]} */
    const rows = [];
    while (rows.length < count) {
      const host = measures === undefined ? this.#drawn(wanted, draw) : this.#least(wanted, measures);
      if (host === undefined) break;
      this.#take(host, wanted);
      rows.push(host.row);
    }
    return rows;
  }

  /** Takes back everything. */
  reset() {
    for (const { host, wanted } of this.#placed) this.#add(host, wanted, -1);
    this.#placed.length = 0;
  }

  /** The hosts that can take a task, in order. @param {Wanted} wanted */
  rank(wanted) {
    const measures = wanted.order.map((part) => this.#measure(part, wanted.group));
    return this.#hosts
      .filter((host) => this.#takes(host, wanted, Number.POSITIVE_INFINITY))
      .sort((a, b) => measures.reduce((sign, measure) => sign || measure(a) - measure(b), 0) || a.row - b.row);
  }

  /** The hosts that cannot take a task, with everything that is in the way: amounts and clauses. @param {Wanted} wanted */
  whyNot({ cpu, memory, clauses }) {
    const blocked = [];
    for (const host of this.#hosts) {
      const reasons = [
        ...(host.cpu < cpu ? [{ code: 'resource:cpu', asked: cpu, free: host.cpu }] : []),
        ...(host.memory < memory ? [{ code: 'resource:memory', asked: memory, free: host.memory }] : []),
        ...clauses.flatMap(({ test, text }) => (test(host) ? [] : [{ code: 'constraint', expression: text }])),
      ];
      if (reasons.length > 0) blocked.push({ host, reasons });
    }
    return blocked;
  }

  /** How many tasks fit. @param {Wanted} wanted */
  headroom(wanted) {
    let total = 0;
    for (const host of this.#hosts) {
      if (!this.#takes(host, wanted, Number.POSITIVE_INFINITY)) continue;
      total += Math.floor(Math.min(host.cpu / wanted.cpu, host.memory / wanted.memory));
    }
    return total;
  }

  /**
   * @param {Wanted} wanted
   * @param {readonly Measure[]} measures
   */
  #least(wanted, measures) {
    const mostInZone = this.#mostInZone(wanted);
    /** @type {PlacingHost | undefined} */
    let least;
    for (const host of this.#hosts) {
      if (!this.#takes(host, wanted, mostInZone)) continue;
      if (least === undefined || isBefore(host, least, measures)) least = host;
    }
    return least;
  }

  /**
   * @param {Wanted} wanted
   * @param {() => number} draw
   */
  #drawn(wanted, draw) {
    const able = this.#hosts.filter((host) => this.#takes(host, wanted, Number.POSITIVE_INFINITY));
    if (able.length === 0) return undefined;
    const drawn = able[Math.floor(draw() * able.length)];
    // A second draw is for the host that would have been next, which nobody asks for here.
    if (able.length > 1) draw();
    return drawn;
  }

  /**
   * @param {PlacingHost} host
   * @param {Wanted} wanted
   * @param {number} mostInZone tasks that a zone may have before one more
   */
  #takes(host, { cpu, memory, clauses, isDistinct, group }, mostInZone) {
    if (host.cpu < cpu || host.memory < memory) return false;
    if (isDistinct && (host.groups.get(group) ?? 0) > 0) return false;
    for (const clause of clauses) if (!clause.test(host)) return false;
    return mostInZone === Number.POSITIVE_INFINITY || (this.#zonesOf(group).get(host.zone) ?? 0) <= mostInZone;
  }

  /** @param {Wanted} wanted */
  #mostInZone({ maxSkew, group }) {
    if (maxSkew === undefined) return Number.POSITIVE_INFINITY;
    return Math.min(...this.#zonesOf(group).values()) + maxSkew - 1;
  }

  /**
   * @param {import('../placement/wanted.mjs').Part} part
   * @param {string} group
   * @returns {Measure}
   */
  #measure(part, group) {
    if (part === 'cpu') return (host) => host.cpu;
    if (part === 'memory') return (host) => host.memory;
    if (part === 'host') return (host) => host.groups.get(group) ?? 0;
    const zones = this.#zonesOf(group);
    return (host) => zones.get(host.zone) ?? 0;
  }

  /** @param {string} group */
  #zonesOf(group) {
    const known = this.#zones.get(group);
    if (known !== undefined) return known;
    const zones = tasksByZone(this.#hosts, group);
    this.#zones.set(group, zones);
    return zones;
  }

  /**
   * @param {PlacingHost} host
   * @param {Wanted} wanted
   */
  #take(host, wanted) {
    this.#add(host, wanted, 1);
    this.#placed.push({ host, wanted });
  }

  /**
   * @param {PlacingHost} host
   * @param {Wanted} wanted
   * @param {1 | -1} by
   */
  #add(host, { group, cpu, memory }, by) {
    host.cpu -= by * cpu;
    host.memory -= by * memory;
    host.groups.set(group, (host.groups.get(group) ?? 0) + by);
    const zones = this.#zones.get(group);
    zones?.set(host.zone, (zones.get(host.zone) ?? 0) + by);
  }
}

/**
 * Of equal hosts the one seen first stays.
 * @param {PlacingHost} host
 * @param {PlacingHost} other
 * @param {readonly Measure[]} measures
 */
function isBefore(host, other, measures) {
  for (const measure of measures) {
    const difference = measure(host) - measure(other);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
