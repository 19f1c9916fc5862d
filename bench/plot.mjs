/** The cost of queries against the size of the fleet, on logarithmic axes, as SVG. */
import { isOurs } from './tables/query.mjs';

/** @typedef {import('./tables/query.mjs').QueryFleet} QueryFleet */
/** @typedef {import('./suites/query.mjs').QueryRow} QueryRow */
/** @typedef {{ name: string, colour: string, isReference: boolean, points: { x: number, y: number }[] }} Line */

const WIDTH = 1_000;
const HEIGHT = 470;
const PANEL = { width: 300, height: 350, top: 60 };
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a5a2b'];
const REFERENCE_COLOUR = '#8b949e';

/** The peers that the plot shows for comparison, of the query with three clauses. */
const REFERENCES = ['filter', 'SQLite'];
const REFERENCE_QUERY = 'list, equality and number';

/** @param {readonly QueryFleet[]} fleets */
export function plot(fleets) {
  const ascending = [...fleets].sort((a, b) => a.size.instances - b.size.instances);
  const panels = [
    panel(
      linesOf(ascending, ({ count }) => count),
      70,
      'count',
    ),
    panel(
      linesOf(ascending, ({ first }) => first),
      440,
      'first 100 ids',
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">
<title>Cost of queries against the size of the fleet</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
<text x="70" y="24" font-size="15" font-weight="bold" fill="#24292f">CPU time of a query, by the number of hosts</text>
${panels.join('\n')}
${legend(linesOf(ascending, ({ count }) => count))}
</svg>
`;
}

/**
 * @param {readonly QueryFleet[]} fleets
 * @param {(row: QueryRow) => Record<string, import('./measure.mjs').Figure>} figuresOf
 * @returns {readonly Line[]}
 */
function linesOf(fleets, figuresOf) {
  const names = (fleets[0]?.rows ?? []).map(({ name }) => name);
  const line = (/** @type {string} */ query, /** @type {(column: string) => boolean} */ isShown) =>
    fleets.flatMap(({ size, rows }) => {
      const row = rows.find(({ name }) => name === query);
      const columns = Object.entries(row === undefined ? {} : figuresOf(row)).filter(([column]) => isShown(column));
      const y = Math.min(...columns.map(([, { median }]) => median));
      return Number.isFinite(y) ? [{ x: size.instances, y }] : [];
    });
  return [
    ...names.map((name, index) => ({
      name,
      colour: COLOURS[index % COLOURS.length] ?? '',
      isReference: false,
      points: line(name, isOurs),
    })),
    ...REFERENCES.map((peer) => ({
      name: `${peer}: ${REFERENCE_QUERY}`,
      colour: REFERENCE_COLOUR,
      isReference: true,
      points: line(REFERENCE_QUERY, (column) => column === peer),
    })),
  ];
}

/**
 * @param {readonly Line[]} lines
 * @param {number} left
 * @param {string} title
 */
function panel(lines, left, title) {
  const points = lines.flatMap((line) => line.points);
  const [xLow, xHigh] = decades(points.map(({ x }) => x));
  const [yLow, yHigh] = decades(points.map(({ y }) => y));
  const xAt = (/** @type {number} */ x) => left + ((Math.log10(x) - xLow) / (xHigh - xLow)) * PANEL.width;
  const yAt = (/** @type {number} */ y) =>
    PANEL.top + PANEL.height - ((Math.log10(y) - yLow) / (yHigh - yLow)) * PANEL.height;
  const bottom = PANEL.top + PANEL.height;
  const right = left + PANEL.width;
  return [
    `<text x="${left}" y="${PANEL.top - 10}" font-weight="bold" fill="#24292f">${title}</text>`,
    ...exponents(xLow, xHigh).map(
      (power) =>
        `<path d="M${round(xAt(10 ** power))} ${PANEL.top}V${bottom}" stroke="#e5e7eb"/><text x="${round(xAt(10 ** power))}" y="${bottom + 18}" text-anchor="middle" fill="#57606a">${hostsLabel(power)}</text>`,
    ),
    ...exponents(yLow, yHigh).map(
      (power) =>
        `<path d="M${left} ${round(yAt(10 ** power))}H${right}" stroke="#e5e7eb"/><text x="${left - 6}" y="${round(yAt(10 ** power) + 4)}" text-anchor="end" fill="#57606a">${timeLabel(power)}</text>`,
    ),
    `<text x="${left + PANEL.width / 2}" y="${bottom + 36}" text-anchor="middle" fill="#57606a">hosts</text>`,
    ...lines.map((line, index) => drawn(line, index - lines.filter((one) => !one.isReference).length, xAt, yAt)),
  ].join('\n');
}

/**
 * @param {Line} line
 * @param {number} reference its number among the lines of reference; negative for others
 * @param {(x: number) => number} xAt
 * @param {(y: number) => number} yAt
 */
function drawn({ colour, isReference, points }, reference, xAt, yAt) {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(xAt(x))} ${round(yAt(y))}`).join('');
  const dots = points.map(({ x, y }) => `<circle cx="${round(xAt(x))}" cy="${round(yAt(y))}" r="3" fill="${colour}"/>`);
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dashes(isReference, reference)}/>${dots.join('')}`;
}

/**
 * @param {boolean} isReference
 * @param {number} reference
 */
function dashes(isReference, reference) {
  return isReference ? ` stroke-dasharray="${reference === 0 ? '6 3' : '2 3'}"` : '';
}

/** @param {readonly Line[]} lines */
function legend(lines) {
  const own = lines.filter((line) => !line.isReference).length;
  return lines
    .map(({ name, colour, isReference }, index) => {
      const y = PANEL.top + 12 + index * 24 + Math.max(0, index - own) * 14;
      const label = isReference ? name.split(': ') : [name];
      const text = label.map((part, at) => `<tspan x="792" dy="${at * 14}">${part}</tspan>`).join('');
      return `<path d="M760 ${y - 4}h24" stroke="${colour}" stroke-width="2"${dashes(isReference, index - own)}/><text x="792" y="${y}" fill="#24292f">${text}</text>`;
    })
    .join('\n');
}

/**
 * The powers of ten around some numbers.
 * @param {readonly number[]} numbers
 * @returns {[low: number, high: number]}
 */
function decades(numbers) {
  const low = Math.floor(Math.log10(Math.min(...numbers)) + 1e-9);
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...numbers)) - 1e-9))];
}

/**
 * @param {number} low
 * @param {number} high
 */
function exponents(low, high) {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

/** @param {number} power */
function hostsLabel(power) {
  return power >= 6 ? `${10 ** (power - 6)}M` : power >= 3 ? `${10 ** (power - 3)}k` : String(10 ** power);
}

/** @param {number} power of ten of microseconds */
function timeLabel(power) {
  if (power >= 6) return `${10 ** (power - 6)} s`;
  if (power >= 3) return `${10 ** (power - 3)} ms`;
  return power >= 0 ? `${10 ** power} µs` : `${10 ** (power + 3)} ns`;
}

/** @param {number} number */
function round(number) {
  return Number(number.toFixed(1));
}
