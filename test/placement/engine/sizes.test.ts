/**
 * Placing at its limits: each of these is seconds where work grows with tasks or hosts, and minutes where it grows with both.
 *
 * That each is done within the time a test has is all that is told here; figures are in docs/PERFORMANCE.md.
 */
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import { LIMITS } from '../../../src/model/limits.js';
import { type PlacementResult, place, placeAll } from '../../../src/placement/place.js';
import { Store } from '../../../src/store/store.js';
import { type HostSpec, instanceOf } from '../fleet.js';

function storeOfMany(count: number, spec: (at: number) => HostSpec): Store {
  const store = new Store();
  const changes = Array.from({ length: count }, (_, at): Change => {
    const instance = instanceOf(`h${String(at).padStart(6, '0')}`, { cpu: 1e6, memory: 1e6, ...spec(at) });
    return { kind: 'instance', origin: 'description', instance };
  });
  store.apply(changes);
  return store;
}

const spread = (field: string, more = {}) => ({ type: 'spread', field, ...more });
const binpack = { type: 'binpack', field: 'cpu' };
const racks = (at: number) => ({ attributes: { zone: `z${at % 3}`, rack: `r${at}` } });

/** How many tasks each host has got, the most and the fewest. */
function evenness({ placements }: PlacementResult, hosts: number): readonly number[] {
  const counts = new Map<string, number>();
  for (const { instance } of placements) counts.set(instance, (counts.get(instance) ?? 0) + 1);
  return [counts.size < hosts ? 0 : Math.min(...counts.values()), Math.max(...counts.values())];
}

describe.each([
  ['what is free', [binpack], [0, 100_000]],
  ['zones and hosts', [spread('attribute:zone'), spread('instanceId')], [99, 101]],
  ['draws', [{ type: 'random' }], undefined],
])('as many tasks as there may be, on 1,000 hosts by %s', (_, placementStrategy, expected) => {
  it('all find their place', () => {
    const store = storeOfMany(1_000, racks);
    const result = place(store, { group: 'g', cpu: 1, count: LIMITS.placementCount, placementStrategy });
    expect(result.placements).toHaveLength(LIMITS.placementCount);
    if (expected !== undefined) {
      const [fewest, most] = evenness(result, 1_000) as [number, number];
      expect([fewest >= (expected[0] as number), most <= (expected[1] as number)]).toEqual([true, true]);
    }
  }, 30_000);
});

describe.each([
  ['without a limit', [spread('attribute:rack')]],
  ['with a skew of 1', [spread('attribute:rack', { maxSkew: 1 })]],
  ['after another strategy', [binpack, spread('attribute:rack', { maxSkew: 1 })]],
  ['host by host', [binpack, spread('instanceId', { maxSkew: 1 })]],
])('as many buckets as hosts, %s', (_, placementStrategy) => {
  it('get one task each, and then another', () => {
    const store = storeOfMany(20_000, racks);
    const result = place(store, { group: 'g', cpu: 1, count: 40_000, placementStrategy });
    expect(evenness(result, 20_000)).toEqual([2, 2]);
  }, 30_000);
});

it('1,000 requests of 100 tasks that take turns', () => {
  const requests = Array.from({ length: LIMITS.placementRequests }, (_, at) => {
    return { group: `g${at}`, cpu: 1 + at, count: 100, placementStrategy: [spread('attribute:zone'), binpack] };
  });
  const { results } = placeAll(storeOfMany(1_000, racks), requests);
  expect(results.every(({ placements }) => placements.length === 100)).toBe(true);
}, 60_000);

it('1,000 targets', () => {
  const targets = Object.fromEntries(
    Array.from({ length: LIMITS.placementListItems }, (_, at) => [`t${at}`, 1 + (at % 2)]),
  );
  const store = storeOfMany(4_000, (at) => ({ attributes: { t: `t${at % 2_000}` } }));
  const placementStrategy = [spread('attribute:t', { targets })];
  const { placements } = place(store, { group: 'g', cpu: 1, count: 15_000, placementStrategy });
  const counts = new Map<number, number>();
  for (const { instance } of placements) {
    const bucket = Number(instance.slice(1)) % 2_000;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  expect(counts.size).toBe(1_000);
  for (const [bucket, count] of counts) expect(count).toBe(bucket % 2 === 0 ? 10 : 20);
}, 30_000);

it('every dynamic port of a host, and no more', () => {
  const { placements, unplaced } = place(
    storeOfMany(1, () => ({})),
    { cpu: 1, count: LIMITS.placementCount, ports: [0] },
  );
  expect(placements.map(({ hostPorts }) => hostPorts[0]?.hostPort)).toEqual(
    Array.from({ length: 28_232 }, (_, at) => 32_768 + at),
  );
  expect(unplaced).toHaveLength(LIMITS.placementCount - 28_232);
  expect(unplaced[0]?.reasons).toMatchObject([{ code: 'port:0/tcp' }]);
}, 30_000);
