/** Scorers: which are asked for, and what they get to see. */
import { describe, expect, it } from 'vitest';
import { freeAmount } from '../../src/placement/hosts/capacity.js';
import { readRequest } from '../../src/placement/request/request.js';
import { type PlacementOptions, resolveRequest } from '../../src/placement/request/resolve.js';
import { type Scorer, scoredHost, scoredTask } from '../../src/placement/request/scorer.js';
import { type HostSpec, storeOf } from './fleet.js';
import { errorOf } from './request-errors.js';

const byName = (...names: string[]) => ({ placementStrategy: names.map((field) => ({ type: 'scorer', field })) });
const store = storeOf({ a: {} });
const zero: Scorer = () => 0;

describe('the option scorers', () => {
  it('gives the functions that strategies name', () => {
    const scorers = { mine: zero, other: zero };
    expect(resolveRequest(store, byName('mine'), { scorers }).scorers).toBe(scorers);
    expect(resolveRequest(store, {}, {}).scorers).toEqual({});
  });

  it.each<[string, PlacementOptions, RegExp]>([
    ['none', {}, /^there is no scorer "mine" in the option scorers: none is given$/],
    ['others', { scorers: { Mine: zero, other: zero } }, /: there are "Mine", "other"$/],
    ['what every object has', { scorers: Object.create({ mine: zero }) }, /none is given/],
  ])('lacks one: %s', (_, options, message) => {
    const error = errorOf(() => resolveRequest(store, byName('mine'), options));
    expect(error).toMatchObject({ code: 'scorer-unknown', path: '$.placementStrategy[0].field' });
    expect(error.message).toMatch(message);
  });

  it('is not needed where nothing is ranked', () => {
    expect(resolveRequest(store, byName('mine')).strategies).toMatchObject([{ kind: 'scorer', field: 'mine' }]);
  });

  it.each<[unknown, RegExp]>([
    [null, /has to be an object of name → function, not null/],
    [zero, /has to be an object/],
    [{ mine: 7 }, /the scorer "mine" has to be a function, not 7/],
  ])('has to be functions by name: %j', (scorers, message) => {
    const error = errorOf(() => resolveRequest(store, {}, { scorers } as PlacementOptions));
    expect(error).toMatchObject({ code: 'usage', path: '' });
    expect(error.message).toMatch(message);
  });
});

describe('what a scorer sees', () => {
  const spec: HostSpec = {
    cluster: 'one',
    cpu: 2048,
    memory: 4096,
    gpu: ['g0', 'g1'],
    ports: ['22'],
    attributes: { zone: 'a', bare: null },
    resources: { licence: ['x', 'y'], disk: 10 },
    remaining: { disk: 4 },
    tasks: [
      {
        key: 't',
        group: 'service:web',
        cpu: 512,
        memory: 1024,
        gpuIds: ['g1'],
        hostPorts: [{ port: 80, protocol: 'tcp' }],
      },
    ],
  };
  const view = () => {
    const host = storeOf({ a: spec }).host('a');
    if (host === undefined) throw new Error('the host is loaded');
    return scoredHost(host, (resource) => freeAmount(host, resource));
  };

  it('is of the host: its row, what is free, its tasks', () => {
    expect(view()).toMatchObject({
      key: 'a',
      cluster: 'one',
      status: 'ACTIVE',
      runningTasksCount: 1,
      attributes: { zone: 'a', bare: null },
      registered: { cpu: 2048, memory: 4096, gpu: ['g0', 'g1'], ports: ['22'] },
      remaining: { disk: 4 },
      tasks: [{ key: 't', group: 'service:web', cpu: 512, gpuIds: ['g1'], hostPorts: [{ port: 80, protocol: 'tcp' }] }],
    });
    expect(view().free).toEqual({ cpu: 1536, memory: 3072, gpu: 1, licence: 2, disk: 4 });
    expect(Object.keys(view().free)).toEqual(['cpu', 'disk', 'gpu', 'licence', 'memory']);
  });

  it('is plain: JSON tells it all', () => {
    expect(JSON.parse(JSON.stringify(view()))).toEqual(view());
  });

  it('has CPU, memory and GPUs, also of a host that has none', () => {
    const host = storeOf({ a: {} }).host('a');
    if (host === undefined) throw new Error('the host is loaded');
    const bare = { ...host, instance: { ...host.instance, registered: new Map() } };
    expect(scoredHost(bare, (resource) => freeAmount(bare, resource)).free).toEqual({ cpu: 0, memory: 0, gpu: 0 });
  });

  it('is of the task: what it needs', () => {
    const request = { cpu: 1, memory: 2, gpu: 3, group: 'g', family: 'f', resources: { Disk: 4, licence: ['x'] } };
    expect(scoredTask(readRequest(request))).toEqual({
      cpu: 1,
      memory: 2,
      gpu: 3,
      allGpus: false,
      resources: { disk: 4, licence: ['x'] },
      group: 'g',
      family: 'f',
    });
    expect(scoredTask(readRequest({ gpu: 'ALL' }))).toEqual({
      cpu: 0,
      memory: 0,
      gpu: 0,
      allGpus: true,
      resources: {},
    });
  });

  it('cannot be written to', () => {
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(view())).toBe(true);
    expect(frozen(scoredTask(readRequest({ resources: { licence: ['x'] } })))).toBe(true);
  });
});
