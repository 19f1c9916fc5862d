/** What a query prints of a host, or of a task: one plain JSON object, `key` first. */
import { formatInstant } from '../model/instant.js';
import {
  compareText,
  type Host,
  type Instance,
  type Resources,
  runningTasksCount,
  type Task,
} from '../model/records.js';
import type { RowStore } from './indexed-store.js';

/**
 * A host as JSON. Fields that the source did not give are left out; `registeredAt` is ISO text in UTC, `runningTasksCount` is
 * counted from the tasks where they are known.
 */
export interface InstanceRow extends Omit<Instance, MapFields> {
  readonly registeredAt?: string;
  /** Name → value, `null` where the attribute has none; ascending by name. */
  readonly attributes: Readonly<Record<string, string | null>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly registered: Readonly<Record<string, number | readonly string[]>>;
  readonly remaining?: Readonly<Record<string, number | readonly string[]>>;
}

/** What JSON says in another form than the record. */
type MapFields = 'registeredAt' | 'attributes' | 'tags' | 'registered' | 'remaining';

/** A task as JSON: its record. Fields that the source did not give are left out. */
export type TaskRow = Task;

/** The record in a row. O(attributes), or the tasks of the instance where they were not asked for since they changed. */
export function rowOf(store: RowStore, row: number): InstanceRow | TaskRow {
  return store.kind === 'instances' ? instanceRow(store.recordAt(row)) : store.recordAt(row);
}

export function instanceRow(host: Host): InstanceRow {
  const { attributes, tags, registered, remaining, registeredAt, ...plain } = host.instance;
  const running = runningTasksCount(host);
  return {
    ...plain,
    ...(registeredAt !== undefined && { registeredAt: formatInstant(registeredAt) }),
    ...(running !== undefined && { runningTasksCount: running }),
    attributes: sortedObject(attributes),
    tags: sortedObject(tags),
    registered: resourceObject(registered),
    ...(remaining && { remaining: resourceObject(remaining) }),
  };
}

function resourceObject(resources: Resources): Record<string, number | readonly string[]> {
  return sortedObject(resources);
}

/** `Object.fromEntries` makes own properties of any name, `__proto__` included. */
function sortedObject<V>(entries: ReadonlyMap<string, V>): Record<string, V> {
  return Object.fromEntries([...entries].sort(([a], [b]) => compareText(a, b)));
}
