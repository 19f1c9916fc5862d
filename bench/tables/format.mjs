/** Numbers and tables as text. */

/** @typedef {import('../measure.mjs').Figure} Figure */

/**
 * A Markdown table: the first column to the left, numbers to the right.
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
export function table(header, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** @param {number} number */
export function grouped(number) {
  return number.toLocaleString('en-US');
}

/**
 * Two significant digits, and no fewer than the number has before its point.
 * @param {number} number
 */
export function short(number) {
  return Math.abs(number) >= 100 ? grouped(Math.round(number)) : String(Number(number.toPrecision(2)));
}

const UNITS = /** @type {const} */ ([
  [1e6, 's'],
  [1e3, 'ms'],
  [1, 'µs'],
]);

/** @param {number} microseconds */
function unitOf(microseconds) {
  return UNITS.find(([factor]) => microseconds >= factor) ?? [1, 'µs'];
}

/** @param {number} microseconds */
export function time(microseconds) {
  const [factor, unit] = unitOf(microseconds);
  return `${short(microseconds / factor)} ${unit}`;
}

/**
 * Median, and minimum–maximum.
 * @param {Figure} figure
 */
export function spread({ median, minimum, maximum }) {
  const [factor, unit] = unitOf(median);
  return `${short(median / factor)} ${unit} (${short(minimum / factor)}–${short(maximum / factor)})`;
}

/** @param {number} bytes */
export function mebibytes(bytes) {
  return `${short(bytes / 2 ** 20)} MiB`;
}

/** @param {boolean} isMet */
export function verdict(isMet) {
  return isMet ? 'met' : '**not met**';
}

/** @param {import('../fleet.mjs').FleetSize} size */
export function fleetName({ instances, tasks }) {
  return `${grouped(instances)} instances, ${grouped(tasks)} tasks`;
}
