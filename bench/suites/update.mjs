/**
 * Events applied to a fleet by text key: tasks start, change their status and stop, and what remains of hosts changes, a quarter each.
 *
 * Each peer has a process of its own, one after the other: together they would not fit into memory. The events are made, and
 * brought into the form that the peer takes, before the time runs; afterwards its state is compared with what the events came to.
 */
import { fleetLife } from '../events.mjs';
import { drawFleet } from '../fleet.mjs';
import { callIsolated } from '../isolate.mjs';
import { log } from '../log.mjs';
import { cpuTimeOf, figureOf } from '../measure.mjs';
import { UPDATE_PEERS } from '../peers/updates.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {import('../measure.mjs').Figure} Figure */
/** @typedef {Awaited<ReturnType<typeof measurePeer>>} Measured */
/** @typedef {{ name: string, batch: number, perEvent: Figure }} UpdateRow microseconds of an event */

export const full = [10_000, 100_000, 1_000_000].map((instances) => ({ instances, tasks: 10 * instances, seed: 1 }));
export const quick = [{ instances: 100, tasks: 1_000, seed: 1 }];

/** @param {Context} context */
export async function run({ size, effort, isQuick }) {
  /** @type {UpdateRow[]} */
  const rows = [];
  /** @type {Record<string, string>} */
  const versions = {};
  let tasks = size.tasks;
  for (const [name, { mostTasks = Number.POSITIVE_INFINITY }] of Object.entries(UPDATE_PEERS)) {
    if (size.tasks > mostTasks) continue;
    log(name);
    const options = { name, size, effort, isQuick };
    const found = isQuick
      ? await measurePeer(options)
      : /** @type {Measured} */ (callIsolated(import.meta.url, 'measurePeer', options));
    rows.push(found.row);
    tasks = found.tasks;
    if (found.version !== undefined) versions[name] = found.version;
  }
  return { rows, versions, tasks };
}

/** @param {{ name: string, size: import('../fleet.mjs').FleetSize, effort: import('../measure.mjs').Effort, isQuick: boolean }} options */
export async function measurePeer({ name, size, effort, isQuick }) {
  const fleet = drawFleet(size);
  const kind = /** @type {import('../peers/updates.mjs').UpdatePeerKind} */ (UPDATE_PEERS[name]);
  const peer = await kind.open(fleet);
  const batch = isQuick ? 100 : peer.batch;
  const batches = isQuick ? 1 : peer.sample / batch;
  const life = fleetLife(fleet);
  const sample = async () => {
    const translated = Array.from({ length: batches }, () => peer.translate(life.take(batch)));
    const time = await cpuTimeOf(async () => {
      for (const events of translated) await peer.apply(/** @type {never} */ (events));
    }, 1);
    return time / (batches * batch);
  };
  await sample();
  const times = [];
  let spentMs = 0;
  while (times.length < effort.samples && (times.length < 3 || spentMs < 4 * effort.budgetMs)) {
    const time = await sample();
    spentMs += (time * batches * batch) / 1000;
    times.push(time);
  }
  await check(name, peer, life, fleet);
  return { row: { name, batch, perEvent: figureOf(times) }, version: peer.version, tasks: fleet.tasks };
}

const CHECKED_INSTANCES = 500;

/**
 * @param {string} name
 * @param {import('../peers/updates.mjs').UpdatePeer} peer
 * @param {import('../events.mjs').FleetLife} life
 * @param {import('../fleet.mjs').Fleet} fleet
 */
async function check(name, peer, life, fleet) {
  const wrong = (/** @type {string} */ what) => new Error(`${name} has come to another number of ${what}`);
  if ((await peer.taskCount()) !== life.taskCount()) throw wrong('tasks');
  const counts = await peer.hostsByGroup();
  if (life.hostsByGroup().some((count, group) => count !== counts[group])) throw wrong('hosts of a task group');
  for (const [row, cpu] of [...life.remainingCpu].slice(-CHECKED_INSTANCES)) {
    if ((await peer.remainingCpu(fleet.keyOf(row))) !== cpu) throw wrong('remaining CPU units of an instance');
  }
}
