/** What a strategy of kind `spread` spreads over. */
import type { BucketColumn } from './buckets.js';
import type { HostTable } from './host-table.js';
import { ATTRIBUTE_PREFIX, type Strategy } from './strategies.js';

export function spreadColumn(table: HostTable, { kind, field = '' }: Strategy): BucketColumn {
  return kind === 'spread-instance' ? table.hostBuckets : table.attributeBuckets(field.slice(ATTRIBUTE_PREFIX.length));
}
