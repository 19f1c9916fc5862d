/** What is left of a node's GPUs after a pod was put on it. */
import { WHOLE } from './tables.mjs';

/** @typedef {import('./fleet.mjs').Kind} Kind */

/** Whether a pod asks for a part of one GPU. @param {Kind} kind */
export function isShare({ gpus, milli }) {
  return gpus === 1 && milli < WHOLE;
}

/**
 * The least of `measure` over all ways to put a pod on a node that has room for it; a share may be taken from any GPU that has
 * room, else there is one way.
 * @param {Int32Array} devices free thousandths, ascending
 * @param {Kind} kind
 * @param {(left: Int32Array) => number} measure of what is left, ascending
 */
export function leastOutcome(devices, kind, measure) {
  if (!isShare(kind)) return measure(withoutWhole(devices, kind.gpus));
  let least = Number.POSITIVE_INFINITY;
  let last = -1;
  for (const free of devices) {
    if (free < kind.milli || free === last) continue;
    last = free;
    least = Math.min(least, measure(withoutShare(devices, free, kind.milli)));
  }
  return least;
}

/**
 * What is left, ascending, after whole GPUs were taken.
 * @param {Int32Array} devices
 * @param {number} gpus
 */
function withoutWhole(devices, gpus) {
  if (gpus === 0) return devices;
  const left = new Int32Array(devices.length);
  left.set(devices.subarray(0, devices.length - gpus), gpus);
  return left;
}

/**
 * What is left, ascending, after a share was taken from a GPU with so much free.
 * @param {Int32Array} devices
 * @param {number} free
 * @param {number} milli
 */
export function withoutShare(devices, free, milli) {
  const left = Int32Array.from(devices);
  const rest = free - milli;
  let at = left.indexOf(free);
  for (; at > 0 && /** @type {number} */ (left[at - 1]) > rest; at--) left[at] = /** @type {number} */ (left[at - 1]);
  left[at] = rest;
  return left;
}
