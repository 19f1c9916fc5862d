/**
 * A naive placement: one task after the other, one host after the other, arrays and loops.
 *
 * It is written from the placement reference and takes nothing from the product but the types of records and of the syntax tree,
 * so that it can disagree with it. A placed task becomes a record on its host, and what the host's record says is free shrinks;
 * nothing is remembered from one task to the next. The random generator is a given of the product, and so are seed and order.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Host } from '../../src/model/records.js';
import { type Added, addTask } from './placement-adding.js';
import { obstacleCodes } from './placement-feasibility.js';
import { type OraclePart, type OracleRanked, orderNaively } from './placement-order.js';
import type { OracleRequest, Work } from './placement-request.js';

export interface OraclePlacement {
  readonly index: number;
  readonly instance: string;
  readonly hostPorts: readonly { readonly hostPort: number; readonly protocol: string }[];
  readonly gpuIds: readonly string[];
  readonly key: readonly OraclePart[];
  readonly runnerUp: { readonly instance: string; readonly key: readonly OraclePart[] } | undefined;
}

/** Code → hosts, and hosts that nothing else holds back. */
export type OracleReasons = ReadonlyMap<string, readonly [hosts: number, alone: number]>;

export interface OracleResult {
  readonly placements: readonly OraclePlacement[];
  readonly unplaced: readonly number[];
  /** Empty where all are placed. */
  readonly reasons: OracleReasons;
}

/** @param hosts of every cluster, ascending by key */
export function placeNaively(hosts: readonly Host[], request: OracleRequest): OracleResult {
  return placeManyNaively(hosts, [request])[0] as OracleResult;
}

/** A request in the middle of its work. */
interface Turn extends Work {
  readonly draw: () => number;
  readonly placements: OraclePlacement[];
  /** Set when it is done. */
  reasons: OracleReasons | undefined;
}

/** The answers in the order of the requests; the work from the highest priority to the lowest, among equals in turns. */
export function placeManyNaively(hosts: readonly Host[], requests: readonly OracleRequest[]): OracleResult[] {
  let state = hosts;
  const turns = requests.map((request, number): Turn => {
    const draw = drawFrom(request.seed);
    return { request, own: `naive-${number}-`, before: hosts, draw, placements: [], reasons: undefined };
  });
  const priorities = [...new Set(requests.map(({ priority }) => priority))].sort((a, b) => b - a);
  for (const priority of priorities) {
    const equals = turns.filter(({ request }) => request.priority === priority);
    while (equals.some(({ reasons }) => reasons === undefined)) {
      for (const turn of equals) {
        if (turn.reasons !== undefined) continue;
        state = turn.request.gang ? takeGangTurn(state, turn) : takeTurn(state, turn);
      }
    }
  }
  return turns.map(toResult);
}

function drawFrom(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  generator.jump();
  return () => uniformFloat64(generator);
}

/** Places one task, or finds that the request is done; the hosts afterwards. */
function takeTurn(state: readonly Host[], turn: Turn): readonly Host[] {
  if (turn.placements.length === turn.request.count) {
    turn.reasons = new Map();
    return state;
  }
  const [best, next] = orderNaively(state, turn, turn.draw, 2);
  if (best === undefined) {
    turn.reasons = countCodes(state, turn);
    return state;
  }
  const added = addTask(best.host, turn, turn.placements.length);
  turn.placements.push(toPlacement(turn.placements.length, added, best, next));
  if (turn.placements.length === turn.request.count) turn.reasons = new Map();
  return state.map((host) => (host === best.host ? added.host : host));
}

/** All of it, or the hosts as they were. */
function takeGangTurn(state: readonly Host[], turn: Turn): readonly Host[] {
  let current = state;
  while (turn.reasons === undefined) current = takeTurn(current, turn);
  if (turn.placements.length === turn.request.count) return current;
  turn.placements.length = 0;
  return state;
}

function toPlacement(index: number, { task }: Added, best: OracleRanked, next: OracleRanked | undefined) {
  return {
    index,
    instance: best.host.instance.key,
    hostPorts: task.hostPorts.map(({ port, protocol }) => ({ hostPort: port, protocol })),
    gpuIds: task.gpuIds,
    key: best.key,
    runnerUp: next && { instance: next.host.instance.key, key: next.key },
  };
}

function toResult({ request, placements, reasons }: Turn): OracleResult {
  const unplaced: number[] = [];
  for (let index = placements.length; index < request.count; index++) unplaced.push(index);
  return { placements, unplaced, reasons: reasons ?? new Map() };
}

function countCodes(hosts: readonly Host[], work: Work): OracleReasons {
  const counts = new Map<string, readonly [number, number]>();
  for (const host of hosts) {
    const codes = obstacleCodes(host, hosts, work);
    for (const code of codes) {
      const [all, alone] = counts.get(code) ?? [0, 0];
      counts.set(code, [all + 1, alone + (codes.length === 1 ? 1 : 0)]);
    }
  }
  return counts;
}

/** A request on a cluster on which nothing was placed yet. */
function workOf(hosts: readonly Host[], request: OracleRequest): Work {
  return { request, own: 'naive-0-', before: hosts };
}

/** Every host that can take the next task, best first. */
export function rankNaively(hosts: readonly Host[], request: OracleRequest): readonly OracleRanked[] {
  return orderNaively(hosts, workOf(hosts, request), drawFrom(request.seed), hosts.length);
}

/** For every host what is in the way of the next task. */
export function whyNaively(hosts: readonly Host[], request: OracleRequest): ReadonlyMap<string, readonly string[]> {
  const work = workOf(hosts, request);
  return new Map(hosts.map((host) => [host.instance.key, obstacleCodes(host, hosts, work)]));
}

/** Adds tasks to one host until none fits, or there are as many as `most`. */
export function headroomNaively(hosts: readonly Host[], key: string, request: OracleRequest, most: number): number {
  const work = workOf(hosts, request);
  let state = hosts;
  for (let count = 0; count < most; count++) {
    const host = state.find(({ instance }) => instance.key === key) as Host;
    if (obstacleCodes(host, state, work).length > 0) return count;
    const { host: after } = addTask(host, work, count);
    state = state.map((other) => (other === host ? after : other));
  }
  return most;
}
