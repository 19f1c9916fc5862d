/** What is placed: tasks alike, as schedulers are usually measured, and single tasks of a few hundred services. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { GROUPS, IMAGES, STACKS, ZONES, zipf } from '../fleet.mjs';
import { mix } from '../ids.mjs';
import { architectureIs, imageIsNot, stackIs, typeOfFamily, withoutGroup, zoneIn } from './wanted.mjs';

/** @typedef {import('./wanted.mjs').Wanted} Wanted */
/** @typedef {import('./wanted.mjs').Clause} Clause */
/** @typedef {import('./wanted.mjs').Part} Part */
/** @typedef {{ name: string, goal?: import('../goals.mjs').PlacingGoal, wantedFor: (group: string) => Omit<Wanted, 'count'> }} Workload */

/** So small that every workload fits on every fleet with room to spare. */
const SMALL = { cpu: 64, memory: 128, clauses: [] };

const [ZONE = '', THIRD_ZONE = ''] = ZONES;

/**
 * Requests of tasks alike.
 * @type {readonly Workload[]}
 */
export const ALIKE = [
  {
    name: 'basic: binpack on memory',
    goal: 'basic',
    wantedFor: (group) => ({ ...SMALL, group, order: ['memory'] }),
  },
  {
    name: 'basic: default of a single run',
    goal: 'basic',
    wantedFor: (group) => ({
      ...SMALL,
      group: group.replace('service:', 'family:'),
      order: ['random'],
      isDefault: true,
    }),
  },
  {
    name: 'basic: default of a service',
    goal: 'basic',
    wantedFor: (group) => ({ ...SMALL, group, order: ['zone', 'host'], isDefault: true }),
  },
  {
    name: 'hard zone spread',
    goal: 'constrained',
    wantedFor: (group) => ({ ...SMALL, group, order: ['zone'], maxSkew: 1 }),
  },
  {
    name: 'preferred spread',
    goal: 'constrained',
    wantedFor: (group) => ({ ...SMALL, group, order: ['zone', 'host'] }),
  },
  {
    name: 'attribute affinity',
    goal: 'constrained',
    wantedFor: (group) => {
      const clauses = [zoneIn(ZONE, THIRD_ZONE), architectureIs('x86_64')];
      return { ...SMALL, group, clauses, order: ['memory'] };
    },
  },
  {
    name: 'anti-affinity per host: distinctInstance',
    goal: 'constrained',
    wantedFor: (group) => ({ ...SMALL, group, isDistinct: true, order: ['memory'] }),
  },
  {
    name: 'anti-affinity per host: memberOf',
    goal: 'constrained',
    wantedFor: (group) => ({ ...SMALL, group, clauses: [withoutGroup(group)], order: ['memory'] }),
  },
];

/** How many tasks a request has; where each takes a host of its own, no more than there are hosts. */
const TASKS = 10_000;
const ONE_A_HOST = 5_000;

/**
 * @param {Workload} workload
 * @param {string} group none of whose tasks runs yet
 * @param {number} instances
 * @returns {Wanted}
 */
export function wantedOf({ name, wantedFor }, group, instances) {
  const isOneAHost = name.startsWith('anti-affinity');
  return { ...wantedFor(group), count: isOneAHost ? Math.min(instances, ONE_A_HOST) : Math.min(4 * instances, TASKS) };
}

const SERVICES = 300;
const FAMILIES = ['m5', 'c5', 'm6g', 'r5'];
const ORDERS = /** @type {const} */ ([
  ['zone', 'host'],
  ['zone', 'host'],
  ['zone', 'host'],
  ['memory'],
  ['memory'],
  ['cpu'],
]);
const DISTINCT_SHARE = 0.2;

/**
 * Single tasks of services, the n-th as often as 1/n. A service has one to four clauses, a size and an order of its own.
 * @param {number} seed
 * @returns {() => Wanted} the next one
 */
export function serviceStream(seed) {
  const random = xoroshiro128plus(mix(seed ^ 0x91ace));
  const draw = () => uniformFloat64(random);
  const services = Array.from({ length: SERVICES }, (_, index) => drawService(GROUPS[index] ?? '', draw));
  const drawIndex = zipf(SERVICES, draw);
  return () => /** @type {Wanted} */ (services[drawIndex()]);
}

/**
 * @param {string} group
 * @param {() => number} draw
 * @returns {Wanted}
 */
function drawService(group, draw) {
  const order = pick(ORDERS, draw);
  return {
    group,
    cpu: 64 << Math.floor(draw() * 4),
    memory: 128 << Math.floor(draw() * 5),
    count: 1,
    clauses: drawClauses(draw),
    isDistinct: draw() < DISTINCT_SHARE,
    order,
    isDefault: order[0] === 'zone',
  };
}

/**
 * One to four of different kinds, which contradict each other never.
 * @param {() => number} draw
 * @returns {readonly Clause[]}
 */
function drawClauses(draw) {
  const first = Math.floor(draw() * 4);
  const zones = ZONES.slice(first, first + 3);
  const clauses = [
    zoneIn(zones[0] ?? '', ...zones.slice(1)),
    draw() < 0.5 ? typeOfFamily(pick(FAMILIES, draw)) : architectureIs(draw() < 0.3 ? 'arm64' : 'x86_64'),
    stackIs(pick(STACKS, draw)),
    imageIsNot(pick(IMAGES, draw)),
  ];
  const left = 1 + Math.floor(draw() * clauses.length);
  while (clauses.length > left) clauses.splice(Math.floor(draw() * clauses.length), 1);
  return clauses;
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {() => number} draw
 */
function pick(list, draw) {
  return /** @type {T} */ (list[Math.floor(draw() * list.length)]);
}
