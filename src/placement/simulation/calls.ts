import { LIMITS } from '../../model/limits.js';

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
