import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { assembleKernels } from '../../scripts/kernels.mjs';
import { CHUNK_WORDS } from '../../src/store/kernels/operations.js';
import { ResidentChunks } from '../../src/store/kernels/resident-chunks.js';
import { bestKernels, type Kernels, plainKernels, simdKernels } from '../../src/store/kernels.js';
import { readText } from '../house/sources.js';
import { runs } from '../support/runs.js';

type Operands = readonly Int32Array[];

/** A chunk told by a seed and how its words look: all kinds of bits, and the words at the ends of the 32-bit integers. */
const LOOKS: Readonly<Record<string, (random: number) => number>> = {
  mixed: (random) => random,
  few: (random) => (random % 64 === 0 ? 1 << (random >>> 8) : 0),
  most: (random) => (random % 64 === 0 ? random : -1),
  none: () => 0,
  all: () => -1,
  signs: () => -2_147_483_648,
  rest: () => 2_147_483_647,
  extremes: (random) => [0, -1, -2_147_483_648, 2_147_483_647, 1][(random >>> 3) % 5]!,
};

function fill(words: Int32Array, look: string, seed: number): Int32Array {
  let state = seed;
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    words[at] = LOOKS[look]!(Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d));
  }
  return words;
}

/** What the kernels say they do, word by word. */
const union = (sources: Operands) =>
  Int32Array.from({ length: CHUNK_WORDS }, (_, at) => sources.reduce((word, source) => word | source[at]!, 0));
const shared = (sources: Operands, excluded: Operands) =>
  union(excluded).map((without, at) => sources.reduce((word, source) => word & source[at]!, ~without));
const ones = (words: Int32Array) =>
  words.reduce((sum, word) => sum + [...(word >>> 0).toString(2)].filter((bit) => bit === '1').length, 0);

const simd = simdKernels()!;

const look = fc.record({ look: fc.constantFrom(...Object.keys(LOOKS)), seed: fc.integer(), resident: fc.boolean() });
const calls = fc.record({
  sources: fc.array(look, { minLength: 1, maxLength: 20 }),
  excluded: fc.array(look, { maxLength: 5 }),
});

describe.each([['plain', plainKernels] as const, ['simd', simd] as const])('the %s kernels', (name, kernels) => {
  const make = (kind: { look: string; seed: number; resident: boolean }) =>
    fill(kind.resident ? kernels.scratch() : new Int32Array(CHUNK_WORDS), kind.look, kind.seed);

  it('say who they are', () => {
    expect(kernels.name).toBe(name);
  });

  it('hand out chunks that are all zero, each its own', () => {
    const first = kernels.scratch().fill(-1);
    expect(first).toHaveLength(CHUNK_WORDS);
    expect(ones(kernels.scratch())).toBe(0);
  });

  it('unite, share, exclude and count as a loop over the words does', () => {
    fc.assert(
      fc.property(calls, fc.boolean(), (call, beyond) => {
        const [sources, excluded] = [call.sources.map(make), call.excluded.map(make)];
        const [n, m] = [sources.length, excluded.length];
        // Only the first entries of a list count.
        if (beyond) for (const list of [sources, excluded]) list.push(make({ look: 'mixed', seed: 1, resident: true }));
        check(kernels, sources, n, excluded, m);
      }),
      runs(40),
    );
  });

  it('count up to all rows of a chunk', () => {
    const all = make({ look: 'all', seed: 0, resident: false });
    expect(kernels.countOr([all], 1)).toBe(65_536);
    expect(kernels.countAnd([all, all], 2, [], 0)).toBe(65_536);
    expect(kernels.countAnd([all], 1, [all], 1)).toBe(0);
  });

  it('unite nothing to nothing', () => {
    const out = kernels.scratch().fill(-1);
    kernels.or(out, [], 0);
    expect(ones(out)).toBe(0);
    expect(kernels.countOr([], 0)).toBe(0);
  });

  it.each([
    [256, 0],
    [257, 0],
    [255, 1],
    [256, 1],
    [1, 256],
  ])('take %i sources and %i excluded', (n, m) => {
    const kinds = Object.keys(LOOKS).filter((kind) => kind !== 'none');
    const sources = Array.from({ length: n }, (_, seed) =>
      make({ look: seed === n - 1 ? 'mixed' : 'most', seed, resident: seed % 2 === 0 }),
    );
    const excluded = Array.from({ length: m }, (_, seed) =>
      make({ look: kinds[seed % 2]!, seed, resident: seed % 2 === 0 }),
    );
    check(kernels, sources, n, excluded, m, [kernels.scratch()]);
  });
});

