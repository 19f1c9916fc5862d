/** The indexes of everything that instance records and their tasks answer, one for each subject (and each attribute). */
import type { Instance } from '../model/records.js';
import {
  type InstanceSubject,
  isNumeric,
  isParameterized,
  KEPT_SUBJECTS,
  type Subject,
  type SubjectValue,
  type TaskCountSubject,
  type TaskSetSubject,
} from '../model/subjects.js';
import { grownByQuarter } from './columns.js';
import { IntLists } from './int-lists.js';
import { RangeIndex } from './range-index.js';
import { TupleTable } from './tuple-table.js';
import { ValueIndex } from './value-index.js';

export const TASK_SETS: readonly TaskSetSubject[] = KEPT_SUBJECTS.filter((subject) => subject.source === 'task-set');
const TASK_COUNTS: readonly TaskCountSubject[] = KEPT_SUBJECTS.filter((subject) => subject.source === 'task-count');
const INSTANCE_SUBJECTS: readonly InstanceSubject[] = KEPT_SUBJECTS.filter((subject) => subject.source === 'instance');
/** Subjects with one value for each instance, and those that have one for each name. */
const PLAIN_SUBJECTS = INSTANCE_SUBJECTS.filter((subject) => !isParameterized(subject));
const NAMED_SUBJECTS = INSTANCE_SUBJECTS.filter((subject) => isParameterized(subject));

/** The index of one name of a subject, and the number that stands for it in facts. */
interface NamedIndex {
  readonly subject: Subject;
  readonly parameter: string;
  readonly index: ValueIndex;
  readonly number: number;
}

/** A value that a row gets under a name. */
interface Addition {
  readonly subject: InstanceSubject;
  readonly parameter: string;
  readonly value: string | null;
}

/**
 * What named subjects (attributes) say of a row is kept once, as a list of *facts*: numbers for pairs of a name's index and the
 * number of a value in it. Two versions of a record are compared fact by fact, without making a record.
 */
export class InstanceIndex {
  readonly #named = new Map<Subject, Map<string, NamedIndex>>();
  readonly #numbers = new Map<Subject, RangeIndex>();
  /** Number of a name's index → the index. */
  readonly #byNumber: (NamedIndex | undefined)[] = [];
  readonly #freeNumbers: number[] = [];
  readonly #facts = new TupleTable(2);
  readonly #lists = new IntLists();
  /** Fact → the comparison in which it was met. */
  #marks = new Uint32Array(64);
  #comparison = 0;
  /** The row that a record was put in last where there was none. */
  #lastAdded = 0;
  /** The list at hand. */
  #list = new Int32Array(64);

  constructor() {
    for (const subject of KEPT_SUBJECTS) {
      if (isNumeric(subject)) this.#numbers.set(subject, new RangeIndex());
      else this.#named.set(subject, new Map());
    }
  }

  /** The index of a subject that is stored as text; `undefined` where no row has the subject. */
  values(subject: Subject, parameter: string): ValueIndex | undefined {
    return this.#named.get(subject)?.get(parameter)?.index;
  }

  numbers(subject: Subject): RangeIndex {
    return this.#numbers.get(subject) as RangeIndex;
  }

