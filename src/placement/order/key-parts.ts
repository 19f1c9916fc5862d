/** Keys: one number for each strategy of a request, compared in their order. */
import type { BucketColumn } from '../hosts/buckets.js';
import type { BucketCounts } from '../hosts/group-counts.js';
import type { HostTable } from '../hosts/host-table.js';
import type { ResolvedRequest } from '../request/resolve.js';
import type { Strategy } from '../request/strategies.js';
import type { RequestWarning } from '../request/warnings.js';
import { hostMeasure } from './host-measures.js';
import { spreadColumn } from './spread-column.js';
import type { HostMeasure } from './tournament.js';

/** A host with its key. */
export interface Ranked {
  readonly position: number;
  readonly key: readonly number[];
}

/** Where a part of the key comes from: from the host by itself, or from its bucket. */
export interface KeyPartSource {
  /** @param buckets those of the host's cell */
  readonly at: (position: number, buckets: readonly number[]) => number;
  /** What the host measures by itself; absent where all hosts of a cell have the same. */
  readonly measure?: HostMeasure;
}

/** One part of a key as it is told. */
export interface KeyPart {
  readonly strategy: string;
  /** Absent where the strategy has none. */
  readonly field?: string;
  /**
   * Tasks of the group for `spread`, with targets those and one more by the weight; what is free for `binpack`, or what it is on; the
   * place in an order drawn anew for `random`, from 0; minus the weights of what holds for `prefer`. `null` where a host has no bucket, its
   * bucket no target, or a scorer gave no number.
   */
  readonly value: number | null;
}

/** A bucket that has no target comes after all that have one, and before hosts without a bucket. */
const NO_TARGET = Number.MAX_VALUE;
const NO_BUCKET = Number.POSITIVE_INFINITY;

/** @param columns by which cells are told apart */
export function keySources(
  table: HostTable,
  request: ResolvedRequest,
  columns: readonly BucketColumn[],
  warnings: RequestWarning[],
): readonly KeyPartSource[] {
  return request.strategies.map((strategy) => {
    if (strategy.kind === 'spread-attribute') return bucketSource(table, request, strategy, columns);
    const measure = hostMeasure(table, request, strategy, warnings);
    return { at: (position) => measure.at(position), measure };
  });
}

function bucketSource(
  table: HostTable,
  request: ResolvedRequest,
  strategy: Strategy,
  columns: readonly BucketColumn[],
): KeyPartSource {
  const column = spreadColumn(table, strategy);
  const counts = table.group(request).byBucket(column, table.clusterNumber(request.clusterKey));
  const valueAt = bucketValue(counts, column, strategy.spread?.targets);
  const dimension = columns.indexOf(column);
  if (dimension >= 0) return { at: (_, buckets) => valueAt(buckets[dimension] as number) };
  return { at: (position) => valueAt(column.bucketAt(position)) };
}

function bucketValue(
  counts: BucketCounts,
  column: BucketColumn,
  targets: ReadonlyMap<string, number> | undefined,
): (bucket: number) => number {
  if (targets === undefined) return (bucket) => (bucket < 0 ? NO_BUCKET : counts.at(bucket));
  return (bucket) => {
    if (bucket < 0) return NO_BUCKET;
    const weight = targets.get(column.name(bucket));
    return weight === undefined ? NO_TARGET : (counts.at(bucket) + 1) / weight;
  };
}

/** Whether a host comes before another by the first parts of their keys, and of equal ones by its position. */
export function isKeyBefore(a: Ranked, b: Ranked, parts: number): boolean {
  for (let part = 0; part < parts; part++) {
    const [left, right] = [a.key[part] as number, b.key[part] as number];
    if (left !== right) return left < right;
  }
  return a.position < b.position;
}

export function isSameKey(a: readonly number[], b: readonly number[], parts: number): boolean {
  for (let part = 0; part < parts; part++) if (a[part] !== b[part]) return false;
  return true;
}

/** A key as it is told. */
export function tellKey(strategies: readonly Strategy[], key: readonly number[]): readonly KeyPart[] {
  const parts: KeyPart[] = [];
  for (let part = 0; part < strategies.length; part++) {
    const { row, field } = strategies[part] as Strategy;
    const number = key[part] as number;
    const value = number < NO_TARGET ? number + 0 : null;
    parts.push(field === undefined ? { strategy: row.type, value } : { strategy: row.type, field, value });
  }
  return parts;
}
