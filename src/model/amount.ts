const MILLIONTHS = 1e6;

/** Amounts of resources are exact to a millionth, so that three tasks of 0.1 fit where 0.3 is free; none is -0. */
export function roundAmount(amount: number): number {
  return Number.isInteger(amount) ? amount : Math.round(amount * MILLIONTHS) / MILLIONTHS + 0;
}

/**
 * Whether a sum rounds to the same amount in whichever order its terms were added.
 *
 * Source: Higham, "The accuracy of floating point summation" (1993): two orders differ by at most 2 × terms × 2^-53 × the sum of
 * the terms' magnitudes; here with as much to spare.
 *
 * @param magnitude the sum of the terms' magnitudes, or more.
 */
export function roundsInAnyOrder(sum: number, terms: number, magnitude: number): boolean {
  const scaled = sum * MILLIONTHS;
  const error = (terms + 4) * 2 ** -51 * magnitude * MILLIONTHS;
  return Math.abs(scaled - Math.floor(scaled) - 0.5) > error;
}