/** Each operation into chunks of its own, and into each of the operands. */
function check(
  kernels: Kernels,
  sources: Operands,
  n: number,
  excluded: Operands,
  m: number,
  outs: Operands = [kernels.scratch(), new Int32Array(CHUNK_WORDS), ...sources, ...excluded],
): void {
  const united = union(sources.slice(0, n));
  const left = shared(sources.slice(0, n), excluded.slice(0, m));
  expect(kernels.countOr(sources, n)).toBe(ones(united));
  expect(kernels.countAnd(sources, n, excluded, m)).toBe(ones(left));
  for (const out of outs) {
    const before = out.slice();
    kernels.or(out, sources, n);
    expect(isEqual(out, united)).toBe(true);
    out.set(before);
    kernels.and(out, sources, n, excluded, m);
    expect(isEqual(out, left)).toBe(true);
    out.set(before);
  }
}

const isEqual = (one: Int32Array, other: Int32Array) => one.every((word, at) => word === other[at]);

describe('the best kernels', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  const anew = async () => import('../../src/store/kernels.js');

  it('are those in vectors, chosen once', () => {
    expect(bestKernels().name).toBe('simd');
    expect(bestKernels()).toBe(bestKernels());
  });

  const refuses = class {
    constructor() {
      throw new TypeError('refused by the page');
    }
  };
  const { Module, Instance } = Reflect.get(globalThis, 'WebAssembly');

  it.each<[string, string, unknown]>([
    ['without WebAssembly', 'WebAssembly', undefined],
    ['without vectors', 'WebAssembly', { Module: refuses, Instance }],
    ['without the memory', 'WebAssembly', { Module, Instance: refuses }],
    ['without base64', 'atob', undefined],
  ])('are the plain ones %s', async (_, name, value) => {
    vi.stubGlobal(name, value);
    vi.resetModules();
    const kernels = await anew();
    expect(kernels.simdKernels()).toBeUndefined();
    expect(kernels.bestKernels()).toBe(kernels.plainKernels);
  });
});

describe('resident chunks', () => {
  const chunkBytes = 4 * CHUNK_WORDS;

  it('lie apart from each other, behind the first bytes, to the end of the memory', () => {
    const chunks = new ResidentChunks(new ArrayBuffer(4 * chunkBytes), chunkBytes);
    const taken = [chunks.take(), chunks.take(), chunks.take()];
    expect(taken.map((words) => words?.byteOffset)).toEqual([1, 2, 3].map((at) => at * chunkBytes));
    expect(chunks.take()).toBeUndefined();
  });

  it('give way to ordinary arrays when all are taken', () => {
    const kernels = simdKernels()!;
    const taken = Array.from({ length: 1_791 }, () => kernels.scratch());
    expect(new Set(taken.map((words) => words.buffer)).size).toBe(2);
    check(kernels, taken.slice(-2), 2, [], 0);
    check(
      kernels,
      [fill(taken[0]!, 'mixed', 1), fill(taken[1_790]!, 'mixed', 2)],
      2,
      [fill(taken[1_789]!, 'few', 3)],
      1,
    );
  });

  it.each([
    [256, 0],
    [257, 0],
    [1, 255],
    [1, 256],
  ])('are not overwritten by %i sources and %i excluded that lie elsewhere', (n, m) => {
    const kernels = simdKernels()!;
    const first = kernels.scratch().fill(7);
    const elsewhere = (count: number) => Array.from({ length: count }, () => new Int32Array(CHUNK_WORDS));
    kernels.and(new Int32Array(CHUNK_WORDS), elsewhere(n), n, elsewhere(m), m);
    expect(first.every((word) => word === 7)).toBe(true);
  });

  it('come back, all zero, when nobody holds them any more', async () => {
    const chunks = new ResidentChunks(new ArrayBuffer(2 * chunkBytes), 0);
    const kept = chunks.take()!.fill(1);
    // A function of its own, so that no variable of this one keeps the array.
    (() => chunks.take()!.fill(-1))();
    expect(chunks.take()).toBeUndefined();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let again: Int32Array | undefined;
    for (let tries = 0; again === undefined && tries < 100; tries++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve));
      again = chunks.take();
    }
    expect(again?.byteOffset).toBe(chunkBytes);
    expect(again?.every((word) => word === 0)).toBe(true);
    expect(kept.every((word) => word === 1)).toBe(true);
  });
});

it('the WebAssembly module is that of its source (npm run kernels)', async () => {
  const source = readText('src/store/kernels/simd.wat');
  const module = readText('src/store/kernels/simd-module.ts');
  expect(await assembleKernels(source)).toBe(module);
  expect(await assembleKernels(source.replace('v128.andnot', 'v128.and'))).not.toBe(module);
});
