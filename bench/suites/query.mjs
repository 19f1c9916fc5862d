/** Queries over one loaded fleet, beside `Array.filter` over plain objects with the query as a JavaScript function. */
import { loadCluster } from 'stowage/node';
import { loadPlainHosts } from '../fleet.mjs';
import { compare } from '../measure.mjs';

/** @typedef {import('../fleet.mjs').PlainHost} PlainHost */
/** @typedef {import('../run.mjs').Context} Context */

/**
 * @typedef {object} QueryCase
 * @property {string} name
 * @property {string} text
 * @property {(host: PlainHost) => boolean} test the same, by hand
 */

const ZONE = 'ecs.availability-zone';
const TYPE = 'ecs.instance-type';
const ARCHITECTURE = 'ecs.cpu-architecture';
const IMAGE = 'ecs.ami-id';

/**
 * The kinds of query that the suite asks, with values that the fleet has.
 * @param {readonly PlainHost[]} hosts
 * @returns {readonly QueryCase[]}
 */
function queryCases(hosts) {
  const middle = /** @type {PlainHost} */ (hosts[Math.floor(hosts.length / 2)]);
  const [zoneA = '', zoneB = ''] = mostCommon(hosts.map((host) => host.attributes[ZONE] ?? ''));
  const [image = ''] = mostCommon(hosts.map((host) => host.attributes[IMAGE] ?? ''));
  const [stack = ''] = mostCommon(hosts.flatMap((host) => host.attributes['stack'] ?? []));
  const groups = mostCommon(hosts.flatMap((host) => host.groups));
  const [frequent = '', rare = ''] = [groups[0], groups[Math.floor(groups.length / 2)]];
  const since = '2024-01-01';
  return [
    {
      name: 'equality',
      text: `attribute:${ZONE} == ${zoneA}`,
      test: (host) => host.attributes[ZONE] === zoneA,
    },
    {
      name: 'list, equality and number',
      text: `attribute:${ZONE} in [${zoneA}, ${zoneB}] and attribute:${ARCHITECTURE} == arm64 and runningTasksCount < 5`,
      test: (host) =>
        (host.attributes[ZONE] === zoneA || host.attributes[ZONE] === zoneB) &&
        host.attributes[ARCHITECTURE] === 'arm64' &&
        host.groups.length < 5,
    },
    {
      name: 'pattern and equality',
      text: `attribute:${TYPE} =~ m5\\..* and attribute:stack == ${stack}`,
      test: (host) => /^m5\..*$/.test(host.attributes[TYPE] ?? '') && host.attributes['stack'] === stack,
    },
    {
      name: 'negation, or, existence',
      text: `not(attribute:${IMAGE} == ${image}) and (attribute:${ZONE} == ${zoneB} or attribute:stack exists)`,
      test: (host) =>
        host.attributes[IMAGE] !== image && (host.attributes[ZONE] === zoneB || 'stack' in host.attributes),
    },
    {
      name: 'frequent task group',
      text: `task:group == ${frequent}`,
      test: (host) => host.groups.includes(frequent),
    },
    {
      name: 'rare task group',
      text: `task:group == ${rare}`,
      test: (host) => host.groups.includes(rare),
    },
    {
      name: 'anti-affinity',
      text: `not(task:group == ${frequent}) and attribute:${ZONE} == ${zoneA}`,
      test: (host) => !host.groups.includes(frequent) && host.attributes[ZONE] === zoneA,
    },
    {
      name: 'instant',
      text: `registeredAt < ${since}`,
      test: (host) => host.registeredAt < Date.parse(since),
    },
    {
      name: 'unique id',
      text: `ec2InstanceId == ${middle.ec2InstanceId}`,
      test: (host) => host.ec2InstanceId === middle.ec2InstanceId,
    },
  ];
}

/**
 * The distinct values, the most common first.
 * @param {readonly string[]} values
 */
function mostCommon(values) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value);
}

/** @param {Context} context */
export async function run({ file, effort, log }) {
  log('loading');
  const { cluster, problemCount } = await loadCluster([file]);
  if (problemCount > 0) throw new Error(`${problemCount} records of the fleet are malformed`);
  const { hosts } = await loadPlainHosts(file);
  return queryCases(hosts).map(({ name, text, test }) => {
    log(name);
    const query = cluster.prepare(text);
    requireEqualKeys(text, query.ids(), hosts.filter(test));
    const count = compare({ stowage: () => query.count(), filter: () => hosts.filter(test).length }, effort);
    const first = compare(
      { stowage: () => query.ids({ limit: 100 }), filter: () => firstKeys(hosts, test, 100) },
      effort,
    );
    return { name, text, matches: query.count(), count, first };
  });
}

/**
 * @param {string} text
 * @param {readonly string[]} keys
 * @param {readonly PlainHost[]} hosts
 */
function requireEqualKeys(text, keys, hosts) {
  const isEqual = keys.length === hosts.length && hosts.every((host, index) => host.key === keys[index]);
  if (!isEqual) throw new Error(`${text}: ${keys.length} instances, but ${hosts.length} by the naive way`);
}

/**
 * As anybody would write it who wants the first few: the hosts are in order already.
 * @param {readonly PlainHost[]} hosts
 * @param {(host: PlainHost) => boolean} test
 * @param {number} limit
 */
function firstKeys(hosts, test, limit) {
  /** @type {string[]} */
  const keys = [];
  for (const host of hosts) {
    if (keys.length >= limit) break;
    if (test(host)) keys.push(host.key);
  }
  return keys;
}
