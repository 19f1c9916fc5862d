/** From here on whole numbers lie further apart than 1. */
const MOST_EXACT = Number.MAX_SAFE_INTEGER;

/**
 * A sum that is rounded once, at its end: the same in whichever order the numbers came.
 *
 * Source: Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric predicates" (1997): the sum is kept as
 * numbers that do not overlap. Whole numbers, which nearly all amounts are, are added plainly as long as that is exact.
 */
export class ExactSum {
  #whole = 0;
  /** Ascending by magnitude, none of them overlapping. */
  #partials: number[] | undefined;

  add(value: number): void {
    const whole = this.#whole + value;
    if (Number.isInteger(value) && whole <= MOST_EXACT && whole >= -MOST_EXACT) this.#whole = whole;
    else this.#partials = withAdded(this.#partials ?? [], value);
  }

  /** The exact sum, rounded to the nearest number; infinite where it is over the largest. */
  value(): number {
    return this.#partials === undefined ? this.#whole : rounded(withAdded(this.#partials, this.#whole));
  }
}

function withAdded(partials: readonly number[], value: number): number[] {
  const added: number[] = [];
  let high = value;
  for (const partial of partials) {
    const sum = high + partial;
    const [larger, smaller] = Math.abs(high) < Math.abs(partial) ? [partial, high] : [high, partial];
    const low = smaller - (sum - larger);
    if (!Number.isFinite(sum)) return [sum];
    if (low !== 0) added.push(low);
    high = sum;
  }
  added.push(high);
  return added;
}

/** The largest part with the next one added may lie half way between two numbers: then what is below decides. */
function rounded(partials: readonly number[]): number {
  let at = partials.length - 1;
  let high = partials[at] ?? 0;
  let low = 0;
  while (at > 0 && low === 0) {
    const next = partials[--at] as number;
    const sum = high + next;
    low = next - (sum - high);
    high = sum;
  }
  const below = partials[at - 1] ?? 0;
  const isTie = at > 0 && low !== 0 && Math.sign(low) === Math.sign(below);
  const up = high + low * 2;
  return isTie && up - high === low * 2 ? up : high;
}
