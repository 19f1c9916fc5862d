/** Runs of equally full hosts, laid out as rows of cells: an area for each colour, however many hosts it has. */
import type { FillRun, HostState } from './report.js';

export interface Cells {
  readonly rows: number;
  readonly areas: readonly Area[];
  /** Around all cells. */
  readonly outline: string;
}

export interface Area {
  /** 0 where nothing is taken, 1 to 10 for each tenth begun, 11 where all is. */
  readonly colour: number;
  readonly state: HostState;
  readonly hosts: number;
  /** In pixels, from the upper left corner of the first cell. */
  readonly path: string;
}

/** A cell of several hosts has the colour of the first of them. O(runs). */
export function cellsOf(runs: readonly FillRun[], hostsPerCell: number, columns: number, side: number): Cells {
  const areas: Area[] = [];
  let host = 0;
  for (const { colour, state, hosts } of byColour(runs)) {
    const [from, to] = [Math.ceil(host / hostsPerCell), Math.ceil((host + hosts) / hostsPerCell)];
    host += hosts;
    if (to > from) areas.push({ colour, state, hosts, path: pathOf(from, to, columns, side) });
  }
  const cells = Math.ceil(host / hostsPerCell);
  return { rows: Math.ceil(cells / columns), areas, outline: pathOf(0, cells, columns, side) };
}

function byColour(runs: readonly FillRun[]): readonly Omit<Area, 'path'>[] {
  const areas: { colour: number; state: HostState; hosts: number }[] = [];
  for (const { state, percent, hosts } of runs) {
    const colour = percent === 0 ? 0 : Math.floor(percent / 10) + 1;
    const last = areas.at(-1);
    if (last?.state === state && last.colour === colour) last.hosts += hosts;
    else areas.push({ colour, state, hosts });
  }
  return areas;
}

/** Cells `from` up to `to` of rows of so many: the end of a row, whole rows, the beginning of one. */
function pathOf(from: number, to: number, columns: number, side: number): string {
  const parts: string[] = [];
  for (let at = from; at < to; ) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const whole = column === 0 ? Math.floor((to - at) / columns) : 0;
    const width = whole > 0 ? columns : Math.min(columns - column, to - at);
    const height = Math.max(1, whole);
    parts.push(`M${column * side} ${row * side}h${width * side}v${height * side}h${-width * side}z`);
    at += width * height;
  }
  return parts.join('');
}
