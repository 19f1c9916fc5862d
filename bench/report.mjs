/** Results as tables, on the terminal and in docs/PERFORMANCE.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** @typedef {import('./measure.mjs').Figure} Figure */
/** @typedef {{ name: string, text: string, matches: number, count: Peers, first: Peers }} QueryRow */
/** @typedef {{ name: string, cpu: Figure, peakMiB: Figure }} LoadRow */
/** @typedef {{ name: string, elapsed: Figure }} StartupRow */
/** @typedef {{ stowage: Figure, filter: Figure }} Peers */
/**
 * @typedef {object} Result
 * @property {string} suite
 * @property {import('./fleet.mjs').FleetSize} size
 * @property {import('./measure.mjs').Machine} machine
 * @property {unknown[]} rows
 */

const PAGE = new URL('../docs/PERFORMANCE.md', import.meta.url);

/** @type {Readonly<Record<string, (rows: unknown[]) => string[][]>>} */
const TABLES = {
  load: (rows) => loadTable(/** @type {LoadRow[]} */ (rows)),
  query: (rows) => queryTable(/** @type {QueryRow[]} */ (rows)),
  startup: (rows) => startupTable(/** @type {StartupRow[]} */ (rows)),
};

/** The suites that have a table. */
export const SUITE_NAMES = Object.keys(TABLES);

/**
 * A Markdown table.
 * @param {Result} result
 */
export function tableOf(result) {
  const [header = [], ...rows] = TABLES[result.suite]?.(result.rows) ?? [];
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Put the kept results into the page, between their markers. */
export function documentResults() {
  writeFileSync(PAGE, documented(readFileSync(PAGE, 'utf8')));
}

/**
 * The page with the kept results in it.
 * @param {string} page
 */
export function documented(page) {
  return SUITE_NAMES.reduce((text, name) => {
    const file = new URL(`results/${name}.json`, import.meta.url);
    if (!existsSync(file)) return text;
    const block = blockOf(JSON.parse(readFileSync(file, 'utf8')));
    const marked = new RegExp(`(<!-- bench ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
    if (!marked.test(text)) throw new Error(`the page has no place for ${name}`);
    return text.replace(marked, (_, begin, end) => `${begin}${block}${end}`);
  }, page);
}

/** @param {Result} result */
function blockOf({ size, machine, ...result }) {
  const { instances, tasks, seed } = size;
  const fleet = `${instances.toLocaleString('en-US')} instances, ${tasks.toLocaleString('en-US')} tasks, seed ${seed}`;
  const where = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}`;
  const command = `\`npm run bench -- ${result.suite}\``;
  return `${tableOf({ size, machine, ...result })}\n\n${command}: ${fleet}; ${where}.\n`;
}

/**
 * @param {LoadRow[]} rows
 * @returns {string[][]}
 */
function loadTable(rows) {
  const least = rows.at(-1)?.cpu.median ?? Number.NaN;
  return [
    ['way of loading', 'CPU, median (min–max)', '× `JSON.parse`', 'peak memory'],
    ...rows.map(({ name, cpu, peakMiB }) => [
      name,
      `${seconds(cpu.median)} s (${seconds(cpu.minimum)}–${seconds(cpu.maximum)})`,
      (cpu.median / least).toFixed(2),
      `${Math.round(peakMiB.median).toLocaleString('en-US')} MiB`,
    ]),
  ];
}

/** @param {number} microseconds */
function seconds(microseconds) {
  return (microseconds / 1e6).toFixed(2);
}

/**
 * @param {QueryRow[]} rows
 * @returns {string[][]}
 */
function queryTable(rows) {
  return [
    ['query', 'matches', 'count', '`filter`', '×', 'first 100 ids', '`filter`', '×'],
    ...rows.map(({ name, matches, count, first }) => [
      name,
      matches.toLocaleString('en-US'),
      ...peerCells(count),
      ...peerCells(first),
    ]),
  ];
}

/**
 * @param {StartupRow[]} rows
 * @returns {string[][]}
 */
function startupTable(rows) {
  const least = rows[0]?.elapsed.median ?? Number.NaN;
  return [
    ['command', 'elapsed, median (min–max)', 'above `node`'],
    ...rows.map(({ name, elapsed }) => [name, time(elapsed), `${short((elapsed.median - least) / 1000)} ms`]),
  ];
}

/** @param {Peers} peers */
function peerCells({ stowage, filter }) {
  return [time(stowage), time(filter), short(filter.median / stowage.median)];
}

/** @param {Figure} figure */
function time({ median, minimum, maximum }) {
  const [unit, factor] = median < 1000 ? ['µs', 1] : ['ms', 1000];
  const [middle, least, most] = [median, minimum, maximum].map((value) => short(value / factor));
  return `${middle} ${unit} (${least}–${most})`;
}

/**
 * Two significant digits, and no fewer than the number has before its point.
 * @param {number} number
 */
function short(number) {
  return number >= 100 ? Math.round(number).toLocaleString('en-US') : String(Number(number.toPrecision(2)));
}
