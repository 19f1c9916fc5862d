/** The rows for which some conditions hold, kept so that many sets can be counted within them. */
import type { Expression, RowKind } from '../../language/ast.js';
import { print } from '../../language/printer.js';
import { CHUNK_ROWS, type Chunk, forEachInChunk, type RowSet } from '../../store/row-set.js';
import { checkQuery } from '../check.js';
import type { CheckedExpression } from '../checked.js';
import { countChunk } from '../chunk-evaluation.js';
import { andNode, type ChunkSource, peek, type SetList, setsNode } from '../chunk-node.js';
import { chunkHas } from '../lows.js';
import { type NormalExpression, normalize } from '../normalize.js';
import type { PlannedQuery } from '../planned-query.js';

/** What has to hold for rows. */
export interface Conditions {
  readonly conjuncts: readonly Expression[];
  /** What `now` is in them; undefined where nobody said. */
  readonly now: number | undefined;
}

/** All of the conditions together. Those that cannot be asked are left out. */
export function conjunctionOf({ conjuncts, now }: Conditions, rows: RowKind): NormalExpression {
  const operands: CheckedExpression[] = [];
  for (const conjunct of conjuncts) {
    const { query } = checkQuery(`from ${rows} ${print(conjunct)}`, { now });
    if (query !== undefined) operands.push(query.expression);
  }
  return normalize(operands.length === 0 ? { type: 'everything' } : { type: 'and', operands });
}

/** Of so few rows each is looked up by itself. */
const FEW_ROWS = 32;

/** The rows of a query at the revision at which they were found: O(rows / 32), each set is then counted in that time or less. */
export class NarrowedRows implements ChunkSource {
  readonly #chunks: (Chunk | undefined)[] = [];
  readonly #other: SetList = { sets: [], disjoint: true };
  readonly #shared = andNode([setsNode({ sets: [this], disjoint: true }), setsNode(this.#other)], []);
  readonly size: number;
  /** As many values are offered again at each key, they are counted once. */
  readonly #counts = new WeakMap<RowSet, number>();

  constructor(query: PlannedQuery) {
    let size = 0;
    query.forEachChunk((chunk, at) => {
      this.#chunks[at] = chunk;
      size += chunk.size;
    });
    this.size = size;
  }

  chunk(at: number): Chunk | undefined {
    return this.#chunks[at];
  }

  /** How many of them are in the set, which may not change as long as these rows are asked. */
  count(rows: RowSet): number {
    if (rows.size <= FEW_ROWS) return this.#countFew(rows);
    const known = this.#counts.get(rows);
    if (known !== undefined) return known;
    const count = this.#countAnew(rows);
    this.#counts.set(rows, count);
    return count;
  }

  #countAnew(rows: RowSet): number {
    this.#other.sets = [rows];
    let count = 0;
    for (let at = 0; at < rows.chunkCount; at++) if (peek(this.#shared, at) > 0) count += countChunk(this.#shared);
    return count;
  }

  forEach(visit: (row: number) => void): void {
    this.#chunks.forEach((chunk, at) => {
      if (chunk !== undefined) forEachInChunk(chunk, at * CHUNK_ROWS, visit);
    });
  }

  #countFew(rows: RowSet): number {
    let count = 0;
    rows.forEach((row) => {
      const chunk = this.#chunks[Math.floor(row / CHUNK_ROWS)];
      if (chunk !== undefined && chunkHas(chunk, row % CHUNK_ROWS)) count++;
    });
    return count;
  }
}
