/** Tables of placing: tasks a second, how the cost grows with the hosts, and what else is asked. */
import { GOALS } from '../goals.mjs';
import { AGAIN, FIRST } from '../placement/columns.mjs';
import { fleetName, grouped, short, spread, table, time, verdict } from './format.mjs';

/** @typedef {import('../measure.mjs').Figure} Figure */
/** @typedef {import('../suites/place.mjs').PlaceRow} PlaceRow */
/** @typedef {{ size: import('../fleet.mjs').FleetSize, rows: readonly PlaceRow[] }} PlaceFleet */

/**
 * What others tell of themselves, in tasks a second: with their API servers, on other machines, and not measured by us.
 * @type {Readonly<Record<string, string>>}
 */
const PUBLISHED = {
  'basic: binpack on memory': 'kube-scheduler 680–810',
  'basic: default of a single run': 'kube-scheduler 680–810',
  'basic: default of a service': 'kube-scheduler 680–810',
  'hard zone spread': 'kube-scheduler 460',
  'preferred spread': 'kube-scheduler 340',
  'attribute affinity': 'kube-scheduler 220',
  'anti-affinity per host: distinctInstance': 'kube-scheduler 60–595',
  'anti-affinity per host: memberOf': 'kube-scheduler 60–595',
  'mixed constraints, one task a request': 'Gödel 5,000; EKS 500; ParSync aims at 40,000',
  'the same, each task placed and its events applied': 'Gödel 5,000; EKS 500; ParSync aims at 40,000',
  'batches of 1,000 alike': 'Nomad 1,500, on 6,100 hosts',
  'batches of 1,000 alike, eight kinds in rotation': 'Nomad 1,500, on 6,100 hosts',
  'openb: one seed': 'about 10 minutes on 2 cores',
};

/** @param {readonly PlaceFleet[]} fleets */
export function placeTables(fleets) {
  const peered = fleets.filter(({ rows }) => rows.some(({ figures }) => 'plain' in figures));
  const experiments = fleets.flatMap(({ rows }) => rows.filter(({ kind }) => kind === 'experiment'));
  return [
    ...peered.flatMap((fleet) => [`**Tasks a second, ${fleetName(fleet.size)}**`, ratesTable(fleet)]),
    ...growthTables(fleets),
    ...peered.flatMap((fleet) => [`**Answers, ${fleetName(fleet.size)}**`, answersTable(fleet)]),
    ...(experiments.length > 0 ? ['**Experiment**', experimentsTable(experiments)] : []),
  ].join('\n\n');
}

/** @param {PlaceFleet} fleet */
function ratesTable({ size, rows }) {
  const tasks = rows.filter(({ kind }) => kind === 'tasks');
  const cells = tasks.map(({ name, goal, figures }) => {
    const rate = aimedAt(goal, size.instances);
    const own = figures[AGAIN];
    const cell = (/** @type {Figure | undefined} */ figure) => {
      if (figure === undefined) return '–';
      return `${rateOf(figure)}${rate === undefined ? '' : `, ${verdict(1e6 / figure.median >= rate)}`}`;
    };
    const peer = (/** @type {string} */ column) => peerRate(figures[column], own);
    return [
      name,
      rate === undefined ? '' : `≥ ${grouped(rate)}`,
      cell(own),
      cell(figures[FIRST]),
      peer('plain'),
      peer('SQLite'),
      (rate === undefined ? undefined : PUBLISHED[name]) ?? '',
    ];
  });
  const published = "others' own, API server included, not measured by us";
  return table(['workload', 'goal', AGAIN, FIRST, 'plain', 'SQLite', published], cells);
}

/**
 * Tasks a second to be reached on a fleet.
 * @param {import('../goals.mjs').PlacingGoal | undefined} name
 * @param {number} instances
 */
