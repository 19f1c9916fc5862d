/** What keeps a fleet up to date by text key, one event after the other. */
import { Cluster } from 'stowage';
import { eventBridgeEvent } from '../events.mjs';
import { GROUPS } from '../fleet.mjs';
import { describePages, firstTaskOf, groupOf, typeOf } from '../fleet-records.mjs';
import { internal } from '../internal.mjs';
import { duckdbUpdates } from './updates-duckdb.mjs';
import { lokiUpdates } from './updates-loki.mjs';
import { sqliteUpdates } from './updates-sqlite.mjs';

/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {import('../events.mjs').FleetEvent} FleetEvent */

/**
 * @typedef {object} UpdatePeer
 * @property {number} batch events that are handed over at once
 * @property {number} sample events of one sample, a multiple of `batch`
 * @property {string} [version]
 * @property {(events: readonly FleetEvent[]) => unknown} translate the events into the form the peer takes them in; not timed
 * @property {(batch: never) => unknown} apply
 * @property {() => number | Promise<number>} taskCount
 * @property {() => readonly number[] | Promise<readonly number[]>} hostsByGroup
 * @property {(key: string) => number | undefined | Promise<number | undefined>} remainingCpu of an instance
 */

/**
 * @typedef {object} UpdatePeerKind
 * @property {number} [mostTasks] fleets with more do not fit into the memory of the machine, or take hours to load
 * @property {(fleet: Fleet) => UpdatePeer | Promise<UpdatePeer>} open loaded with the fleet
 */

const BATCH = 1_000;
const SAMPLE = 20_000;

/** @type {Readonly<Record<string, UpdatePeerKind>>} */
export const UPDATE_PEERS = {
  'Stowage, Cluster.apply': { open: openCluster },
  'Stowage, Store.apply': { open: openStore },
  Map: { open: openMap },
  SQLite: { open: sqliteUpdates },
  DuckDB: { open: duckdbUpdates },
  LokiJS: { open: lokiUpdates, mostTasks: 2_000_000 },
};

/** The library as it is used: events of EventBridge, read, checked, applied. @param {Fleet} fleet @returns {UpdatePeer} */
function openCluster(fleet) {
  const cluster = Cluster.from([]);
  for (const page of describePages(fleet)) cluster.apply(page);
  return {
    batch: BATCH,
    sample: SAMPLE,
    translate: (events) => events.map((event) => eventBridgeEvent(fleet, event)),
    apply: (/** @type {unknown[]} */ batch) => {
      if (cluster.apply(batch).applied !== batch.length) throw new Error('an event was not applied');
    },
    taskCount: () => cluster.taskCount,
    hostsByGroup: () => GROUPS.map((group) => cluster.prepare(`task:group == ${group}`).count()),
    remainingCpu: (key) => Number(cluster.instance(key)?.remaining?.['cpu']),
  };
}

/** The store alone, an inside of the library: events that were read before. @param {Fleet} fleet @returns {Promise<UpdatePeer>} */
async function openStore(fleet) {
  /** @type {typeof import('../../src/store/store.js')} */
  const { Store } = await internal('store/store.js');
  /** @type {typeof import('../../src/sources/source.js')} */
  const { sourceReader } = await internal('sources/source.js');
  const store = new Store();
  const read = sourceReader();
  for (const page of describePages(fleet)) store.apply(read(page).changes);
  return {
    batch: BATCH,
    sample: SAMPLE,
    translate: (events) => read(events.map((event) => eventBridgeEvent(fleet, event))).changes,
    apply: (/** @type {import('../../src/model/change.js').Change[]} */ batch) => {
      if (store.apply(batch).applied !== batch.length) throw new Error('an event was not applied');
    },
    taskCount: () => store.taskCount,
    hostsByGroup: () => {
      /** @type {Map<string | undefined, number>} */
      const counts = new Map();
      for (let row = 0; row < fleet.instances; row++) {
        const groups = store.host(fleet.keyOf(row))?.tasks.map(({ group }) => group);
        for (const group of new Set(groups)) counts.set(group, (counts.get(group) ?? 0) + 1);
      }
      return GROUPS.map((group) => counts.get(group) ?? 0);
    },
    remainingCpu: (key) => Number(store.host(key)?.instance.remaining?.get('cpu')),
  };
}

/** @typedef {{ key: string, host: string, group: number, status: string, version: number }} PlainTask */

/** Two maps of objects and nothing else: no index, no check, no query. @param {Fleet} fleet @returns {UpdatePeer} */
function openMap(fleet) {
  /** @type {Map<string, PlainTask>} */
  const tasks = new Map();
  /** @type {Map<string, { key: string, cpu: number, version: number }>} */
  const instances = new Map();
  for (let row = 0; row < fleet.instances; row++) {
    const host = fleet.keyOf(row);
    instances.set(host, { key: host, cpu: typeOf(fleet, row).vcpus * 1024, version: 1 });
    for (let task = firstTaskOf(fleet, row); task < firstTaskOf(fleet, row + 1); task++) {
      const key = fleet.taskKeyOf(task);
      tasks.set(key, { key, host, group: groupOf(fleet, task), status: 'RUNNING', version: 1 });
    }
  }
  return {
    batch: BATCH,
    sample: SAMPLE,
    translate: (events) => events,
    apply: (/** @type {FleetEvent[]} */ batch) => {
      for (const { kind, key, host, group, version, cpu } of batch) {
        if (kind === 'instance') instances.set(key, { key, cpu, version });
        else if (kind === 'stopped') tasks.delete(key);
        else tasks.set(key, { key, host, group, status: kind === 'started' ? 'PENDING' : 'RUNNING', version });
      }
    },
    taskCount: () => tasks.size,
    hostsByGroup: () => {
      const sets = GROUPS.map(() => /** @type {Set<string>} */ (new Set()));
      for (const { host, group } of tasks.values()) sets[group]?.add(host);
      return sets.map((set) => set.size);
    },
    remainingCpu: (key) => instances.get(key)?.cpu,
  };
}
