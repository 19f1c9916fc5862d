/** The experiment: a stream of pods fills the nodes; how much of the GPUs is taken in the end? */
import { internal } from '../internal.mjs';
import { Fleet, kindsOf } from './fleet.mjs';
import { typicalKinds } from './mix.mjs';
import { isShare } from './outcomes.mjs';
import { POLICIES } from './policies.mjs';
import { NOWHERE } from './scores.mjs';
import { arrivals, shuffled } from './stream.mjs';

/** @type {typeof import('../../src/placement/random.js')} */
const { seededDraw } = await internal('placement/random.js');

/**
 * @typedef {object} Lists
 * @property {readonly import('./tables.mjs').Node[]} nodes
 * @property {readonly import('./tables.mjs').Pod[]} pods
 *
 * @typedef {{ seed: number, arrived: number, placed: number, allocated: number }} Run `allocated` is in % of the capacity
 */

/** Seeds are those of the authors: from here on. */
export const FIRST_SEED = 42;

/**
 * One run for each seed, their mean and their standard deviation (of a sample; nothing where there is but one).
 * @param {Lists} lists
 * @param {string} policy
 * @param {number} seeds how many
 */
export function experiment(lists, policy, seeds) {
  const before = process.cpuUsage();
  const runs = Array.from({ length: seeds }, (_, index) => runSeed(lists, policy, FIRST_SEED + index));
  const { user, system } = process.cpuUsage(before);
  const mean = runs.reduce((sum, { allocated }) => sum + allocated, 0) / seeds;
  const squares = runs.reduce((sum, { allocated }) => sum + (allocated - mean) ** 2, 0);
  const deviation = seeds < 2 ? undefined : Math.sqrt(squares / (seeds - 1));
  return { policy, runs, mean, deviation, cpuSeconds: (user + system) / 1e6 };
}

/**
 * @param {Lists} lists
 * @param {string} policy
 * @param {number} seed
 * @returns {Run}
 */
export function runSeed({ nodes, pods }, policy, seed) {
  const draw = seededDraw(seed);
  const fleet = new Fleet(nodes);
  const { kinds, kindOf } = kindsOf(pods);
  const stream = arrivals(pods, fleet.capacity, draw);
  const order = shuffled(nodes.length, draw);
  const start = /** @type {NonNullable<typeof POLICIES[string]>} */ (POLICIES[policy]);
  const chooser = start({ fleet, kinds, typical: typicalKinds(kinds, kindOf), order, draw });
  let placed = 0;
  for (const index of stream) {
    const { memory } = /** @type {import('./tables.mjs').Pod} */ (pods[index]);
    const kindIndex = /** @type {number} */ (kindOf[index]);
    const node = chooser.node(kindIndex, memory);
    if (node === NOWHERE) continue;
    const kind = /** @type {import('./fleet.mjs').Kind} */ (kinds[kindIndex]);
    const device = isShare(kind) ? chooser.device(fleet.devices(node), fleet.shape(node), kind) : 0;
    fleet.place(node, kind, memory, device);
    placed++;
  }
  const allocated = fleet.capacity === 0 ? 0 : (100 * fleet.allocated) / fleet.capacity;
  return { seed, arrived: stream.length, placed, allocated };
}
