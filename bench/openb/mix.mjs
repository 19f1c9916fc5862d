/** What typically arrives, and how much of a node's free GPUs that could not use. */
import { internal } from '../internal.mjs';
import { allows } from './fleet.mjs';

/** @typedef {import('./fleet.mjs').Kind} Kind @typedef {{ kind: Kind, count: number }} Counted */

/** @type {typeof import('../../src/placement/order/fragmentation.js')} */
const { covering } = await internal('placement/order/fragmentation.js');

/**
 * The most frequent kinds that cover 95 % of the list.
 * @param {readonly Kind[]} kinds
 * @param {Int32Array} kindOf the kind of each pod of the list
 */
export function typicalKinds(kinds, kindOf) {
  const counted = kinds.map((kind) => ({ kind, count: 0 }));
  for (const kind of kindOf) /** @type {Counted} */ (counted[kind]).count++;
  return covering(counted.sort((a, b) => b.count - a.count || compare(b.kind, a.kind)));
}

/**
 * By CPU, share, number and models: the order that the authors give to kinds that are equally frequent.
 * @param {Kind} a
 * @param {Kind} b
 */
function compare(a, b) {
  return a.cpu - b.cpu || a.milli - b.milli || a.gpus - b.gpus || (a.models < b.models ? -1 : 1);
}

/** The F of the paper for one mix of typical pods. */
export class Mix {
  /** How many pods were counted. */
  total;
  /** What typical kinds with GPUs ask for of CPU: ascending, without repetition. */
  #cpus;
  /** Their different demands for GPUs, the smallest share first. */
  #milli;
  #gpus;
  /** For each model: in row n, column d the pods of demand d that ask for at most the n-th CPU. @type {Map<string, Float64Array>} */
  #weights = new Map();

  /**
   * @param {readonly Counted[]} typical
   * @param {Iterable<string>} models of the nodes
   */
  constructor(typical, models) {
    const asking = typical.filter(({ kind }) => kind.gpus > 0);
    const demands = new Map(asking.map(({ kind: { milli, gpus } }) => [`${milli} ${gpus}`, { milli, gpus }]));
    const ascending = [...demands.values()].sort((a, b) => a.milli - b.milli);
    this.total = typical.reduce((sum, { count }) => sum + count, 0);
    this.#cpus = Float64Array.from(new Set(asking.map(({ kind }) => kind.cpu))).sort();
    this.#milli = Int32Array.from(ascending, ({ milli }) => milli);
    this.#gpus = Int32Array.from(ascending, ({ gpus }) => gpus);
    for (const model of models) this.#weights.set(model, this.#weightsOn(model, asking));
  }

  /** @param {string} model @param {readonly Counted[]} asking */
  #weightsOn(model, asking) {
    const width = this.#milli.length;
    const weights = new Float64Array((this.#cpus.length + 1) * width);
    for (const { kind, count } of asking.filter(({ kind }) => allows(kind, model))) {
      const demand = this.#milli.findIndex((milli, at) => milli === kind.milli && this.#gpus[at] === kind.gpus);
      for (let row = this.#cpus.indexOf(kind.cpu) + 1; row <= this.#cpus.length; row++) {
        const at = row * width + demand;
        weights[at] = /** @type {number} */ (weights[at]) + count;
      }
    }
    return weights;
  }

  /**
   * F × `total`, a whole number, so that equal losses are equal.
   * @param {number} cpu
   * @param {ArrayLike<number>} devices free thousandths, ascending
   * @param {string} model
   */
  loss(cpu, devices, model) {
    const weights = /** @type {Float64Array} */ (this.#weights.get(model));
    const count = devices.length;
    let free = 0;
    for (let at = 0; at < count; at++) free += /** @type {number} */ (devices[at]);
    let loss = free * this.total;
    let tooSmall = 0;
    let tooSmallMilli = 0;
    let weight = this.#row(cpu) * this.#milli.length;
    for (let demand = 0; demand < this.#milli.length; demand++, weight++) {
      const milli = /** @type {number} */ (this.#milli[demand]);
      while (tooSmall < count && /** @type {number} */ (devices[tooSmall]) < milli) {
        tooSmallMilli += /** @type {number} */ (devices[tooSmall++]);
      }
      if (count - tooSmall < /** @type {number} */ (this.#gpus[demand])) continue;
      loss -= /** @type {number} */ (weights[weight]) * (free - tooSmallMilli);
    }
    return loss;
  }

  /** How many of the CPU amounts are free. @param {number} cpu */
  #row(cpu) {
    let row = this.#cpus.length;
    while (row > 0 && /** @type {number} */ (this.#cpus[row - 1]) > cpu) row--;
    return row;
  }
}
