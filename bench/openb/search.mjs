/**
 * What was tried to beat the fragmentation policy: docs/OPENB.md has the figures.
 *
 * Usage: node bench/openb/search.mjs --nodes FILE --pods FILE [--seeds N] (after a build)
 *
 * The seeds are others than those of the experiment.
 */
import { parseArgs } from 'node:util';
import { Expectation } from './expectation.mjs';
import { experiment } from './experiment.mjs';
import { Mix, typicalKinds } from './mix.mjs';
import { byOutcome, foresight, gainOf, gradient, mixOf, POLICIES, remainder } from './policies.mjs';
import { readNodes, readPods } from './tables.mjs';

/**
 * @typedef {import('./policies.mjs').Scene} Scene
 * @typedef {import('./policies.mjs').Start} Start
 * @typedef {import('./policies.mjs').Value} Value
 * @typedef {import('./policies.mjs').Measure} Measure
 */

const FIRST_SEED = 2_000;

/** The loss of the paper; weighed by the GPU that pods ask for; one and two pods ahead. @type {Record<string, (scene: Scene) => Measure>} */
const LOSSES = {
  loss: mixOf,
  'loss by GPU': ({ fleet, typical }) =>
    mixOf({ fleet, typical: typical.map(({ kind, count }) => ({ kind, count: count * kind.gpus * kind.milli })) }),
  'one pod ahead': (scene) => new Expectation(mixOf(scene), scene.typical),
  'two pods ahead': (scene) => {
    const likely = scene.typical.slice(0, 8);
    const mix = new Mix(likely, new Set(scene.fleet.shapes.map(({ model }) => model)));
    return new Expectation(new Expectation(mix, likely), likely);
  },
};

/** Weight of what is left, and the difference that does not count. */
const WEIGHTS = [
  { weight: 0, grain: 0 },
  { weight: 0, grain: 0.1 },
  { weight: 0.05, grain: 0 },
  { weight: 0.15, grain: 0 },
  { weight: 0.15, grain: 0.01 },
  { weight: 0.5, grain: 0.01 },
];

/** @type {Record<string, Start>} */
const VARIANTS = {
  fragmentation: POLICIES.fragmentation,
  'fragmentation, ties to the best fit': (scene) => {
    const score = gradient(mixOf(scene));
    return byOutcome(scene, (shape, kind, left) => score(shape, kind, left) - remainder(shape, kind));
  },
  ...Object.fromEntries(
    Object.entries(LOSSES).flatMap(([name, loss]) =>
      WEIGHTS.map(({ weight, grain }) => [
        `${name}, ${weight} × what is left, steps of ${grain}`,
        (/** @type {Scene} */ scene) => byOutcome(scene, weighted(gainOf(loss(scene)), weight, grain)),
      ]),
    ),
  ),
  'fragmentation, of the arrivals so far': (scene) => learning(scene, (known) => gradient(mixOf(known))),
  'lookahead, of the arrivals so far': (scene) => learning(scene, foresight),
  lookahead: POLICIES.lookahead,
};

/**
 * @param {Value} gain
 * @param {number} weight
 * @param {number} grain
 * @returns {Value}
 */
function weighted(gain, weight, grain) {
  return (shape, kind, left) => {
    const value = gain(shape, kind, left) - weight * remainder(shape, kind);
    return grain === 0 ? value : Math.floor(value / grain);
  };
}

/**
 * A policy that knows no list: what is typical is worked out anew when half as many pods again have arrived.
 * @param {Scene} scene
 * @param {(scene: Scene) => Value} valued
 * @returns {import('./policies.mjs').Policy}
 */
function learning(scene, valued) {
  /** @type {number[]} */
  const seen = [];
  let renewAt = 1;
  let policy = byOutcome(scene, () => 0);
  const node = (/** @type {number} */ kind, /** @type {number} */ memory) => {
    if (seen.push(kind) === renewAt) {
      renewAt = Math.max(50, Math.ceil(renewAt * 1.5));
      const typical = typicalKinds(scene.kinds, Int32Array.from(seen));
      policy = byOutcome(scene, valued({ ...scene, typical }));
    }
    return policy.node(kind, memory);
  };
  return { node, device: (devices, shape, kind) => policy.device(devices, shape, kind) };
}

const { values } = parseArgs({
  options: { nodes: { type: 'string' }, pods: { type: 'string' }, seeds: { type: 'string', default: '6' } },
});
const lists = { nodes: readNodes(values.nodes ?? ''), pods: readPods(values.pods ?? '') };
for (const [name, policy] of Object.entries(VARIANTS)) {
  const { mean, cpuSeconds } = experiment(lists, policy, Number(values.seeds), FIRST_SEED);
  console.log(`${mean.toFixed(2)}  ${(cpuSeconds / Number(values.seeds)).toFixed(2)} s  ${name}`);
}
