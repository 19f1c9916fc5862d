/**
 * Loading a fleet from files, each peer in a process of its own, so that its peak memory is its own.
 *
 * - `stowage`: `loadCluster`, everything read, checked and indexed
 * - `objects`: `JSON.parse` of each page, and the few fields that the query suite asks for kept as plain objects
 * - `JSON.parse`: each page parsed and dropped, the least that any reader has to do
 */
import { join } from 'node:path';
import { cpuUsage, resourceUsage } from 'node:process';
import { loadCluster } from 'stowage/node';
import { loadPlainHosts, readPages, writeFleet } from '../fleet-files.mjs';
import { callIsolated } from '../isolate.mjs';
import { log } from '../log.mjs';
import { figureOf, microseconds } from '../measure.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {{ instances: number, tasks: number, cpu: number, peakMiB: number }} Sample */

/** @type {Readonly<Record<string, (file: string) => Promise<{ instances: number, tasks: number, kept: unknown }>>>} */
const PEERS = {
  stowage: async (file) => {
    const { cluster } = await loadCluster([file]);
    return { instances: cluster.instanceCount, tasks: cluster.taskCount, kept: cluster };
  },
  objects: async (file) => {
    const { hosts, tasks } = await loadPlainHosts(file);
    return { instances: hosts.length, tasks, kept: hosts };
  },
  'JSON.parse': async (file) => {
    let [instances, tasks] = [0, 0];
    for await (const page of readPages(file)) {
      instances += page.containerInstances?.length ?? 0;
      tasks += page.tasks?.length ?? 0;
    }
    return { instances, tasks, kept: undefined };
  },
};

export const full = [{ instances: 100_000, tasks: 1_000_000, seed: 1 }];
export const quick = [{ instances: 100, tasks: 1_000, seed: 1 }];

const LOADS = 3;

/** @param {Context} context */
export async function run({ folder, size, isQuick }) {
  const file = join(folder, 'fleet.ndjson');
  await writeFleet(size, file);
  const names = Object.keys(PEERS);
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(names.map((name) => [name, []]));
  for (let load = 1; load <= (isQuick ? 1 : LOADS); load++) {
    for (const name of names) {
      log(`${name}, ${load}`);
      const sample = /** @type {Sample} */ (callIsolated(import.meta.url, 'samplePeer', { name, file }));
      const { instances, tasks } = sample;
      if (instances !== size.instances || tasks !== size.tasks) {
        throw new Error(`${name} loaded ${instances} instances and ${tasks} tasks`);
      }
      samples.get(name)?.push(sample);
    }
  }
  const rows = names.map((name) => ({
    name,
    cpu: figureOf((samples.get(name) ?? []).map((sample) => sample.cpu)),
    peakMiB: figureOf((samples.get(name) ?? []).map((sample) => sample.peakMiB)),
  }));
  return { rows };
}

/**
 * @param {{ name: string, file: string }} options
 * @returns {Promise<Sample>}
 */
export async function samplePeer({ name, file }) {
  const before = cpuUsage();
  const loaded = await PEERS[name]?.(file);
  const cpu = microseconds(cpuUsage(before));
  const { instances, tasks } = loaded ?? { instances: 0, tasks: 0 };
  return { instances, tasks, cpu, peakMiB: resourceUsage().maxRSS / 1024 };
}
