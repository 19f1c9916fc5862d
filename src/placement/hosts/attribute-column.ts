/** The values of one attribute as numbers, host by host. */
import { SUBJECTS, type Subject } from '../../model/subjects.js';
import type { HostReader } from '../../store/host-reader.js';
import type { Store } from '../../store/store.js';

/** The code of a host that does not have the attribute, and of one that has it without a value. */
export const ABSENT = -1;
export const VALUELESS = -2;

const ATTRIBUTE = SUBJECTS.find(({ name }) => name === 'attribute:') as Subject;

export class AttributeColumn {
  readonly name: string;
  /** Position → number of the value, from 0, or `ABSENT` or `VALUELESS`. */
  readonly codes: Int32Array;
  /** Code → value. A value that no host has any more keeps its number. */
  readonly values: string[] = [];
  readonly #codeOf = new Map<string, number>();
  readonly #reader: HostReader;
  readonly #rows: Int32Array;

  /** O(hosts that have the attribute). */
  constructor(name: string, store: Store, rows: Int32Array, positionOf: Int32Array) {
    this.name = name;
    this.#reader = store.reader;
    this.#rows = rows;
    this.codes = new Int32Array(rows.length).fill(ABSENT);
    const index = store.index.values(ATTRIBUTE, name);
    if (index === undefined) return;
    index.present.forEach((row) => {
      this.codes[positionOf[row] as number] = VALUELESS;
    });
    for (const [value, having] of index.entries()) {
      const code = this.#number(value);
      having.forEach((row) => {
        this.codes[positionOf[row] as number] = code;
      });
    }
  }

  /** Reads a host's value again. @returns whether it has changed. */
  reload(position: number): boolean {
    const value = this.#reader.attribute(this.#rows[position] as number, this.name);
    const code = value === undefined ? ABSENT : value === null ? VALUELESS : this.#number(value);
    const changed = this.codes[position] !== code;
    this.codes[position] = code;
    return changed;
  }

  /** The host's value; `null` where it has none, `undefined` where it does not have the attribute. */
  valueAt(position: number): string | null | undefined {
    const code = this.codes[position] as number;
    return code >= 0 ? (this.values[code] as string) : code === VALUELESS ? null : undefined;
  }

  /** The number of a value that some host has or had, else -1. */
  codeOf(value: string): number {
    return this.#codeOf.get(value) ?? -1;
  }

  #number(value: string): number {
    const known = this.#codeOf.get(value);
    if (known !== undefined) return known;
    this.#codeOf.set(value, this.values.length);
    return this.values.push(value) - 1;
  }
}
