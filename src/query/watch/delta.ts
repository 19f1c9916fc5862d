/** How an answer differs from an earlier one. */
import { compareText } from '../../model/records.js';

export interface Delta {
  /** Ascending, as `removed` is; no key is in both. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What came and went between two answers, each ascending. O(ids). */
export function differenceOf(before: readonly string[], now: readonly string[]): Delta {
  const added: string[] = [];
  const removed: string[] = [];
  for (let old = 0, at = 0; old < before.length || at < now.length; ) {
    const left = before[old];
    const come = now[at];
    const order = left === undefined ? 1 : come === undefined ? -1 : compareText(left, come);
    if (order < 0) removed.push(left as string);
    if (order > 0) added.push(come as string);
    if (order <= 0) old++;
    if (order >= 0) at++;
  }
  return { added, removed };
}

/** Which keys came (true) and went (false); one that came and went again is in it no more. */
export type Flips = Map<string, boolean>;

export function flip(flips: Flips, key: string, isIn: boolean): void {
  if (flips.get(key) === !isIn) flips.delete(key);
  else flips.set(key, isIn);
}

export function flipAll(flips: Flips, { added, removed }: Delta): void {
  for (const key of removed) flip(flips, key, false);
  for (const key of added) flip(flips, key, true);
}

/** O(n log n). */
export function deltaOf(flips: Flips): Delta {
  const added: string[] = [];
  const removed: string[] = [];
  for (const [key, isIn] of flips) (isIn ? added : removed).push(key);
  return { added: added.sort(compareText), removed: removed.sort(compareText) };
}
