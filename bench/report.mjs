/** Results as tables, on the terminal and in docs/PERFORMANCE.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { plot } from './plot.mjs';
import { SUITE_NAMES } from './suites.mjs';
import { grouped } from './tables/format.mjs';
import { loadTables, memoryTables, parseTables, startupTables, updateTables, worstTables } from './tables/others.mjs';
import { placeTables } from './tables/place.mjs';
import { qualityTables } from './tables/quality.mjs';
import { queryTables } from './tables/query.mjs';

/**
 * @typedef {object} Result
 * @property {string} suite
 * @property {string} command
 * @property {import('./measure.mjs').Machine} machine
 * @property {readonly FleetResult[]} fleets
 *
 * @typedef {{ size: import('./fleet.mjs').FleetSize } & import('./suites.mjs').Findings} FleetResult
 */

/** The page of each suite that has one of its own, and the page of the others. @type {Readonly<Record<string, string>>} */
const PAGES = { quality: 'docs/QUALITY.md' };
const PAGE = 'docs/PERFORMANCE.md';
const PLOT = new URL('../docs/query-cost.svg', import.meta.url);

/** Each takes the rows of its own suite. @type {Readonly<Record<string, (fleets: never) => string>>} */
const TABLES = {
  parse: parseTables,
  query: queryTables,
  update: updateTables,
  memory: memoryTables,
  worst: worstTables,
  load: loadTables,
  startup: startupTables,
  place: placeTables,
  quality: qualityTables,
};

/** @param {Result} result */
export function tablesOf({ suite, fleets }) {
  return TABLES[suite]?.(/** @type {never} */ (fleets)) ?? '';
}

/** Put the kept results into the page, between their markers, and draw the plot of the queries. */
export function documentResults() {
  for (const page of new Set(SUITE_NAMES.map(pageOf))) {
    const file = new URL(`../${page}`, import.meta.url);
    writeFileSync(file, documented(page, readFileSync(file, 'utf8')));
  }
  const queries = keptResult('query');
  if (queries !== undefined) writeFileSync(PLOT, plot(/** @type {never} */ (queries.fleets)));
}

/** Where a suite's results are shown. @param {string} name */
export function pageOf(name) {
  return PAGES[name] ?? PAGE;
}

/**
 * A page with the kept results in it.
 * @param {string} page its path
 * @param {string} text
 */
export function documented(page, text) {
  return SUITE_NAMES.filter((name) => pageOf(name) === page).reduce((text, name) => {
    const result = keptResult(name);
    if (result === undefined) return text;
    const marked = new RegExp(`(<!-- bench ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
    if (!marked.test(text)) throw new Error(`${page} has no place for ${name}`);
    return text.replace(marked, (_, begin, end) => `${begin}${blockOf(result)}${end}`);
  }, text);
}

/**
 * The last full run of a suite.
 * @param {string} name
 * @returns {Result | undefined}
 */
export function keptResult(name) {
  const file = new URL(`results/${name}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {Result} result */
function blockOf(result) {
  const { command, machine, fleets } = result;
  const { cpu, cores, memoryGiB, platform, node } = machine;
  const sizes = fleets.map(({ size }) => grouped(size.instances)).join(', ');
  const versions = fleets.flatMap(({ versions = {} }) => Object.entries(versions).map((peer) => peer.join(' ')));
  const where = [`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}`, ...new Set(versions)].join(
    '; ',
  );
  return `${tablesOf(result)}\n\n\`${command}\`, seed ${fleets[0]?.size.seed}, ${sizes} instances; ${where}.\n`;
}
