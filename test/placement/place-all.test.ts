/** Several requests in one call are placed as the naive oracle places them. The number of calls follows PLACEMENT_PAIRS, as in oracle.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeAll } from '../../src/placement/place.js';
import { agreeOnPlaceAll, ask } from './agreement.js';
import { storeOf } from './fleet.js';
import { allRequests, hosts, largeClusters, manyTasks } from './generate.js';
import { event, happen } from './history.js';
import { World } from './world.js';

/** Requests, each with its cluster; two or three of them go into a call. */
const PAIRS = Number(process.env['PLACEMENT_PAIRS'] ?? 4_000) * 0.25;

const several = fc.array(allRequests, { minLength: 2, maxLength: 4 });
const severalLarge = fc.array(manyTasks, { minLength: 2, maxLength: 3 });
const changes = fc.array(fc.array(event, { maxLength: 3 }), { minLength: 1, maxLength: 4, size: 'max' });

describe('several requests in one call', () => {
  it('are placed by priority, then in turns, each as if the others were there', () => {
    const seen = new Map<string, number>();
    const property = fc.property(hosts, several, fc.constantFrom('short', 'full'), (specs, abstract, form) => {
      const world = new World(specs);
      const words = agreeOnPlaceAll(
        world,
        abstract.map((request) => ask(world, request, form)),
      );
      for (const word of new Set(words)) seen.set(word, (seen.get(word) ?? 0) + 1);
    });
    const calls = Math.ceil((PAIRS * 0.7) / 3);
    fc.assert(property, { numRuns: calls });
    for (const word of WORDS) expect([word, (seen.get(word) ?? 0) > calls / 300]).toEqual([word, true]);
  });

  it('are placed so in large clusters', () => {
    const property = fc.property(largeClusters, severalLarge, (specs, abstract) => {
      const world = new World(specs);
      agreeOnPlaceAll(
        world,
        abstract.map((request) => ask(world, request, 'short')),
      );
    });
    fc.assert(property, { numRuns: Math.ceil((PAIRS * 0.05) / 3) });
  });

  it('of one group count the tasks of each other, also on hosts that they cannot take themselves', () => {
    const store = storeOf({
      a1: { attributes: { zone: 'a', stack: 'prod' } },
      a2: { attributes: { zone: 'a', stack: 'dev' } },
      b1: { attributes: { zone: 'b', stack: 'prod' } },
    });
    const request = (stack: string) => ({
      count: 2,
      cpu: 1,
      group: 'service:web',
      placementConstraints: [{ type: 'memberOf', expression: `attribute:stack == ${stack}` }],
      placementStrategy: [{ type: 'spread', field: 'attribute:zone' }],
    });
    const { results } = placeAll(store, [request('dev'), request('prod')]);
    const placed = results.map(({ placements }) => placements.map(({ instance }) => instance));
    // When the second task of prod comes, zone a has two tasks of dev, zone b the first of prod.
    expect(placed).toEqual([
      ['a2', 'a2'],
      ['b1', 'b1'],
    ]);
  });

  it('are placed so again after the cluster has changed', () => {
    const property = fc.property(hosts, several, changes, (specs, abstract, history) => {
      const world = new World(specs);
      for (const events of history) {
        for (const one of events) happen(world, one);
        agreeOnPlaceAll(
          world,
          abstract.map((request) => ask(world, request, 'short')),
        );
      }
    });
    fc.assert(property, { numRuns: Math.ceil((PAIRS * 0.25) / 8) });
  });
});

const WORDS = [
  ...['several requests placed', 'several priorities', 'gang placed', 'gang refused', 'partly placed', 'devices'],
  ...['maxSkew', 'maxPerBucket', 'spread:0', 'random', 'binpack fragmentation', 'preferences', 'distinctInstance'],
];
