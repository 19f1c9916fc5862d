/** Tasks that are wanted, in a form that every peer can read, and the request that they are for Stowage. */

/** @typedef {import('./hosts.mjs').PlacingHost} PlacingHost */

/**
 * A condition in the cluster query language, in JavaScript and in SQL.
 * @typedef {{ text: string, test: (host: PlacingHost) => boolean, where: string }} Clause
 */

/** What hosts are ordered by: the tasks of the group in the zone or on the host, what is free, or chance. */
export const PARTS = /** @type {const} */ (['zone', 'host', 'cpu', 'memory', 'random']);
/** @typedef {(typeof PARTS)[number]} Part */

/**
 * @typedef {object} Wanted
 * @property {string} group
 * @property {number} cpu units
 * @property {number} memory MiB
 * @property {number} count
 * @property {readonly Clause[]} clauses all of them have to hold
 * @property {boolean} [isDistinct] no two tasks of the group on a host
 * @property {number} [maxSkew] between zones
 * @property {readonly Part[]} order
 * @property {boolean} [isDefault] the order is what a request gets that asks for none
 * @property {number} [seed]
 */

const ZONE = 'attribute:ecs.availability-zone';

/** @type {Readonly<Record<Part, { type: string, field?: string }>>} */
const STRATEGIES = {
  zone: { type: 'spread', field: ZONE },
  host: { type: 'spread', field: 'instanceId' },
  cpu: { type: 'binpack', field: 'cpu' },
  memory: { type: 'binpack', field: 'memory' },
  random: { type: 'random' },
};

/**
 * As somebody would hand it over, parsed.
 * @param {Wanted} wanted
 */
export function requestOf({ group, cpu, memory, count, clauses, isDistinct, maxSkew, order, isDefault, seed = 1 }) {
  const family = group.slice(group.indexOf(':') + 1);
  const strategies = order.map((part) => ({
    ...STRATEGIES[part],
    ...(part === 'zone' && maxSkew !== undefined ? { maxSkew } : {}),
  }));
  return {
    taskDefinition: { family, networkMode: 'bridge', containerDefinitions: [{ name: 'main', cpu, memory }] },
    count,
    group,
    seed,
    placementConstraints: [
      ...clauses.map(({ text }) => ({ type: 'memberOf', expression: text })),
      ...(isDistinct ? [{ type: 'distinctInstance' }] : []),
    ],
    ...(isDefault ? {} : { placementStrategy: strategies }),
  };
}

/** @param {string} zone @param {readonly string[]} others @returns {Clause} */
export function zoneIn(zone, ...others) {
  const zones = [zone, ...others];
  return {
    text: `${ZONE} in [${zones.join(', ')}]`,
    test: (host) => zones.includes(host.zone),
    where: `zone in (${zones.map((name) => `'${name}'`).join(', ')})`,
  };
}

/** @param {string} architecture @returns {Clause} */
export function architectureIs(architecture) {
  return {
    text: `attribute:ecs.cpu-architecture == ${architecture}`,
    test: (host) => host.architecture === architecture,
    where: `architecture = '${architecture}'`,
  };
}

/** @param {string} group @returns {Clause} */
export function withoutGroup(group) {
  return {
    text: `not(task:group == ${group})`,
    test: (host) => (host.groups.get(group) ?? 0) === 0,
    where: 'tasks = 0',
  };
}

/** @param {string} stack @returns {Clause} */
export function stackIs(stack) {
  return { text: `attribute:stack == ${stack}`, test: (host) => host.stack === stack, where: `stack = '${stack}'` };
}

/** @param {string} family of instance types @returns {Clause} */
export function typeOfFamily(family) {
  const pattern = new RegExp(`^${family}\\..*$`);
  return {
    text: `attribute:ecs.instance-type =~ ${family}\\..*`,
    test: (host) => pattern.test(host.type),
    where: `type like '${family}.%'`,
  };
}

/** @param {string} image @returns {Clause} */
export function imageIsNot(image) {
  return {
    text: `attribute:ecs.ami-id != ${image}`,
    test: (host) => host.image !== image,
    where: `image <> '${image}'`,
  };
}
