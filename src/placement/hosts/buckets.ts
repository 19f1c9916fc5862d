/** What hosts are spread over: the values of an attribute, or the hosts themselves. */
import type { AttributeColumn } from './attribute-column.js';

export interface BucketColumn {
  /** One more than the greatest number of a bucket. */
  readonly size: number;
  /** The number of a host's bucket; below 0 where it has none. */
  bucketAt(position: number): number;
  /** What a bucket is called. */
  name(bucket: number): string;
}

/** A bucket for each value of an attribute. */
export class AttributeBuckets implements BucketColumn {
  readonly #column: AttributeColumn;

  constructor(column: AttributeColumn) {
    this.#column = column;
  }

  get size(): number {
    return this.#column.values.length;
  }

  bucketAt(position: number): number {
    return this.#column.codes[position] as number;
  }

  name(bucket: number): string {
    return this.#column.values[bucket] as string;
  }
}

/** A bucket for each host. */
export class HostBuckets implements BucketColumn {
  readonly size: number;
  readonly #keyAt: (position: number) => string;

  constructor(size: number, keyAt: (position: number) => string) {
    this.size = size;
    this.#keyAt = keyAt;
  }

  bucketAt(position: number): number {
    return position;
  }

  name(bucket: number): string {
    return this.#keyAt(bucket);
  }
}
