/**
 * How good plans are: on small random cases, of which the best plan can be computed, how many hosts each strategy uses.
 *
 * The tasks are single requests of one call, in the order in which they came or the largest first. The best plan is that of a
 * mixed-integer program, which knows all tasks before it places any.
 */
import { Cluster } from 'stowage';
import { log } from '../log.mjs';
import { sum } from '../measure.mjs';
import { caseStream, RESOURCES } from '../quality/cases.mjs';
import { optimumSolver } from '../quality/optimum.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {import('../quality/cases.mjs').Case} Case */
/**
 * What came of a strategy.
 * @typedef {object} Outcomes
 * @property {number} cases
 * @property {number} complete cases in which every task was placed
 * @property {number} best of these, those that used as few hosts as can be
 * @property {number} meanGap of these, hosts above the fewest, as a share of the fewest
 * @property {number} worstGap of these, hosts above the fewest
 * @property {number} unplaced share of all tasks
 *
 * @typedef {{ name: string, alike: Outcomes, unlike: Outcomes }} QualityRow where all hosts are alike, and where they are not
 */

const CASES = 300;
const QUICK_CASES = 8;

/** At most so many hosts and tasks in a case. */
export const full = [{ instances: 12, tasks: 40, seed: 1 }];
export const quick = [{ instances: 5, tasks: 12, seed: 1 }];

/** Strategy → what a request says. @type {Readonly<Record<string, Readonly<Record<string, unknown>>>>} */
const STRATEGIES = {
  'binpack on cpu': { placementStrategy: [{ type: 'binpack', field: 'cpu' }] },
  'binpack on memory': { placementStrategy: [{ type: 'binpack', field: 'memory' }] },
  dominant: { placementStrategy: [{ type: 'dominant' }] },
  bestFit: { placementStrategy: [{ type: 'bestFit' }] },
  dotProduct: { placementStrategy: [{ type: 'dotProduct' }] },
  'scorer: hosts in use, then the largest': { placementStrategy: [{ type: 'scorer', field: 'inUse' }] },
  'spread, default of a service': { group: 'service:all' },
  random: { placementStrategy: [{ type: 'random' }] },
};

/**
 * What somebody could write who wants few hosts: those in use before others, of these the one with least left, of the others the largest.
 * @type {Readonly<Record<string, import('stowage').Scorer>>}
 */
const SCORERS = {
  inUse: ({ free, tasks }) => {
    const left = SMALLEST.reduce((sum, [name, amount]) => sum + Number(free[name] ?? 0) / amount, 0);
    return tasks.length > 0 ? left : 1_000 - left;
  },
};
/** @type {readonly [string, number][]} */
const SMALLEST = [
  ['cpu', 2_048],
  ['memory', 4_096],
];

/** @type {Readonly<Record<string, (one: Case) => readonly number[]>>} */
const ORDERS = {
  'as they come': ({ tasks }) => tasks,
  'largest first': (one) => [...one.tasks].sort((a, b) => sizeOf(one, b) - sizeOf(one, a)),
};

/** @param {Context} context */
export async function run({ size, isQuick }) {
  const solve = await optimumSolver();
  const next = caseStream(size);
  /** @type {{ one: Case, fewest: number }[]} */
  const solved = [];
  while (solved.length < (isQuick ? QUICK_CASES : CASES)) {
    const one = next();
    const fewest = one.tasks.length === 0 ? undefined : solve(one);
    if (fewest === undefined) continue;
    solved.push({ one, fewest });
    if (solved.length % 50 === 0) log(`${solved.length} cases solved`);
  }
  const rows = Object.entries(STRATEGIES).flatMap(([strategy, asked]) =>
    Object.entries(ORDERS).map(([order, tasksOf]) => {
      const found = solved.map(({ one, fewest }, index) => {
        return {
          isAlike: new Set(one.hosts.map(String)).size === 1,
          fewest,
          ...placed(one, tasksOf(one), asked, index),
        };
      });
      const name = `${strategy}, ${order}`;
      const alike = outcomesOf(found.filter(({ isAlike }) => isAlike));
      return { name, alike, unlike: outcomesOf(found.filter(({ isAlike }) => !isAlike)) };
    }),
  );
  return { rows, versions: { HiGHS: '1.15' } };
}

/**
 * @param {readonly { fewest: number, hosts: number, unplaced: number, tasks: number }[]} found
 * @returns {Outcomes}
 */
function outcomesOf(found) {
  const complete = found.filter(({ unplaced }) => unplaced === 0);
  if (complete.some(({ hosts, fewest }) => hosts < fewest)) throw new Error('better than the best');
  return {
    cases: found.length,
    complete: complete.length,
    best: complete.filter(({ hosts, fewest }) => hosts === fewest).length,
    meanGap: sum(complete.map(({ hosts, fewest }) => (hosts - fewest) / fewest)) / Math.max(complete.length, 1),
    worstGap: Math.max(0, ...complete.map(({ hosts, fewest }) => hosts - fewest)),
    unplaced: sum(found.map(({ unplaced }) => unplaced)) / Math.max(1, sum(found.map(({ tasks }) => tasks))),
  };
}

/**
 * @param {Case} one
 * @param {readonly number[]} tasks kinds, in order
 * @param {Readonly<Record<string, unknown>>} asked
 * @param {number} seed
 */
function placed({ hosts, kinds }, tasks, asked, seed) {
  const cluster = Cluster.from({ containerInstances: hosts.map(recordOf) });
  const requests = tasks.map((kind, index) => {
    const [cpu, memory, disk] = kinds[kind] ?? [];
    const resources = disk === undefined ? {} : { resources: { [DISK]: disk } };
    return { cpu, memory, ...resources, count: 1, seed: 1_000 * seed + index, ...asked };
  });
  const { results } = cluster.placeAll(requests, { scorers: SCORERS });
  const used = results.flatMap(({ placements }) => placements.map(({ instance }) => instance));
  return { hosts: new Set(used).size, unplaced: tasks.length - used.length, tasks: tasks.length };
}

const [, , DISK = ''] = RESOURCES;
const ZONES = ['a', 'b', 'c'];

/**
 * @param {readonly number[]} amounts
 * @param {number} index
 */
function recordOf(amounts, index) {
  const resources = amounts.map((integerValue, at) => ({ name: RESOURCES[at], type: 'INTEGER', integerValue }));
  return {
    containerInstanceArn: `arn:aws:ecs:us-east-1:123456789012:container-instance/bench/${String(index).padStart(2, '0')}`,
    status: 'ACTIVE',
    agentConnected: true,
    runningTasksCount: 0,
    registeredResources: resources,
    remainingResources: resources,
    attributes: [{ name: 'ecs.availability-zone', value: ZONES[index % ZONES.length] }],
  };
}

/**
 * The mean share of the largest host that a task takes.
 * @param {Case} one
 * @param {number} kind
 */
function sizeOf({ hosts, kinds }, kind) {
  const most = (/** @type {number} */ at) => Math.max(...hosts.map((host) => host[at] ?? 0));
  return (kinds[kind] ?? []).reduce((sum, amount, at) => sum + amount / most(at), 0);
}
