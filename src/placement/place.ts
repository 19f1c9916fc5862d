/**
 * Placing by the plain method, which the documentation of every result refers to: for each task in order, the key of every
 * feasible host, the least of them, the task added there, and on.
 *
 * A placed task changes what is feasible on its own host only: resources, ports, GPUs and both kinds of constraint look at
 * one host. So the feasible hosts are kept, and after each task one of them is looked at again.
 */
import type { Host, Protocol } from '../model/records.js';
import type { Store } from '../store/store.js';
import { Candidate, isOfGroup } from './candidate.js';
import { codesAgainst, isFeasible } from './feasibility.js';
import type { GroupCount } from './measures.js';
import type { Grant } from './placed-task.js';
import { firstTwo, type KeyPart, type Ranked, Ranking } from './ranking.js';
import type { ReasonCount } from './reason.js';
import { countReasons } from './reason-count.js';
import { hostsInScope, type PlacementOptions, type ResolvedRequest, resolveRequest } from './resolve.js';
import type { RequestWarning } from './warnings.js';

export interface PlacementResult {
  /** Ascending by index. */
  readonly placements: readonly Placement[];
  /** Ascending by index; all of one request share their reasons. */
  readonly unplaced: readonly UnplacedTask[];
  /** Of the cluster that the answer is about. */
  readonly revision: number;
  readonly warnings: readonly RequestWarning[];
}

export interface Placement {
  /** Which task of the request, from 0. */
  readonly index: number;
  /** Key of the instance. */
  readonly instance: string;
  /** In the order of the request's ports. */
  readonly hostPorts: readonly PlacedPort[];
  /** In registered order; empty where the instance does not list its devices. */
  readonly gpuIds: readonly string[];
  /** What made the instance win. */
  readonly key: readonly KeyPart[];
  /** The instance that would have been next; absent where there was no other. */
  readonly runnerUp?: { readonly instance: string; readonly key: readonly KeyPart[] };
}

export interface PlacedPort {
  /** Where the request names it. */
  readonly containerPort?: number;
  readonly hostPort: number;
  readonly protocol: Protocol;
}

export interface UnplacedTask {
  readonly index: number;
  /** What held the hosts back when the task's turn came, most hosts first. */
  readonly reasons: readonly ReasonCount[];
}

/**
 * Places the tasks of a request; changes nothing. The result depends on the cluster's content, the request and the seed only.
 *
 * O(hosts + tasks × feasible hosts) time; memory for the feasible hosts and the result.
 * @throws StowageError where the request is invalid
 */
export function place(store: Store, value: unknown, options?: PlacementOptions): PlacementResult {
  const request = resolveRequest(store, value, options);
  const hosts = hostsInScope(store, request.clusterKey);
  const ranking = new Ranking(request.strategies, groupCounts(hosts, request), request.seed);
  const feasible = feasibleCandidates(hosts, request).map((candidate) => ranking.gauged(candidate));
  const placements: Placement[] = [];
  const used = new Map<string, Candidate>();
  while (placements.length < request.count) {
    const [best, runnerUp] = firstTwo(feasible, 1);
    if (best === undefined) break;
    placements.push(placeOn(best, runnerUp, placements.length, ranking));
    used.set(best.site.key, best.site);
    if (!isFeasible(best.site)) feasible.splice(best.position, 1);
  }
  return toResult(store, request, placements, used);
}

/** The hosts that can take a task, in the given order. */
export function feasibleCandidates(hosts: readonly Host[], request: ResolvedRequest): Candidate[] {
  const feasible: Candidate[] = [];
  for (const host of hosts) {
    const candidate = new Candidate(host, request);
    if (isFeasible(candidate)) feasible.push(candidate);
  }
  return feasible;
}

/** Tasks of the request's group on the ACTIVE hosts: what placing spreads against. */
export function groupCounts(hosts: readonly Host[], { group }: ResolvedRequest): readonly GroupCount[] {
  const counts: GroupCount[] = [];
  for (const host of hosts) {
    if (host.instance.status !== 'ACTIVE') continue;
    const count = host.tasks.filter((task) => isOfGroup(task, group)).length;
    if (count > 0) counts.push({ host, count });
  }
  return counts;
}

function placeOn(
  best: Ranked<Candidate>,
  runnerUp: Ranked<Candidate> | undefined,
  index: number,
  ranking: Ranking,
): Placement {
  const grant = best.site.place(index);
  ranking.change(best.site.host, 1);
  return {
    index,
    instance: best.site.key,
    hostPorts: placedPorts(best.site.request, grant),
    gpuIds: grant.gpuIds,
    key: ranking.tell(best.key),
    ...(runnerUp && { runnerUp: { instance: runnerUp.site.key, key: ranking.tell(runnerUp.key) } }),
  };
}

function placedPorts({ demand }: ResolvedRequest, { hostPorts }: Grant): readonly PlacedPort[] {
  return hostPorts.map(({ port, protocol }, position) => {
    const containerPort = demand.ports.all[position]?.containerPort;
    return { ...(containerPort === undefined ? {} : { containerPort }), hostPort: port, protocol };
  });
}

function toResult(
  store: Store,
  request: ResolvedRequest,
  placed: readonly Placement[],
  used: ReadonlyMap<string, Candidate>,
): PlacementResult {
  const { warnings, count, mode } = request;
  const { revision } = store;
  if (placed.length === count) return { placements: placed, unplaced: [], revision, warnings };
  // The tasks that are left are all alike and nothing changes between them, so what holds back one holds back all.
  const reasons = countReasons(
    store.hosts().map((host) => codesAgainst(used.get(host.instance.key) ?? new Candidate(host, request))),
  );
  const placements = mode === 'all-or-nothing' ? [] : placed;
  const unplaced: UnplacedTask[] = [];
  for (let index = placements.length; index < count; index++) unplaced.push({ index, reasons });
  return { placements, unplaced, revision, warnings };
}
