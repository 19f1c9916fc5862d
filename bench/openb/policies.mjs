/** The policies of the experiment: which node a pod goes to, and which of its GPUs a share is taken from. */
import { Expectation } from './expectation.mjs';
import { Mix } from './mix.mjs';
import { leastOutcome, withoutShare } from './outcomes.mjs';
import { NOWHERE, Scores } from './scores.mjs';
import { WHOLE } from './tables.mjs';

/**
 * @typedef {import('./fleet.mjs').Kind} Kind
 * @typedef {import('./fleet.mjs').Shape} Shape
 *
 * @typedef {object} Scene what a policy may know
 * @property {import('./fleet.mjs').Fleet} fleet
 * @property {readonly Kind[]} kinds
 * @property {readonly import('./mix.mjs').Counted[]} typical
 * @property {readonly number[]} order of the nodes
 * @property {import('./stream.mjs').Draw} draw
 *
 * @typedef {object} Policy
 * @property {(kind: number, memory: number) => number} node where a pod goes, or `NOWHERE`
 * @property {(devices: Int32Array, shape: Shape, kind: Kind) => number} device of a node that has room for a share
 *
 * @typedef {(scene: Scene) => Policy} Start
 * @typedef {(shape: Shape, kind: Kind, left: Int32Array) => number} Value of putting a pod on a node so that these thousandths
 *   of its GPUs are left; higher is better
 * @typedef {import('./expectation.mjs').Measure} Measure
 */

/** The capacities that the authors measure against: those of the largest node. */
const MOST_CPU = 128_000;
const MOST_GPU = 8 * WHOLE;

/** How much what is left on the node counts beside the expected loss, in GPUs for a whole node of the largest size. */
const LEFT_WEIGHT = 0.15;
/** Nodes that differ by less than this many GPUs are as good as each other. */
const GRAIN = 0.01;
/** So much of a step, that a value which is whole but for the rounding of sums is on one side of it. */
const ROUNDING = 5e-7;

/** @type {Readonly<Record<'random' | 'dotProduct' | 'bestFit' | 'fragmentation' | 'lookahead', Start>>} */
export const POLICIES = {
  random: ({ fleet, kinds, order, draw }) => {
    const scores = new Scores(fleet, kinds, order, () => 0);
    const node = (/** @type {number} */ kind, /** @type {number} */ memory) =>
      anyOf(scores.feasible(kind, memory), draw) ?? NOWHERE;
    const device = (/** @type {Int32Array} */ devices, /** @type {Shape} */ _, /** @type {Kind} */ kind) =>
      anyOf(roomy(devices, kind), draw) ?? 0;
    return { node, device };
  },
  dotProduct: (scene) => byScore(scene, dotProduct, leastFree),
  bestFit: (scene) => byScore(scene, bestFit, leastFree),
  fragmentation: (scene) => byOutcome(scene, gradient(mixOf(scene))),
  lookahead: (scene) => byOutcome(scene, foresight(scene)),
};

/**
 * Fragmentation gradient descent: the less the loss grows, the better, in whole hundredths of a sigmoid.
 * @param {Measure} measure
 * @returns {Value}
 */
export function gradient(measure) {
  const gain = gainOf(measure);
  return (shape, kind, left) => Math.trunc(100 / (1 + Math.exp(-gain(shape, kind, left))));
}

/**
 * Ours: the less grows the loss that is to be expected after one more pod, the better; the less is left, the better, too.
 * @param {Scene} scene
 * @returns {Value}
 */
export function foresight(scene) {
  const gain = gainOf(new Expectation(mixOf(scene), scene.typical));
  return (shape, kind, left) => {
    return Math.floor((gain(shape, kind, left) - LEFT_WEIGHT * remainder(shape, kind)) / GRAIN + ROUNDING);
  };
}

/**
 * By how many GPUs the loss of a node shrinks.
 * @param {Measure} measure
 * @returns {Value}
 */
export function gainOf(measure) {
  return ({ cpu, devices, model }, kind, left) =>
    (measure.loss(cpu, devices, model) - measure.loss(cpu - kind.cpu, left, model)) / (WHOLE * measure.total);
}

/** @param {Pick<Scene, 'fleet' | 'typical'>} scene */
export function mixOf({ fleet, typical }) {
  return new Mix(typical, new Set(fleet.shapes.map(({ model }) => model)));
}

/**
 * @param {Scene} scene
 * @param {import('./scores.mjs').Score} score
 * @param {Policy['device']} device
 * @returns {Policy}
 */
function byScore({ fleet, kinds, order }, score, device) {
  const scores = new Scores(fleet, kinds, order, score);
  return { node: (kind, memory) => scores.best(kind, memory), device };
}

/**
 * Scores what a pod would leave of a node's GPUs: the best way to put it there counts, and is how it is put there.
 * @param {Scene} scene
 * @param {Value} value
 * @returns {Policy}
 */
export function byOutcome(scene, value) {
  /** @type {Policy['device']} */
  const device = (devices, shape, kind) => {
    const values = roomy(devices, kind).map((index) => ({
      index,
      value: value(shape, kind, withoutShare(shape.devices, /** @type {number} */ (devices[index]), kind.milli)),
    }));
    return values.reduce((best, other) => (other.value > best.value ? other : best)).index;
  };
  return byScore(
    scene,
    (shape, kind) => -leastOutcome(shape.devices, kind, (left) => -value(shape, kind, left)),
    device,
  );
}

/** The GPUs with room for a share. @param {Int32Array} devices @param {Kind} kind */
function roomy(devices, { milli }) {
  return [...devices.keys()].filter((device) => /** @type {number} */ (devices[device]) >= milli);
}

/**
 * One of them, each as likely.
 * @param {ArrayLike<number>} candidates
 * @param {import('./stream.mjs').Draw} draw
 */
function anyOf(candidates, draw) {
  return candidates[Math.floor(draw() * candidates.length)];
}

/** The first of the GPUs with the least room for the share. @type {Policy['device']} */
function leastFree(devices, _shape, kind) {
  const free = (/** @type {number} */ device) => /** @type {number} */ (devices[device]);
  return roomy(devices, kind).reduce((best, other) => (free(other) < free(best) ? other : best));
}

/**
 * The less is left, the better. The authors stretch the scores of the feasible nodes to 0…100: that keeps the order of whole
 * numbers which are at most 100 apart, and is left out.
 * @param {Shape} shape
 * @param {Kind} kind
 */
export function bestFit(shape, kind) {
  return Math.trunc(100 * (1 - remainder(shape, kind)));
}

/**
 * What a pod leaves on a node, as a share of the largest node: the mean of CPU and GPU.
 * @param {Shape} shape
 * @param {Kind} kind
 */
export function remainder({ cpu, gpu }, kind) {
  return ((cpu - kind.cpu) / MOST_CPU) * 0.5 + ((gpu - kind.gpus * kind.milli) / MOST_GPU) * 0.5;
}

/**
 * The less is free of what the pod asks for, the better.
 * @param {Shape} shape
 * @param {Kind} kind
 */
export function dotProduct({ cpu, gpu }, kind) {
  const product = (cpu / MOST_CPU) * (kind.cpu / MOST_CPU) + (gpu / MOST_GPU) * ((kind.gpus * kind.milli) / MOST_GPU);
  return Math.trunc(100 * (1 - product / 2));
}
