/** What many tasks have in common, kept once for all of them. */
import { holdsResources, isDesiredRunning, type Task } from '../model/records.js';
import { grownByQuarter } from './columns.js';
import { Dictionary } from './dictionary.js';
import { TASK_SETS } from './instance-index.js';
import { RowLog } from './row-log.js';
import { TupleTable } from './tuple-table.js';

const TEXTS = [
  'cluster',
  'group',
  'family',
  'definition',
  'startedBy',
  'launchType',
  'desiredStatus',
  'lastStatus',
] as const;
const AMOUNTS = ['cpu', 'memory', 'gpu'] as const;
const DEFINITION = TEXTS.indexOf('definition');
const WIDTH = TEXTS.length + AMOUNTS.length;

/** What a profile holds of a task. */
export type Profiled = Pick<Task, (typeof TEXTS)[number] | (typeof AMOUNTS)[number]>;

/** Stands for a text that is absent. */
const ABSENT = -1;

/**
 * Profile ↔ code, counted. Texts are numbers of a dictionary; an amount stands for itself where it is a whole number below 2^31,
 * else for a text: `~number`, which is negative.
 */
export class TaskProfiles {
  readonly #texts = new Dictionary();
  readonly #tuples = new TupleTable(WIDTH);
  /** Code → 1 where the tasks are meant to run. */
  #running = new Uint8Array(8);
  /** Code → 1 where the tasks have not stopped. */
  #holding = new Uint8Array(8);
  /** For each of `AMOUNTS`: code → what the tasks hold of it, nothing once they have stopped. */
  readonly #held = AMOUNTS.map(() => new Float64Array(8));
  /** The number of the text that was asked for last. */
  #lastNumber = ABSENT;
  /** For each of `TASK_SETS`: code → number of the member's text. So members depend on nothing but what is in a profile. */
  readonly #members = TASK_SETS.map(() => new Int32Array(8));
  readonly #tuple = new Int32Array(WIDTH);
  /** Definition → the profile that was entered last with it: a new task most often has the same one. */
  readonly #ofDefinition = new Map<string, number>();

  /** The codes that came or went: what a code stands for changes in no other way. */
  readonly touched = new RowLog();

  /** More than every code in use. */
  get capacity(): number {
    return this.#tuples.capacity;
  }

  /** How many tasks have the profile; 0 for a code that is not in use. */
  count(code: number): number {
    return this.#tuples.count(code) ?? 0;
  }

  /** One of its texts. */
  text(code: number, name: (typeof TEXTS)[number]): string | undefined {
    return this.#text(code, TEXTS.indexOf(name));
  }

  /** How many different profiles there are. */
  get size(): number {
    return this.#tuples.size;
  }

  /** How many different texts they have. */
  get textCount(): number {
    return this.#texts.size;
  }

