/** What a watched subject said of every row at the last look, and which conditions on it hold for a value. */
import type { Subject, SubjectValue } from '../../model/subjects.js';
import { passes, type RangesTest } from '../checked.js';
import type { Condition } from '../condition.js';
import type { WatchedRows } from './watched-rows.js';

/** Values of which it is kept which conditions hold; beyond it all are forgotten. */
const MOST_KEPT = 65_536;

/** Of a set the JSON of its different members. */
export type SeenValue = SubjectValue;

export class SubjectColumn {
  readonly subject: Subject;
  readonly parameter: string;
  /** Row → value at the last look; undefined also for a row that held nothing. */
  values: SeenValue[] = [];
  /** The look in which the present row was found changed, and what held before. */
  changedIn = -1;
  heldBefore: Int32Array = NONE;
  /** The look in which the truth of its conditions was laid out. */
  loadedIn = -1;
  readonly #rows: WatchedRows;
  readonly #conditions = new Map<number, Condition>();
  /** Text → conditions of the form `== text` or `in [text, …]`: found without asking the others. */
  readonly #byText = new Map<string, Set<number>>();
  readonly #others = new Map<number, Condition>();
  readonly #kept = new Map<SeenValue, Int32Array>();
  /** The numbers at which an answer may change, ascending; made when needed. */
  #cuts: Float64Array | undefined;

  constructor(subject: Subject, parameter: string, rows: WatchedRows) {
    this.subject = subject;
    this.parameter = parameter;
    this.#rows = rows;
    rows.forEach((row) => {
      this.values[row] = this.read(row);
    });
  }

  get size(): number {
    return this.#conditions.size;
  }

  add(id: number, condition: Condition): void {
    this.#conditions.set(id, condition);
    const texts = this.#textsOf(condition);
    if (texts === undefined) this.#others.set(id, condition);
    else for (const text of texts) this.#byText.set(text, (this.#byText.get(text) ?? new Set()).add(id));
    this.#forget();
  }

  remove(id: number): void {
    const condition = this.#conditions.get(id) as Condition;
    this.#conditions.delete(id);
    this.#others.delete(id);
    for (const text of this.#textsOf(condition) ?? []) {
      const ids = this.#byText.get(text);
      ids?.delete(id);
      if (ids?.size === 0) this.#byText.delete(text);
    }
    this.#forget();
  }

  /** What the subject says of a row now. */
  read(row: number): SeenValue {
    const { subject, parameter } = this;
    if (subject.source !== 'task-set') return this.#rows.value(subject, parameter, row);
    const members = this.#rows.members(subject, row);
    if (members.length === 0) return undefined;
    return JSON.stringify([...new Set(members.map((member) => member ?? null))].sort());
  }

  /** The conditions that hold for a value, ascending: the same array while no condition comes or goes. O(1) once known. */
  held(value: SeenValue): Int32Array {
    const key = typeof value === 'number' ? this.#placeOf(value) : value;
    let held = this.#kept.get(key);
    if (held === undefined) {
      if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
      held = this.#find(value);
      this.#kept.set(key, held);
    }
    return held;
  }

  /** Whether one condition holds for a value. */
  holds(id: number, value: SeenValue): boolean {
    const condition = this.#conditions.get(id) as Condition;
    return this.subject.source === 'task-set' && typeof value === 'string'
      ? memberHolds(condition, JSON.parse(value) as (string | null)[])
      : valueHolds(condition, value);
  }

  #textsOf({ test, negated, absent }: Condition): Iterable<string> | undefined {
    return test.form === 'texts' && !negated && !absent ? test.texts : undefined;
  }

  #find(value: SeenValue): Int32Array {
    const isSet = this.subject.source === 'task-set';
    const members = isSet && typeof value === 'string' ? (JSON.parse(value) as (string | null)[]) : undefined;
    const found = new Set<number>();
    for (const text of members ?? [value]) {
      if (typeof text === 'string') for (const id of this.#byText.get(text) ?? []) found.add(id);
    }
    for (const [id, condition] of this.#others) {
      if (members === undefined ? valueHolds(condition, value) : memberHolds(condition, members)) found.add(id);
    }
    return found.size === 0 ? NONE : Int32Array.from(found).sort();
  }

  /** The same for numbers between which no condition tells a difference. O(log conditions). */
  #placeOf(value: number): number {
    this.#cuts ??= this.#findCuts();
    const cuts = this.#cuts;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cuts[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return 2 * low + (cuts[low] === value ? 1 : 0);
  }

  #findCuts(): Float64Array {
    const cuts = new Set<number>();
    for (const { test } of this.#others.values()) {
      if (test.form === 'ranges') for (const cut of numbersOf(test)) cuts.add(cut);
    }
    return Float64Array.from(cuts).sort();
  }

  #forget(): void {
    this.#kept.clear();
    this.#cuts = undefined;
  }
}

export const NONE = new Int32Array(0);

function numbersOf({ ranges }: RangesTest): readonly number[] {
  return ranges.cuts.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}

export function valueHolds({ test, negated, absent }: Condition, value: SubjectValue): boolean {
  if (value === undefined || (value === null && test.form !== 'any')) return absent;
  return passes(test, value) !== negated;
}

export function memberHolds({ test, negated }: Condition, members: readonly (string | null)[]): boolean {
  const some = test.form === 'any' || members.some((member) => member !== null && passes(test, member));
  return some !== negated;
}
