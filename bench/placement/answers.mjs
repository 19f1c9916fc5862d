/** What else is asked: why not, which hosts first, how many more; and what a single task costs that finds nothing kept. */
import { instanceRecord } from '../fleet-records.mjs';
import { CLUSTER_ARN } from '../ids.mjs';
import { log } from '../log.mjs';
import { AGAIN } from './columns.mjs';
import { event } from './stream.mjs';
import { inTurn, requireSame } from './turns.mjs';
import { requestOf, zoneIn } from './wanted.mjs';

/** @typedef {import('../suites/place.mjs').Ground} Ground */
/** @typedef {import('../suites/place.mjs').PlaceRow} PlaceRow */
/** @typedef {import('./wanted.mjs').Wanted} Wanted */
/** @typedef {import('./turns.mjs').Player} Player */

/** @type {Wanted} */
const ASKED = { group: 'service:asked', cpu: 64, memory: 128, count: 1, clauses: [], order: ['memory'] };
/** @type {Wanted} */
const HALF = { ...ASKED, clauses: [zoneIn('us-east-1a', 'us-east-1b', 'us-east-1c')] };
/** @type {Wanted} */
const NOWHERE = { ...ASKED, cpu: 1_000_000 };

/** @param {Ground} ground */
export async function answerRows(ground) {
  /** @type {PlaceRow[]} */
  const rows = [];
  const add = async (/** @type {string} */ name, /** @type {Record<string, Player>} */ players, isAimedAt = false) => {
    log(name);
    const figures = await inTurn(players, ground.effort);
    rows.push({ name, kind: 'answer', tasks: 1, ...(isAimedAt ? { goal: 'explanation' } : {}), figures });
  };
  await add('whyNot: nothing fits', whyNotPlayers(ground, NOWHERE), true);
  await add('whyNot: half fits', whyNotPlayers(ground, HALF), true);
  await add('rank: the first ten', rankPlayers(ground, HALF));
  await add('headroom', headroomPlayers(ground, HALF));
  await add('place: one task', { [AGAIN]: whole(() => ground.cluster.place(requestOf(HALF))) });
  await add('place: one task, first of its kind', firstPlayers(ground));
  const { players, leave } = afterNewHost(ground);
  await add('place: one task, after a host came', players);
  leave();
  return rows;
}

/** @param {() => unknown} run @returns {Player} */
function whole(run) {
  return { tasks: 1, run };
}

/**
 * @param {Ground} ground
 * @param {Wanted} wanted
 * @returns {Record<string, Player>}
 */
function whyNotPlayers({ cluster, plain }, wanted) {
  const request = requestOf(wanted);
  const own = whole(() => cluster.whyNot(request));
  if (plain === undefined) return { [AGAIN]: own };
  plain.reset();
  const { eligible, hosts } = cluster.whyNot(request);
  const blocked = plain.whyNot(wanted);
  requireSame(
    'whyNot',
    hosts.map(({ reasons }) => reasons.length),
    blocked.map(({ reasons }) => reasons.length),
  );
  requireSame('whyNot', [eligible], [plain.rank(wanted).length]);
  return { [AGAIN]: own, plain: whole(() => plain.whyNot(wanted)) };
}

/**
 * @param {Ground} ground
 * @param {Wanted} wanted
 * @returns {Record<string, Player>}
 */
function rankPlayers({ cluster, plain, sqlite, rowOf }, wanted) {
  const request = requestOf(wanted);
  const own = whole(() => cluster.rank(request, { limit: 10 }));
  if (plain === undefined || sqlite === undefined) return { [AGAIN]: own };
  const rows = cluster.rank(request, { limit: 10 }).ranked.map(({ instance }) => rowOf(instance));
  const byHand = () => plain.rank(wanted).slice(0, 10);
  sqlite.reset();
  const { rank } = sqlite.prepareAnswers(wanted);
  requireSame(
    'rank',
    rows,
    byHand().map(({ row }) => row),
  );
  requireSame('rank in SQLite', rows, rank());
  return { [AGAIN]: own, plain: whole(byHand), SQLite: whole(rank) };
}

/**
 * @param {Ground} ground
 * @param {Wanted} wanted
 * @returns {Record<string, Player>}
 */
function headroomPlayers({ cluster, plain, sqlite }, wanted) {
  const request = requestOf(wanted);
  const own = whole(() => cluster.headroom(request));
  if (plain === undefined || sqlite === undefined) return { [AGAIN]: own };
  const byHand = () => plain.headroom(wanted);
  const { headroom } = sqlite.prepareAnswers(wanted);
  const { total } = cluster.headroom(request);
  requireSame('headroom', [total, total], [byHand(), headroom()]);
  return { [AGAIN]: own, plain: whole(byHand), SQLite: whole(headroom) };
}

/** @param {Ground} ground @returns {Record<string, Player>} */
function firstPlayers({ cluster }) {
  let number = 0;
  let request = {};
  const before = () => {
    request = requestOf({ ...HALF, group: `service:single-${number++}` });
  };
  return { [AGAIN]: { tasks: 1, before, run: () => cluster.place(request) } };
}

/** A host that has come, another one each time. @param {Ground} ground */
function afterNewHost({ cluster, fleet }) {
  const request = requestOf(HALF);
  const record = { ...instanceRecord(fleet, 0), clusterArn: CLUSTER_ARN };
  let number = 0;
  const leave = () => {
    const containerInstanceArn = `${fleet.keyOf(0)}${number}`;
    const detail = { ...record, containerInstanceArn, status: 'INACTIVE', version: 2 };
    cluster.apply(event('ECS Container Instance State Change', containerInstanceArn, detail));
  };
  const before = () => {
    if (number > 0) leave();
    cluster.apply({ containerInstances: [{ ...record, containerInstanceArn: `${fleet.keyOf(0)}${++number}` }] });
  };
  return { players: { [AGAIN]: { tasks: 1, before, run: () => cluster.place(request) } }, leave };
}
