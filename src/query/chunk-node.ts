/**
 * A plan as it is evaluated: chunk by chunk, 65,536 rows at a time, so that what lies between two operators stays in the
 * first-level cache.
 */
import { CHUNK_ROWS, type Chunk } from '../store/row-set.js';
import { chunkHas } from './lows.js';

/** What can be asked for its rows of a chunk: a `RowSet`. Borrowed, until it changes. */
export interface ChunkSource {
  chunk(at: number): Chunk | undefined;
}

/** Sets to be united. The owner may put other sets in its place between evaluations. */
export interface SetList {
  sets: readonly ChunkSource[];
  /** Whether no row is in two of them. */
  disjoint: boolean;
}

/** Rows that may be in a result, or not: those in `sets` are to be tested one by one. */
export interface RowCheck {
  sets: readonly ChunkSource[];
  passes: (row: number) => boolean;
}

export type ChunkForm = 'none' | 'lows' | 'words';

/** One class for all kinds of nodes, so that the inner loops see objects of one shape. */
export class ChunkNode {
  readonly kind: 'sets' | 'or' | 'and';
  /** `sets`: what is united. */
  readonly list: SetList;
  /** `or`: what is united. `and`: what all have to hold, sorted for the chunk at hand. */
  readonly children: ChunkNode[];
  /** `and`: what may not hold. */
  readonly excluded: readonly ChunkNode[];
  /** `and`: what is left to be tested row by row. */
  readonly checks: readonly RowCheck[];

  // Of the chunk at hand, since `peek`:
  /** The first row. */
  base = 0;
  /** No more rows than this hold; 0 says that none does. */
  bound = 0;
  /** `sets`: the chunks that are there, the first `found` of the array. */
  readonly chunks: Chunk[] = [];
  found = 0;
  /** For each of `checks`, the chunks that are there. */
  readonly checkChunks: Chunk[][];

  // What `load` found:
  form: ChunkForm = 'none';
  /** How many rows hold; -1 for bits that were not counted. */
  size = 0;
  words: Int32Array = NO_WORDS;
  lows: Uint16Array = NO_LOWS;

  // Room for `load`:
  readonly dense: Int32Array[] = [];
  readonly without: Int32Array[] = [];
  readonly sparse: Uint16Array[] = [];
  readonly sparseSizes: number[] = [];

  constructor(
    kind: ChunkNode['kind'],
    list: SetList,
    children: ChunkNode[],
    excluded: readonly ChunkNode[],
    checks: readonly RowCheck[],
  ) {
    this.kind = kind;
    this.list = list;
    this.children = children;
    this.excluded = excluded;
    this.checks = checks;
    this.checkChunks = checks.map(() => []);
  }
}

const NO_WORDS = new Int32Array(0);
const NO_LOWS = new Uint16Array(0);
const NO_LIST: SetList = { sets: [], disjoint: true };

export function setsNode(list: SetList): ChunkNode {
  return new ChunkNode('sets', list, [], [], []);
}

export function orNode(children: readonly ChunkNode[]): ChunkNode {
  return new ChunkNode('or', NO_LIST, [...children], [], []);
}

/** What all of `children` (one or more) share, without what one of `excluded` has, if it passes the checks. */
export function andNode(
  children: readonly ChunkNode[],
  excluded: readonly ChunkNode[],
  checks: readonly RowCheck[] = [],
): ChunkNode {
  // A − (B ∪ C) = A − B − C: the union need not be computed.
  const parts = excluded.flatMap((node) => (node.kind === 'or' ? node.children : [node]));
  return new ChunkNode('and', NO_LIST, [...children], parts, checks);
}

/** Turns to a chunk: at most how many rows hold there, from the sizes that sets keep. O(sets). */
export function peek(node: ChunkNode, at: number): number {
  node.base = at * CHUNK_ROWS;
  if (node.kind === 'sets') node.bound = peekSets(node, at);
  else if (node.kind === 'or') {
    let bound = 0;
    for (const child of node.children) bound += peek(child, at);
    node.bound = Math.min(bound, CHUNK_ROWS);
  } else node.bound = peekAnd(node, at);
  return node.bound;
}

function peekSets(node: ChunkNode, at: number): number {
  const { chunks } = node;
  let found = 0;
  let bound = 0;
  for (const set of node.list.sets) {
    const chunk = set.chunk(at);
    if (chunk === undefined) continue;
    chunks[found++] = chunk;
    bound += chunk.size;
  }
  node.found = found;
  return Math.min(bound, CHUNK_ROWS);
}

/** Once an operand is empty, nobody asks for the others. */
function peekAnd(node: ChunkNode, at: number): number {
  let bound = CHUNK_ROWS;
  for (const child of node.children) {
    bound = Math.min(bound, peek(child, at));
    if (bound === 0) return 0;
  }
  for (const child of node.excluded) peek(child, at);
  for (let index = 0; index < node.checks.length; index++) {
    const chunks = node.checkChunks[index] as Chunk[];
    chunks.length = 0;
    for (const set of (node.checks[index] as RowCheck).sets) {
      const chunk = set.chunk(at);
      if (chunk !== undefined) chunks.push(chunk);
    }
  }
  return bound;
}

/** Whether one row of the chunk at hand holds. O(operands), each O(1) or O(log rows). */
export function contains(node: ChunkNode, low: number): boolean {
  if (node.bound === 0) return false;
  if (node.kind === 'sets') {
    for (let at = 0; at < node.found; at++) if (chunkHas(node.chunks[at] as Chunk, low)) return true;
    return false;
  }
  if (node.kind === 'or') {
    for (const child of node.children) if (contains(child, low)) return true;
    return false;
  }
  for (const child of node.children) if (!contains(child, low)) return false;
  for (const child of node.excluded) if (contains(child, low)) return false;
  for (const check of node.checks) if (!check.passes(node.base + low)) return false;
  return true;
}
