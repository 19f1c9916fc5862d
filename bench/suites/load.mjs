/**
 * Loading a fleet from files, each peer in a process of its own, so that its peak memory is its own.
 *
 * - `stowage`: `loadCluster`, everything read, checked and indexed
 * - `objects`: `JSON.parse` of each page, and the few fields that the query suite asks for kept as plain objects
 * - `JSON.parse`: each page parsed and dropped, the least that any reader has to do
 */
import { execFileSync } from 'node:child_process';
import { argv, cpuUsage, execPath, resourceUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadCluster } from 'stowage/node';
import { loadPlainHosts, readPages } from '../fleet.mjs';
import { figureOf, microseconds } from '../measure.mjs';

/** @typedef {import('../run.mjs').Context} Context */
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

/** @param {Context} context */
export async function run({ file, size, loads, log }) {
  const names = Object.keys(PEERS);
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(names.map((name) => [name, []]));
  for (let load = 1; load <= loads; load++) {
    for (const name of names) {
      log(`${name}, ${load} of ${loads}`);
      const sample = samplePeer(name, file);
      const { instances, tasks } = sample;
      if (instances !== size.instances || tasks !== size.tasks) {
        throw new Error(`${name} loaded ${instances} instances and ${tasks} tasks`);
      }
      samples.get(name)?.push(sample);
    }
  }
  return names.map((name) => ({
    name,
    cpu: figureOf((samples.get(name) ?? []).map((sample) => sample.cpu)),
    peakMiB: figureOf((samples.get(name) ?? []).map((sample) => sample.peakMiB)),
  }));
}

/**
 * @param {string} name
 * @param {string} file
 * @returns {Sample}
 */
function samplePeer(name, file) {
  const args = ['--max-old-space-size=16384', fileURLToPath(import.meta.url), name, file];
  return JSON.parse(execFileSync(execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , name = '', file = ''] = argv;
  const before = cpuUsage();
  const loaded = await PEERS[name]?.(file);
  const cpu = microseconds(cpuUsage(before));
  const { instances, tasks } = loaded ?? { instances: 0, tasks: 0 };
  console.log(JSON.stringify({ instances, tasks, cpu, peakMiB: resourceUsage().maxRSS / 1024 }));
}
