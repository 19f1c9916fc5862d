/** What is under test: the library by its public face, and the store with the query engine by itself. */
import { Cluster } from '../../src/cluster.js';
import type { Change } from '../../src/model/change.js';
import { checkQuery } from '../../src/query/check.js';
import { PreparedQuery } from '../../src/query/prepared-query.js';
import { toSnapshot } from '../../src/sources/snapshot.js';
import { readSource } from '../../src/sources/source.js';
import { Store } from '../../src/store/store.js';
import { ecsForm } from './ecs-form.js';

export interface System {
  apply(changes: readonly Change[]): { readonly applied: number; readonly stale: number; readonly revision: number };
  prepare(text: string): Prepared;
  snapshot(): unknown;
  /** Goes on from its own snapshot, read back from text. Queries that were prepared before are of no use any more. */
  restart(): void;
  counts(): { readonly instances: number; readonly tasks: number };
  /** Differences that it finds between its indexes and its records. */
  verify(): readonly string[];
  /** Every host with its tasks, where it tells. */
  hosts(): readonly object[] | undefined;
}

export type Prepared = Pick<PreparedQuery, 'count' | 'ids' | 'rows' | 'explain'>;
export type SystemName = 'cluster' | 'store';

export const SYSTEMS: Readonly<Record<SystemName, () => System>> = {
  cluster: () => new ClusterSystem(),
  store: () => new StoreSystem(),
};

/** A cluster that is told everything as Amazon ECS would tell it. */
class ClusterSystem implements System {
  #cluster = Cluster.from([{ containerInstances: [] }]);

  apply(changes: readonly Change[]) {
    const { rejected, ...result } = this.#cluster.apply(changes.map(ecsForm));
    const [first] = rejected;
    if (first !== undefined) throw new Error(`rejected ${first.path}: ${first.message}`);
    return result;
  }

  prepare(text: string): Prepared {
    return this.#cluster.prepare(text);
  }

  snapshot(): unknown {
    return this.#cluster.toSnapshot();
  }

  restart(): void {
    this.#cluster = Cluster.from(JSON.parse(JSON.stringify(this.#cluster.toSnapshot())));
  }

  counts() {
    return { instances: this.#cluster.instanceCount, tasks: this.#cluster.taskCount };
  }

  verify(): readonly string[] {
    return [];
  }

  hosts(): undefined {
    return undefined;
  }
}

/** A store that is given changes, and queries over it. */
class StoreSystem implements System {
  #store = new Store();

  apply(changes: readonly Change[]) {
    const result = this.#store.apply(changes);
    return { ...result, revision: this.#store.revision };
  }

  prepare(text: string): Prepared {
    const { query, diagnostics } = checkQuery(text);
    if (query === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
    return new PreparedQuery(query, this.#store, () => 0);
  }

  snapshot(): unknown {
    const store = this.#store;
    return toSnapshot({
      revision: store.revision,
      instances: store.instances(),
      tasks: store.tasks(),
      tombstones: store.tombstones(),
      clustersWithTasks: store.clustersWithTasks(),
    });
  }

  restart(): void {
    const { changes, revision, rejected } = readSource(JSON.parse(JSON.stringify(this.snapshot())));
    const [first] = rejected;
    if (first !== undefined) throw new Error(`rejected ${first.path}: ${first.message}`);
    this.#store = new Store();
    this.#store.apply(changes, revision);
  }

  counts() {
    return { instances: this.#store.instanceCount, tasks: this.#store.taskCount };
  }

  verify(): readonly string[] {
    return this.#store.verify();
  }

  hosts(): readonly object[] {
    return this.#store.hosts();
  }
}
