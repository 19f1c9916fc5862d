/** The order of hosts in cells and of the cells, against sorting all of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsFor, forEachBit, setBit } from '../../../src/placement/hosts/bits.js';
import type { BucketColumn } from '../../../src/placement/hosts/buckets.js';
import { Fewest } from '../../../src/placement/hosts/fewest.js';
import type { BucketCounts } from '../../../src/placement/hosts/group-counts.js';
import { CellOrder } from '../../../src/placement/order/cell-order.js';
import type { KeyPartSource } from '../../../src/placement/order/key-parts.js';
import { type Cell, NO_POSITION, Partition } from '../../../src/placement/order/partition.js';
import { SpreadLimit } from '../../../src/placement/order/spread-limit.js';
import { Tournament } from '../../../src/placement/order/tournament.js';
import { runs } from '../../support/runs.js';

/** Buckets by position; -1 for none. */
function columnOf(buckets: readonly number[]): BucketColumn {
  return { size: Math.max(0, ...buckets) + 1, bucketAt: (at) => buckets[at] as number, name: String };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] as number) < (b[at] as number) ? -1 : 1;
}

const part = fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(-0, -1.5, Number.POSITIVE_INFINITY, Number.MAX_VALUE));
const width = fc.nat({ max: 3 });
const size = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(1, 31, 32, 33, 64, 96));

describe('a partition', () => {
  it('puts hosts of equal buckets into a cell, ascending, in blocks of their own', () => {
    const property = fc.property(
      size,
      fc.nat({ max: 3 }),
      fc.infiniteStream(fc.integer({ min: -2, max: 3 })),
      (size, columns, draw) => {
        const buckets = Array.from({ length: columns }, () => Array.from({ length: size }, () => draw.next().value));
        const { cells, positions, slots, cellOf } = new Partition(size, buckets.map(columnOf));
        const of = (position: number) => buckets.map((ofColumn) => ofColumn[position] as number);
        const expected = new Map<string, number[]>();
        for (let at = 0; at < size; at++) expected.set(of(at).join(), [...(expected.get(of(at).join()) ?? []), at]);
        expect(cells.map((cell) => cell.buckets.join())).toEqual([...expected.keys()]);
        expect(cells.reduce((sum, { blockCount }) => sum + blockCount, 0)).toBe(cellOf.length);
        cells.forEach(({ buckets, firstBlock, blockCount }, number) => {
          const held = [...positions.subarray(32 * firstBlock, 32 * (firstBlock + blockCount))];
          expect(held.filter((position) => position !== NO_POSITION)).toEqual(expected.get(buckets.join()));
          for (let block = firstBlock; block < firstBlock + blockCount; block++) expect(cellOf[block]).toBe(number);
        });
        for (let at = 0; at < size; at++) expect(positions[slots[at] as number]).toBe(at);
      },
    );
    fc.assert(property, runs(150));
  });
});

