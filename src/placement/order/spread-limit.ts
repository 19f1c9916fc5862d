/** How uneven a spread may get: what makes it binding. */
import { type Bits, forEachBit } from '../hosts/bits.js';
import type { BucketColumn } from '../hosts/buckets.js';
import { Fewest } from '../hosts/fewest.js';
import type { BucketCounts } from '../hosts/group-counts.js';
import type { SpreadReason } from '../reasons/reason.js';

export interface SpreadLimits {
  readonly maxSkew?: number | undefined;
  readonly maxPerBucket?: number | undefined;
}

export class SpreadLimit {
  readonly column: BucketColumn;
  readonly #field: string;
  readonly #limits: SpreadLimits;
  readonly #counts: BucketCounts;
  /** Of the buckets that are to be kept even; absent where they need not be. */
  readonly #fewest: Fewest | undefined;

  /** @param domain the hosts whose buckets `maxSkew` keeps even */
  constructor(field: string, limits: SpreadLimits, counts: BucketCounts, domain: () => Bits) {
    this.#field = field;
    this.#limits = limits;
    this.#counts = counts;
    this.column = counts.column;
    if (limits.maxSkew !== undefined) this.#fewest = new Fewest(counts, bucketsOf(domain(), counts.column));
  }

  /** What all buckets depend on: as long as it stays, what is admitted changes only where tasks come or go. */
  get level(): number {
    return this.#fewest?.value ?? 0;
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
    const skewRoom = this.#fewest === undefined ? maxSkew : this.#fewest.beside(bucket) + maxSkew - tasks;
    return Math.max(0, Math.min(skewRoom, maxPerBucket - tasks));
  }

  /**
   * How many tasks fit in all, where buckets have room for so many as far as all else goes: a bucket fills up until it has no more
   * room, and the others wait for the one that has the fewest then.
   */
  roomInAll(rooms: ReadonlyMap<number, number>): number {
    const { maxSkew = Number.POSITIVE_INFINITY, maxPerBucket = Number.POSITIVE_INFINITY } = this.#limits;
    const mostIn = (bucket: number): number => {
      const tasks = this.#counts.at(bucket);
      return Math.max(tasks, Math.min(tasks + (rooms.get(bucket) ?? 0), maxPerBucket));
    };
    const fewest = this.#fewest?.least(mostIn) ?? Number.POSITIVE_INFINITY;
    let room = 0;
    for (const bucket of rooms.keys()) {
      const tasks = this.#counts.at(bucket);
      room += Math.max(0, Math.min(mostIn(bucket), fewest + maxSkew) - tasks);
    }
    return room;
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
    if (maxSkew !== undefined && tasks + 1 - this.level > maxSkew) return 'maxSkew';
    return maxPerBucket !== undefined && tasks >= maxPerBucket ? 'maxPerBucket' : undefined;
  }
}

function bucketsOf(hosts: Bits, column: BucketColumn): ReadonlySet<number> {
  const buckets = new Set<number>();
  forEachBit(hosts, (position) => {
    const bucket = column.bucketAt(position);
    if (bucket >= 0) buckets.add(bucket);
  });
  return buckets;
}
