/** Small clusters with tasks to place, drawn: small enough that the best plan can be computed. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mix } from '../ids.mjs';

/**
 * Amounts of each resource, in the order of `RESOURCES`.
 * @typedef {readonly number[]} Amounts
 *
 * @typedef {object} Case
 * @property {readonly Amounts[]} hosts what each has; of the same kind one after the other
 * @property {readonly Amounts[]} kinds what a task of each kind takes
 * @property {readonly number[]} tasks the kind of each task, in the order in which they come
 */

/** The third of them is asked for in half of the cases. */
export const RESOURCES = ['CPU', 'MEMORY', 'DISK'];

/** What a host has at least: others have up to four times as much. */
const SMALLEST = [2_048, 4_096, 100];
const FEWEST_HOSTS = 4;

/**
 * Draws of cases that can be full, and need not have a plan.
 * @param {{ instances: number, tasks: number, seed: number }} most hosts and tasks
 * @returns {() => Case} the next one
 */
export function caseStream({ instances, tasks, seed }) {
  const random = xoroshiro128plus(mix(seed ^ 0x9a11));
  const draw = () => uniformFloat64(random);
  return () => drawCase(instances, tasks, draw);
}

/**
 * @param {number} mostHosts
 * @param {number} mostTasks
 * @param {() => number} draw
 * @returns {Case}
 */
function drawCase(mostHosts, mostTasks, draw) {
  const between = (/** @type {number} */ low, /** @type {number} */ high) =>
    low + Math.floor(draw() * (high - low + 1));
  const used = RESOURCES.slice(0, between(2, RESOURCES.length));
  const hostKinds = Array.from({ length: between(1, 3) }, () =>
    used.map((_, at) => (SMALLEST[at] ?? 0) * between(1, 4)),
  );
  const hosts = Array.from(
    { length: between(FEWEST_HOSTS, mostHosts) },
    () => hostKinds[between(0, hostKinds.length - 1)] ?? [],
  );
  hosts.sort(compare);
  const kinds = Array.from({ length: between(3, 8) }, () => drawDemand(used, draw));
  const full = 0.4 + 0.5 * draw();
  const total = used.map((_, at) => hosts.reduce((sum, host) => sum + (host[at] ?? 0), 0));
  const taken = used.map(() => 0);
  const tasks = [];
  while (tasks.length < mostTasks) {
    const kind = between(0, kinds.length - 1);
    kinds[kind]?.forEach((amount, at) => {
      taken[at] = (taken[at] ?? 0) + amount;
    });
    if (taken.some((sum, at) => sum > full * (total[at] ?? 0))) break;
    tasks.push(kind);
  }
  return { hosts, kinds, tasks };
}

/**
 * Some ask for much of one resource and little of another.
 * @param {readonly string[]} resources
 * @param {() => number} draw
 */
function drawDemand(resources, draw) {
  return resources.map((_, at) => Math.max(1, Math.round((SMALLEST[at] ?? 0) * (0.05 + 0.85 * draw() ** 1.5))));
}

/** @param {Amounts} a @param {Amounts} b */
function compare(a, b) {
  const at = a.findIndex((amount, index) => amount !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
