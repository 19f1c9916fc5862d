/** How the index answers a condition: which sets of rows, united, less which others, and what has to be tested row by row. */
import { isNumeric, subjectText } from '../model/subjects.js';
import type { Interval } from '../store/range-index.js';
import { RowSet } from '../store/row-set.js';
import { passes, type RangesTest } from './checked.js';
import { andNode, type ChunkNode, type RowCheck, type SetList, setsNode } from './chunk-node.js';
import { type Condition, takesEveryValue } from './condition.js';
import type { IndexedStore, Join, NumberIndex, TaskRowStore, TextIndex, TextSelection } from './indexed-store.js';
import { JoinedRows } from './joined-rows.js';
import { ORDERS } from './kinds.js';
import { complementOf, includes, intervalsOf } from './ranges.js';

/** How a condition is answered. */
export type AccessOperator =
  /** The rows that an index keeps for one value or a few. */
  | 'lookup'
  /** The rows on which the subject is there. */
  | 'presence'
  /** Each distinct value of an index is tested once, the rows of those that pass are united. */
  | 'value scan'
  /** The buckets of an index of numbers that lie in a range. */
  | 'range scan'
  /** So, too, but the numbers in some buckets are tested one by one. */
  | 'column scan';

/**
 * The rows of a condition that does not take hosts without the subject: those in `include`, less those in `exclude`, less those
 * in `check` that fail. Bound to the sets of one revision of a store, to be bound anew after a change.
 */
export interface Access {
  readonly condition: Condition;
  operator: AccessOperator;
  readonly include: SetList;
  readonly exclude: SetList;
  readonly check: RowCheck;
  /** How many rows it is expected to find. */
  rows: number;
  /** Whether that is the true number, kept by the index. */
  exact: boolean;
  /** What was selected before, and of which index: tested values are not tested again. */
  index: TextIndex | undefined;
  selection: TextSelection | undefined;
  /** Of a condition that another store answers. */
  joined: Joined | undefined;
}

/** How a condition is answered by rows of another store that the store's rows go with. */
interface Joined {
  readonly join: Join;
  readonly access: Access;
  readonly node: ChunkNode;
  readonly rows: JoinedRows;
}

/** @param condition one without `absent`. */
export function accessTo(condition: Condition): Access {
  return {
    condition,
    operator: operatorFor(condition),
    include: { sets: [], disjoint: true },
    exclude: { sets: [], disjoint: true },
    check: { sets: [], passes: () => true },
    rows: 0,
    exact: true,
    index: undefined,
    selection: undefined,
    joined: undefined,
  };
}

/** What evaluates the access: it follows the sets that are bound. */
export function nodeOf(access: Access): ChunkNode {
  const included = setsNode(access.include);
  return isPlain(access) ? included : andNode([included], [setsNode(access.exclude)], [access.check]);
}

/** Whether only `include` is ever in use. */
function isPlain({ condition }: Access): boolean {
  return !condition.negated && !(condition.test.form === 'ranges' && isNumeric(condition.subject));
}

function operatorFor(condition: Condition): AccessOperator {
  const { subject, test } = condition;
  if (test.form === 'any' || takesEveryValue(condition)) return 'presence';
  if (test.form === 'texts') return 'lookup';
  return isNumeric(subject) ? 'range scan' : 'value scan';
}

/** Looks up the sets of the store's present revision. O(values named + buckets), and new values tested where the values are scanned. */
export function bind(access: Access, store: IndexedStore | TaskRowStore): void {
  if ('joinOf' in store) bindJoined(access, store);
  else bindIndexed(access, store);
}

/** What holds is found among the rows of another store. O(rows of the other store / 32), beside what it costs there. */
function bindJoined(access: Access, store: TaskRowStore): void {
  const { condition } = access;
  access.joined ??= joinedTo(condition, store.joinOf(condition.subject));
  const { join, access: other, node, rows } = access.joined;
  bindIndexed(other, join.store);
  rows.select(node);
  bindSets(access, [], [], true);
  access.include.sets = [rows];
  access.operator = other.operator;
  access.rows = rows.size;
}

function joinedTo(condition: Condition, join: Join): Joined {
  const access = accessTo(condition);
  return { join, access, node: nodeOf(access), rows: new JoinedRows(join) };
}

function bindIndexed(access: Access, store: IndexedStore): void {
  const { condition } = access;
  const { subject, parameter, test } = condition;
  if (isNumeric(subject)) bindNumbers(access, store.index.numbers(subject, parameter));
  else {
    const index = store.index.values(subject, parameter);
    if (index === undefined) bindNothing(access);
    else if (test.form === 'any') bindSets(access, [index.present], [], true);
    else if (test.form === 'texts') bindLookup(access, index, test.texts);
    else bindSelection(access, index);
  }
}

function bindNothing(access: Access): void {
  access.index = undefined;
  access.selection = undefined;
  bindSets(access, [], [], true);
}

/** @param found the sets that the test finds; of a negated condition those to be left out of `rows`. */
function bindSets(access: Access, rows: readonly RowSet[], found: readonly RowSet[], disjoint: boolean): void {
  access.include.sets = withFewSets(rows);
  access.include.disjoint = disjoint;
  access.exclude.sets = withFewSets(found);
  access.exclude.disjoint = disjoint;
  access.rows = Math.max(0, sizeOf(rows) - sizeOf(found));
  access.exact = disjoint;
}

