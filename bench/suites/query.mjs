/**
 * The queries of the goals over one fleet, beside everything else that could answer them, in one process.
 *
 * - `Stowage`: a prepared query, with kernels of WebAssembly SIMD and, another copy of the library, with those in JavaScript
 * - `columns`: typed arrays of codes and one loop, written by hand for each query
 * - `filter`: `Array.filter` over plain objects, for the first ids a loop that stops at the hundredth
 * - `SQLite`, `DuckDB`: prepared statements over tables in memory; SQLite with indexes made for these queries
 * - `sift`, `mingo`: filters of MongoDB over the same plain objects
 */
import { Cluster } from 'stowage';
import { eventBridgeEvent } from '../events.mjs';
import { drawFleet } from '../fleet.mjs';
import { describePages, firstTaskOf, groupOf, plainHosts } from '../fleet-records.mjs';
import { internal } from '../internal.mjs';
import { log } from '../log.mjs';
import { compare } from '../measure.mjs';
import { columnsPeer } from '../peers/columns.mjs';
import { duckdbPeer } from '../peers/duckdb.mjs';
import { filterPeer, mingoPeer, siftPeer } from '../peers/objects.mjs';
import { sqlitePeer } from '../peers/sqlite.mjs';
import { plainStowage } from '../plain-stowage.mjs';
import { queriesFor } from '../queries.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {import('../measure.mjs').Figure} Figure */
/** @typedef {{ count: () => unknown, first: () => unknown, keys?: () => readonly string[] }} Answers `keys` gives all that match */
/**
 * @typedef {object} QueryRow
 * @property {string} name
 * @property {string} text
 * @property {number} matches
 * @property {Record<string, Figure>} count microseconds
 * @property {Record<string, Figure>} first
 * @property {number} afterEvent microseconds of a count after an event, which takes away what was kept for the revision before
 */

export const full = [1_000, 10_000, 100_000, 1_000_000].map((instances) => ({
  instances,
  tasks: 10 * instances,
  seed: 1,
}));
export const quick = [{ instances: 500, tasks: 5_000, seed: 1 }];

/** @param {Context} context */
export async function run({ size, effort, folder }) {
  const fleet = drawFleet(size);
  const wanted = fleet.ec2InstanceIdOf(fleet.instances >>> 1);
  const clusters = await loadClusters(fleet, folder);
  const peers = await loadPeers(fleet, wanted);
  const touches = taskTouches(fleet);
  /** @type {QueryRow[]} */
  const rows = [];
  for (const query of queriesFor(wanted)) {
    log(query.name);
    const row = await measure(clusters, peers, query, effort);
    rows.push({ ...row, afterEvent: await countAfterEvent(clusters, touches, query, effort) });
  }
  const versions = Object.fromEntries(peers.flatMap((peer) => ('version' in peer ? [[peer.name, peer.version]] : [])));
  for (const peer of peers) peer.close();
  return { rows, versions, tasks: fleet.tasks };
}

/**
 * One for each set of kernels that the platform has, by the name of its figures.
 * @param {Fleet} fleet
 * @param {string} folder
 */
async function loadClusters(fleet, folder) {
  /** @type {typeof import('../../src/store/kernels.js')} */
  const { bestKernels } = await internal('store/kernels.js');
  const plain = new Map([['Stowage, plain', loadCluster(fleet, (await plainStowage(folder)).Cluster)]]);
  return bestKernels().name === 'plain' ? plain : new Map([['Stowage, SIMD', loadCluster(fleet)], ...plain]);
}

/**
 * @param {Fleet} fleet
 * @param {typeof Cluster} [library] that of a copy of the library
 */
export function loadCluster(fleet, library = Cluster) {
  log('loading Stowage');
  const cluster = library.from([]);
  for (const page of describePages(fleet)) {
    const { rejected } = cluster.apply(page);
    if (rejected.length > 0) throw new Error(`the fleet is malformed: ${rejected[0]?.path} ${rejected[0]?.message}`);
  }
  return cluster;
}

