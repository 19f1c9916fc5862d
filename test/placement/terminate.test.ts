/** Which tasks scale-in takes. */
import { describe, expect, it } from 'vitest';
import { StowageError } from '../../src/model/errors.js';
import { LIMITS } from '../../src/model/limits.js';
import { selectForTermination } from '../../src/placement/scale-in/terminate.js';
import { type HostSpec, storeOf, type TaskSpec } from './fleet.js';
import { errorOf } from './request-errors.js';

type Hosts = Readonly<Record<string, HostSpec>>;

const GROUP = 'service:web';
const web = (...keys: string[]): TaskSpec[] => keys.map((key) => ({ key, group: GROUP, cpu: 100, memory: 100 }));
const zone = (name: string | null, ...keys: string[]): HostSpec => ({
  attributes: { 'ecs.availability-zone': name },
  tasks: web(...keys),
});
const ZONE = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const HOST = { type: 'spread', field: 'instanceId' };
const binpack = (field: string) => ({ type: 'binpack', field });

const select = (hosts: Hosts, request: object) =>
  selectForTermination(storeOf(hosts), { group: GROUP, count: 1, ...request });
const chosen = (hosts: Hosts, request: object) => select(hosts, request).tasks.map(({ task }) => task);
const hostsOf = (hosts: Hosts, request: object) => select(hosts, request).tasks.map(({ instance }) => instance);

describe('without a strategy', () => {
  it('the zone with most tasks of the service, then the instance with most, then the lowest keys', () => {
    const hosts: Hosts = {
      a: zone('x', 'a1', 'a2'),
      b: zone('y', 'b1'),
      c: zone('y', 'c2', 'c1'),
      d: zone('y', 'd1', 'd2'),
    };
    expect(chosen(hosts, { count: 9 })).toEqual(['c1', 'd1', 'b1', 'a1', 'c2', 'a2', 'd2']);
    expect(select(hosts, {}).tasks).toEqual([
      {
        task: 'c1',
        instance: 'c',
        key: [
          { strategy: 'spread', field: 'attribute:ecs.availability-zone', value: 5 },
          { strategy: 'spread', field: 'instanceId', value: 2 },
        ],
      },
    ]);
  });

  it('an empty list is none', () => {
    const hosts: Hosts = { a: zone('x', 'a1'), b: zone('x', 'b1', 'b2') };
    for (let seed = 0; seed < 9; seed++) expect(chosen(hosts, { placementStrategy: [], seed })).toEqual(['b1']);
  });
});

describe('spread', () => {
  const hosts: Hosts = { a: zone('x', 'a1', 'a2', 'a3'), b: zone('y', 'b1'), c: zone('y', 'c1', 'c2', 'c3') };

  it('keeps the buckets even', () => {
    for (let seed = 0; seed < 20; seed++) {
      const zones = hostsOf(hosts, { count: 5, placementStrategy: [ZONE], seed }).map((key) =>
        key === 'a' ? 'x' : 'y',
      );
      expect(zones.filter((name) => name === 'x')).toHaveLength(2);
      expect(zones[0]).toBe('y');
    }
  });

  it('within a bucket by a seeded draw', () => {
    const first = (seed: number) => chosen(hosts, { placementStrategy: [ZONE], seed })[0];
    const all = new Set(Array.from({ length: 40 }, (_, seed) => first(seed)));
    expect([...all].sort()).toEqual(['b1', 'c1', 'c2', 'c3']);
    expect(first(7)).toBe(first(7));
    expect(chosen(hosts, { placementStrategy: [ZONE] })).toEqual(chosen(hosts, { placementStrategy: [ZONE], seed: 0 }));
  });

  it('shows no draw in the key', () => {
    expect(select(hosts, { placementStrategy: [HOST] }).tasks[0]?.key).toEqual([
      { strategy: 'spread', field: 'instanceId', value: 3 },
    ]);
  });

  it('hosts without the attribute, or with no value of it, lose first', () => {
    const mixed: Hosts = { a: zone('x', 'a1', 'a2', 'a3'), b: zone(null, 'b1'), c: { tasks: web('c1') } };
    const [first, second, third] = select(mixed, { count: 3, placementStrategy: [ZONE] }).tasks;
    expect([first?.instance, second?.instance].sort()).toEqual(['b', 'c']);
    expect([first?.key[0]?.value, third?.instance]).toEqual([null, 'a']);
  });

  it('on hosts', () => {
    expect(hostsOf(hosts, { count: 4, placementStrategy: [HOST] }).sort()).toEqual(['a', 'a', 'c', 'c']);
  });

  it('counts the tasks of a draining host, too: they run as well', () => {
    const draining: Hosts = { a: zone('x', 'a1'), b: { ...zone('y', 'b1', 'b2'), status: 'DRAINING' } };
    expect(hostsOf(draining, { placementStrategy: [ZONE] })).toEqual(['b']);
  });
});

