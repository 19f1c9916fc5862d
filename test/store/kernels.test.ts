import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_WORDS } from '../../src/store/kernels/operations.js';
import { bestKernels, type Kernels, plainKernels } from '../../src/store/kernels.js';
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

const look = fc.record({ look: fc.constantFrom(...Object.keys(LOOKS)), seed: fc.integer(), resident: fc.boolean() });
const calls = fc.record({
  sources: fc.array(look, { minLength: 1, maxLength: 20 }),
  excluded: fc.array(look, { maxLength: 5 }),
});

describe.each([['plain', plainKernels] as const, ['best', bestKernels()] as const])('the %s kernels', (_, kernels) => {
  const make = (kind: { look: string; seed: number; resident: boolean }) =>
    fill(kind.resident ? kernels.scratch() : new Int32Array(CHUNK_WORDS), kind.look, kind.seed);

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
      runs(60),
    );
  });
});

/** Each operation into a chunk of its own, and into each of the operands. */
function check(kernels: Kernels, sources: Operands, n: number, excluded: Operands, m: number): void {
  const united = union(sources.slice(0, n));
  const left = shared(sources.slice(0, n), excluded.slice(0, m));
  expect(kernels.countOr(sources, n)).toBe(ones(united));
  expect(kernels.countAnd(sources, n, excluded, m)).toBe(ones(left));
  for (const out of [kernels.scratch(), new Int32Array(CHUNK_WORDS), ...sources, ...excluded]) {
    const before = out.slice();
    kernels.or(out, sources, n);
    expect(Buffer.from(out.buffer, out.byteOffset, out.byteLength).equals(Buffer.from(united.buffer))).toBe(true);
    out.set(before);
    kernels.and(out, sources, n, excluded, m);
    expect(Buffer.from(out.buffer, out.byteOffset, out.byteLength).equals(Buffer.from(left.buffer))).toBe(true);
    out.set(before);
  }
}