function aimedAt(name, instances) {
  const goal = name === undefined ? undefined : GOALS.placing[name];
  return goal !== undefined && 'rate' in goal && goal.hosts === instances ? goal.rate : undefined;
}

/** @param {Figure} figure microseconds of a task */
function rateOf({ median, minimum, maximum }) {
  return `${rate(median)} (${rate(maximum)}–${rate(minimum)})`;
}

/** @param {number} microseconds */
function rate(microseconds) {
  return grouped(Number((1e6 / microseconds).toPrecision(2)));
}

/** @param {Figure | undefined} figure @param {Figure | undefined} own */
function peerRate(figure, own) {
  if (figure === undefined || own === undefined) return '–';
  return `${rate(figure.median)}, ÷\u00a0${short(Number((figure.median / own.median).toPrecision(2)))}`;
}

/** Time for a task, beside that on ten times as many hosts. @param {readonly PlaceFleet[]} fleets */
function growthTables(fleets) {
  const byHosts = new Map(fleets.map(({ size, rows }) => [size.instances, rows]));
  const pairs = [...byHosts.keys()].filter((hosts) => byHosts.has(10 * hosts)).map((hosts) => [hosts, 10 * hosts]);
  if (pairs.length === 0) return [];
  const names = fleets[0]?.rows.filter(({ kind }) => kind === 'tasks').map(({ name }) => name) ?? [];
  const median = (/** @type {number} */ hosts, /** @type {string} */ name) =>
    byHosts.get(hosts)?.find((row) => row.name === name)?.figures[AGAIN]?.median ?? Number.NaN;
  const header = pairs.flatMap(([few = 0, many = 0]) => [
    `${grouped(few)} hosts`,
    `${grouped(many)}`,
    `×, goal ≤ ${GOALS.placingGrowth}`,
  ]);
  const cells = names.map((name) => [
    name,
    ...pairs.flatMap(([few = 0, many = 0]) => {
      const times = median(many, name) / median(few, name);
      return [
        time(median(few, name)),
        time(median(many, name)),
        `${times.toFixed(2)}, ${verdict(times <= GOALS.placingGrowth)}`,
      ];
    }),
  ]);
  return ['**Time for a task as hosts grow tenfold** (again)', table(['workload', ...header], cells)];
}

/** @param {PlaceFleet} fleet */
function answersTable({ size, rows }) {
  const { hosts, ms } = GOALS.placing.explanation;
  const cells = rows
    .filter(({ kind }) => kind === 'answer')
    .map(({ name, goal, figures }) => {
      const own = figures[AGAIN];
      const isAimedAt = goal === 'explanation' && size.instances === hosts;
      const met = `, goal ≤ ${ms} ms: ${verdict((own?.median ?? 0) <= ms * 1000)}`;
      return [
        name,
        own === undefined ? '–' : spread(own) + (isAimedAt ? met : ''),
        ...['plain', 'SQLite'].map((column) => peerTime(figures[column], own)),
      ];
    });
  return table(['asked', 'Stowage', 'plain', 'SQLite'], cells);
}

/** @param {Figure | undefined} figure @param {Figure | undefined} own */
function peerTime(figure, own) {
  if (figure === undefined || own === undefined) return '–';
  return `${time(figure.median)}, ×\u00a0${short(Number((figure.median / own.median).toPrecision(2)))}`;
}

/** @param {readonly PlaceRow[]} rows */
function experimentsTable(rows) {
  const { ms } = GOALS.placing.openb;
  const cells = rows.flatMap(({ name, tasks, figures }) => {
    const own = figures[AGAIN];
    if (own === undefined) return [];
    return [
      [
        name,
        grouped(tasks),
        `${spread(own)}, goal ≤ ${ms / 1000} s: ${verdict(own.median <= ms * 1000)}`,
        PUBLISHED[name] ?? '',
      ],
    ];
  });
  return table(['experiment', 'pods in the list', 'CPU time', "the authors', not measured by us"], cells);
}
