/** How long a command takes from its start to its end, beside a Node that does nothing: elapsed time, as a person waits. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { writeFleet } from '../fleet-files.mjs';
import { log } from '../log.mjs';
import { figureOf } from '../measure.mjs';

/** @typedef {import('../suites.mjs').Context} Context */

const STOWAGE = fileURLToPath(new URL('../../dist/cli/stowage.js', import.meta.url));

/**
 * @param {string} hosts a file of hosts alone
 * @param {string} fleet the same with their tasks
 * @returns {readonly { name: string, args: readonly string[], output?: RegExp }[]}
 */
function commands(hosts, fleet) {
  const query = (/** @type {string} */ file) => [
    STOWAGE,
    'query',
    'attribute:stack == prod',
    '--from',
    file,
    '-o',
    'ids',
  ];
  return [
    { name: 'node', args: ['--eval', ''], output: /^$/ },
    { name: 'stowage --version', args: [STOWAGE, '--version'], output: /^\d+\.\d+\.\d+\n$/ },
    { name: 'stowage query, hosts', args: query(hosts) },
    { name: 'stowage query, hosts and tasks', args: query(fleet) },
  ];
}

export const full = [{ instances: 1_000, tasks: 10_000, seed: 1 }];
export const quick = [{ instances: 100, tasks: 1_000, seed: 1 }];

/** @param {Context} context */
export async function run({ folder, size, effort }) {
  const hosts = join(folder, 'hosts.ndjson');
  const fleet = join(folder, 'fleet.ndjson');
  await writeFleet(size, hosts, (page) => 'containerInstances' in page);
  await writeFleet(size, fleet);
  const all = commands(hosts, fleet).map((command) => ({ ...command, times: /** @type {number[]} */ ([]) }));
  for (let sample = 0; sample < effort.samples; sample++) {
    log(`${sample + 1} of ${effort.samples}`);
    for (const { args, output = /\S/, times } of all) {
      const start = performance.now();
      const { stdout, status } = spawnSync(execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
      times.push((performance.now() - start) * 1000);
      if (status !== 0 || !output.test(stdout)) throw new Error(`${args.join(' ')} failed`);
    }
  }
  return { rows: all.map(({ name, times }) => ({ name, elapsed: figureOf(times) })) };
}
