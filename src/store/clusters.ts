import { clusterName } from '../model/records.js';
import { RowSet } from './row-set.js';

/**
 * Which rows belong to which cluster, and of which clusters tasks are known. The same cluster may be named in full (its ARN) in
 * one place and by its bare name in another; `''` is the unnamed cluster.
 */
export class Clusters {
  /** Bare name → the rows of its instances. */
  readonly #rows = new Map<string, RowSet>();
  /** Clusters of which a task record was ever seen, as it named them. */
  readonly #withTasks = new Set<string>();
  /** Their bare names. */
  readonly #bareNamesWithTasks = new Set<string>();
  /** The name that was added last: most records in a row are of one cluster. */
  #last: string | undefined;

  withTasks(): Iterable<string> {
    return this.#withTasks;
  }

  /** Whether tasks of the cluster are known, by whichever of its names. */
  knowsTasksOf(cluster = ''): boolean {
    if (cluster === this.#last || this.#withTasks.has(cluster)) return true;
    if (cluster === '') return false;
    return isFullName(cluster) ? this.#withTasks.has(clusterName(cluster)) : this.#bareNamesWithTasks.has(cluster);
  }

  /** From now on tasks of the cluster are known. @returns whether that is new. */
  learnTasksOf(cluster = ''): boolean {
    if (cluster === this.#last) return false;
    this.#last = cluster;
    if (this.#withTasks.has(cluster)) return false;
    this.#withTasks.add(cluster);
    if (cluster !== '') this.#bareNamesWithTasks.add(clusterName(cluster));
    return true;
  }

  /** The rows of all clusters of that bare name. */
  rowsOf(cluster = ''): RowSet | undefined {
    return this.#rows.get(clusterName(cluster));
  }

  enter(row: number, cluster = ''): void {
    const name = clusterName(cluster);
    const rows = this.#rows.get(name);
    if (rows === undefined) this.#rows.set(name, RowSet.of(row));
    else rows.add(row);
  }

  leave(row: number, cluster = ''): void {
    const name = clusterName(cluster);
    const rows = this.#rows.get(name);
    rows?.delete(row);
    if (rows?.size === 0) this.#rows.delete(name);
  }

  /** Renumbers rows: row `i` from now on is `newRowOf[i]`. */
  relabel(newRowOf: Int32Array): void {
    for (const [name, rows] of this.#rows) this.#rows.set(name, rows.relabelled(newRowOf));
  }
}

/** An ARN, as against a bare name. */
function isFullName(cluster: string): boolean {
  return cluster.includes('/');
}
