/** What many tasks have in common, kept once for all of them. */
import { isDesiredRunning, type Task } from '../model/records.js';
import { Dictionary } from './dictionary.js';
import { grownByQuarter } from './growth.js';
import { TASK_SETS } from './instance-index.js';
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
  /** For each of `TASK_SETS`: code → member. So members depend on nothing but what is in a profile. */
  readonly #members: (string | undefined)[][] = TASK_SETS.map(() => []);
  readonly #tuple = new Int32Array(WIDTH);
  /** The profile retained last, -1 where it went: a new task often has the same texts. */
  #last = -1;

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
    this.#encode(task, like < 0 ? this.#last : like);
    const code = this.#tuples.intern(this.#tuple);
    if (this.#tuples.retain(code) === 1) this.#enter(code, task);
    this.#last = code;
    return code;
  }

  release(code: number): void {
    const tuple = this.#tuple;
    for (let field = 0; field < WIDTH; field++) tuple[field] = this.#tuples.at(code, field);
    if (this.#tuples.release(code) > 0) return;
    this.#eachText((text) => this.#texts.release(text));
    for (const members of this.#members) members[code] = undefined;
    if (this.#last === code) this.#last = -1;
  }

  /** Whether tasks of this profile are meant to run. */
  isRunning(code: number): boolean {
    return this.#running[code] === 1;
  }

  /** What tasks of this profile contribute to one of `TASK_SETS`, whether they are meant to run or not. */
  member(code: number, set: number): string | undefined {
    return (this.#members[set] as (string | undefined)[])[code];
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

  /** Writes the profile as numbers to `#tuple`. */
  #encode(task: Profiled, like: number): void {
    const tuple = this.#tuple;
    for (let field = 0; field < TEXTS.length; field++) {
      tuple[field] = this.#textCode(task[TEXTS[field] as (typeof TEXTS)[number]], like, field);
    }
    for (let at = 0; at < AMOUNTS.length; at++) {
      tuple[TEXTS.length + at] = this.#amountCode(task[AMOUNTS[at] as (typeof AMOUNTS)[number]]);
    }
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

  /** Takes in a profile that nobody had: the one in `#tuple`. */
  #enter(code: number, task: Profiled): void {
    this.#eachText((text) => this.#texts.retain(text));
    this.#running = grownByQuarter(this.#running, code + 1);
    this.#running[code] = isDesiredRunning(task as Task) ? 1 : 0;
    TASK_SETS.forEach(({ member }, set) => {
      (this.#members[set] as (string | undefined)[])[code] = member(task as Task);
    });
  }

  /** The dictionary's numbers in `#tuple`. */
  #eachText(visit: (text: number) => void): void {
    this.#tuple.forEach((value, field) => {
      if (field >= TEXTS.length && value < 0) visit(~value);
      if (field < TEXTS.length && value !== ABSENT) visit(value);
    });
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
