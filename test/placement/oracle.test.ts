/** Placement and headroom answer as the naive oracle does, on random clusters and requests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOrThrow } from '../../src/language/parser.js';
import { compareText, type Host, type Task } from '../../src/model/records.js';
import { headroom } from '../../src/placement/headroom.js';
import { type PlacementResult, place } from '../../src/placement/place.js';
import { rank } from '../../src/placement/rank.js';
import { whyNot } from '../../src/placement/why.js';
import type { Store } from '../../src/store/store.js';
import { headroomNaively, type OracleResult, placeNaively } from '../oracle/placement.js';
import { type OracleRequest, type OracleStrategy, obstacleCodes } from '../oracle/placement-feasibility.js';
import { type HostSpec, instanceOf, storeOf } from './fleet.js';
import { type AbstractRequest, DYNAMIC_PORT_RANGE, hosts, requests, writeRequest } from './generate.js';

const OPTIONS = { dynamicPortRange: DYNAMIC_PORT_RANGE };
const RUNS = 2_400;

/** A case as the product gets it and as the oracle gets it. */
interface Case {
  readonly store: Store;
  readonly json: object;
  readonly hosts: readonly Host[];
  readonly request: OracleRequest;
}

function toCase(specs: Readonly<Record<string, HostSpec>>, abstract: AbstractRequest, form: 'short' | 'full'): Case {
  const written = form === 'full' ? { ...abstract, need: { ...abstract.need, resources: {} } } : abstract;
  const store = storeOf(specs);
  const clusters = new Set(Object.values(specs).map((spec) => spec.cluster));
  // A cluster of which nothing is loaded is an error, so ask for one that is.
  const cluster = clusters.has(abstract.cluster) ? abstract.cluster : ([...clusters][0] ?? '');
  const asked = { ...written, cluster };
  const constraints = abstract.constraints.map((constraint) => {
    return constraint === 'distinctInstance' ? constraint : parseOrThrow(constraint).expression;
  });
  const strategies = abstract.strategies.length > 0 ? abstract.strategies : defaultStrategies(abstract.group);
  return {
    store,
    json: writeRequest(asked, form),
    hosts: oracleHosts(specs, [...store.tasks()]),
    request: { ...asked, constraints, strategies },
  };
}

function defaultStrategies(group: string | undefined): readonly OracleStrategy[] {
  if (!group?.startsWith('service:')) return [{ type: 'random' }];
  return [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'spread', field: 'instanceId' },
  ];
}

function oracleHosts(specs: Readonly<Record<string, HostSpec>>, tasks: readonly Task[]): readonly Host[] {
  const found = Object.entries(specs).map(
    ([key, spec]): Host => ({
      instance: instanceOf(key, spec),
      tasks: tasks.filter((task) => task.instance === key),
      tasksKnown: tasks.some((task) => task.cluster === spec.cluster),
    }),
  );
  return found.sort((a, b) => compareText(a.instance.key, b.instance.key));
}

const cases = fc
  .tuple(hosts, requests, fc.constantFrom('short' as const, 'full' as const))
  .map((drawn) => toCase(...drawn));

/** The product's answer in the words of the oracle. */
function inOracleWords({ placements, unplaced }: PlacementResult): OracleResult {
  return {
    placements: placements.map(({ index, instance, hostPorts, gpuIds, key, runnerUp }) => ({
      index,
      instance,
      hostPorts: hostPorts.map(({ hostPort, protocol }) => ({ hostPort, protocol })),
      gpuIds,
      key: key.map(({ value }) => value ?? Number.POSITIVE_INFINITY),
      runnerUp: runnerUp?.instance,
    })),
    unplaced: unplaced.map(({ index }) => index),
    reasons: new Map(unplaced[0]?.reasons.map(({ code, hosts: all, alone }) => [code, [all, alone]])),
  };
}

