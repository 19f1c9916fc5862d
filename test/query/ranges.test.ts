/** Ranges against the plain meaning: try every place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_VALUES,
  complementOf,
  halfLine,
  includes,
  intersectionOf,
  intervalsOf,
  NO_VALUES,
  points,
  pointsOf,
  type Ranges,
  unionOf,
} from '../../src/query/ranges.js';

const compare = (a: unknown, b: unknown): number => (a as number) - (b as number);
/** Every value that bounds may have, and one between any two. */
const PROBES = Array.from({ length: 25 }, (_, at) => at / 2 - 1);
const membersOf = (ranges: Ranges): readonly number[] => PROBES.filter((value) => includes(ranges, value, compare));

const leaf: fc.Arbitrary<Ranges> = fc.oneof(
  fc
    .tuple(fc.constantFrom('below', 'above'), fc.nat(10), fc.boolean())
    .map(([side, value, after]) => halfLine(side, value, after)),
  fc.array(fc.nat(10), { maxLength: 5 }).map((values) => points(values, compare)),
  fc.constantFrom(ALL_VALUES, NO_VALUES),
);
const { ranges } = fc.letrec<{ ranges: Ranges }>((tie) => ({
  ranges: fc.oneof(
    { depthSize: 'medium' },
    leaf,
    tie('ranges').map(complementOf),
    fc.tuple(tie('ranges'), tie('ranges')).map(([a, b]) => intersectionOf(a, b, compare)),
    fc.tuple(tie('ranges'), tie('ranges')).map(([a, b]) => unionOf(a, b, compare)),
  ),
}));

describe('ranges', () => {
  it.each<[string, Ranges, (value: number) => boolean]>([
    ['above 3', halfLine('above', 3, true), (value) => value > 3],
    ['from 3', halfLine('above', 3, false), (value) => value >= 3],
    ['below 3', halfLine('below', 3, false), (value) => value < 3],
    ['up to 3', halfLine('below', 3, true), (value) => value <= 3],
    ['some points', points([7, 3, 3], compare), (value) => value === 3 || value === 7],
    ['all', ALL_VALUES, () => true],
    ['none', NO_VALUES, () => false],
  ])('%s', (_what, set, expected) => {
    expect(membersOf(set)).toEqual(PROBES.filter(expected));
  });

  it('combine as sets do', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [inA, inB] = [new Set(membersOf(a)), new Set(membersOf(b))];
        expect(membersOf(intersectionOf(a, b, compare))).toEqual(PROBES.filter((at) => inA.has(at) && inB.has(at)));
        expect(membersOf(unionOf(a, b, compare))).toEqual(PROBES.filter((at) => inA.has(at) || inB.has(at)));
        expect(membersOf(complementOf(a))).toEqual(PROBES.filter((at) => !inA.has(at)));
      }),
    );
  });

  it('have one form: sets with equal members are equal', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        expect(membersOf(a).join() === membersOf(b).join()).toBe(JSON.stringify(a) === JSON.stringify(b));
        const cuts = a.cuts.map(({ value, after }) => (value as number) + (after ? 0.25 : -0.25));
        expect(cuts).toEqual([...new Set(cuts)].sort((x, y) => x - y));
      }),
    );
  });

  it('are disjoint intervals', () => {
    fc.assert(
      fc.property(ranges, (set) => {
        const inIntervals = PROBES.filter((value) => {
          const holding = intervalsOf(set).filter(
            ({ low, lowOpen, high, highOpen }) =>
              (low === undefined || (lowOpen ? value > (low as number) : value >= (low as number))) &&
              (high === undefined || (highOpen ? value < (high as number) : value <= (high as number))),
          );
          expect(holding.length).toBeLessThan(2);
          return holding.length === 1;
        });
        expect(inIntervals).toEqual(membersOf(set));
      }),
    );
  });

  it('of single values are told from others', () => {
    expect(pointsOf(points([2, 1], compare), compare)).toEqual([1, 2]);
    expect(pointsOf(NO_VALUES, compare)).toEqual([]);
    const others = [
      ALL_VALUES,
      halfLine('above', 1, true),
      complementOf(points([1], compare)),
      intersectionOf(halfLine('above', 1, false), halfLine('below', 2, true), compare),
      intersectionOf(halfLine('above', 1, true), halfLine('below', 2, false), compare),
    ];
    for (const other of others) expect(pointsOf(other, compare)).toBeUndefined();
  });
});
