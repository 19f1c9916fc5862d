/** What each objective measures, on figures that can be checked with a pencil. */
import { describe, expect, it } from 'vitest';
import { place } from '../../src/placement/place.js';
import { rank } from '../../src/placement/rank.js';
import type { PlacementOptions } from '../../src/placement/request/resolve.js';
import { type HostSpec, storeOf } from './fleet.js';

type Hosts = Readonly<Record<string, HostSpec>>;

/** The hosts in order, each with the first part of its key. */
const ranked = (hosts: Hosts, request: object, options?: PlacementOptions) =>
  rank(storeOf(hosts), request, options).ranked.map(({ instance, key }) => [instance, key[0]?.value]);
const strategy = (...strategies: object[]) => ({ placementStrategy: strategies });
const binpack = (field: string, more: object = {}) => strategy({ type: 'binpack', field, ...more });

describe('dominant', () => {
  it('is the largest share that would be left of anything the host has', () => {
    const hosts: Hosts = {
      // CPU (2048 - 1024) / 4096 = 0.25, memory (4096 - 2048) / 4096 = 0.5.
      a: { cpu: 4096, memory: 4096, remaining: { cpu: 2048 } },
      // CPU 1024 / 2048 = 0.5, memory 6144 / 8192 = 0.75.
      b: { cpu: 2048, memory: 8192 },
      // GPUs count although none is asked for: 1 of 4 is free.
      c: { cpu: 1024, memory: 2048, gpu: 4, tasks: [{ gpu: 3 }] },
      // All of its GPUs are free.
      d: { cpu: 1024, memory: 2048, gpu: 4 },
    };
    expect(ranked(hosts, { cpu: 1024, memory: 2048, ...binpack('dominant') })).toEqual([
      ['c', 0.25],
      ['a', 0.5],
      ['b', 0.75],
      ['d', 1],
    ]);
  });

  it('looks at another resource only where it is asked for by number', () => {
    const hosts: Hosts = { a: { cpu: 4, memory: 4, resources: { licence: 10 } } };
    expect(ranked(hosts, { cpu: 4, memory: 3, ...binpack('dominant') })).toEqual([['a', 0.25]]);
    expect(ranked(hosts, { cpu: 4, memory: 3, resources: { licence: 1 }, ...binpack('dominant') })).toEqual([
      ['a', 0.9],
    ]);
  });

  it('is 0 on a host that has nothing', () => {
    expect(ranked({ a: { cpu: 0, memory: 0 } }, binpack('dominant'))).toEqual([['a', 0]]);
  });
});

describe('bestFit and dotProduct', () => {
  // The largest hosts that take tasks have 4096 CPU units and 8192 MiB; the draining one has more, and does not count.
  const hosts: Hosts = {
    a: { cpu: 4096, memory: 2048 },
    b: { cpu: 2048, memory: 8192 },
    c: { cpu: 1024, memory: 1024 },
    z: { status: 'DRAINING', cpu: 16384, memory: 65536 },
  };

  it('bestFit is the mean of what would be left, by the largest host', () => {
    // a: (3072 / 4096 + 1024 / 8192) / 2; b: (1024 / 4096 + 7168 / 8192) / 2; c: 0.
    const all = { cpu: 1024, memory: 1024 };
    expect(ranked(hosts, { ...all, ...binpack('bestFit') })).toEqual([
      ['c', 0],
      ['a', 0.4375],
      ['b', 0.5625],
    ]);
  });

  it('dotProduct is the mean of the products of what is free and what is asked', () => {
    // CPU 1024 / 4096 = 0.25, memory 1024 / 8192 = 0.125. a: (1 × 0.25 + 0.25 × 0.125) / 2.
    expect(ranked(hosts, { cpu: 1024, memory: 1024, ...binpack('dotProduct') })).toEqual([
      ['c', (0.25 * 0.25 + 0.125 * 0.125) / 2],
      ['b', (0.5 * 0.25 + 1 * 0.125) / 2],
      ['a', (1 * 0.25 + 0.25 * 0.125) / 2],
    ]);
  });

  it('look at what is asked for only, and are 0 where nothing is', () => {
    expect(ranked(hosts, { memory: 1024, ...binpack('bestFit') })).toEqual([
      ['c', 0],
      ['a', 0.125],
      ['b', 0.875],
    ]);
    for (const field of ['bestFit', 'dotProduct']) {
      expect(ranked(hosts, binpack(field)).map(([, value]) => value)).toEqual([0, 0, 0]);
    }
  });

  it('have names of their own, and are told as binpack', () => {
    for (const field of ['dominant', 'bestFit', 'dotProduct', 'fragmentation']) {
      const request = { cpu: 1024, memory: 512 };
      const short = rank(storeOf(hosts), { ...request, ...strategy({ type: field }) });
      expect(short).toEqual(rank(storeOf(hosts), { ...request, ...binpack(field) }));
      expect(short.ranked[0]?.key[0]).toMatchObject({ strategy: 'binpack', field });
    }
  });
});

