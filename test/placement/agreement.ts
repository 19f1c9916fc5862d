/** One question to the product and to the naive oracle, about the same content: the answers have to be equal. */
import { expect } from 'vitest';
import type { Expression } from '../../src/language/ast.js';
import { parseOrThrow } from '../../src/language/parser.js';
import type { Host } from '../../src/model/records.js';
import { headroom } from '../../src/placement/headroom.js';
import { place, placeAll } from '../../src/placement/place.js';
import { rank } from '../../src/placement/rank.js';
import { whyNot } from '../../src/placement/why.js';
import {
  headroomNaively,
  type OracleResult,
  placeManyNaively,
  placeNaively,
  rankNaively,
  whyNaively,
} from '../oracle/placement.js';
import { asOracleHost } from '../oracle/placement-buckets.js';
import type { OracleRequest } from '../oracle/placement-request.js';
import { holdsOn } from '../oracle/query.js';
import { type AbstractRequest, DYNAMIC_PORT_RANGE, SCORERS, writeRequest } from './generate.js';
import type { World } from './world.js';

const OPTIONS = { dynamicPortRange: DYNAMIC_PORT_RANGE, scorers: SCORERS };

type PlacementResult = ReturnType<typeof place>;

/** How a request is written: with a task definition or without. */
export type Form = 'short' | 'full';

/** A request as the product gets it and as the oracle gets it. */
export interface Asked {
  readonly json: object;
  readonly request: OracleRequest;
}

/** For a cluster that is loaded: one of which nothing is loaded is an error. */
export function ask(world: World, abstract: AbstractRequest, form: Form): Asked {
  // A task definition cannot ask for other resources by name.
  const need = form === 'full' ? { ...abstract.need, resources: {} } : abstract.need;
  const clusters = world.clusters();
  const cluster = clusters.includes(abstract.cluster) ? abstract.cluster : (clusters[0] ?? '');
  const asked = { ...abstract, need, cluster };
  const constraints = abstract.constraints.map((constraint) => {
    return constraint === 'distinctInstance' ? constraint : expressionOf(constraint);
  });
  const prefer = abstract.prefer.map((preference) => ({
    ...preference,
    expression: expressionOf(preference.expression),
  }));
  return { json: writeRequest(asked, form), request: { ...asked, constraints, prefer, scorers: SCORERS } };
}

const expressions = new Map<string, Expression>();

function expressionOf(text: string): Expression {
  const expression = expressions.get(text) ?? parseOrThrow(text).expression;
  expressions.set(text, expression);
  return expression;
}

/** What a case was about, for the count of what the cases have met. */
export type Words = readonly string[];

export function agreeOnPlace(world: World, { json, request }: Asked): Words {
  const result = place(world.store, json, OPTIONS);
  expect(inOracleWords(result)).toEqual(placeNaively(world.hosts(), request));
  expectSoundWarnings(result, world.hosts(), request);
  return wordsOf(result, request);
}

export function agreeOnPlaceAll(world: World, asked: readonly Asked[]): Words {
  const { results, revision } = placeAll(
    world.store,
    asked.map(({ json }) => json),
    OPTIONS,
  );
  const expected = placeManyNaively(
    world.hosts(),
    asked.map(({ request }) => request),
  );
  expect(results.map(inOracleWords)).toEqual(expected);
  expect(revision).toBe(world.store.revision);
  const again = placeAll(
    world.store,
    asked.map(({ json }) => json),
    OPTIONS,
  );
  expect(bytesOf(again)).toBe(bytesOf({ results, revision }));
  return [
    ...results.flatMap((result, index) => wordsOf(result, (asked[index] as Asked).request)),
    ...(results.filter(({ placements }) => placements.length > 1).length > 1 ? ['several requests placed'] : []),
    ...(new Set(asked.map(({ request }) => request.priority)).size > 1 ? ['several priorities'] : []),
  ];
}

export function agreeOnRank(world: World, { json, request }: Asked): Words {
  const expected = rankNaively(world.hosts(), request).map(({ host, key }) => ({ instance: host.instance.key, key }));
  const { ranked, eligible } = rank(world.store, json, OPTIONS);
  expect(ranked).toEqual(expected);
  expect(eligible).toBe(expected.length);
  expect(rank(world.store, json, { ...OPTIONS, limit: 2 }).ranked).toEqual(expected.slice(0, 2));
  return expected.length > 1 ? ['ranked'] : [];
}

export function agreeOnWhyNot(world: World, { json, request }: Asked): Words {
  const result = whyNot(world.store, json, OPTIONS);
  const expected = [...whyNaively(world.hosts(), request)].map(([key, codes]) => [key, [...codes].sort()] as const);
  const blocked = expected.filter(([, codes]) => codes.length > 0);
  const found = result.hosts.map(({ instance, reasons }) => [instance, reasons.map(({ code }) => code).sort()]);
  expect(found).toEqual(blocked);
  expect(result.eligible).toBe(expected.length - blocked.length);
  expectSoundWarnings(result, world.hosts(), request);
  return blocked.flatMap(([, codes]) => codes);
}

/** Where buckets bound one another, room is counted by placing: then a task has to take something, so that there is an end. */
export function withEnd(abstract: AbstractRequest): AbstractRequest {
  const { need } = abstract;
  return need.cpu === 0 && hasLimits(abstract) ? { ...abstract, need: { ...need, cpu: 128 } } : abstract;
}

