/** Several requests in one call. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.js';
import { readRequest, readRequests } from '../../src/placement/request/request.js';
import { resolveRequests } from '../../src/placement/request/resolve.js';
import { storeOf } from './fleet.js';
import { CONFLICT, errorOf, MALFORMED } from './request-errors.js';

describe('several requests', () => {
  it('are read one by one', () => {
    const values = [{ cpu: 1, count: 2 }, { serviceName: 'web', priority: -1.5, colour: 'red' }, {}];
    const requests = readRequests(values);
    expect(requests.map(({ count, group, priority }) => [count, group, priority])).toEqual([
      [2, undefined, 0],
      [1, 'service:web', -1.5],
      [1, undefined, 0],
    ]);
    expect(requests[1]?.warnings).toMatchObject([{ code: 'unknown-field', path: '$[1].colour' }]);
    expect(requests[0]).toEqual({ ...readRequest(values[0]), path: '$[0]' });
    expect(readRequests([])).toEqual([]);
  });

  it.each<[string, unknown, string, string]>([
    ['one request', {}, MALFORMED, '$'],
    ['nothing', null, MALFORMED, '$'],
    ['a member that is none', [{}, 7], MALFORMED, '$[1]'],
    ['a count', [{}, {}, {}, { count: -1 }], MALFORMED, '$[3].count'],
    ['an expression', [{ prefer: [{ expression: 'x', weight: 1 }] }], MALFORMED, '$[0].prefer[0].expression'],
    ['a conflict', [{}, { placementStrategy: [{ type: 'prefer' }] }], CONFLICT, '$[1].placementStrategy[0]'],
    ['a field of ECS', [{ taskDefinition: 'web:1' }], MALFORMED, '$[0].taskDefinition'],
    ['a priority', [{ priority: Number.NaN }], MALFORMED, '$[0].priority'],
    ['a priority as text', [{ priority: 'high' }], MALFORMED, '$[0].priority'],
  ])('with a mistake: %s', (_, value, code, path) => {
    expect(errorOf(() => readRequests(value))).toMatchObject({ code, path });
  });

  it('may be so many', () => {
    const requests = (count: number) => Array.from({ length: count }, () => ({}));
    expect(readRequests(requests(LIMITS.placementRequests))).toHaveLength(LIMITS.placementRequests);
    const error = errorOf(() => readRequests(requests(LIMITS.placementRequests + 1)));
    expect(error).toMatchObject({ code: 'request-limit', path: '$' });
    expect(error.message).toBe('the list of placement requests has 1001 entries; the limit is 1000');
  });

  it('may ask for so many tasks together', () => {
    const counts = (...list: number[]) => list.map((count) => ({ count }));
    expect(() => readRequests(counts(LIMITS.placementCount - 1, 0, 1))).not.toThrow();
    const error = errorOf(() => readRequests(counts(LIMITS.placementCount - 1, 0, 2, 1)));
    expect(error).toMatchObject({ code: 'request-limit', path: '$[2].count' });
    expect(error.message).toMatch(/ask for 100001 tasks; the limit is 100000 in one call/);
    expect(errorOf(() => readRequests(counts(1, LIMITS.placementCount + 1)))).toMatchObject({ path: '$[1].count' });
  });

  it('are each brought together with their cluster, seed and scorers', () => {
    const store = storeOf({ a: { cluster: 'one' }, b: { cluster: 'two' } });
    const requests = [{ cluster: 'two', seed: 7 }, { cluster: 'one' }];
    expect(resolveRequests(store, requests).map(({ clusterKey, seed }) => [clusterKey, seed])).toEqual([
      ['two', 7],
      ['one', 0],
    ]);
    expect(resolveRequests(store, requests, { seed: 9 }).map(({ seed }) => seed)).toEqual([9, 9]);
    const wrong = (request: object) => errorOf(() => resolveRequests(store, [requests[0], request]));
    expect(wrong({})).toMatchObject({ code: 'cluster-required', path: '$[1].cluster' });
    expect(wrong({ cluster: 'three' })).toMatchObject({ code: 'cluster-unknown', path: '$[1].cluster' });
    const scorer = { placementStrategy: [{ type: 'random' }, { type: 'scorer', field: 'mine' }], cluster: 'one' };
    expect(wrong(scorer)).toMatchObject({ code: 'scorer-unknown', path: '$[1].placementStrategy[1].field' });
  });
});