/**
 * @param {Fleet} fleet
 * @param {string} wanted
 */
async function loadPeers(fleet, wanted) {
  log('loading its peers');
  const hosts = plainHosts(fleet);
  const keys = hosts.map(({ key }) => key);
  return [
    columnsPeer(fleet, keys, wanted),
    filterPeer(hosts),
    await sqlitePeer(hosts),
    await duckdbPeer(fleet, hosts),
    siftPeer(hosts),
    mingoPeer(hosts),
  ];
}

/**
 * @param {ReadonlyMap<string, Cluster>} clusters
 * @param {Awaited<ReturnType<typeof loadPeers>>} peers
 * @param {import('../queries.mjs').Query} query
 * @param {import('../measure.mjs').Effort} effort
 * @returns {Promise<Omit<QueryRow, 'afterEvent'>>}
 */
async function measure(clusters, peers, query, effort) {
  const { name, text } = query;
  const own = Array.from(clusters, ([name, cluster]) => ({ name, prepared: cluster.prepare(text) }));
  /** @type {Record<string, () => unknown>} */
  const counts = Object.fromEntries(own.map(({ name, prepared }) => [name, () => prepared.count()]));
  /** @type {Record<string, () => unknown>} */
  const firsts = Object.fromEntries(own.map(({ name, prepared }) => [name, () => prepared.ids({ limit: 100 })]));
  for (const peer of peers) {
    const { count, first, keys } = /** @type {Answers} */ (await peer.ask(query));
    counts[peer.name] = count;
    firsts[peer.name] = first;
    if (keys !== undefined) for (const { prepared } of own) requireEqualKeys(text, prepared.ids(), keys());
  }
  const matches = own[0]?.prepared.count() ?? 0;
  return { name, text, matches, count: await compare(counts, effort), first: await compare(firsts, effort) };
}

/**
 * Events that tell of a task what is known already, but for a newer version.
 * @param {Fleet} fleet
 */
function* taskTouches(fleet) {
  const hosts = Array.from({ length: 1_000 }, (_, index) => Math.floor((index * fleet.instances) / 1_000));
  const rows = hosts.filter((row) => firstTaskOf(fleet, row) < firstTaskOf(fleet, row + 1));
  for (let version = 2; ; version++) {
    const row = rows[version % rows.length] ?? 0;
    const task = firstTaskOf(fleet, row);
    const [key, host, group] = [fleet.taskKeyOf(task), fleet.keyOf(row), groupOf(fleet, task)];
    yield eventBridgeEvent(fleet, { kind: 'changed', key, row, host, group, version, cpu: 0 });
  }
}

/**
 * What a count adds to the time of an event.
 * @param {ReadonlyMap<string, Cluster>} clusters the first one counts
 * @param {Generator<unknown>} touches
 * @param {import('../queries.mjs').Query} query
 * @param {import('../measure.mjs').Effort} effort
 */
async function countAfterEvent(clusters, touches, { text }, effort) {
  const [cluster] = /** @type {[Cluster]} */ ([...clusters.values()]);
  const prepared = cluster.prepare(text);
  const touch = () => {
    if (cluster.apply(touches.next().value).applied !== 1) throw new Error('an event was not applied');
  };
  const touchAndCount = () => {
    touch();
    prepared.count();
  };
  const { event, both } = await compare({ event: touch, both: touchAndCount }, effort);
  return Math.max(0, both.median - event.median);
}

/**
 * @param {string} text
 * @param {readonly string[]} keys
 * @param {readonly string[]} expected
 */
function requireEqualKeys(text, keys, expected) {
  const isEqual = keys.length === expected.length && keys.every((key, index) => key === expected[index]);
  if (!isEqual) throw new Error(`${text}: ${keys.length} instances, but ${expected.length} by a scan`);
}
