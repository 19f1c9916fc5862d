/** What the engine asks of a store. */
import type { Host } from '../model/records.js';
import type { Subject } from '../model/subjects.js';
import type { Interval } from '../store/range-index.js';
import type { RowSet } from '../store/row-set.js';

export interface IndexedStore {
  /** Grows with every change. */
  readonly revision: number;
  /** Grows when rows are numbered anew. */
  readonly layout: number;
  readonly instanceCount: number;
  /** How many chunks of 65,536 rows there are to look at. */
  readonly chunkCount: number;
  /** The rows that hold an instance. */
  readonly live: RowSet;
  /** Rows whose numbers are not in the order of their keys; the numbers of all other rows are. */
  readonly strays: RowSet;
  /** The strays in ascending order of their keys. */
  straysByKey(): readonly number[];
  readonly index: {
    values(subject: Subject, parameter: string): TextIndex | undefined;
    numbers(subject: Subject): NumberIndex;
  };
  keyAt(row: number): string;
  hostAt(row: number): Host;
  /** Numbers rows anew where too many are out of order. */
  settle(): void;
}

/** The index of a subject of text. */
export interface TextIndex {
  /** Rows on which the subject is there. */
  readonly present: RowSet;
  /** Rows on which it has a value. */
  readonly valued: RowSet;
  find(text: string): RowSet | undefined;
  selection(passes: (text: string) => boolean): TextSelection;
}

/** The rows of all values that pass a test. */
export interface TextSelection {
  rows(): readonly RowSet[];
  readonly size: number;
}

/** The index of a subject of numbers. */
export interface NumberIndex {
  readonly present: RowSet;
  at(row: number): number;
  select(interval: Interval): { readonly whole: readonly RowSet[]; readonly partial: readonly RowSet[] };
  estimate(interval: Interval): { readonly rows: number; readonly exact: boolean };
}
