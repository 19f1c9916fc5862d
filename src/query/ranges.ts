/**
 * Sets of ordered values as cuts: the places at which going up leads into the set or out of it. So `3 < x <= 9` is a cut after 3
 * and one after 9; complement and intersection need no cases.
 */
import type { Argument } from './kinds.js';

/** A place right before a value, or right after it. */
export interface Cut {
  readonly value: Argument;
  readonly after: boolean;
}

export interface Ranges {
  /** Whether what lies below the first cut is in the set. */
  readonly below: boolean;
  /** Ascending, each place once. */
  readonly cuts: readonly Cut[];
}

/** Negative, zero or positive as `a` sorts before, at or after `b`. */
export type Compare = (a: Argument, b: Argument) => number;

/** From `low` to `high`, without an end where it is undefined. */
export interface Interval {
  readonly low: Argument | undefined;
  readonly lowOpen: boolean;
  readonly high: Argument | undefined;
  readonly highOpen: boolean;
}

export const ALL_VALUES: Ranges = { below: true, cuts: [] };
export const NO_VALUES: Ranges = { below: false, cuts: [] };

/** Everything below a cut, or everything above it. */
export function halfLine(side: 'below' | 'above', value: Argument, after: boolean): Ranges {
  return { below: side === 'below', cuts: [{ value, after }] };
}

/** The set of some values. O(n log n). */
export function points(values: readonly Argument[], compare: Compare): Ranges {
  const sorted = [...values].sort(compare);
  const distinct = sorted.filter((value, at) => at === 0 || compare(sorted[at - 1] as Argument, value) !== 0);
  return { below: false, cuts: distinct.flatMap((value) => [before(value), after(value)]) };
}

export function complementOf({ below, cuts }: Ranges): Ranges {
  return { below: !below, cuts };
}

/** What is in both. O(cuts). */
export function intersectionOf(a: Ranges, b: Ranges, compare: Compare): Ranges {
  const cuts: Cut[] = [];
  let inA = a.below;
  let inB = b.below;
  let inBoth = inA && inB;
  for (let atA = 0, atB = 0; atA < a.cuts.length || atB < b.cuts.length; ) {
    const order = compareCuts(a.cuts[atA], b.cuts[atB], compare);
    const cut = (order <= 0 ? a.cuts[atA] : b.cuts[atB]) as Cut;
    if (order <= 0) {
      inA = !inA;
      atA++;
    }
    if (order >= 0) {
      inB = !inB;
      atB++;
    }
    if ((inA && inB) !== inBoth) {
      inBoth = !inBoth;
      cuts.push(cut);
    }
  }
  return { below: a.below && b.below, cuts };
}

export function unionOf(a: Ranges, b: Ranges, compare: Compare): Ranges {
  return complementOf(intersectionOf(complementOf(a), complementOf(b), compare));
}

/** Whether a value is in the set. O(log cuts). */
export function includes({ below, cuts }: Ranges, value: Argument, compare: Compare): boolean {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const cut = cuts[middle] as Cut;
    const order = compare(cut.value, value);
    if (order < 0 || (order === 0 && !cut.after)) low = middle + 1;
    else high = middle;
  }
  return below !== ((low & 1) === 1);
}

/** The set as disjoint intervals, ascending. */
export function intervalsOf({ below, cuts }: Ranges): readonly Interval[] {
  const intervals: Interval[] = [];
  for (let at = below ? -1 : 0; at < cuts.length; at += 2) {
    const low = cuts[at];
    const high = cuts[at + 1];
    intervals.push({
      low: low?.value,
      lowOpen: low?.after ?? true,
      high: high?.value,
      highOpen: high === undefined || !high.after,
    });
  }
  return intervals;
}

/** The values of a set of single values, or undefined where it is none. */
export function pointsOf({ below, cuts }: Ranges, compare: Compare): readonly Argument[] | undefined {
  if (below || cuts.length % 2 === 1) return undefined;
  const values: Argument[] = [];
  for (let at = 0; at < cuts.length; at += 2) {
    const low = cuts[at] as Cut;
    const high = cuts[at + 1] as Cut;
    if (low.after || !high.after || compare(low.value, high.value) !== 0) return undefined;
    values.push(low.value);
  }
  return values;
}

function before(value: Argument): Cut {
  return { value, after: false };
}

function after(value: Argument): Cut {
  return { value, after: true };
}

/** A cut that is not there lies above all others. */
function compareCuts(a: Cut | undefined, b: Cut | undefined, compare: Compare): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return compare(a.value, b.value) || Number(a.after) - Number(b.after);
}
