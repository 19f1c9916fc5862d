/**
 * The worst cases, measured, so that it is known how they are bounded: a value of its own on every host, the longest lists and
 * expressions, the removal of everything, and a fleet that lives on.
 *
 * Queries stand beside `Array.filter` over plain objects. Each part has a process of its own.
 */
import { callIsolated } from '../isolate.mjs';
import { log } from '../log.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {import('../measure.mjs').Figure} Figure */
/**
 * @typedef {object} WorstRow
 * @property {string} name
 * @property {Record<string, Figure>} [figures] microseconds
 * @property {{ before: number, after: number }} [bytes] in use
 * @property {string} [note]
 */

export const full = [{ instances: 1_000_000, tasks: 10_000_000, seed: 1 }];
export const quick = [{ instances: 100, tasks: 1_000, seed: 1 }];

const PARTS = ['queries', 'removal', 'churn'];

/** @param {Context} context */
export async function run(context) {
  /** @type {WorstRow[]} */
  const rows = [];
  for (const part of PARTS) {
    log(part);
    const module = new URL(`../worst/${part}.mjs`, import.meta.url).href;
    rows.push(.../** @type {WorstRow[]} */ (callIsolated(module, 'measure', context)));
  }
  return { rows };
}
