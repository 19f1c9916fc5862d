/**
 * An index that is made when it is first asked for. Nobody tells it of changes: when next asked, it looks again at the rows that a
 * log names, and at all of them where the log does not reach back.
 */
import type { SubjectValue } from '../model/subjects.js';
import { grownByQuarter } from './columns.js';
import { IntLists } from './int-lists.js';
import { RangeIndex } from './range-index.js';
import type { RowLog } from './row-log.js';
import { ValueIndex } from './value-index.js';

/** The rows that something is derived of. */
export interface DerivedRows {
  /** Rows of which something else may be said than before: every row that came, changed or went is in it. */
  readonly touched: RowLog;
  /** Whether the row holds a record. */
  has(row: number): boolean;
  /** Visits the rows that hold one. */
  forEach(visit: (row: number) => void): void;
}

/** One value for each row; undefined for a row that does not have the subject. */
export type ValueOfRow = (row: number) => SubjectValue;
/** Many values for each row, `undefined` among them for what is there without a value; none for a row without the subject. */
export type MembersOfRow = (row: number) => readonly (string | undefined)[];

/** Something by rows, of which one row after the other is brought up to date. */
interface Derivation<I> {
  readonly index: I;
  /** Brings a row to what it is now. */
  update(row: number, isLive: boolean): void;
}

/** `get` gives the index as the rows are now: O(rows) at first and after more changes than the log holds, then O(changed rows). */
export class DerivedIndex<I> {
  readonly #rows: DerivedRows;
  readonly #make: () => Derivation<I>;
  #derivation: Derivation<I> | undefined;
  /** How far the log was read. */
  #end = -1;

  /** @param make makes an empty one. */
  constructor(rows: DerivedRows, make: () => Derivation<I>) {
    this.#rows = rows;
    this.#make = make;
  }

  /** Made anew, it is another object; borrowed until the rows change. */
  get(): I {
    const { touched } = this.#rows;
    const { end } = touched;
    if (this.#derivation !== undefined && end === this.#end) return this.#derivation.index;
    const changed = new Set<number>();
    const reaches = touched.since(this.#end, (row) => changed.add(row));
    this.#end = end;
    if (this.#derivation === undefined || !reaches) return this.#build();
    for (const row of changed) this.#derivation.update(row, this.#rows.has(row));
    return this.#derivation.index;
  }

  #build(): I {
    const derivation = this.#make();
    this.#rows.forEach((row) => {
      derivation.update(row, true);
    });
    this.#derivation = derivation;
    return derivation.index;
  }
}

/** For a subject with one text a row. */
export function derivedValues(rows: DerivedRows, read: ValueOfRow): DerivedIndex<ValueIndex> {
  return new DerivedIndex(rows, () => new Values(read));
}

/** For a subject with one number a row. */
export function derivedNumbers(rows: DerivedRows, read: ValueOfRow): DerivedIndex<RangeIndex> {
  return new DerivedIndex(rows, () => new Numbers(read));
}

/** For a subject with many texts a row. */
export function derivedMembers(rows: DerivedRows, read: MembersOfRow): DerivedIndex<ValueIndex> {
  return new DerivedIndex(rows, () => new Members(read));
}

/** Stands for no subject, where -1 is a subject without a value. */
const ABSENT = -2;

class Values implements Derivation<ValueIndex> {
  readonly index = new ValueIndex();
  readonly #read: ValueOfRow;
  /** Row → the number of its value in the index. */
  #codes = new Int32Array(64).fill(ABSENT);

  constructor(read: ValueOfRow) {
    this.#read = read;
  }

  update(row: number, isLive: boolean): void {
    const value = isLive ? (this.#read(row) as string | null | undefined) : undefined;
    const code = this.#codes[row] ?? ABSENT;
    if (value === this.#valueOf(code)) return;
    if (code !== ABSENT) this.index.remove(row, code);
    this.#codes = grownByQuarter(this.#codes, row + 1, ABSENT);
    this.#codes[row] = value === undefined ? ABSENT : this.index.add(row, value);
  }

  #valueOf(code: number): string | null | undefined {
    if (code >= 0) return this.index.text(code);
    return code === ABSENT ? undefined : null;
  }
}

class Numbers implements Derivation<RangeIndex> {
  readonly index = new RangeIndex();
  readonly #read: ValueOfRow;

  constructor(read: ValueOfRow) {
    this.#read = read;
  }

  update(row: number, isLive: boolean): void {
    const value = isLive ? this.#read(row) : undefined;
    this.index.set(row, typeof value === 'number' ? value : undefined);
  }
}

class Members implements Derivation<ValueIndex> {
  readonly index = new ValueIndex();
  readonly #read: MembersOfRow;
  /** Row → the numbers of its different values. */
  readonly #codes = new IntLists();

  constructor(read: MembersOfRow) {
    this.#read = read;
  }

  update(row: number, isLive: boolean): void {
    const members = isLive ? this.#read(row) : [];
    const wanted = new Set(members);
    wanted.delete(undefined);
    const codes = this.#dropOthers(row, wanted as Set<string>);
    // What is left of `wanted` is new.
    for (const member of wanted) codes.push(this.index.addMember(row, member as string));
    this.#codes.set(row, codes, codes.length);
    this.index.setPresence(row, members.length > 0);
  }

  /** Takes out of the row what is not wanted, and of `wanted` what is there. @returns the numbers that stay. */
  #dropOthers(row: number, wanted: Set<string>): number[] {
    const kept: number[] = [];
    const dropped: string[] = [];
    const count = this.#codes.length(row);
    for (let at = 0; at < count; at++) {
      const code = this.#codes.at(row, at);
      const member = this.index.text(code);
      if (wanted.delete(member)) kept.push(code);
      else dropped.push(member);
    }
    for (const member of dropped) this.index.removeMember(row, member);
    return kept;
  }
}
