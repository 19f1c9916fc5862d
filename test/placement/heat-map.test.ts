/** The picture of a simulation: every host has its place in it, and nothing in it is markup that was not ours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heatMap } from '../../src/placement/simulation/heat-map.js';
import { cellsOf } from '../../src/placement/simulation/heat-map-cells.js';
import type { BucketFill, FillRun, FleetState, SimulationReport } from '../../src/placement/simulation/report.js';
import { runs } from '../support/runs.js';

function state(buckets: readonly (readonly FillRun[])[]): FleetState {
  const all = buckets.flat();
  const count = (name?: string) =>
    all.reduce((sum, run) => sum + (name === undefined || run.state === name ? run.hosts : 0), 0);
  const hosts = {
    total: count(),
    active: count('available'),
    draining: count('draining'),
    other: count('unavailable'),
    empty: 0,
    full: 0,
  };
  return {
    hosts,
    tasks: 0,
    resources: [
      { resource: 'cpu', registered: 4, taken: 1, free: 3, utilisation: 0.25, stranded: 0, strandedHosts: 0 },
    ],
  };
}

function report(buckets: readonly BucketFill[], name?: string): SimulationReport {
  return {
    ...(name === undefined ? {} : { name }),
    revision: 1,
    steps: [],
    totals: { placed: 0, moved: 0, stopped: 0, unplaced: 0 },
    before: state(buckets.map(({ before }) => before)),
    after: state(buckets.map(({ after }) => after)),
    reference: { source: 'none', tasks: [] },
    spread: [],
    fill: { attribute: 'ecs.availability-zone', buckets },
    warnings: [],
  };
}

const available = (percent: number, hosts: number): FillRun => ({ state: 'available', percent, hosts });
const draining = (percent: number, hosts: number): FillRun => ({ state: 'draining', percent, hosts });
const run = fc.record({
  state: fc.constantFrom('available' as const, 'draining' as const, 'unavailable' as const),
  percent: fc.nat({ max: 100 }),
  hosts: fc.integer({ min: 1, max: 400 }),
});

/** Cells that an area covers, from the rectangles of its path. */
function cellsIn(path: string): number {
  const rectangles = [...path.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)h-\3z/g)];
  return rectangles.reduce((sum, [, , , width, height]) => sum + Number(width) * Number(height), 0);
}

describe('cells', () => {
  it('are one for each host, in the order of the runs', () => {
    const law = fc.property(fc.array(run), fc.integer({ min: 1, max: 50 }), (list, columns) => {
      const { areas, outline, rows } = cellsOf(list, 1, columns, 1);
      const total = list.reduce((sum, { hosts }) => sum + hosts, 0);
      expect(areas.map(({ path }) => cellsIn(path)).reduce((a, b) => a + b, 0)).toBe(total);
      for (const { hosts, path } of areas) expect(cellsIn(path)).toBe(hosts);
      expect(cellsIn(outline)).toBe(total);
      expect(rows).toBe(Math.ceil(total / columns));
      // The start of a row, whole rows, the end of one.
      for (const { path } of areas) expect(path.split('M').length - 1).toBeLessThanOrEqual(3);
    });
    fc.assert(law, runs(200));
  });

  it('stand for several hosts where there are many, in the colour of the first', () => {
    const { areas } = cellsOf([available(100, 25), available(55, 3), available(0, 12)], 10, 50, 1);
    expect(areas.map(({ colour, path }) => [colour, cellsIn(path)])).toEqual([
      [11, 3],
      [0, 1],
    ]);
  });

  it('have a colour for nothing, one for each tenth, and one for all', () => {
    const colours = (percent: number) => cellsOf([available(percent, 1)], 1, 1, 1).areas[0]?.colour;
    expect([0, 1, 9, 10, 99, 100].map(colours)).toEqual([0, 1, 1, 2, 10, 11]);
  });
});

describe('a heat map', () => {
  const two = report([
    { value: 'za', before: [available(80, 3), available(0, 1)], after: [draining(40, 4)] },
    { value: null, before: [], after: [available(100, 1), { state: 'unavailable', percent: 5, hosts: 1 }] },
  ]);

  it('tells each group of hosts, before and after', () => {
    const svg = heatMap(two);
    const titles = [...svg.matchAll(/<g><title>(.*?)<\/title>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'za: 3 hosts, 80–89 % taken',
      'za: 1 host, 0 % taken',
      'za: 4 hosts, 40–49 % taken, draining',
      'without it: 1 host, 100 % taken',
      'without it: 1 host, 1–9 % taken, unavailable',
    ]);
    expect(svg).toContain('4 hosts · 0 empty · 0 full<');
    expect(svg).toContain('6 hosts · 0 empty · 0 full · 4 draining<');
    expect(svg).toContain('cpu 25.0 %');
    expect(svg).toContain('One cell is one host');
    expect(svg.match(/url\(#hatch\)/g)).toHaveLength(2);
    expect(svg.match(/url\(#dots\)/g)).toHaveLength(2);
  });

  it('is the same for the same report, and headed as the caller says, else by the name of the scenario', () => {
    expect(heatMap(two)).toBe(heatMap(structuredClone(two)));
    expect(heatMap(report([], 'lose a zone'))).toContain('<title id="title">lose a zone</title>');
    expect(heatMap(report([], 'lose a zone'), { title: 'mine' })).toContain('<title id="title">mine</title>');
  });

  it('lets no text become markup', () => {
    const law = fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<script>', '"/>', '&', '\u0000', '\u202e', ']]>'),
      (text, trap) => {
        const value = text.slice(0, 10) + trap + text.slice(10, 20);
        const svg = heatMap(report([{ value, before: [available(1, 1)], after: [] }], value));
        expect(svg).not.toMatch(/<script|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e]/);
        const tags = new Set([...svg.matchAll(/<\/?([a-zA-Z]+)/g)].map(([, name]) => name));
        expect([...tags].filter((name) => !KNOWN_TAGS.has(name ?? ''))).toEqual([]);
        expect(svg.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      },
    );
    fc.assert(law, runs(200));
  });

  const KNOWN_TAGS = new Set([
    'svg',
    'title',
    'desc',
    'defs',
    'pattern',
    'path',
    'rect',
    'circle',
    'text',
    'tspan',
    'g',
  ]);

  it('stays small however many hosts there are, and says what a cell is', () => {
    const all = Array.from({ length: 101 }, (_, index) => available(100 - index, 1_000));
    const svg = heatMap(report([{ value: 'za', before: all, after: all }]));
    expect(svg.length).toBeLessThan(20_000);
    expect(svg).toContain('One cell is 17 hosts');
  });

  it('makes one of the smallest buckets where there are too many to be seen', () => {
    const buckets = Array.from({ length: 100 }, (_, index) => ({
      value: `z${index}`,
      before: [available(50, index + 1)],
      after: [draining(0, 1)],
    }));
    const svg = heatMap(report(buckets));
    expect(svg).toContain('41 others: 861 hosts, 50–59 % taken');
    expect(svg).toContain('>z41<');
    expect(svg).not.toContain('>z40<');
  });
});
