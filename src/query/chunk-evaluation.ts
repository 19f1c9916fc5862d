/**
 * What holds in the chunk at hand: nothing, a short list of rows, or bits. Operands are taken as they come: bits go through one
 * fused kernel each chunk, lists are filtered, and a few candidates are tested one by one.
 */
import { bestKernels } from '../store/kernels.js';
import type { Chunk } from '../store/row-set.js';
import { type ChunkNode, contains } from './chunk-node.js';
import { extract, filterByLows, filterByWords, mergeLows, scatter } from './lows.js';
import { LOWS, SCRATCH_LOWS, WORDS } from './scratch.js';

/** Up to so many candidates in a chunk are tested one by one: that costs less than to compute an operand of any kind. */
export const RESIDUAL_ROWS = 128;
/** Up to so many lists with up to so many rows are merged into a list; from more on, bits are made. */
const MERGED_LISTS = 8;
const MERGED_ROWS = 512;
/** As many operands as this are computed before they are combined, so that few buffers are needed at once. */
const COMPUTED_AT_ONCE = 16;

/** Evaluates the node for the chunk that `peek` turned to. What it finds is borrowed: valid until the next evaluation. */
export function load(node: ChunkNode): void {
  const words = WORDS.top;
  const lows = LOWS.top;
  if (node.bound === 0) foundNone(node);
  else if (node.kind === 'and') loadAnd(node, words, lows);
  else loadUnion(node, words, lows);
  // A result that was computed lies in the first place that was taken; one that is borrowed from a set took none.
  if (WORDS.top > words) WORDS.top = node.form === 'words' ? words + 1 : words;
  if (LOWS.top > lows) LOWS.top = node.form === 'lows' ? lows + 1 : lows;
}

/** How many rows hold in the chunk that `peek` turned to. */
export function countChunk(node: ChunkNode): number {
  if (node.bound === 0) return 0;
  if (node.kind === 'sets' && (node.list.disjoint || node.found === 1)) return node.bound;
  const words = WORDS.top;
  const lows = LOWS.top;
  const count = node.kind === 'and' ? countAnd(node, words, lows) : countUnion(node, words, lows);
  WORDS.top = words;
  LOWS.top = lows;
  return count;
}

function loadUnion(node: ChunkNode, words: number, lows: number): void {
  gather(node, words);
  const { dense, sparse } = node;
  if (dense.length === 0 && sparse.length === 0) foundNone(node);
  else if (dense.length === 1 && sparse.length === 0) foundWords(node, dense[0] as Int32Array);
  else if (isMergeable(node)) mergeSparse(node, lows);
  else unite(node, words);
}

function countUnion(node: ChunkNode, words: number, lows: number): number {
  gather(node, words);
  const { dense, sparse } = node;
  if (sparse.length === 0) return bestKernels().countOr(dense, dense.length);
  if (isMergeable(node)) mergeSparse(node, lows);
  else unite(node, words);
  return sizeOf(node);
}

/** Puts what is to be united into `dense` and `sparse`. */
function gather(node: ChunkNode, words: number): void {
  clear(node);
  if (node.kind === 'sets') addChunks(node, node, node.dense);
  else {
    for (const child of node.children) {
      addOperand(node, child, node.dense);
      if (WORDS.top - words > COMPUTED_AT_ONCE) foldUnion(node, words);
    }
  }
}

function clear(node: ChunkNode): void {
  node.dense.length = 0;
  node.without.length = 0;
  node.sparse.length = 0;
  node.sparseSizes.length = 0;
}

/** Adds what `child` finds: bits to `dense`, a list to those of `node`. */
function addOperand(node: ChunkNode, child: ChunkNode, dense: Int32Array[]): void {
  if (child.bound === 0) return;
  if (child.kind === 'sets') {
    addChunks(node, child, dense);
    return;
  }
  load(child);
  if (child.form === 'words') dense.push(child.words);
  else if (child.form === 'lows') addLows(node, child.lows, child.size);
}

function addChunks(node: ChunkNode, { chunks, found }: ChunkNode, dense: Int32Array[]): void {
  for (let at = 0; at < found; at++) {
    const chunk = chunks[at] as Chunk;
    if (chunk.form === 'dense') dense.push(chunk.words);
    else addLows(node, chunk.lows, chunk.size);
  }
}

function addLows(node: ChunkNode, lows: Uint16Array, size: number): void {
  node.sparse.push(lows);
  node.sparseSizes.push(size);
}

function foldUnion(node: ChunkNode, words: number): void {
  const out = WORDS.at(words);
  bestKernels().or(out, node.dense, node.dense.length);
  replaceDense(node, out, words);
}

