/** Schedulers that share a cell, in virtual time. */
import { Agenda } from './agenda.mjs';
import { Cell } from './cell.mjs';
import { drawOf, jobOf, running, untilNextS } from './workload.mjs';

/**
 * @typedef {import('./workload.mjs').Kind} Kind
 * @typedef {import('./workload.mjs').Job} Job
 * @typedef {'shared' | 'single' | 'partitioned'} Architecture `single`: one scheduler for everything
 *
 * @typedef {object} Setting
 * @property {number} machines
 * @property {number} hours simulated
 * @property {number} seed
 * @property {Architecture} architecture
 * @property {number} batchSchedulers beside one for service jobs
 * @property {number} batchRate batch jobs come so many times as often, and are as much shorter
 * @property {Readonly<Record<Kind, number>>} jobS what a decision takes for each job
 * @property {import('./cell.mjs').Conflict} conflict
 * @property {import('./cell.mjs').Commit} commit
 *
 * @typedef {{ from: number, size: number }} Range of machines
 * @typedef {{ job: Job, arrivedS: number, left: number, attempts: number }} Pending
 * @typedef {{ hosts: number[], seen: number, isWhole: boolean }} Plan
 * @typedef {{ kind: Kind, range: Range, queue: Pending[], first: number, isBusy: boolean }} Scheduler
 * @typedef {{ finished: number, conflicts: number, busyS: number, waitS: number, started: number, abandoned: number }} Count
 * @typedef {{ commit: Cell['commit'], end: Cell['end'] }} State what decides: the plain cell, or a peer of it
 */

/** What a decision takes for each task. */
export const TASK_S = 0.005;
export const MOST_ATTEMPTS = 1_000;
export const WINDOW_S = 6 * 3_600;
/** The machines of service jobs where the cell is partitioned: as much as their part of the load. */
export const SERVICE_PART = 0.7;
const PROBES = 100;
/** @type {readonly Kind[]} */
const KINDS = ['batch', 'service'];

/**
 * What the schedulers did, for each window of six hours and kind of job.
 * @param {Setting} setting
 * @param {{ state?: (cell: Cell) => State, look?: (cell: Cell, timeS: number) => void }} [hooks]
 */
