/** Host tables for the tests of what keeps something about hosts. */
import { MOST_CHANGES } from '../../../src/placement/hosts/change-log.js';
import type { HostTable } from '../../../src/placement/hosts/host-table.js';
import { type ResolvedRequest, resolveRequest } from '../../../src/placement/request/resolve.js';
import type { Store } from '../../../src/store/store.js';
import type { HostSpec } from '../fleet.js';

/** A request as the engine gets it. */
export function requestOf(store: Store, value: object): ResolvedRequest {
  return resolveRequest(store, value, {});
}

/** Hosts `h0000`, `h0001`, …: in this order by key, too. */
export function numbered(count: number, spec: (number: number) => HostSpec): Record<string, HostSpec> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [keyOf(at), spec(at)]));
}

export function keyOf(number: number): string {
  return `h${String(number).padStart(4, '0')}`;
}

/** Lets more changes happen to a table than it remembers, and nothing come of them. */
export function overflow(table: HostTable, request: ResolvedRequest): void {
  const mark = table.overlay.size;
  for (let turn = 0; turn <= MOST_CHANGES; turn += 100) {
    for (let at = 0; at < 100; at++) table.place(at % table.size, request, 0);
    table.undoTo(mark);
  }
}