describe('binpack', () => {
  const sized = (remaining: number, ...tasks: [key: string, memory: number][]): HostSpec => ({
    remaining: { memory: remaining, cpu: remaining },
    tasks: tasks.map(([key, memory]) => ({ key, group: GROUP, memory, cpu: memory })),
  });

  it.each(['memory', 'CPU'])('takes the task whose host is left with the most %s', (field) => {
    const hosts: Hosts = {
      a: sized(500, ['a1', 100]),
      b: sized(300, ['b1', 350]),
      c: sized(400, ['c1', 100], ['c2', 150]),
    };
    expect(chosen(hosts, { count: 4, placementStrategy: [binpack(field)] })).toEqual(['b1', 'a1', 'c2', 'c1']);
  });

  it('tells what is free after; what a stopped task frees counts for the next', () => {
    const { tasks } = select(
      { a: sized(10, ['a1', 1], ['a2', 2]), b: sized(12, ['b1', 0.5]) },
      { count: 2, placementStrategy: [binpack('memory')] },
    );
    expect(tasks.map(({ task, key }) => [task, key[0]?.value])).toEqual([
      ['b1', 12.5],
      ['a2', 12],
    ]);
    const next = select(
      { a: sized(10, ['a1', 3], ['a2', 2]), b: sized(12, ['b1', 0.5]) },
      { count: 2, placementStrategy: [binpack('memory')] },
    );
    expect(next.tasks.map(({ task, key }) => [task, key[0]?.value])).toEqual([
      ['a1', 13],
      ['a2', 15],
    ]);
  });

  it('derives what is free where the source does not say', () => {
    const hosts: Hosts = {
      a: { memory: 1000, tasks: [...web('a1'), { memory: 500 }] },
      b: { memory: 900, tasks: web('b1') },
    };
    expect(select(hosts, { placementStrategy: [binpack('memory')] }).tasks[0]).toMatchObject({
      task: 'b1',
      key: [{ value: 900 }],
    });
  });

  it('ties go to the lowest instance key, then the lowest task key', () => {
    const hosts: Hosts = { b: sized(5, ['1', 1]), a: sized(5, ['3', 1], ['2', 1]) };
    expect(chosen(hosts, { placementStrategy: [binpack('memory')] })).toEqual(['2']);
    expect(chosen(hosts, { count: 3, placementStrategy: [binpack('memory')] })).toEqual(['2', '3', '1']);
  });

  it('one strategy after the other', () => {
    const hosts: Hosts = {
      a: { ...zone('x', 'a1'), memory: 9000 },
      b: { ...zone('y', 'b1'), memory: 1000 },
      c: { ...zone('y', 'c1'), memory: 2000 },
    };
    for (let seed = 0; seed < 9; seed++)
      expect(chosen(hosts, { placementStrategy: [ZONE, binpack('memory')], seed })).toEqual(['c1']);
  });
});

describe('random', () => {
  it('is drawn by the seed', () => {
    const hosts: Hosts = { a: zone('x', 'a1', 'a2'), b: zone('y', 'b1') };
    const first = (seed: number) => chosen(hosts, { placementStrategy: [{ type: 'random' }], seed })[0];
    expect(new Set(Array.from({ length: 40 }, (_, seed) => first(seed)))).toEqual(new Set(['a1', 'a2', 'b1']));
  });
});

