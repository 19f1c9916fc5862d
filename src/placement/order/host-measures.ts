/**
 * What strategies measure on a host by itself, one function for each kind. What all hosts of a bucket have in
 * common is in `key-parts.ts`.
 */
import { roundAmount } from '../../model/amount.js';
import { forEachBit, hasBit } from '../hosts/bits.js';
import type { HostTable } from '../hosts/host-table.js';
import { readExpression } from '../request/expressions.js';
import type { ResolvedRequest } from '../request/resolve.js';
import type { Strategy, StrategyKind } from '../request/strategies.js';
import type { RequestWarning } from '../request/warnings.js';
import { Fragmentation } from './fragmentation.js';
import { scorerMeasure } from './scorer-measure.js';
import type { HostMeasure } from './tournament.js';
import { typicalTasksOf } from './typical-tasks.js';

type MakeMeasure = (
  table: HostTable,
  request: ResolvedRequest,
  strategy: Strategy,
  warnings: RequestWarning[],
) => HostMeasure;

/** @param warnings where the measure tells what it finds wrong, then or later */
export function hostMeasure(
  table: HostTable,
  request: ResolvedRequest,
  strategy: Strategy,
  warnings: RequestWarning[],
): HostMeasure {
  return MEASURES[strategy.kind](table, request, strategy, warnings);
}

const NOTHING: HostMeasure = { at: () => 0 };

const MEASURES: Readonly<Record<StrategyKind, MakeMeasure>> = {
  // Draws are made where hosts are tied, and a bucket's part is that of its cell: neither is a host's own.
  random: () => NOTHING,
  'spread-attribute': () => NOTHING,
  'spread-instance': (table, request) => {
    const counts = table.group(request);
    return { at: (position) => counts.at(position) };
  },
  free: (table, _, { field = '' }) => {
    const { values } = table.free(field);
    return { at: (position) => values[position] as number };
  },
  prefer: preferenceMeasure,
  dominant: dominantMeasure,
  bestFit: (table, request) => {
    return meanMeasure(table, request, (free, asked, most) => roundAmount(free - asked) / most);
  },
  dotProduct: (table, request) => {
    return meanMeasure(table, request, (free, asked, most) => (free / most) * (asked / most));
  },
  fragmentation: fragmentationMeasure,
  scorer: scorerMeasure,
};

/** The weights of what holds, with the other sign: the least wins. */
function preferenceMeasure(table: HostTable, { preferences }: ResolvedRequest): HostMeasure {
  const preferred = preferences.map(({ query, weight }) => {
    return { satisfying: table.constraint(readExpression(query.text)), weight };
  });
  const at = (position: number): number => {
    let sum = 0;
    for (const { satisfying, weight } of preferred) if (hasBit(satisfying.bits, position)) sum -= weight;
    return sum;
  };
  return { at };
}

interface AskedResource {
  readonly free: Float64Array;
  readonly asked: number;
  readonly registered: Float64Array;
}

/** Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, for the largest of a host's shares. */
function dominantMeasure(table: HostTable, { demand }: ResolvedRequest): HostMeasure {
  const names = new Set(['cpu', 'memory', 'gpu', ...demand.amounts.keys()]);
  const resources = Array.from(names, (name) => askedResource(table, name, demand.amounts.get(name) ?? 0));
  const all = demand.allGpus ? resources[2] : undefined;
  const at = (position: number): number => {
    let largest = Number.NEGATIVE_INFINITY;
    for (const resource of resources) {
      const registered = resource.registered[position] as number;
      if (registered <= 0) continue;
      const left = resource === all ? 0 : roundAmount((resource.free[position] as number) - resource.asked);
      largest = Math.max(largest, left / registered);
    }
    return largest === Number.NEGATIVE_INFINITY ? 0 : largest;
  };
  return { at };
}

function askedResource(table: HostTable, name: string, asked: number): AskedResource {
  return { free: table.free(name).values, asked, registered: table.registered(name) };
}

/** The mean, over what is asked for, of what `share` makes of the free amount, the asked one, and the most that a host has. */
function meanMeasure(
  table: HostTable,
  request: ResolvedRequest,
  share: (free: number, asked: number, most: number) => number,
): HostMeasure {
  const resources = Array.from(request.demand.amounts, ([name, asked]) => {
    return { free: table.free(name).values, asked, most: mostRegistered(table, request, name) };
  });
  if (resources.length === 0) return { at: () => 0 };
  const at = (position: number): number => {
    let sum = 0;
    for (const { free, asked, most } of resources) sum += share(free[position] as number, asked, most);
    return sum / resources.length;
  };
  return { at };
}

/** The largest amount that an ACTIVE host of the cluster has registered; 1 where that is none. O(hosts). */
function mostRegistered(table: HostTable, { clusterKey }: ResolvedRequest, resource: string): number {
  const registered = table.registered(resource);
  const cluster = table.clusterNumber(clusterKey);
  let most = 0;
  forEachBit(table.active, (position) => {
    if (table.clusterAt(position) === cluster) most = Math.max(most, registered[position] as number);
  });
  return most === 0 ? 1 : most;
}

/** By how much the expected loss of GPU capacity grows. */
function fragmentationMeasure(table: HostTable, request: ResolvedRequest, { typicalTasks }: Strategy): HostMeasure {
  const { amounts, allGpus } = request.demand;
  const fragmentation = new Fragmentation(typicalTasks ?? typicalTasksOf(table, request));
  const cpu = amounts.get('cpu') ?? 0;
  const gpu = amounts.get('gpu') ?? 0;
  const [cpuFree, gpuFree] = [table.free('cpu').values, table.free('gpu').values];
  const at = (position: number): number => {
    const devices = gpuFree[position] as number;
    return fragmentation.growth(cpuFree[position] as number, devices, cpu, allGpus ? devices : gpu);
  };
  return { at };
}
