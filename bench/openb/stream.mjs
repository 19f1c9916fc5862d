/** What arrives, and in which order. */

/** @typedef {import('./tables.mjs').Pod} Pod */
/** @typedef {() => number} Draw the next number of a seeded sequence, from 0 up to but without 1 */

/** Arrivals end before they would ask for more than this many times the GPUs that there are. */
const DEMAND = 1.3;

/**
 * The list shuffled, then pods drawn from it with replacement, until the next would ask for too much.
 * @param {readonly Pod[]} pods
 * @param {number} capacity thousandths of a GPU
 * @param {Draw} draw
 * @returns {number[]} indexes into `pods`
 */
export function arrivals(pods, capacity, draw) {
  const order = shuffled(pods.length, draw);
  const most = DEMAND * capacity;
  const asksForGpu = pods.some((pod) => gpuOf(pod) > 0);
  let demand = 0;
  for (let at = 0; at < order.length || asksForGpu; at++) {
    const next = order[at] ?? Math.floor(draw() * pods.length);
    demand += gpuOf(/** @type {Pod} */ (pods[next]));
    if (demand > most) return order.slice(0, at);
    order[at] = next;
  }
  return order;
}

/**
 * The numbers below `count` in an order of their own.
 * @param {number} count
 * @param {Draw} draw
 */
export function shuffled(count, draw) {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [/** @type {number} */ (order[other]), /** @type {number} */ (order[last])];
  }
  return order;
}

/** Thousandths of a GPU. @param {Pod} pod */
export function gpuOf({ gpus, milli }) {
  return gpus * milli;
}
