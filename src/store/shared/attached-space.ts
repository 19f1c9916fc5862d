/** The instances of an index that another thread shared, as rows that a query is asked of. */
import { StowageError } from '../../model/errors.js';
import type { Host } from '../../model/records.js';
import { isNumeric, type Subject, type SubjectValue, subjectText } from '../../model/subjects.js';
import { RangeIndex } from '../range-index.js';
import { RowSet } from '../row-set.js';
import { ValueIndex } from '../value-index.js';
import { AttachedTexts } from './attached-texts.js';
import { indexName, type SharedIndex } from './shared-index.js';
import { setOf } from './shared-sets.js';

/**
 * It reads the shared arrays where they lie, and never changes them. Records are not in them, nor tasks: what would need them is
 * refused.
 */
export class AttachedSpace {
  readonly kind = 'instances';
  readonly layout = 0;
  readonly live: RowSet;
  readonly strays: RowSet;
  readonly #shared: SharedIndex;
  readonly #keys: AttachedTexts;
  readonly #values = new Map<string, ValueIndex>();
  readonly #numbers = new Map<string, RangeIndex>();
  /** Index → row → the number of its value, made when single values are first asked for. */
  readonly #codes = new Map<ValueIndex, Int32Array>();
  #straysByKey: readonly number[] | undefined;
  readonly index = {
    values: (subject: Subject, parameter: string): ValueIndex | undefined => this.#valuesOf(subject, parameter),
    numbers: (subject: Subject, parameter: string): RangeIndex => this.#numbersOf(subject, parameter),
  };

  constructor(shared: SharedIndex) {
    this.#shared = shared;
    this.#keys = new AttachedTexts(shared.keys);
    this.live = setOf(shared.rows, 0) ?? new RowSet();
    this.strays = setOf(shared.rows, 1) ?? new RowSet();
  }

  get revision(): number {
    return this.#shared.revision;
  }

  get rowCount(): number {
    return this.#shared.instanceCount;
  }

  get chunkCount(): number {
    return this.#shared.chunkCount;
  }

  straysByKey(): readonly number[] {
    this.#straysByKey ??= Array.from(this.#shared.straysByKey);
    return this.#straysByKey;
  }

  keyAt(row: number): string {
    return this.#keys.text(row);
  }

  /** O(1), but for the first value of a subject of text: then O(instances). */
  valueAt(subject: Subject, parameter: string, row: number): SubjectValue {
    if (isNumeric(subject)) {
      const number = this.#numbersOf(subject, parameter).at(row);
      return Number.isNaN(number) ? undefined : number;
    }
    if (subject.source === 'task-set') return undefined;
    const index = this.#valuesOf(subject, parameter);
    if (index === undefined || !index.present.has(row)) return undefined;
    const code = this.#codesOf(index)[row] as number;
    return code === 0 ? null : index.text(code - 1);
  }

  /** O(different values of the subject). */
  membersAt(subject: Subject, parameter: string, row: number): readonly string[] {
    const members: string[] = [];
    if (subject.source !== 'task-set') return members;
    for (const [member, rows] of this.#valuesOf(subject, parameter)?.entries() ?? []) {
      if (rows.has(row)) members.push(member);
    }
    return members;
  }

  /** @throws StowageError `not-shared`, always. */
  recordAt(): Host {
    throw new StowageError('not-shared', '', 'records are not shared: ask the thread that has the cluster for rows');
  }

  /** What was shared is settled. */
  settle(): void {}

  #valuesOf(subject: Subject, parameter: string): ValueIndex | undefined {
    const name = indexName(subject, parameter);
    let index = this.#values.get(name);
    if (index !== undefined) return index;
    const shared = this.#shared.values.get(name);
    if (shared === undefined) {
      if (subject.kept !== 'always' && !this.#shared.asked.has(name)) throw notShared(subject, parameter);
      return undefined;
    }
    index = ValueIndex.over(shared);
    this.#values.set(name, index);
    return index;
  }

  #numbersOf(subject: Subject, parameter: string): RangeIndex {
    const name = indexName(subject, parameter);
    let index = this.#numbers.get(name);
    if (index !== undefined) return index;
    const shared = this.#shared.numbers.get(name);
    if (shared === undefined) throw notShared(subject, parameter);
    index = RangeIndex.over(shared);
    this.#numbers.set(name, index);
    return index;
  }

  /** Row → one more than the number of its value. */
  #codesOf(index: ValueIndex): Int32Array {
    let codes = this.#codes.get(index);
    if (codes === undefined) {
      const made = new Int32Array(this.#keys.capacity);
      for (let code = 0; code < index.codes; code++) {
        index.rowsOf(code)?.forEach((row) => {
          made[row] = code + 1;
        });
      }
      this.#codes.set(index, made);
      codes = made;
    }
    return codes;
  }
}

function notShared(subject: Subject, parameter: string): StowageError {
  const text = subjectText(subject, parameter);
  const how =
    subject.source === 'count'
      ? 'it cannot be: ask the thread that has the cluster'
      : `share it by name: { subjects: ['${text}'] }`;
  return new StowageError('not-shared', '', `the index of \`${text}\` is not shared; ${how}`);
}
