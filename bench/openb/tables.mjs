/** The lists of the experiment: nodes and pods as comma-separated values with a header, columns in any order. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/**
 * @typedef {object} Node
 * @property {number} cpu thousandths of a CPU
 * @property {number} memory MiB
 * @property {number} gpus
 * @property {string} model of its GPUs; `''` where it is not known
 *
 * @typedef {object} Pod
 * @property {number} cpu thousandths of a CPU
 * @property {number} memory MiB
 * @property {number} gpus
 * @property {number} milli thousandths of each GPU: 1000 where the GPUs are whole, less only with one GPU, 0 without
 * @property {string} models the GPU models that it may use, ascending, with `|` between them; `''` for any
 *
 * @typedef {object} Row
 * @property {number} line
 * @property {(column: string) => string} text
 * @property {(column: string) => number} number
 */

export const WHOLE = 1_000;
/** More than any machine has; a guard against a column that holds something else. */
const MOST_GPUS = 256;

/** A list that cannot be read: says which, where and why. */
export class InputError extends Error {}

/**
 * @param {string} file
 * @returns {Node[]}
 */
export function readNodes(file) {
  return rowsOf(file, ['cpu_milli', 'memory_mib', 'gpu']).map(({ number, text }) => ({
    cpu: number('cpu_milli'),
    memory: number('memory_mib'),
    gpus: number('gpu'),
    model: text('model'),
  }));
}

/**
 * @param {string} file
 * @returns {Pod[]}
 */
export function readPods(file) {
  return rowsOf(file, ['cpu_milli', 'memory_mib', 'num_gpu']).map((row) => {
    const { number, text } = row;
    const asked = { cpu: number('cpu_milli'), memory: number('memory_mib') };
    const milli = text('gpu_milli') === '' ? WHOLE : number('gpu_milli');
    const gpus = milli === 0 ? 0 : number('num_gpu');
    if (gpus === 0) return { ...asked, gpus: 0, milli: 0, models: '' };
    if (milli > WHOLE) fail(file, row.line, `gpu_milli is ${milli}: a GPU has ${WHOLE} thousandths`);
    if (gpus > 1 && milli < WHOLE) fail(file, row.line, `${milli} thousandths of ${gpus} GPUs: a share is of one GPU`);
    return { ...asked, gpus, milli, models: modelsOf(text('gpu_spec')) };
  });
}

/** @param {string} list */
function modelsOf(list) {
  const models = list.split('|').map((model) => model.trim());
  return [...new Set(models.filter((model) => model !== ''))].sort().join('|');
}

/**
 * @param {string} file
 * @param {readonly string[]} required columns
 * @returns {Row[]}
 */
function rowsOf(file, required) {
  const [header, ...records] = recordsOf(file);
  if (header === undefined) fail(file, 1, 'no header');
  const columns = header.record.map((name) => name.trim());
  for (const name of required) {
    if (!columns.includes(name)) fail(file, header.line, `no column ${name}; there are ${columns.join(', ')}`);
  }
  const twice = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at);
  if (twice !== undefined) fail(file, header.line, `the column ${twice} is there twice`);
  return records.map(({ record, line }) => rowOf(file, line, columns, record));
}

/**
 * @param {string} file
 * @param {number} line
 * @param {readonly string[]} columns
 * @param {readonly string[]} record
 * @returns {Row}
 */
function rowOf(file, line, columns, record) {
  if (record.length !== columns.length) {
    fail(file, line, `${record.length} fields, but the header has ${columns.length}`);
  }
  const text = (/** @type {string} */ column) => record[columns.indexOf(column)]?.trim() ?? '';
  const number = (/** @type {string} */ column) => {
    const value = text(column);
    // An empty field is none of it.
    const amount = /^\d*$/.test(value) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(amount)) fail(file, line, `${column} is ${JSON.stringify(value)}, not a whole number`);
    if (column.endsWith('gpu') && amount > MOST_GPUS) fail(file, line, `${column} is ${value}, more than ${MOST_GPUS}`);
    return amount;
  };
  return { line, text, number };
}

/**
 * The records of a file, each with the line that it begins on.
 * @param {string} file
 * @returns {{ record: string[], line: number }[]}
 */
function recordsOf(file) {
  const options = /** @type {const} */ ({
    bom: true,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  try {
    // The parser counts a line within quotes twice where it ends with both characters.
    const found = /** @type {unknown} */ (parse(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), options));
    const records = /** @type {{ record: string[], raw: string, info: { lines: number } }[]} */ (found);
    return records.map(({ record, raw, info }) => ({ record, line: info.lines - raw.trim().split('\n').length + 1 }));
  } catch (error) {
    const { message, lines } = /** @type {Error & { lines?: number }} */ (error);
    return fail(file, lines, message);
  }
}

/**
 * @param {string} file
 * @param {number | undefined} line
 * @param {string} why
 * @returns {never}
 */
function fail(file, line, why) {
  throw new InputError(line === undefined ? `${file}: ${why}` : `${file}:${line}: ${why}`);
}
