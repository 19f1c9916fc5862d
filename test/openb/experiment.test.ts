/** The experiment on lists that one can work out by hand, and on drawn ones beside a naive one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { experiment, fill, runSeed } from '../../bench/openb/experiment.mjs';
import { POLICIES } from '../../bench/openb/policies.mjs';
import { arrivals, gpuOf, shuffled } from '../../bench/openb/stream.mjs';
import type { Node, Pod } from '../../bench/openb/tables.mjs';
import { seededDraw } from '../../src/placement/order/random.js';
import { runs } from '../support/runs.js';
import { naiveFill } from './naive.js';

const node = (cpu: number, gpus: number, model = 'T4', memory = 1_000): Node => ({ cpu, memory, gpus, model });
const pod = (cpu: number, gpus: number, milli = gpus === 0 ? 0 : 1_000, models = '', memory = 1): Pod => ({
  cpu,
  memory,
  gpus,
  milli,
  models,
});

/** Where the pods of a list go that arrive as they stand there, the nodes in the order of theirs. */
function placements(policy: keyof typeof POLICIES, nodes: readonly Node[], pods: readonly Pod[]): readonly string[] {
  const inOrder = { stream: [...pods.keys()], order: [...nodes.keys()], draw: () => 0 };
  return fill({ nodes, pods }, POLICIES[policy], inOrder).placements.map(({ node, device }) =>
    node < 0 ? 'dropped' : device === 0 ? `${node}` : `${node}/${device}`,
  );
}

describe('three nodes and five pods', () => {
  /** Half of the largest node, a quarter with two GPUs, one with much CPU and a GPU. */
  const nodes = [node(64_000, 4), node(32_000, 2), node(96_000, 1)];
  const pods = [pod(32_000, 1), pod(16_000, 1, 500), pod(16_000, 1, 500), pod(64_000, 0), pod(8_000, 2)];

  it('best fit: where least is left, of CPU and GPU together', () => {
    // The first pod: 100 − 12.5 − 18.75 = 68, 100 − 0 − 6.25 = 93, 100 − 25 − 0 = 75. No CPU is left on node 1. The second:
    // 100 − 18.75 − 21.875 = 59, 100 − 31.25 − 3.125 = 65 on node 2. The third: 59, 75. 64 CPU: 75, 100. Then two GPUs: node 0.
    expect(placements('bestFit', nodes, pods)).toEqual(['1', '2', '2', '2', '0']);
  });

  it('dot product: where least is free of what is asked for', () => {
    // The first: 100 × (1 − ½(½·¼ + ½·⅛)) = 90, 100 × (1 − ½(¼·¼ + ¼·⅛)) = 95, 100 × (1 − ½(¾·¼ + ⅛·⅛)) = 89.
    // The second, 0.125 CPU and 0.0625 GPU: 95 against 94; the third: 96 against 94. 64 CPU fit node 2 alone. Then node 0.
    expect(placements('dotProduct', nodes, pods)).toEqual(['1', '0', '0', '2', '0']);
  });

  it('fragmentation: where least becomes useless', () => {
    // In fifths of the mix. The first pod: 4000 → 3000 (one pod has no use for a GPU), 2000 → 5000 (no CPU is left: nobody has),
    // 2000 → 0: it takes the last GPU of node 2. A share: 4000 → 4500 (all but shares lose the half), 2000 → 4500 (and the CPU).
    // The other share into the same GPU: 4500 → 3000. 64 CPU: only on node 2. Two GPUs: 3000 → 3000, 2000 → 0.
    expect(placements('fragmentation', nodes, pods)).toEqual(['2', '0', '0', '2', '1']);
  });

  it('random: any of those with room', () => {
    const draws = [0.99, 0, 0.5, 0, 0];
    const { placements: found } = fill({ nodes, pods }, POLICIES.random, {
      stream: [0, 3, 0, 4],
      order: [2, 1, 0],
      draw: () => draws.shift() ?? 0,
    });
    // Of 2, 1, 0 the last; 64 CPU fit only node 2; of 2, 1, 0 the second; two GPUs are left on node 0 alone.
    expect(found.map(({ node }) => node)).toEqual([0, 2, 1, 0]);
  });
});

describe('a share', () => {
  const half = pod(1, 1, 500);

  it('is taken from the GPU with the least room', () => {
    const pods = [pod(1, 1, 300), pod(1, 2), pod(1, 1, 800), half];
    expect(placements('bestFit', [node(10, 4)], pods)).toEqual(['0', '0', '0/3', '0']);
  });

  it('goes to the GPU that loses least, not to the one with the least room', () => {
    // On the first GPU, 700 free, it would leave 200, of use to nobody; on a whole one 500, for the next of its kind.
    const pods = [pod(1, 1, 300), ...Array.from({ length: 18 }, () => half)];
    expect(placements('bestFit', [node(100, 3)], pods).slice(0, 3)).toEqual(['0', '0', '0/1']);
    expect(placements('fragmentation', [node(100, 3)], pods).slice(0, 3)).toEqual(['0', '0/1', '0/1']);
  });
});

