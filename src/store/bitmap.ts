/** A set of row numbers as bits, 32 to a word: what every query computes with. */
export class Bitmap {
  /** Bit `row & 31` of word `row >> 5`. Signed words keep arithmetic on small integers. */
  readonly words: Int32Array;

  /** An empty set for rows below `capacity`. */
  constructor(capacity: number) {
    this.words = new Int32Array((capacity + 31) >>> 5);
  }

  add(row: number): void {
    const word = row >>> 5;
    this.words[word] = (this.words[word] as number) | (1 << (row & 31));
  }

  delete(row: number): void {
    const word = row >>> 5;
    if (word < this.words.length) this.words[word] = (this.words[word] as number) & ~(1 << (row & 31));
  }

  has(row: number): boolean {
    return (((this.words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
  }

  /** Adds the rows of `other` that lie within this set's capacity. */
  or(other: Bitmap): this {
    const { words } = this;
    const from = other.words;
    const shared = Math.min(words.length, from.length);
    for (let at = 0; at < shared; at++) words[at] = (words[at] as number) | (from[at] as number);
    return this;
  }

  /** Keeps the rows that are in `other`, too. */
  and(other: Bitmap): this {
    const { words } = this;
    const from = other.words;
    const shared = Math.min(words.length, from.length);
    for (let at = 0; at < shared; at++) words[at] = (words[at] as number) & (from[at] as number);
    words.fill(0, shared);
    return this;
  }

  /** Takes away the rows that are in `other`. */
  andNot(other: Bitmap): this {
    const { words } = this;
    const from = other.words;
    const shared = Math.min(words.length, from.length);
    for (let at = 0; at < shared; at++) words[at] = (words[at] as number) & ~(from[at] as number);
    return this;
  }

  isEmpty(): boolean {
    return this.words.every((word) => word === 0);
  }

  /** How many rows it holds. O(capacity / 32). */
  count(): number {
    const { words } = this;
    let total = 0;
    for (let at = 0; at < words.length; at++) total += bitCount(words[at] as number);
    return total;
  }

  /** Calls `visit` with each row, ascending. */
  forEach(visit: (row: number) => void): void {
    const { words } = this;
    for (let at = 0; at < words.length; at++) {
      let word = words[at] as number;
      while (word !== 0) {
        visit((at << 5) + (31 - Math.clz32(word & -word)));
        word &= word - 1;
      }
    }
  }

  /** The same set with room for rows below `capacity`, at least as many as now. */
  grown(capacity: number): Bitmap {
    const larger = new Bitmap(capacity);
    larger.words.set(this.words);
    return larger;
  }
}

/** The number of ones in a word: pairs, then nibbles, then all bytes at once (Hacker's Delight, 5–1). */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
