/**
 * The queries of the goals over one fleet, beside everything else that could answer them, in one process.
 *
 * - `Stowage`: a prepared query, its result computed anew each time
 * - `columns`: typed arrays of codes and one loop, written by hand for each query
 * - `filter`: `Array.filter` over plain objects, for the first ids a loop that stops at the hundredth
 * - `SQLite`, `DuckDB`: prepared statements over tables in memory; SQLite with indexes made for these queries
 * - `sift`, `mingo`: filters of MongoDB over the same plain objects
 */
import { Cluster } from 'stowage';
import { drawFleet } from '../fleet.mjs';
import { describePages, plainHosts } from '../fleet-records.mjs';
import { log } from '../log.mjs';
import { compare } from '../measure.mjs';
import { columnsPeer } from '../peers/columns.mjs';
import { duckdbPeer } from '../peers/duckdb.mjs';
import { filterPeer, mingoPeer, siftPeer } from '../peers/objects.mjs';
import { sqlitePeer } from '../peers/sqlite.mjs';
import { queriesFor } from '../queries.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {import('../measure.mjs').Figure} Figure */
/** @typedef {{ count: () => unknown, first: () => unknown, keys?: () => readonly string[] }} Answers `keys` gives all that match */
/** @typedef {{ name: string, text: string, matches: number, count: Record<string, Figure>, first: Record<string, Figure> }} QueryRow */

export const full = [1_000, 10_000, 100_000, 1_000_000].map((instances) => ({
  instances,
  tasks: 10 * instances,
  seed: 1,
}));
export const quick = [{ instances: 100, tasks: 1_000, seed: 1 }];

/** @param {Context} context */
export async function run({ size, effort }) {
  const fleet = drawFleet(size);
  const wanted = fleet.ec2InstanceIdOf(fleet.instances >>> 1);
  const cluster = loadCluster(fleet);
  const peers = await loadPeers(fleet, wanted);
  /** @type {QueryRow[]} */
  const rows = [];
  for (const query of queriesFor(wanted)) {
    log(query.name);
    rows.push(await measure(cluster, peers, query, effort));
  }
  const versions = Object.fromEntries(peers.flatMap((peer) => ('version' in peer ? [[peer.name, peer.version]] : [])));
  for (const peer of peers) peer.close();
  return { rows, versions, tasks: fleet.tasks };
}

/** @param {Fleet} fleet */
export function loadCluster(fleet) {
  log('loading Stowage');
  const cluster = Cluster.from([]);
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
 * @param {Cluster} cluster
 * @param {Awaited<ReturnType<typeof loadPeers>>} peers
 * @param {import('../queries.mjs').Query} query
 * @param {import('../measure.mjs').Effort} effort
 * @returns {Promise<QueryRow>}
 */
async function measure(cluster, peers, query, effort) {
  const { name, text } = query;
  const prepared = cluster.prepare(text);
  /** @type {Record<string, () => unknown>} */
  const counts = { Stowage: () => prepared.count() };
  /** @type {Record<string, () => unknown>} */
  const firsts = { Stowage: () => prepared.ids({ limit: 100 }) };
  for (const peer of peers) {
    const { count, first, keys } = /** @type {Answers} */ (await peer.ask(query));
    counts[peer.name] = count;
    firsts[peer.name] = first;
    if (keys !== undefined) requireEqualKeys(text, prepared.ids(), keys());
  }
  const matches = prepared.count();
  return { name, text, matches, count: await compare(counts, effort), first: await compare(firsts, effort) };
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