describe('a tournament', () => {
  const change = fc.record({
    at: fc.nat(),
    isFeasible: fc.boolean(),
    key: fc.array(part, { minLength: 3, maxLength: 3 }),
  });
  const start = fc.record({
    size,
    width,
    cells: fc.integer({ min: 1, max: 5 }),
    seeds: fc.infiniteStream(fc.nat({ max: 6 })),
  });

  it('knows the first two of each cell, who ties with the first, and how many there are', () => {
    const property = fc.property(
      start,
      fc.array(change, { maxLength: 40 }),
      ({ size, width, cells, seeds }, changes) => {
        const draw = () => seeds.next().value;
        const keys = Array.from({ length: size }, () => Array.from({ length: width }, draw));
        const isFeasible = keys.map(() => draw() > 1);
        const bits = bitsFor(size);
        isFeasible.forEach((is, at) => void setBit(bits, at, is));
        const partition = new Partition(size, [columnOf(keys.map(() => draw() % cells))]);
        const measures = Array.from({ length: width }, (_, at) => ({
          at: (position: number) => keys[position]?.[at] as number,
        }));
        const tournament = new Tournament(partition, measures, bits);
        const check = (): void => {
          for (const cell of partition.cells) {
            const of = [
              ...partition.positions.subarray(32 * cell.firstBlock, 32 * (cell.firstBlock + cell.blockCount)),
            ];
            const there = of.filter((position) => position !== NO_POSITION && isFeasible[position]);
            there.sort((a, b) => compare(keys[a] as number[], keys[b] as number[]) || a - b);
            expect([tournament.first(cell), tournament.second(cell)]).toEqual([there[0] ?? -1, there[1] ?? -1]);
            const ties = bitsFor(size);
            tournament.ties(cell, ties);
            const tied: number[] = [];
            forEachBit(ties, (position) => void tied.push(position));
            const [first] = there;
            const same = there.filter((at) => compare(keys[at] as number[], keys[first as number] as number[]) === 0);
            expect(tied).toEqual(same);
          }
          expect(tournament.size).toBe(isFeasible.filter(Boolean).length);
        };
        check();
        for (const one of changes) {
          const at = one.at % size;
          keys[at] = one.key.slice(0, width);
          isFeasible[at] = one.isFeasible;
          tournament.update(at, one.isFeasible);
          check();
          expect(tournament.isFeasible(at)).toBe(one.isFeasible);
        }
        const visited: number[] = [];
        tournament.forEach((position) => void visited.push(position));
        expect(visited.sort((a, b) => a - b)).toEqual(isFeasible.flatMap((is, at) => (is ? [at] : [])));
        expect(visited.map((at) => measures.map((_, part) => tournament.keyPart(at, part)))).toEqual(
          visited.map((at) => keys[at]),
        );
      },
    );
    fc.assert(property, runs(150));
  });
});

/** Counts by bucket as they are told of, without hosts. */
class Told {
  readonly column: BucketColumn;
  readonly counts: number[];
  edition = 0;
  lastBucket = -1;

  constructor(column: BucketColumn) {
    this.column = column;
    this.counts = Array.from({ length: column.size }, () => 0);
  }

  at(bucket: number): number {
    return this.counts[bucket] ?? 0;
  }

  add(bucket: number, by: number): void {
    if (bucket < 0) return;
    this.counts[bucket] = this.at(bucket) + by;
    this.edition++;
    this.lastBucket = by === 1 ? bucket : -1;
  }

  asCounts(): BucketCounts {
    return this as unknown as BucketCounts;
  }
}

describe('the fewest of some buckets', () => {
  const change = fc.record({
    bucket: fc.nat({ max: 5 }),
    by: fc.constantFrom(1, 1, 1, 1, -1, 0),
    isLooked: fc.boolean(),
  });

  it('is followed as tasks come, go, and are counted anew', () => {
    const property = fc.property(
      fc.uniqueArray(fc.nat({ max: 5 })),
      fc.array(change, { maxLength: 60 }),
      (members, changes) => {
        const told = new Told(columnOf([0, 1, 2, 3, 4, 5]));
        const fewest = new Fewest(told.asCounts(), new Set(members));
        for (const { bucket, by, isLooked } of [...changes, { bucket: 0, by: 1, isLooked: true }]) {
          if (by === 0) {
            told.counts.reverse();
            told.edition++;
            told.lastBucket = -1;
          } else if (by === 1 || told.at(bucket) > 0) told.add(bucket, by);
          if (!isLooked) continue;
          const all = members.map((member) => told.at(member));
          expect(fewest.value).toBe(all.length === 0 ? 0 : Math.min(...all));
          for (let one = 0; one <= 5; one++) {
            const others = members.filter((member) => member !== one).map((member) => told.at(member));
            expect(fewest.beside(one)).toBe(Math.min(...others));
          }
          expect(fewest.least((member) => -told.at(member))).toBe(all.length === 0 ? 0 : -Math.max(...all));
        }
      },
    );
    fc.assert(property, runs(300));
  });
});