function replaceDense(node: ChunkNode, out: Int32Array, words: number): void {
  node.dense.length = 1;
  node.dense[0] = out;
  WORDS.top = words + 1;
}

function isMergeable({ dense, sparse, sparseSizes }: ChunkNode): boolean {
  if (dense.length > 0 || sparse.length > MERGED_LISTS) return false;
  let rows = 0;
  for (const size of sparseSizes) rows += size;
  return sparse.length === 1 || rows <= MERGED_ROWS;
}

/** One list after the other goes from one buffer into another; the last of them takes the place of the result. */
function mergeSparse(node: ChunkNode, lows: number): void {
  const { sparse, sparseSizes } = node;
  let merged = sparse[0] as Uint16Array;
  let size = sparseSizes[0] as number;
  let to = LOWS.top;
  for (let at = 1; at < sparse.length; at++) {
    const out = LOWS.at(to);
    size = mergeLows(merged, size, sparse[at] as Uint16Array, sparseSizes[at] as number, out);
    merged = out;
    to = to === LOWS.top ? LOWS.top + 1 : LOWS.top;
  }
  if (sparse.length > 1) {
    LOWS.swap(lows, to === LOWS.top ? LOWS.top + 1 : LOWS.top);
    LOWS.top = Math.max(LOWS.top, lows + 1);
  }
  foundLows(node, merged, size);
}

function unite(node: ChunkNode, words: number): void {
  const { dense, sparse, sparseSizes } = node;
  const out = WORDS.at(words);
  WORDS.top = Math.max(WORDS.top, words + 1);
  bestKernels().or(out, dense, dense.length);
  for (let at = 0; at < sparse.length; at++) scatter(sparse[at] as Uint16Array, sparseSizes[at] as number, out);
  foundWords(node, out);
}

function loadAnd(node: ChunkNode, words: number, lows: number): void {
  prepareAnd(node, words, lows);
  if (node.form === 'words') combine(node, words);
}

function countAnd(node: ChunkNode, words: number, lows: number): number {
  prepareAnd(node, words, lows);
  const { dense, without } = node;
  if (node.form !== 'words') return node.size;
  if (!hasChecks(node)) return bestKernels().countAnd(dense, dense.length, without, without.length);
  combine(node, words);
  return sizeOf(node);
}

/** The smallest operand says how: a list is filtered to its end, for bits the operands are put into `dense` and `without`. */
function prepareAnd(node: ChunkNode, words: number, lows: number): void {
  const { children } = node;
  sortByBound(children);
  const smallest = children[0] as ChunkNode;
  load(smallest);
  if (smallest.form === 'none') foundNone(node);
  else if (smallest.form === 'lows' && smallest.size <= SCRATCH_LOWS) {
    filter(node, smallest.lows, smallest.size, words, lows);
  } else if (smallest.form === 'words' && smallest.bound <= RESIDUAL_ROWS) {
    const candidates = LOWS.at(lows);
    filter(node, candidates, extract(smallest.words, candidates), words, lows);
  } else gatherAnd(node, smallest, words);
}

/** By insertion: from chunk to chunk the order changes little. */
function sortByBound(children: ChunkNode[]): void {
  for (let at = 1; at < children.length; at++) {
    const child = children[at] as ChunkNode;
    let to = at;
    for (; to > 0 && (children[to - 1] as ChunkNode).bound > child.bound; to--) {
      children[to] = children[to - 1] as ChunkNode;
    }
    children[to] = child;
  }
}

/** Keeps of the candidates what holds. The operands' results are let go one by one. */
function filter(node: ChunkNode, candidates: Uint16Array, count: number, words: number, lows: number): void {
  const out = LOWS.at(lows);
  WORDS.top = words;
  LOWS.top = lows + 1;
  let from = candidates;
  let size = count;
  for (let at = 1; at < node.children.length && size > 0; at++) {
    size = narrow(node.children[at] as ChunkNode, from, size, true, out);
    from = out;
    WORDS.top = words;
    LOWS.top = lows + 1;
  }
  for (let at = 0; at < node.excluded.length && size > 0; at++) {
    const child = node.excluded[at] as ChunkNode;
    if (child.bound === 0) continue;
    size = narrow(child, from, size, false, out);
    from = out;
    WORDS.top = words;
    LOWS.top = lows + 1;
  }
  if (size > 0 && hasChecks(node)) {
    size = passing(node, from, size, out);
    from = out;
  }
  if (from !== out) LOWS.top = lows;
  foundLows(node, from, size);
}

