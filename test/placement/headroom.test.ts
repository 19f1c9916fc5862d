/** How many more tasks fit: what limits a host, and what does not. */
import { describe, expect, it } from 'vitest';
import { headroom } from '../../src/placement/headroom.js';
import { place } from '../../src/placement/place.js';
import { type HostSpec, storeOf } from './fleet.js';

const memberOf = (...expressions: string[]) => ({
  placementConstraints: expressions.map((expression) => ({ type: 'memberOf', expression })),
});
const ENDLESS = Number.POSITIVE_INFINITY;

describe('headroom of one host', () => {
  it.each<[string, HostSpec, object, number]>([
    ['the least of its resources', { cpu: 1000, memory: 1000 }, { cpu: 100, memory: 300 }, 3],
    ['not capped by count', { cpu: 1000 }, { cpu: 1, count: 2 }, 1000],
    ['what is free, not what there is', { cpu: 1000, tasks: [{ cpu: 950 }] }, { cpu: 20 }, 2],
    ['tenths', { resources: { x: 0.7 } }, { resources: { x: 0.1 } }, 7],
    ['amounts that do not divide', { resources: { x: 1 } }, { resources: { x: 0.333_333 } }, 3],
    [
      'the largest amounts',
      { resources: { x: Number.MAX_SAFE_INTEGER } },
      { resources: { x: 1 } },
      Number.MAX_SAFE_INTEGER,
    ],
    ['GPUs', { gpu: ['a', 'b', 'c'] }, { gpu: 2 }, 1],
    ['all GPUs', { gpu: 3 }, { gpu: 'ALL' }, 1],
    ['members of a set', { resources: { x: ['p', 'q', 'r'] } }, { resources: { x: 1 } }, 3],
    ['members by name', { resources: { x: ['p', 'q', 'r'] } }, { resources: { x: ['q'] } }, 1],
    ['a fixed port', {}, { ports: [80] }, 1],
    ['dynamic ports', {}, { ports: [0, 0] }, 14_116],
    ['dynamic ports less those in use', { ports: ['32768', '22'] }, { ports: [0] }, 28_231],
    ['distinctInstance', {}, { placementConstraints: [{ type: 'distinctInstance' }] }, 1],
    ['nothing that runs out', {}, {}, ENDLESS],
    ['a constraint that tasks do not touch', { attributes: { x: '1' } }, memberOf('attribute:x == 1'), ENDLESS],
    ['a number of tasks', { runningTasksCount: 2 }, memberOf('runningTasksCount < 5'), 3],
    ['a number of counted tasks', { tasks: [{}, {}] }, memberOf('runningTasksCount <= 5'), 4],
    ['a number that must not be met', { tasks: [{}] }, memberOf('runningTasksCount != 4'), 3],
    ['a number that has to be met', { tasks: [{}] }, memberOf('runningTasksCount == 1'), 1],
    ['a gap', { runningTasksCount: 0 }, memberOf('runningTasksCount < 3 or runningTasksCount > 5'), 3],
    ['beyond the gap', { runningTasksCount: 6 }, memberOf('runningTasksCount < 3 or runningTasksCount > 5'), ENDLESS],
    ['a list of numbers', { runningTasksCount: 0 }, memberOf('runningTasksCount in [0, 1, 2, 4]'), 3],
    ['whether a number is known', { runningTasksCount: 0 }, memberOf('runningTasksCount exists'), ENDLESS],
    ['a number that nobody knows', {}, memberOf('not(runningTasksCount >= 1)'), ENDLESS],
    ['a number far away', { runningTasksCount: 0 }, memberOf('runningTasksCount < 1000000000000'), 1e12],
    [
      'the first constraint to fail',
      { runningTasksCount: 0 },
      memberOf('runningTasksCount < 9', 'runningTasksCount < 4', 'runningTasksCount < 7'),
      4,
    ],
    ['the group, once it is there', { tasks: [] }, { group: 'g', ...memberOf('not(task:group == g)') }, 1],
    [
      'a group that is none of its own',
      { tasks: [{ group: 'h' }] },
      { group: 'g', ...memberOf('task:group == h') },
      ENDLESS,
    ],
    ['all groups', { tasks: [{ group: 'h' }] }, { group: 'g', ...memberOf('task:group !~ "g"') }, 1],
    [
      'resources before a constraint',
      { cpu: 200, runningTasksCount: 0 },
      { cpu: 100, ...memberOf('runningTasksCount < 5') },
      2,
    ],
    [
      'a constraint before resources',
      { cpu: 900, runningTasksCount: 0 },
      { cpu: 100, ...memberOf('runningTasksCount < 5') },
      5,
    ],
    ['nothing on a host that is not eligible', { status: 'DRAINING' }, {}, 0],
    ['nothing where no task fits', { cpu: 1 }, { cpu: 2 }, 0],
  ])('%s', (_, spec, request, expected) => {
    expect(headroom(storeOf({ a: spec }), request).total).toBe(expected);
  });

  it('is what placing finds, one task after the other', () => {
    const hosts: Record<string, HostSpec> = {
      a: { resources: { x: 2.1 } },
      b: { resources: { x: 0.3 } },
      c: { resources: { x: 1.7 } },
    };
    for (const amount of [0.1, 0.3, 0.7, 0.000_001, 0.299_999, 0.300_001]) {
      const request = { resources: { x: amount } };
      const { total } = headroom(storeOf(hosts), request);
      const count = Math.min(total + 1, 2000);
      expect(place(storeOf(hosts), { ...request, count }).placements).toHaveLength(Math.min(total, 2000));
    }
  });
});

