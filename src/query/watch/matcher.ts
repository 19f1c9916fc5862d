/**
 * Which standing queries a changed row enters and leaves.
 *
 * Content-based publish/subscribe matching (Fabret et al., SIGMOD 2001): the conditions of all queries are shared, and known by
 * number. Of a changed row only the conditions that became true or false are looked at, and of those only the conjunctions whose
 * *anchor*, the rarest of their other conditions, holds. So a change costs what its subjects cost to read, and what the queries
 * cost that are close to matching; not what all queries cost.
 */
import { type Condition, keyOf } from '../condition.js';
import { conjunctionsOf } from './conjunctions.js';
import { flip } from './delta.js';
import { conditionsHold, type Truth } from './expression-truth.js';
import { LoggedRows } from './logged-rows.js';
import type { StandingQuery } from './standing-query.js';
import { SubjectColumn } from './subject-column.js';
import type { WatchedRows } from './watched-rows.js';

interface Conjunction {
  readonly entry: Entry;
  readonly conditions: Int32Array;
}

/** A standing query in the matcher. */
interface Entry {
  readonly standing: StandingQuery;
  readonly conjunctions: Conjunction[];
  /** The look in which it was last evaluated. */
  lookedIn: number;
}

/** One that is no small `or` of `and`s: evaluated on every row that changed. */
interface Whole {
  readonly standing: StandingQuery;
  readonly members: Set<string>;
}

interface SharedCondition {
  readonly name: string;
  readonly column: SubjectColumn;
  /** Of some rows, on how many it holds. */
  readonly commonness: number;
  users: number;
  /** Anchor → the conjunctions that have both. */
  readonly beside: Map<number, Set<Conjunction>>;
  /** The conjunctions of which it is the rarest. */
  readonly rarestOf: Set<Conjunction>;
}

/** Rows that are asked how common a condition is. */
const SAMPLED_ROWS = 256;

export class Matcher {
  readonly #rows: WatchedRows;
  readonly #columns = new Map<string, SubjectColumn>();
  readonly #numbers = new Map<string, number>();
  readonly #conditions: (SharedCondition | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #entries = new Map<StandingQuery, Entry>();
  /** Conjunctions of no condition: they hold on every row. */
  readonly #always = new Set<Conjunction>();
  readonly #wholes = new Map<StandingQuery, Whole>();
  readonly #logged: LoggedRows;
  /** Condition → the look in which it was found true before, and now. */
  #trueBefore = new Int32Array(64);
  #trueNow = new Int32Array(64);
  #look = 0;
  #dirty = new Set<StandingQuery>();

  constructor(rows: WatchedRows) {
    this.#rows = rows;
    this.#logged = new LoggedRows(rows);
  }

  get size(): number {
    return this.#entries.size + this.#wholes.size;
  }

  add(standing: StandingQuery): void {
    const { expression, ids } = standing.query;
    if (expression === undefined) return;
    this.#logged.follow([...this.#columns.values()]);
    const all = conjunctionsOf(expression);
    if (all === undefined) {
      this.#wholes.set(standing, { standing, members: new Set(ids()) });
      return;
    }
    const entry: Entry = { standing, conjunctions: [], lookedIn: -1 };
    this.#entries.set(standing, entry);
    for (const conditions of all) this.#addConjunction(entry, conditions);
  }

  remove(standing: StandingQuery): void {
    this.#wholes.delete(standing);
    for (const conjunction of this.#entries.get(standing)?.conjunctions ?? []) this.#removeConjunction(conjunction);
    this.#entries.delete(standing);
  }

  /** Looks at every row that changed since the last call. @returns the queries whose `flips` tell of something. */
  update(): Iterable<StandingQuery> {
    this.#dirty = new Set();
    const columns = [...this.#columns.values()];
    this.#logged.update(columns, {
      left: (row, key) => this.#leave(row, key, columns),
      came: (row, key) => this.#enter(row, key, columns),
      stayed: (row, key) => this.#change(row, key, columns),
    });
    return this.#dirty;
  }

