/** The positions of a host table that changed, in order, so that whoever keeps something about them can follow. */

/** As many changes are remembered; who has missed more starts anew. */
export const MOST_CHANGES = 1 << 18;

export class ChangeLog {
  /** `position × 2`, and 1 more where the record changed and not only what was placed. */
  readonly #entries = new Int32Array(MOST_CHANGES);
  /** Position → the number of its last change. */
  readonly #last: Float64Array;
  #end = 0;

  /** @param size how many positions there are */
  constructor(size: number) {
    this.#last = new Float64Array(size);
  }

  /** How many changes there were so far. */
  get end(): number {
    return this.#end;
  }

  add(position: number, recordChanged: boolean): void {
    this.#entries[this.#end % MOST_CHANGES] = position * 2 + (recordChanged ? 1 : 0);
    this.#last[position] = this.#end;
    this.#end++;
  }

  /** Whether the changes since a former `end` are still known. */
  reaches(from: number): boolean {
    return this.#end - from <= MOST_CHANGES;
  }

  /** The position of a change that is still known. */
  positionAt(change: number): number {
    return (this.#entries[change % MOST_CHANGES] as number) >>> 1;
  }

  /** Whether a change is the last one of its position. */
  isLatest(change: number): boolean {
    return this.#last[this.positionAt(change)] === change;
  }

  /** Whether a change was one of the host's record. */
  isRecordAt(change: number): boolean {
    return ((this.#entries[change % MOST_CHANGES] as number) & 1) === 1;
  }
}
