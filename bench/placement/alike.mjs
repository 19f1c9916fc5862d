/** Requests of many tasks alike: each kind by itself, and several kinds in rotation. */
import { log } from '../log.mjs';
import { AGAIN, FIRST } from './columns.mjs';
import { inTurn, requireSame } from './turns.mjs';
import { requestOf } from './wanted.mjs';
import { ALIKE, wantedOf } from './workloads.mjs';

/** @typedef {import('../suites/place.mjs').Ground} Ground */
/** @typedef {import('../suites/place.mjs').PlaceRow} PlaceRow */
/** @typedef {import('./wanted.mjs').Wanted} Wanted */
/** @typedef {import('./turns.mjs').Player} Player */

/** Hosts that a plain peer looks at in a sample. */
const PLAIN_LOOKS = 10_000_000;

/** @param {Ground} ground */
export async function alikeRows(ground) {
  /** @type {PlaceRow[]} */
  const rows = [];
  for (const [index, workload] of ALIKE.entries()) {
    log(workload.name);
    const wanted = wantedOf(workload, `service:new-${index}`, ground.fleet.instances);
    const players = {
      ...ownPlayers(ground, workload, index),
      ...plainPlayer(ground, wanted),
      ...sqlitePlayer(ground, wanted),
    };
    const { name, goal } = workload;
    const figures = await inTurn(players, ground.effort);
    rows.push({ name, kind: 'tasks', tasks: wanted.count, ...(goal === undefined ? {} : { goal }), figures });
  }
  return rows;
}

let firsts = 0;

/** A group that there has not been. */
function newGroup() {
  return `service:first-${firsts++}`;
}

/**
 * @param {Ground} ground
 * @param {import('./workloads.mjs').Workload} workload
 * @param {number} index
 * @returns {Record<string, Player>}
 */
function ownPlayers({ cluster, fleet }, workload, index) {
  const wanted = wantedOf(workload, `service:new-${index}`, fleet.instances);
  const again = JSON.stringify(requestOf(wanted));
  let first = '';
  return {
    [AGAIN]: { tasks: wanted.count, run: () => placed(cluster, again, wanted) },
    [FIRST]: {
      tasks: wanted.count,
      before: () => {
        first = JSON.stringify(requestOf({ ...wanted, ...workload.wantedFor(newGroup()) }));
      },
      run: () => placed(cluster, first, wanted),
    },
  };
}

/**
 * @param {import('stowage').Cluster} cluster
 * @param {string} text
 * @param {Wanted} wanted
 */
function placed(cluster, text, { count, group }) {
  const { placements } = cluster.place(JSON.parse(text));
  if (placements.length !== count) throw new Error(`${group}: ${placements.length} of ${count} tasks were placed`);
  return placements;
}

/**
 * @param {Ground} ground
 * @param {Wanted} wanted
 * @returns {Record<string, Player>}
 */
function plainPlayer({ plain, fleet, cluster, rowOf }, wanted) {
  if (plain === undefined) return {};
  const tasks = Math.min(wanted.count, Math.ceil(PLAIN_LOOKS / fleet.instances));
  const { placements } = cluster.place(requestOf({ ...wanted, count: tasks }));
  plain.reset();
  requireSame(
    wanted.group,
    placements.map(({ instance }) => rowOf(instance)),
    plain.place(wanted, tasks),
  );
  return { plain: { tasks, before: () => plain.reset(), run: () => plain.place(wanted, tasks) } };
}

/**
 * @param {Ground} ground
 * @param {Wanted} wanted
 * @returns {Record<string, Player>}
 */
function sqlitePlayer({ sqlite, cluster, rowOf }, wanted) {
  // It draws without a seed: nothing to compare.
  if (sqlite === undefined || wanted.order.includes('random')) return {};
  const { placements } = cluster.place(requestOf(wanted));
  sqlite.reset();
  const place = sqlite.prepare(wanted);
  requireSame(
    `${wanted.group} in SQLite`,
    placements.map(({ instance }) => rowOf(instance)),
    place(wanted.count),
  );
  return { SQLite: { tasks: wanted.count, before: () => sqlite.reset(), run: () => place(wanted.count) } };
}

const BATCH = 1_000;

/** Requests of a thousand tasks each, all of one kind, and one kind after the other. @param {Ground} ground */
export async function batchRows(ground) {
  const [simplest] = ALIKE;
  return [
    await batchRow(ground, 'batches of 1,000 alike', simplest === undefined ? [] : [simplest]),
    await batchRow(ground, 'batches of 1,000 alike, eight kinds in rotation', ALIKE),
  ];
}

/**
 * @param {Ground} ground
 * @param {string} name
 * @param {readonly import('./workloads.mjs').Workload[]} workloads
 * @returns {Promise<PlaceRow>}
 */
async function batchRow(ground, name, workloads) {
  log(name);
  const { cluster, fleet, effort } = ground;
  const count = Math.min(BATCH, fleet.instances);
  const kinds = workloads.map(({ wantedFor }, index) => ({ ...wantedFor(`service:batch-${index}`), count }));
  const texts = kinds.map((wanted) => JSON.stringify(requestOf(wanted)));
  /** @type {string[]} */
  let first = [];
  const tasks = count * kinds.length;
  const players = {
    [AGAIN]: { tasks, run: () => kinds.map((wanted, index) => placed(cluster, texts[index] ?? '', wanted)) },
    [FIRST]: {
      tasks,
      before: () => {
        first = workloads.map(({ wantedFor }) => JSON.stringify(requestOf({ ...wantedFor(newGroup()), count })));
      },
      run: () => kinds.map((wanted, index) => placed(cluster, first[index] ?? '', wanted)),
    },
    ...plainBatches(ground, kinds),
  };
  return { name, kind: 'tasks', tasks: count, goal: 'batches', figures: await inTurn(players, effort) };
}

/**
 * The first tasks of each kind.
 * @param {Ground} ground
 * @param {readonly Wanted[]} kinds
 * @returns {Record<string, Player>}
 */
function plainBatches({ plain, fleet, cluster, rowOf }, kinds) {
  if (plain === undefined) return {};
  const each = Math.max(1, Math.min(BATCH, Math.ceil(PLAIN_LOOKS / fleet.instances / kinds.length)));
  const run = () =>
    kinds.map((wanted) => {
      plain.reset();
      return plain.place(wanted, each);
    });
  const rows = run();
  for (const [index, wanted] of kinds.entries()) {
    const { placements } = cluster.place(requestOf({ ...wanted, count: each }));
    requireSame(
      wanted.group,
      placements.map(({ instance }) => rowOf(instance)),
      rows[index] ?? [],
    );
  }
  return { plain: { tasks: each * kinds.length, before: () => plain.reset(), run } };
}
