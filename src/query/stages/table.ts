/** Rows between two stages. */
import { compareText } from '../../model/records.js';
import type { Subject } from '../../model/subjects.js';
import type { Values } from '../evaluate.js';
import type { Cell, Column } from './column.js';
import type { FoundRows } from './found-rows.js';

/**
 * Rows by position: positions ascend with the order that rows have where no stage gives them another (records by id, groups by
 * their keys), so that what a stage finds equal is told apart by position.
 */
export interface Table {
  /** How many rows there are. */
  size(): number;
  /** The first `limit` rows, or all of them, in their order. Not to be changed. */
  positions(limit?: number): Int32Array;
  readonly content: Content;
  /** How many rows each value of a column has, `null` for those without, where indexes tell it faster than the rows. */
  countsOf(column: Column): ReadonlyMap<Cell, number> | undefined;
  /** The first rows as a table. */
  first(limit: number): Table;
}

/** What is in the rows. */
export interface Content {
  /** What reads a column: only of those that the rows have. */
  reader(column: Column): (position: number) => Cell;
  /** What expressions are asked of. */
  readonly values: Values<number>;
  /** The record's row in its store; -1 where rows are made. */
  rowAt(position: number): number;
}

/** Rows whose positions are known. */
export function tableOf(content: Content, order: Int32Array): Table {
  return {
    size: () => order.length,
    positions: (limit) => (limit === undefined || limit >= order.length ? order : order.subarray(0, limit)),
    content,
    countsOf: () => undefined,
    first: (limit) => tableOf(content, order.slice(0, limit)),
  };
}

/** The records that an expression finds, read when somebody asks, and only as many as are asked for. */
export function recordTable(found: FoundRows): Table {
  let whole: Table | undefined;
  const all = () => {
    whole ??= tableOfRecords(found, found.rows());
    return whole;
  };
  return {
    size: () => whole?.size() ?? found.count(),
    positions: (limit) => all().positions(limit),
    get content() {
      return all().content;
    },
    countsOf: ({ subject, parameter }) => found.countsOf(subject, parameter),
    first: (limit) => tableOfRecords(found, found.rows(limit)),
  };
}

/** Rows that a stage made: for each column the cells by position. */
export function madeTable(columns: readonly Column[], cells: readonly (readonly Cell[])[], size: number): Table {
  const bySubject = new Map<Subject, readonly Cell[]>(columns.map(({ subject }, at) => [subject, cells[at] ?? []]));
  const cellOf = (subject: Subject, position: number): Cell => bySubject.get(subject)?.[position] ?? null;
  const content: Content = {
    reader: ({ position: at }) => {
      const column = cells[at ?? -1] ?? [];
      return (position) => column[position] ?? null;
    },
    values: {
      value: (subject, _parameter, position) => (cellOf(subject, position) ?? undefined) as string | number | undefined,
      members: (subject, position) => membersOf(cellOf(subject, position)),
    },
    rowAt: () => -1,
  };
  return tableOf(content, ascending(size));
}

export function ascending(length: number): Int32Array {
  const positions = new Int32Array(length);
  for (let position = 0; position < length; position++) positions[position] = position;
  return positions;
}

function tableOfRecords(found: FoundRows, rows: Int32Array): Table {
  const rowAt = (position: number) => rows[position] as number;
  const content: Content = {
    reader: ({ subject, parameter }) =>
      subject.source === 'task-set'
        ? (position) => setOf(found.membersAt(subject, rowAt(position)))
        : (position) => found.valueAt(subject, parameter, rowAt(position)) ?? null,
    values: {
      value: (subject, parameter, position) => found.valueAt(subject, parameter, rowAt(position)),
      members: (subject, position) => found.membersAt(subject, rowAt(position)),
    },
    rowAt,
  };
  return tableOf(content, ascending(rows.length));
}

/** `null` where there is no task at all; tasks without the field leave a list that may be empty. */
function setOf(members: readonly (string | undefined)[]): Cell {
  if (members.length === 0) return null;
  const texts = new Set<string>();
  for (const member of members) if (member !== undefined) texts.add(member);
  return [...texts].sort(compareText);
}

/** The members that an expression sees in a list: an empty one stands for tasks that all lack the field. */
function membersOf(cell: Cell): readonly (string | undefined)[] {
  if (cell === null) return [];
  const list = cell as readonly string[];
  return list.length === 0 ? [undefined] : list;
}
