/**
 * Benchmarks: npm run bench -- SUITE [--instances N] [--tasks M] [--seed S] [--json FILE] [--quick]
 *
 * Prints a table. A run of full size is kept in bench/results and shown in docs/PERFORMANCE.md; `--json` keeps any run in a
 * file; `--quick` is a small run that shows that the suite works, and nothing about speed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFleet } from './fleet.mjs';
import { machine } from './measure.mjs';
import { documentResults, tableOf } from './report.mjs';
import * as load from './suites/load.mjs';
import * as query from './suites/query.mjs';
import * as startup from './suites/startup.mjs';

/**
 * What a suite runs on.
 * @typedef {object} Context
 * @property {string} file the fleet, as JSON lines
 * @property {import('./fleet.mjs').FleetSize} size
 * @property {{ samples: number, sampleMs: number }} effort
 * @property {number} loads how often each way of loading is tried
 * @property {(message: string) => void} log
 */

const LARGE = { instances: 100_000, tasks: 1_000_000, seed: 1 };
const SMALL = { instances: 1_000, tasks: 10_000, seed: 1 };
const QUICK = { instances: 500, tasks: 5_000, seed: 1 };

/** Each suite, and the fleet of its full run. */
const SUITES = {
  load: { run: load.run, full: LARGE },
  query: { run: query.run, full: LARGE },
  startup: { run: startup.run, full: SMALL },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    instances: { type: 'string' },
    tasks: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const [name = ''] = positionals;
const suite = Object.hasOwn(SUITES, name) ? SUITES[/** @type {keyof SUITES} */ (name)] : undefined;
if (suite === undefined || positionals.length > 1) {
  console.error(
    `usage: npm run bench -- ${Object.keys(SUITES).join('|')} [--instances N] [--tasks M] [--seed S] [--json FILE] [--quick]`,
  );
  process.exit(2);
}

const usual = values.quick ? QUICK : suite.full;
const size = {
  instances: Number(values.instances ?? usual.instances),
  tasks: Number(values.tasks ?? usual.tasks),
  seed: Number(values.seed ?? usual.seed),
};
const effort = values.quick ? { samples: 2, sampleMs: 1 } : { samples: 15, sampleMs: 40 };
const folder = mkdtempSync(join(tmpdir(), 'stowage-bench-'));
const log = (/** @type {string} */ message) => console.error(`${name}: ${message}`);

try {
  log(`generating ${size.instances} instances and ${size.tasks} tasks, seed ${size.seed}`);
  const file = join(folder, 'fleet.ndjson');
  await writeFleet(size, file);
  const rows = await suite.run({ file, size, effort, loads: values.quick ? 1 : 3, log });
  const result = { suite: name, size, machine: machine(), rows };
  const isFull = !values.quick && JSON.stringify(size) === JSON.stringify(suite.full);
  if (isFull) writeFileSync(new URL(`results/${name}.json`, import.meta.url), json(result));
  if (values.json !== undefined) writeFileSync(values.json, json(result));
  if (isFull) documentResults();
  console.log(tableOf(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