describe('the order of the cells', () => {
  const limits = fc.record(
    { maxSkew: fc.integer({ min: 1, max: 2 }), maxPerBucket: fc.integer({ min: 1, max: 3 }) },
    { requiredKeys: [] },
  );
  const start = fc.record({
    size: fc.integer({ min: 1, max: 60 }),
    limits: fc.array(limits, { minLength: 1, maxLength: 3 }),
    buckets: fc.infiniteStream(fc.integer({ min: -1, max: 7 })),
  });
  const place = fc.record({
    at: fc.nat(),
    by: fc.constantFrom(1, 1, 1, -1),
    free: fc.nat({ max: 3 }),
    isFeasible: fc.boolean(),
  });

  it('is that of their first hosts, as limits open and close', () => {
    const property = fc.property(start, fc.array(place, { maxLength: 40 }), ({ size, limits, buckets }, places) => {
      const values = limits.map(() => Array.from({ length: size }, () => buckets.next().value));
      const columns = values.map(columnOf);
      const told = columns.map((column) => new Told(column));
      const all = bitsFor(size);
      for (let at = 0; at < size; at++) setBit(all, at, true);
      const bound = limits.map(
        (limit, at) => new SpreadLimit('field', limit, (told[at] as Told).asCounts(), () => all),
      );
      const free = Array.from({ length: size }, (_, at) => at % 3);
      const isFeasible = free.map(() => true);
      const measure = { at: (position: number) => free[position] as number };
      const sources: KeyPartSource[] = told.map((counts, at) => ({ at: (_, of) => counts.at(of[at] as number) }));
      sources.splice(1, 0, { at: measure.at, measure });
      const tournament = new Tournament(new Partition(size, columns), [measure], all);
      const order = new CellOrder(
        tournament,
        sources,
        bound.map((limit, dimension) => ({ limit, dimension })),
      );
      const keyOf = (at: number) => {
        const key = told.map((counts, column) => counts.at(values[column]?.[at] as number));
        key.splice(1, 0, free[at] as number);
        return key;
      };
      const check = (): void => {
        const admitted = free.flatMap((_, at) => {
          const fits = limits.every(({ maxSkew, maxPerBucket }, column) => {
            const bucket = values[column]?.[at] as number;
            const { counts } = told[column] as Told;
            if (bucket < 0) return false;
            const there = new Set((values[column] as number[]).filter((other) => other >= 0));
            const fewest = Math.min(...[...there].map((other) => counts[other] as number));
            const tasks = counts[bucket] as number;
            return tasks < (maxPerBucket ?? Infinity) && tasks + 1 - fewest <= (maxSkew ?? Infinity);
          });
          return fits && isFeasible[at] ? [at] : [];
        });
        admitted.sort((a, b) => compare(keyOf(a), keyOf(b)) || a - b);
        const firsts = [...new Map(admitted.toReversed().map((at) => [order.cellOf(at), at])).values()];
        firsts.sort((a, b) => compare(keyOf(a), keyOf(b)) || a - b);
        const first = (cell: Cell | undefined) => cell && tournament.first(cell);
        expect(first(order.first)).toBe(firsts[0]);
        if (firsts.length > 0) expect(first(order.second)).toBe(firsts[1]);
        const tied = firsts.filter((at) => compare(keyOf(at), keyOf(firsts[0] as number)) === 0);
        expect(
          order
            .ties()
            .map((cell) => tournament.first(cell))
            .sort((a, b) => a - b),
        ).toEqual(tied);
      };
      check();
      for (const step of places) {
        const at = step.at % size;
        const of = told.map((_, column) => values[column]?.[at] as number);
        free[at] = step.free;
        isFeasible[at] = step.isFeasible;
        const isTaken = of.every((bucket, column) => bucket < 0 || (told[column] as Told).at(bucket) > 0);
        if (step.by > 0 || isTaken) told.forEach((counts, column) => void counts.add(of[column] as number, step.by));
        tournament.update(at, step.isFeasible);
        order.mark(at);
        order.refresh();
        check();
      }
    });
    fc.assert(property, runs(250));
  });
});
