/** Chunks against plain sets: random trees of random row sets, over several chunks, dense and sparse, at every border. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChunk, load, RESIDUAL_ROWS } from '../../src/query/chunk-evaluation.js';
import { andNode, type ChunkNode, contains, orNode, peek, setsNode } from '../../src/query/chunk-node.js';
import { HeldChunk } from '../../src/query/evaluation.js';
import { extract } from '../../src/query/lows.js';
import { LOWS, WORDS } from '../../src/query/scratch.js';
import { CHUNK_ROWS, RowSet } from '../../src/store/row-set.js';
import { runs } from '../support/runs.js';

const CHUNKS = 3;

/** A node with the rows that it has to find. */
interface Piece {
  readonly node: ChunkNode;
  readonly rows: ReadonlySet<number>;
}

function rowSet(rows: Iterable<number>): RowSet {
  const set = new RowSet();
  for (const row of rows) set.add(row);
  return set;
}

/** `count` rows of a chunk, `step` apart. */
const stripe = fc
  .record({
    chunk: fc.nat(CHUNKS - 1),
    start: fc.oneof(fc.nat(300), fc.constantFrom(0, 31, 32, CHUNK_ROWS - 1)),
    step: fc.constantFrom(1, 2, 3, 7, 31, 32, 500),
    count: fc.oneof(fc.nat(20), fc.constantFrom(RESIDUAL_ROWS, RESIDUAL_ROWS + 1, 511, 513, 1024, 1025, 9_000)),
  })
  .map(({ chunk, start, step, count }) => {
    const lows = Array.from({ length: count }, (_, at) => start + at * step).filter((low) => low < CHUNK_ROWS);
    return lows.map((low) => chunk * CHUNK_ROWS + low);
  });
const rows = fc.array(stripe, { maxLength: 4 }).map((stripes) => new Set(stripes.flat()));

const leaf: fc.Arbitrary<Piece> = fc.array(rows, { maxLength: 3 }).map((sets) => ({
  node: setsNode({ sets: sets.map(rowSet), disjoint: false }),
  rows: new Set(sets.flatMap((set) => [...set])),
}));

/** Sets that share no row, said to be so: then their sizes are added up. */
const disjointLeaf: fc.Arbitrary<Piece> = fc.tuple(rows, fc.integer({ min: 1, max: 4 })).map(([all, parts]) => {
  const sets = Array.from({ length: parts }, (_, part) => rowSet([...all].filter((row) => row % parts === part)));
  return { node: setsNode({ sets, disjoint: true }), rows: all };
});

function and(
  pieces: readonly Piece[],
  excluded: readonly Piece[],
  divisor: number,
  checked: ReadonlySet<number>,
): Piece {
  const [first, ...others] = pieces as [Piece, ...Piece[]];
  const passes = (row: number) => !checked.has(row) || row % divisor === 0;
  const found = [...first.rows]
    .filter((row) => others.every((other) => other.rows.has(row)))
    .filter((row) => !excluded.some((other) => other.rows.has(row)))
    .filter(passes);
  const nodes = (list: readonly Piece[]) => list.map(({ node }) => node);
  return {
    node: andNode(nodes(pieces), nodes(excluded), [{ sets: [rowSet(checked)], passes }]),
    rows: new Set(found),
  };
}

const { piece } = fc.letrec<{ piece: Piece }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 3 },
    leaf,
    disjointLeaf,
    fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((pieces) => ({
      node: orNode(pieces.map(({ node }) => node)),
      rows: new Set(pieces.flatMap((part) => [...part.rows])),
    })),
    fc
      .tuple(
        fc.array(tie('piece'), { minLength: 1, maxLength: 4 }),
        fc.array(tie('piece'), { maxLength: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.oneof(fc.constant(new Set<number>()), rows),
      )
      .map(([pieces, excluded, divisor, checked]) => and(pieces, excluded, divisor, checked)),
  ),
}));

/** The rows that a node finds, by loading each chunk. */
function loaded(node: ChunkNode): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < CHUNKS; at++) {
    if (peek(node, at) === 0) continue;
    const held = new HeldChunk();
    held.hold(node);
    const chunk = held.chunk();
    const lows = new Uint16Array(chunk?.size ?? 0);
    if (chunk?.form === 'dense') expect(extract(chunk.words, lows)).toBe(chunk.size);
    else lows.set(chunk?.lows ?? []);
    for (const low of lows) found.push(at * CHUNK_ROWS + low);
  }
  return found;
}

/** Loads a chunk and leaves its result where it is. */
function loadChunk(node: ChunkNode, at: number): void {
  peek(node, at);
  load(node);
}

function counted(node: ChunkNode): number {
  let count = 0;
  for (let at = 0; at < CHUNKS; at++) if (peek(node, at) > 0) count += countChunk(node);
  return count;
}

/** The same tree many levels over one that is computed, so that buffers are needed again and again. */
function tower(base: ChunkNode, levels: number): ChunkNode {
  let node = base;
  for (let level = 0; level < levels; level++)
    node = level % 2 === 0 ? orNode([node, node]) : andNode([node, node], []);
  return node;
}

