/** How uneven a spread may get: what makes it binding. */
import type { Bits } from './bits.js';
import type { BucketColumn } from './buckets.js';
import type { BucketCounts } from './group-counts.js';
import type { SpreadReason } from './reason.js';

export interface SpreadLimits {
  readonly maxSkew?: number | undefined;
  readonly maxPerBucket?: number | undefined;
}

export class SpreadLimit {
  readonly column: BucketColumn;
  readonly #field: string;
  readonly #limits: SpreadLimits;
  readonly #counts: BucketCounts;
  /** The buckets that are to be kept even. */
  readonly #domain: readonly number[];
  /** The fewest tasks that one of them has, as of `#edition`. */
  #fewest = 0;
  #edition = -1;

  /** @param domain the hosts whose buckets are to be kept even */
  constructor(field: string, limits: SpreadLimits, counts: BucketCounts, domain: Bits | undefined) {
    this.#field = field;
    this.#limits = limits;
    this.#counts = counts;
    this.column = counts.column;
    this.#domain = domain === undefined ? [] : bucketsOf(domain, counts.column);
  }

  /** Whether a bucket may have one task more. */
  admits(bucket: number): boolean {
    return bucket >= 0 && this.#exceeded(bucket) === undefined;
  }

  /** How many tasks more a bucket may have while the others stay as they are. */
  roomIn(bucket: number): number {
    if (bucket < 0) return 0;
    const { maxSkew = Number.POSITIVE_INFINITY, maxPerBucket = Number.POSITIVE_INFINITY } = this.#limits;
    const tasks = this.#counts.at(bucket);
    const alone = this.#domain.length === 1 && this.#domain[0] === bucket;
    const skewRoom = alone ? Number.POSITIVE_INFINITY : this.#fewestBeside(bucket) + maxSkew - tasks;
    return Math.max(0, Math.min(skewRoom, maxPerBucket - tasks));
  }

  tell(code: SpreadReason['code'], bucket: number): SpreadReason {
    const limit = this.#exceeded(bucket) ?? (this.#limits.maxSkew === undefined ? 'maxPerBucket' : 'maxSkew');
    return {
      code,
      field: this.#field,
      bucket: bucket < 0 ? null : this.column.name(bucket),
      tasks: bucket < 0 ? 0 : this.#counts.at(bucket),
      limit,
      most: limit === 'maxSkew' ? (this.#limits.maxSkew as number) : (this.#limits.maxPerBucket as number),
    };
  }

  #exceeded(bucket: number): SpreadReason['limit'] | undefined {
    if (bucket < 0) return undefined;
    const { maxSkew, maxPerBucket } = this.#limits;
    const tasks = this.#counts.at(bucket);
    if (maxSkew !== undefined && tasks + 1 - this.#fewestTasks() > maxSkew) return 'maxSkew';
    return maxPerBucket !== undefined && tasks >= maxPerBucket ? 'maxPerBucket' : undefined;
  }

  #fewestTasks(): number {
    if (this.#edition === this.#counts.edition) return this.#fewest;
    this.#fewest = fewestIn(this.#domain, this.#counts);
    this.#edition = this.#counts.edition;
    return this.#fewest;
  }

  #fewestBeside(bucket: number): number {
    return fewestIn(
      this.#domain.filter((other) => other !== bucket),
      this.#counts,
    );
  }
}

function fewestIn(buckets: readonly number[], counts: BucketCounts): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (const bucket of buckets) fewest = Math.min(fewest, counts.at(bucket));
  return fewest === Number.POSITIVE_INFINITY ? 0 : fewest;
}

function bucketsOf(hosts: Bits, column: BucketColumn): readonly number[] {
  const buckets = new Set<number>();
  for (let position = 0; position < hosts.length * 32; position++) {
    if ((((hosts[position >>> 5] as number) >>> (position & 31)) & 1) === 0) continue;
    const bucket = column.bucketAt(position);
    if (bucket >= 0) buckets.add(bucket);
  }
  return [...buckets];
}
