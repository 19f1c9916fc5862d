/**
 * How the benchmarks measure: peers side by side in one process, sampled in turn, in process CPU time, each result compared
 * with the others before it counts.
 */
import { cpus, totalmem } from 'node:os';
import { arch, cpuUsage, platform, version } from 'node:process';
import { isDeepStrictEqual } from 'node:util';

/**
 * Microseconds of one run.
 * @typedef {{ median: number, minimum: number, maximum: number, samples: number }} Figure
 */

/**
 * @typedef {{ cpu: string, cores: number, memoryGiB: number, platform: string, node: string }} Machine
 */

/**
 * Time each peer: one sample of each in turn, so that what disturbs the machine disturbs all of them.
 *
 * @template {string} Name
 * @param {Record<Name, () => unknown>} peers have to give equal results: otherwise there is nothing to compare
 * @param {{ samples: number, sampleMs: number }} effort
 * @returns {Record<Name, Figure>}
 */
export function compare(peers, { samples, sampleMs }) {
  const names = /** @type {Name[]} */ (Object.keys(peers));
  requireEqualResults(peers);
  const repeats = new Map(names.map((name) => [name, repeatsFor(peers[name], sampleMs)]));
  /** @type {Map<Name, number[]>} */
  const times = new Map(names.map((name) => [name, []]));
  for (let sample = 0; sample < samples; sample++) {
    for (const name of names) times.get(name)?.push(cpuTimeOf(peers[name], repeats.get(name) ?? 1));
  }
  return /** @type {Record<Name, Figure>} */ (
    Object.fromEntries(names.map((name) => [name, figureOf(times.get(name) ?? [])]))
  );
}

/** @param {Record<string, () => unknown>} peers */
function requireEqualResults(peers) {
  const [first, ...others] = Object.entries(peers).map(([name, run]) => ({ name, result: run() }));
  for (const other of others) {
    if (!isDeepStrictEqual(first?.result, other.result)) {
      throw new Error(`${first?.name} and ${other.name} give different results`);
    }
  }
}

/**
 * How often to repeat a run so that one sample lasts about `sampleMs`.
 * @param {() => unknown} run
 * @param {number} sampleMs
 */
function repeatsFor(run, sampleMs) {
  let repeats = 1;
  for (;;) {
    const elapsed = cpuTimeOf(run, repeats) * repeats;
    if (elapsed >= sampleMs * 1000) return repeats;
    repeats = Math.ceil(repeats * Math.min(10, Math.max(1.5, (sampleMs * 1000) / Math.max(elapsed, 1))));
  }
}

/** What the runs gave, kept so that no compiler may leave them out. */
const sink = { last: /** @type {unknown} */ (undefined) };

/**
 * Microseconds of CPU that one of `repeats` runs took.
 * @param {() => unknown} run
 * @param {number} repeats
 */
function cpuTimeOf(run, repeats) {
  const before = cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat++) sink.last = run();
  return microseconds(cpuUsage(before)) / repeats;
}

/** @param {NodeJS.CpuUsage} usage */
export function microseconds(usage) {
  return usage.user + usage.system;
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
