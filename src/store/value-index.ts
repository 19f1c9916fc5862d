import { KeyTable } from './key-table.js';
import { Postings, type SharedPostings } from './postings.js';
import { RowSet } from './row-set.js';
import { AttachedTexts } from './shared/attached-texts.js';
import { packSets, type SharedSets, setOf } from './shared/shared-sets.js';
import type { SharedTexts } from './shared/text-image.js';

/** An index of text, for other threads. */
export interface SharedValues {
  readonly texts: SharedTexts;
  readonly postings: SharedPostings;
  /** The rows on which the subject is there; where that is another set, those on which it has a value. */
  readonly rows: SharedSets;
  readonly isApart: boolean;
}

/** The rows of all values that pass a test, kept up to date with the index by testing only values that came since. */
export interface ValueSelection {
  /** The rows, as sets to be united. To be used at once: a change of the index may change them. */
  rows(): readonly RowSet[];
  /** The sum of the sets' sizes: what a lookup of all of them finds, rows with several values counted several times. */
  readonly size: number;
}

/** A selection of more sets than this is united once for as long as the index stays as it is. */
const MOST_SETS = 64;

/**
 * For a subject of text: which rows have it, which have a value of it, and for each value the rows that have that value.
 *
 * Values are numbered (dictionary encoding): the number of a value that no row has any more goes to the next new one.
 */
export class ValueIndex {
  /** Rows on which the subject is there, with a value or without. To be read only. */
  present = new RowSet();
  #values = new KeyTable();
  #postings = new Postings();
  /** Rows on which it has a value, apart from `present` as soon as one has none. */
  #valued: RowSet | undefined;
  /** Value → the version at which it came. */
  #births: Float64Array = new Float64Array(4);
  #version = 0;
  #edition = 0;
  /** What was shared last, of which edition. */
  #shared: SharedValues | undefined;
  #sharedEdition = -1;

  /** What another thread shared, to be read only. */
  static over({ texts, postings, rows, isApart }: SharedValues): ValueIndex {
    const index = new ValueIndex();
    index.present = setOf(rows, 0) ?? index.present;
    if (isApart) index.#valued = setOf(rows, 1) ?? new RowSet();
    index.#values = new AttachedTexts(texts);
    index.#postings = Postings.over(postings);
    index.#version = 1;
    index.#births = NO_BIRTHS;
    return index;
  }

