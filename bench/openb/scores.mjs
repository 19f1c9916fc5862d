/** The score of every kind of pod on every shape of node, worked out when it is first asked for. */
import { fits } from './fleet.mjs';

/**
 * @typedef {import('./fleet.mjs').Fleet} Fleet
 * @typedef {import('./fleet.mjs').Kind} Kind
 * @typedef {(shape: import('./fleet.mjs').Shape, kind: Kind) => number} Score higher is better
 */

/** Nothing fits. */
export const NOWHERE = -1;

export class Scores {
  #fleet;
  #kinds;
  #order;
  #score;
  /** For each kind the score by shape: NaN where it is not known yet, -Infinity where the pod does not fit. @type {Float64Array[]} */
  #rows;

  /**
   * @param {Fleet} fleet
   * @param {readonly Kind[]} kinds
   * @param {readonly number[]} order of the nodes
   * @param {Score} score
   */
  constructor(fleet, kinds, order, score) {
    this.#fleet = fleet;
    this.#kinds = kinds;
    this.#order = Int32Array.from(order);
    this.#score = score;
    this.#rows = kinds.map(() => new Float64Array(0));
  }

  /**
   * The node with the highest score, the first in their order among equals, or `NOWHERE`.
   * @param {number} kind
   * @param {number} memory
   */
  best(kind, memory) {
    const { shapeOf, memory: free } = this.#fleet;
    const row = this.#row(kind);
    const order = this.#order;
    let best = NOWHERE;
    let highest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < order.length; at++) {
      const node = /** @type {number} */ (order[at]);
      const shape = /** @type {number} */ (shapeOf[node]);
      let score = /** @type {number} */ (row[shape]);
      if (Number.isNaN(score)) score = this.#learn(row, shape, kind);
      if (score > highest && memory <= /** @type {number} */ (free[node])) {
        highest = score;
        best = node;
      }
    }
    return best;
  }

  /**
   * Every node that has room, in their order.
   * @param {number} kind
   * @param {number} memory
   */
  feasible(kind, memory) {
    const { shapeOf, memory: free } = this.#fleet;
    const row = this.#row(kind);
    return this.#order.filter((node) => {
      const shape = /** @type {number} */ (shapeOf[node]);
      let score = /** @type {number} */ (row[shape]);
      if (Number.isNaN(score)) score = this.#learn(row, shape, kind);
      return score !== Number.NEGATIVE_INFINITY && memory <= /** @type {number} */ (free[node]);
    });
  }

  /** The row of a kind, wide enough for all shapes. @param {number} kind */
  #row(kind) {
    const row = /** @type {Float64Array} */ (this.#rows[kind]);
    const width = this.#fleet.shapes.length;
    if (row.length >= width) return row;
    const wider = new Float64Array(2 * width).fill(Number.NaN);
    wider.set(row);
    this.#rows[kind] = wider;
    return wider;
  }

  /**
   * @param {Float64Array} row
   * @param {number} index of a shape
   * @param {number} kindIndex
   */
  #learn(row, index, kindIndex) {
    const shape = /** @type {import('./fleet.mjs').Shape} */ (this.#fleet.shapes[index]);
    const kind = /** @type {Kind} */ (this.#kinds[kindIndex]);
    const score = fits(shape, kind) ? this.#score(shape, kind) : Number.NEGATIVE_INFINITY;
    row[index] = score;
    return score;
  }
}
