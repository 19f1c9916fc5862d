/** Tables of made rows, and columns that name their cells. */
import type { Subject, SubjectKind } from '../../../src/model/subjects.js';
import type { Cell, Column } from '../../../src/query/stages/column.js';
import { madeTable, type Table } from '../../../src/query/stages/table.js';

export function columnOf(name: string, kind: SubjectKind, position: number): Column {
  const index = kind === 'integer' || kind === 'instant' ? 'ranges' : 'values';
  const source = kind === 'text-set' ? 'task-set' : 'instance';
  const subject = { name, kind, source, index, families: [], summary: '', read: () => undefined } as object as Subject;
  return { name, subject, parameter: '', position };
}

/** A table of rows, each a list of cells. */
export function tableOfRows(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Table {
  const cells = columns.map((_, at) => rows.map((row) => row[at] ?? null));
  return madeTable(columns, cells, rows.length);
}

/** The rows of a table in their order. */
export function rowsOf(table: Table, columns: readonly Column[]): readonly (readonly Cell[])[] {
  const readers = columns.map((column) => table.content.reader(column));
  return [...table.positions()].map((position) => readers.map((read) => read(position)));
}