describe('chunk evaluation', () => {
  it('finds and counts what plain sets do, and leaves the buffers as they were', () => {
    const law = ({ node, rows: expected }: Piece): void => {
      const sorted = [...expected].sort((a, b) => a - b);
      expect(loaded(node)).toEqual(sorted);
      expect(counted(node)).toBe(sorted.length);
      expect([WORDS.top, LOWS.top]).toEqual([0, 0]);
      for (let at = 0; at < CHUNKS; at++) {
        loadChunk(node, at);
        // At most the one buffer that the result lies in is taken, and it is the lowest.
        expect(WORDS.top + LOWS.top).toBeLessThanOrEqual(1);
        if (WORDS.top === 1) expect(node.words === WORDS.at(0)).toBe(true);
        if (LOWS.top === 1) expect(node.lows === LOWS.at(0)).toBe(true);
        WORDS.top = 0;
        LOWS.top = 0;
      }
    };
    fc.assert(fc.property(piece, law), runs(150));
  });

  it('tells of each row whether it is in, and never has more rows than its bound', () => {
    const law = ({ node, rows: expected }: Piece, probes: ReadonlySet<number>): void => {
      for (let at = 0; at < CHUNKS; at++) {
        const bound = peek(node, at);
        const inChunk = [...expected].filter((row) => Math.floor(row / CHUNK_ROWS) === at);
        expect(bound).toBeGreaterThanOrEqual(inChunk.length);
        for (const row of [...probes, ...inChunk.slice(0, 50)]) {
          if (Math.floor(row / CHUNK_ROWS) === at) expect(contains(node, row % CHUNK_ROWS)).toBe(expected.has(row));
        }
      }
    };
    fc.assert(fc.property(piece, rows, law), runs(60));
  });

  it('gives the same after the sets have changed', () => {
    const set = rowSet([1, 2, 3]);
    const list = { sets: [set], disjoint: true };
    const node = andNode([setsNode(list), setsNode({ sets: [rowSet([2, 3, 4])], disjoint: true })], []);
    expect(loaded(node)).toEqual([2, 3]);
    set.delete(2);
    set.add(4);
    expect(loaded(node)).toEqual([3, 4]);
    list.sets = [rowSet([2])];
    expect(loaded(node)).toEqual([2]);
  });

  it('needs few buffers for many operands that have to be computed', () => {
    const every = (step: number, from = 0) =>
      setsNode({ sets: [rowSet(Array.from({ length: 20_000 }, (_, at) => from + at * step))], disjoint: true });
    const [even, third, odd] = [every(2), every(3), every(2, 1)];
    let highest = 0;
    const watched = <T>(run: () => T): T => {
      const { at } = WORDS;
      WORDS.at = function (index) {
        highest = Math.max(highest, index);
        return at.call(this, index);
      };
      const result = run();
      WORDS.at = at;
      return result;
    };
    const many = <T>(make: () => T): T[] => Array.from({ length: 100 }, make);
    const union = () => orNode([even, third]);
    const shared = () => andNode([even, third], []);
    const sixth = Array.from({ length: 6_667 }, (_, at) => at * 6);
    expect(watched(() => loaded(orNode(many(shared))))).toEqual(sixth);
    expect(watched(() => counted(orNode(many(shared))))).toBe(6_667);
    expect(watched(() => counted(andNode([...many(union), ...many(shared)], [])))).toBe(6_667);
    expect(watched(() => counted(andNode([even], many(shared))))).toBe(20_000 - 6_667);
    const some = setsNode({ sets: [rowSet(Array.from({ length: 600 }, (_, at) => at * 60 + 4))], disjoint: true });
    expect(watched(() => counted(andNode([some, ...many(union)], many(shared))))).toBe(600);
    // The even rows in 30 parts: one group of them after the other is taken away, and none may be forgotten.
    const part = (at: number) => rowSet(Array.from({ length: 1_093 }, (_, step) => at * 2 + step * 60));
    const parts = Array.from({ length: 30 }, (_, at) =>
      andNode([setsNode({ sets: [part(at)], disjoint: true })], [odd]),
    );
    expect(watched(() => counted(andNode([even], parts)))).toBe(0);
    expect(loaded(tower(shared(), 7))).toEqual(sixth);
    expect(highest).toBeLessThan(24);
    highest = -1;
    // A few candidates are looked up, whatever the order in which the operands come.
    const few = setsNode({ sets: [rowSet([6, 7, 12])], disjoint: true });
    expect(watched(() => counted(andNode([...many(union), ...many(shared), few], [])))).toBe(2);
    expect(highest).toBe(-1);
  });

  it('tests the rows that are left by their numbers, in every chunk', () => {
    const all = setsNode({ sets: [rowSet(Array.from({ length: 3 * CHUNK_ROWS }, (_, row) => row))], disjoint: true });
    const dense = Array.from({ length: 60_000 }, (_, at) => at * 3);
    const sparse = [7, CHUNK_ROWS + 7, 2 * CHUNK_ROWS + 8];
    const passes = (row: number) => row % 5 < 3;
    const failing = new Set([...dense, ...sparse].filter((row) => !passes(row)));
    expect(failing.size).toBeGreaterThan(24_000);
    const node = andNode([all], [], [{ sets: [rowSet(dense), rowSet(sparse)], passes }]);
    expect(counted(node)).toBe(3 * CHUNK_ROWS - failing.size);
    expect(loaded(node).some((row) => failing.has(row))).toBe(false);
  });

  it('borrows what is a set as it is', () => {
    const words = rowSet(Array.from({ length: 5_000 }, (_, at) => at));
    const node = orNode([setsNode({ sets: [words], disjoint: true })]);
    peek(node, 0);
    load(node);
    const chunk = words.chunk(0);
    expect(chunk?.form === 'dense' && node.words === chunk.words).toBe(true);
    expect(WORDS.top).toBe(0);
  });
});
