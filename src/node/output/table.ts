import type { Answer, Column, Row, Screen } from './answer.js';
import { withInfinity } from './json.js';
import { type ColumnLayout, layOutRow } from './layout.js';
import { displayWidth, paint, terminalSafe } from './terminal.js';

const GAP = '  ';
/** Columns are cut no narrower than this; on a smaller screen the lines are too long. */
const MINIMUM_WIDTH = 6;

/** What people see: the answer's own text, or a table of its rows. */
export function* formatTable(answer: Answer, screen: Screen): Iterable<string> {
  const lines = answer.text?.(screen) ?? tableLines(answer.rows, answer.columns ?? columnsOf(answer.rows), screen);
  for (const line of lines) yield `${line}\n`;
}

/**
 * The lines of a table, cut to the screen's width: titles, a rule, rows. Columns without any value are left out
 * (without rows all of them) unless they are to be kept, numbers stand to the right. Cells are made safe for terminals.
 */
export function* tableLines(rows: Iterable<Row>, columns: readonly Column[], screen: Screen): Iterable<string> {
  const measured = columns.map((column) => measure(column, rows)).filter(({ isShown }) => isShown);
  if (measured.length === 0) return;
  const layout = layoutOf(measured, screen);
  const titles = measured.map(({ column }) => column.title);
  for (const line of layOutRow(titles, layout, GAP)) yield paint('bold', line, screen);
  yield paint('dim', layout.map(({ width }) => '─'.repeat(width)).join(GAP), screen);
  for (const row of rows) {
    const cells = measured.map(({ column }) => cellText(column.value(row)));
    yield* layOutRow(cells, layout, GAP);
  }
}

function layoutOf(measured: readonly Measured[], screen: Screen): readonly ColumnLayout[] {
  const natural = measured.map(({ width }) => width);
  const widths = fitWidths(natural, screen.width);
  return measured.map(({ column, isNumeric }, index) => ({
    width: widths[index]!,
    align: isNumeric || column.align === 'right' ? 'right' : 'left',
    wrap: column.wrap === true,
  }));
}

interface Measured {
  readonly column: Column;
  /** Of its widest cell, the title included. */
  readonly width: number;
  /** Whether some row has a value, or it is to be kept. */
  readonly isShown: boolean;
  /** Whether it holds numbers only. */
  readonly isNumeric: boolean;
}

function measure(column: Column, rows: Iterable<Row>): Measured {
  let width = displayWidth(column.title);
  let isShown = column.keep === true;
  let isNumeric = true;
  for (const row of rows) {
    const value = column.value(row);
    if (value === undefined || value === null) continue;
    width = Math.max(width, displayWidth(cellText(value)));
    isShown = true;
    isNumeric &&= typeof value === 'number';
  }
  return { column, width, isShown, isNumeric };
}

/** Take what is over from the widest columns, again and again, until the table fits. */
function fitWidths(natural: readonly number[], screenWidth: number): readonly number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - screenWidth;
  for (; over > 0; over--) {
    const widest = Math.max(...widths);
    if (widest <= MINIMUM_WIDTH) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** A value as a cell: texts and numbers as they are, lists with commas, anything else as JSON. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return terminalSafe(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.map(cellText).join(', ');
  return terminalSafe(JSON.stringify(value, withInfinity));
}

/** A column for each field that some row has. */
function columnsOf(rows: Iterable<Row>): readonly Column[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names].map((name) => ({ title: terminalSafe(name), value: (row) => row[name] }));
}
