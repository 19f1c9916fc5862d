/** Placing on the copy: plans of requests, which become what the copy holds. */
import type { Change } from '../../model/change.js';
import { LIMITS } from '../../model/limits.js';
import type { Store } from '../../store/store.js';
import { placeAll } from '../place.js';
import type { Placement, PlacementResult } from '../placing-request.js';
import type { PlacementOptions } from '../resolve.js';

/**
 * Places the tasks of several requests in one call, and applies what `changesOf` makes of the placements of each.
 *
 * @returns the results in the order of the requests
 */
export function placeAndApply(
  store: Store,
  requests: readonly unknown[],
  options: PlacementOptions,
  changesOf: (request: number, placements: readonly Placement[]) => readonly Change[],
): readonly PlacementResult[] {
  const { results } = placeAll(store, requests, options);
  results.forEach(({ placements }, request) => {
    store.apply(changesOf(request, placements));
  });
  return results;
}

/** Lists that one call takes: of so many items, and of so many tasks together. */
export function callsOf<T extends { readonly tasks: readonly unknown[] }>(
  items: readonly T[],
): readonly (readonly T[])[] {
  const calls: T[][] = [];
  let room = 0;
  for (const item of items) {
    const call = calls.at(-1);
    if (call !== undefined && call.length < LIMITS.placementRequests && item.tasks.length <= room) call.push(item);
    else {
      calls.push([item]);
      room = LIMITS.placementCount;
    }
    room -= item.tasks.length;
  }
  return calls;
}
