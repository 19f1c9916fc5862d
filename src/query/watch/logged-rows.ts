/** The keys of all rows at the last look, and what became of them since. */
import type { SubjectValue } from '../../model/subjects.js';
import type { WatchedRows } from './watched-rows.js';

/** A column by row that is brought into the new order when rows are numbered anew. */
interface ByRow {
  values: SubjectValue[];
}

interface RowListener {
  left(row: number, key: string): void;
  came(row: number, key: string): void;
  /** The same key is there as before; its values may have changed. */
  stayed(row: number, key: string): void;
}

export class LoggedRows {
  readonly #rows: WatchedRows;
  #keys: (string | undefined)[] = [];
  #layout: number;

  constructor(rows: WatchedRows) {
    this.#rows = rows;
    this.#layout = rows.layout;
    rows.forEach((row) => {
      this.#keys[row] = rows.keyAt(row);
    });
  }

  /** Tells of every row that may have changed since the last call. O(those), or O(all) where rows were numbered anew meanwhile. */
  update(columns: readonly ByRow[], listener: RowListener): void {
    const touched = new Set<number>();
    const isMoved = this.#layout !== this.#rows.layout;
    if (isMoved) this.#renumber(columns, listener);
    const isKnown = this.#rows.forEachTouched((row) => touched.add(row));
    if (isKnown && !isMoved) {
      for (const row of touched) this.#look(row, listener);
      return;
    }
    for (let row = 0; row < this.#keys.length; row++) if (!this.#rows.has(row)) this.#look(row, listener);
    this.#rows.forEach((row) => {
      this.#look(row, listener);
    });
  }

  /** Brings columns into the order of rows as they are numbered now, where nothing else happened since the last look. */
  follow(columns: readonly ByRow[]): void {
    if (this.#layout === this.#rows.layout) return;
    this.#renumber(columns, undefined);
    this.#rows.forEachTouched(() => undefined);
  }

  #look(row: number, listener: RowListener): void {
    const before = this.#keys[row];
    const now = this.#rows.has(row) ? this.#rows.keyAt(row) : undefined;
    this.#keys[row] = now;
    if (before !== undefined && before === now) {
      listener.stayed(row, now);
      return;
    }
    if (before !== undefined) listener.left(row, before);
    if (now !== undefined) listener.came(row, now);
  }

  /** Who left goes first, as there is no new row for it. */
  #renumber(columns: readonly ByRow[], listener: RowListener | undefined): void {
    this.#layout = this.#rows.layout;
    const newRows = new Map<string, number>();
    this.#rows.forEach((row) => {
      newRows.set(this.#rows.keyAt(row), row);
    });
    const keys: (string | undefined)[] = [];
    const values: SubjectValue[][] = columns.map(() => []);
    this.#keys.forEach((key, row) => {
      if (key === undefined) return;
      const newRow = newRows.get(key);
      if (newRow === undefined) {
        listener?.left(row, key);
        return;
      }
      keys[newRow] = key;
      columns.forEach((column, at) => {
        (values[at] as SubjectValue[])[newRow] = column.values[row];
      });
    });
    this.#keys = keys;
    columns.forEach((column, at) => {
      column.values = values[at] as SubjectValue[];
    });
  }
}
