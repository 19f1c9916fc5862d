/** The preferences of a request, and where they stand among its strategies. */
import { describe, expect, it } from 'vitest';
import { QueryError } from '../../src/language/diagnostic.js';
import { LIMITS } from '../../src/model/limits.js';
import { readRequest } from '../../src/placement/request/request.js';
import { CONFLICT, errorOf, MALFORMED } from './request-errors.js';

const spot = { expression: 'attribute:lifecycle == spot', weight: -5 };
const near = { expression: 'attribute:zone == a and runningTasksCount < 3', weight: 12.5 };
const ofTypes = (...types: string[]) => types.map((type) => ({ type }));

describe('preferences', () => {
  it('are read in order, with their weights', () => {
    const { preferences } = readRequest({ prefer: [spot, near] });
    expect(preferences.map(({ path, query, weight }) => [path, query.text, weight])).toEqual([
      ['$.prefer[0]', spot.expression, -5],
      ['$.prefer[1]', near.expression, 12.5],
    ]);
    expect(preferences.map(({ taskPredicates }) => taskPredicates?.length)).toEqual([undefined, 1]);
  });

  it.each([-100, 100, 0, 0.1])('take the weight %d', (weight) => {
    expect(readRequest({ prefer: [{ ...spot, weight }] }).preferences[0]?.weight).toBe(weight);
  });

  it('have no weight of minus zero', () => {
    expect(readRequest({ prefer: [{ ...spot, weight: -0 }] }).preferences[0]?.weight).toBe(0);
  });

  it.each<[string, object, [number, string][]]>([
    ['nowhere', { placementStrategy: ofTypes('random') }, [[0, 'random']]],
    ['nowhere, of an empty list', { prefer: [], placementStrategy: ofTypes('random') }, [[0, 'random']]],
    [
      'first',
      { prefer: [spot], placementStrategy: ofTypes('dominant', 'random') },
      [
        [-1, 'prefer'],
        [0, 'dominant'],
        [1, 'random'],
      ],
    ],
    [
      'before the defaults',
      { prefer: [spot] },
      [
        [-1, 'prefer'],
        [0, 'random'],
      ],
    ],
    [
      'before the defaults of a service',
      { prefer: [spot], serviceName: 'web', placementStrategy: [] },
      [
        [-1, 'prefer'],
        [0, 'spread-attribute'],
        [1, 'spread-instance'],
      ],
    ],
    [
      'where the list has them',
      { prefer: [spot], placementStrategy: ofTypes('dominant', 'prefer', 'random') },
      [
        [0, 'dominant'],
        [1, 'prefer'],
        [2, 'random'],
      ],
    ],
  ])('stand %s', (_, request, expected) => {
    expect(readRequest(request).strategies.map(({ index, kind }) => [index, kind])).toEqual(expected);
  });

  it('stand beside as many strategies as there may be', () => {
    const placementStrategy = ofTypes(...Array.from({ length: LIMITS.placementStrategies }, () => 'random'));
    expect(readRequest({ prefer: [spot], placementStrategy }).strategies).toHaveLength(LIMITS.placementStrategies + 1);
  });

  it('with fields that nothing reads come back as warnings', () => {
    expect(readRequest({ prefer: [{ ...spot, type: 'memberOf' }] }).warnings).toMatchObject([
      { code: 'unknown-field', path: '$.prefer[0].type' },
    ]);
  });
});

describe('mistakes', () => {
  it.each<[string, object, string, string, RegExp]>([
    ['an object', { prefer: spot }, MALFORMED, '$.prefer', /prefer has to be a list, not an object/],
    ['a text', { prefer: ['a == b'] }, MALFORMED, '$.prefer[0]', /a preference has to be an object/],
    [
      'no expression',
      { prefer: [{ weight: 1 }] },
      MALFORMED,
      '$.prefer[0].expression',
      /a preference has to have an expr/,
    ],
    ['a number', { prefer: [{ expression: 1, weight: 1 }] }, MALFORMED, '$.prefer[0].expression', /has to be text/],
    [
      'an expression that does not parse',
      { prefer: [spot, { expression: 'attribute:a = b', weight: 1 }] },
      MALFORMED,
      '$.prefer[1].expression',
      /the expression is not valid: ./,
    ],
    [
      'no weight',
      { prefer: [{ expression: '*' }] },
      MALFORMED,
      '$.prefer[0].weight',
      /from -100 to 100, and is missing/,
    ],
    ['too much weight', { prefer: [{ ...spot, weight: 100.5 }] }, MALFORMED, '$.prefer[0].weight', /not 100.5/],
    ['too little weight', { prefer: [{ ...spot, weight: -101 }] }, MALFORMED, '$.prefer[0].weight', /not -101/],
    ['a weight as text', { prefer: [{ ...spot, weight: '5' }] }, MALFORMED, '$.prefer[0].weight', /not "5"/],
    ['no number', { prefer: [{ ...spot, weight: Number.NaN }] }, MALFORMED, '$.prefer[0].weight', /not NaN/],
    [
      'a place for none',
      { placementStrategy: ofTypes('random', 'prefer') },
      CONFLICT,
      '$.placementStrategy[1]',
      /nothing to go by: say in prefer/,
    ],
    [
      'a place for an empty list',
      { prefer: [], placementStrategy: ofTypes('prefer') },
      CONFLICT,
      '$.placementStrategy[0]',
      /nothing to go by/,
    ],
    [
      'two places',
      { prefer: [spot], placementStrategy: ofTypes('prefer', 'random', 'prefer') },
      CONFLICT,
      '$.placementStrategy[2]',
      /twice: leave one out/,
    ],
  ])('%s', (_, request, code, path, message) => {
    const error = errorOf(() => readRequest(request));
    expect({ code: error.code, path: error.path }).toEqual({ code, path });
    expect(error.message).toMatch(message);
  });

  it('carry what is wrong with an expression', () => {
    const { cause } = errorOf(() => readRequest({ prefer: [{ expression: 'agentConected == true', weight: 1 }] }));
    expect(cause).toBeInstanceOf(QueryError);
    expect((cause as QueryError).diagnostics).toMatchObject([{ code: 'unknown-subject', start: 0 }]);
  });

  it('more than the limit', () => {
    const prefer = (count: number) => Array.from({ length: count }, () => spot);
    expect(readRequest({ prefer: prefer(LIMITS.placementPreferences) }).preferences).toHaveLength(20);
    const error = errorOf(() => readRequest({ prefer: prefer(LIMITS.placementPreferences + 1) }));
    expect(error).toMatchObject({ code: 'request-limit', path: '$.prefer' });
  });
});
