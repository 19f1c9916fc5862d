/** The hosts that satisfy an expression, kept up to date host by host. */
import { holds } from '../query/evaluate.js';
import { normalize } from '../query/normalize.js';
import { PlannedQuery } from '../query/planned-query.js';
import { RowReader } from '../query/row-reader.js';
import { type Bits, bitsFor, setBit } from './bits.js';
import type { ReadExpression } from './expressions.js';
import type { HostTable } from './host-table.js';

export class ConstraintBits {
  readonly #table: HostTable;
  readonly #expression: ReadExpression;
  #bits: Bits;
  /** Up to which change of the table the bits go. */
  #followed: number;

  constructor(table: HostTable, expression: ReadExpression) {
    this.#table = table;
    this.#expression = expression;
    this.#bits = this.#select();
    this.#followed = table.log.end;
  }

  /** The hosts that satisfy it now. To be used at once. */
  get bits(): Bits {
    this.#follow();
    return this.#bits;
  }

  #follow(): void {
    const { log } = this.#table;
    if (this.#followed === log.end) return;
    if (!log.reaches(this.#followed)) this.#bits = this.#select();
    else for (let change = this.#followed; change < log.end; change++) this.#reload(change);
    this.#followed = log.end;
  }

  /** What is placed on a host matters only to an expression that looks at tasks. */
  #reload(change: number): void {
    const { log } = this.#table;
    if (!log.isRecordAt(change) && this.#expression.turningPoints === undefined) return;
    this.#test(log.positionAt(change));
  }

  #test(position: number): void {
    setBit(
      this.#bits,
      position,
      holds(this.#expression.query.expression, this.#table.viewFor(this.#expression, position)),
    );
  }

  /** By the indexes of the store, and one by one where something is placed. */
  #select(): Bits {
    const { store, overlay } = this.#table;
    const bits = bitsFor(this.#table.size);
    const query = new PlannedQuery(normalize(this.#expression.query.expression), store);
    const reader = new RowReader(query.evaluation, store);
    for (let row = reader.next(); row >= 0; row = reader.next()) setBit(bits, this.#table.positionOf(row), true);
    reader.close();
    this.#bits = bits;
    if (this.#expression.turningPoints === undefined) return bits;
    overlay.forEach(({ position }) => {
      this.#test(position);
    });
    return bits;
  }
}
