/** LokiJS kept up to date: collections with a unique index over the key, and everything off that costs and is not needed. */
import { createRequire } from 'node:module';
import { countDistinct } from '../events.mjs';
import { firstTaskOf, groupOf, typeOf } from '../fleet-records.mjs';

/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {import('../events.mjs').FleetEvent} FleetEvent */
/**
 * What is used of a collection.
 * @template Document
 * @typedef {object} Collection
 * @property {readonly Document[]} data
 * @property {(field: string, value: string) => Document | undefined} by
 * @property {(document: Document) => void} insert
 * @property {(document: Document) => void} update
 * @property {(document: Document) => void} remove
 */
/** @typedef {{ key: string, host: number, group: number, status: number, version: number }} TaskDocument */
/** @typedef {{ key: string, cpu: number, version: number }} InstanceDocument */

/**
 * @param {Fleet} fleet
 * @returns {import('./updates.mjs').UpdatePeer}
 */
export function lokiUpdates(fleet) {
  const { tasks, instances } = fill(fleet);
  return {
    batch: 100,
    sample: 500,
    version: '1.5',
    translate: (events) => events,
    apply: (/** @type {FleetEvent[]} */ batch) => {
      for (const { kind, key, row, group, version, cpu } of batch) {
        if (kind === 'instance') change(instances, key, version, { cpu });
        else if (kind === 'changed') change(tasks, key, version, { status: 1 });
        else if (kind === 'started') tasks.insert({ key, host: row, group, status: 0, version });
        else tasks.remove(/** @type {TaskDocument} */ (tasks.by('key', key)));
      }
    },
    taskCount: () => tasks.data.length,
    hostsByGroup: () => {
      const pairs = Float64Array.from(tasks.data, ({ group, host }) => group * fleet.instances + host);
      return countDistinct(pairs, fleet.instances);
    },
    remainingCpu: (key) => instances.by('key', key)?.cpu,
  };
}

/**
 * @template {{ key: string, version: number }} Document
 * @param {Collection<Document>} collection
 * @param {string} key
 * @param {number} version
 * @param {Readonly<Record<string, number>>} values
 */
function change(collection, key, version, values) {
  const document = collection.by('key', key);
  if (document === undefined || document.version >= version) throw new Error(`${key} is not as it should be`);
  collection.update(Object.assign(document, values, { version }));
}

/** It comes without types. */
const Loki = createRequire(import.meta.url)('lokijs');

/** @param {Fleet} fleet */
function fill(fleet) {
  const database = new Loki('bench', { adapter: new Loki.LokiMemoryAdapter() });
  const lean = { disableMeta: true, disableChangesApi: true, asyncListeners: false };
  /** @type {Collection<TaskDocument>} */
  const tasks = database.addCollection('tasks', { unique: ['key'], ...lean });
  /** @type {Collection<InstanceDocument>} */
  const instances = database.addCollection('instances', { unique: ['key'], ...lean });
  for (let row = 0; row < fleet.instances; row++) {
    instances.insert({ key: fleet.keyOf(row), cpu: typeOf(fleet, row).vcpus * 1024, version: 1 });
    for (let task = firstTaskOf(fleet, row); task < firstTaskOf(fleet, row + 1); task++) {
      tasks.insert({ key: fleet.taskKeyOf(task), host: row, group: groupOf(fleet, task), status: 1, version: 1 });
    }
  }
  return { tasks, instances };
}
