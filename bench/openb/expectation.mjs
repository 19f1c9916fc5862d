/** One step ahead: the loss of a node that is to be expected after one more typical pod has come to it. */
import { fits } from './fleet.mjs';
import { leastOutcome } from './outcomes.mjs';

/**
 * @typedef {import('./mix.mjs').Counted} Counted
 *
 * @typedef {object} Measure
 * @property {number} total how many pods were counted
 * @property {(cpu: number, devices: Int32Array, model: string) => number} loss in thousandths of a GPU, times `total`
 */

/** @implements {Measure} */

export class Expectation {
  total;
  #measure;
  #typical;
  /** By what is free. @type {Map<string, number>} */
  #known = new Map();

  /**
   * @param {Measure} measure of what is left then
   * @param {readonly Counted[]} typical
   */
  constructor(measure, typical) {
    this.total = measure.total;
    this.#measure = measure;
    this.#typical = typical;
  }

  /**
   * In thousandths of a GPU, times `total`.
   * @param {number} cpu
   * @param {Int32Array} devices free thousandths, ascending
   * @param {string} model
   */
  loss(cpu, devices, model) {
    const key = `${cpu} ${devices.join()} ${model}`;
    let loss = this.#known.get(key);
    if (loss === undefined) {
      loss = this.#expected(cpu, devices, model);
      this.#known.set(key, loss);
    }
    return loss;
  }

  /** @param {number} cpu @param {Int32Array} devices @param {string} model */
  #expected(cpu, devices, model) {
    const measure = this.#measure;
    const now = measure.loss(cpu, devices, model);
    const shape = { cpu, devices, model, gpu: 0 };
    let sum = 0;
    for (const { kind, count } of this.#typical) {
      // A pod that does not fit goes elsewhere; one that fits is put where it does least harm.
      const then = fits(shape, kind)
        ? leastOutcome(devices, kind, (left) => measure.loss(cpu - kind.cpu, left, model))
        : now;
      sum += count * then;
    }
    return sum / this.total;
  }
}
