/** Evaluation → rows in the order of their keys, where the numbers of the rows tell nothing of it. */
import { compareText } from '../model/records.js';
import { type Evaluation, forEachRow } from './evaluation.js';

/** What rows are read from. */
export interface KeyedRows {
  readonly chunkCount: number;
  keyAt(row: number): string;
}

/**
 * The matching rows ascending by key, at most `limit` of them. All matches are looked at, but only those that may be among the first
 * are compared with one another: O(matches), and O(log limit) for each that comes before what was found so far.
 */
export function rowsByKey(evaluation: Evaluation, store: KeyedRows, limit: number): readonly number[] {
  const byKey = (a: Keyed, b: Keyed): number => compareText(a.key, b.key);
  const found: Keyed[] = [];
  forEachRow(evaluation, store.chunkCount, (row) => {
    const key = store.keyAt(row);
    if (found.length < limit) rise(found, { key, row });
    else if (limit > 0 && key < (found[0] as Keyed).key) sink(found, { key, row });
  });
  return found.sort(byKey).map(({ row }) => row);

  /** Until there are `limit`, they are only gathered; then they are a heap whose first has the greatest key. */
  function rise(heap: Keyed[], one: Keyed): void {
    heap.push(one);
    if (heap.length === limit) heap.sort((a, b) => byKey(b, a));
  }
}

interface Keyed {
  readonly key: string;
  readonly row: number;
}

/** Puts a row in the place of the first one of a heap, and restores the order. */
function sink(heap: Keyed[], one: Keyed): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as Keyed).key > (heap[child] as Keyed).key) child++;
    if ((heap[child] as Keyed).key <= one.key) break;
    heap[at] = heap[child] as Keyed;
    at = child;
  }
  heap[at] = one;
}
