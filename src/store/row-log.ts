/** Entries that are kept; older ones are forgotten. */
const MOST_ENTRIES = 65_536;

/** Rows in the order in which something happened to them. */
export class RowLog {
  /** Entry number modulo its length → row. */
  readonly #rows = new Int32Array(MOST_ENTRIES);
  /** The number of the oldest entry that is kept, and that of the next one. */
  #start = 0;
  #end = 0;
  /** The last end that anybody was told. */
  #told = 0;

  /** How many entries there were, ever: where a later `since` goes on. */
  get end(): number {
    this.#told = this.#end;
    return this.#end;
  }

  /** A row of which the last entry speaks gets no other one, unless somebody may have read that. O(1). */
  add(row: number): void {
    if (this.#end > this.#told && this.#rows[(this.#end - 1) % MOST_ENTRIES] === row) return;
    this.#rows[this.#end % MOST_ENTRIES] = row;
    this.#end++;
    if (this.#end - this.#start > MOST_ENTRIES) this.#start = this.#end - MOST_ENTRIES;
  }

  /** Forgets everything: no former `end` is reached any more. */
  clear(): void {
    this.#end++;
    this.#start = this.#end;
  }

  /**
   * Visits the rows of the entries since a former `end`, in order; a row may come again. O(entries).
   *
   * @returns false, and visits none, where the log does not reach back that far.
   */
  since(from: number, visit: (row: number) => void): boolean {
    if (from < this.#start) return false;
    const { end } = this;
    for (let at = from; at < end; at++) visit(this.#rows[at % MOST_ENTRIES] as number);
    return true;
  }
}