function bindLookup(access: Access, index: TextIndex, texts: ReadonlySet<string>): void {
  const found: RowSet[] = [];
  for (const text of texts) {
    const rows = index.find(text);
    if (rows !== undefined) found.push(rows);
  }
  bindFound(access, index, found);
}

function bindSelection(access: Access, index: TextIndex): void {
  const { test } = access.condition;
  if (access.selection === undefined || access.index !== index) {
    access.index = index;
    access.selection = index.selection((text) => passes(test, text));
  }
  bindFound(access, index, access.selection.rows());
}

function bindFound(access: Access, index: TextIndex, found: readonly RowSet[]): void {
  const { subject, negated } = access.condition;
  const disjoint = subject.source !== 'task-set' || found.length <= 1;
  if (negated) bindSets(access, [index.valued], found, disjoint);
  else bindSets(access, found, [], disjoint);
  access.rows = Math.min(access.rows, index.valued.size);
}

/** More sets of so few rows than these are united at once: each costs a step in every chunk of the store. */
const FEW_SETS = 8;
const FEW_ROWS = 64;

function withFewSets(sets: readonly RowSet[]): readonly RowSet[] {
  if (sets.length <= FEW_SETS) return sets;
  const small = sets.filter(({ size }) => size <= FEW_ROWS);
  if (small.length <= FEW_SETS) return sets;
  const rows: number[] = [];
  for (const set of small) {
    set.forEach((row) => {
      rows.push(row);
    });
  }
  const united = new RowSet();
  for (const row of Float64Array.from(rows).sort()) united.add(row);
  return [united, ...sets.filter(({ size }) => size > FEW_ROWS)];
}

/** Of more intervals than this every number is tested, as most buckets would be partly in one. */
const MOST_INTERVALS = 64;

function bindNumbers(access: Access, index: NumberIndex): void {
  const { test, negated } = access.condition;
  if (test.form === 'any') return bindSets(access, [index.present], [], true);
  const { order, ranges: taken } = test as RangesTest;
  const ranges = negated ? complementOf(taken) : taken;
  const intervals = intervalsOf(ranges).flatMap(numericInterval);
  const { compare } = ORDERS[order];
  access.check.passes = (row) => includes(ranges, index.at(row), compare);
  if (intervals.length > MOST_INTERVALS) return bindColumn(access, index);
  const { whole, partial } = select(index, intervals);
  const outside = select(index, intervalsOf(complementOf(ranges)).flatMap(numericInterval)).whole;
  access.check.sets = partial;
  // What lies outside is taken away where that is less to do than to put together what lies inside.
  if (outside.length + 1 < whole.length) bindSets(access, [index.present], outside, true);
  else bindSets(access, [...whole, ...partial], [], true);
  access.operator = partial.length > 0 ? 'column scan' : operatorFor(access.condition);
  access.exact = partial.length === 0;
  if (!access.exact) access.rows = estimateOf(index, intervals);
}

function bindColumn(access: Access, index: NumberIndex): void {
  bindSets(access, [index.present], [], true);
  access.check.sets = [index.present];
  access.operator = 'column scan';
  access.exact = index.present.size === 0;
}

/** Stored numbers are finite, so an argument of hundreds of digits is a bound that none reaches. */
function numericInterval({
  low,
  lowOpen,
  high,
  highOpen,
}: ReturnType<typeof intervalsOf>[number]): readonly Interval[] {
  const from = (low ?? Number.NEGATIVE_INFINITY) as number;
  const to = (high ?? Number.POSITIVE_INFINITY) as number;
  const reachable = from < Number.POSITIVE_INFINITY && to > Number.NEGATIVE_INFINITY;
  return reachable ? [{ low: from, lowOpen, high: to, highOpen }] : [];
}

/** A bucket may be partly in two intervals. */
function select(index: NumberIndex, intervals: readonly Interval[]): ReturnType<NumberIndex['select']> {
  const [only] = intervals;
  if (intervals.length === 1 && only !== undefined) return index.select(only);
  const selections = intervals.map((interval) => index.select(interval));
  return {
    whole: selections.flatMap(({ whole }) => whole),
    partial: [...new Set(selections.flatMap(({ partial }) => partial))],
  };
}

function estimateOf(index: NumberIndex, intervals: readonly Interval[]): number {
  let rows = 0;
  for (const interval of intervals) rows += index.estimate(interval).rows;
  return Math.min(rows, index.present.size);
}

function sizeOf(sets: readonly RowSet[]): number {
  let size = 0;
  for (const set of sets) size += set.size;
  return size;
}

/** The index that is read: of which subject, of which rows where those are others, and whether it is not always kept. */
export function indexOf({ operator, condition, joined }: Access): string {
  const { subject, parameter } = condition;
  const kind = operator === 'presence' ? 'presence' : isNumeric(subject) ? 'ranges' : 'postings';
  const where = joined === undefined ? '' : ` by ${joined.join.name}`;
  const kept = subject.kept === 'always' ? '' : ', made when asked';
  return `${kind} of ${subjectText(subject, parameter)}${where}${kept}`;
}
