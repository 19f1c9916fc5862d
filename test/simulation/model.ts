/**
 * What a cluster knows after any changes: maps of records, versions and tombstones, and nothing clever.
 *
 * Written from the rules of state (STATE: applying an event; the decisions on records and events), with no code of the product,
 * so that it can disagree with it.
 */
import type { Change, Origin, Tombstone } from '../../src/model/change.js';
import type { Instance, Task } from '../../src/model/records.js';

type Kind = Tombstone['kind'];

export class Model {
  readonly instances = new Map<string, Instance>();
  readonly tasks = new Map<string, Task>();
  /** Under `instance <key>` or `task <key>`. */
  readonly tombstones = new Map<string, Tombstone>();
  /** Clusters of which a task record was ever seen; `''` is the unnamed one. */
  readonly clustersWithTasks = new Set<string>();
  /** Instance key → keys of the tasks whose records name it, whether it is there or not. */
  readonly tasksOn = new Map<string, Set<string>>();
  revision = 0;
  /** Keys of the instances whose hosts may look different since they were last asked for; `undefined` where all may. */
  #touched: Set<string> | undefined = new Set();

  apply(changes: readonly Change[]): { readonly applied: number; readonly stale: number } {
    let applied = 0;
    for (const change of changes) if (this.#applyOne(change)) applied++;
    this.revision += applied;
    return { applied, stale: changes.length - applied };
  }

  /** Which hosts may have changed since the last call; `undefined` for all of them. */
  takeTouched(): ReadonlySet<string> | undefined {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  /** Whether tasks of the cluster are known: a name and an ARN that ends in it mean the same one. */
  areTasksKnown(cluster = ''): boolean {
    for (const known of this.clustersWithTasks) if (isSameCluster(known, cluster)) return true;
    return false;
  }

  #applyOne(change: Change): boolean {
    switch (change.kind) {
      case 'instance':
        this.#touched?.add(change.instance.key);
        return this.#put('instance', this.instances, change.instance, change.origin);
      case 'task': {
        const learned = this.#learn(change.task.cluster);
        return this.#putTask(change.task, change.origin) || learned;
      }
      case 'instance-removed':
        this.#touched?.add(change.key);
        return this.#remove('instance', this.instances, change.key, change.version);
      case 'task-removed': {
        const learned = this.#learn(change.cluster);
        return this.#removeTask(change.key, change.version) || learned;
      }
      default:
        throw new Error('changes of this kind come from snapshots only');
    }
  }

  #learn(cluster = ''): boolean {
    if (this.clustersWithTasks.has(cluster)) return false;
    this.clustersWithTasks.add(cluster);
    this.#touched = undefined;
    return true;
  }

  #putTask(task: Task, origin: Origin): boolean {
    const before = this.tasks.get(task.key);
    if (!this.#put('task', this.tasks, task, origin)) return false;
    this.#leave(before);
    this.#enter(task);
    return true;
  }

  #removeTask(key: string, version: number | undefined): boolean {
    const before = this.tasks.get(key);
    const done = this.#remove('task', this.tasks, key, version);
    if (!this.tasks.has(key)) this.#leave(before);
    return done;
  }

  /** An event has to be newer than what is known, a description at least as new; without versions there is no order to go by. */
  #put<R extends Instance | Task>(kind: Kind, records: Map<string, R>, incoming: R, origin: Origin): boolean {
    const { key, version } = incoming;
    const stored = records.get(key);
    const known = stored ?? this.tombstones.get(`${kind} ${key}`);
    if (version !== undefined && known?.version !== undefined) {
      if (origin === 'event' ? version <= known.version : version < known.version) return false;
    }
    const record =
      version === undefined && stored?.version !== undefined ? { ...incoming, version: stored.version } : incoming;
    if (stored !== undefined && isSame(stored, record)) return false;
    this.tombstones.delete(`${kind} ${key}`);
    records.set(key, record);
    return true;
  }

  /** A removal leaves its version behind, or where it has none that of the record. */
  #remove(kind: Kind, records: Map<string, Instance | Task>, key: string, version: number | undefined): boolean {
    const name = `${kind} ${key}`;
    const stored = records.get(key);
    const grave = this.tombstones.get(name);
    const known = stored ?? grave;
    if (version !== undefined && known?.version !== undefined && version <= known.version) return false;
    if (stored === undefined && grave !== undefined && version === undefined) return false;
    const last = version ?? stored?.version;
    records.delete(key);
    this.tombstones.set(name, { kind, key, ...(last !== undefined && { version: last }) });
    return true;
  }

  #enter({ key, instance }: Task): void {
    if (instance === undefined) return;
    const there = this.tasksOn.get(instance) ?? new Set();
    this.tasksOn.set(instance, there.add(key));
    this.#touched?.add(instance);
  }

  #leave(task: Task | undefined): void {
    if (task?.instance === undefined) return;
    this.tasksOn.get(task.instance)?.delete(task.key);
    this.#touched?.add(task.instance);
  }
}

function isSameCluster(known: string, cluster: string): boolean {
  if (known === cluster) return true;
  if (known === '' || cluster === '') return false;
  const isName = (text: string): boolean => !text.includes('/');
  return (isName(known) || isName(cluster)) && lastPart(known) === lastPart(cluster);
}

function lastPart(cluster: string): string {
  return cluster.split('/').at(-1) ?? '';
}

function isSame(a: Instance | Task, b: Instance | Task): boolean {
  return a === b || (a.version === b.version && canonical(a) === canonical(b));
}

/** Text that is equal for equal values: fields and entries in order, what is undefined left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Map) return [...inner].sort(([a], [b]) => (a < b ? -1 : 1));
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
