/** The fragmentation strategy's score, beside the formula of the paper evaluated task by task and device by device. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covering, Fragmentation, type TypicalTask, typicalTasks } from '../../src/placement/order/fragmentation.js';
import { runs } from '../support/runs.js';

/** The paper's F for the free thousandths of each device: what of it a typical task cannot use, expected over the tasks. */
function naiveLoss(typical: readonly TypicalTask[], cpuFree: number, free: readonly number[]): number {
  const total = typical.reduce((sum, { count }) => sum + count, 0);
  const all = free.reduce((sum, milli) => sum + milli, 0);
  let loss = 0;
  for (const { cpu, gpu, count } of typical) {
    const fits = cpu <= cpuFree && free.filter((milli) => milli === 1_000).length >= gpu;
    const unusable = free.filter((milli) => milli < 1_000).reduce((sum, milli) => sum + milli, 0);
    loss += (count / total) * (gpu > 0 && fits ? unusable : all);
  }
  return loss;
}

const devices = (free: number): readonly number[] =>
  Array.from({ length: 8 }, (_, index) => (index < free ? 1_000 : 0));

const TYPICAL = fc.array(
  fc.record({
    cpu: fc.integer({ min: 0, max: 12 }),
    gpu: fc.integer({ min: 0, max: 8 }),
    count: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const CPU = fc.integer({ min: 0, max: 12 });
const FREE = fc.integer({ min: 0, max: 8 });

/** Half ask for a device, a quarter for two and much CPU, a quarter for none. */
const MIX = [
  { cpu: 4, gpu: 1, count: 2 },
  { cpu: 8, gpu: 2, count: 1 },
  { cpu: 1, gpu: 0, count: 1 },
];

describe('the loss of a host', () => {
  const fragmentation = new Fragmentation(MIX);

  it.each([
    { why: 'has no free device', cpu: 8, free: 0, loss: 0 },
    { why: 'tasks without devices cannot use any', cpu: 8, free: 2, loss: 500 },
    { why: 'too few devices for the large task', cpu: 8, free: 1, loss: 500 },
    { why: 'too little CPU for the large task', cpu: 7, free: 2, loss: 1_000 },
    { why: 'too little CPU for any task with devices', cpu: 3, free: 2, loss: 2_000 },
  ])('is $loss with $cpu CPU and $free devices: $why', ({ cpu, free, loss }) => {
    expect(fragmentation.loss(cpu, free)).toBe(loss);
  });

  it('is that of the formula', () => {
    fc.assert(
      fc.property(TYPICAL, CPU, FREE, (typical, cpu, free) => {
        expect(new Fragmentation(typical).loss(cpu, free)).toBeCloseTo(naiveLoss(typical, cpu, devices(free)), 6);
      }),
      runs(500),
    );
  });

  it('is nothing where no task is typical', () => {
    expect(new Fragmentation([]).loss(4, 4)).toBe(0);
    expect(new Fragmentation([]).growth(4, 4, 1, 1)).toBe(0);
  });
});

describe('the growth of the loss', () => {
  it('is the difference of the losses before and after', () => {
    fc.assert(
      fc.property(TYPICAL, CPU, FREE, CPU, FREE, (typical, cpuFree, free, cpu, gpu) => {
        fc.pre(cpu <= cpuFree && gpu <= free);
        const fragmentation = new Fragmentation(typical);
        const growth = fragmentation.loss(cpuFree - cpu, free - gpu) - fragmentation.loss(cpuFree, free);
        expect(fragmentation.growth(cpuFree, free, cpu, gpu)).toBeCloseTo(growth, 6);
      }),
      runs(500),
    );
  });

  it('is below 0 where the task takes what was lost', () => {
    const fragmentation = new Fragmentation(MIX);
    expect(fragmentation.growth(3, 2, 0, 1)).toBe(-1_000);
    expect(fragmentation.growth(8, 2, 4, 0)).toBe(500);
  });

  it('is the same number whatever the order and the scale of the mix', () => {
    fc.assert(
      fc.property(TYPICAL, CPU, FREE, (typical, cpu, free) => {
        const turned = typical.map((task) => ({ ...task, count: 2 * task.count })).reverse();
        const growth = new Fragmentation(typical).growth(cpu, free, 0, Math.min(free, 1));
        expect(new Fragmentation(turned).growth(cpu, free, 0, Math.min(free, 1))).toBe(growth);
      }),
      runs(200),
    );
  });
});

describe('the typical tasks', () => {
  it('are the most frequent that cover 95 %', () => {
    const rare = [
      { cpu: 3, gpu: 0, count: 5 },
      { cpu: 1, gpu: 1, count: 80 },
      { cpu: 2, gpu: 1, count: 15 },
    ];
    expect(typicalTasks(rare)).toEqual([rare[1], rare[2]]);
    expect(typicalTasks([...rare, { cpu: 9, gpu: 0, count: 1 }])).toEqual([rare[1], rare[2], rare[0]]);
  });

  it('of equal counts are those with less GPU, then less CPU', () => {
    const task = (cpu: number, gpu: number) => ({ cpu, gpu, count: 1 });
    expect(typicalTasks([task(1, 2), task(4, 1), task(3, 1)])).toEqual([task(3, 1), task(4, 1), task(1, 2)]);
  });

  it('count equal tasks together', () => {
    const task = { cpu: 1, gpu: 1, count: 3 };
    expect(typicalTasks([task, { cpu: 2, gpu: 0, count: 5 }, task])).toEqual([
      { cpu: 1, gpu: 1, count: 6 },
      { cpu: 2, gpu: 0, count: 5 },
    ]);
  });

  it('are none of none', () => expect(typicalTasks([])).toEqual([]));

  it('cover enough, and one fewer would not', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ count: fc.integer({ min: 1, max: 50 }) }), { minLength: 1 }), (shapes) => {
        const sum = (list: readonly { count: number }[]) => list.reduce((total, { count }) => total + count, 0);
        const cover = covering(shapes);
        expect(cover).toEqual(shapes.slice(0, cover.length));
        expect(sum(cover) * 100).toBeGreaterThanOrEqual(sum(shapes) * 95);
        expect(sum(cover.slice(0, -1)) * 100).toBeLessThan(sum(shapes) * 95);
      }),
      runs(300),
    );
  });
});
