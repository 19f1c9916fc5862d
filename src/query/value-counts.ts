/** How many rows of an answer have each value of a subject. */
import { isNumeric, type Subject } from '../model/subjects.js';
import { CHUNK_WORDS } from '../store/kernels/operations.js';
import { bestKernels } from '../store/kernels.js';
import { CHUNK_ROWS, type Chunk, forEachInChunk } from '../store/row-set.js';
import type { IndexedStore, Join, TextIndex } from './indexed-store.js';
import { chunkHas } from './lows.js';
import type { PlannedQuery } from './planned-query.js';

/** Value → how many rows have it; `null` stands for the rows without one. Only what some row has is in it, in no order. */
export type ValueCounts = Map<string | number | null, number>;

/** Up to so many values, their bitmaps are laid over the answer; of more, the values of the answer's rows are looked up. */
const MOST_BITMAPS = 256;

/**
 * Counts the rows of an answer by the values of a subject; a row counts under each of a set of values. Where a subject has few
 * values, no row is looked at: the bits of the answer are counted under those of each value. Tasks are counted by their profile, or by
 * their instance, and the values of those are added up.
 *
 * O(rows / 32 × values) with few values, else O(rows). The store may not change meanwhile.
 */
export function countsByValue(query: PlannedQuery, subject: Subject, parameter: string): ValueCounts {
  const { store } = query;
  const counts: ValueCounts = new Map();
  if (store.kind === 'tasks') countJoined(query, store.joinOf(subject), subject, parameter, counts);
  else if (isNumeric(subject)) countNumbers(query, store, subject, parameter, counts);
  else {
    const index = store.index.values(subject, parameter);
    if (index === undefined) count(counts, null, query.count());
    else if (index.distinct <= MOST_BITMAPS) countUnder(query, index, counts);
    else countRows(query, store, subject, parameter, counts);
  }
  return counts;
}

function count(counts: ValueCounts, value: string | number | null, rows: number): void {
  if (rows > 0) counts.set(value, (counts.get(value) ?? 0) + rows);
}

function countJoined(query: PlannedQuery, join: Join, subject: Subject, parameter: string, counts: ValueCounts): void {
  // The first entry counts rows that go with none.
  const rowsOf = new Int32Array(join.store.chunkCount * CHUNK_ROWS + 1);
  query.forEachRow((row) => {
    const other = join.rowOf(row) + 1;
    rowsOf[other] = (rowsOf[other] as number) + 1;
  });
  count(counts, null, rowsOf[0] as number);
  for (let other = 1; other < rowsOf.length; other++) {
    const rows = rowsOf[other] as number;
    if (rows > 0) count(counts, join.store.valueAt(subject, parameter, other - 1) ?? null, rows);
  }
}

function countNumbers(
  query: PlannedQuery,
  store: IndexedStore,
  subject: Subject,
  parameter: string,
  counts: ValueCounts,
): void {
  const index = store.index.numbers(subject, parameter);
  query.forEachRow((row) => {
    const value = index.at(row);
    count(counts, Number.isNaN(value) ? null : value, 1);
  });
}

function countRows(
  query: PlannedQuery,
  store: IndexedStore,
  subject: Subject,
  parameter: string,
  counts: ValueCounts,
): void {
  query.forEachRow((row) => {
    if (subject.source !== 'task-set') return count(counts, store.valueAt(subject, parameter, row) ?? null, 1);
    const members = store.membersAt(subject, parameter, row);
    for (const member of members) count(counts, member, 1);
    if (members.length === 0) count(counts, null, 1);
  });
}

function countUnder(query: PlannedQuery, index: TextIndex, counts: ValueCounts): void {
  const values = [...index.entries()];
  query.forEachChunk((chunk, at) => {
    const left = copyOf(chunk);
    for (const [value, rows] of values) countChunk(chunk, rows.chunk(at), left, value, counts);
    count(counts, null, bestKernels().countOr([left], 1));
  });
}

/** Counts what is in both chunks, and takes it out of what is left without a value. */
function countChunk(
  found: Chunk,
  having: Chunk | undefined,
  left: Int32Array,
  value: string,
  counts: ValueCounts,
): void {
  if (having === undefined) return;
  if (found.form === 'dense' && having.form === 'dense') {
    count(counts, value, bestKernels().countAnd([found.words, having.words], 2, [], 0));
    for (let word = 0; word < left.length; word++)
      left[word] = (left[word] as number) & ~(having.words[word] as number);
    return;
  }
  const [small, large] = having.form === 'sparse' ? [having, found] : [found, having];
  let rows = 0;
  forEachInChunk(small, 0, (low) => {
    if (!chunkHas(large, low)) return;
    rows++;
    left[low >>> 5] = (left[low >>> 5] as number) & ~(1 << (low & 31));
  });
  count(counts, value, rows);
}

function copyOf(chunk: Chunk): Int32Array {
  if (chunk.form === 'dense') return chunk.words.slice();
  const words = new Int32Array(CHUNK_WORDS);
  forEachInChunk(chunk, 0, (low) => {
    words[low >>> 5] = (words[low >>> 5] as number) | (1 << (low & 31));
  });
  return words;
}
