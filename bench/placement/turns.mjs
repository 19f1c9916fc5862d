/** Peers that change what they work on: sampled in turn, and set back in between while no time runs. */
import { cpuTimeOf, figureOf } from '../measure.mjs';

/**
 * @typedef {object} Player
 * @property {number} tasks that a run is for: figures are microseconds for each
 * @property {() => unknown} run
 * @property {() => void} [before] whatever a run needs, untimed
 */

const LEAST_SAMPLES = 3;

/**
 * @template {string} Name
 * @param {Record<Name, Player>} players
 * @param {import('../measure.mjs').Effort} effort
 * @returns {Promise<Record<Name, import('../measure.mjs').Figure>>}
 */
export async function inTurn(players, { warmUpMs, samples, budgetMs }) {
  const all = /** @type {[Name, Player][]} */ (Object.entries(players)).map(([name, player]) => ({
    name,
    player,
    times: /** @type {number[]} */ ([]),
    spentMs: 0,
  }));
  for (const { player } of all) {
    for (let spentMs = 0; spentMs < warmUpMs; ) spentMs += Math.max(await timed(player), 100) / 1000;
  }
  for (let sample = 0; sample < samples; sample++) {
    for (const one of all) {
      if (sample >= LEAST_SAMPLES && one.spentMs > budgetMs) continue;
      const time = await timed(one.player);
      one.spentMs += time / 1000;
      one.times.push(time / one.player.tasks);
    }
  }
  return /** @type {Record<Name, import('../measure.mjs').Figure>} */ (
    Object.fromEntries(all.map(({ name, times }) => [name, figureOf(times)]))
  );
}

/** @param {Player} player */
function timed({ run, before }) {
  before?.();
  return cpuTimeOf(run, 1);
}

/**
 * @param {string} what
 * @param {readonly unknown[]} own
 * @param {readonly unknown[]} others
 */
export function requireSame(what, own, others) {
  const at = own.findIndex((one, index) => one !== others[index]);
  if (own.length === others.length && at < 0) return;
  throw new Error(`${what}: placed otherwise from task ${at} on, or ${own.length} and ${others.length} of them`);
}