describe('fragmentation', () => {
  const gpus = (cpu: number, gpu: number): HostSpec => ({ cpu, gpu });

  it('is the GPU capacity that typical tasks lose', () => {
    const typicalTasks = [
      { cpu: 0, gpu: 2, count: 3 },
      { cpu: 1000, gpu: 1, count: 1 },
    ];
    const hosts: Hosts = {
      // 4 of 4 free before, 3 after: both kinds fit still.
      a: gpus(4000, 4),
      // 2 free before, 1 after: the first kind (3 of 4 tasks) does not fit any more, 1000 thousandths are of no use to it.
      b: gpus(4000, 2),
      // 1 free before, which the first kind could not use; none after: 750 less are useless.
      c: gpus(4000, 1),
      // CPU for the task but for no typical one of the second kind after it: of 3 left, a quarter of the tasks loses 3000.
      d: gpus(1400, 4),
    };
    expect(ranked(hosts, { cpu: 500, gpu: 1, ...binpack('fragmentation', { typicalTasks }) })).toEqual([
      ['c', -750],
      ['a', 0],
      ['b', 750],
      ['d', 750],
    ]);
  });

  it('tasks without GPUs can make them useless, too', () => {
    const typicalTasks = [
      { cpu: 1000, gpu: 1, count: 2 },
      { cpu: 100, gpu: 0, count: 2 },
    ];
    // CPU-only kinds use no GPU before or after.
    expect(
      ranked(
        { a: gpus(1500, 2), b: gpus(3000, 2), c: gpus(3000, 0) },
        {
          cpu: 1000,
          ...binpack('fragmentation', { typicalTasks }),
        },
      ),
    ).toEqual([
      ['b', 0],
      ['c', 0],
      ['a', 1000],
    ]);
  });

  it('takes the typical tasks from those that run, the rarest left out', () => {
    const running = Array.from({ length: 19 }, () => ({ cpu: 1, gpu: 1 }));
    const rare = [{ cpu: 1, gpu: 8 }];
    const stopped = Array.from({ length: 50 }, () => ({
      cpu: 1,
      gpu: 2,
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
    }));
    const fleet = { a: gpus(100, 2), z: { ...gpus(4000, 0), tasks: [...running, ...rare, ...stopped] } };
    // 19 of 20 run with one GPU: one device left is of use to all that count.
    expect(ranked(fleet, { gpu: 1, ...binpack('fragmentation') })).toEqual([['a', 0]]);
    // 18 of 20 are less than 95 of 100: the two with eight GPUs count, and could use nothing before: 1000 × 2 / 20 less.
    const more = { ...fleet, z: { ...fleet.z, tasks: [...running.slice(1), ...rare, ...rare] } };
    expect(ranked(more, { gpu: 1, ...binpack('fragmentation') })).toEqual([['a', -100]]);
  });

  it('takes the request’s own task where none runs', () => {
    // Two free, one after, of use to another task like this one; then one free, none after; a host of 3 for tasks of 2 wastes 1.
    expect(ranked({ a: gpus(10, 2), b: gpus(10, 3) }, { gpu: 2, ...binpack('fragmentation') })).toEqual([
      ['a', 0],
      ['b', 1000],
    ]);
  });
});

