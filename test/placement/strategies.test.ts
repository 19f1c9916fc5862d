/** The strategies of a request: which there are, what they may say besides their field, and every mistake with its place. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.js';
import { readRequest } from '../../src/placement/request/request.js';
import { STRATEGIES } from '../../src/placement/request/strategies.js';
import { CONFLICT, errorOf, MALFORMED } from './request-errors.js';

const read = (...placementStrategy: unknown[]) => readRequest({ placementStrategy });
const only = (strategy: object) => read(strategy).strategies[0];
const zone = (options: object) => ({ type: 'spread', field: 'attribute:zone', ...options });
const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, 1]));

describe('the strategies', () => {
  it.each<[object, string, string | undefined]>([
    [{ type: 'spread', field: 'attribute:zone' }, 'spread-attribute', 'attribute:zone'],
    [{ type: 'spread', field: 'instanceId' }, 'spread-instance', 'instanceId'],
    [{ type: 'spread', field: 'host' }, 'spread-instance', 'instanceId'],
    [{ type: 'binpack', field: 'cpu' }, 'free', 'cpu'],
    [{ type: 'binpack', field: 'MEMORY' }, 'free', 'memory'],
    [{ type: 'random' }, 'random', undefined],
    [{ type: 'binpack', field: 'dominant' }, 'dominant', 'dominant'],
    [{ type: 'binpack', field: 'bestFit' }, 'bestFit', 'bestFit'],
    [{ type: 'binpack', field: 'BESTFIT' }, 'bestFit', 'bestFit'],
    [{ type: 'binpack', field: 'dotProduct' }, 'dotProduct', 'dotProduct'],
    [{ type: 'binpack', field: 'fragmentation' }, 'fragmentation', 'fragmentation'],
    [{ type: 'dominant' }, 'dominant', 'dominant'],
    [{ type: 'bestFit' }, 'bestFit', 'bestFit'],
    [{ type: 'dotProduct', field: 'dotProduct' }, 'dotProduct', 'dotProduct'],
    [{ type: 'fragmentation', field: null }, 'fragmentation', 'fragmentation'],
    [{ type: 'scorer', field: 'carbon' }, 'scorer', 'carbon'],
  ])('%j', (strategy, kind, field) => {
    const found = only(strategy);
    expect(found).toMatchObject({ index: 0, kind });
    expect(found?.row.kind).toBe(kind);
    expect(found?.field).toBe(field);
    expect(found).not.toHaveProperty('spread');
    expect(found).not.toHaveProperty('typicalTasks');
  });

  it('are numbered as the request gives them', () => {
    const { strategies } = read({ type: 'random' }, { type: 'dominant' }, { type: 'random' });
    expect(strategies.map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'random'],
      [1, 'dominant'],
      [2, 'random'],
    ]);
  });

  it('are numbered as the defaults have them where the request gives none', () => {
    const of = (request: object) => readRequest(request).strategies.map(({ index, field }) => [index, field]);
    expect(of({ serviceName: 'web', placementStrategy: [] })).toEqual([
      [0, 'attribute:ecs.availability-zone'],
      [1, 'instanceId'],
    ]);
    expect(of({})).toEqual([[0, undefined]]);
  });

  it('are each a row of their own', () => {
    const names = STRATEGIES.map(({ type, fieldLabel }) => `${type} ${fieldLabel}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('options', () => {
  it('of spread over an attribute', () => {
    const targets = { 'on-demand': 80, spot: 20.5, ['__proto__']: 1e-6, gone: null };
    const { spread } = only(zone({ targets, maxSkew: 1, maxPerBucket: 7 })) ?? {};
    expect(spread?.targets).toEqual(
      new Map([
        ['on-demand', 80],
        ['spot', 20.5],
        ['__proto__', 1e-6],
      ]),
    );
    expect(spread).toMatchObject({ maxSkew: 1, maxPerBucket: 7 });
  });

  it('of spread over instances', () => {
    expect(only({ type: 'spread', field: 'instanceId', maxPerBucket: 1 })?.spread).toEqual({ maxPerBucket: 1 });
    expect(only({ type: 'spread', field: 'host', maxSkew: 2 })?.spread).toEqual({ maxSkew: 2 });
  });

  it('of fragmentation', () => {
    const typicalTasks = [{ cpu: '1 vCPU', gpu: 1, count: 30 }, { cpu: 512 }, { gpu: 2, count: null }];
    for (const strategy of [{ type: 'fragmentation' }, { type: 'binpack', field: 'fragmentation' }]) {
      expect(only({ ...strategy, typicalTasks })?.typicalTasks).toEqual([
        { cpu: 1024, gpu: 1, count: 30 },
        { cpu: 512, gpu: 0, count: 1 },
        { cpu: 0, gpu: 2, count: 1 },
      ]);
    }
  });

  it('that are null or empty are as none', () => {
    expect(only(zone({ targets: null, maxSkew: null, maxPerBucket: null, typicalTasks: null }))).not.toHaveProperty(
      'spread',
    );
    expect(only({ type: 'fragmentation', typicalTasks: [] })).not.toHaveProperty('typicalTasks');
  });

  it('with fields that nothing reads come back as warnings', () => {
    const strategies = [zone({ maxskew: 1 }), { type: 'fragmentation', typicalTasks: [{ cpu: 1, memory: 1 }] }];
    expect(read(...strategies).warnings).toEqual([
      {
        code: 'unknown-field',
        path: '$.placementStrategy[0].maxskew',
        message: 'unknown field "maxskew": it has no effect; did you mean "maxSkew"?',
      },
      {
        code: 'unknown-field',
        path: '$.placementStrategy[1].typicalTasks[0].memory',
        message: 'unknown field "memory": it has no effect',
      },
    ]);
  });
});

describe('mistakes', () => {
  const gpuTasks = (...typicalTasks: unknown[]) => ({ type: 'fragmentation', typicalTasks });

  it.each<[string, object, string, string, RegExp]>([
    ['a type in another case', { type: 'bestfit' }, MALFORMED, 'type', /binpack on bestFit.*, not "bestfit"/],
    [
      'a field of a short type',
      { type: 'bestFit', field: 'cpu' },
      CONFLICT,
      'field',
      /"bestFit" takes no field.*"binpack"/,
    ],
    [
      'another field',
      { type: 'binpack', field: 'disk' },
      MALFORMED,
      'field',
      /has to be cpu, memory, dominant, bestFit, dotProduct or fragmentation, not "disk"/,
    ],
    ['a scorer without a name', { type: 'scorer' }, MALFORMED, 'field', /<name of a scorer>, and is missing/],
    ['a scorer of an empty name', { type: 'scorer', field: '' }, MALFORMED, 'field', /not ""/],
    ['targets as a list', zone({ targets: ['a'] }), MALFORMED, 'targets', /has to be an object, not a list/],
    [
      'no targets',
      zone({ targets: {} }),
      MALFORMED,
      'targets',
      /at least one value, as \{ "spot": 20 \}, and gives none$/,
    ],
    ['targets of nothing', zone({ targets: { a: null } }), MALFORMED, 'targets', /at least one value/],
    ['a target of 0', zone({ targets: { a: 0 } }), MALFORMED, 'targets.a', /target "a" has to be .*, not 0/],
    ['a target below 0', zone({ targets: { a: -1 } }), MALFORMED, 'targets.a', /not -1/],
    ['a target as text', zone({ targets: { 'a b': '80' } }), MALFORMED, 'targets["a b"]', /not "80"/],
    ['a target that is no number', zone({ targets: { a: Number.NaN } }), MALFORMED, 'targets.a', /not NaN/],
    ['an infinite target', zone({ targets: { a: Number.POSITIVE_INFINITY } }), MALFORMED, 'targets.a', /not Infinity/],
    ['a target of next to nothing', zone({ targets: { a: 1e-300 } }), MALFORMED, 'targets.a', /not 1e-300/],
    ['a skew of 0', zone({ maxSkew: 0 }), MALFORMED, 'maxSkew', /whole number from 1 to .*, not 0/],
    ['a skew and a half', zone({ maxSkew: 1.5 }), MALFORMED, 'maxSkew', /not 1.5/],
    ['a skew as text', zone({ maxSkew: '1' }), MALFORMED, 'maxSkew', /not "1"/],
    ['none per bucket', zone({ maxPerBucket: 0 }), MALFORMED, 'maxPerBucket', /not 0/],
    ['no number per bucket', zone({ maxPerBucket: Number.NaN }), MALFORMED, 'maxPerBucket', /not NaN/],
    [
      'targets of instances',
      { type: 'spread', field: 'host', targets: { a: 1 } },
      CONFLICT,
      'targets',
      /^spread on host takes no targets; it goes with spread on attribute:<name>$/,
    ],
    [
      'maxSkew on binpack',
      { type: 'binpack', field: 'cpu', maxSkew: 1 },
      CONFLICT,
      'maxSkew',
      /^binpack on cpu takes no maxSkew; it goes with spread on attribute:<name>, spread on instanceId$/,
    ],
    ['maxPerBucket on random', { type: 'random', maxPerBucket: 1 }, CONFLICT, 'maxPerBucket', /^random takes no/],
    ['maxSkew on a short type', { type: 'dominant', maxSkew: 1 }, CONFLICT, 'maxSkew', /^binpack on dominant takes no/],
    [
      'typical tasks of spread',
      zone({ typicalTasks: [{}] }),
      CONFLICT,
      'typicalTasks',
      /takes no typicalTasks; it goes with binpack on fragmentation$/,
    ],
    [
      'typical tasks as an object',
      { type: 'fragmentation', typicalTasks: {} },
      MALFORMED,
      'typicalTasks',
      /has to be a list/,
    ],
    [
      'a typical task that is a number',
      gpuTasks(1),
      MALFORMED,
      'typicalTasks[0]',
      /a typical task has to be an object/,
    ],
    ['CPU of a typical task', gpuTasks({ cpu: -1 }), MALFORMED, 'typicalTasks[0].cpu', /amount of CPU units/],
    ['GPUs of a typical task', gpuTasks({}, { gpu: 0.5 }), MALFORMED, 'typicalTasks[1].gpu', /whole number/],
    ['a count of 0', gpuTasks({ gpu: 1, count: 0 }), MALFORMED, 'typicalTasks[0].count', /from 1 to .*, not 0/],
  ])('%s', (_, strategy, code, place, message) => {
    const error = errorOf(() => read({ type: 'random' }, strategy));
    expect({ code: error.code, path: error.path }).toEqual({ code, path: `$.placementStrategy[1].${place}` });
    expect(error.message).toMatch(message);
  });
});

describe('limits', () => {
  it.each<[string, number, (count: number) => object, string]>([
    ['targets', LIMITS.placementListItems, (count) => zone({ targets: entries(count) }), 'targets'],
    [
      'typical tasks',
      LIMITS.placementTypicalTasks,
      (count) => ({ type: 'fragmentation', typicalTasks: Array.from({ length: count }, () => ({ gpu: 1 })) }),
      'typicalTasks',
    ],
  ])('%s', (_, limit, strategy, place) => {
    expect(() => read(strategy(limit))).not.toThrow();
    const error = errorOf(() => read(strategy(limit + 1)));
    expect(error).toMatchObject({ code: 'request-limit', path: `$.placementStrategy[0].${place}` });
    expect(error.message).toBe(`${place} has ${limit + 1} entries; the limit is ${limit}`);
  });
});