  /** Every index of text with its name, in no order that may show in a result. */
  *named(): Iterable<readonly [subject: Subject, parameter: string, index: ValueIndex]> {
    for (const named of this.#byNumber) if (named !== undefined) yield [named.subject, named.parameter, named.index];
  }

  /** What a named subject, such as `attribute:`, says of the row: name → value, `null` for a name without one. O(names). */
  namesOf(row: number, subject: Subject): Map<string, string | null> {
    const names = new Map<string, string | null>();
    const count = this.#lists.length(row);
    for (let at = 0; at < count; at++) {
      const fact = this.#lists.at(row, at);
      const named = this.#byNumber[this.#facts.at(fact, 0)] as NamedIndex;
      const code = this.#facts.at(fact, 1);
      if (named.subject === subject) names.set(named.parameter, code < 0 ? null : named.index.text(code));
    }
    return names;
  }

  /** What a named subject says of the row under one name; undefined where it says nothing. O(names of the row). */
  nameOf(row: number, subject: Subject, name: string): string | null | undefined {
    const named = this.#named.get(subject)?.get(name);
    if (named === undefined) return undefined;
    const count = this.#lists.length(row);
    for (let at = 0; at < count; at++) {
      const fact = this.#lists.at(row, at);
      if (this.#facts.at(fact, 0) !== named.number) continue;
      const code = this.#facts.at(fact, 1);
      return code < 0 ? null : named.index.text(code);
    }
    return undefined;
  }

  /**
   * Brings the indexes of subjects without a name from what one record says to what another does.
   *
   * @param before the record that the row had, of which named subjects are not asked.
   */
  replacePlain(row: number, before: Instance | undefined, after: Instance | undefined): void {
    for (const subject of PLAIN_SUBJECTS) {
      const old = before && subject.read(before, '');
      const value = after && subject.read(after, '');
      if (old !== value) this.#replaceValue(subject, row, old, value);
    }
  }

  /** Brings the row's facts to what the record says under named subjects. @returns whether anything changed. O(attributes). */
  replaceNamed(row: number, after: Instance | undefined): boolean {
    if (after !== undefined && this.#saysTheSame(row, after)) return false;
    if (after !== undefined && this.#lists.length(row) === 0) {
      this.#addNamed(row, after);
      return true;
    }
    const count = this.#beginComparison(row);
    const additions: Addition[] = [];
    let kept = 0;
    for (const subject of NAMED_SUBJECTS) {
      for (const parameter of (after && subject.parameter?.of(after)) ?? []) {
        const value = subject.read(after as Instance, parameter) as string | null | undefined;
        if (value === undefined) continue;
        const fact = this.#factOf(subject, parameter, value);
        if (fact >= 0 && this.#marks[fact] === this.#comparison) {
          this.#marks[fact] = this.#comparison + 1;
          kept++;
        } else additions.push({ subject, parameter, value });
      }
    }
    if (kept === count && additions.length === 0) return false;
    this.#settleFacts(row, count, additions);
    return true;
  }

  /** Puts in a record where there was none: most of its facts are those of the record that came before, in the same order. */
  #addNamed(row: number, record: Instance): void {
    const like = this.#lastAdded;
    let next = 0;
    let length = 0;
    for (const subject of NAMED_SUBJECTS) {
      for (const parameter of subject.parameter?.of(record) ?? []) {
        const value = subject.read(record, parameter) as string | null | undefined;
        if (value === undefined) continue;
        const place = this.#placeOf(like, next, subject, parameter);
        if (place >= 0) next = place + 1;
        const fact = place < 0 ? -1 : this.#lists.at(like, place);
        this.#list = grownByQuarter(this.#list, length + 1);
        this.#list[length++] = this.#addFact(row, subject, parameter, value, fact);
      }
    }
    this.#lists.set(row, this.#list, length);
    this.#lastAdded = row;
  }

  /** Where a row has a name in its list, looked for at two places only; -1 where it is at neither. */
  #placeOf(row: number, from: number, subject: Subject, parameter: string): number {
    const end = Math.min(from + 2, this.#lists.length(row));
    for (let at = from; at < end; at++) {
      const named = this.#byNumber[this.#facts.at(this.#lists.at(row, at), 0)] as NamedIndex;
      if (named.subject === subject && named.parameter === parameter) return at;
    }
    return -1;
  }

  /** @param likely a fact of the same name that some row has, or -1. @returns the number of the fact. */
  #addFact(row: number, subject: Subject, parameter: string, value: string | null, likely: number): number {
    if (likely >= 0) {
      const { index } = this.#byNumber[this.#facts.at(likely, 0)] as NamedIndex;
      const code = this.#facts.at(likely, 1);
      if (value === (code < 0 ? null : index.text(code))) {
        index.addAgain(row, code);
        this.#facts.retain(likely);
        return likely;
      }
    }
    const { index, number } = this.#ensure(subject, parameter);
    PAIR[0] = number;
    PAIR[1] = index.add(row, value);
    const fact = this.#facts.intern(PAIR);
    this.#facts.retain(fact);
    return fact;
  }

  /** Whether a record says the row's facts in the same order: then nothing has to be looked up. */
  #saysTheSame(row: number, record: Instance): boolean {
    let at = 0;
    for (const subject of NAMED_SUBJECTS) {
      for (const parameter of subject.parameter?.of(record) ?? []) {
        const value = subject.read(record, parameter);
        if (value === undefined) continue;
        if (at === this.#lists.length(row)) return false;
        const fact = this.#lists.at(row, at++);
        const named = this.#byNumber[this.#facts.at(fact, 0)] as NamedIndex;
        const code = this.#facts.at(fact, 1);
        if (named.subject !== subject || named.parameter !== parameter) return false;
        if (value !== (code < 0 ? null : named.index.text(code))) return false;
      }
    }
    return at === this.#lists.length(row);
  }

  setTaskCount(row: number, count: (subject: TaskCountSubject) => number | undefined): void {
    for (const subject of TASK_COUNTS) this.numbers(subject).set(row, count(subject));
  }

  setTaskPresence(row: number, present: boolean): void {
    for (const subject of TASK_SETS) {
      if (present) this.#ensure(subject, '').index.setPresence(row, true);
      else {
        this.values(subject, '')?.setPresence(row, false);
        this.#dropIfEmpty(subject, '');
      }
    }
  }

  addTaskMember(row: number, subject: TaskSetSubject, member: string): void {
    this.#ensure(subject, '').index.addMember(row, member);
  }

  removeTaskMember(row: number, subject: TaskSetSubject, member: string): void {
    this.values(subject, '')?.removeMember(row, member);
    this.#dropIfEmpty(subject, '');
  }

  /** Renumbers rows: row `i` from now on is what `order[i]` was, and `newRowOf` tells the same the other way round. O(everything). */
  relabel(order: Int32Array, newRowOf: Int32Array): void {
    for (const named of this.#byNumber) named?.index.relabel(newRowOf);
    for (const [subject, numbers] of this.#numbers) this.#numbers.set(subject, reorderedNumbers(numbers, order));
    this.#lists.relabel(order);
  }

  #replaceValue(subject: InstanceSubject, row: number, old: SubjectValue, value: SubjectValue): void {
    if (isNumeric(subject)) {
      this.numbers(subject).set(row, value as number | undefined);
      return;
    }
    if (old !== undefined) {
      const index = this.values(subject, '') as ValueIndex;
      index.remove(row, old === null ? -1 : index.codeOf(old as string));
      this.#dropIfEmpty(subject, '');
    }
    if (value !== undefined) this.#ensure(subject, '').index.add(row, value as string | null);
  }

  /** Marks the facts that the row has. @returns how many there are. */
  #beginComparison(row: number): number {
    this.#comparison += 2;
    if (this.#comparison > LAST_COMPARISON) {
      this.#marks.fill(0);
      this.#comparison = 2;
    }
    this.#marks = grownByQuarter(this.#marks, this.#facts.capacity);
    const count = this.#lists.length(row);
    this.#list = grownByQuarter(this.#list, count);
    this.#lists.copy(row, this.#list);
    for (let at = 0; at < count; at++) this.#marks[this.#list[at] as number] = this.#comparison;
    return count;
  }

  /** The number of a fact that some row has, else -1. */
  #factOf(subject: Subject, parameter: string, value: string | null): number {
    const named = this.#named.get(subject)?.get(parameter);
    if (named === undefined) return -1;
    const code = value === null ? -1 : named.index.codeOf(value);
    if (value !== null && code < 0) return -1;
    PAIR[0] = named.number;
    PAIR[1] = code;
    return this.#facts.find(PAIR);
  }

