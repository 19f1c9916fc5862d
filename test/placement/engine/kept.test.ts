/** What is kept between calls never shows: every answer is that of a store of the same content that was never asked. */
import { describe, expect, it } from 'vitest';
import { place, placeAll } from '../../../src/placement/place.js';
import { plannerOf } from '../../../src/placement/planner.js';
import { rank } from '../../../src/placement/rank.js';
import { World } from '../world.js';
import { keyOf, numbered, requestOf } from './tables.js';

const HOSTS = 40;
const spec = (at: number) => ({
  cpu: 2048 + 512 * (at % 5),
  gpu: at % 3,
  attributes: { zone: 'abc'[at % 3] as string },
});
const strategy = (type: string, field?: string, more = {}) => ({
  type,
  ...(field === undefined ? {} : { field }),
  ...more,
});

/** One of each sort of what is kept: orders, groups, buckets, constraints, ports, limits, measures that look at all hosts. */
const REQUESTS = [
  { placementStrategy: [strategy('spread', 'attribute:zone'), strategy('binpack', 'memory')] },
  { placementStrategy: [strategy('spread', 'attribute:zone', { maxSkew: 1 }), strategy('spread', 'instanceId')] },
  { placementStrategy: [strategy('random')], ports: [0, 8080] },
  { placementStrategy: [strategy('bestFit'), strategy('fragmentation')] },
  { placementConstraints: [{ type: 'memberOf', expression: 'runningTasksCount < 4 and attribute:zone != c' }] },
  { placementConstraints: [{ type: 'distinctInstance' }], placementStrategy: [strategy('dominant')] },
  {
    prefer: [
      { expression: 'task:group == g', weight: -3 },
      { expression: 'attribute:zone == b', weight: 2 },
    ],
  },
].map((request) => ({ group: 'g', cpu: 256, count: 8, seed: 3, ...request }));

function answers(store: World['store']) {
  const { results } = placeAll(store, REQUESTS);
  const ofAll = results.map(({ placements, unplaced, warnings }) => ({ placements, unplaced, warnings }));
  return [
    ...ofAll,
    ...REQUESTS.map((one) => place(store, one).placements),
    ...REQUESTS.map((one) => rank(store, one).ranked),
  ];
}

function expectAsAfresh(world: World): void {
  const found = answers(world.store);
  expect(found).toEqual(answers(world.reversed()));
  expect(answers(world.store)).toEqual(found);
}

function startedWorld(): World {
  const world = new World(numbered(HOSTS, spec));
  for (let at = 0; at < 30; at++)
    world.startTask(keyOf((at * 7) % HOSTS), { group: at % 2 === 0 ? 'g' : 'other', cpu: 128 });
  expectAsAfresh(world);
  return world;
}

describe('answers that follow', () => {
  it('few events', () => {
    const world = startedWorld();
    world.startTask(keyOf(3), { group: 'g', cpu: 512 });
    world.removeTask(world.taskKeys()[0] as string);
    expectAsAfresh(world);
  });

  it('70,000 events of tasks', () => {
    const world = startedWorld();
    const [key] = world.taskKeys();
    const task = world.task(key as string);
    if (task === undefined) throw new Error('the task is there');
    for (let turn = 0; turn < 35_000; turn++) {
      world.putTask({ ...task, cpu: turn % 100 });
      world.putHost(keyOf(turn % HOSTS), { ...spec(turn % HOSTS), cpu: 3000 + (turn % 7) });
    }
    expectAsAfresh(world);
  });

  it('events that 300,000 tasks, placed elsewhere and taken back, have pushed out of the log', () => {
    const world = startedWorld();
    // Host 3 is in zone a, as none of those is where the others go.
    world.startTask(keyOf(3), { group: 'g', cpu: 1024 });
    world.startTask(keyOf(3), { group: 'g', cpu: 256 });
    world.startTask(keyOf(3), { group: 'other', cpu: 256 });
    const elsewhere = {
      cpu: 0,
      count: 100_000,
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:zone == b' }],
    };
    for (let turn = 0; turn < 3; turn++) expect(place(world.store, elsewhere).placements).toHaveLength(100_000);
    expectAsAfresh(world);
  });

  it('hosts that join and leave', () => {
    const world = startedWorld();
    world.putHost('a-first', spec(1));
    world.putHost(`${keyOf(5)}-between`, { ...spec(2), attributes: { zone: 'new' } });
    expectAsAfresh(world);
    world.removeHost(keyOf(0));
    world.removeHost('a-first');
    expectAsAfresh(world);
    world.putHost(keyOf(0), spec(4));
    expectAsAfresh(world);
  });

  it('hosts that move between zones, also to a new one and out of all', () => {
    const world = startedWorld();
    for (const zone of ['b', 'new', 'newer', undefined, 'a']) {
      for (const at of [0, 4, 8])
        world.putHost(keyOf(at), { ...spec(at), attributes: zone === undefined ? {} : { zone } });
      expectAsAfresh(world);
    }
  });

  it('hosts that drain, lose their agent, and come back', () => {
    const world = startedWorld();
    for (const state of [{ status: 'DRAINING' }, { agentConnected: false }, { status: undefined }, {}]) {
      for (let at = 0; at < HOSTS; at += 3) world.putHost(keyOf(at), { ...spec(at), ...state });
      expectAsAfresh(world);
    }
  });

  it('more groups, constraints and shapes than are kept', () => {
    const world = startedWorld();
    for (let turn = 0; turn < 5; turn++) {
      for (let at = 0; at < 1_000; at++) {
        const placementConstraints = [{ type: 'memberOf', expression: `runningTasksCount < ${at + turn}` }];
        place(world.store, { group: `g${1000 * turn + at}`, cpu: 1, placementConstraints });
      }
      expectAsAfresh(world);
    }
  });
});

describe('orders', () => {
  it('are kept for requests of the same shape, and only while they can follow', () => {
    const world = startedWorld();
    const orderOf = (request: object) => {
      const planner = plannerOf(world.store);
      return planner.whatIf(() => planner.orderOf(requestOf(world.store, request), []));
    };
    const request = REQUESTS[0] as object;
    const order = orderOf(request);
    expect(orderOf({ ...request, count: 2, seed: 9, priority: 4 })).toBe(order);
    expect(orderOf({ ...request, cpu: 257 })).not.toBe(order);
    world.startTask(keyOf(1), { group: 'g' });
    expect(orderOf(request)).toBe(order);
    for (let at = 0; at < 1_100; at++) {
      orderOf({ cpu: 1000 + at });
      if (at % 500 === 0) expect(orderOf(request)).toBe(order);
    }
    expect(orderOf(request)).toBe(order);
    for (let at = 0; at < 1_100; at++) orderOf({ cpu: 1000 + at });
    expect(orderOf(request)).not.toBe(order);
  });
});
