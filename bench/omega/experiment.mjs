/** The sweeps of the experiment, and what is told of each run. */
import { simulate, WINDOW_S } from './simulation.mjs';

/**
 * @typedef {import('./simulation.mjs').Setting} Setting
 * @typedef {import('./workload.mjs').Kind} Kind
 * @typedef {{ median: number, deviation: number } | null} Figure over the windows; the deviation is the median absolute one; nothing where no window tells
 * @typedef {{ conflicts: Figure, busyness: Figure, waitS: Figure, abandoned: number }} Told
 * @typedef {{ name: string, x: number, hours: number, batch: Told, service: Told }} Row
 * @typedef {{ service: Row[], architectures: Row[], schedulers: Row[], rates: Row[] }} Sweeps
 * @typedef {{ machines: number, seed: number, quick: boolean, cpuSeconds: number, sweeps: Sweeps }} Document
 * @typedef {{ machines: number, hours: number, decisionS: readonly number[], schedulers: readonly number[], rates: readonly number[] }} Scale
 */

/** @type {Readonly<Record<'whole' | 'quick', Scale>>} */
export const SCALES = {
  whole: {
    machines: 10_000,
    hours: 72,
    decisionS: [0.1, 0.3, 1, 3, 10, 30, 100],
    schedulers: [1, 2, 4, 8, 16, 32],
    rates: [1, 2, 4, 8, 16, 32],
  },
  quick: { machines: 1_000, hours: 12, decisionS: [0.1, 3, 100], schedulers: [1, 8, 32], rates: [1, 32] },
};

export const MODES = /** @type {const} */ ([
  { conflict: 'fit', commit: 'incremental' },
  { conflict: 'fit', commit: 'all-or-nothing' },
  { conflict: 'version', commit: 'incremental' },
  { conflict: 'version', commit: 'all-or-nothing' },
]);

/** @type {readonly { name: string, architecture: import('./simulation.mjs').Architecture, isOnePath: boolean }[]} */
const ARCHITECTURES = [
  { name: 'monolithic, one path', architecture: 'single', isOnePath: true },
  { name: 'monolithic, fast path', architecture: 'single', isOnePath: false },
  { name: 'partitioned', architecture: 'partitioned', isOnePath: false },
  { name: 'shared state', architecture: 'shared', isOnePath: false },
];
const BATCH_S = 0.1;

/** @param {Scale} scale @param {number} seed @returns {Sweeps} */
export function sweeps(scale, seed) {
  const { machines, hours, decisionS } = scale;
  /** @type {(name: string, x: number, part: Partial<Setting>) => Row} */
  const row = (name, x, part) => {
    const setting = { ...COMMON, machines, hours, seed, jobS: { batch: BATCH_S, service: 1 }, ...part };
    return { name, x, hours: setting.hours, ...told(setting) };
  };
  return {
    service: MODES.flatMap((modes) =>
      decisionS.map((x) =>
        row(`${modes.conflict}, ${modes.commit}`, x, { ...modes, jobS: { batch: BATCH_S, service: x } }),
      ),
    ),
    architectures: ARCHITECTURES.flatMap(({ name, architecture, isOnePath }) =>
      decisionS.map((x) => row(name, x, { architecture, jobS: { batch: isOnePath ? x : BATCH_S, service: x } })),
    ),
    schedulers: scale.schedulers.flatMap((batchSchedulers) =>
      decisionS.map((x) => row(String(batchSchedulers), x, { batchSchedulers, jobS: { batch: x, service: x } })),
    ),
    rates: scale.schedulers.flatMap((batchSchedulers) =>
      scale.rates.map((batchRate) =>
        row(String(batchSchedulers), batchRate, { batchSchedulers, batchRate, hours: Math.min(hours, 24) }),
      ),
    ),
  };
}

/** @type {Omit<Setting, 'machines' | 'hours' | 'seed' | 'jobS'>} */
const COMMON = {
  architecture: 'shared',
  batchSchedulers: 1,
  batchRate: 1,
  conflict: 'fit',
  commit: 'incremental',
};

/** @param {Setting} setting @returns {{ batch: Told, service: Told }} */
export function told(setting) {
  const { windows } = simulate(setting);
  return { batch: toldOf('batch'), service: toldOf('service') };

  /** @param {Kind} kind @returns {Told} */
  function toldOf(kind) {
    const counts = windows.map((window) => window[kind]);
    const servers = kind === 'service' ? 1 : setting.batchSchedulers;
    // One scheduler for everything is busy with either kind.
    const busyS = windows.map(({ batch, service }, index) =>
      setting.architecture === 'single' ? batch.busyS + service.busyS : (counts[index]?.busyS ?? 0),
    );
    return {
      conflicts: figure(counts.flatMap(({ conflicts, finished }) => (finished > 0 ? [conflicts / finished] : []))),
      busyness: figure(busyS.map((seconds) => seconds / (WINDOW_S * servers))),
      waitS: figure(counts.flatMap(({ waitS, started }) => (started > 0 ? [waitS / started] : []))),
      abandoned: counts.reduce((sum, { abandoned }) => sum + abandoned, 0),
    };
  }
}

/** @param {readonly number[]} numbers @returns {Figure} */
function figure(numbers) {
  if (numbers.length === 0) return null;
  const middle = median(numbers);
  return { median: rounded(middle), deviation: rounded(median(numbers.map((one) => Math.abs(one - middle)))) };
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? 0;
  return Number.isInteger(half) ? (upper + (sorted[half - 1] ?? 0)) / 2 : upper;
}

/** Four digits: more would differ with nothing but the seed. @param {number} number */
function rounded(number) {
  return Number(number.toPrecision(4));
}