/** Copies the candidates that `child` contains (`keep`), or those that it does not. @returns how many. */
function narrow(child: ChunkNode, lows: Uint16Array, size: number, keep: boolean, out: Uint16Array): number {
  if (size > RESIDUAL_ROWS) {
    load(child);
    if (child.form === 'words') return filterByWords(lows, size, child.words, keep, out);
    return filterByLows(lows, size, child.lows, child.size, keep, out);
  }
  let kept = 0;
  for (let at = 0; at < size; at++) {
    const low = lows[at] as number;
    if (contains(child, low) === keep) out[kept++] = low;
  }
  return kept;
}

function hasChecks(node: ChunkNode): boolean {
  for (const chunks of node.checkChunks) if (chunks.length > 0) return true;
  return false;
}

function passing({ checks, base }: ChunkNode, lows: Uint16Array, size: number, out: Uint16Array): number {
  let kept = 0;
  for (let at = 0; at < size; at++) {
    const low = lows[at] as number;
    let passes = true;
    for (const check of checks) passes &&= check.passes(base + low);
    if (passes) out[kept++] = low;
  }
  return kept;
}

function gatherAnd(node: ChunkNode, smallest: ChunkNode, words: number): void {
  clear(node);
  const { dense, without, sparse, sparseSizes } = node;
  dense.push(asWords(smallest));
  for (let at = 1; at < node.children.length; at++) {
    const child = node.children[at] as ChunkNode;
    load(child);
    if (child.form === 'none') return foundNone(node);
    dense.push(asWords(child));
    if (WORDS.top - words > COMPUTED_AT_ONCE) foldAnd(node, words);
  }
  for (const child of node.excluded) {
    addOperand(node, child, without);
    if (WORDS.top - words > COMPUTED_AT_ONCE) foldAnd(node, words);
  }
  if (sparse.length > 0) {
    const removed = WORDS.take().fill(0);
    for (let at = 0; at < sparse.length; at++) scatter(sparse[at] as Uint16Array, sparseSizes[at] as number, removed);
    without.push(removed);
  }
  node.form = 'words';
}

function asWords(child: ChunkNode): Int32Array {
  if (child.form === 'words') return child.words;
  const words = WORDS.take().fill(0);
  scatter(child.lows, child.size, words);
  return words;
}

function foldAnd(node: ChunkNode, words: number): void {
  const { dense, without } = node;
  const out = WORDS.at(words);
  bestKernels().and(out, dense, dense.length, without, without.length);
  without.length = 0;
  replaceDense(node, out, words);
}

function combine(node: ChunkNode, words: number): void {
  const { dense, without } = node;
  if (dense.length === 1 && without.length === 0 && !hasChecks(node)) {
    foundWords(node, dense[0] as Int32Array);
    return;
  }
  const out = WORDS.at(words);
  WORDS.top = Math.max(WORDS.top, words + 1);
  bestKernels().and(out, dense, dense.length, without, without.length);
  node.checks.forEach((check, index) => {
    for (const chunk of node.checkChunks[index] as Chunk[]) dropFailing(chunk, check.passes, node.base, out);
  });
  foundWords(node, out);
}

/** Takes out the rows of the chunk that fail. Only those that are still in are tested. */
function dropFailing(chunk: Chunk, passes: (row: number) => boolean, base: number, out: Int32Array): void {
  if (chunk.form === 'sparse') {
    for (let at = 0; at < chunk.size; at++) dropIfFailing(chunk.lows[at] as number, passes, base, out);
    return;
  }
  const { words } = chunk;
  for (let at = 0; at < words.length; at++) {
    for (let word = (words[at] as number) & (out[at] as number); word !== 0; word &= word - 1) {
      dropIfFailing((at << 5) + 31 - Math.clz32(word & -word), passes, base, out);
    }
  }
}

function dropIfFailing(low: number, passes: (row: number) => boolean, base: number, out: Int32Array): void {
  const word = out[low >>> 5] as number;
  const bit = 1 << (low & 31);
  if ((word & bit) !== 0 && !passes(base + low)) out[low >>> 5] = word & ~bit;
}

/** How many rows a node that was loaded has. */
export function sizeOf(node: ChunkNode): number {
  if (node.form !== 'words') return node.size;
  COUNTED[0] = node.words;
  return bestKernels().countOr(COUNTED, 1);
}

const COUNTED: Int32Array[] = [];

function foundNone(node: ChunkNode): void {
  node.form = 'none';
  node.size = 0;
}

function foundLows(node: ChunkNode, lows: Uint16Array, size: number): void {
  node.form = size === 0 ? 'none' : 'lows';
  node.lows = lows;
  node.size = size;
}

function foundWords(node: ChunkNode, words: Int32Array): void {
  node.form = 'words';
  node.words = words;
  node.size = -1;
}