describe('candidates', () => {
  it('are the tasks of the group that are meant to run on a loaded host of the cluster', () => {
    const hosts: Hosts = {
      a: {
        cluster: 'main',
        tasks: [
          { key: 'other', group: 'service:api' },
          { key: 'none' },
          { key: 'stopping', group: GROUP, desiredStatus: 'STOPPED' },
        ],
      },
      b: { cluster: 'main', tasks: [{ key: 'starting', group: GROUP, lastStatus: 'PENDING' }] },
      c: { cluster: 'other', tasks: web('elsewhere') },
    };
    expect(chosen(hosts, { count: 9, cluster: 'main' })).toEqual(['starting']);
    expect(() => select(hosts, {})).toThrow(expect.objectContaining({ code: 'cluster-required' }));
  });

  it('may be fewer than asked', () => {
    const store = storeOf({ a: zone('x', 'a1') });
    expect(selectForTermination(store, { group: GROUP, count: 5 })).toMatchObject({
      tasks: [{ task: 'a1' }],
      revision: store.revision,
      warnings: [],
    });
    expect(chosen({ a: {} }, {})).toEqual([]);
    expect(chosen({ a: zone('x', 'a1') }, { count: 0 })).toEqual([]);
  });
});

describe('mistakes', () => {
  it.each<[string, unknown, string, string]>([
    ['no object', 'web', 'request-malformed', '$'],
    ['no group', { count: 1 }, 'request-malformed', '$.group'],
    ['no count', { group: 'g' }, 'request-malformed', '$.count'],
    ['a count over the limit', { group: 'g', count: LIMITS.placementCount + 1 }, 'request-limit', '$.count'],
    ['a seed', { group: 'g', count: 1, seed: 'x' }, 'request-malformed', '$.seed'],
    [
      'a strategy',
      { group: 'g', count: 1, placementStrategy: [{ type: 'newest' }] },
      'request-malformed',
      '$.placementStrategy[0].type',
    ],
    ['a cluster', { group: 'g', count: 1, cluster: 'x' }, 'cluster-unknown', '$.cluster'],
  ])('%s', (_, request, code, path) => {
    const act = () => selectForTermination(storeOf({ a: {} }), request);
    expect(act).toThrow(StowageError);
    expect(act).toThrow(expect.objectContaining({ code, path }));
  });

  it.each<[string, object, string, RegExp]>([
    ...['dominant', 'bestFit', 'dotProduct', 'fragmentation'].map((type): [string, object, string, RegExp] => [
      type,
      { type },
      '',
      new RegExp(`^binpack on ${type} says nothing .* scale-in takes spread on attribute:<name>.* memory, random$`),
    ]),
    ['preferences', { type: 'prefer' }, '', /^prefer says nothing of which task to stop/],
    ['a scorer', { type: 'scorer', field: 'mine' }, '', /^scorer on <name of a scorer> says nothing/],
    ['targets', { ...ZONE, targets: { a: 1 } }, '.targets', /targets says where tasks may go.*spread without it$/],
    ['maxSkew', { ...ZONE, maxSkew: 1 }, '.maxSkew', /maxSkew says where tasks may go/],
    ['maxPerBucket', { ...HOST, maxPerBucket: 1 }, '.maxPerBucket', /maxPerBucket says where tasks may go/],
  ])('has no use for %s', (_, strategy, place, message) => {
    const request = { group: 'g', count: 1, placementStrategy: [{ type: 'random' }, strategy] };
    const error = errorOf(() => selectForTermination(storeOf({ a: {} }), request));
    expect(error).toMatchObject({ code: 'request-conflict', path: `$.placementStrategy[1]${place}` });
    expect(error.message).toMatch(message);
  });

  it('warns of unknown fields', () => {
    expect(select({ a: {} }, { placementConstraints: [] }).warnings).toMatchObject([
      { code: 'unknown-field', path: '$.placementConstraints' },
    ]);
  });
});