  /** Takes out the facts of the list at hand that were not met again, then puts the additions in: of one name there is one value. */
  #settleFacts(row: number, count: number, additions: readonly Addition[]): void {
    let length = 0;
    for (let at = 0; at < count; at++) {
      const fact = this.#list[at] as number;
      if (this.#marks[fact] === this.#comparison + 1) this.#list[length++] = fact;
      else this.#removeFact(row, fact);
    }
    this.#list = grownByQuarter(this.#list, length + additions.length);
    for (const { subject, parameter, value } of additions) {
      this.#list[length++] = this.#addFact(row, subject, parameter, value, -1);
    }
    this.#lists.set(row, this.#list, length);
  }

  #removeFact(row: number, fact: number): void {
    const { subject, parameter, index } = this.#byNumber[this.#facts.at(fact, 0)] as NamedIndex;
    index.remove(row, this.#facts.at(fact, 1));
    this.#facts.release(fact);
    this.#dropIfEmpty(subject, parameter);
  }

  #ensure(subject: Subject, parameter: string): NamedIndex {
    const names = this.#named.get(subject) as Map<string, NamedIndex>;
    let named = names.get(parameter);
    if (named === undefined) {
      const number = this.#freeNumbers.pop() ?? this.#byNumber.length;
      named = { subject, parameter, index: new ValueIndex(), number };
      this.#byNumber[number] = named;
      names.set(parameter, named);
    }
    return named;
  }

  #dropIfEmpty(subject: Subject, parameter: string): void {
    const named = this.#named.get(subject)?.get(parameter);
    if (named === undefined || named.index.present.size > 0 || named.index.distinct > 0) return;
    this.#named.get(subject)?.delete(parameter);
    this.#byNumber[named.number] = undefined;
    this.#freeNumbers.push(named.number);
  }
}

const LAST_COMPARISON = 0xffff_fff0;

/** The pair at hand: number of a name's index, number of a value. */
const PAIR = new Int32Array(2);

function reorderedNumbers(numbers: RangeIndex, order: Int32Array): RangeIndex {
  const reordered = new RangeIndex();
  for (let row = 0; row < order.length; row++) {
    const value = numbers.at(order[row] as number);
    if (!Number.isNaN(value)) reordered.set(row, value);
  }
  return reordered;
}
