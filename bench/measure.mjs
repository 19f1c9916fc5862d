/**
 * How the benchmarks measure: peers side by side in one process, sampled in turn, in process CPU time, each result compared
 * with the others before it counts.
 */
import { cpus, totalmem } from 'node:os';
import { arch, cpuUsage, memoryUsage, platform, version } from 'node:process';
import { isDeepStrictEqual } from 'node:util';

/**
 * Microseconds of one run.
 * @typedef {{ median: number, minimum: number, maximum: number, samples: number }} Figure
 */

/**
 * @typedef {object} Effort
 * @property {number} warmUpMs that each peer runs before it is sampled: what is compiled anew as it runs has to have been
 * @property {number} samples of each peer
 * @property {number} sampleMs runs are repeated until a sample lasts about so long
 * @property {number} budgetMs a peer that has used so much of the processor is sampled no more, but three times at least
 */

/** @typedef {() => unknown} Run a peer's way to a result; a promise is waited for */

/**
 * @typedef {{ cpu: string, cores: number, memoryGiB: number, platform: string, node: string }} Machine
 */

const LEAST_SAMPLES = 3;

/**
 * Time each peer: one sample of each in turn, so that what disturbs the machine disturbs all of them.
 *
 * @template {string} Name
 * @param {Record<Name, Run>} peers have to give equal results: otherwise there is nothing to compare
 * @param {Effort} effort
 * @returns {Promise<Record<Name, Figure>>}
 */
export async function compare(peers, { warmUpMs, samples, sampleMs, budgetMs }) {
  const names = /** @type {Name[]} */ (Object.keys(peers));
  await requireEqualResults(peers);
  const timings = [];
  for (const name of names) {
    const run = peers[name];
    await warmUp(run, warmUpMs);
    timings.push({ name, run, repeats: await repeatsFor(run, sampleMs), times: /** @type {number[]} */ ([]) });
  }
  for (let sample = 0; sample < samples; sample++) {
    for (const { run, repeats, times } of timings) {
      const spentMs = (sum(times) * repeats) / 1000;
      if (sample < LEAST_SAMPLES || spentMs < budgetMs) times.push(await cpuTimeOf(run, repeats));
    }
  }
  return /** @type {Record<Name, Figure>} */ (
    Object.fromEntries(timings.map(({ name, times }) => [name, figureOf(times)]))
  );
}

/** @param {Record<string, Run>} peers */
async function requireEqualResults(peers) {
  const results = [];
  for (const [name, run] of Object.entries(peers)) results.push({ name, result: await run() });
  const [first, ...others] = results;
  for (const other of others) {
    if (!isDeepStrictEqual(first?.result, other.result)) {
      throw new Error(`${first?.name} and ${other.name} give different results`);
    }
  }
}

/**
 * @param {Run} run
 * @param {number} warmUpMs
 */
async function warmUp(run, warmUpMs) {
  for (let spentMs = 0; spentMs < warmUpMs; ) spentMs += Math.max(await cpuTimeOf(run, 1), 0.1) / 1000;
}

/**
 * How often to repeat a run so that one sample lasts about `sampleMs`.
 * @param {Run} run
 * @param {number} sampleMs
 */
async function repeatsFor(run, sampleMs) {
  let repeats = 1;
  for (;;) {
    const elapsed = (await cpuTimeOf(run, repeats)) * repeats;
    if (elapsed >= sampleMs * 1000) return repeats;
    repeats = Math.ceil(repeats * Math.min(10, Math.max(1.5, (sampleMs * 1000) / Math.max(elapsed, 1))));
  }
}

/** What the runs gave, kept so that no compiler may leave them out. */
const sink = { last: /** @type {unknown} */ (undefined) };

/**
 * Microseconds of CPU that one of `repeats` runs took, of all threads of the process.
 * @param {Run} run
 * @param {number} repeats
 */
export async function cpuTimeOf(run, repeats) {
  const before = cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat++) {
    const result = run();
    sink.last = result instanceof Promise ? await result : result;
  }
  return microseconds(cpuUsage(before)) / repeats;
}

/** @param {NodeJS.CpuUsage} usage */
export function microseconds(usage) {
  return usage.user + usage.system;
}

/** @param {readonly number[]} numbers */
export function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * @param {readonly number[]} times
 * @returns {Figure}
 */
export function figureOf(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    minimum: at(0),
    maximum: at(sorted.length - 1),
    samples: sorted.length,
  };
}

/** Bytes in use after garbage is gone, on the heap and outside of it. Needs `--expose-gc`. */
export function bytesInUse() {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  for (let time = 0; time < 3; time++) gc();
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}

/** @returns {Machine} */
export function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform} ${arch}`,
    node: version,
  };
}
