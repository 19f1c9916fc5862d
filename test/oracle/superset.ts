/**
 * The superset of the language, evaluated naively: conditions on rows, then stage after stage on lists. It knows no syntax: what is
 * asked comes as data, and its text is made elsewhere, so that the parser is tested by itself.
 */
import { RE2JS } from 're2js';
import { compareTexts, type Order } from './query-values.js';
import {
  compareValues,
  type Found,
  orderAgainst,
  runningOn,
  type SupersetRow,
  subjectOn,
  type ValueKind,
} from './superset-rows.js';

/** What is asked about: a name, and of `count(…)` what holds of the tasks that count. */
export interface Column {
  readonly name: string;
  readonly counted?: Question;
}

/** An argument as it is written and as what it means. */
export interface Argument {
  readonly text: string;
  readonly means: string | number;
}

export interface Condition {
  readonly column: Column;
  readonly operator: string;
  readonly arguments: readonly Argument[];
}

export type Question =
  | { readonly all: readonly Question[] }
  | { readonly any: readonly Question[] }
  | { readonly none: Question }
  | { readonly everything: true }
  | Condition;

export type Step =
  | { readonly where: Question }
  | { readonly sort: readonly { readonly column: Column; readonly descending: boolean }[] }
  | { readonly limit: number }
  | { readonly select: readonly Column[] }
  | { readonly aggregate: Aggregate; readonly of?: Column; readonly by: readonly Column[] }
  | { readonly distinct: Column };

export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max';

/** A row of a result: the row of the fleet it still is, or the cells that a stage made, in the order that breaks ties. */
export interface Line {
  readonly row?: SupersetRow;
  readonly cells?: ReadonlyMap<string, Cell>;
}

export interface Cell {
  readonly kind: ValueKind;
  readonly value: string | number | readonly string[] | null;
}

/** The lines that the steps leave of the rows (ascending by key) for which the question holds. */
export function answerOf(question: Question, steps: readonly Step[], rows: readonly SupersetRow[]): readonly Line[] {
  let lines: readonly Line[] = rows.filter((row) => questionHolds(question, row)).map((row) => ({ row }));
  for (const step of steps) lines = take(step, lines);
  return lines;
}

export function questionHolds(question: Question, row: SupersetRow): boolean {
  return holds(question, (column) => foundOn(column, row));
}

function foundOn({ name, counted }: Column, row: SupersetRow): Found {
  if (counted === undefined) return subjectOn(name, row);
  const values =
    row.host === undefined ? [] : [runningOn(row).filter((task) => questionHolds(counted, { ...row, task })).length];
  return { kind: 'number', present: row.host !== undefined, answerable: row.host !== undefined, values };
}

function holds(question: Question, find: (column: Column) => Found): boolean {
  if ('all' in question) return question.all.every((part) => holds(part, find));
  if ('any' in question) return question.any.some((part) => holds(part, find));
  if ('none' in question) return !holds(question.none, find);
  if ('everything' in question) return true;
  return conditionHolds(question, find(question.column));
}

const POSITIVE: Readonly<Record<string, string>> = { '!=': '==', '!in': 'in', '!~': '=~' };

function conditionHolds({ operator, arguments: given }: Condition, found: Found): boolean {
  if (operator === 'exists') return found.present;
  if (operator === '!exists') return !found.present;
  const positive = POSITIVE[operator];
  const some = found.values.some((value) =>
    given.some((argument) => relates(positive ?? operator, found.kind, value, argument)),
  );
  return positive === undefined ? some : found.answerable && !some;
}

