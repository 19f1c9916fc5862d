/** The suites by name. Each is a module of its own, so that a run loads only the peers it needs. */

/**
 * What a suite runs on.
 * @typedef {object} Context
 * @property {import('./fleet.mjs').FleetSize} size
 * @property {import('./measure.mjs').Effort} effort
 * @property {boolean} isQuick a run that shows that the suite works, and nothing about speed
 * @property {string} folder for files, emptied afterwards
 * @property {string} [traces] a folder with the lists of the openb experiment
 */

/**
 * What a suite found on one fleet.
 * @typedef {object} Findings
 * @property {readonly { readonly name: string }[]} rows
 * @property {Readonly<Record<string, string>>} [versions] of the peers
 * @property {number} [tasks] how many there really were, where the fleet is a draw
 */

/**
 * @typedef {object} Suite
 * @property {readonly import('./fleet.mjs').FleetSize[]} full the fleets of a full run
 * @property {readonly import('./fleet.mjs').FleetSize[]} quick
 * @property {(context: Context) => Promise<Findings>} run
 */

export const SUITE_NAMES = ['parse', 'query', 'update', 'memory', 'worst', 'load', 'startup', 'place', 'quality'];

/** @param {string} name */
export function suiteUrl(name) {
  return new URL(`suites/${name}.mjs`, import.meta.url).href;
}