describe('headroom of a cluster', () => {
  const hosts: Record<string, HostSpec> = {
    b: { cpu: 100 },
    a: { cpu: 350 },
    c: { cpu: 99 },
    d: { cpu: 900, cluster: 'other' },
  };
  const fleet = Object.fromEntries(Object.entries(hosts).map(([key, spec]) => [key, { cluster: 'main', ...spec }]));

  it('adds up the hosts that have some, ascending', () => {
    const store = storeOf(fleet);
    expect(headroom(store, { cpu: 100, cluster: 'main', colour: 1 })).toMatchObject({
      total: 4,
      perInstance: [
        { instance: 'a', count: 3 },
        { instance: 'b', count: 1 },
      ],
      revision: store.revision,
      warnings: [{ path: '$.colour' }],
    });
  });

  it('is 0 where nothing is loaded', () => {
    expect(headroom(storeOf({}), {})).toMatchObject({ total: 0, perInstance: [] });
  });

  it('is quick although there are many hosts and no end to the tasks', () => {
    const many = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`h${index}`, { cpu: 4096, runningTasksCount: 1 }]),
    );
    const request = { cpu: 0.001, ports: [0], ...memberOf('runningTasksCount < 1000000000') };
    expect(headroom(storeOf(many), request).total).toBe(5_000 * 28_232);
  });
});

describe('where spreads have limits', () => {
  const spread = (options: object, need: object = { cpu: 1024 }) => ({
    ...need,
    group: 'service:web',
    placementStrategy: [{ type: 'spread', field: 'attribute:zone', ...options }],
  });
  const zones = storeOf({
    a1: { cpu: 4096, attributes: { zone: 'a' } },
    a2: { cpu: 4096, attributes: { zone: 'a' } },
    b1: { cpu: 2048, attributes: { zone: 'b' } },
    none: { cpu: 4096 },
  });
  const totalOf = (request: object) => headroom(zones, request).total;

  it('a bucket waits for the one with the fewest', () => {
    // Zone b has room for two, so zone a may have three; each host by itself may take one.
    expect(headroom(zones, spread({ maxSkew: 1 })).perInstance.map(({ count }) => count)).toEqual([1, 1, 1]);
    expect(totalOf(spread({ maxSkew: 1 }))).toBe(5);
    expect(totalOf(spread({ maxSkew: 2 }))).toBe(6);
    expect(totalOf(spread({ maxSkew: 100 }))).toBe(10);
  });

  it('a bucket takes so many', () => {
    expect(totalOf(spread({ maxPerBucket: 3 }))).toBe(5);
    expect(totalOf(spread({ maxPerBucket: 3, maxSkew: 1 }))).toBe(5);
    expect(totalOf(spread({ maxPerBucket: 1 }))).toBe(2);
  });

  it('any number fits where nothing runs out', () => {
    expect(totalOf(spread({ maxSkew: 1 }, {}))).toBe(Number.POSITIVE_INFINITY);
    expect(totalOf(spread({ maxSkew: 1, maxPerBucket: 7 }, {}))).toBe(14);
  });

  it('several of them together hold what placing holds', () => {
    const request = {
      cpu: 1024,
      group: 'service:web',
      placementStrategy: [
        { type: 'spread', field: 'attribute:zone', maxSkew: 1 },
        { type: 'spread', field: 'instanceId', maxSkew: 1 },
      ],
    };
    expect(totalOf(request)).toBe(place(zones, { ...request, count: 100 }).placements.length);
  });
});
