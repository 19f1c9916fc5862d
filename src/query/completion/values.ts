/** The values of a cluster that may stand after an operator, the most frequent first, within what the rest of the query leaves. */
import type { RowKind } from '../../language/ast.js';
import { printValue } from '../../language/printer.js';
import { formatInstant } from '../../model/instant.js';
import { isNumeric, type SubjectReference } from '../../model/subjects.js';
import type { InstanceRowStore, TextIndex } from '../indexed-store.js';
import type { Knowledge } from './knowledge.js';
import type { Conditions, NarrowedRows } from './narrowing.js';

/** A value as it is written, without quotes, and how many rows have it. */
export interface CountedValue {
  readonly value: string;
  readonly rows: number;
}

/** Which rows. */
export interface Extent extends Conditions {
  readonly rows: RowKind;
}

/** Of so few rows each is asked for its value. */
const FEW_ROWS = 1_024;
/** So many values are counted within what the rest of the query leaves. */
const COUNTED_VALUES = 1_000;

/**
 * The values of a subject, of which those that begin with `typed` are sure to be among them; of very many values those that are
 * frequent in the whole cluster.
 */
export function valuesOf(reference: SubjectReference, typed: string, extent: Extent, knowledge: Knowledge) {
  const { subject, parameter } = reference;
  if (extent.rows === 'tasks' || isNumeric(subject)) return countedValues(reference, extent, knowledge);
  const store = knowledge.store.instanceSpace;
  const narrowed = knowledge.narrowedTo(extent);
  if (narrowed !== undefined && narrowed.size <= FEW_ROWS) return valuesOfRows(reference, narrowed, store);
  const index = store.index.values(subject, parameter);
  if (index === undefined) return [];
  const codes = knowledge.orderOf(index).beginningWith(typed);
  if (narrowed === undefined) return codes.map((code) => ({ value: index.text(code), rows: index.sizeOf(code) }));
  return codes.slice(0, COUNTED_VALUES).flatMap((code) => countedIn(narrowed, index, code));
}

function countedIn(narrowed: NarrowedRows, index: TextIndex, code: number): readonly CountedValue[] {
  const rows = index.rowsOf(code);
  const count = rows === undefined ? 0 : narrowed.count(rows);
  return count === 0 ? [] : [{ value: index.text(code), rows: count }];
}

function valuesOfRows(reference: SubjectReference, narrowed: NarrowedRows, store: InstanceRowStore) {
  const { subject, parameter } = reference;
  const counts = new Map<string, number>();
  narrowed.forEach((row) => {
    const value = subject.kind === 'text-set' ? undefined : store.valueAt(subject, parameter, row);
    const members = typeof value === 'string' ? [value] : store.membersAt(subject, parameter, row);
    for (const member of members) counts.set(member, (counts.get(member) ?? 0) + 1);
  });
  return Array.from(counts, ([value, rows]) => ({ value, rows }));
}

function countedValues(reference: SubjectReference, extent: Extent, knowledge: Knowledge) {
  const print = reference.subject.kind === 'instant' ? formatInstant : String;
  const counted: CountedValue[] = [];
  for (const [value, count] of knowledge.countsOf(reference, extent.rows, extent)) {
    if (value !== null) counted.push({ value: typeof value === 'string' ? value : print(value), rows: count });
  }
  return counted;
}

/** A value as it is written at a place: in the quotes that are there, else quoted where it has to be. */
export function written(value: string, quote: "'" | '"' | undefined): string {
  if (quote === undefined) return printValue(value);
  return quote + value.replace(quote === "'" ? /'|\\(?=['\\]|$)/g : /"|\\(?=["\\]|$)/g, '\\$&') + quote;
}
