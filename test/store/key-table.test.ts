/** Tables of texts and of tuples against `Map`, and against keys that were made to collide. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyTable } from '../../src/store/key-table.js';
import { runs } from '../support/runs.js';

/** What the table should say: each text with its number, no number twice, `find` and `text` each other's inverse. */
function expectSame(table: KeyTable, model: ReadonlyMap<string, number>): void {
  expect(table.size).toBe(model.size);
  expect(new Set(model.values()).size).toBe(model.size);
  for (const [text, number] of model) {
    expect([text, table.find(text), table.text(number), table.has(number)]).toEqual([text, number, text, true]);
    expect(number).toBeLessThan(table.capacity);
  }
}

function tableOf(texts: Iterable<string>): { table: KeyTable; model: Map<string, number> } {
  const table = new KeyTable();
  const model = new Map<string, number>();
  for (const text of texts) model.set(text, table.add(text));
  return { table, model };
}

/** Texts of one hash: they differ in the middle only, where it does not look. */
function colliding(count: number): string[] {
  const [head, tail] = ['h'.repeat(16), 't'.repeat(24)];
  return Array.from({ length: count }, (_, at) => `${head}${String(at).padStart(8, '0')}${tail}`);
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.integer({ min: 0, max: 300 }).map((at) => `arn:aws:ecs:us-east-1:123456789012:task/prod/${at}`),
  fc.integer({ min: 0, max: 300 }).map((at) => colliding(301)[at] as string),
);

describe('a key table', () => {
  it('is a bijection of texts and numbers, whatever comes and goes', () => {
    const step = fc.record({ text: anyText, remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const { table, model } = tableOf([]);
        for (const { text, remove } of steps) {
          const known = model.get(text);
          expect(table.find(text)).toBe(known ?? -1);
          if (!remove) {
            const number = table.add(text);
            expect(number).toBe(known ?? number);
            model.set(text, number);
          } else if (known !== undefined) {
            table.remove(known);
            model.delete(text);
            expect([table.find(text), table.has(known)]).toEqual([-1, false]);
          }
        }
        expectSame(table, model);
      }),
      runs(200),
    );
  });

  it('gives the number that was freed last to the next new text', () => {
    const { table } = tableOf(['a', 'b', 'c', 'd']);
    table.remove(1);
    table.remove(2);
    expect([table.add('e'), table.add('d'), table.add('f'), table.add('g'), table.capacity]).toEqual([2, 3, 1, 4, 5]);
  });

  it('starts at 0 again when the last text went', () => {
    const { table, model } = tableOf(colliding(100));
    for (const number of model.values()) table.remove(number);
    expect([table.size, table.capacity, table.find('a'), table.add('a')]).toEqual([0, 0, -1, 0]);
  });

  it('tells texts apart that differ at either end, in their length or in one bit of a character', () => {
    const long = 'x'.repeat(50);
    const texts = ['', '\0', '\0\0', 'a', 'aa', '\u0161', long, `${long}x`, `y${long}`, `${long}y`, `${long}\u0178`];
    const { table, model } = tableOf(texts);
    expect(table.size).toBe(texts.length);
    expectSame(table, model);
  });

  it('can be renumbered', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyText, { minLength: 1, maxLength: 200 }),
        fc.infiniteStream(fc.nat()),
        (texts, order) => {
          const { table, model } = tableOf(texts);
          const gone = texts.filter(() => (order.next().value as number) % 3 === 0);
          for (const text of gone) {
            table.remove(model.get(text) as number);
            model.delete(text);
          }
          const sorted = [...model.keys()].sort();
          table.relabel(Int32Array.from(sorted, (text) => model.get(text) as number));
          sorted.forEach((text, at) => {
            model.set(text, at);
          });
          expectSame(table, model);
          expect([table.capacity, gone.map((text) => table.find(text))]).toEqual([sorted.length, gone.map(() => -1)]);
          expect(table.add('one more than those')).toBe(sorted.length);
        },
      ),
      runs(100),
    );
  });

  it('holds a flood of keys of one hash as fast as a map does', () => {
    const texts = colliding(60_000);
    const lastFirst = Int32Array.from(texts, (_, at) => texts.length - 1 - at);
    const started = performance.now();
    const { table, model } = tableOf(texts);
    expect(texts.every((text) => table.find(text) === model.get(text))).toBe(true);
    for (const text of texts.slice(0, 59_900)) table.remove(model.get(text) as number);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(texts.findIndex((text) => table.find(text) >= 0)).toBe(59_900);
    expectSame(table, new Map([...model].slice(59_900)));
    table.relabel(lastFirst.subarray(0, 100));
    expect(texts.slice(59_900).map((text) => table.find(text))).toEqual([...lastFirst.subarray(59_900)]);
  });

  it('stays small while keys come and go', () => {
    const table = new KeyTable();
    const started = performance.now();
    for (let at = 0; at < 1_000_000; at++) {
      table.add(`task/${at}`);
      if (at >= 1_000) table.remove(table.find(`task/${at - 1_000}`));
    }
    expect([table.size, table.capacity]).toEqual([1_000, 1_001]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
