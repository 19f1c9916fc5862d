/** Plan → rows, as a bitmap. */

import { isNumeric } from '../model/subjects.js';
import { Bitmap } from '../store/bitmap.js';
import { CHUNK_ROWS } from '../store/row-set.js';
import type { Store } from '../store/store.js';
import { type CheckedPredicate, passes } from './checked.js';
import type { Plan } from './plan.js';

/** Milliseconds that only grow. */
export type Clock = () => number;

/** Told of each node once it has run: how many rows it found, and the milliseconds that it and its children took. */
export interface Observer {
  readonly clock: Clock;
  readonly record: (node: Plan, rows: number, timeMs: number) => void;
}

/**
 * The rows that a plan finds: a new bitmap with room for every row of the store.
 *
 * A plan may be 2,000 levels deep (1,000 nested parentheses, each around an `or` of an `and`), so a level takes two frames of the
 * call stack and no more.
 */
export function execute(plan: Plan, store: Store, observer?: Observer): Bitmap {
  const start = observer === undefined ? 0 : observer.clock();
  const rows = plan.children.length === 0 ? leafRows(plan, store) : combine(plan, store, observer);
  if (observer !== undefined) observer.record(plan, rows.count(), observer.clock() - start);
  return rows;
}

/** An intersection goes on only while something is left, unless an observer wants every node's rows. */
function combine(plan: Plan, store: Store, observer: Observer | undefined): Bitmap {
  const united = plan.operator === 'union';
  let rows: Bitmap | undefined;
  for (const child of plan.children) {
    const found = execute(child, store, observer);
    if (rows === undefined) rows = found;
    else if (united) rows.or(found);
    else rows.and(found);
    if (!united && observer === undefined && rows.isEmpty()) break;
  }
  return rows as Bitmap;
}

function leafRows(plan: Plan, store: Store): Bitmap {
  const none = new Bitmap(store.chunkCount * CHUNK_ROWS);
  if (plan.operator === 'nothing') return none;
  if (plan.operator === 'everything') return full(store);
  const rows = predicateRows(plan.predicate as CheckedPredicate, store);
  return plan.complement ? full(store).andNot(rows) : rows;
}

/** The rows on which a predicate holds: those that pass its test, or for a negative operator those with a value that do not. */
function predicateRows(predicate: CheckedPredicate, store: Store): Bitmap {
  const passing = passingRows(predicate, store);
  if (predicate.operator.negates === undefined) return passing;
  const base = new Bitmap(store.chunkCount * CHUNK_ROWS);
  if (predicate.operator.whenAbsent) store.live.addTo(base);
  else valuedRows(predicate, store)?.addTo(base);
  return base.andNot(passing);
}

function valuedRows({ subject, parameter }: CheckedPredicate, store: Store) {
  return isNumeric(subject) ? store.index.numbers(subject).present : store.index.values(subject, parameter)?.valued;
}

function passingRows({ subject, parameter, test }: CheckedPredicate, store: Store): Bitmap {
  const rows = new Bitmap(store.chunkCount * CHUNK_ROWS);
  if (isNumeric(subject)) {
    const numbers = store.index.numbers(subject);
    if (test.form === 'any') numbers.present.addTo(rows);
    else {
      numbers.present.forEach((row) => {
        if (passes(test, numbers.at(row))) rows.add(row);
      });
    }
    return rows;
  }
  const postings = store.index.values(subject, parameter);
  if (postings === undefined) return rows;
  if (test.form === 'any') postings.present.addTo(rows);
  else if (test.form === 'texts') for (const text of test.texts) postings.find(text)?.addTo(rows);
  else for (const [value, having] of postings.entries()) if (passes(test, value)) having.addTo(rows);
  return rows;
}

function full(store: Store): Bitmap {
  const rows = new Bitmap(store.chunkCount * CHUNK_ROWS);
  store.live.addTo(rows);
  return rows;
}
