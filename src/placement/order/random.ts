/** Seeded draws: the same seed gives the same numbers in the same order, on every machine. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The next number of a sequence, from 0 up to but without 1. */
export type Draw = () => number;

/**
 * xoroshiro128+ seeded by `seed` (its upper and lower 32 bits folded) and jumped once: its first numbers after seeding are
 * nearly the same for all small seeds, and seeds tend to be small.
 */
export function seededDraw(seed: number): Draw {
  const generator = xoroshiro128plus((seed ^ Math.floor(seed / 2 ** 32)) | 0);
  generator.jump();
  return () => uniformFloat64(generator);
}

/** The same draws, seeded when the first of them is asked for: most strategies never draw. */
export function lazyDraw(seed: number): Draw {
  let draw: Draw | undefined;
  return () => {
    draw ??= seededDraw(seed);
    return draw();
  };
}
