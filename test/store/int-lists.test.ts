import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntLists } from '../../src/store/int-lists.js';
import { runs } from '../support/runs.js';

const ROWS = 12;
const row = fc.nat({ max: ROWS - 1 });
const value = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('push' as const), row, value }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('removeAt' as const), row, index: fc.nat() }) },
  fc.record({ do: fc.constant('set' as const), row, values: fc.array(value, { maxLength: 40 }) }),
  fc.record({ do: fc.constant('clear' as const), row }),
  fc.record({ do: fc.constant('relabel' as const), order: fc.shuffledSubarray([...Array(ROWS).keys()]) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function take(lists: IntLists, model: Map<number, number[]>, one: Step): void {
  const list = 'row' in one ? (model.get(one.row) ?? []) : [];
  switch (one.do) {
    case 'push':
      lists.push(one.row, one.value);
      model.set(one.row, [...list, one.value]);
      break;
    case 'removeAt': {
      if (list.length === 0) break;
      const index = one.index % list.length;
      lists.removeAt(one.row, index);
      const last = list.pop() as number;
      if (index < list.length) list[index] = last;
      break;
    }
    case 'set':
      lists.set(one.row, one.values, one.values.length);
      model.set(one.row, [...one.values]);
      break;
    case 'clear':
      lists.clear(one.row);
      model.delete(one.row);
      break;
    case 'relabel': {
      lists.relabel(Int32Array.from(one.order));
      const renumbered = one.order.map((old, at) => [at, model.get(old) ?? []] as const);
      model.clear();
      for (const [at, values] of renumbered) model.set(at, values);
    }
  }
}

function listOf(lists: IntLists, at: number): number[] {
  return Array.from({ length: lists.length(at) }, (_, index) => lists.at(at, index));
}

describe('lists of integers', () => {
  it('are what arrays would be', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const lists = new IntLists();
        const model = new Map<number, number[]>();
        for (const one of steps) take(lists, model, one);
        const out = new Int32Array(1_000);
        for (let at = 0; at < ROWS; at++) {
          const expected = model.get(at) ?? [];
          expect(listOf(lists, at)).toEqual(expected);
          expect([...out.subarray(0, lists.copy(at, out))]).toEqual(expected);
          for (const wanted of [...expected, 7]) expect(lists.indexOf(at, wanted)).toBe(expected.indexOf(wanted));
        }
      }),
      runs(300),
    );
  });

  it('survive being laid out anew, over and over', () => {
    const lists = new IntLists();
    const model = Array.from({ length: 3_000 }, (): number[] => []);
    for (let at = 0; at < 200_000; at++) {
      const list = (at * 7_919) % 3_000;
      const expected = model[list] as number[];
      if (expected.length < 5 + (list % 90)) {
        lists.push(list, at);
        expected.push(at);
      } else {
        lists.clear(list);
        expected.length = 0;
      }
    }
    model.forEach((expected, at) => {
      expect(listOf(lists, at)).toEqual(expected);
    });
  });

  it('can be renumbered with rows that had none', () => {
    const lists = new IntLists();
    lists.push(2, 20);
    lists.push(0, 5);
    lists.relabel(Int32Array.of(-1, 2, 9));
    expect([0, 1, 2, 3].map((at) => listOf(lists, at))).toEqual([[], [20], [], []]);
    lists.push(5, 1);
    expect([listOf(lists, 5), listOf(lists, 1)]).toEqual([[1], [20]]);
  });

  it('take 60 B for ten values once they are laid out, and 85 B while they grow', () => {
    const lists = new IntLists();
    const rows = 100_000;
    for (let at = 0; at < rows * 10; at++) lists.push((at * 7) % rows, at);
    expect(lists.byteLength).toBeLessThan(85 * rows);
    lists.relabel(Int32Array.from({ length: rows }, (_, at) => at));
    expect(lists.byteLength).toBeLessThan(60 * rows);
  });

  it('give back what they no longer need', () => {
    for (const shorten of ['set', 'clear', 'removeAt'] as const) {
      const lists = new IntLists();
      const values = Array.from({ length: 1_000 }, (_, at) => at);
      for (let at = 0; at < 1_000; at++) lists.set(at, values, 1_000);
      for (let at = 0; at < 1_000; at++) {
        if (shorten === 'set') lists.set(at, values, 1);
        else if (shorten === 'clear') lists.clear(at);
        else while (lists.length(at) > 1) lists.removeAt(at, 0);
      }
      expect(lists.byteLength).toBeLessThan(50_000);
    }
  });

  it('grow one by one in constant time', () => {
    const lists = new IntLists();
    const started = performance.now();
    for (let at = 0; at < 1_000_000; at++) lists.push(0, at);
    for (let at = 0; at < 1_000_000; at++) lists.removeAt(0, 0);
    for (let at = 0; at < 1_000_000; at++) lists.push(at, at);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect([lists.length(0), lists.at(999_999, 0)]).toEqual([1, 999_999]);
  });
});