function relates(operator: string, kind: ValueKind, value: string | number, { text, means }: Argument): boolean {
  if (operator === '=~') return RE2JS.compile(text).matcher(String(value)).matches();
  if (operator === '==' || operator === 'in') return compareValues(kind, value, means) === 0;
  const order = orderAgainst(kind, value, means);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function take(step: Step, lines: readonly Line[]): readonly Line[] {
  if ('where' in step) return lines.filter((line) => holds(step.where, (column) => foundIn(column, line)));
  if ('limit' in step) return lines.slice(0, step.limit);
  if ('sort' in step) return sorted(lines, step.sort);
  if ('select' in step) return lines.map((line) => withCells(step.select, line));
  if ('distinct' in step) return groupsOf(lines, [step.distinct]).map(({ cells }) => ({ cells }));
  return groupsOf(lines, step.by).map(({ cells, members }) => {
    const name = step.of === undefined ? 'count' : `${step.aggregate}(${step.of.name})`;
    return { cells: new Map([...cells, [name, aggregated(step.aggregate, step.of, members)]]) };
  });
}

function foundIn(column: Column, { row, cells }: Line): Found {
  const cell = cells?.get(column.name);
  if (cell === undefined) return foundOn(column, row as SupersetRow);
  const there = cell.value !== null;
  const values = there ? [cell.value].flat() : [];
  return { kind: cell.kind, present: there, answerable: there, values };
}

function cellOf(column: Column, line: Line): Cell {
  const { kind, values, present } = foundIn(column, line);
  if (kind === 'set') return { kind, value: present ? [...new Set(values.map(String))].sort(compareTexts) : null };
  return { kind, value: values[0] ?? null };
}

function withCells(columns: readonly Column[], line: Line): Line {
  return { ...line, cells: new Map(columns.map((column) => [column.name, cellOf(column, line)])) };
}

/** Absent values come last, whichever way is up. Ties are in the order that the lines have by themselves. */
function sorted(
  lines: readonly Line[],
  keys: readonly { readonly column: Column; readonly descending: boolean }[],
): Line[] {
  return [...lines].sort((a, b) => {
    for (const { column, descending } of keys) {
      const order = compareCells(cellOf(column, a), cellOf(column, b), descending);
      if (order !== 0) return order;
    }
    return natural(a, b);
  });
}

function compareCells(a: Cell, b: Cell, descending: boolean): number {
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
  const order: Order = compareValues(a.kind, a.value as string | number, b.value as string | number);
  return descending ? -order : order;
}

/** By id; what has none, by its cells from the first on (the keys of groups stand first). */
function natural(a: Line, b: Line): number {
  if (a.row !== undefined && b.row !== undefined) return compareTexts(a.row.key, b.row.key);
  for (const [name, cell] of a.cells ?? []) {
    const order = compareCells(cell, b.cells?.get(name) as Cell, false);
    if (order !== 0) return order;
  }
  return 0;
}

interface Group {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly members: readonly Line[];
}

/** A line is in the group of each member of a set. Without keys there is one group, of all lines. */
function groupsOf(lines: readonly Line[], by: readonly Column[]): readonly Group[] {
  const groups = new Map<string, { readonly cells: Map<string, Cell>; readonly members: Line[] }>();
  const add = (cells: ReadonlyMap<string, Cell>): Line[] => {
    const identity = JSON.stringify([...cells.values()].map(({ value }) => value));
    const group = groups.get(identity) ?? { cells: new Map(cells), members: [] };
    groups.set(identity, group);
    return group.members;
  };
  if (by.length === 0) add(new Map());
  for (const line of lines) for (const cells of keysOf(line, by)) add(cells).push(line);
  const made = [...groups.values()];
  return made.sort((a, b) => natural({ cells: a.cells }, { cells: b.cells }));
}

function keysOf(line: Line, by: readonly Column[]): readonly ReadonlyMap<string, Cell>[] {
  let keys: ReadonlyMap<string, Cell>[] = [new Map()];
  for (const column of by) {
    const cell = cellOf(column, line);
    const parts: Cell[] = Array.isArray(cell.value)
      ? cell.value.map((value: string): Cell => ({ kind: 'text', value }))
      : [cell];
    const own = parts.length === 0 ? [{ kind: 'text' as const, value: null }] : parts;
    keys = keys.flatMap((key) => own.map((part) => new Map([...key, [column.name, part]])));
  }
  return keys;
}

function aggregated(aggregate: Aggregate, of: Column | undefined, members: readonly Line[]): Cell {
  if (of === undefined) return { kind: 'number', value: members.length };
  const cells = members.map((line) => cellOf(of, line)).filter(({ value }) => value !== null);
  const [first] = cells;
  if (first === undefined) return { kind: 'number', value: null };
  if (aggregate === 'min' || aggregate === 'max') {
    const sign = aggregate === 'min' ? 1 : -1;
    return cells.reduce((best, cell) => (sign * compareCells(cell, best, false) < 0 ? cell : best), first);
  }
  const sum = cells.reduce((total, { value }) => total + Number(value), 0);
  return { kind: 'number', value: aggregate === 'sum' ? sum : sum / cells.length };
}
