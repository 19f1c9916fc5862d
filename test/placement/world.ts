/** A store together with what was told to it, so that the naive oracle can answer about the same content. */
import type { Change } from '../../src/model/change.js';
import { compareText, type Host, type Task } from '../../src/model/records.js';
import { Store } from '../../src/store/store.js';
import { type HostSpec, instanceOf, type TaskSpec, taskOf } from './fleet.js';

export type Specs = Readonly<Record<string, HostSpec>>;

/** Nothing here is taken back from the store: hosts are made of what was said. */
export class World {
  readonly store = new Store();
  readonly #specs = new Map<string, HostSpec>();
  readonly #tasks = new Map<string, Task>();
  /** Clusters of which tasks were ever told: their instances' own counts count no longer. */
  readonly #clustersWithTasks = new Set<string>();
  #started = 0;

  constructor(specs: Specs) {
    for (const [key, spec] of Object.entries(specs)) {
      this.putHost(key, spec);
      for (const task of spec.tasks ?? []) this.startTask(key, task);
    }
  }

  /** Ascending by key. */
  hosts(): readonly Host[] {
    const tasks = [...this.#tasks.values()];
    return this.hostKeys().map((key): Host => {
      const spec = this.#specs.get(key) as HostSpec;
      return {
        instance: instanceOf(key, spec),
        tasks: tasks.filter((task) => task.instance === key),
        tasksKnown: this.#clustersWithTasks.has(spec.cluster ?? ''),
      };
    });
  }

  hostKeys(): readonly string[] {
    return [...this.#specs.keys()].sort(compareText);
  }

  taskKeys(): readonly string[] {
    return [...this.#tasks.keys()];
  }

  spec(key: string): HostSpec | undefined {
    return this.#specs.get(key);
  }

  clusters(): readonly string[] {
    return [...new Set([...this.#specs.values()].map(({ cluster }) => cluster ?? ''))];
  }

  /** A new host, or what a known one is like now; its tasks stay as they are. */
  putHost(key: string, spec: HostSpec): void {
    this.#specs.set(key, spec);
    this.#tell({ kind: 'instance', origin: 'description', instance: instanceOf(key, spec) });
  }

  /** Its tasks stay known, without a host. */
  removeHost(key: string): void {
    this.#specs.delete(key);
    this.#tell({ kind: 'instance-removed', key });
  }

  startTask(key: string, spec: TaskSpec): void {
    const cluster = this.#specs.get(key)?.cluster;
    this.putTask(taskOf(key, cluster, { key: `${key}/task-${this.#started++}`, ...spec }, 0));
  }

  putTask(task: Task): void {
    this.#tasks.set(task.key, task);
    this.#clustersWithTasks.add(task.cluster ?? '');
    this.#tell({ kind: 'task', origin: 'description', task });
  }

  task(key: string): Task | undefined {
    return this.#tasks.get(key);
  }

  removeTask(key: string): void {
    const cluster = this.#tasks.get(key)?.cluster;
    this.#tasks.delete(key);
    this.#tell({ kind: 'task-removed', key, ...(cluster === undefined ? {} : { cluster }) });
  }

  /** A store of the same content that was told in the opposite order, tasks before their hosts. */
  reversed(): Store {
    const store = new Store();
    store.apply([...this.#clustersWithTasks].map((cluster) => ({ kind: 'tasks-known', cluster })));
    const tasks = [...this.#tasks.values()].reverse();
    const specs = [...this.#specs].reverse();
    store.apply(tasks.map((task) => ({ kind: 'task', origin: 'description', task })));
    store.apply(
      specs.map(([key, spec]) => ({ kind: 'instance', origin: 'description', instance: instanceOf(key, spec) })),
    );
    return store;
  }

  #tell(change: Change): void {
    this.store.apply([change]);
  }
}
