/** The fewest tasks that one of some buckets has, followed as tasks are added. */
import type { BucketCounts } from './group-counts.js';

export class Fewest {
  readonly #counts: BucketCounts;
  readonly #buckets: readonly number[];
  readonly #members: ReadonlySet<number>;
  /** As of the edition of the counts: the fewest, how many buckets have so many, and the fewest of the others. */
  #edition = -1;
  #fewest = 0;
  #atFewest = 0;
  #nextFewest: number | undefined;

  constructor(counts: BucketCounts, buckets: ReadonlySet<number>) {
    this.#counts = counts;
    this.#members = buckets;
    this.#buckets = [...buckets];
  }

  /** 0 where there are no buckets. O(1), O(buckets) once all of them have one more. */
  get value(): number {
    this.#follow();
    return this.#fewest;
  }

  /** The fewest that one of the other buckets has; `Infinity` where there is none. O(buckets) once after a change. */
  beside(bucket: number): number {
    this.#follow();
    if (this.#counts.at(bucket) > this.#fewest || this.#atFewest > 1 || !this.#members.has(bucket)) {
      return this.#buckets.length === 0 ? Number.POSITIVE_INFINITY : this.#fewest;
    }
    this.#nextFewest ??= this.#fewestAbove(this.#fewest);
    return this.#nextFewest;
  }

  /** The least of what a function makes of the buckets; 0 where there are none. */
  least(of: (bucket: number) => number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const bucket of this.#buckets) least = Math.min(least, of(bucket));
    return this.#buckets.length === 0 ? 0 : least;
  }

  #follow(): void {
    const { edition, lastBucket } = this.#counts;
    if (this.#edition === edition) return;
    this.#nextFewest = undefined;
    const isOneMore = this.#edition + 1 === edition && lastBucket >= 0;
    this.#edition = edition;
    if (!isOneMore) this.#recount();
    // One task more in a bucket matters only where it was one with the fewest, and the last of these.
    else if (this.#members.has(lastBucket) && this.#counts.at(lastBucket) === this.#fewest + 1) {
      this.#atFewest--;
      if (this.#atFewest === 0) this.#recount();
    }
  }

  #recount(): void {
    const fewest = this.#fewestAbove(-1);
    this.#fewest = fewest === Number.POSITIVE_INFINITY ? 0 : fewest;
    this.#atFewest = 0;
    for (const bucket of this.#buckets) if (this.#counts.at(bucket) === this.#fewest) this.#atFewest++;
  }

  #fewestAbove(bound: number): number {
    let fewest = Number.POSITIVE_INFINITY;
    for (const bucket of this.#buckets) {
      const count = this.#counts.at(bucket);
      if (count > bound && count < fewest) fewest = count;
    }
    return fewest;
  }
}