  /**
   * The code of a task's profile, retained once more.
   *
   * @param like the code of one that has probably most texts in common with it, so that they need not be looked up, or -1.
   */
  retain(task: Profiled, like: number): number {
    const model = like < 0 ? this.#likely(task) : like;
    const code = this.#encode(task, model) ? model : this.#tuples.intern(this.#tuple);
    if (this.#tuples.retain(code) === 1) this.#enter(code, task);
    return code;
  }

  /** A profile that a new task probably has: the last one of its definition. */
  #likely({ definition }: Profiled): number {
    return (definition === undefined ? undefined : this.#ofDefinition.get(definition)) ?? -1;
  }

  release(code: number): void {
    if (this.#tuples.count(code) === 1) this.#leave(code);
    this.#tuples.release(code);
  }

  /** Whether tasks of this profile are meant to run. */
  isRunning(code: number): boolean {
    return this.#running[code] === 1;
  }

  /** What tasks of this profile contribute to one of `TASK_SETS`: a number for `memberText`; -1 for nothing, or if they are not meant to run. */
  member(code: number, set: number): number {
    return (this.#members[set] as Int32Array)[code] as number;
  }

  /** Whether tasks of this profile hold what they take. */
  holdsResources(code: number): boolean {
    return this.#holding[code] === 1;
  }

  /** How much each of them holds, by its own amounts. */
  held(code: number, name: (typeof AMOUNTS)[number]): number {
    return (this.#held[AMOUNTS.indexOf(name)] as Float64Array)[code] as number;
  }

  /** How much each of them asks for, whether it has stopped or not. */
  amount(code: number, name: (typeof AMOUNTS)[number]): number {
    return this.#amount(code, TEXTS.length + AMOUNTS.indexOf(name));
  }

  /** What `member` gives for a text, or -1. To compare with the text that was asked for last costs less than to look it up. */
  memberNumber(text: string): number {
    const last = this.#lastNumber;
    if (last >= 0 && this.#texts.text(last) === text) return last;
    this.#lastNumber = this.#texts.find(text);
    return this.#lastNumber;
  }

  memberText(member: number): string {
    return this.#texts.text(member);
  }

  /** What a task of this profile has of it; what is absent is not there. */
  content(code: number): Profiled {
    const content: Record<string, string | number> = {};
    for (let field = 0; field < TEXTS.length; field++) {
      const text = this.#text(code, field);
      if (text !== undefined) content[TEXTS[field] as string] = text;
    }
    AMOUNTS.forEach((name, at) => {
      content[name] = this.#amount(code, TEXTS.length + at);
    });
    return content as unknown as Profiled;
  }

  /**
   * Writes the profile as numbers to `#tuple`: first `TEXTS`, then `AMOUNTS`, each by its name, which costs half of what a loop
   * over the names does.
   *
   * @returns whether it is the profile `like`.
   */
  #encode(task: Profiled, like: number): boolean {
    const tuple = this.#tuple;
    tuple[0] = this.#textCode(task.cluster, like, 0);
    tuple[1] = this.#textCode(task.group, like, 1);
    tuple[2] = this.#textCode(task.family, like, 2);
    tuple[3] = this.#textCode(task.definition, like, 3);
    tuple[4] = this.#textCode(task.startedBy, like, 4);
    tuple[5] = this.#textCode(task.launchType, like, 5);
    tuple[6] = this.#textCode(task.desiredStatus, like, 6);
    tuple[7] = this.#textCode(task.lastStatus, like, 7);
    tuple[8] = this.#amountCode(task.cpu);
    tuple[9] = this.#amountCode(task.memory);
    tuple[10] = this.#amountCode(task.gpu);
    return like >= 0 && this.#tuples.equals(like, tuple);
  }

  #textCode(text: string | undefined, like: number, field: number): number {
    if (text === undefined) return ABSENT;
    const known = like < 0 ? ABSENT : this.#tuples.at(like, field);
    return known !== ABSENT && this.#texts.text(known) === text ? known : this.#texts.number(text);
  }

  #amountCode(amount: number): number {
    if (amount >= 0 && Object.is(amount | 0, amount)) return amount;
    return ~this.#texts.number(Object.is(amount, -0) ? '-0' : String(amount));
  }

  /** Takes in a profile that nobody had. */
  #enter(code: number, task: Profiled): void {
    this.touched.add(code);
    if (task.definition !== undefined) this.#ofDefinition.set(task.definition, code);
    this.#eachText(code, (text) => this.#texts.retain(text));
    this.#running = grownByQuarter(this.#running, code + 1);
    const isRunning = isDesiredRunning(task as Task);
    this.#running[code] = isRunning ? 1 : 0;
    this.#holding = grownByQuarter(this.#holding, code + 1);
    const isHolding = holdsResources(task as Task);
    this.#holding[code] = isHolding ? 1 : 0;
    AMOUNTS.forEach((name, at) => {
      const held = grownByQuarter(this.#held[at] as Float64Array<ArrayBuffer>, code + 1);
      held[code] = isHolding ? task[name] : 0;
      this.#held[at] = held;
    });
    TASK_SETS.forEach((subject, set) => {
      const member = isRunning ? subject.member(task as Task) : undefined;
      const number = member === undefined ? ABSENT : this.#texts.number(member);
      if (number !== ABSENT) this.#texts.retain(number);
      const members = grownByQuarter(this.#members[set] as Int32Array<ArrayBuffer>, code + 1);
      members[code] = number;
      this.#members[set] = members;
    });
  }

  /** Forgets a profile that nobody has any more. */
  #leave(code: number): void {
    this.touched.add(code);
    this.#forgetDefinition(code);
    this.#eachText(code, (text) => this.#texts.release(text));
    for (const members of this.#members) if (members[code] !== ABSENT) this.#texts.release(members[code] as number);
  }

  #forgetDefinition(code: number): void {
    const definition = this.#text(code, DEFINITION);
    if (definition !== undefined && this.#ofDefinition.get(definition) === code) this.#ofDefinition.delete(definition);
  }

  /** The dictionary's numbers in a profile. */
  #eachText(code: number, visit: (text: number) => void): void {
    for (let field = 0; field < WIDTH; field++) {
      const value = this.#tuples.at(code, field);
      if (field >= TEXTS.length && value < 0) visit(~value);
      if (field < TEXTS.length && value !== ABSENT) visit(value);
    }
  }

  #text(code: number, field: number): string | undefined {
    const text = this.#tuples.at(code, field);
    return text === ABSENT ? undefined : this.#texts.text(text);
  }

  #amount(code: number, field: number): number {
    const value = this.#tuples.at(code, field);
    return value >= 0 ? value : Number(this.#texts.text(~value));
  }
}
