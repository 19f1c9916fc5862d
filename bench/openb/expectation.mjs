/** One step ahead: the loss of a node that is to be expected after one more typical pod has come to it. */
import { fits } from './fleet.mjs';
import { leastOutcome } from './outcomes.mjs';

/** @typedef {import('./mix.mjs').Counted} Counted */

export class Expectation {
  #mix;
  #typical;
  /** By what is free. @type {Map<string, number>} */
  #known = new Map();

  /**
   * @param {import('./mix.mjs').Mix} mix
   * @param {readonly Counted[]} typical
   */
  constructor(mix, typical) {
    this.#mix = mix;
    this.#typical = typical;
  }

  /**
   * In thousandths of a GPU.
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
    const mix = this.#mix;
    const now = mix.loss(cpu, devices, model);
    const shape = { cpu, devices, model, gpu: 0 };
    let sum = 0;
    for (const { kind, count } of this.#typical) {
      // A pod that does not fit goes elsewhere; one that fits is put where it does least harm.
      const then = fits(shape, kind)
        ? leastOutcome(devices, kind, (left) => mix.loss(cpu - kind.cpu, left, model))
        : now;
      sum += count * then;
    }
    return sum / mix.total / mix.total;
  }
}
