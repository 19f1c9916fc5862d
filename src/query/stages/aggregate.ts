/** Rows → one row a group, with what an aggregate makes of the group's rows. */
import type { CheckedAggregate, CheckedDistinct } from './checked-stage.js';
import { type Cell, type Column, totalOrderOf } from './column.js';
import { ExactSum } from './exact-sum.js';
import { groupsBy, orderOfGroups } from './groups.js';
import { madeTable, type Table } from './table.js';

/** Groups ascend by their keys, absent ones last. Without `by` all rows are one group, which is there even without rows. */
export function aggregated(table: Table, stage: CheckedAggregate): Table {
  const { by, column } = stage;
  const made = stage.made ?? [];
  if (column === undefined) return counted(table, by, made);
  const fold = FOLDS[stage.function as keyof typeof FOLDS](column);
  const groups = groupsBy(table, by);
  const read = table.content.reader(column);
  for (const position of table.positions()) {
    const cell = read(position);
    groups.forEachOf(position, (group) => fold.add(group, cell));
  }
  return groupTable(made, by, groups.cells(), groups.size(), (group) => fold.result(group));
}

/** Each value of a column once, ascending; absent ones, if any, as one `null` at the end. */
export function distinct(table: Table, { column, made }: CheckedDistinct): Table {
  const counts = countsBy(table, [column]);
  return groupTable(made ?? [], [column], counts.cells, counts.rows.length);
}

function counted(table: Table, by: readonly Column[], made: readonly Column[]): Table {
  if (by.length === 0) return madeTable(made, [[table.size()]], 1);
  const { cells, rows } = countsBy(table, by);
  return groupTable(made, by, cells, rows.length, (group) => rows[group] as number);
}

interface Counts {
  readonly cells: readonly (readonly Cell[])[];
  /** By group. */
  readonly rows: readonly number[];
}

function countsBy(table: Table, by: readonly Column[]): Counts {
  const [only] = by;
  const known = by.length === 1 && only !== undefined ? table.countsOf(only) : undefined;
  if (known !== undefined) return { cells: [[...known.keys()]], rows: [...known.values()] };
  const groups = groupsBy(table, by);
  const rows: number[] = [];
  for (const position of table.positions()) {
    groups.forEachOf(position, (group) => {
      rows[group] = (rows[group] ?? 0) + 1;
    });
  }
  return { cells: groups.cells(), rows };
}

function groupTable(
  made: readonly Column[],
  by: readonly Column[],
  cells: readonly (readonly Cell[])[],
  size: number,
  result?: (group: number) => Cell,
): Table {
  const order = orderOfGroups(by, cells, size);
  const keys = cells.map((column) => order.map((group) => column[group] as Cell));
  return madeTable(made, result === undefined ? keys : [...keys, order.map(result)], size);
}

/** What is gathered of each group; absent cells count for nothing. */
interface Fold {
  add(group: number, cell: Cell): void;
  /** `null` where no row of the group had a value. */
  result(group: number): Cell;
}

const FOLDS = {
  sum: () => sums((sum) => sum),
  avg: () => sums((sum, count) => sum / count),
  min: (column: Column) => extremes(column, -1),
  max: (column: Column) => extremes(column, 1),
} as const;

function sums(finish: (sum: number, count: number) => number): Fold {
  const totals: ExactSum[] = [];
  const counts: number[] = [];
  return {
    add(group, cell) {
      if (cell === null) return;
      totals[group] ??= new ExactSum();
      (totals[group] as ExactSum).add(cell as number);
      counts[group] = (counts[group] ?? 0) + 1;
    },
    result(group) {
      const total = totals[group];
      return total === undefined ? null : finish(total.value(), counts[group] as number);
    },
  };
}

/** @param sign of the comparison that makes a cell the better one. */
function extremes(column: Column, sign: 1 | -1): Fold {
  const compare = totalOrderOf(column);
  const best: Cell[] = [];
  return {
    add(group, cell) {
      const before = best[group] ?? null;
      if (cell !== null && (before === null || compare(cell, before) * sign > 0)) best[group] = cell;
    },
    result: (group) => best[group] ?? null,
  };
}
