/** Bitmaps, columns and postings against the plain `Set` and `Map` of JavaScript. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitmap } from '../../src/store/bitmap.js';
import { NumberIndex } from '../../src/store/number-index.js';
import { PostingIndex } from '../../src/store/posting-index.js';

/** Row numbers, often near the edges of words. */
const row = (below: number) =>
  fc.oneof(
    fc.nat({ max: below - 1 }),
    fc.constantFrom(0, 31, 32, 63, 64, 127).map((edge) => Math.min(edge, below - 1)),
  );

function ascending(rows: Iterable<number>): number[] {
  return [...rows].sort((a, b) => a - b);
}

function rowsOf(set: { forEach(visit: (row: number) => void): void }): number[] {
  const rows: number[] = [];
  set.forEach((one) => {
    rows.push(one);
  });
  return rows;
}

function bitmapOf(rows: Iterable<number>, capacity: number): Bitmap {
  const bitmap = new Bitmap(capacity);
  for (const one of rows) bitmap.add(one);
  return bitmap;
}

/** Two sets of rows, each with a capacity of its own. */
const sides = fc
  .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }))
  .chain(([left, right]) =>
    fc.record({ left: fc.constant(left), right: fc.constant(right), a: fc.array(row(left)), b: fc.array(row(right)) }),
  );

describe('Bitmap', () => {
  it('holds what was added and not what was deleted', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), row(100)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (list) => {
        const bitmap = new Bitmap(100);
        const plain = new Set<number>();
        for (const [adds, one] of list) {
          if (adds) bitmap.add(one);
          else bitmap.delete(one);
          if (adds) plain.add(one);
          else plain.delete(one);
          expect(bitmap.has(one)).toBe(adds);
        }
        expect(rowsOf(bitmap)).toEqual(ascending(plain));
        expect(bitmap.count()).toBe(plain.size);
        expect(bitmap.isEmpty()).toBe(plain.size === 0);
        for (let one = 0; one < 100; one++) expect(bitmap.has(one)).toBe(plain.has(one));
      }),
    );
  });

  it.each(['or', 'and', 'andNot'] as const)('%s is that of sets, whatever the capacities', (operation) => {
    fc.assert(
      fc.property(sides, ({ left, right, a, b }) => {
        const [setA, setB] = [new Set(a), new Set(b)];
        const target = bitmapOf(a, left);
        const other = bitmapOf(b, right);
        expect(target[operation](other)).toBe(target);
        const words = Math.ceil(left / 32) * 32;
        const expected = {
          or: [...setA, ...[...setB].filter((one) => one < words)],
          and: [...setA].filter((one) => setB.has(one)),
          andNot: [...setA].filter((one) => !setB.has(one)),
        }[operation];
        expect(rowsOf(target)).toEqual(ascending(new Set(expected)));
        expect(rowsOf(other)).toEqual(ascending(setB));
      }),
    );
  });

  it('grows without losing a row', () => {
    fc.assert(
      fc.property(sides, ({ left, right, a }) => {
        const grown = bitmapOf(a, left).grown(left + right);
        expect(rowsOf(grown)).toEqual(ascending(new Set(a)));
        grown.add(left + right - 1);
        expect(grown.has(left + right - 1)).toBe(true);
      }),
    );
  });

  it('counts full words, the sign bit included', () => {
    const bitmap = bitmapOf(
      Array.from({ length: 96 }, (_, one) => one),
      96,
    );
    expect(bitmap.count()).toBe(96);
    expect(bitmapOf([31], 32).count()).toBe(1);
    expect(rowsOf(bitmapOf([31, 63], 64))).toEqual([31, 63]);
  });

  it('knows nothing of rows beyond its capacity', () => {
    const bitmap = bitmapOf([0], 32);
    expect(bitmap.has(32)).toBe(false);
    expect(bitmap.has(1_000_000)).toBe(false);
    bitmap.delete(1_000_000);
    expect(rowsOf(bitmap)).toEqual([0]);
  });

  it('may be empty from the start', () => {
    const bitmap = new Bitmap(0);
    expect([bitmap.count(), bitmap.isEmpty(), bitmap.has(0), bitmap.words.length]).toEqual([0, true, false, 0]);
  });
});

describe('NumberIndex', () => {
  it('is a map from rows to numbers', () => {
    const steps = fc.array(fc.tuple(row(500), fc.option(fc.double({ noNaN: true }), { nil: undefined })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (list) => {
        const index = new NumberIndex();
        const plain = new Map<number, number>();
        for (const [one, value] of list) {
          index.set(one, value);
          if (value === undefined) plain.delete(one);
          else plain.set(one, value);
        }
        expect(rowsOf(index.present)).toEqual(ascending(plain.keys()));
        for (let one = 0; one < 500; one++) expect(index.at(one)).toBe(plain.get(one) ?? Number.NaN);
      }),
    );
  });

  it('has no number in a row that was never set', () => expect(new NumberIndex().at(1_000_000)).toBeNaN());
});

describe('PostingIndex', () => {
  it('tells rows with the subject, rows with a value, and the rows of each value', () => {
    const value = fc.constantFrom('a', 'b', 'c', null, undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(row(100), value), { maxLength: 80 }), (list) => {
        const index = new PostingIndex();
        const plain = new Map<number, string | null>();
        for (const [one, next] of list) {
          const before = plain.get(one);
          if (before !== undefined) index.remove(one, before);
          plain.delete(one);
          if (next === undefined) continue;
          index.add(one, next);
          plain.set(one, next);
        }
        const having = (wanted: (held: string | null) => boolean): number[] =>
          ascending([...plain].filter(([, held]) => wanted(held)).map(([one]) => one));
        expect(rowsOf(index.present)).toEqual(having(() => true));
        expect(rowsOf(index.valued)).toEqual(having((held) => held !== null));
        for (const each of ['a', 'b', 'c']) {
          const rows = index.posting(each);
          expect(rows === undefined ? [] : rowsOf(rows)).toEqual(having((held) => held === each));
        }
        const values = [...new Set(plain.values())].filter((held) => held !== null);
        expect(index.distinct).toBe(values.length);
        expect([...index.postings()].map(([held]) => held).sort()).toEqual(values.sort());
      }),
    );
  });

  it('keeps members and presence of a set apart', () => {
    const index = new PostingIndex();
    index.setPresence(3, true);
    index.addMember(3, 'a');
    index.addMember(3, 'b');
    expect([rowsOf(index.present), rowsOf(index.valued), index.distinct]).toEqual([[3], [3], 2]);
    index.removeMember(3, 'a');
    expect([index.posting('a'), index.distinct]).toEqual([undefined, 1]);
    index.removeMember(3, 'none');
    index.setPresence(3, false);
    expect([rowsOf(index.present), rowsOf(index.valued)]).toEqual([[], []]);
  });
});
