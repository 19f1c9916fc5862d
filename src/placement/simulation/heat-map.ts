/**
 * The hosts of a simulation as a picture: how full each one is, before and after, side by side.
 *
 * One cell is one host; the hosts of a zone stand in the order of their fill, so that the shape of the colours is the distribution.
 * The colours run from light to dark, so that they are told apart without seeing hues, and in print.
 */
import { type Cells, cellsOf } from './heat-map-cells.js';
import type { BucketFill, FillRun, FleetState, SimulationReport } from './report.js';
import { escaped, number, percent, pluralOf, shortened } from './svg-text.js';

export interface HeatMapOptions {
  /** Stands above the picture; else the scenario's name. */
  readonly title?: string;
}

const WIDTH = 1_000;
const MARGIN = 32;
const GAP = 48;
const PANEL = (WIDTH - 2 * MARGIN - GAP) / 2;
const HEAD = 104;
const LEGEND = 104;
const LABEL = 24;
const BELOW = 14;
const MOST_CELLS = 6_000;
const MOST_BUCKETS = 60;

/** From nothing taken to everything: light yellow over green to dark blue, evenly lighter to darker. */
const COLORS = [
  '#f7f7f2',
  '#fdf6c4',
  '#e6efb3',
  '#c5e5b5',
  '#93d3ba',
  '#60bec2',
  '#3aa3c2',
  '#2585b6',
  '#2164a3',
  '#23438e',
  '#1b2c70',
  '#0d1440',
] as const;
/** Percent. */
const LABELS: readonly string[] = COLORS.map((_, at) =>
  at === 0 ? '0' : at === 1 ? '1–9' : at === COLORS.length - 1 ? '100' : `${at - 1}0–${at - 1}9`,
);

/**
 * An SVG document. Pure: the same report gives the same text. Its size depends on the number of buckets, not of hosts: O(buckets).
 * Of more than 6,000 hosts a cell stands for several, of more than 60 buckets the last ones are one: the picture says so.
 */
