/** Rows that go with selected rows of another store. */
import { CHUNK_WORDS } from '../store/kernels/operations.js';
import type { Chunk, DenseChunk } from '../store/row-set.js';
import { load } from './chunk-evaluation.js';
import { type ChunkNode, type ChunkSource, peek } from './chunk-node.js';
import type { Join } from './indexed-store.js';
import { scatter } from './lows.js';
import { LOWS, WORDS } from './scratch.js';

/**
 * A semijoin: what holds is found once in the other store, as bits; which rows go with those is found chunk by chunk, and only in
 * the chunks that are asked for. Nothing is kept that would have to follow the rows.
 *
 * Cost: a bit for each row of the other store, and 8 KB; 65,536 looks into a column and those bits for each chunk, some 0.1 ms.
 */
export class JoinedRows implements ChunkSource {
  readonly #join: Join;
  #others = new Int32Array(0);
  #size = 0;
  #words: Int32Array | undefined;

  constructor(join: Join) {
    this.#join = join;
  }

  /** How many rows there are. */
  get size(): number {
    return this.#size;
  }

  /** Evaluates a node over rows of the other store: those which it finds are selected from now on. */
  select(node: ChunkNode): void {
    const { chunkCount } = this.#join.store;
    this.#others = new Int32Array(chunkCount * CHUNK_WORDS);
    for (let at = 0; at < chunkCount; at++) {
      if (peek(node, at) > 0) copyFound(node, this.#others.subarray(at * CHUNK_WORDS, (at + 1) * CHUNK_WORDS));
    }
    this.#size = 0;
    for (let at = 0; at < this.#others.length; at++) {
      for (let word = this.#others[at] as number; word !== 0; word &= word - 1) {
        this.#size += this.#join.countOf((at << 5) + 31 - Math.clz32(word & -word));
      }
    }
  }

  chunk(at: number): Chunk | undefined {
    if (this.#size === 0) return undefined;
    this.#words ??= new Int32Array(CHUNK_WORDS);
    const words = this.#words.fill(0);
    const size = this.#join.fill(at, this.#others, words);
    return size === 0 ? undefined : ({ form: 'dense', words, size } satisfies DenseChunk);
  }
}

function copyFound(node: ChunkNode, out: Int32Array): void {
  const words = WORDS.top;
  const lows = LOWS.top;
  load(node);
  if (node.form === 'words') out.set(node.words);
  else if (node.form === 'lows') scatter(node.lows, node.size, out);
  WORDS.top = words;
  LOWS.top = lows;
}
