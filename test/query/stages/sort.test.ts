import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubjectKind } from '../../../src/model/subjects.js';
import type { Cell } from '../../../src/query/stages/column.js';
import { firstSorted, sorted } from '../../../src/query/stages/sort.js';
import { tableOf } from '../../../src/query/stages/table.js';
import { columnOf, tableOfRows } from './hand-made.js';

const order = (kind: SubjectKind, cells: readonly Cell[], descending = false) => {
  const column = columnOf('a', kind, 0);
  const table = tableOfRows(
    [column],
    cells.map((cell) => [cell]),
  );
  return [...sorted(table, [{ column, descending }])].map((position) => cells[position]);
};

describe('sorted', () => {
  it.each<[SubjectKind, readonly Cell[], readonly Cell[], readonly Cell[]]>([
    ['integer', [10, null, 9, -1], [-1, 9, 10, null], [10, 9, -1, null]],
    ['text', ['10', null, '9', '😀', 'ﬀ', ''], ['', '10', '9', '😀', 'ﬀ', null], ['ﬀ', '😀', '9', '10', '', null]],
    [
      'version',
      ['1.14.5', null, '1.9', '1.14.5-a'],
      ['1.9', '1.14.5-a', '1.14.5', null],
      ['1.14.5', '1.14.5-a', '1.9', null],
    ],
    ['boolean', ['true', null, 'false'], ['false', 'true', null], ['true', 'false', null]],
    ['version', ['1.2.0', '1.2', '1.2.0'], ['1.2.0', '1.2', '1.2.0'], ['1.2.0', '1.2', '1.2.0']],
    ['instant', [5, 5.5, null], [5, 5.5, null], [5.5, 5, null]],
  ])('orders %s values, absent ones last in both directions', (kind, cells, ascending, descending) => {
    expect(order(kind, cells)).toEqual(ascending);
    expect(order(kind, cells, true)).toEqual(descending);
  });
});

const columns = [columnOf('n', 'integer', 0), columnOf('t', 'text', 1), columnOf('v', 'version', 2)];
const row = fc.tuple(
  fc.constantFrom(null, 0, -0, 1, 2, 10),
  fc.constantFrom(null, 'a', 'b', '10', '9'),
  fc.constantFrom(null, '1.0', '1', '1.10', '1.9', '2-x'),
);
const keys = fc.uniqueArray(fc.tuple(fc.constantFrom(...columns), fc.boolean()), {
  selector: ([column]) => column.name,
  minLength: 1,
});

describe('firstSorted', () => {
  it('gives the first rows of those sorted, however many', () => {
    const some = fc.array(row, { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(some, keys, fc.nat(70), fc.infiniteStream(fc.boolean()), (rows, picked, limit, flags) => {
        const whole = tableOfRows(columns, rows);
        const kept = whole.positions().filter(() => flags.next().value === true);
        const table = tableOf(whole.content, kept);
        const stage = picked.map(([column, descending]) => ({ column, descending }));
        const all = [...sorted(table, stage)];
        expect([...firstSorted(table, stage, limit)]).toEqual(all.slice(0, limit));
        expect([...all].sort((a, b) => a - b)).toEqual([...kept]);
      }),
    );
  });

  it('does so for few of many', () => {
    const rows = Array.from({ length: 5_000 }, (_, at): Cell[] => [(at * 7_919) % 1_000, String((at * 31) % 100)]);
    const table = tableOfRows(columns, rows);
    const stage = [
      { column: columns[0] as (typeof columns)[0], descending: true },
      { column: columns[1] as (typeof columns)[0], descending: false },
    ];
    for (const limit of [0, 1, 2, 20, 624, 625, 626, 5_000, 6_000]) {
      expect([...firstSorted(table, stage, limit)]).toEqual([...sorted(table, stage)].slice(0, limit));
    }
  });
});
