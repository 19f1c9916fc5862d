/** The limits of stages, at each and one over it; and units after an aggregate. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/model/limits.js';
import { checkQuery } from '../../../src/query/check.js';
import type { Cell, Column } from '../../../src/query/stages/column.js';
import { groupsBy } from '../../../src/query/stages/groups.js';
import { columnOf, tableOfRows } from './hand-made.js';

function visits(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number {
  const table = tableOfRows(columns, rows);
  const groups = groupsBy(table, columns);
  let count = 0;
  for (const position of table.positions()) {
    groups.forEachOf(position, () => {
      count++;
    });
  }
  return count;
}

const overLimit = expect.objectContaining({ code: 'query-limit' });
const members = (length: number, from = 0) => Array.from({ length }, (_, at) => `m${from + at}`);

describe('groups', () => {
  const columns = [columnOf('a', 'integer', 0)];
  const rows = (length: number) => Array.from({ length }, (_, at): Cell[] => [at]);

  it('are as many as the limit, and no more', () => {
    expect(visits(columns, rows(LIMITS.queryGroups))).toBe(LIMITS.queryGroups);
    expect(() => visits(columns, rows(LIMITS.queryGroups + 1))).toThrow(overLimit);
  });
});

describe('combinations of members', () => {
  const columns = [columnOf('a', 'text-set', 0), columnOf('b', 'text-set', 1)];
  const full = [members(1_000), members(1_000)];
  const rows = Array.from({ length: LIMITS.queryCombinations / 1_000_000 }, () => full);

  it('are as many as the limit, and no more', () => {
    expect(visits(columns, rows)).toBe(LIMITS.queryCombinations);
    expect(() => visits(columns, [...rows, [['m0'], ['m0']]])).toThrow(overLimit);
  });

  it('of one set are not limited, as they are no more than its members', () => {
    const [one] = columns;
    expect(visits(one ? [one] : [], [[members(2_000)]])).toBe(2_000);
  });
});

describe('units after an aggregate', () => {
  it.each([
    ['* | sum remaining:cpu by status | where sum(remaining:cpu) >= 2vcpu', []],
    ['* | min remaining:memory | where min(remaining:memory) < 1.5GiB', []],
    ['* | select remaining:memory | where remaining:memory < 1.5GiB', []],
    ['* | sum remaining:cpu | where sum(remaining:cpu) >= 2GiB', ['wrong-unit']],
    ['* | avg runningTasksCount | where avg(runningTasksCount) > 2.5', []],
  ])('%s', (text, codes) => {
    expect(checkQuery(text).diagnostics.map(({ code }) => code)).toEqual(codes);
  });
});
