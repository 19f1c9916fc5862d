/** Single tasks of a few hundred services with constraints of all kinds: planned a thousand at a time, and placed one by one for good. */
import { GROUPS } from '../fleet.mjs';
import { instanceRecord, taskRecord } from '../fleet-records.mjs';
import { CLUSTER_ARN } from '../ids.mjs';
import { log } from '../log.mjs';
import { cpuTimeOf, figureOf, microseconds, sum } from '../measure.mjs';
import { AGAIN } from './columns.mjs';
import { placingHosts } from './hosts.mjs';
import { inTurn, requireSame } from './turns.mjs';
import { requestOf } from './wanted.mjs';
import { serviceStream } from './workloads.mjs';

/** @typedef {import('../suites/place.mjs').Ground} Ground */
/** @typedef {import('../suites/place.mjs').PlaceRow} PlaceRow */
/** @typedef {import('./wanted.mjs').Wanted} Wanted */
/** @typedef {{ cpu: number, memory: number, version: number, started: number }} HostState */

const CALL = 1_000;
const CALLS = 20;
/** Samples that do not count. */
const WARM_UP = 3;
/** Hosts that the plain peer looks at in a sample. */
const PLAIN_LOOKS = 5_000_000;

/** @param {Ground} ground */
export async function streamRows(ground) {
  return [await planned(ground), await bound(ground)];
}

/**
 * `placeAll` of a thousand requests, read from JSON.
 * @param {Ground} ground
 * @returns {Promise<PlaceRow>}
 */
async function planned(ground) {
  const name = 'mixed constraints, one task a request';
  log(name);
  const { cluster, fleet, effort, isQuick, plain, rowOf } = ground;
  const next = serviceStream(fleet.seed);
  const calls = Array.from({ length: isQuick ? 2 : CALLS }, () => Array.from({ length: CALL }, next));
  const texts = calls.map((wanted) => JSON.stringify(wanted.map(requestOf)));
  let call = 0;
  const players = {
    [AGAIN]: { tasks: CALL, run: () => cluster.placeAll(JSON.parse(texts[call++ % texts.length] ?? '')) },
  };
  const row = /** @type {const} */ ({ name, kind: 'tasks', tasks: CALL, goal: 'mixed' });
  // Every service has to have been there, as in a cluster that has been at work for a while.
  for (const text of texts) cluster.placeAll(JSON.parse(text));
  if (plain === undefined) return { ...row, figures: await inTurn(players, effort) };
  const some = (calls[0] ?? []).slice(0, plainTasks(fleet.instances));
  const byHand = () => some.flatMap((wanted) => plain.place(wanted)[0] ?? -1);
  plain.reset();
  const { results } = cluster.placeAll(some.map(requestOf));
  requireSame(
    name,
    results.map(({ placements: [placement] }) => rowOf(placement?.instance ?? '')),
    byHand(),
  );
  const figures = await inTurn(
    { ...players, plain: { tasks: some.length, before: () => plain.reset(), run: byHand } },
    effort,
  );
  return { ...row, figures };
}

/** @param {number} instances */
function plainTasks(instances) {
  return Math.min(CALL, Math.ceil(PLAIN_LOOKS / instances));
}

/**
 * `place` of one task, and `apply` of what Amazon ECS would tell of it: the task's event, and the host's with what remains. Making
 * the events is not timed.
 *
 * @param {Ground} ground
 * @returns {Promise<PlaceRow>}
 */
async function bound(ground) {
  const name = 'the same, each task placed and its events applied';
  log(name);
  const { fleet, effort, isQuick, plain } = ground;
  const next = serviceStream(fleet.seed + 1);
  const events = eventsOf(fleet);
  const each = isQuick ? 50 : CALL;
  /** @type {number[]} */
  const rows = [];
  const sample = () => {
    const wanted = Array.from({ length: each }, next);
    return sum(wanted.map((service) => bindOne(ground, service, events, rows))) / each;
  };
  const warmUp = isQuick ? 1 : WARM_UP;
  const times = Array.from({ length: warmUp + effort.samples }, sample).slice(warmUp);
  /** @type {PlaceRow} */
  const row = { name, kind: 'tasks', tasks: 1, goal: 'mixed', figures: { [AGAIN]: figureOf(times) } };
  if (plain === undefined) return row;
  return { ...row, figures: { ...row.figures, plain: await boundByHand(ground, plain, rows) } };
}

