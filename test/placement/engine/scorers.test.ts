/** Scorers that misbehave, and how often scorers are asked. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster.js';
import { place } from '../../../src/placement/place.js';
import type { Scorer } from '../../../src/placement/request/scorer.js';
import { storeOf, taskOf } from '../fleet.js';
import { numbered } from './tables.js';

const byScorer = { cpu: 1024, placementStrategy: [{ type: 'scorer', field: 'mine' }] };
const HOSTS = { a: {}, b: {}, c: {} };

function placed(mine: Scorer, request: object = byScorer) {
  return place(storeOf(HOSTS), request, { scorers: { mine } });
}

describe('a scorer that', () => {
  let asked = 0;
  it.each<[string, Scorer, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      /threw "no"/,
    ],
    [
      'throws what is no error',
      () => {
        throw null;
      },
      /threw "null"/,
    ],
    ['gives NaN', () => Number.NaN, /instead of a finite number/],
    ['gives Infinity', () => Number.POSITIVE_INFINITY, /instead of a finite number/],
    ['gives a text', (() => '1') as unknown as Scorer, /gave "1" instead/],
    ['gives another number each time', () => asked++, /asked again/],
    [
      'writes to what it gets',
      (host) => {
        (host.attributes as Record<string, string>)['x'] = 'y';
        return 1;
      },
      /threw/,
    ],
  ])('%s for one host is reported once, and the host comes last', (_, bad, message) => {
    const mine: Scorer = (host, task) => (host.key === 'a' ? bad(host, task) : 1);
    const { placements, warnings } = placed(mine, { ...byScorer, count: 12 });
    expect(placements.map(({ instance }) => instance).join('')).toBe('bbbbccccaaaa');
    expect(placements.at(-1)?.key).toEqual([{ strategy: 'scorer', field: 'mine', value: null }]);
    expect(warnings).toMatchObject([{ code: 'scorer-failed', path: '$.placementStrategy[0]' }]);
    expect(warnings[0]?.message).toMatch(message);
  });

  it('counts: it is asked twice for each host, and again only for hosts that have changed', () => {
    const store = storeOf(numbered(300, () => ({ cpu: 2048 })));
    const calls = new Map<string, number>();
    const mine: Scorer = ({ key, free }) => {
      calls.set(key, (calls.get(key) ?? 0) + 1);
      return free.cpu;
    };
    const { placements } = place(store, { ...byScorer, count: 100 }, { scorers: { mine } });
    expect(placements).toHaveLength(100);
    expect(calls.size).toBe(300);
    // A host takes two tasks: after the first it is asked about once more, after the second it can take none.
    expect([...calls.values()].filter((count) => count > 2)).toEqual(Array.from({ length: 50 }, () => 4));
  });
});

describe('a scorer that asks the cluster', () => {
  it('gets right answers, and so does who asked for it', () => {
    const store = storeOf({ a: { cpu: 4096 }, b: { cpu: 2048 }, c: { cpu: 3072 } });
    const packed = { cpu: 1024, count: 9, placementStrategy: [{ type: 'binpack', field: 'cpu' }] };
    const expected = place(storeOf({ a: { cpu: 4096 }, b: { cpu: 2048 }, c: { cpu: 3072 } }), packed).placements;
    const inner: unknown[] = [];
    const mine: Scorer = ({ free }) => {
      inner.push(place(store, packed).placements);
      return free.cpu;
    };
    const { placements, warnings } = place(store, { ...byScorer, count: 9 }, { scorers: { mine } });
    expect(placements.map(({ instance }) => instance)).toEqual(expected.map(({ instance }) => instance));
    expect(warnings).toEqual([]);
    expect(inner.length).toBeGreaterThan(5);
    for (const answer of inner) expect(answer).toEqual(expected);
    expect(place(store, packed).placements).toEqual(expected);
  });

  const changes: Readonly<Record<string, readonly unknown[]>> = {
    'starts a task': [{ kind: 'task', origin: 'description', task: taskOf('b', undefined, { cpu: 4096 }, 0) }],
    'removes hosts': [
      { kind: 'instance-removed', key: 'a' },
      { kind: 'instance-removed', key: 'b' },
    ],
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`${name}: the answer is refused, and the next one is right`, () => {
      const store = storeOf(HOSTS);
      let isDone = false;
      const mine: Scorer = () => {
        if (!isDone) store.apply(change as Parameters<typeof store.apply>[0]);
        isDone = true;
        return 0;
      };
      const request = { ...byScorer, count: 20, seed: 1 };
      expect(() => place(store, request, { scorers: { mine } })).toThrow(
        expect.objectContaining({ code: 'revision-moved' }),
      );
      const afresh = storeOf(HOSTS);
      afresh.apply(change as Parameters<typeof store.apply>[0]);
      const plain = { cpu: 1024, count: 20, placementStrategy: [{ type: 'binpack', field: 'cpu' }] };
      expect(place(store, plain).placements).toEqual(place(afresh, plain).placements);
    });
  }

  it('removes the host it is asked about, and throws', () => {
    const store = storeOf(HOSTS);
    const mine: Scorer = ({ key }) => {
      store.apply([{ kind: 'instance-removed', key }]);
      throw new Error('gone');
    };
    const call = () => place(store, byScorer, { scorers: { mine } });
    expect(call).toThrow(expect.objectContaining({ code: 'revision-moved' }));
    expect(place(store, { cpu: 1 })).toMatchObject({ placements: [], revision: store.revision });
  });

  it('through the cluster itself, too', () => {
    const instance = {
      containerInstanceArn: 'a',
      status: 'ACTIVE',
      agentConnected: true,
      registeredResources: [{ name: 'CPU', type: 'INTEGER', integerValue: 4096 }],
    };
    const cluster = Cluster.from({ containerInstances: [instance] });
    const scorers = {
      mine: () => cluster.apply({ containerInstances: [{ ...instance, status: 'DRAINING' }] }).revision,
    };
    const call = () => cluster.place({ cpu: 1, placementStrategy: byScorer.placementStrategy }, { scorers });
    expect(call).toThrow(expect.objectContaining({ code: 'revision-moved' }));
    expect(cluster.place({ cpu: 1 }).unplaced).toMatchObject([{ reasons: [{ code: 'status' }] }]);
  });
});
