/** npm run openb: see USAGE. */
import { parseArgs } from 'node:util';
import { experiment, FIRST_SEED } from './experiment.mjs';
import { POLICIES } from './policies.mjs';
import { InputError, readNodes, readPods, WHOLE } from './tables.mjs';

/** @typedef {keyof typeof POLICIES} Name */

const NAMES = /** @type {Name[]} */ (Object.keys(POLICIES));
const MOST_SEEDS = 1_000;
const EXIT = { usage: 2, input: 3 };

const USAGE = `usage: npm run openb -- --nodes FILE --pods FILE --policy NAME [--seeds N] [--json]

Fills the nodes with a stream of pods, as in "Beware of Fragmentation" (USENIX ATC 2023), and tells how much of
the GPUs is allocated in the end. docs/OPENB.md describes the files and the policies.

  --nodes FILE   comma-separated: cpu_milli, memory_mib, gpu, and model
  --pods FILE    comma-separated: cpu_milli, memory_mib, num_gpu, and gpu_milli, gpu_spec
  --policy NAME  ${NAMES.join(', ')}, or all
  --seeds N      how many seeds, from ${FIRST_SEED} on; 10 if not given, at most ${MOST_SEEDS}
  --json         one JSON document instead of a table
  --help         this text

Exit status: 0 done, ${EXIT.usage} wrong usage, ${EXIT.input} a file that cannot be read.`;

const OPTIONS = /** @type {const} */ ({
  nodes: { type: 'string' },
  pods: { type: 'string' },
  policy: { type: 'string' },
  seeds: { type: 'string', default: '10' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});

/** Options that are not as they should be. */
class UsageError extends Error {}

try {
  const asked = askedFor();
  console.log(asked === undefined ? USAGE : answer(asked));
} catch (error) {
  const status = error instanceof UsageError ? EXIT.usage : error instanceof InputError ? EXIT.input : undefined;
  if (status === undefined) throw error;
  console.error(`error: ${/** @type {Error} */ (error).message}`);
  if (status === EXIT.usage) console.error('npm run openb -- --help tells the options');
  process.exitCode = status;
}

/** What was asked for; nothing where that is help. */
function askedFor() {
  const { nodes, pods, policy, seeds, json, help } = options();
  if (help) return undefined;
  if (nodes === undefined || pods === undefined)
    throw new UsageError(`--${nodes === undefined ? 'nodes' : 'pods'} is needed`);
  const policies = policy === 'all' ? NAMES : NAMES.filter((name) => name === policy);
  if (policies.length === 0) {
    throw new UsageError(`--policy is one of ${NAMES.join(', ')}, all${policy === undefined ? '' : `, not ${policy}`}`);
  }
  const count = /^\d+$/.test(seeds) ? Number(seeds) : 0;
  if (count < 1 || count > MOST_SEEDS)
    throw new UsageError(`--seeds is a whole number from 1 to ${MOST_SEEDS}, not ${seeds}`);
  return { nodes, pods, policies, isAll: policy === 'all', seeds: count, json };
}

function options() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {NonNullable<ReturnType<typeof askedFor>>} asked */
function answer(asked) {
  const lists = { nodes: readNodes(asked.nodes), pods: readPods(asked.pods) };
  const capacity = lists.nodes.reduce((sum, { gpus }) => sum + gpus, 0);
  const found = asked.policies.map((policy) => ({ policy, ...experiment(lists, POLICIES[policy], asked.seeds) }));
  if (!asked.json) return table(found);
  const documents = found.map(({ policy, runs, mean, deviation, cpuSeconds }) => ({
    policy,
    nodes: { file: asked.nodes, count: lists.nodes.length },
    pods: { file: asked.pods, count: lists.pods.length },
    capacity: { gpus: capacity, milli: capacity * WHOLE },
    seeds: runs,
    mean,
    deviation: deviation ?? null,
    cpuSeconds,
  }));
  return JSON.stringify(asked.isAll ? documents : documents[0], undefined, 2);
}

/** @param {(ReturnType<typeof experiment> & { policy: string })[]} found */
function table(found) {
  const rows = found.map(({ policy, runs, mean, deviation, cpuSeconds }) => [
    policy,
    mean.toFixed(2),
    deviation === undefined ? '-' : deviation.toFixed(2),
    String(runs.length),
    (cpuSeconds / runs.length).toFixed(2),
  ]);
  const lines = [['policy', 'allocated %', 'deviation', 'seeds', 'CPU s a seed'], ...rows];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}
