/** What docs/OMEGA.md shows of a document: its tables and its plots. */
import { chart } from './chart.mjs';

/**
 * @typedef {import('./experiment.mjs').Document} Document
 * @typedef {import('./experiment.mjs').Row} Row
 * @typedef {import('./experiment.mjs').Figure} Figure
 * @typedef {import('./workload.mjs').Kind} Kind
 * @typedef {'conflicts' | 'busyness' | 'waitS'} Metric
 * @typedef {{ title: string, kind: Kind, metric: Metric, low: number, high: number }} Shown
 * @typedef {{ title: string, legend: string, xLabel: string, sweep: keyof Document['sweeps'], panels: readonly [Shown, Shown] }} Picture
 */

const DECISION = 'decision time for a job, s';

/** @type {Readonly<Record<string, Picture>>} */
export const PICTURES = {
  service: {
    title: 'Service jobs: what counts as a conflict, and what a conflict drops',
    legend: 'conflict, commit',
    xLabel: `service: ${DECISION}`,
    sweep: 'service',
    panels: [
      { title: 'service: conflicts a job', kind: 'service', metric: 'conflicts', low: 1e-3, high: 100 },
      { title: 'service: busyness', kind: 'service', metric: 'busyness', low: 1e-3, high: 1 },
    ],
  },
  architectures: {
    title: 'Batch jobs beside slow decisions for service jobs',
    legend: 'schedulers',
    xLabel: `service: ${DECISION}`,
    sweep: 'architectures',
    panels: [
      { title: 'batch: mean wait, s', kind: 'batch', metric: 'waitS', low: 1e-2, high: 1e6 },
      { title: 'batch: busyness', kind: 'batch', metric: 'busyness', low: 1e-2, high: 1 },
    ],
  },
  schedulers: {
    title: 'Slow decisions for all jobs, shared out to 1 to 32 batch schedulers',
    legend: 'batch schedulers',
    xLabel: `batch and service: ${DECISION}`,
    sweep: 'schedulers',
    panels: [
      { title: 'batch: conflicts a job', kind: 'batch', metric: 'conflicts', low: 1e-3, high: 1 },
      { title: 'batch: busyness', kind: 'batch', metric: 'busyness', low: 1e-3, high: 1 },
    ],
  },
  rates: {
    title: 'More batch jobs, shared out to 1 to 32 batch schedulers',
    legend: 'batch schedulers',
    xLabel: 'batch jobs, times the usual',
    sweep: 'rates',
    panels: [
      { title: 'batch: conflicts a job', kind: 'batch', metric: 'conflicts', low: 1e-4, high: 1 },
      { title: 'batch: busyness', kind: 'batch', metric: 'busyness', low: 1e-3, high: 1 },
    ],
  },
};

/** @param {Document} document @param {Picture} picture */
export function plotOf({ sweeps }, { title, legend, xLabel, sweep, panels }) {
  const rows = sweeps[sweep];
  /** @param {Shown} shown */
  const panel = ({ kind, metric, ...shown }) => ({
    ...shown,
    xLabel,
    lines: names(rows).map((name) => ({
      name,
      points: rows.flatMap((row) => {
        const figure = row[kind][metric];
        return row.name === name && figure !== null ? [{ x: row.x, y: figure.median }] : [];
      }),
    })),
  });
  return chart(title, [panel(panels[0]), panel(panels[1])], legend);
}

/** @param {Document} document @param {Picture} picture */
export function tableOf({ sweeps }, { sweep, panels, xLabel, legend }) {
  const rows = sweeps[sweep];
  const xs = [...new Set(rows.map(({ x }) => x))];
  return panels
    .map(({ title, kind, metric }) => {
      const lines = names(rows).map((name) => {
        const cells = xs.map((x) => {
          const row = rows.find((one) => one.name === name && one.x === x);
          return row === undefined ? '–' : cell(row[kind][metric]);
        });
        return `| ${[name, ...cells].join(' | ')} |`;
      });
      return [
        `*${title}*, by ${xLabel}`,
        '',
        `| ${[legend, ...xs].join(' | ')} |`,
        `| --- |${xs.map(() => ' ---: |').join('')}`,
        ...lines,
      ].join('\n');
    })
    .join('\n\n');
}

/** The page with the tables of a document between their marks. @param {string} page @param {Document} document */
export function pageWith(page, document) {
  return Object.entries(PICTURES).reduce((text, [name, picture]) => {
    const [open, close] = [`<!-- omega ${name} -->\n`, `\n<!-- /omega ${name} -->`];
    const [from, to] = [text.indexOf(open), text.indexOf(close)];
    if (from < 0 || to < from) throw new Error(`the page has no marks for ${name}`);
    return `${text.slice(0, from + open.length)}${tableOf(document, picture)}${text.slice(to)}`;
  }, page);
}

/** @param {Figure} figure */
function cell(figure) {
  return figure === null ? 'none done' : `${short(figure.median)} ± ${short(figure.deviation)}`;
}

/** @param {number} number */
function short(number) {
  if (number === 0) return '0';
  if (number >= 100) return number.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
  return String(number < 0.001 ? Number(number.toFixed(4)) : Number(number.toPrecision(2)));
}

/** @param {readonly Row[]} rows */
function names(rows) {
  return [...new Set(rows.map(({ name }) => name))];
}
