/**
 * Draws a session at a terminal, `docs/session.svg`, from what the command line really prints.
 *
 * Usage: node scripts/session.mjs (after a build)
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

/** What is typed, and how many lines of the answer are shown. */
const SESSION = [
  { command: "stowage query 'attribute:stack == prod and runningTasksCount < 4' --from examples/fleet", lines: 5 },
  { command: 'stowage why --request examples/requests/rebuild-index.json --from examples/fleet', lines: 14 },
  {
    command: `stowage place --request examples/service.json \\
    --task-definition examples/task-definition.json --from examples/fleet`,
    lines: 8,
  },
];

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const COLUMNS = 112;
const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 18;
const BAR_HEIGHT = 34;

/** One Dark, more or less: by the last digit of the colour's code. */
const COLORS = ['#5c6370', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#abb2bf'];

/** @typedef {{ text: string, style: string }} Part */

/** @returns {string} an SVG document */
export function drawSession() {
  const lines = SESSION.flatMap(({ command, lines }, index) => [
    ...(index > 0 ? [[]] : []),
    ...typed(command),
    ...answer(command, lines).map((line) => cut(partsOf(line), COLUMNS)),
  ]);
  const width = Math.ceil(COLUMNS * CELL_WIDTH + 2 * MARGIN);
  const height = BAR_HEIGHT + lines.length * LINE_HEIGHT + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>A session with stowage</title>
<rect width="${width}" height="${height}" rx="8" fill="#21252b"/>
<circle cx="20" cy="17" r="6" fill="#e06c75"/><circle cx="40" cy="17" r="6" fill="#e5c07b"/><circle cx="60" cy="17" r="6" fill="#98c379"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#abb2bf" xml:space="preserve">
${lines.map((parts, index) => drawLine(parts, BAR_HEIGHT + (index + 1) * LINE_HEIGHT - 5)).join('\n')}
</g>
</svg>
`;
}

/**
 * A command behind its prompt.
 * @param {string} command
 * @returns {Part[][]}
 */
function typed(command) {
  return command.split('\n').map((line, index) => [
    { text: index === 0 ? '$ ' : '  ', style: 'fill:#98c379' },
    { text: line, style: 'fill:#fff;font-weight:bold' },
  ]);
}

/**
 * What a command prints, as lines.
 * @param {string} command
 * @param {number} limit
 */
function answer(command, limit) {
  // On a terminal a table is what one gets; here it has to be asked for.
  const program = `stowage() { "${execPath}" dist/cli/stowage.js "$@" --output table; }\n${command}`;
  const { COLUMNS: _, ...rest } = process.env;
  const env = { ...rest, FORCE_COLOR: '1', COLUMNS: String(COLUMNS) };
  const { stdout, stderr, error } = spawnSync('bash', ['-c', program], { cwd: ROOT, env, encoding: 'utf8' });
  if (error) throw error;
  const lines = `${stdout}${stderr}`.trimEnd().split('\n');
  return lines.length > limit ? [...lines.slice(0, limit), '…'] : lines;
}

/**
 * A line with ANSI colours, as parts of one style each.
 * @param {string} line
 * @returns {Part[]}
 */
function partsOf(line) {
  /** @type {Part[]} */
  const parts = [];
  let codes = new Set();
  for (const match of line.matchAll(/\x1b\[([\d;]*)m|[^\x1b]+/g)) {
    if (match[1] === undefined) parts.push({ text: match[0], style: styleOf(codes) });
    else codes = codesAfter(codes, match[1].split(';').map(Number));
  }
  return parts;
}

/**
 * @param {Set<number>} codes
 * @param {readonly number[]} changes
 */
function codesAfter(codes, changes) {
  let after = new Set(codes);
  for (const change of changes) {
    if (change === 0) after = new Set();
    else if (change === 22) for (const code of [1, 2]) after.delete(code);
    else if (change === 39) after = new Set([...after].filter((code) => code < 30));
    else after.add(change);
  }
  return after;
}

/**
 * The line as far as it goes into the window.
 * @param {readonly Part[]} parts
 * @param {number} columns
 */
function cut(parts, columns) {
  /** @type {Part[]} */
  const kept = [];
  let left = columns;
  for (const { text, style } of parts) {
    const characters = [...text];
    if (characters.length > left) return [...kept, { text: `${characters.slice(0, left - 1).join('')}…`, style }];
    kept.push({ text, style });
    left -= characters.length;
  }
  return kept;
}

/** @param {Set<number>} codes */
function styleOf(codes) {
  const color = [...codes].findLast((code) => code >= 30 && code < 98);
  return [
    color !== undefined && `fill:${COLORS[color % 10]}`,
    codes.has(1) && 'font-weight:bold',
    codes.has(2) && 'opacity:.6',
  ]
    .filter(Boolean)
    .join(';');
}

/**
 * Each part is stretched to its columns, so that tables stay tables in any font.
 * @param {readonly Part[]} parts
 * @param {number} y
 */
function drawLine(parts, y) {
  let column = 0;
  return parts
    .map(({ text, style }) => {
      const x = MARGIN + column * CELL_WIDTH;
      const length = [...text].length;
      column += length;
      if (text.trim() === '') return '';
      const styled = style === '' ? '' : ` style="${style}"`;
      return `<text x="${round(x)}" y="${y}" textLength="${round(length * CELL_WIDTH)}"${styled}>${escapeMarkup(text)}</text>`;
    })
    .join('');
}

/** @param {number} value */
function round(value) {
  return Number(value.toFixed(1));
}

/** @param {string} text */
function escapeMarkup(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../docs/session.svg', import.meta.url), drawSession());
}
