import { clusterName, compareText } from '../model/records.js';
import { RowSet } from './row-set.js';

/**
 * Which rows belong to which cluster, and of which clusters tasks are known. The same cluster may be named in full (its ARN) in
 * one place and by its bare name in another; `''` is the unnamed cluster.
 */
export class Clusters {
  /** Bare name → the rows of its instances. */
  readonly #rows = new Map<string, RowSet>();
  /** Name as instances have it → how many have it. */
  readonly #counts = new Map<string, number>();
  /** Clusters of which a task record was ever seen, as it named them. */
  readonly #withTasks = new Set<string>();
  /** Their bare names. */
  readonly #bareNamesWithTasks = new Set<string>();
  /** The name that was added last: most records in a row are of one cluster. */
  #last: string | undefined;

  /** The names that instances have, ascending. O(clusters × log of the clusters). */
  names(): readonly string[] {
    return [...this.#counts.keys()].sort(compareText);
  }

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
    this.#counts.set(cluster, (this.#counts.get(cluster) ?? 0) + 1);
    const name = clusterName(cluster);
    const rows = this.#rows.get(name);
    if (rows === undefined) this.#rows.set(name, RowSet.of(row));
    else rows.add(row);
  }

  leave(row: number, cluster = ''): void {
    const count = this.#counts.get(cluster) as number;
    if (count === 1) this.#counts.delete(cluster);
    else this.#counts.set(cluster, count - 1);
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
