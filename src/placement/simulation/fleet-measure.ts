/** A fleet measured: one pass over its hosts. */
import { roundAmount } from '../../model/amount.js';
import { compareText, type Host, holdsResources, isDesiredRunning } from '../../model/records.js';
import { freeAmount } from '../hosts/capacity.js';
import { largestShare, resourcesOf } from './host-shares.js';
import { hasRoom } from './reference.js';
import type { FillRun, FleetState, HostState, ResourceState, TaskShape } from './report.js';
import { isEnough } from './site.js';

/** What a report needs to know of a fleet at one time. */
export interface Measured {
  readonly state: FleetState;
  /** For each attribute: value → what is in the bucket; the key `null` for hosts without one. */
  readonly spread: readonly ReadonlyMap<string | null, Bucket>[];
  /** By the values of the first attribute. */
  readonly fill: ReadonlyMap<string | null, readonly FillRun[]>;
}

export interface Bucket {
  hosts: number;
  tasks: number;
  /** Group → its tasks. */
  readonly groups: Map<string, number>;
}

/** O(hosts × resources + tasks × attributes) */
export function measure(hosts: Iterable<Host>, shapes: readonly TaskShape[], attributes: readonly string[]): Measured {
  const counts = { total: 0, active: 0, draining: 0, other: 0, empty: 0, full: 0 };
  const resources = new Map<string, Sums>();
  const spread = attributes.map(() => new Map<string | null, Bucket>());
  const fill = new Map<string | null, Map<string, { run: FillRun; hosts: number }>>();
  let tasks = 0;
  for (const host of hosts) {
    const { status } = host.instance;
    const running = host.tasks.filter(isDesiredRunning);
    tasks += running.length;
    counts.total++;
    counts[status === 'ACTIVE' ? 'active' : status === 'DRAINING' ? 'draining' : 'other']++;
    const bucketOf = (attribute: string) => host.instance.attributes.get(attribute) ?? null;
    addFill(fill, bucketOf(attributes[0] ?? ''), host);
    if (status !== 'ACTIVE') continue;
    if (running.length === 0 && !host.tasks.some(holdsResources)) counts.empty++;
    if (addResources(resources, host, shapes)) counts.full++;
    attributes.forEach((attribute, at) => {
      const bucket = bucketAt(spread[at]!, bucketOf(attribute));
      bucket.hosts++;
      bucket.tasks += running.length;
      for (const { group } of running) {
        if (group !== undefined) bucket.groups.set(group, (bucket.groups.get(group) ?? 0) + 1);
      }
    });
  }
  const state = { hosts: counts, tasks, resources: resourceStates(resources) };
  return { state, spread, fill: new Map(Array.from(fill, ([value, runs]) => [value, sortedRuns(runs)])) };
}

interface Sums {
  registered: number;
  free: number;
  stranded: number;
  strandedHosts: number;
}

/**
 * Adds what an ACTIVE host has. What is free on it of a resource is stranded where no task of the shapes fits although there is
 * enough of this resource for one of them: for want of another.
 *
 * @returns whether no task fits
 */
function addResources(sums: Map<string, Sums>, host: Host, shapes: readonly TaskShape[]): boolean {
  const freeOf = (name: string) => freeAmount(host, name);
  const isFull = shapes.length > 0 && !shapes.some((shape) => hasRoom(shape, freeOf));
  for (const { name, registered, free } of resourcesOf(host)) {
    const sum = sums.get(name) ?? { registered: 0, free: 0, stranded: 0, strandedHosts: 0 };
    sums.set(name, sum);
    sum.registered += registered;
    sum.free += free;
    const suffices = free > 0 && shapes.some((shape) => name in shape && isEnough(free, shape[name]!));
    if (!isFull || !suffices) continue;
    sum.stranded += free;
    sum.strandedHosts++;
  }
  return isFull;
}

const FIRST_RESOURCES: readonly string[] = ['cpu', 'memory', 'gpu'];

function resourceStates(sums: ReadonlyMap<string, Sums>): readonly ResourceState[] {
  const rank = (name: string) =>
    (FIRST_RESOURCES.indexOf(name) + FIRST_RESOURCES.length + 1) % (FIRST_RESOURCES.length + 1);
  const states = Array.from(sums, ([resource, sum]): ResourceState => {
    const registered = roundAmount(sum.registered);
    const free = roundAmount(sum.free);
    const taken = roundAmount(registered - free);
    const utilisation = registered > 0 ? taken / registered : null;
    const { strandedHosts } = sum;
    return { resource, registered, taken, free, utilisation, stranded: roundAmount(sum.stranded), strandedHosts };
  });
  return states.sort((a, b) => rank(a.resource) - rank(b.resource) || compareText(a.resource, b.resource));
}

function bucketAt(buckets: Map<string | null, Bucket>, value: string | null): Bucket {
  const known = buckets.get(value) ?? { hosts: 0, tasks: 0, groups: new Map<string, number>() };
  buckets.set(value, known);
  return known;
}

type Fill = Map<string | null, Map<string, { run: FillRun; hosts: number }>>;

function addFill(fill: Fill, value: string | null, host: Host): void {
  const runs = fill.get(value) ?? new Map<string, { run: FillRun; hosts: number }>();
  fill.set(value, runs);
  const state = stateOf(host);
  const percent = wholePercent(largestShare(resourcesOf(host)));
  const name = `${state} ${percent}`;
  const known = runs.get(name) ?? { run: { state, percent, hosts: 0 }, hosts: 0 };
  runs.set(name, known);
  known.hosts++;
}

function stateOf({ instance }: Host): HostState {
  if (instance.status === 'DRAINING') return 'draining';
  return instance.status === 'ACTIVE' && instance.agentConnected !== false ? 'available' : 'unavailable';
}

/** Rounded down, so that only what is full is 100; up to 1, so that only what is empty is 0. */
function wholePercent(share: number): number {
  if (share <= 0) return 0;
  return Math.min(100, Math.max(1, Math.floor(roundAmount(share * 100))));
}

const STATES: readonly HostState[] = ['available', 'draining', 'unavailable'];

function sortedRuns(runs: ReadonlyMap<string, { run: FillRun; hosts: number }>): readonly FillRun[] {
  const all = Array.from(runs.values(), ({ run, hosts }) => ({ ...run, hosts }));
  return all.sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.percent - a.percent);
}