  #leave(row: number, key: string, columns: readonly SubjectColumn[]): void {
    this.#begin();
    for (const column of columns) this.#layOut(column, column.held(column.values[row]));
    this.#forEachMatch(columns, row, (standing) => this.#flip(standing, key, false));
    for (const column of columns) column.values[row] = undefined;
    for (const { standing, members } of this.#wholes.values()) {
      if (members.delete(key)) this.#flip(standing, key, false);
    }
  }

  #enter(row: number, key: string, columns: readonly SubjectColumn[]): void {
    this.#begin();
    for (const column of columns) {
      const value = column.read(row);
      column.values[row] = value;
      this.#layOut(column, column.held(value));
    }
    this.#forEachMatch(columns, row, (standing) => this.#flip(standing, key, true));
    this.#changeWholes(row, key);
  }

  /** Visits every query that holds by what was laid out. */
  #forEachMatch(columns: readonly SubjectColumn[], row: number, visit: (standing: StandingQuery) => void): void {
    const match = ({ entry, conditions }: Conjunction): void => {
      if (entry.lookedIn === this.#look || !this.#all(conditions, this.#trueNow)) return;
      entry.lookedIn = this.#look;
      visit(entry.standing);
    };
    for (const column of columns) {
      for (const id of column.held(column.values[row])) this.#conditions[id]?.rarestOf.forEach(match);
    }
    this.#always.forEach(match);
  }

  #change(row: number, key: string, columns: readonly SubjectColumn[]): void {
    this.#begin();
    const flipped: number[] = [];
    for (const column of columns) {
      const before = column.values[row];
      const now = column.read(row);
      if (before === now) continue;
      const heldBefore = column.held(before);
      column.values[row] = now;
      column.changedIn = this.#look;
      column.heldBefore = heldBefore;
      addDifference(heldBefore, column.held(now), flipped);
    }
    for (const id of flipped) this.#lookBeside(id, row, key);
    this.#changeWholes(row, key);
  }

  #lookBeside(id: number, row: number, key: string): void {
    for (const [anchor, conjunctions] of (this.#conditions[id] as SharedCondition).beside) {
      this.#load((this.#conditions[anchor] as SharedCondition).column, row);
      if (this.#trueNow[anchor] !== this.#look && this.#trueBefore[anchor] !== this.#look) continue;
      for (const { entry } of conjunctions) {
        if (entry.lookedIn === this.#look) continue;
        entry.lookedIn = this.#look;
        const was = this.#holds(entry, this.#trueBefore, row);
        const is = this.#holds(entry, this.#trueNow, row);
        if (was !== is) this.#flip(entry.standing, key, is);
      }
    }
  }

  #holds({ conjunctions }: Entry, truth: Int32Array, row: number): boolean {
    for (const { conditions } of conjunctions) {
      let at = 0;
      for (; at < conditions.length; at++) {
        const id = conditions[at] as number;
        this.#load((this.#conditions[id] as SharedCondition).column, row);
        if (truth[id] !== this.#look) break;
      }
      if (at === conditions.length) return true;
    }
    return false;
  }

  #all(conditions: Int32Array, truth: Int32Array): boolean {
    for (let at = 0; at < conditions.length; at++) if (truth[conditions[at] as number] !== this.#look) return false;
    return true;
  }

  /** Lays out which conditions of a column held and hold, once for each row that is looked at. */
  #load(column: SubjectColumn, row: number): void {
    if (column.loadedIn === this.#look) return;
    const held = column.held(column.values[row]);
    this.#layOut(column, held);
    const before = column.changedIn === this.#look ? column.heldBefore : held;
    for (let at = 0; at < before.length; at++) this.#trueBefore[before[at] as number] = this.#look;
  }

  #layOut(column: SubjectColumn, held: Int32Array): void {
    column.loadedIn = this.#look;
    for (let at = 0; at < held.length; at++) this.#trueNow[held[at] as number] = this.#look;
  }

  #changeWholes(row: number, key: string): void {
    for (const { standing, members } of this.#wholes.values()) {
      const was = members.has(key);
      const is = conditionsHold(standing.query.expression as Truth, row, this.#rows);
      if (was === is) continue;
      if (is) members.add(key);
      else members.delete(key);
      this.#flip(standing, key, is);
    }
  }

  #flip(standing: StandingQuery, key: string, isIn: boolean): void {
    flip(standing.flips, key, isIn);
    this.#dirty.add(standing);
  }

  /** Numbers of looks start anew before they leave 31 bits. */
  #begin(): void {
    this.#look = (this.#look + 1) & 0x3fffffff;
    if (this.#look > 0) return;
    this.#trueBefore.fill(0);
    this.#trueNow.fill(0);
    for (const entry of this.#entries.values()) entry.lookedIn = 0;
    for (const column of this.#columns.values()) Object.assign(column, { changedIn: 0, loadedIn: 0 });
    this.#look = 1;
  }

  #addConjunction(entry: Entry, conditions: readonly Condition[]): void {
    const ids = [...new Set(conditions.map((condition) => this.#share(condition)))].sort((a, b) =>
      this.#isRarer(a, b) ? -1 : 1,
    );
    const conjunction: Conjunction = { entry, conditions: Int32Array.from(ids) };
    entry.conjunctions.push(conjunction);
    const [rarest] = ids;
    if (rarest === undefined) {
      this.#always.add(conjunction);
      return;
    }
    for (const id of ids) {
      const condition = this.#conditions[id] as SharedCondition;
      condition.users++;
      if (id === rarest) condition.rarestOf.add(conjunction);
      const anchor = anchorOf(conjunction, id);
      condition.beside.set(anchor, (condition.beside.get(anchor) ?? new Set()).add(conjunction));
    }
  }

  #removeConjunction(conjunction: Conjunction): void {
    this.#always.delete(conjunction);
    for (const id of conjunction.conditions) {
      const condition = this.#conditions[id] as SharedCondition;
      const anchor = anchorOf(conjunction, id);
      condition.rarestOf.delete(conjunction);
      const beside = condition.beside.get(anchor);
      beside?.delete(conjunction);
      if (beside?.size === 0) condition.beside.delete(anchor);
      if (--condition.users === 0) this.#drop(id, condition);
    }
  }

  #isRarer(a: number, b: number): boolean {
    const [left, right] = [this.#conditions[a] as SharedCondition, this.#conditions[b] as SharedCondition];
    return left.commonness === right.commonness ? a < b : left.commonness < right.commonness;
  }

  /** The number of a condition that is the same for all queries. */
  #share(condition: Condition): number {
    const name = `${keyOf(condition)} ${condition.negated} ${condition.absent}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const id = this.#free.pop() ?? this.#conditions.length;
    if (id >= this.#trueNow.length) {
      this.#trueNow = grown(this.#trueNow);
      this.#trueBefore = grown(this.#trueBefore);
    }
    const column = this.#columnOf(condition);
    column.add(id, condition);
    this.#numbers.set(name, id);
    const commonness = this.#commonnessOf(id, column);
    this.#conditions[id] = { name, column, commonness, users: 0, beside: new Map(), rarestOf: new Set() };
    return id;
  }

  #columnOf({ subject, parameter }: Condition): SubjectColumn {
    const name = columnName({ subject, parameter });
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new SubjectColumn(subject, parameter, this.#rows);
      this.#columns.set(name, column);
    }
    return column;
  }

  #commonnessOf(id: number, column: SubjectColumn): number {
    const { values } = column;
    const step = Math.max(1, Math.floor(values.length / SAMPLED_ROWS));
    let count = 0;
    for (let row = 0; row < values.length; row += step) if (column.holds(id, values[row])) count++;
    return count;
  }

  #drop(id: number, { name, column }: SharedCondition): void {
    this.#numbers.delete(name);
    this.#conditions[id] = undefined;
    this.#free.push(id);
    column.remove(id);
    if (column.size === 0) this.#columns.delete(columnName(column));
  }
}

function columnName({ subject, parameter }: Pick<Condition, 'subject' | 'parameter'>): string {
  return `${subject.source} ${subject.name} ${parameter}`;
}

/** The rarest of the other conditions; of a single one itself. */
function anchorOf({ conditions }: Conjunction, id: number): number {
  return (conditions[0] === id ? (conditions[1] ?? id) : conditions[0]) as number;
}

/** What is in one of two ascending lists only. */
function addDifference(a: Int32Array, b: Int32Array, into: number[]): void {
  if (a === b) return;
  for (let atA = 0, atB = 0; atA < a.length || atB < b.length; ) {
    const left = a[atA] ?? Number.POSITIVE_INFINITY;
    const right = b[atB] ?? Number.POSITIVE_INFINITY;
    if (left !== right) into.push(Math.min(left, right));
    if (left <= right) atA++;
    if (right <= left) atB++;
  }
}

function grown(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
