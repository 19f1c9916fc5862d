/** What a strategy of kind `spread` spreads over. */
import type { BucketColumn } from '../hosts/buckets.js';
import type { HostTable } from '../hosts/host-table.js';
import { ATTRIBUTE_PREFIX, type Strategy } from '../request/strategies.js';

export function spreadColumn(table: HostTable, { kind, field = '' }: Strategy): BucketColumn {
  return kind === 'spread-instance' ? table.hostBuckets : table.attributeBuckets(field.slice(ATTRIBUTE_PREFIX.length));
}
