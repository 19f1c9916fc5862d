/** Everything is removed by events, one after the other: first the tasks, then the hosts. */

import { arrivalOrder, drawFleet } from '../fleet.mjs';
import { taskKeysOf } from '../fleet-records.mjs';
import { bytesInUse, cpuTimeOf, figureOf } from '../measure.mjs';
import { loadCluster } from '../suites/query.mjs';

/** @typedef {import('../suites/worst.mjs').WorstRow} WorstRow */

const BATCH = 10_000;

/**
 * @param {import('../suites.mjs').Context} context
 * @returns {Promise<WorstRow[]>}
 */
export async function measure({ size }) {
  const fleet = drawFleet(size);
  const empty = bytesInUse();
  const cluster = loadCluster(fleet);
  const before = bytesInUse();
  const tasks = await removeAll(cluster, taskKeysOf(fleet), taskGone);
  const order = arrivalOrder(fleet);
  const hosts = await removeAll(cluster, keysInOrder(order, fleet.keyOf), instanceGone);
  if (cluster.instanceCount + cluster.taskCount > 0) throw new Error('something is left');
  if (cluster.prepare('agentConnected == true').count() > 0) throw new Error('an index has rows left');
  const after = bytesInUse();
  return [
    { name: 'removal of every task, each', figures: { 'Cluster.apply': tasks } },
    { name: 'removal of every host, each', figures: { 'Cluster.apply': hosts } },
    { name: 'memory of the fleet, and after its removal', bytes: { before: before - empty, after: after - empty } },
  ];
}

/** @param {Uint32Array} rows @param {(row: number) => string} keyOf */
function* keysInOrder(rows, keyOf) {
  for (const row of rows) yield keyOf(row);
}

/** @param {string} taskArn */
function taskGone(taskArn) {
  const detail = { taskArn, lastStatus: 'STOPPED', version: 1_000 };
  return { 'detail-type': 'ECS Task State Change', source: 'aws.ecs', detail };
}

/** @param {string} containerInstanceArn */
function instanceGone(containerInstanceArn) {
  const detail = { containerInstanceArn, status: 'INACTIVE', version: 1_000 };
  return { 'detail-type': 'ECS Container Instance State Change', source: 'aws.ecs', detail };
}

/**
 * Microseconds of each.
 * @param {import('stowage').Cluster} cluster
 * @param {Iterable<string>} keys
 * @param {(key: string) => unknown} eventOf
 */
async function removeAll(cluster, keys, eventOf) {
  /** @type {number[]} */
  const times = [];
  /** @type {unknown[]} */
  let batch = [];
  const apply = async () => {
    if (batch.length === 0) return;
    times.push((await cpuTimeOf(() => cluster.apply(batch), 1)) / batch.length);
    batch = [];
  };
  for (const key of keys) {
    if (batch.push(eventOf(key)) === BATCH) await apply();
  }
  await apply();
  return figureOf(times);
}
