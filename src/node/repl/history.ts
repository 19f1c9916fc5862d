/** Statements that were given, the oldest first; none equals the one before it. */
export class History {
  readonly #size: number;
  #entries: string[] = [];

  constructor(size: number, entries: readonly string[] = []) {
    this.#size = size;
    for (const entry of entries) this.add(entry);
  }

  /** The newest `count`, or all. */
  entries(count = this.#size): readonly string[] {
    return count === 0 ? [] : this.#entries.slice(-count);
  }

  /** Keep a statement; whether it is a new one, and not the last once more. */
  add(statement: string): boolean {
    if (statement === '' || statement === this.#entries.at(-1)) return false;
    this.#entries.push(statement);
    // Cutting now and then costs less than shifting for each.
    if (this.#entries.length > 2 * this.#size) this.#entries = [...this.entries()];
    return true;
  }

  /** Go through what begins like the text before the cursor, from the newest on. */
  search(prefix: string, written: string): HistorySearch {
    return new HistorySearch(this.entries(), prefix, written);
  }
}

/** A walk through the statements that begin alike, and back to what was being written. */
export class HistorySearch {
  readonly #entries: readonly string[];
  readonly #prefix: string;
  readonly #written: string;
  #at: number;

  constructor(entries: readonly string[], prefix: string, written: string) {
    this.#entries = entries;
    this.#prefix = prefix;
    this.#written = written;
    this.#at = entries.length;
  }

  /** The next older one that differs from what is shown; undefined where there is none. */
  older(): string | undefined {
    return this.#step(-1);
  }

  /** The next newer one, last of all what was being written. */
  newer(): string | undefined {
    return this.#step(1);
  }

  #step(by: 1 | -1): string | undefined {
    const shown = this.#shown(this.#at);
    for (let at = this.#at + by; at >= 0 && at <= this.#entries.length; at += by) {
      const entry = this.#shown(at);
      if (!entry.startsWith(this.#prefix) || entry === shown) continue;
      this.#at = at;
      return entry;
    }
    return undefined;
  }

  #shown(at: number): string {
    return this.#entries[at] ?? this.#written;
  }
}
