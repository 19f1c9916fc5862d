/** How many tasks of one group are meant to run, by host and by bucket: what spread and `distinctInstance` look at. */
import { SUBJECTS, type Subject } from '../../model/subjects.js';
import type { RowSet } from '../../store/row-set.js';
import type { ResolvedRequest } from '../request/resolve.js';
import { hasBit } from './bits.js';
import type { BucketColumn } from './buckets.js';
import type { Hosts } from './hosts.js';
import { SparseCounts } from './sparse-counts.js';

/** Where no bucket is meant. */
const NO_BUCKET = -1;

const TASK_GROUP = SUBJECTS.find(({ name }) => name === 'task:group') as Subject;

export class GroupCounts {
  readonly #hosts: Hosts;
  /** Whose tasks are counted: see `ResolvedRequest`. */
  readonly #scope: string;
  /** Undefined for tasks without a group: then only those are counted that the same request places. */
  readonly #group: string | undefined;
  readonly #counts = new SparseCounts();
  readonly #buckets: BucketCounts[] = [];
  /** Up to which change records have been read. */
  #followed: number;
  #bucketEdition: number;

  /** O(hosts with tasks of the group). */
  constructor(hosts: Hosts, { scope, group }: ResolvedRequest) {
    this.#hosts = hosts;
    this.#scope = scope;
    this.#group = group;
    this.#followed = hosts.log.end;
    this.#bucketEdition = hosts.bucketEdition;
    this.#countAll();
  }

  /** Reads the tasks of hosts again whose records have changed. What is placed is told by `add`. */
  follow(): void {
    const { log, bucketEdition } = this.#hosts;
    if (this.#followed === log.end) return;
    const isLost = !log.reaches(this.#followed);
    if (isLost) this.#countAll();
    if (isLost || bucketEdition !== this.#bucketEdition) for (const buckets of this.#buckets) buckets.expire();
    const having = this.#rows();
    for (let change = this.#followed; change < log.end && !isLost; change++) {
      if (log.isRecordAt(change)) this.#reload(log.positionAt(change), having);
    }
    this.#followed = log.end;
    this.#bucketEdition = bucketEdition;
  }

  /** Tasks of the group on a host. */
  at(position: number): number {
    return this.#counts.at(position);
  }

  add(position: number, by: 1 | -1): void {
    this.#counts.add(position, by);
    for (const buckets of this.#buckets) buckets.add(position, by);
  }

  forEach(visit: (position: number, count: number) => void): void {
    this.#counts.forEach(visit);
  }

  /** The same tasks counted by bucket, on the ACTIVE hosts of one cluster. */
  byBucket(column: BucketColumn, cluster: number): BucketCounts {
    const known = this.#buckets.find((buckets) => buckets.column === column && buckets.cluster === cluster);
    if (known !== undefined) return known;
    const buckets = new BucketCounts(this.#hosts, this, column, cluster);
    this.#buckets.push(buckets);
    return buckets;
  }

  /** Of the store, and of what was placed before anybody counted. */
  #countAll(): void {
    this.#counts.clear();
    const hosts = this.#hosts;
    this.#rows()?.forEach((row) => {
      this.#count(hosts.positionOf(row));
    });
    hosts.overlay.forEach(({ position, request }) => {
      if (request.scope === this.#scope) this.#counts.add(position, 1);
    });
  }

  /** Reads the tasks of a host again, and tells the buckets of the difference. Few hosts have tasks of the group. */
  #reload(position: number, having: RowSet | undefined): void {
    const before = this.#counts.at(position);
    if (having?.has(this.#hosts.rowAt(position))) this.#count(position);
    else if (before > 0) this.#counts.set(position, 0);
    const by = this.#counts.at(position) - before;
    if (by !== 0) for (const buckets of this.#buckets) buckets.add(position, by);
  }

  /** The rows of hosts with tasks of the group. */
  #rows(): RowSet | undefined {
    return this.#group === undefined ? undefined : this.#hosts.store.index.values(TASK_GROUP, '')?.find(this.#group);
  }

  #count(position: number): void {
    const { reader } = this.#hosts.store;
    this.#counts.set(position, reader.groupTasks(this.#hosts.rowAt(position), this.#group as string));
  }
}

/** Tasks of a group by the bucket of their host. */
export class BucketCounts {
  readonly column: BucketColumn;
  readonly cluster: number;
  readonly #hosts: Hosts;
  readonly #group: GroupCounts;
  #counts: Int32Array | undefined;
  #edition = 0;
  #lastBucket = NO_BUCKET;

  constructor(hosts: Hosts, group: GroupCounts, column: BucketColumn, cluster: number) {
    this.#hosts = hosts;
    this.#group = group;
    this.column = column;
    this.cluster = cluster;
  }

  /** Grows with every change. */
  get edition(): number {
    return this.#edition;
  }

  /** The bucket that the last change gave one task more; below 0 where the last change was another one. */
  get lastBucket(): number {
    return this.#lastBucket;
  }

  /** Tasks on the hosts of a bucket. */
  at(bucket: number): number {
    this.#counts ??= this.#recount();
    return this.#counts[bucket] ?? 0;
  }

  add(position: number, by: number): void {
    // The host counts the task already: who counts the buckets anew finds it.
    if (this.#counts === undefined) return;
    const bucket = this.#addTo(this.#counts, position, by);
    if (bucket < 0) return;
    this.#edition++;
    this.#lastBucket = by === 1 ? bucket : NO_BUCKET;
  }

  /** Records have changed: everything is counted anew when it is next asked for. */
  expire(): void {
    this.#counts = undefined;
    this.#edition++;
    this.#lastBucket = NO_BUCKET;
  }

  #recount(): Int32Array {
    const counts = new Int32Array(this.column.size);
    this.#group.forEach((position, count) => {
      this.#addTo(counts, position, count);
    });
    return counts;
  }

  /** @returns the bucket whose count has changed, below 0 for none */
  #addTo(counts: Int32Array, position: number, by: number): number {
    if (this.#hosts.clusterAt(position) !== this.cluster || !hasBit(this.#hosts.active, position)) return NO_BUCKET;
    const bucket = this.column.bucketAt(position);
    if (bucket >= 0) counts[bucket] = (counts[bucket] as number) + by;
    return bucket;
  }
}
