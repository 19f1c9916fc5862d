import { RowSet } from './row-set.js';

/** For a subject of text: which rows have it, which have a value of it, and for each value the rows that have that value. */
export class PostingIndex {
  /** Rows on which the subject is there, with a value or without. */
  readonly present = new RowSet();
  /** Rows on which it has a value. */
  readonly valued = new RowSet();
  readonly #postings = new Map<string, RowSet>();

  /** How many different values there are. */
  get distinct(): number {
    return this.#postings.size;
  }

  /** The rows that have the value, if any. */
  posting(value: string): RowSet | undefined {
    return this.#postings.get(value);
  }

  /** Every value with its rows, in no order that may show in a result. */
  postings(): Iterable<readonly [value: string, rows: RowSet]> {
    return this.#postings;
  }

  /** Records that the row's one value is `value`; `null` for a subject that is there without a value. */
  add(row: number, value: string | null): void {
    this.present.add(row);
    if (value === null) return;
    this.valued.add(row);
    this.addMember(row, value);
  }

  remove(row: number, value: string | null): void {
    this.present.delete(row);
    if (value === null) return;
    this.valued.delete(row);
    this.removeMember(row, value);
  }

  /** For a subject with many values a row: one value more. Presence is the owner's to tell, by `setPresence`. */
  addMember(row: number, value: string): void {
    let rows = this.#postings.get(value);
    if (rows === undefined) {
      rows = new RowSet();
      this.#postings.set(value, rows);
    }
    rows.add(row);
  }

  removeMember(row: number, value: string): void {
    const rows = this.#postings.get(value);
    rows?.delete(row);
    if (rows?.size === 0) this.#postings.delete(value);
  }

  /** For a subject with many values a row: whether the row has any task, be it one without a value. */
  setPresence(row: number, present: boolean): void {
    for (const rows of [this.present, this.valued]) {
      if (present) rows.add(row);
      else rows.delete(row);
    }
  }
}
