import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubjectValue } from '../../src/model/subjects.js';
import { derivedMembers, derivedNumbers, derivedValues } from '../../src/store/derived-index.js';
import type { RangeIndex } from '../../src/store/range-index.js';
import { RowLog } from '../../src/store/row-log.js';
import { RowSet } from '../../src/store/row-set.js';
import type { ValueIndex } from '../../src/store/value-index.js';

/** Rows with something in them, and how often they were read. */
class Table<T> {
  readonly touched = new RowLog();
  readonly live = new RowSet();
  readonly content = new Map<number, T>();
  reads = 0;

  has(row: number): boolean {
    return this.live.has(row);
  }

  forEach(visit: (row: number) => void): void {
    this.live.forEach(visit);
  }

  readonly read = (row: number): T => {
    this.reads++;
    if (!this.content.has(row)) throw new Error(`row ${row} holds nothing`);
    return this.content.get(row) as T;
  };

  put(row: number, content: T): void {
    this.content.set(row, content);
    this.live.add(row);
    this.touched.add(row);
  }

  remove(row: number): void {
    this.touched.add(row);
    this.live.delete(row);
    this.content.delete(row);
  }

  /** Every row gets another number. */
  relabel(): void {
    const old = [...this.content];
    for (const [row] of old) this.remove(row);
    this.touched.clear();
    for (const [row, content] of old) {
      this.content.set(row + 1, content);
      this.live.add(row + 1);
    }
  }
}

type Step<T> =
  | { readonly type: 'put'; readonly row: number; readonly content: T }
  | { readonly type: 'remove'; readonly row: number }
  | { readonly type: 'relabel' | 'ask' };

function steps<T>(content: fc.Arbitrary<T>): fc.Arbitrary<Step<T>[]> {
  const row = fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(65_535, 65_536, 200_000));
  const step: fc.Arbitrary<Step<T>> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ type: fc.constant('put' as const), row, content }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('remove' as const), row }) },
    { weight: 4, arbitrary: fc.constant({ type: 'ask' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'relabel' as const }) },
  );
  return fc.array(step, { maxLength: 60, size: 'max' });
}

/** Does the steps, and looks whenever a step asks, and at the end. */
function follow<T>(table: Table<T>, all: readonly Step<T>[], look: () => void): void {
  for (const step of all) {
    if (step.type === 'put') table.put(step.row, step.content);
    else if (step.type === 'remove') table.remove(step.row);
    else if (step.type === 'relabel') table.relabel();
    else look();
  }
  look();
}

function rowsOf(set: RowSet | undefined): readonly number[] {
  const rows: number[] = [];
  set?.forEach((row) => {
    rows.push(row);
  });
  return rows;
}

/** What an index of text says, in a form to compare. */
function saidBy(index: ValueIndex): unknown {
  const values = [...index.entries()].map(([value, rows]) => [value, rowsOf(rows)] as const);
  return {
    present: rowsOf(index.present),
    valued: rowsOf(index.valued),
    values: new Map(values),
  };
}

/** The same, made anew by looking at every row. */
function expectedOf(content: ReadonlyMap<number, readonly (string | null | undefined)[]>, isSet: boolean): unknown {
  const present: number[] = [];
  const valued: number[] = [];
  const values = new Map<string, number[]>();
  for (const [row, members] of [...content].sort(([a], [b]) => a - b)) {
    if (members.length === 0) continue;
    present.push(row);
    if (isSet || members.some((member) => member != null)) valued.push(row);
    for (const member of new Set(members)) if (member != null) values.set(member, [...(values.get(member) ?? []), row]);
  }
  return { present, valued, values };
}

const text = fc.constantFrom('', 'a', 'b', 'c', '__proto__');

describe('an index that is made when asked for', () => {
  it('says of texts what the rows say, whatever happened between two questions', () => {
    const value = fc.oneof({ weight: 3, arbitrary: text }, fc.constantFrom(null, undefined));
    fc.assert(
      fc.property(steps(value), (all) => {
        const table = new Table<string | null | undefined>();
        const index = derivedValues(table, table.read);
        follow(table, all, () => {
          const content = new Map([...table.content].map(([row, one]) => [row, one === undefined ? [] : [one]]));
          expect(saidBy(index.get())).toEqual(expectedOf(content, false));
        });
      }),
    );
  });

  it('says of sets of text what the rows say', () => {
    const members = fc.array(fc.oneof({ weight: 3, arbitrary: text }, fc.constant(undefined)), { maxLength: 5 });
    fc.assert(
      fc.property(steps(members), (all) => {
        const table = new Table<readonly (string | undefined)[]>();
        const index = derivedMembers(table, table.read);
        follow(table, all, () => {
          expect(saidBy(index.get())).toEqual(expectedOf(table.content, true));
        });
      }),
    );
  });

  it('says of numbers what the rows say', () => {
    const value: fc.Arbitrary<SubjectValue> = fc.oneof(
      fc.constantFrom<SubjectValue[]>(0, -0, 1, 2.5, 1e15, null, undefined),
      fc.integer({ min: -5, max: 200 }),
    );
    fc.assert(
      fc.property(steps(value), (all) => {
        const table = new Table<SubjectValue>();
        const index = derivedNumbers(table, table.read);
        follow(table, all, () => compareNumbers(index.get(), table.content));
      }),
    );
  });

  it('reads every row once, then none while nothing changes, then those that changed, each once', () => {
    const table = new Table<string>();
    for (let row = 0; row < 1_000; row++) table.put(row, `value ${row % 7}`);
    const index = derivedValues(table, table.read);
    expect(table.reads).toBe(0);
    const first = index.get();
    expect(table.reads).toBe(1_000);
    expect(index.get()).toBe(first);
    expect(table.reads).toBe(1_000);
    for (let again = 0; again < 500; again++) for (const row of [3, 4, 5]) table.put(row, `other ${again}`);
    table.remove(6);
    expect(index.get()).toBe(first);
    expect(table.reads).toBe(1_003);
    expect(rowsOf(first.find('other 499'))).toEqual([3, 4, 5]);
  });

  it('is made anew where more changed than the log holds', () => {
    const table = new Table<string>();
    for (let row = 0; row < 10; row++) table.put(row, 'a');
    const index = derivedValues(table, table.read);
    const first = index.get();
    for (let change = 0; change < 65_536; change++) table.put(change % 10, 'b');
    expect(index.get()).toBe(first);
    expect(rowsOf(first.find('b'))).toHaveLength(10);
    for (let change = 0; change < 65_537; change++) table.put(change % 10, 'c');
    expect(index.get()).not.toBe(first);
    expect(rowsOf(index.get().find('c'))).toHaveLength(10);
  });
});

function compareNumbers(index: RangeIndex, content: ReadonlyMap<number, SubjectValue>): void {
  const wanted = new Map([...content].filter((entry): entry is [number, number] => typeof entry[1] === 'number'));
  expect(rowsOf(index.present)).toEqual([...wanted.keys()].sort((a, b) => a - b));
  for (const [row, value] of wanted) expect(index.at(row)).toBe(value + 0);
}