describe('what fits', () => {
  it.each([
    { why: 'CPU', of: node(9, 1), asked: pod(10, 1) },
    { why: 'memory', of: node(10, 1, 'T4', 0), asked: pod(10, 1) },
    { why: 'GPUs', of: node(10, 1), asked: pod(10, 2) },
    { why: 'any GPU', of: node(10, 0, ''), asked: pod(10, 1, 10) },
    { why: 'a model', of: node(10, 1), asked: pod(10, 1, 1_000, 'P100|V100') },
    { why: 'a known model', of: node(10, 1, ''), asked: pod(10, 1, 1_000, 'P100') },
  ])('is nothing without enough $why', ({ of, asked }) => {
    for (const policy of Object.keys(POLICIES) as (keyof typeof POLICIES)[]) {
      expect(placements(policy, [of, node(10, 2, 'P100')], [asked])).toEqual(['1']);
      expect(placements(policy, [of], [asked])).toEqual(['dropped']);
    }
  });
});

const NODE = fc.record({
  cpu: fc.constantFrom(8_000, 32_000, 96_000),
  memory: fc.constantFrom(8, 64),
  gpus: fc.integer({ min: 0, max: 4 }),
  model: fc.constantFrom('', 'A', 'B'),
});
const POD = fc
  .record({
    cpu: fc.constantFrom(0, 1_000, 4_000, 12_000, 30_000),
    memory: fc.constantFrom(1, 4),
    asked: fc.constantFrom([0, 0], [1, 230], [1, 470], [1, 810], [1, 1_000], [2, 1_000], [4, 1_000]),
    models: fc.constantFrom('', '', 'A', 'A|C'),
  })
  .map(({ asked: [gpus = 0, milli = 0], models, ...rest }) => ({
    ...rest,
    gpus,
    milli,
    models: gpus === 0 ? '' : models,
  }));

describe.each(['dotProduct', 'bestFit', 'fragmentation', 'lookahead'] as const)('%s', (policy) => {
  it('places every pod where the naive one does', () => {
    const lists = fc.record({ nodes: fc.array(NODE, { maxLength: 8 }), pods: fc.array(POD, { maxLength: 12 }) });
    fc.assert(
      fc.property(lists, fc.nat(), (lists, seed) => {
        const draw = seededDraw(seed);
        const stream = [0, 1, 2].flatMap(() => shuffled(lists.pods.length, draw));
        const arriving = { stream, order: shuffled(lists.nodes.length, draw), draw };
        expect(fill(lists, POLICIES[policy], arriving).placements).toEqual(naiveFill(lists, policy, arriving));
      }),
      runs(150),
    );
  });
});

describe('the stream', () => {
  const pods = [pod(1, 1), pod(1, 1, 500), pod(1, 0), pod(1, 8)];

  it('is the list, each pod once, and then any of them, up to 1.3 times the capacity', () => {
    for (let seed = 0; seed < 50; seed++) {
      const stream = arrivals(pods, 20_000, seededDraw(seed));
      expect([...stream.slice(0, 4)].sort()).toEqual([0, 1, 2, 3]);
      const demand = stream.reduce((sum, index) => sum + gpuOf(pods[index]!), 0);
      expect(demand).toBeLessThanOrEqual(26_000);
      expect(demand).toBeGreaterThan(26_000 - 8_000);
    }
  });

  it('may ask for exactly as much, and ends before it asks for more', () => {
    const draw = seededDraw(1);
    expect(arrivals([pod(1, 1)], 10_000, draw)).toHaveLength(13);
    expect(arrivals([pod(1, 1)], 9_999, draw)).toHaveLength(12);
  });

  it('is the shuffled list where nothing asks for GPUs, and empty where there is nothing', () => {
    expect([...arrivals([pod(1, 0), pod(2, 0)], 1_000, seededDraw(1))].sort()).toEqual([0, 1]);
    expect(arrivals([], 1_000, seededDraw(1))).toEqual([]);
    expect(arrivals([pod(1, 1)], 0, seededDraw(1))).toEqual([]);
  });

  it('depends on the seed and on nothing else', () => {
    const orders = [7, 7, 8].map((seed) => shuffled(20, seededDraw(seed)).join());
    expect(orders[0]).toBe(orders[1]);
    expect(orders[2]).not.toBe(orders[0]);
  });
});

describe('a run', () => {
  const lists = { nodes: [node(100, 2), node(100, 0)], pods: [pod(1, 1, 600), pod(1, 0)] };

  it('tells the allocated share of the capacity', () => {
    // Each GPU has room for one of them: 1200 of 2000. At most 2600 may be asked for: four of them.
    for (const policy of Object.values(POLICIES)) expect(runSeed(lists, policy, 42).allocated).toBe(60);
  });

  it('is nothing of nothing', () => {
    const empty = { nodes: [], pods: lists.pods };
    expect(runSeed(empty, POLICIES.bestFit, 42)).toMatchObject({ seed: 42, placed: 0, allocated: 0 });
    expect(runSeed({ ...lists, pods: [] }, POLICIES.fragmentation, 42).arrived).toBe(0);
  });

  it('is repeated for seeds from 42 on, with mean and deviation of a sample', () => {
    const mixed = { nodes: [node(100, 3), node(10, 1)], pods: [pod(9, 1, 600), pod(3, 1), pod(3, 2), pod(1, 1, 300)] };
    const { runs: found, mean, deviation } = experiment(mixed, POLICIES.random, 4);
    expect(found.map(({ seed }) => seed)).toEqual([42, 43, 44, 45]);
    const figures = found.map(({ allocated }) => allocated);
    expect(mean).toBeCloseTo(figures.reduce((sum, figure) => sum + figure, 0) / 4, 9);
    expect(deviation).toBeCloseTo(Math.sqrt(figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / 3), 9);
    expect(experiment(mixed, POLICIES.random, 1).deviation).toBeUndefined();
  });
});
