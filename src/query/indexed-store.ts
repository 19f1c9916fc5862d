/** What the engine asks of a store. */
import type { Host, Task } from '../model/records.js';
import type { Subject, SubjectValue } from '../model/subjects.js';
import type { Interval } from '../store/range-index.js';
import type { RowSet } from '../store/row-set.js';
import type { ChunkSource } from './chunk-node.js';

/** Rows that a query can be asked of: instances, or tasks. */
export type RowStore = InstanceRowStore | TaskRowStore;

/** A store by what its rows are. */
export interface RowStores {
  readonly instanceSpace: InstanceRowStore;
  readonly taskSpace: TaskRowStore;
}

/** What is known of rows by their numbers. */
export interface Answers {
  /** How many chunks of 65,536 rows there are to look at. */
  readonly chunkCount: number;
  /**
   * The one value that a subject has in a row: `null` where it is there without one, undefined where it is not there. Of a set of
   * values see `membersAt`. O(1), but for what has to be added up from the tasks on an instance.
   */
  valueAt(subject: Subject, parameter: string, row: number): SubjectValue;
  /** The different values of a subject of many, in no order that may show in a result; none where it has none. O(tasks on the row). */
  membersAt(subject: Subject, parameter: string, row: number): readonly string[];
}

interface Rows extends Answers {
  /** Grows with every change. */
  readonly revision: number;
  /** Grows when rows are numbered anew. */
  readonly layout: number;
  /** How many rows hold a record. */
  readonly rowCount: number;
  /** The rows that hold a record. */
  readonly live: ChunkSource;
  /** The key of the record in a row. */
  keyAt(row: number): string;
  /** Numbers rows anew where too many are out of order. */
  settle(): void;
}

/** Rows with an index of each subject. */
export interface IndexedStore extends Answers {
  readonly index: {
    /** The index of a subject of text; undefined where no row has the subject. May make it, or bring it up to date. */
    values(subject: Subject, parameter: string): TextIndex | undefined;
    /** The index of a subject of numbers. */
    numbers(subject: Subject, parameter: string): NumberIndex;
  };
}

/** Instances: rows ascend as their keys do, but for the strays. */
export interface InstanceRowStore extends Rows, IndexedStore {
  readonly kind: 'instances';
  readonly strays: RowSet;
  /** The strays in ascending order of their keys. */
  straysByKey(): readonly number[];
  /** The instance of a row with its tasks. */
  recordAt(row: number): Host;
}

/** Tasks, in no order: what a query asks of them is answered by the rows of other stores that they go with. */
export interface TaskRowStore extends Rows {
  readonly kind: 'tasks';
  /** Where a subject is answered. */
  joinOf(subject: Subject): Join;
  recordAt(row: number): Task;
}

/** How rows go with rows of another store: each with one, or with none. */
export interface Join {
  readonly store: IndexedStore;
  /** What a row of the other store is called: `instance`. */
  readonly name: string;
  /** The row of the other store that a row goes with; -1 for none. */
  rowOf(row: number): number;
  /** How many rows go with a row of the other store. */
  countOf(other: number): number;
  /** Sets in `words` the bits of the chunk's rows that go with a row whose bit is set in `others`. @returns how many. O(65,536). */
  fill(at: number, others: Int32Array, words: Int32Array): number;
}

/** The index of a subject of text. */
export interface TextIndex {
  /** Rows on which the subject is there. */
  readonly present: RowSet;
  /** Rows on which it has a value. */
  readonly valued: RowSet;
  find(text: string): RowSet | undefined;
  /** How many different values there are. */
  readonly distinct: number;
  /** Every value has a number below this, which it keeps while it has rows. */
  readonly codes: number;
  /** The value of a number that has rows. */
  text(code: number): string;
  /** How many rows have the value of a number; 0 where there is no such value. */
  sizeOf(code: number): number;
  rowsOf(code: number): RowSet | undefined;
  /** Grows whenever a value comes anew. */
  readonly version: number;
  /** Grows with every change. */
  readonly edition: number;
  /** Whether the value of a number came after that version. */
  bornAfter(code: number, version: number): boolean;
  selection(passes: (text: string) => boolean): TextSelection;
  /** Every value with its rows, in no order that may show in a result. */
  entries(): Iterable<readonly [value: string, rows: RowSet]>;
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