/** So many tasks are added to a host one after the other at most. */
const MOST_ADDED = 40;

export function agreeOnHeadroom(world: World, { json, request }: Asked): Words {
  const hosts = world.hosts();
  const result = headroom(world.store, json, OPTIONS);
  const found = new Map(result.perInstance.map(({ instance, count }) => [instance, count]));
  const capped = hosts.map(({ instance: { key } }) => [key, Math.min(found.get(key) ?? 0, MOST_ADDED)]);
  expect(capped).toEqual(hosts.map(({ instance: { key } }) => [key, headroomNaively(hosts, key, request, MOST_ADDED)]));
  const sum = [...found.values()].reduce((total, count) => total + count, 0);
  // With limits on buckets hosts share their room, or make room for one another: as many fit as can be placed.
  if (!hasLimits(request)) expect(result.total).toBe(sum);
  else expect(Math.min(result.total, MOST_PLACED)).toBe(mostPlaced(hosts, request));
  return result.total > 0 ? ['room'] : [];
}

const MOST_PLACED = 100;

function mostPlaced(hosts: readonly Host[], request: OracleRequest): number {
  return placeNaively(hosts, { ...request, count: MOST_PLACED, gang: false }).placements.length;
}

function hasLimits({ strategies }: Pick<OracleRequest, 'strategies'>): boolean {
  return strategies.some(
    (strategy) => strategy.type === 'spread' && (strategy.maxSkew !== undefined || strategy.maxPerBucket !== undefined),
  );
}

/** The same question gives the same bytes, whatever was asked before and in whatever order the content was told. */
export function sameBytes(world: World, asked: readonly Asked[]): void {
  const requests = asked.map(({ json }) => json);
  const answers = (store: World['store']) =>
    bytesOf([
      requests.map((json) => place(store, json, OPTIONS)),
      requests.map((json) => rank(store, json, OPTIONS)),
      requests.map((json) => whyNot(store, json, OPTIONS)),
      requests.map((json) => headroom(store, json, OPTIONS)),
      placeAll(store, requests, OPTIONS),
    ]);
  const first = answers(world.store);
  expect(answers(world.store)).toBe(first);
  // Another number of changes may have led to the same content.
  const withoutRevision = (text: string) => text.replaceAll(/"revision":\d+/g, '');
  expect(withoutRevision(answers(world.reversed()))).toBe(withoutRevision(first));
}

/** The scorer `fickle` gives other numbers whenever it is asked, and the warning about it tells them. */
function bytesOf(answer: unknown): string {
  return JSON.stringify(answer).replaceAll(/gave \d+ and, asked again, \d+/g, 'gave different numbers');
}

/** The product's answer in the words of the oracle. */
function inOracleWords({ placements, unplaced }: PlacementResult): OracleResult {
  return {
    placements: placements.map(({ index, instance, hostPorts, gpuIds, key, runnerUp }) => ({
      index,
      instance,
      hostPorts: hostPorts.map(({ hostPort, protocol }) => ({ hostPort, protocol })),
      gpuIds,
      key,
      runnerUp,
    })),
    unplaced: unplaced.map(({ index }) => index),
    reasons: new Map(unplaced[0]?.reasons.map(({ code, hosts: all, alone }) => [code, [all, alone]])),
  };
}

/** Where constraints are told to contradict each other, no host satisfies them all. */
function expectSoundWarnings(
  { warnings }: { readonly warnings: readonly { readonly code: string }[] },
  hosts: readonly Host[],
  { constraints }: OracleRequest,
): void {
  if (!warnings.some(({ code }) => code === 'contradiction')) return;
  const satisfying = hosts.filter((host) =>
    constraints.every((constraint) => constraint === 'distinctInstance' || holdsOn(constraint, asOracleHost(host))),
  );
  expect(satisfying).toEqual([]);
}

function wordsOf({ placements, unplaced }: PlacementResult, request: OracleRequest): Words {
  const placed = placements.length;
  return [
    ...request.strategies.map((strategy) =>
      'field' in strategy ? `${strategy.type} ${strategy.field}` : strategy.type,
    ),
    ...request.strategies.flatMap((strategy) => Object.keys(strategy).filter((name) => OPTION_WORDS.includes(name))),
    ...(request.prefer.length > 0 ? ['preferences'] : []),
    ...(placed > 1 ? ['two placed'] : []),
    ...(placed > 64 ? ['many placed'] : []),
    ...(placed > 0 && unplaced.length > 0 ? ['partly placed'] : []),
    ...(request.gang && unplaced.length > 1 ? ['gang refused'] : []),
    ...(request.gang && placed > 1 ? ['gang placed'] : []),
    ...(placements.some(({ hostPorts }) => hostPorts.length > 0) ? ['ports'] : []),
    ...(placements.some(({ gpuIds }) => gpuIds.length > 0) ? ['devices'] : []),
    ...(placements.some(({ runnerUp }) => runnerUp) ? ['runner-up'] : []),
    ...(placements.some(({ key }) => key.some(({ value }) => value === null)) ? ['no value'] : []),
    ...(unplaced[0]?.reasons.map(({ code }) => code) ?? []),
  ];
}

const OPTION_WORDS = ['targets', 'maxSkew', 'maxPerBucket', 'typicalTasks'];