export function simulate(setting, { state = (cell) => cell, look = () => {} } = {}) {
  const { machines, batchRate, jobS, architecture } = setting;
  const endS = setting.hours * 3_600;
  const cell = new Cell(machines);
  const shared = state(cell);
  /** @type {Agenda<() => void>} */
  const agenda = new Agenda();
  const draws = { batch: drawOf(setting.seed), service: drawOf(setting.seed + 1e6), place: drawOf(setting.seed + 2e6) };
  const rates = { batch: batchRate, service: 1 };
  const windows = Array.from({ length: Math.ceil(endS / WINDOW_S) }, () => ({ batch: count(), service: count() }));
  const schedulers = schedulersOf(setting);
  let timeS = 0;

  for (const kind of KINDS) {
    for (const job of running(kind, machines, draws[kind], rates[kind])) {
      const { hosts, seen } = plan(job, job.tasks, rangeOf(kind));
      const { accepted } = shared.commit({ ...job, hosts, seen }, { conflict: 'fit', commit: 'incremental' });
      endLater(job, accepted);
    }
    agenda.enter(untilNextS(kind, machines, draws[kind], rates[kind]), () => arrive(kind, 0));
  }
  const utilisation = { first: cell.utilisation(), last: 0 };
  for (let event = agenda.next(); event !== undefined && event.time < endS; event = agenda.next()) {
    timeS = event.time;
    event.what();
    look(cell, timeS);
  }
  utilisation.last = cell.utilisation();
  return { windows, utilisation, batchSchedulers: schedulers.length - (architecture === 'single' ? 0 : 1) };

  /** @param {Kind} kind @param {number} number */
  function arrive(kind, number) {
    const job = jobOf(kind, number, draws[kind], rates[kind]);
    const scheduler = schedulerOf(job);
    scheduler.queue.push({ job, arrivedS: timeS, left: job.tasks, attempts: 0 });
    agenda.enter(timeS + untilNextS(kind, machines, draws[kind], rates[kind]), () => arrive(kind, number + 1));
    serve(scheduler);
  }

  /** The head of the queue, if the scheduler has time for it. @param {Scheduler} scheduler */
  function serve(scheduler) {
    const pending = scheduler.queue[scheduler.first];
    if (scheduler.isBusy || pending === undefined) return;
    scheduler.first++;
    if (scheduler.first > 1_000) {
      scheduler.queue.splice(0, scheduler.first);
      scheduler.first = 0;
    }
    decide(scheduler, pending);
  }

  /**
   * Plans on the state of now, which is what a private copy taken now would show, and commits when the decision is made.
   * @param {Scheduler} scheduler
   * @param {Pending} pending
   */
  function decide(scheduler, pending) {
    const { job } = pending;
    if (pending.attempts === 0) {
      countOf(timeS, job.kind).waitS += timeS - pending.arrivedS;
      countOf(timeS, job.kind).started++;
    }
    pending.attempts++;
    scheduler.isBusy = true;
    const tookS = jobS[job.kind] + TASK_S * pending.left;
    const planned = plan(job, pending.left, scheduler.range);
    beBusy(job.kind, timeS, timeS + tookS);
    agenda.enter(timeS + tookS, () => committed(scheduler, pending, planned));
  }

  /** @param {Scheduler} scheduler @param {Pending} pending @param {Plan} planned */
  function committed(scheduler, pending, { hosts, seen, isWhole }) {
    const { job } = pending;
    const kept = countOf(timeS, job.kind);
    scheduler.isBusy = false;
    const isTried = isWhole || setting.commit === 'incremental';
    const { accepted, dropped } = isTried ? shared.commit({ ...job, hosts, seen }, setting) : NOTHING;
    endLater(job, accepted);
    pending.left -= accepted.length;
    if (dropped.length > 0) kept.conflicts++;
    if (pending.left === 0) kept.finished++;
    else if (pending.attempts >= MOST_ATTEMPTS) kept.abandoned++;
    else if (dropped.length > 0) return decide(scheduler, pending);
    else scheduler.queue.push(pending);
    serve(scheduler);
  }

  /**
   * Randomized first fit: machines at random; where many have no room, one after the other from a random one on.
   * @param {Job} job
   * @param {number} tasks
   * @param {Range} range
   * @returns {Plan}
   */
  function plan(job, tasks, range) {
    /** @type {number[]} */
    const hosts = [];
    while (hosts.length < tasks) {
      const host = firstFit(job, range);
      if (host === undefined) break;
      cell.take(host, job);
      hosts.push(host);
    }
    for (const host of hosts) cell.giveBack(host, job);
    return { hosts, seen: cell.revision, isWhole: hosts.length === tasks };
  }

  /** @param {Job} job @param {Range} range */
  function firstFit(job, { from, size }) {
    for (let probe = 0; probe < PROBES; probe++) {
      const host = from + Math.floor(draws.place() * size);
      if (cell.hasRoom(host, job)) return host;
    }
    const start = Math.floor(draws.place() * size);
    for (let step = 0; step < size; step++) {
      const host = from + ((start + step) % size);
      if (cell.hasRoom(host, job)) return host;
    }
    return undefined;
  }

  /** @param {Job} job @param {readonly number[]} hosts */
  function endLater(job, hosts) {
    if (hosts.length > 0) agenda.enter(timeS + job.durationS, () => shared.end(hosts, job));
  }

  /** Batch jobs are shared out by their number. @param {Job} job */
  function schedulerOf({ kind, number }) {
    const own = schedulers.length === 1 ? schedulers : schedulers.filter((scheduler) => scheduler.kind === kind);
    return /** @type {Scheduler} */ (own[number % own.length]);
  }

  /** @param {Kind} kind */
  function rangeOf(kind) {
    return rangeIn(architecture, machines, kind);
  }

  /** @param {number} atS @param {Kind} kind */
  function countOf(atS, kind) {
    return /** @type {Record<Kind, Count>} */ (windows[Math.floor(atS / WINDOW_S)])[kind];
  }

  /** A decision may reach over several windows. @param {Kind} kind @param {number} fromS @param {number} toS */
  function beBusy(kind, fromS, toS) {
    const lastS = Math.min(toS, endS);
    for (let startS = fromS; startS < lastS; ) {
      const stopS = Math.min(lastS, (Math.floor(startS / WINDOW_S) + 1) * WINDOW_S);
      countOf(startS, kind).busyS += stopS - startS;
      startS = stopS;
    }
  }
}

/** @type {import('./cell.mjs').Outcome} */
const NOTHING = { accepted: [], dropped: [] };

/** @returns {Count} */
function count() {
  return { finished: 0, conflicts: 0, busyS: 0, waitS: 0, started: 0, abandoned: 0 };
}

/** @param {Setting} setting @returns {readonly Scheduler[]} */
function schedulersOf({ architecture, machines, batchSchedulers }) {
  /** @type {(kind: Kind) => Scheduler} */
  const one = (kind) => ({ kind, range: rangeIn(architecture, machines, kind), queue: [], first: 0, isBusy: false });
  if (architecture === 'single') return [one('batch')];
  return [one('service'), ...Array.from({ length: batchSchedulers }, () => one('batch'))];
}

/** @param {Architecture} architecture @param {number} machines @param {Kind} kind @returns {Range} */
function rangeIn(architecture, machines, kind) {
  if (architecture !== 'partitioned') return { from: 0, size: machines };
  const ofService = Math.round(machines * SERVICE_PART);
  return kind === 'service' ? { from: 0, size: ofService } : { from: ofService, size: machines - ofService };
}
