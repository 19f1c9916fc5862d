/** Counts of few positions among many: an open-addressing table of integers, a hundredth of the memory of a `Map`'s entries. */
const EMPTY = -1;
const SMALLEST = 8;
/** Knuth, "The Art of Computer Programming", 6.4: multiplicative hashing by the golden ratio. */
const GOLDEN = 0x9e3779b1;

export class SparseCounts {
  #keys = new Int32Array(SMALLEST).fill(EMPTY);
  #counts = new Int32Array(SMALLEST);
  #used = 0;
  #shift = 32 - Math.log2(SMALLEST);

  /** 0 where nothing was counted. */
  at(position: number): number {
    if (this.#used === 0) return 0;
    const slot = this.#slotOf(position);
    return this.#keys[slot] === position ? (this.#counts[slot] as number) : 0;
  }

  add(position: number, by: number): void {
    this.set(position, this.at(position) + by);
  }

  set(position: number, count: number): void {
    let slot = this.#slotOf(position);
    if (this.#keys[slot] !== position) {
      if (count === 0) return;
      if (2 * this.#used >= this.#keys.length) {
        this.#grow();
        slot = this.#slotOf(position);
      }
      this.#keys[slot] = position;
      this.#used++;
    }
    this.#counts[slot] = count;
  }

  /** Calls `visit` for each position with a count above 0, in no order that may show in a result. */
  forEach(visit: (position: number, count: number) => void): void {
    for (let slot = 0; slot < this.#keys.length; slot++) {
      const count = this.#counts[slot] as number;
      if (count > 0) visit(this.#keys[slot] as number, count);
    }
  }

  clear(): void {
    this.#keys.fill(EMPTY);
    this.#counts.fill(0);
    this.#used = 0;
  }

  /** Where the position is, or would be. */
  #slotOf(position: number): number {
    const mask = this.#keys.length - 1;
    let slot = Math.imul(position, GOLDEN) >>> this.#shift;
    for (;;) {
      const key = this.#keys[slot];
      if (key === position || key === EMPTY) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Int32Array(keys.length * 2).fill(EMPTY);
    this.#counts = new Int32Array(keys.length * 2);
    this.#used = 0;
    this.#shift--;
    for (let slot = 0; slot < keys.length; slot++) {
      if ((counts[slot] as number) !== 0) this.set(keys[slot] as number, counts[slot] as number);
    }
  }
}
