/**
 * Placing, decision only: a request comes as JSON, the plan is the result, with the key of each host and its runner-up. No API
 * server, no network, nothing bound.
 *
 * - `Stowage`: a request again of a kind that was placed before, and the first of its kind, in a group of its own
 * - `plain`: for each task a loop over all hosts, plain objects
 * - `SQLite`: for each task a `select` that an index was made for, and one or two updates
 *
 * Each peer has to choose the same hosts before anything is timed. A peer that needs long places the first tasks only.
 */
import { drawFleet } from '../fleet.mjs';
import { log } from '../log.mjs';
import { PlainPlacing } from '../peers/placing-plain.mjs';
import { sqlitePlacing } from '../peers/placing-sqlite.mjs';
import { alikeRows, batchRows } from '../placement/alike.mjs';
import { answerRows } from '../placement/answers.mjs';
import { placingHosts } from '../placement/hosts.mjs';
import { streamRows } from '../placement/stream.mjs';
import { openbRow } from '../placement/traces.mjs';
import { loadCluster } from './query.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {import('../measure.mjs').Figure} Figure */
/**
 * @typedef {object} PlaceRow
 * @property {string} name
 * @property {'tasks' | 'answer' | 'experiment'} kind
 * @property {number} tasks
 * @property {import('../goals.mjs').PlacingGoal} [goal]
 * @property {Record<string, Figure>} figures microseconds: for each task, or of the whole answer
 */

/** What the rows share. */
/**
 * @typedef {object} Ground
 * @property {import('../fleet.mjs').Fleet} fleet
 * @property {import('stowage').Cluster} cluster
 * @property {import('../measure.mjs').Effort} effort
 * @property {(key: string) => number} rowOf
 * @property {PlainPlacing} [plain] where there are peers
 * @property {Awaited<ReturnType<typeof sqlitePlacing>>} [sqlite]
 * @property {boolean} isQuick
 */

/** Peers run on the first and the last; those in between show how the cost grows. */
const PEERED = [5_000, 100_000];
export const full = [5_000, 10_000, 50_000, 100_000].map((instances) => ({
  instances,
  tasks: 10 * instances,
  seed: 1,
}));
export const quick = [{ instances: 400, tasks: 4_000, seed: 1 }];

/** Peers need most of the time. */
const BUDGET_MS = 1_000;

/** @param {Context} context */
export async function run({ size, effort, isQuick, traces }) {
  const fleet = drawFleet(size);
  const ground = await prepare(fleet, { ...effort, budgetMs: Math.min(effort.budgetMs, BUDGET_MS) }, isQuick);
  const rows = [...(await alikeRows(ground)), ...(await batchRows(ground)), ...(await answerRows(ground))];
  if (traces !== undefined && (isQuick || size.instances === PEERED[0])) rows.push(await openbRow(traces, isQuick));
  // What comes last changes the cluster.
  rows.push(...(await streamRows(ground)));
  const versions = ground.sqlite === undefined ? {} : { SQLite: ground.sqlite.version };
  ground.sqlite?.close();
  return { rows, versions, tasks: fleet.tasks };
}

/**
 * @param {import('../fleet.mjs').Fleet} fleet
 * @param {import('../measure.mjs').Effort} effort
 * @param {boolean} isQuick
 * @returns {Promise<Ground>}
 */
async function prepare(fleet, effort, isQuick) {
  const cluster = loadCluster(fleet);
  const rows = new Map(Array.from({ length: fleet.instances }, (_, row) => [fleet.keyOf(row), row]));
  const ground = { fleet, cluster, effort, isQuick, rowOf: (/** @type {string} */ key) => rows.get(key) ?? -1 };
  if (!isQuick && !PEERED.includes(fleet.instances)) return ground;
  log('loading its peers');
  const hosts = placingHosts(fleet);
  return { ...ground, plain: new PlainPlacing(hosts), sqlite: await sqlitePlacing(hosts) };
}
