/**
 * A naive placement: one task after the other, one host after the other, arrays and loops.
 *
 * It is written from the placement reference and takes nothing from the product but the types of records and of the syntax tree,
 * so that it can disagree with it. A placed task becomes a record on its host, and what the host's record says is free shrinks;
 * nothing is remembered from one task to the next. The random generator is a given of the product, and so are seed and order.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Host, HostPort, Instance, Task } from '../../src/model/records.js';
import {
  groupTasks,
  type Need,
  type OracleRequest,
  type OracleStrategy,
  obstacleCodes,
} from './placement-feasibility.js';
import { choosePorts } from './placement-ports.js';
import { allGpusOf, freeAmount, freeDevices } from './placement-resources.js';

export interface OraclePlacement {
  readonly index: number;
  readonly instance: string;
  readonly hostPorts: readonly { readonly hostPort: number; readonly protocol: string }[];
  readonly gpuIds: readonly string[];
  readonly key: readonly number[];
  readonly runnerUp: string | undefined;
}

export interface OracleResult {
  readonly placements: readonly OraclePlacement[];
  readonly unplaced: readonly number[];
  /** Code → hosts, and hosts that nothing else holds back; empty where all are placed. */
  readonly reasons: ReadonlyMap<string, readonly [hosts: number, alone: number]>;
}

/** @param hosts of every cluster, ascending by key */
export function placeNaively(hosts: readonly Host[], request: OracleRequest): OracleResult {
  const generator = xoroshiro128plus(request.seed);
  generator.jump();
  let state = [...hosts];
  const placements: OraclePlacement[] = [];
  for (let index = 0; index < request.count; index++) {
    const ranked: { host: Host; key: number[] }[] = [];
    for (const host of state) {
      if (obstacleCodes(host, request).length > 0) continue;
      const key = request.strategies.map((strategy) =>
        keyPart(strategy, host, state, request, () => uniformFloat64(generator)),
      );
      ranked.push({ host, key });
    }
    ranked.sort((a, b) => compare(a.key, b.key) || (a.host.instance.key < b.host.instance.key ? -1 : 1));
    const [best, next] = ranked;
    if (best === undefined) break;
    const { host, hostPorts, gpuIds } = addTask(best.host, request, index);
    const instance = host.instance.key;
    placements.push({ index, instance, hostPorts, gpuIds, key: best.key, runnerUp: next?.host.instance.key });
    state = state.map((other) => (other === best.host ? host : other));
  }
  const unplaced: number[] = [];
  const complete = placements.length === request.count;
  const kept = request.gang && !complete ? [] : placements;
  for (let index = kept.length; index < request.count; index++) unplaced.push(index);
  return { placements: kept, unplaced, reasons: complete ? new Map() : countCodes(state, request) };
}

/** Adds tasks to one host until none fits, or there are as many as `most`. */
export function headroomNaively(host: Host, request: OracleRequest, most: number): number {
  let current = host;
  for (let count = 0; count < most; count++) {
    if (obstacleCodes(current, request).length > 0) return count;
    current = addTask(current, request, count).host;
  }
  return most;
}

function countCodes(hosts: readonly Host[], request: OracleRequest): Map<string, readonly [number, number]> {
  const counts = new Map<string, readonly [number, number]>();
  for (const host of hosts) {
    const codes = obstacleCodes(host, request);
    for (const code of codes) {
      const [all, alone] = counts.get(code) ?? [0, 0];
      counts.set(code, [all + 1, alone + (codes.length === 1 ? 1 : 0)]);
    }
  }
  return counts;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const [left = 0, right = 0] = [a[i], b[i]];
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}

function keyPart(
  strategy: OracleStrategy,
  host: Host,
  state: readonly Host[],
  request: OracleRequest,
  draw: () => number,
): number {
  if (strategy.type === 'random') return draw();
  if (strategy.type === 'binpack') return freeAmount(host, strategy.field.toLowerCase());
  if (strategy.field === 'instanceId' || strategy.field === 'host') return groupTasks(host, request);
  const name = strategy.field.replace('attribute:', '');
  const value = host.instance.attributes.get(name);
  if (value === undefined || value === null) return Number.POSITIVE_INFINITY;
  let tasks = 0;
  for (const other of state) {
    const counted = other.instance.status === 'ACTIVE' && (other.instance.cluster ?? '') === request.cluster;
    if (counted && other.instance.attributes.get(name) === value) tasks += groupTasks(other, request);
  }
  return tasks;
}

/** The host with one more task of the request on it, and what the task got. */
function addTask(
  host: Host,
  request: OracleRequest,
  index: number,
): { host: Host; hostPorts: { hostPort: number; protocol: string }[]; gpuIds: readonly string[] } {
  const { need } = request;
  const devices = freeDevices(host);
  const gpuIds = need.gpu === 'ALL' ? devices : devices.slice(0, need.gpu);
  const hostPorts = choosePorts(host, need.ports, request.dynamicPortRange);
  const task: Task = {
    key: `naive-${index}`,
    instance: host.instance.key,
    ...(request.group === undefined ? {} : { group: request.group }),
    desiredStatus: 'RUNNING',
    lastStatus: 'PENDING',
    cpu: need.cpu,
    memory: need.memory,
    gpu: need.gpu === 'ALL' ? allGpusOf(host) : need.gpu,
    gpuIds,
    hostPorts: hostPorts.map(({ hostPort, protocol }): HostPort => ({ port: hostPort, protocol })),
  };
  return {
    host: { ...host, instance: shrink(host.instance, need, gpuIds), tasks: [...host.tasks, task] },
    hostPorts,
    gpuIds,
  };
}

/** What the source says is free, less what a task takes; what the tasks show is not taken here. */
function shrink(instance: Instance, need: Need, gpuIds: readonly string[]): Instance {
  const remaining = instance.remaining && new Map(instance.remaining);
  const registered = new Map(instance.registered);
  const asked: Record<string, number | readonly string[]> = {
    cpu: need.cpu,
    memory: need.memory,
    gpu: need.gpu === 'ALL' ? 1e9 : need.gpu,
    ...need.resources,
  };
  for (const [name, amount] of Object.entries(asked)) {
    const derived = name === 'cpu' || name === 'memory' || name === 'gpu';
    const holder = remaining?.has(name) ? remaining : derived ? undefined : registered;
    const stated = holder?.get(name);
    if (holder === undefined || stated === undefined) continue;
    if (typeof stated === 'number') {
      if (typeof amount === 'number') holder.set(name, name === 'gpu' && need.gpu === 'ALL' ? 0 : stated - amount);
    } else if (name === 'gpu')
      holder.set(
        name,
        stated.filter((id) => !gpuIds.includes(id)),
      );
    else if (typeof amount === 'number') holder.set(name, stated.slice(amount));
    else
      holder.set(
        name,
        stated.filter((member) => !amount.includes(member)),
      );
  }
  const count = instance.runningTasksCount;
  return {
    ...instance,
    registered,
    ...(remaining && { remaining }),
    ...(count === undefined ? {} : { runningTasksCount: count + 1 }),
  };
}
