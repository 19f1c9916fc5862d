/** What is to happen, earliest first; at the same time in the order in which it was entered. */

/**
 * A binary heap.
 * @template T
 */
export class Agenda {
  constructor() {
    /** @type {{ time: number, number: number, what: T }[]} */
    this.heap = [];
    this.entered = 0;
  }

  /**
   * @param {number} time
   * @param {T} what
   */
  enter(time, what) {
    const entry = { time, number: this.entered++, what };
    let slot = this.heap.length;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const above = this.entry(parent);
      if (!isBefore(entry, above)) break;
      this.heap[slot] = above;
      slot = parent;
    }
    this.heap[slot] = entry;
  }

  next() {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    const size = this.heap.length;
    let slot = 0;
    for (let child = 1; child < size; child = 2 * slot + 1) {
      if (child + 1 < size && isBefore(this.entry(child + 1), this.entry(child))) child++;
      if (!isBefore(this.entry(child), last)) break;
      this.heap[slot] = this.entry(child);
      slot = child;
    }
    this.heap[slot] = last;
    return first;
  }

  /** @param {number} slot */
  entry(slot) {
    return /** @type {{ time: number, number: number, what: T }} */ (this.heap[slot]);
  }
}

/**
 * @param {{ time: number, number: number }} one
 * @param {{ time: number, number: number }} other
 */
function isBefore(one, other) {
  return one.time < other.time || (one.time === other.time && one.number < other.number);
}