describe('preferences', () => {
  const hosts: Hosts = {
    a: { attributes: { disk: 'ssd' }, tasks: [{ group: 'cache' }] },
    b: { attributes: { disk: 'ssd' } },
    c: { attributes: { disk: 'hdd' } },
  };
  const prefer = [
    { expression: 'attribute:disk == ssd', weight: 10 },
    { expression: 'task:group == cache', weight: -30 },
  ];

  it('count what holds, the most first; none is 0', () => {
    expect(ranked(hosts, { prefer })).toEqual([
      ['b', -10],
      ['c', 0],
      ['a', 20],
    ]);
  });

  it('stand where the list has them', () => {
    const { ranked: order } = rank(storeOf(hosts), {
      prefer,
      ...strategy({ type: 'spread', field: 'instanceId' }, { type: 'prefer' }),
      group: 'cache',
    });
    expect(order.map(({ instance, key }) => [instance, key.map(({ strategy: type, value }) => [type, value])])).toEqual(
      [
        [
          'b',
          [
            ['spread', 0],
            ['prefer', -10],
          ],
        ],
        [
          'c',
          [
            ['spread', 0],
            ['prefer', 0],
          ],
        ],
        [
          'a',
          [
            ['spread', 1],
            ['prefer', 20],
          ],
        ],
      ],
    );
  });

  it('are looked at anew for each task', () => {
    const apart = { group: 'cache', count: 4, prefer: [{ expression: 'task:group == cache', weight: -1 }] };
    const { placements } = place(storeOf(hosts), { ...apart, ...strategy({ type: 'binpack', field: 'cpu' }) });
    expect(placements.map(({ instance }) => instance)).toEqual(['b', 'c', 'a', 'a']);
  });
});

describe('scorers', () => {
  const hosts: Hosts = { a: {}, b: { memory: 100 }, c: { memory: 50 }, d: { memory: 75 } };
  const scored = (scorers: NonNullable<PlacementOptions['scorers']>) =>
    rank(storeOf(hosts), { memory: 10, ...strategy({ type: 'scorer', field: 'own' }) }, { scorers });

  it('give the least to the host that is to win', () => {
    const { ranked: order, warnings } = scored({ own: ({ free }, task) => (free['memory'] ?? 0) - task.memory });
    expect(order.map(({ instance, key }) => [instance, key[0]])).toEqual([
      ['c', { strategy: 'scorer', field: 'own', value: 40 }],
      ['d', { strategy: 'scorer', field: 'own', value: 65 }],
      ['b', { strategy: 'scorer', field: 'own', value: 90 }],
      ['a', { strategy: 'scorer', field: 'own', value: 8182 }],
    ]);
    expect(warnings).toEqual([]);
  });

  it('that fail are reported, and their hosts come last', () => {
    let calls = 0;
    const { ranked: order, warnings } = scored({
      own: ({ key }) => {
        if (key === 'a') throw new Error('no');
        if (key === 'b') return Number.NaN;
        return key === 'c' ? ++calls : 1000;
      },
    });
    expect(order.map(({ instance, key }) => [instance, key[0]?.value])).toEqual([
      ['d', 1000],
      ['a', null],
      ['b', null],
      ['c', null],
    ]);
    expect(new Set(warnings.map(({ code }) => code))).toEqual(new Set(['scorer-failed']));
  });
});

describe('random', () => {
  it('shuffles the hosts that are tied, and tells each its place', () => {
    const hosts: Hosts = { a: {}, b: {}, c: {}, d: { memory: 100 }, e: { memory: 100 } };
    const orders = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const { ranked: order } = rank(storeOf(hosts), {
        ...strategy({ type: 'binpack', field: 'memory' }, { type: 'random' }, { type: 'random' }),
        seed,
      });
      expect(order.map(({ key }) => key.map(({ value }) => value))).toEqual([
        [100, 0, 0],
        [100, 1, 0],
        [8192, 0, 0],
        [8192, 1, 0],
        [8192, 2, 0],
      ]);
      orders.add(order.map(({ instance }) => instance).join(''));
    }
    // Two orders of the first two, six of the other three.
    expect(orders.size).toBe(12);
  });
});