export function heatMap(report: SimulationReport, { title = report.name ?? 'What if' }: HeatMapOptions = {}): string {
  const buckets = atMost(report.fill.buckets, MOST_BUCKETS);
  const most = Math.max(...[report.before, report.after].map(({ hosts }) => hosts.total), 1);
  const hostsPerCell = Math.ceil(most / MOST_CELLS);
  const side = sideOf(Math.ceil(most / hostsPerCell));
  const columns = Math.floor(PANEL / side);
  const parts: string[] = [];
  let top = HEAD;
  for (const bucket of buckets) {
    const [before, after] = [bucket.before, bucket.after].map((runs) => cellsOf(runs, hostsPerCell, columns, side));
    parts.push(bucketParts(bucket, before as Cells, after as Cells, top));
    top += LABEL + Math.max(before!.rows, after!.rows, 1) * side + BELOW;
  }
  const height = Math.ceil(top + LEGEND);
  const description = descriptionOf(report);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description" font-family="system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif" font-size="12" fill="#57606a">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    patterns(side),
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="40" font-size="20" font-weight="600" fill="#1f2328">${escaped(shortened(title, 80))}</text>`,
    panelHead('Before', report.before, MARGIN),
    panelHead('After', report.after, MARGIN + PANEL + GAP),
    ...parts,
    legend(top + 8, hostsPerCell, report),
    '</svg>',
    '',
  ].join('\n');
}

function descriptionOf({ before, after, fill }: SimulationReport): string {
  const told = (state: FleetState) =>
    `${number(state.hosts.total)} hosts, of which ${number(state.hosts.draining)} draining`;
  return `How full each host is, by ${fill.attribute}. Before: ${told(before)}. After: ${told(after)}.`;
}

/** Hatching for hosts that take no tasks, and the lines between cells. */
function patterns(side: number): string {
  const line = side >= 6 ? 1 : side >= 4 ? 0.6 : 0.35;
  return [
    '<defs>',
    `<pattern id="grid" width="${side}" height="${side}" patternUnits="userSpaceOnUse"><path d="M${side} 0V${side}H0" fill="none" stroke="#ffffff" stroke-width="${2 * line}"/></pattern>`,
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M1.5 0V6" stroke="#ffffff" stroke-width="3"/><path d="M4.5 0V6" stroke="#57606a" stroke-width="1.2"/></pattern>',
    '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#ffffff" fill-opacity="0.7"/><circle cx="3" cy="3" r="1.2" fill="#57606a"/></pattern>',
    '</defs>',
  ].join('');
}

function panelHead(name: string, { hosts, resources }: FleetState, left: number): string {
  const counts = [
    pluralOf(hosts.total, 'host'),
    `${number(hosts.empty)} empty`,
    `${number(hosts.full)} full`,
    ...(hosts.draining > 0 ? [`${number(hosts.draining)} draining`] : []),
  ].join(' · ');
  const shares = resources
    .slice(0, 4)
    .map(({ resource, utilisation }) => `${shortened(resource, 16)} ${percent(utilisation ?? 0)}`)
    .join(' · ');
  return [
    `<text x="${left}" y="68" font-weight="600" font-size="14" fill="#1f2328">${name}<tspan dx="10" font-weight="400" font-size="12" fill="#57606a">${escaped(counts)}</tspan></text>`,
    `<text x="${left}" y="86">${escaped(shares)}</text>`,
  ].join('\n');
}

function bucketParts(bucket: BucketFill, before: Cells, after: Cells, top: number): string {
  const name = bucket.value ?? 'without it';
  const [left, right] = [MARGIN, MARGIN + PANEL + GAP];
  const hostsOf = (runs: readonly FillRun[]) => runs.reduce((sum, { hosts }) => sum + hosts, 0);
  const label = (runs: readonly FillRun[], x: number) =>
    `<text x="${x}" y="${top + 14}"><tspan font-weight="600" fill="#1f2328">${escaped(shortened(name, 40))}</tspan><tspan dx="8">${pluralOf(hostsOf(runs), 'host')}</tspan></text>`;
  return [
    label(bucket.before, left),
    label(bucket.after, right),
    panel(before, bucket.before, name, left, top + LABEL - 4),
    panel(after, bucket.after, name, right, top + LABEL - 4),
  ].join('\n');
}

/** The cells of one zone: an area for each colour, and the lines between cells over all of them. */
function panel(cells: Cells, runs: readonly FillRun[], name: string, left: number, top: number): string {
  const shapes = cells.areas.map(({ colour, state, hosts, path }) => {
    const what = state === 'available' ? '' : `, ${state}`;
    const title = `<title>${escaped(name)}: ${pluralOf(hosts, 'host')}, ${LABELS[colour]} % taken${what}</title>`;
    const overlay =
      state === 'available' ? '' : `<path d="${path}" fill="url(#${state === 'draining' ? 'hatch' : 'dots'})"/>`;
    return `<g>${title}<path d="${path}" fill="${COLORS[colour]}"/>${overlay}</g>`;
  });
  if (runs.length === 0) return `<text x="${left}" y="${top + 12}" font-style="italic">none</text>`;
  const lines = `<path d="${cells.outline}" fill="url(#grid)" pointer-events="none"/>`;
  return `<g transform="translate(${left} ${top})">${shapes.join('')}${lines}</g>`;
}

function legend(top: number, hostsPerCell: number, { fill }: SimulationReport): string {
  const width = 46;
  const swatches = COLORS.map((color, at) => {
    const x = MARGIN + at * width;
    return `<rect x="${x}" y="${top + 22}" width="${width - 2}" height="14" fill="${color}" stroke="#d0d7de" stroke-width="0.5"/><text x="${x + (width - 2) / 2}" y="${top + 50}" text-anchor="middle" font-size="11">${LABELS[at]}</text>`;
  });
  const x = MARGIN + COLORS.length * width + 36;
  const patterned = [
    ['hatch', 'draining'],
    ['dots', 'not ACTIVE, or its agent is lost'],
  ].map(
    ([pattern, label], at) =>
      `<rect x="${x}" y="${top + 12 + at * 24}" width="28" height="14" fill="${COLORS[6]}"/><rect x="${x}" y="${top + 12 + at * 24}" width="28" height="14" fill="url(#${pattern})" stroke="#d0d7de" stroke-width="0.5"/><text x="${x + 38}" y="${top + 23 + at * 24}">${label}</text>`,
  );
  const cell =
    hostsPerCell === 1
      ? 'One cell is one host'
      : `One cell is ${number(hostsPerCell)} hosts, in the colour of the fullest of them`;
  const note = `${cell}, by ${fill.attribute}; in each group the fullest first.`;
  return [
    `<text x="${MARGIN}" y="${top + 12}" font-weight="600" fill="#1f2328">Fill: the largest share of a resource that is taken, in % of what is registered</text>`,
    ...swatches,
    ...patterned,
    `<text x="${MARGIN}" y="${top + 78}">${escaped(shortened(note, 160))}</text>`,
  ].join('\n');
}

/** The edge of a cell, so that all of them take about the space of one screen. */
function sideOf(cells: number): number {
  const room = (PANEL * 560) / Math.max(1, cells);
  return Math.max(4, Math.min(16, Math.floor(Math.sqrt(room))));
}

/** The largest buckets in their order, and one of all the others. */
function atMost(buckets: readonly BucketFill[], most: number): readonly BucketFill[] {
  if (buckets.length <= most) return buckets;
  const size = ({ before, after }: BucketFill) => [...before, ...after].reduce((sum, { hosts }) => sum + hosts, 0);
  const bySize = [...buckets].sort((a, b) => size(b) - size(a));
  const shown = new Set(bySize.slice(0, most - 1));
  const others = buckets.filter((bucket) => !shown.has(bucket));
  const value = `${number(others.length)} others`;
  return [
    ...buckets.filter((bucket) => shown.has(bucket)),
    { value, before: merged(others.map(({ before }) => before)), after: merged(others.map(({ after }) => after)) },
  ];
}

function merged(lists: readonly (readonly FillRun[])[]): readonly FillRun[] {
  const runs = new Map<string, FillRun>();
  for (const run of lists.flat()) {
    const name = `${run.state} ${run.percent}`;
    runs.set(name, { ...run, hosts: run.hosts + (runs.get(name)?.hosts ?? 0) });
  }
  return [...runs.values()].sort((a, b) => (a.state === b.state ? b.percent - a.percent : a.state < b.state ? -1 : 1));
}
