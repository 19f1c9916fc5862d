/** A fleet that lives on: events for ten minutes, a few queries between them, and memory has to stay flat. */
import { Cluster, LIMITS } from 'stowage';
import { eventBridgeEvent, fleetLife } from '../events.mjs';
import { drawFleet, GROUPS } from '../fleet.mjs';
import { describePages } from '../fleet-records.mjs';
import { log } from '../log.mjs';
import { bytesInUse, figureOf } from '../measure.mjs';

/** @typedef {import('../suites/worst.mjs').WorstRow} WorstRow */

const FULL = { durationMs: 600_000, samples: 60 };
const QUICK = { durationMs: 200, samples: 6 };
const BATCH = 1_000;

/**
 * @param {import('../suites.mjs').Context} context
 * @returns {Promise<WorstRow[]>}
 */
export async function measure({ size, isQuick }) {
  const fleet = drawFleet(isQuick ? size : { ...size, instances: size.instances / 10, tasks: size.tasks / 10 });
  const cluster = Cluster.from([]);
  for (const page of describePages(fleet)) cluster.apply(page);
  const life = fleetLife(fleet);
  const step = () => {
    const { applied } = cluster.apply(life.take(BATCH).map((event) => eventBridgeEvent(fleet, event)));
    if (applied !== BATCH) throw new Error('an event was not applied');
    cluster.prepare(`task:group == ${GROUPS[0]} and runningTasksCount < 12`).ids({ limit: 10 });
    return BATCH;
  };
  // What is remembered of the tasks that are gone grows to its limit, and only then is memory meant to be flat.
  let events = 0;
  if (!isQuick) while (events / 4 < 1.1 * LIMITS.tombstones) events += step();
  const bytes = live(isQuick ? QUICK : FULL, () => {
    events += step();
  });
  check(cluster, life);
  return [rowOf(fleet, events, bytes)];
}

/**
 * Bytes in use at equal distances of time.
 * @param {typeof FULL} pace
 * @param {() => void} step
 */
function live({ durationMs, samples }, step) {
  const bytes = [];
  for (let sample = 1; sample <= samples; sample++) {
    const end = performance.now() + durationMs / samples;
    while (performance.now() < end) step();
    bytes.push(bytesInUse());
    if (sample % 10 === 0) log(`churn: ${sample} of ${samples}`);
  }
  return bytes;
}

/**
 * @param {Cluster} cluster
 * @param {import('../events.mjs').FleetLife} life
 */
function check(cluster, life) {
  if (cluster.taskCount !== life.taskCount()) throw new Error('the number of tasks is wrong');
  const counts = GROUPS.map((group) => cluster.prepare(`task:group == ${group}`).count());
  if (life.hostsByGroup().some((count, group) => count !== counts[group])) throw new Error('a task group is wrong');
}

/**
 * @param {import('../fleet.mjs').Fleet} fleet
 * @param {number} events
 * @param {readonly number[]} bytes
 * @returns {WorstRow}
 */
function rowOf(fleet, events, bytes) {
  const third = Math.floor(bytes.length / 3);
  const before = figureOf(bytes.slice(0, third)).median;
  const after = figureOf(bytes.slice(-third)).median;
  const of = `${fleet.instances.toLocaleString('en-US')} hosts, ${fleet.tasks.toLocaleString('en-US')} tasks`;
  const note = `${events.toLocaleString('en-US')} events on ${of}`;
  return { name: 'churn, memory of the first and the last third', bytes: { before, after }, note };
}
