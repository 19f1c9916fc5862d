/** Lines on logarithmic axes, as SVG. Its ground is white, so that it can be read on a dark page too. */

/**
 * @typedef {{ name: string, points: readonly { x: number, y: number }[] }} Line
 * @typedef {{ title: string, xLabel: string, low: number, high: number, lines: readonly Line[] }} Panel values below `low` are drawn on the axis
 */

const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b8860b', '#56b4e9'];
const DASHES = ['', ' stroke-dasharray="7 3"', ' stroke-dasharray="2 3"'];
const SIZE = { width: 1_000, height: 440, panel: 320, tall: 310, top: 72 };
const INK = '#24292f';
const PALE = '#57606a';

/** @param {string} title @param {readonly [Panel, Panel]} panels @param {string} legendTitle */
export function chart(title, panels, legendTitle) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="sans-serif" font-size="12" role="img">
<title>${title}</title>
<rect width="${SIZE.width}" height="${SIZE.height}" fill="#ffffff"/>
<text x="70" y="28" font-size="15" font-weight="bold" fill="${INK}">${title}</text>
${panels.map((one, index) => drawn(one, 70 + index * (SIZE.panel + 65))).join('\n')}
${legend(panels[0].lines, legendTitle)}
</svg>
`;
}

/** @param {Panel} panel @param {number} left */
function drawn({ title, xLabel, low, high, lines }, left) {
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const bottom = SIZE.top + SIZE.tall;
  const xAt = (/** @type {number} */ x) => round(left + (Math.log(x / first) / Math.log(last / first)) * SIZE.panel);
  const yAt = (/** @type {number} */ y) => {
    const inside = Math.min(high, Math.max(low, y));
    return round(bottom - (Math.log(inside / low) / Math.log(high / low)) * SIZE.tall);
  };
  return [
    `<text x="${left}" y="${SIZE.top - 14}" font-weight="bold" fill="${INK}">${title}</text>`,
    ...[...new Set(xs)].map(
      (x) =>
        `<path d="M${xAt(x)} ${SIZE.top}V${bottom}" stroke="#e5e7eb"/><text x="${xAt(x)}" y="${bottom + 18}" text-anchor="middle" fill="${PALE}">${x}</text>`,
    ),
    ...decades(low, high).map(
      (y) =>
        `<path d="M${left} ${yAt(y)}H${left + SIZE.panel}" stroke="#e5e7eb"/><text x="${left - 6}" y="${round(yAt(y) + 4)}" text-anchor="end" fill="${PALE}">${y === low ? '≤ ' : ''}${y}</text>`,
    ),
    `<text x="${left + SIZE.panel / 2}" y="${bottom + 38}" text-anchor="middle" fill="${PALE}">${xLabel}</text>`,
    ...lines.map(({ points }, index) => {
      const path = points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${xAt(x)} ${yAt(y)}`).join('');
      const dots = points.map(({ x, y }) => `<circle cx="${xAt(x)}" cy="${yAt(y)}" r="3" fill="${colour(index)}"/>`);
      return `<path d="${path}" fill="none" stroke="${colour(index)}" stroke-width="2"${dash(index)}/>${dots.join('')}`;
    }),
  ].join('\n');
}

/** @param {readonly Line[]} lines @param {string} title */
function legend(lines, title) {
  const left = 70 + 2 * (SIZE.panel + 65) - 35;
  return [
    `<text x="${left}" y="${SIZE.top - 14}" font-weight="bold" fill="${INK}">${title}</text>`,
    ...lines.map(({ name }, index) => {
      const y = SIZE.top + 12 + index * 24;
      return `<path d="M${left} ${y - 4}h28" stroke="${colour(index)}" stroke-width="2"${dash(index)}/><text x="${left + 36}" y="${y}" fill="${INK}">${name}</text>`;
    }),
  ].join('\n');
}

/** @param {number} low @param {number} high both powers of ten */
function decades(low, high) {
  const first = Math.round(Math.log10(low));
  return Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, index) => Number(`1e${first + index}`));
}

/** @param {number} index */
function colour(index) {
  return COLOURS[index % COLOURS.length];
}

/** @param {number} index */
function dash(index) {
  return DASHES[index % DASHES.length];
}

/** @param {number} number */
function round(number) {
  return Math.round(number * 10) / 10;
}
