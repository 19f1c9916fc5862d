import { stringify } from 'csv-stringify/sync';
import type { Answer, Row } from './answer.js';
import { withInfinity } from './json.js';

const BATCH = 500;

/**
 * CSV as in RFC 4180, with a header, every row flattened: `remaining.memory` is the field `memory` of the field `remaining`,
 * and a list is one cell of JSON. An absent field is an empty cell, an empty text a quoted one.
 *
 * Cells are the data as they are, so that reading them back gives the same rows. A spreadsheet may take a cell that begins with
 * `=`, `+`, `-` or `@` for a formula: import the columns of an untrusted fleet as text.
 */
export function* formatCsv(answer: Answer): Iterable<string> {
  const columns = answer.fields ?? columnsOf(answer.rows);
  if (columns.length === 0) return;
  yield records([columns]);
  let batch: (string | undefined)[][] = [];
  for (const row of answer.rows) {
    const cells = new Map(flatten(row));
    batch.push(columns.map((column) => cells.get(column)));
    if (batch.length < BATCH) continue;
    yield records(batch);
    batch = [];
  }
  yield records(batch);
}

/** Every column that some row has, in the order in which they first appear. */
function columnsOf(rows: Iterable<Row>): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const [column] of flatten(row)) columns.add(column);
  return [...columns];
}

function* flatten(value: object, prefix = ''): Iterable<[column: string, cell: string]> {
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined || field === null) continue;
    if (isNested(field)) yield* flatten(field, `${prefix}${name}.`);
    else yield [prefix + name, cellOf(field)];
  }
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cellOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, withInfinity) ?? '').replace(/^"(.*)"$/, '$1');
}

function records(rows: readonly (readonly (string | undefined)[])[]): string {
  return rows.length === 0 ? '' : stringify(rows as string[][], { quoted_empty: false, quoted_match: /^$/ });
}
