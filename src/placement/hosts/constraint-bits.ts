/** The hosts that satisfy an expression, kept up to date host by host. */
import { holds } from '../../query/evaluate.js';
import { plannedFor } from '../../query/planned-query.js';
import type { ReadExpression } from '../request/expressions.js';
import { type Bits, bitsFor, setBit } from './bits.js';
import type { Hosts } from './hosts.js';

export class ConstraintBits {
  readonly #hosts: Hosts;
  readonly #expression: ReadExpression;
  #bits: Bits;
  /** Up to which change of the table the bits go. */
  #followed: number;

  constructor(hosts: Hosts, expression: ReadExpression) {
    this.#hosts = hosts;
    this.#expression = expression;
    this.#bits = this.#select();
    this.#followed = hosts.log.end;
  }

  /** The hosts that satisfy it now. To be used at once. */
  get bits(): Bits {
    this.#follow();
    return this.#bits;
  }

  #follow(): void {
    const { log } = this.#hosts;
    if (this.#followed === log.end) return;
    if (!log.reaches(this.#followed)) this.#bits = this.#select();
    else for (let change = this.#followed; change < log.end; change++) this.#reload(change);
    this.#followed = log.end;
  }

  /** What is placed on a host matters only to an expression that looks at tasks. */
  #reload(change: number): void {
    const { log } = this.#hosts;
    const looksAtTasks = this.#expression.taskPredicates !== undefined;
    if (looksAtTasks ? log.isLatest(change) : log.isRecordAt(change)) this.#test(log.positionAt(change));
  }

  #test(position: number): void {
    setBit(
      this.#bits,
      position,
      holds(this.#expression.query.expression, this.#hosts.viewFor(this.#expression, position)),
    );
  }

  /** By the indexes of the store, and one by one where something is placed. */
  #select(): Bits {
    const { store, overlay } = this.#hosts;
    const bits = bitsFor(this.#hosts.size);
    const reader = plannedFor(this.#expression.query, store).read();
    for (let row = reader.next(); row >= 0; row = reader.next()) setBit(bits, this.#hosts.positionOf(row), true);
    reader.close();
    this.#bits = bits;
    if (this.#expression.taskPredicates === undefined) return bits;
    overlay.forEach(({ position }) => {
      this.#test(position);
    });
    return bits;
  }
}
