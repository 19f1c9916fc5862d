/** Columns: what a stage can sort by, show, group by and aggregate. */
import { isNumeric, type Subject } from '../../model/subjects.js';
import { ORDER_OF_KIND, ORDERS } from '../kinds.js';

/** A value of a column, `null` where there is none; of a set its members, ascending, each once. */
export type Cell = string | number | null | readonly string[];

/** A column of the rows that a stage reads. */
export interface Column {
  /** The canonical text of the subject, `count`, or `sum(remaining:cpu)` and its like. */
  readonly name: string;
  /**
   * What is read: of records a subject of theirs; of made rows one that only says what the values are, made for this column, by
   * which an expression names it.
   */
  readonly subject: Subject;
  readonly parameter: string;
  /** The place among the columns of made rows, from 0; undefined where rows are records. */
  readonly position: number | undefined;
}

export function isSet({ subject }: Column): boolean {
  return subject.kind === 'text-set';
}

/** Whether its values are numbers, instants among them. */
export function isNumber({ subject }: Column): boolean {
  return isNumeric(subject);
}

/** Negative, zero or positive as one value sorts before, at or after another. */
export type CompareCells = (a: Cell, b: Cell) => number;

/**
 * The order of a column's values, each of which is one text or number: `null` comes last. Versions that are equal although their
 * texts are not (`1.2` and `1.2.0`) are equal.
 */
export function orderOf({ subject }: Column): CompareCells {
  const { read, compare } = ORDERS[ORDER_OF_KIND[subject.kind]];
  if (subject.kind !== 'version') return nullLast((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const known = new Map<string | number, ReturnType<typeof read>>();
  const version = (text: string | number) => {
    let parsed = known.get(text);
    if (parsed === undefined) {
      parsed = read(text);
      known.set(text, parsed);
    }
    return parsed as NonNullable<typeof parsed>;
  };
  return nullLast((a, b) => compare(version(a), version(b)));
}

/** The same, with an order among equal versions too, so that it is one of all values. */
export function totalOrderOf(column: Column): CompareCells {
  const compare = orderOf(column);
  if (column.subject.kind !== 'version') return compare;
  return (a, b) => compare(a, b) || ((a as string) < (b as string) ? -1 : a === b ? 0 : 1);
}

function nullLast(compare: (a: string | number, b: string | number) => number): CompareCells {
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return compare(a as string | number, b as string | number);
  };
}
