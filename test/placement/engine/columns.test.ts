/** Sets of positions, counts, and what is placed: each against the plain thing it stands for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allPositions,
  type Bits,
  bitsFor,
  forEachBit,
  hasBit,
  intersect,
  lowestBit,
  setBit,
} from '../../../src/placement/hosts/bits.js';
import { ChangeLog, MOST_CHANGES } from '../../../src/placement/hosts/change-log.js';
import { CountedBits } from '../../../src/placement/hosts/counted-bits.js';
import { FreeColumn, isEnough, tasksWithin } from '../../../src/placement/hosts/free-column.js';
import { Overlay } from '../../../src/placement/hosts/overlay.js';
import { SparseCounts } from '../../../src/placement/hosts/sparse-counts.js';
import type { HostReader } from '../../../src/store/host-reader.js';
import { runs } from '../../support/runs.js';
import { storeOf } from '../fleet.js';
import { requestOf } from './tables.js';

const positions = fc.uniqueArray(fc.nat({ max: 200 }), { maxLength: 120 });

function bitsOf(positions: readonly number[]): Bits {
  const bits = bitsFor(201);
  for (const position of positions) setBit(bits, position, true);
  return bits;
}

describe('a set of positions', () => {
  it('holds what was put into it, in ascending order', () => {
    const property = fc.property(positions, positions, (added, removed) => {
      const bits = bitsOf(added);
      for (const position of removed) setBit(bits, position, false);
      const expected = added.filter((position) => !removed.includes(position)).sort((a, b) => a - b);
      const visited: number[] = [];
      forEachBit(bits, (position) => visited.push(position));
      expect(visited).toEqual(expected);
      for (let position = 0; position <= 200; position++) {
        expect(hasBit(bits, position)).toBe(expected.includes(position));
      }
    });
    fc.assert(property, runs(200));
  });

  it('keeps of two what is in both', () => {
    const property = fc.property(positions, positions, (some, others) => {
      const bits = bitsOf(some);
      intersect(bits, bitsOf(others));
      expect(bits).toEqual(bitsOf(some.filter((position) => others.includes(position))));
    });
    fc.assert(property, runs(200));
  });

  it('has room for as many as it is made for', () => {
    for (const size of [0, 1, 31, 32, 33, 64]) {
      const bits = bitsFor(size);
      for (let position = 0; position < size; position++) setBit(bits, position, true);
      expect(bits).toEqual(allPositions(size));
      expect(new CountedBits(bits).size).toBe(size);
    }
    expect([1, -1, 6, -2147483648].map(lowestBit)).toEqual([0, 0, 1, 31]);
  });
});

describe('a set with counts', () => {
  // More than two groups of 1,024 positions.
  const many = fc.uniqueArray(fc.nat({ max: 2_500 }), { maxLength: 300 });

  it('knows its size and its n-th position, whatever comes and goes', () => {
    const property = fc.property(many, many, (added, turned) => {
      const bits = bitsFor(2_501);
      for (const position of added) setBit(bits, position, true);
      const counted = new CountedBits(bits);
      const expected = new Set(added);
      for (const position of turned) {
        const isSet = position % 3 !== 0;
        counted.set(position, isSet);
        if (isSet) expected.add(position);
        else expected.delete(position);
      }
      const ascending = [...expected].sort((a, b) => a - b);
      expect(counted.size).toBe(ascending.length);
      expect(ascending.map((_, rank) => counted.select(rank))).toEqual(ascending);
      expect(turned.map((position) => counted.has(position))).toEqual(turned.map((position) => expected.has(position)));
    });
    fc.assert(property, runs(200));
  });
});

describe('counts of few positions', () => {
  const position = fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 0, max: 2 ** 30 }));
  const step = fc.oneof(
    { weight: 10, arbitrary: fc.tuple(fc.constant('add' as const), position, fc.constantFrom(1, 1, -1)) },
    { weight: 10, arbitrary: fc.tuple(fc.constant('set' as const), position, fc.nat({ max: 3 })) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('clear' as const), position, fc.constant(0)) },
  );

  it('are those of a map', () => {
    const property = fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const counts = new SparseCounts();
      const map = new Map<number, number>();
      for (const [kind, position, number] of steps) {
        if (kind === 'clear') {
          counts.clear();
          map.clear();
          continue;
        }
        map.set(position, kind === 'set' ? number : (map.get(position) ?? 0) + number);
        if (kind === 'set') counts.set(position, number);
        else counts.add(position, number);
        expect(counts.at(position)).toBe(map.get(position));
      }
      for (const [position, count] of map) expect(counts.at(position)).toBe(count);
      const visited = new Map<number, number>();
      counts.forEach((position, count) => {
        expect(visited.has(position)).toBe(false);
        visited.set(position, count);
      });
      expect(visited).toEqual(new Map([...map].filter(([, count]) => count > 0)));
    });
    fc.assert(property, runs(300));
  });

  it('are many, come and go', () => {
    const counts = new SparseCounts();
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < 20_000; at++) counts.add(at * 4096 + round, at);
      for (let at = 0; at < 20_000; at++) if (counts.at(at * 4096 + round) !== at) expect([round, at]).toBe('counted');
      for (let at = 0; at < 20_000; at++) counts.add(at * 4096 + round, -at);
    }
    counts.set(7, 1);
    const visited: unknown[] = [];
    counts.forEach((...entry) => void visited.push(entry));
    expect(visited).toEqual([[7, 1]]);
  });
});

describe('the log of changes', () => {
  it('knows the last ones, with their kind, and which is the last of its host', () => {
    const log = new ChangeLog(1_000);
    const changes: (readonly [number, boolean])[] = [];
    const total = 600_001;
    const add = (until: number): void => {
      while (log.end < until) {
        const change = [(log.end * 7919) % 1_000, log.end % 3 === 0] as const;
        changes.push(change);
        log.add(...change);
      }
    };
    add(5);
    expect([log.reaches(0), log.reaches(5), log.end]).toEqual([true, true, 5]);
    add(total);
    let from = total;
    while (log.reaches(from - 1)) from--;
    // It reaches back by as many as one call may place, and forgets what is older.
    expect(total - from).toBeGreaterThanOrEqual(MOST_CHANGES);
    expect(from).toBeGreaterThan(0);
    const last = new Map(changes.map(([position], change) => [position, change]));
    for (let change = from; change < total; change++) {
      const [position, isRecord] = changes[change] as readonly [number, boolean];
      const known = [log.positionAt(change), log.isRecordAt(change), log.isLatest(change)];
      if (known.join() !== [position, isRecord, last.get(position) === change].join())
        expect([change, known]).toBe('known');
    }
  });

  it('reaches exactly as far as it still knows', () => {
    const log = new ChangeLog(2);
    log.add(1, true);
    while (log.reaches(0)) {
      if (log.positionAt(0) !== 1 || !log.isRecordAt(0)) expect(log.end).toBe('the last end at which it reaches');
      log.add(0, false);
    }
    expect(log.positionAt(0)).toBe(0);
  });
});

describe('what is placed', () => {
  const request = requestOf(storeOf({ a: {} }), {});
  const grant = { hostPorts: [], gpuIds: [] };
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.nat({ max: 4 }) },
    { weight: 2, arbitrary: fc.constant('pop' as const) },
  );

  it('is a stack, host by host in the order of placing', () => {
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const overlay = new Overlay(5);
      const stack: { readonly position: number; readonly index: number }[] = [];
      for (const [index, step] of steps.entries()) {
        if (step !== 'pop') {
          overlay.push(step, request, index, grant);
          stack.push({ position: step, index });
        } else if (stack.length > 0) expect(overlay.pop()).toMatchObject(stack.pop() as object);
        expect(overlay.size).toBe(stack.length);
        for (let position = 0; position < 5; position++) {
          const here = stack.filter((one) => one.position === position).map((one) => one.index);
          expect(overlay.at(position).map((one) => one.index)).toEqual(here);
        }
        const all: number[] = [];
        overlay.forEach(({ index }) => void all.push(index));
        expect(all).toEqual(stack.map((one) => one.index));
      }
    });
    fc.assert(property, runs(200));
  });
});

describe('what is free', () => {
  it('is enough for so many tasks, to a millionth', () => {
    const micros = (least: number, most: number) => fc.integer({ min: least, max: most }).map((number) => number / 1e6);
    const property = fc.property(micros(-1e6, 3e7), micros(1, 5e6), (free, each) => {
      const tasks = tasksWithin(free, each);
      const [freeMicros, eachMicros] = [Math.round(free * 1e6), Math.round(each * 1e6)];
      expect(tasks).toBe(Math.max(0, Math.floor(freeMicros / eachMicros)));
      expect([isEnough(free, each), isEnough(free, free)]).toEqual([freeMicros >= eachMicros, true]);
    });
    fc.assert(property, runs(500));
    expect([tasksWithin(0.3, 0.1), tasksWithin(-5, 1), tasksWithin(4096, 4096)]).toEqual([3, 0, 1]);
  });

  it('is taken to a millionth, wholly by who takes all, and comes back as it was read', () => {
    const free = [1, 0.3];
    const column = new FreeColumn(
      'gpu',
      { free: (row: number) => free[row] as number } as Partial<HostReader> as HostReader,
      Int32Array.of(1, 0),
    );
    expect([...column.values]).toEqual([0.3, 1]);
    for (let turn = 0; turn < 3; turn++) column.take(0, 0.1);
    column.take(1, Number.POSITIVE_INFINITY);
    expect([...column.values]).toEqual([0, 0]);
    column.reset(0);
    expect([...column.values]).toEqual([0.3, 0]);
  });
});
