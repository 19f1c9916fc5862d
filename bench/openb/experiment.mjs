/** The experiment: a stream of pods fills the nodes; how much of the GPUs is taken in the end? */
import { internal } from '../internal.mjs';
import { Fleet, kindsOf } from './fleet.mjs';
import { typicalKinds } from './mix.mjs';
import { isShare } from './outcomes.mjs';
import { NOWHERE } from './scores.mjs';
import { arrivals, shuffled } from './stream.mjs';
import { WHOLE } from './tables.mjs';

/** @type {typeof import('../../src/placement/order/random.js')} */
const { seededDraw } = await internal('placement/order/random.js');

/**
 * @typedef {object} Lists
 * @property {readonly import('./tables.mjs').Node[]} nodes
 * @property {readonly import('./tables.mjs').Pod[]} pods
 *
 * @typedef {import('./policies.mjs').Start} Start
 *
 * @typedef {{ seed: number, arrived: number, placed: number, allocated: number }} Run `allocated` is in % of the capacity
 */

/** The first of the authors' seeds. */
export const FIRST_SEED = 42;

/**
 * One run for each seed, their mean and their standard deviation (of a sample; nothing where there is but one).
 * @param {Lists} lists
 * @param {Start} policy
 * @param {number} seeds how many
 * @param {number} first of them
 */
export function experiment(lists, policy, seeds, first = FIRST_SEED) {
  const before = process.cpuUsage();
  const runs = Array.from({ length: seeds }, (_, index) => runSeed(lists, policy, first + index));
  const { user, system } = process.cpuUsage(before);
  const mean = runs.reduce((sum, { allocated }) => sum + allocated, 0) / seeds;
  const squares = runs.reduce((sum, { allocated }) => sum + (allocated - mean) ** 2, 0);
  const deviation = seeds < 2 ? undefined : Math.sqrt(squares / (seeds - 1));
  return { runs, mean, deviation, cpuSeconds: (user + system) / 1e6 };
}

/**
 * @param {Lists} lists
 * @param {Start} policy
 * @param {number} seed
 * @returns {Run}
 */
export function runSeed(lists, policy, seed) {
  const draw = seededDraw(seed);
  const capacity = lists.nodes.reduce((sum, { gpus }) => sum + gpus * WHOLE, 0);
  const stream = arrivals(lists.pods, capacity, draw);
  const order = shuffled(lists.nodes.length, draw);
  const { fleet, placements } = fill(lists, policy, { stream, order, draw });
  const allocated = capacity === 0 ? 0 : (100 * fleet.allocated) / capacity;
  const placed = placements.filter(({ node }) => node !== NOWHERE).length;
  return { seed, arrived: stream.length, placed, allocated };
}

/**
 * Places one pod after the other; one that fits nowhere is dropped.
 * @param {Lists} lists
 * @param {Start} policy
 * @param {{ stream: readonly number[], order: readonly number[], draw: import('./stream.mjs').Draw }} arrivals the pods that
 *   come, the order of the nodes, and what random choices are drawn from
 */
export function fill({ nodes, pods }, policy, { stream, order, draw }) {
  const fleet = new Fleet(nodes);
  const { kinds, kindOf } = kindsOf(pods);
  const chooser = policy({ fleet, kinds, typical: typicalKinds(kinds, kindOf), order, draw });
  const placements = stream.map((index) => {
    const { memory } = /** @type {import('./tables.mjs').Pod} */ (pods[index]);
    const kindIndex = /** @type {number} */ (kindOf[index]);
    const kind = /** @type {import('./fleet.mjs').Kind} */ (kinds[kindIndex]);
    const node = chooser.node(kindIndex, memory);
    if (node === NOWHERE) return { node, device: 0 };
    const device = isShare(kind) ? chooser.device(fleet.devices(node), fleet.shape(node), kind) : 0;
    fleet.place(node, kind, memory, device);
    return { node, device };
  });
  return { fleet, placements };
}
