/** The copy of the cluster that steps are tried on, and what they have in common. */
import type { Change } from '../../model/change.js';
import type { Host, Task } from '../../model/records.js';
import { PreparedQuery } from '../../query/prepared-query.js';
import type { Store } from '../../store/store.js';
import { type Item, requestError } from '../request/fields.js';
import type { PlacementOptions } from '../request/resolve.js';
import type { HostSelection } from './step.js';
import { suggestion } from './suggestion.js';

/** Reads records in the form of ECS. */
export type RecordReader = (source: unknown) => {
  readonly changes: readonly Change[];
  readonly rejected: readonly { readonly path: string; readonly message: string }[];
};

export interface Workbench {
  readonly store: Store;
  readonly read: RecordReader;
  readonly options: PlacementOptions;
  /** First and last of the host ports that dynamic ones are taken from. */
  readonly portRange: readonly [first: number, last: number];
  /** Of the scenario. */
  readonly seed: number | undefined;
}

/** The caller's seed, else the scenario's. */
export function seedOf({ options, seed }: Workbench): number {
  return options.seed ?? seed ?? 0;
}

/** The selected hosts, ascending by key where an expression selects them. */
export function selectHosts({ store }: Workbench, selection: HostSelection): readonly Host[] {
  if ('query' in selection) {
    const query = new PreparedQuery(selection.query, store, () => 0);
    return query.ids().map((key) => store.host(key) as Host);
  }
  const keys = new Map(selection.keys.map((item) => [item.value as string, item]));
  return Array.from(keys.values(), (item) => hostOf(store, item));
}

/** @throws StowageError where there is no such host */
export function hostOf(store: Store, { value, path }: Item): Host {
  const key = String(value);
  const host = store.host(key);
  if (host !== undefined) return host;
  throw unknownKey('instance', key, path, keysOfHosts(store));
}

function* keysOfHosts(store: Store): Iterable<string> {
  for (const row of store.rowsByKey()) yield store.keyAt(row);
}

/**
 * The tasks of the keys, in that order. O(tasks).
 *
 * @throws StowageError where there is no such task
 */
export function tasksOf(store: Store, keys: readonly Item[]): readonly Task[] {
  const wanted = new Map<string, Task | undefined>(keys.map(({ value }) => [String(value), undefined]));
  for (const task of store.tasks()) if (wanted.has(task.key)) wanted.set(task.key, task);
  for (const { value, path } of keys) {
    const key = String(value);
    if (wanted.get(key) === undefined) throw unknownKey('task', key, path, keysOfTasks(store));
  }
  return [...wanted.values()] as readonly Task[];
}

function* keysOfTasks(store: Store): Iterable<string> {
  const keys: string[] = [];
  for (const { key } of store.tasks()) keys.push(key);
  yield* keys.sort();
}

function unknownKey(kind: string, key: string, path: string, known: Iterable<string>) {
  const message = `there is no ${kind} ${JSON.stringify(key)}${suggestion(key, known)}`;
  return requestError('request-malformed', path, message);
}

/** The tasks on some hosts by their keys. */
export function tasksByKey(store: Store, hosts: readonly string[]): ReadonlyMap<string, Task> {
  return new Map(hosts.flatMap((key) => (store.host(key)?.tasks ?? []).map((task) => [task.key, task] as const)));
}