/**
 * Microseconds of one task from its request to the state after it.
 * @param {Ground} ground
 * @param {Wanted} wanted
 * @param {ReturnType<typeof eventsOf>} events
 * @param {number[]} rows to add to where it was placed
 */
function bindOne({ cluster, rowOf }, wanted, events, rows) {
  const text = JSON.stringify(requestOf(wanted));
  const before = process.cpuUsage();
  const { placements } = cluster.place(JSON.parse(text));
  const placing = microseconds(process.cpuUsage(before));
  const row = rowOf(placements[0]?.instance ?? '');
  rows.push(row);
  if (row < 0) return placing;
  const told = events(row, wanted);
  const between = process.cpuUsage();
  const { applied } = cluster.apply(told);
  const applying = microseconds(process.cpuUsage(between));
  if (applied !== told.length) throw new Error(`${applied} of ${told.length} events were applied`);
  return placing + applying;
}

/**
 * The first of the same tasks.
 * @param {Ground} ground
 * @param {import('../peers/placing-plain.mjs').PlainPlacing} plain
 * @param {readonly number[]} rows where they have to go
 */
async function boundByHand({ fleet }, plain, rows) {
  plain.reset();
  const next = serviceStream(fleet.seed + 1);
  const some = Array.from({ length: Math.min(rows.length, plainTasks(fleet.instances)) }, next);
  /** @type {number[]} */
  let byHand = [];
  const time = await cpuTimeOf(() => {
    byHand = some.map((wanted) => plain.place(wanted)[0] ?? -1);
  }, 1);
  requireSame('tasks one by one', rows.slice(0, some.length), byHand);
  return figureOf([time / some.length]);
}

/**
 * What would be told of a task on a host, the amounts and versions going on from event to event.
 * @param {import('../fleet.mjs').Fleet} fleet
 */
function eventsOf(fleet) {
  const states = placingHosts(fleet).map(({ cpu, memory }) => ({ cpu, memory, version: 1, started: 0 }));
  let tasks = fleet.tasks;
  return (/** @type {number} */ row, /** @type {Wanted} */ { group, cpu, memory }) => {
    const state = /** @type {HostState} */ (states[row]);
    state.cpu -= cpu;
    state.memory -= memory;
    state.version++;
    const instance = fleet.keyOf(row);
    const record = instanceRecord(fleet, row, { version: state.version, cpu: state.cpu });
    const rest = /** @type {{ name: string }[]} */ (record['remainingResources']);
    const remainingResources = rest.map((one) =>
      one.name === 'MEMORY' ? { ...one, integerValue: state.memory } : one,
    );
    const runningTasksCount = Number(record['runningTasksCount']) + ++state.started;
    const key = fleet.taskKeyOf(tasks++);
    const task = taskRecord({ key, instance, group: GROUPS.indexOf(group), lastStatus: 'PENDING' });
    return [
      event('ECS Task State Change', key, { ...task, cpu: String(cpu), memory: String(memory) }),
      event('ECS Container Instance State Change', instance, {
        ...record,
        remainingResources,
        runningTasksCount,
        clusterArn: CLUSTER_ARN,
      }),
    ];
  };
}

/** @param {string} type @param {string} key @param {Readonly<Record<string, unknown>>} detail */
export function event(type, key, detail) {
  const common = { version: '0', account: '123456789012', time: '2025-06-01T00:00:00Z', region: 'us-east-1' };
  const id = '00000000-0000-0000-0000-000000000000';
  return { ...common, id, 'detail-type': type, source: 'aws.ecs', resources: [key], detail };
}
