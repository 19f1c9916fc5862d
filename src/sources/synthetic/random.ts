/** Seeded draws. Each thing drawn has a generator of its own, so that it does not depend on what was drawn before it. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export type Random = RandomGenerator;

/** What a generator is for: the same index of another kind draws something else. */
export type Purpose = 'fleet' | 'group' | 'shape' | 'instance' | 'task' | 'fargate';

const PURPOSES: Readonly<Record<Purpose, number>> = { fleet: 1, group: 2, shape: 3, instance: 4, task: 5, fargate: 6 };

export function randomOf(seed: number, purpose: Purpose, index: number): Random {
  const low = mix(seed >>> 0);
  const high = mix(low ^ Math.floor(seed / 0x1_0000_0000));
  return xoroshiro128plus(mix(mix(high ^ PURPOSES[purpose]) ^ index));
}

/** The finalizer of MurmurHash3: each bit of the result depends on each bit of the number. */
function mix(number: number): number {
  let hash = (number + 0x9e37_79b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/** A number from 0, below 1. */
export function fraction(random: Random): number {
  return uniformFloat64(random);
}

/** A whole number from `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
  return uniformInt(random, least, most);
}

export function chance(random: Random, probability: number): boolean {
  return fraction(random) < probability;
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[between(random, 0, choices.length - 1)] as T;
}

const DIGITS = '0123456789abcdef';

/** Hexadecimal digits. */
export function hex(random: Random, length: number): string {
  let text = '';
  for (let bits = 0; text.length < length; bits >>>= 4) {
    if (text.length % 8 === 0) bits = random.next();
    text += DIGITS[bits & 15];
  }
  return text;
}

/** Draws of 0 to `count` - 1, where the n-th is drawn 1/n as often as the first: a few big services and a long tail. */
export function zipf(count: number): (random: Random) => number {
  const cumulative = new Float64Array(count);
  let total = 0;
  for (let index = 0; index < count; index++) cumulative[index] = total += 1 / (index + 1);
  return (random) => firstAbove(cumulative, fraction(random) * total);
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
