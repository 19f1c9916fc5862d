/**
 * Benchmarks: npm run bench -- SUITE [--instances N] [--tasks M] [--seed S] [--traces FOLDER] [--json FILE] [--quick]
 *
 * Prints tables. A run of full size is kept in bench/results and shown in docs/PERFORMANCE.md; `--json` keeps any run in a
 * file; `--quick` is a small run that shows that the suite works, and nothing about speed. Each fleet has a process of its own.
 * With `--traces`, a folder with the lists of the openb experiment, the suite place measures that, too.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { callIsolated } from './isolate.mjs';
import { machine } from './measure.mjs';
import { documentResults, tablesOf } from './report.mjs';
import { SUITE_NAMES, suiteUrl } from './suites.mjs';

/** @typedef {import('./fleet.mjs').FleetSize} FleetSize */

const EFFORT = { warmUpMs: 200, samples: 15, sampleMs: 40, budgetMs: 6_000 };
const QUICK_EFFORT = { warmUpMs: 0, samples: 2, sampleMs: 1, budgetMs: 50 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    instances: { type: 'string' },
    tasks: { type: 'string' },
    seed: { type: 'string' },
    traces: { type: 'string' },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const [name = ''] = positionals;
if (!SUITE_NAMES.includes(name) || positionals.length > 1) {
  console.error(
    `usage: npm run bench -- ${SUITE_NAMES.join('|')} [--instances N] [--tasks M] [--seed S] [--traces FOLDER] [--json FILE] [--quick]`,
  );
  process.exit(2);
}

/** @type {import('./suites.mjs').Suite} */
const suite = await import(suiteUrl(name));
const isFull = !values.quick && [values.instances, values.tasks, values.seed].every((value) => value === undefined);
const sizes = sizesOf(values.quick ? suite.quick : suite.full);
const fleets = sizes.map(runOn);
const result = { suite: name, command: commandOf(), machine: machine(), fleets };
if (isFull) writeFileSync(new URL(`results/${name}.json`, import.meta.url), json(result));
if (values.json !== undefined) writeFileSync(values.json, json(result));
if (isFull) documentResults();
console.log(tablesOf(result));

/**
 * The usual fleets, or the one that was asked for.
 * @param {readonly FleetSize[]} usual
 * @returns {readonly FleetSize[]}
 */
function sizesOf(usual) {
  const seed = Number(values.seed ?? 1);
  if (values.instances === undefined && values.tasks === undefined) return usual.map((size) => ({ ...size, seed }));
  const instances = Number(values.instances ?? usual.at(-1)?.instances);
  return [{ instances, tasks: Number(values.tasks ?? 10 * instances), seed }];
}

/** The command that gives this result again, without the file for it. */
function commandOf() {
  const sized = Object.entries({ instances: values.instances, tasks: values.tasks, seed: values.seed });
  const options = sized.flatMap(([option, value]) => (value === undefined ? [] : [`--${option} ${value}`]));
  if (values.traces !== undefined) options.push('--traces FOLDER');
  return ['npm run bench --', name, ...options, ...(values.quick ? ['--quick'] : [])].join(' ');
}

/** @param {FleetSize} size */
function runOn(size) {
  console.error(`${name}: ${size.instances} instances, about ${size.tasks} tasks, seed ${size.seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'stowage-bench-'));
  try {
    const effort = values.quick ? QUICK_EFFORT : EFFORT;
    const traces = values.traces === undefined ? {} : { traces: resolve(values.traces) };
    const context = { size, folder, isQuick: values.quick, effort, ...traces };
    const { tasks = size.tasks, ...found } = /** @type {import('./suites.mjs').Findings} */ (
      callIsolated(suiteUrl(name), 'run', context)
    );
    return { size: { ...size, tasks }, ...found };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
