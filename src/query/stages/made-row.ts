import { formatInstant } from '../../model/instant.js';
import type { SubjectKind } from '../../model/subjects.js';
import type { Cell, Column } from './column.js';
import type { Table } from './table.js';

/** A value of a made row as JSON. */
export type MadeValue = string | number | boolean | null | readonly string[];

/**
 * A row that stages made: the columns by name, in their order; `null` where there is no value. Instants are ISO texts in UTC, sets
 * lists of texts in ascending order.
 */
export type MadeRow = { readonly [column: string]: MadeValue };

/** What makes rows of the positions of a table. */
export function madeRows(table: Table, columns: readonly Column[]): (position: number) => MadeRow {
  const fields = columns.map((column) => {
    const read = table.content.reader(column);
    const json = AS_JSON[column.subject.kind] ?? asItIs;
    return { name: column.name, value: (position: number) => json(read(position)) };
  });
  return (position) => Object.fromEntries(fields.map(({ name, value }) => [name, value(position)]));
}

const asItIs = (cell: Cell): MadeValue => cell;

const AS_JSON: { readonly [Kind in SubjectKind]?: (cell: Cell) => MadeValue } = {
  boolean: (cell) => (cell === null ? null : cell === 'true'),
  instant: (cell) => (cell === null ? null : formatInstant(cell as number)),
};