  /** The index as it is now, for other threads. O(1) where nothing changed since the last time, else O(values, rows in sparse chunks). */
  share(): SharedValues {
    if (this.#shared === undefined || this.#sharedEdition !== this.#edition) {
      this.#shared = {
        texts: this.#values.share(),
        postings: this.#postings.share(),
        rows: packSets([this.present, this.#valued]),
        isApart: this.#valued !== undefined,
      };
      this.#sharedEdition = this.#edition;
    }
    return this.#shared;
  }

  /** Rows on which the subject has a value. */
  get valued(): RowSet {
    return this.#valued ?? this.present;
  }

  /** How many different values there are. */
  get distinct(): number {
    return this.#values.size;
  }

  /** Grows whenever a value comes anew. */
  get version(): number {
    return this.#version;
  }

  /** Grows with every change. */
  get edition(): number {
    return this.#edition;
  }

  /** The rows that have the value, if any. To be used at once: the next change of the index may change the set. */
  find(value: string): RowSet | undefined {
    const code = this.#values.find(value);
    return code < 0 ? undefined : this.#postings.rows(code);
  }

  /** How many rows have the value. */
  count(value: string): number {
    const code = this.#values.find(value);
    return code < 0 ? 0 : this.#postings.size(code);
  }

  /** The text of a value by its number. */
  text(code: number): string {
    return this.#values.text(code);
  }

  /** Every number of a value is below this. */
  get codes(): number {
    return this.#values.capacity;
  }

  /** How many rows have the value of that number; 0 for a number that stands for none. */
  sizeOf(code: number): number {
    return this.#postings.size(code);
  }

  /** The rows that have the value of that number. As `find`. */
  rowsOf(code: number): RowSet | undefined {
    return this.#postings.rows(code);
  }

  /** Every value with its rows, in no order that may show in a result. */
  *entries(): Iterable<readonly [value: string, rows: RowSet]> {
    for (let code = 0; code < this.#values.capacity; code++) {
      const rows = this.#postings.rows(code);
      if (rows !== undefined) yield [this.#values.text(code), rows];
    }
  }

  /** The values that pass: each distinct value is tested once, however many rows have it. */
  selection(passes: (text: string) => boolean): ValueSelection {
    return new Selection(this, this.#values, this.#postings, passes);
  }

  /** Whether the value of that number came after `version`. */
  bornAfter(code: number, version: number): boolean {
    return (this.#births[code] ?? 1) > version;
  }

  /** Records that the row's one value is `value`, `null` for a subject that is there without a value. @returns the value's number, -1 for none. */
  add(row: number, value: string | null): number {
    if (value === null) {
      this.addAgain(row, -1);
      return -1;
    }
    this.present.add(row);
    this.#valued?.add(row);
    return this.addMember(row, value);
  }

  /** `add` for a value that another row has, by its number; -1 for none. */
  addAgain(row: number, code: number): void {
    this.present.add(row);
    this.#edition++;
    if (code < 0) {
      this.#valued ??= copyOf(this.present);
      this.#valued.delete(row);
    } else {
      this.#valued?.add(row);
      this.#postings.add(code, row);
    }
  }

  /** Takes the row's one value out. @param code what `add` gave for it. */
  remove(row: number, code: number): void {
    this.present.delete(row);
    this.#valued?.delete(row);
    if (code < 0) this.#edition++;
    else this.#removeCode(row, code);
  }

  /** For a subject with many values a row: one value more. Presence is the owner's to tell, by `setPresence`. */
  addMember(row: number, value: string): number {
    const code = this.#values.add(value);
    if (this.#postings.size(code) === 0) this.#bear(code);
    this.#postings.add(code, row);
    this.#edition++;
    return code;
  }

  removeMember(row: number, value: string): void {
    const code = this.#values.find(value);
    if (code >= 0) this.#removeCode(row, code);
  }

  /** The number of a value that some row has, or -1. */
  codeOf(value: string): number {
    return this.#values.find(value);
  }

  /** For a subject with many values a row: whether the row has any task, be it one without a value. */
  setPresence(row: number, present: boolean): void {
    const changed = present ? this.present.add(row) : this.present.delete(row);
    if (changed) this.#edition++;
  }

  /** Renumbers rows: row `i` from now on is `newRowOf[i]`. */
  relabel(newRowOf: Int32Array): void {
    this.present = this.present.relabelled(newRowOf);
    if (this.#valued !== undefined) this.#valued = this.#valued.relabelled(newRowOf);
    this.#postings.relabel(newRowOf);
    this.#edition++;
  }

  #removeCode(row: number, code: number): void {
    this.#postings.remove(code, row);
    if (this.#postings.size(code) === 0) this.#values.remove(code);
    this.#edition++;
  }

  #bear(code: number): void {
    if (code >= this.#births.length) {
      const larger = new Float64Array(Math.max(code + 1, this.#births.length * 2));
      larger.set(this.#births);
      this.#births = larger;
    }
    this.#births[code] = ++this.#version;
  }
}

/** Of an index that does not change every value came at once. */
const NO_BIRTHS = new Float64Array(0);

function copyOf(rows: RowSet): RowSet {
  const copy = new RowSet();
  uniteWith(copy, rows);
  return copy;
}

function uniteWith(target: RowSet, rows: RowSet): void {
  rows.forEach((row) => {
    target.add(row);
  });
}

/** Remembers by number which values pass. */
class Selection implements ValueSelection {
  readonly #index: ValueIndex;
  readonly #values: KeyTable;
  readonly #postings: Postings;
  readonly #passes: (text: string) => boolean;
  /** Number of a value → 1 where it passes. */
  #passing = new Uint8Array(0);
  #codes: number[] = [];
  #testedVersion = 0;
  #sets: readonly RowSet[] = [];
  #size = 0;
  #edition = -1;

  constructor(index: ValueIndex, values: KeyTable, postings: Postings, passes: (text: string) => boolean) {
    this.#index = index;
    this.#values = values;
    this.#postings = postings;
    this.#passes = passes;
  }

  get size(): number {
    this.#refresh();
    return this.#size;
  }

  rows(): readonly RowSet[] {
    this.#refresh();
    return this.#sets;
  }

  #refresh(): void {
    if (this.#edition === this.#index.edition) return;
    if (this.#testedVersion !== this.#index.version) this.#testNewValues();
    this.#size = 0;
    const sets: RowSet[] = [];
    const united = this.#codes.length > MOST_SETS ? new RowSet() : undefined;
    for (const code of this.#codes) {
      const rows = this.#postings.rows(code);
      if (rows === undefined) continue;
      this.#size += rows.size;
      if (united === undefined) sets.push(rows);
      else uniteWith(united, rows);
    }
    this.#sets = united === undefined ? sets : [united];
    this.#edition = this.#index.edition;
  }

  #testNewValues(): void {
    const { capacity } = this.#values;
    if (capacity > this.#passing.length) {
      const larger = new Uint8Array(Math.max(capacity, this.#passing.length * 2));
      larger.set(this.#passing);
      this.#passing = larger;
    }
    const codes: number[] = [];
    for (let code = 0; code < capacity; code++) {
      if (this.#postings.size(code) === 0) continue;
      if (this.#index.bornAfter(code, this.#testedVersion)) {
        this.#passing[code] = this.#passes(this.#values.text(code)) ? 1 : 0;
      }
      if (this.#passing[code] === 1) codes.push(code);
    }
    this.#codes = codes;
    this.#testedVersion = this.#index.version;
  }
}
