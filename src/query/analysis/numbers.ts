/** A number, an instant or a version that meets conditions in its order. */
import { parseInstant } from '../../model/instant.js';
import type { Version } from '../../model/version.js';
import { passes } from '../checked.js';
import type { Condition } from '../condition.js';
import { ORDERS, type OrderName } from '../kinds.js';
import { ALL_VALUES, complementOf, type Interval, intersectionOf, intervalsOf, type Ranges } from '../ranges.js';
import { nextUp } from './doubles.js';
import { type Found, type Steps, spend } from './steps.js';

/** The numbers that a subject can have, ascending: the first one from a bound on, or beyond it. */
export type Lattice = (low: number | undefined, open: boolean) => number | undefined;

/** Whole numbers from a least one on. */
export function wholeNumbers(least: number): Lattice {
  return (low, open) => {
    if (low === undefined) return least;
    const first = Math.max(least, open ? Math.floor(low) + 1 : Math.ceil(low));
    return first <= Number.MAX_SAFE_INTEGER ? first : undefined;
  };
}

const FIRST_INSTANT = parseInstant('0000-01-01') as number;
const LAST_INSTANT = parseInstant('9999-12-31T23:59:59.999999Z') as number;

/** Instants are told apart by microseconds, and written as the nearest doubles. */
export const instants: Lattice = (low, open) => {
  if (low === undefined) return FIRST_INSTANT;
  if (!open || low > LAST_INSTANT) return low > LAST_INSTANT ? undefined : low;
  const second = Math.floor(low / 1000);
  for (let microsecond = Math.round((low - second * 1000) * 1000); microsecond <= 1_000_000; microsecond++) {
    const next = Math.min(second * 1000 + microsecond / 1000, LAST_INSTANT);
    if (next > low) return next;
  }
  return undefined;
};

/** The least number of the lattice that all conditions take, or none. */
export function findNumber(conditions: readonly Condition[], lattice: Lattice, steps: Steps): Found<number> {
  for (const { low, lowOpen } of intervalsIn(conditions, 'number', steps)) {
    const value = lattice(low as number | undefined, lowOpen);
    if (value !== undefined && allPass(conditions, value)) return { found: value };
  }
  return 'none';
}

/** Numbers that conditions name, and one on each side of them: where a set of ranges is not empty, one of these is in it. */
export function namedNumbers(conditions: readonly Condition[]): readonly number[] {
  const bounds = conditions.flatMap(({ test }) =>
    test.form === 'ranges' ? test.ranges.cuts.map(({ value }) => value as number) : [],
  );
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  const between = sorted.map((bound, at) => (bound + (sorted[at + 1] ?? bound + 2)) / 2);
  return [...sorted, ...between, ...sorted.map(nextUp), (sorted[0] ?? 1) - 1];
}

/** Whether some number passes all, from a least one on. */
export function hasNumber(conditions: readonly Condition[], least: number, steps: Steps): boolean {
  const lattice: Lattice = (low, open) => Math.max(least, low === undefined ? least : open ? nextUp(low) : low);
  return (
    findNumber(conditions, lattice, steps) !== 'none' ||
    namedNumbers(conditions).some((value) => value >= least && allPass(conditions, value))
  );
}

/** The text of a version that all conditions take, or none. */
export function findVersion(conditions: readonly Condition[], steps: Steps): Found<string> {
  for (const interval of intervalsIn(conditions, 'version', steps)) {
    const text = versionsFrom(interval).find((version) => allPass(conditions, version));
    if (text !== undefined) return { found: text };
  }
  return 'none';
}

/** The intervals of what all conditions take, whose order is either of those that numbers have. */
function intervalsIn(conditions: readonly Condition[], order: OrderName, steps: Steps): readonly Interval[] {
  const { compare } = ORDERS[order];
  let all: Ranges = ALL_VALUES;
  for (const { test, negated } of conditions) {
    if (test.form !== 'ranges') continue;
    spend(steps, 1 + test.ranges.cuts.length + all.cuts.length);
    all = intersectionOf(all, negated ? complementOf(test.ranges) : test.ranges, compare);
  }
  return intervalsOf(all);
}

function allPass(conditions: readonly Condition[], value: string | number): boolean {
  return conditions.every(({ test, negated }) => passes(test, value) !== negated);
}

/** The least of all versions: no suffix sorts before that one. */
const LEAST = '0-+';

/**
 * Versions of which one is in the interval if any is: after a suffix the next one is that suffix with its least character; after a
 * release there is none next, but one with enough zeros lies before any other bound.
 */
function versionsFrom({ low, high }: Interval): readonly string[] {
  const usual = ['1.0.0', '1.100.0'];
  const until = high === undefined ? [] : [printed(high as Version)];
  if (low === undefined) return [...usual, ...until, '0', LEAST];
  const { parts, suffix } = low as Version;
  const release = printed({ parts });
  if (suffix !== undefined) return [printed(low as Version), release, `${release}-${suffix}+`];
  const next = release.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n));
  const zeros = '.0'.repeat(Math.max(0, 1 + ((high as Version | undefined)?.parts.length ?? 0) - parts.length));
  return [release, next, ...until, `${release}${zeros}.1`];
}

function printed(version: Version): string {
  return ORDERS.version.print(version);
}
