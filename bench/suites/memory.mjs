/**
 * Bytes that an instance and a task take, after garbage is gone: on the heap and outside of it.
 *
 * - `Stowage`: a cluster with all indexes
 * - `objects`: the same records as objects in two maps, equal texts held once, no index
 * - `ids`: the texts that are unlike each other (ARNs, EC2 ids) alone, in arrays; nobody can do with less
 *
 * Each has a process of its own. Instances are loaded and weighed before their tasks.
 */
import { Cluster } from 'stowage';
import { drawFleet } from '../fleet.mjs';
import { instancePages, taskPages } from '../fleet-records.mjs';
import { internal } from '../internal.mjs';
import { callIsolated } from '../isolate.mjs';
import { log } from '../log.mjs';
import { bytesInUse } from '../measure.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {{ name: string, instanceBytes: number, taskBytes: number }} MemoryRow */
/** @typedef {{ instances: () => void, tasks: () => void, kept: unknown }} Kept */

export const full = [10_000, 100_000, 1_000_000].map((instances) => ({ instances, tasks: 10 * instances, seed: 1 }));
export const quick = [{ instances: 100, tasks: 1_000, seed: 1 }];

/** @type {Readonly<Record<string, (fleet: Fleet) => Kept | Promise<Kept>>>} */
const KEEPERS = { Stowage: keepCluster, objects: keepObjects, ids: keepIds };

/** @param {Context} context */
export async function run({ size }) {
  /** @type {MemoryRow[]} */
  const rows = [];
  for (const name of Object.keys(KEEPERS)) {
    log(name);
    rows.push(/** @type {MemoryRow} */ (callIsolated(import.meta.url, 'weigh', { name, size })));
  }
  return { rows, tasks: drawFleet(size).tasks };
}

const WARM_UP = { instances: 50, tasks: 500, seed: 1 };

/** @param {{ name: string, size: import('../fleet.mjs').FleetSize }} options */
export async function weigh({ name, size }) {
  // What the compiler and the readers keep for themselves is there before anything is weighed.
  await weighOnce(name, drawFleet(WARM_UP));
  return weighOnce(name, drawFleet(size));
}

/**
 * @param {string} name
 * @param {Fleet} fleet
 */
async function weighOnce(name, fleet) {
  const keeper = await /** @type {(fleet: Fleet) => Kept | Promise<Kept>} */ (KEEPERS[name])(fleet);
  const empty = bytesInUse();
  keeper.instances();
  const withInstances = bytesInUse();
  keeper.tasks();
  const withTasks = bytesInUse();
  if (keeper.kept === undefined) throw new Error('nothing was kept');
  return {
    name,
    instanceBytes: (withInstances - empty) / fleet.instances,
    taskBytes: (withTasks - withInstances) / fleet.tasks,
  };
}

/** @param {Fleet} fleet @returns {Kept} */
function keepCluster(fleet) {
  const cluster = Cluster.from([]);
  return {
    instances: () => {
      for (const page of instancePages(fleet)) cluster.apply(page);
      cluster.prepare('agentConnected == true').ids({ limit: 1 });
    },
    tasks: () => {
      for (const page of taskPages(fleet)) cluster.apply(page);
      cluster.prepare('agentConnected == true').ids({ limit: 1 });
    },
    kept: cluster,
  };
}

/** @param {Fleet} fleet @returns {Promise<Kept>} */
async function keepObjects(fleet) {
  /** @type {typeof import('../../src/sources/source.js')} */
  const { sourceReader } = await internal('sources/source.js');
  const read = sourceReader();
  const kept = { instances: new Map(), tasks: new Map() };
  const keep = (/** @type {Iterable<unknown>} */ pages) => {
    for (const page of pages) {
      for (const change of read(page).changes) {
        if (change.kind === 'instance') kept.instances.set(change.instance.key, change.instance);
        else if (change.kind === 'task') kept.tasks.set(change.task.key, change.task);
      }
    }
  };
  return { instances: () => keep(instancePages(fleet)), tasks: () => keep(taskPages(fleet)), kept };
}

/** @param {Fleet} fleet @returns {Kept} */
function keepIds(fleet) {
  /** @type {Record<'keys' | 'ec2' | 'tasks', string[]>} */
  const kept = { keys: [], ec2: [], tasks: [] };
  const texts = (/** @type {number} */ count, /** @type {(number: number) => string} */ textOf) => {
    const all = Array(count);
    for (let number = 0; number < count; number++) all[number] = textOf(number);
    return all;
  };
  return {
    instances: () => {
      kept.keys = texts(fleet.instances, fleet.keyOf);
      kept.ec2 = texts(fleet.instances, fleet.ec2InstanceIdOf);
    },
    tasks: () => {
      kept.tasks = texts(fleet.tasks, fleet.taskKeyOf);
    },
    kept,
  };
}