describe('the naive oracle', () => {
  it('places the same tasks on the same hosts, with the same ports and GPUs, and leaves the same for the same reasons', () => {
    const seen = new Map<string, number>();
    const property = fc.property(cases, ({ store, json, hosts: all, request }) => {
      const result = place(store, json, OPTIONS);
      expect(inOracleWords(result)).toEqual(placeNaively(all, request));
      for (const word of wordsOf(result, request)) seen.set(word, (seen.get(word) ?? 0) + 1);
    });
    fc.assert(property, { numRuns: RUNS });
    // What the cases have to have met, each often enough to mean something.
    for (const word of WORDS) expect([word, (seen.get(word) ?? 0) > RUNS / 400]).toEqual([word, true]);
  });

  it('finds the same reasons against each host', () => {
    const property = fc.property(cases, ({ store, json, hosts: all, request }) => {
      const result = whyNot(store, json, OPTIONS);
      const codes = all.map((host) => [host.instance.key, obstacleCodes(host, request).sort()] as const);
      const blocked = codes.filter(([, list]) => list.length > 0);
      const found = result.hosts.map(({ instance, reasons }) => [instance, reasons.map(({ code }) => code).sort()]);
      expect(found).toEqual(blocked);
      expect(result.eligible).toBe(codes.length - blocked.length);
    });
    fc.assert(property, { numRuns: RUNS / 4 });
  });

  it('has the same headroom on each host', () => {
    const most = 40;
    const property = fc.property(cases, ({ store, json, hosts: all, request }) => {
      const result = headroom(store, json, OPTIONS);
      const found = new Map(result.perInstance.map(({ instance, count }) => [instance, count]));
      for (const host of all) {
        const count = found.get(host.instance.key) ?? 0;
        expect(Math.min(count, most)).toBe(headroomNaively(host, request, most));
      }
      expect(result.total).toBe([...found.values()].reduce((sum, count) => sum + count, 0));
    });
    fc.assert(property, { numRuns: RUNS / 3 });
  });

  it('ranks first where it places first', () => {
    const property = fc.property(cases, ({ store, json }) => {
      const { placements } = place(store, { ...json, count: 1 }, OPTIONS);
      const { ranked, eligible } = rank(store, json, OPTIONS);
      expect(ranked).toHaveLength(eligible);
      const [first, second] = ranked;
      const [placement] = placements;
      expect(first).toEqual(placement && { instance: placement.instance, key: placement.key });
      expect(second).toEqual(placement?.runnerUp);
    });
    fc.assert(property, { numRuns: RUNS / 6 });
  });
});

const WORDS = [
  ...['spread attribute:zone', 'spread instanceId', 'spread host', 'binpack cpu', 'binpack MEMORY', 'random'],
  ...['two placed', 'partly placed', 'gang refused', 'ports', 'devices', 'runner-up'],
  ...['status', 'agent', 'cluster', 'resource:cpu', 'resource:memory', 'resource:gpu', 'resource:licence'],
  ...['port:80/tcp', 'port:0/tcp', 'attribute:stack', 'constraint:0', 'constraint:1', 'distinctInstance'],
];

/** What a case was about. */
function wordsOf({ placements, unplaced }: PlacementResult, request: OracleRequest): readonly string[] {
  const placed = placements.length;
  return [
    ...request.strategies.map((strategy) =>
      'field' in strategy ? `${strategy.type} ${strategy.field}` : strategy.type,
    ),
    ...(placed > 1 ? ['two placed'] : []),
    ...(placed > 0 && unplaced.length > 0 ? ['partly placed'] : []),
    ...(request.gang && unplaced.length > 1 ? ['gang refused'] : []),
    ...(placements.some(({ hostPorts }) => hostPorts.length > 0) ? ['ports'] : []),
    ...(placements.some(({ gpuIds }) => gpuIds.length > 0) ? ['devices'] : []),
    ...(placements.some(({ runnerUp }) => runnerUp) ? ['runner-up'] : []),
    ...(unplaced[0]?.reasons.map(({ code }) => code) ?? []),
  ];
}
