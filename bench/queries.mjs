/** The queries of the goals, each in every language that somebody would ask them in. */
import { GROUPS, IMAGES, SPARSE, STACKS, TYPES, ZONES } from './fleet.mjs';

/** @typedef {import('./fleet-records.mjs').PlainHost} PlainHost */

/**
 * @typedef {object} Query
 * @property {string} name
 * @property {string} text
 * @property {(host: PlainHost) => boolean} test in JavaScript
 * @property {string} where in SQL, over the columns of the hosts; `group` where it asks for the group of a task instead
 * @property {string} [group]
 * @property {Readonly<Record<string, unknown>>} filter in the language of MongoDB
 * @property {import('./goals.mjs').QueryGoal} goal
 */

/** What the queries ask for, by name and as the codes of a fleet's columns. */
export const ASKED = {
  zone: 0,
  otherZone: 2,
  thirdZone: 1,
  architecture: 1,
  running: 5,
  family: /^m5\..*$/,
  stack: 0,
  image: 0,
  sparse: 0,
  frequentGroup: 0,
  rareGroup: 999,
};

const [ZONE = '', THIRD_ZONE = '', OTHER_ZONE = ''] = ZONES;
const [STACK = ''] = STACKS;
const [IMAGE = ''] = IMAGES;

/** The sparse attribute that is asked for. */
export const SPARSE_ASKED = SPARSE[ASKED.sparse]?.name ?? '';

/** The types whose names the pattern takes, as codes. */
export const ASKED_TYPES = new Set(TYPES.flatMap(({ name }, code) => (ASKED.family.test(name) ? [code] : [])));

/** @type {readonly Query[]} */
const FIXED = [
  {
    name: 'equality',
    text: `attribute:ecs.availability-zone == ${ZONE}`,
    test: (host) => host.zone === ZONE,
    where: `zone = '${ZONE}'`,
    filter: { zone: ZONE },
    goal: { plain: 1, simd: 1 },
  },
  {
    name: 'list, equality and number',
    text: `attribute:ecs.availability-zone in [${ZONE}, ${OTHER_ZONE}] and attribute:ecs.cpu-architecture == arm64 and runningTasksCount < 5`,
    test: (host) =>
      (host.zone === ZONE || host.zone === OTHER_ZONE) && host.architecture === 'arm64' && host.runningTasksCount < 5,
    where: `zone in ('${ZONE}', '${OTHER_ZONE}') and architecture = 'arm64' and running < 5`,
    filter: { zone: { $in: [ZONE, OTHER_ZONE] }, architecture: 'arm64', runningTasksCount: { $lt: 5 } },
    goal: { plain: 500, simd: 90 },
  },
  {
    name: 'pattern and equality',
    text: `attribute:ecs.instance-type =~ m5\\..* and attribute:stack == ${STACK}`,
    test: (host) => ASKED.family.test(host.type) && host.stack === STACK,
    where: `type like 'm5.%' and stack = '${STACK}'`,
    filter: { type: { $regex: ASKED.family }, stack: STACK },
    goal: { plain: 500, simd: 75 },
  },
  {
    name: 'negation, or, existence',
    text: `not(attribute:ecs.ami-id == ${IMAGE}) and (attribute:ecs.availability-zone == ${THIRD_ZONE} or attribute:${SPARSE_ASKED} exists)`,
    test: (host) => host.image !== IMAGE && (host.zone === THIRD_ZONE || SPARSE_ASKED in host.custom),
    where: `not (image = '${IMAGE}') and (zone = '${THIRD_ZONE}' or custom is not null)`,
    filter: { image: { $ne: IMAGE }, $or: [{ zone: THIRD_ZONE }, { [`custom.${SPARSE_ASKED}`]: { $exists: true } }] },
    goal: { plain: 200, simd: 35 },
  },
  groupQuery('frequent task group', ASKED.frequentGroup),
  groupQuery('rare task group', ASKED.rareGroup),
];

/**
 * @param {string} name
 * @param {number} code
 * @returns {Query}
 */
function groupQuery(name, code) {
  const group = GROUPS[code] ?? '';
  return {
    name,
    text: `task:group == ${group}`,
    test: (host) => host.groups.includes(group),
    where: '',
    group,
    filter: { groups: group },
    goal: { plain: 100, simd: 100 },
  };
}

/**
 * @param {string} ec2InstanceId of the host that is asked for
 * @returns {readonly Query[]}
 */
export function queriesFor(ec2InstanceId) {
  const unique = {
    name: 'unique id',
    text: `ec2InstanceId == ${ec2InstanceId}`,
    test: (/** @type {PlainHost} */ host) => host.ec2InstanceId === ec2InstanceId,
    where: `ec2 = '${ec2InstanceId}'`,
    filter: { ec2InstanceId },
    goal: { plain: 0.1, simd: 0.1 },
  };
  return [...FIXED, unique];
}
