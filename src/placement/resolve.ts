/** A request brought together with the cluster it is for and with the caller's options. */
import { StowageError } from '../model/errors.js';
import { clusterName, type Host } from '../model/records.js';
import type { Store } from '../store/store.js';
import { quote } from './fields.js';
import { type PlacementRequest, readRequest } from './request.js';

export interface PlacementOptions {
  /** Goes before the request's own. */
  readonly seed?: number;
  /** First and last of the host ports that dynamic ones are taken from; 32768 to 60999 where nothing is said. */
  readonly dynamicPortRange?: readonly [first: number, last: number];
}

export interface ResolvedRequest extends PlacementRequest {
  /** The one cluster whose hosts are eligible, as its hosts name it; undefined where nothing is loaded. */
  readonly clusterKey: string | undefined;
  readonly dynamicPortRange: readonly [first: number, last: number];
}

/** The ephemeral ports of Linux, from which Docker gives host ports. Source: ECS API reference, PortMapping. */
const DYNAMIC_PORT_RANGE = [32_768, 60_999] as const;
const LAST_PORT = 65_535;

/** @throws StowageError where the request is invalid, or its cluster is missing or unknown */
export function resolveRequest(store: Store, value: unknown, options: PlacementOptions = {}): ResolvedRequest {
  const request = readRequest(value);
  return {
    ...request,
    seed: readSeedOption(options) ?? request.seed,
    dynamicPortRange: readPortRangeOption(options) ?? DYNAMIC_PORT_RANGE,
    clusterKey: resolveCluster(store, request.cluster),
  };
}

/** The cluster of a host; empty for the one that has no name. */
export function clusterOf(host: Host): string {
  return host.instance.cluster ?? '';
}

/** The hosts of the request's cluster, ascending by key. */
export function hostsInScope(store: Store, clusterKey: string | undefined): readonly Host[] {
  return store.hosts().filter((host) => clusterOf(host) === clusterKey);
}

/**
 * The loaded cluster that a name or an ARN stands for; the only one where nothing is said.
 *
 * @throws StowageError `cluster-required` where several would do, `cluster-unknown` where none does
 */
export function resolveCluster(store: Store, asked: string | undefined): string | undefined {
  const loaded = store.clusters();
  const matching = asked === undefined ? loaded : matchingClusters(loaded, asked);
  if (matching.length > 1) {
    const what = asked === undefined ? 'several clusters are loaded' : `several clusters are named ${quote(asked)}`;
    throw new StowageError('cluster-required', '$.cluster', `${what}: say which, of ${clusterList(matching)}`);
  }
  if (asked !== undefined && matching.length === 0) {
    const known = loaded.length === 0 ? 'nothing is loaded' : `loaded are ${clusterList(loaded)}`;
    throw new StowageError('cluster-unknown', '$.cluster', `there is no cluster ${quote(asked)}: ${known}`);
  }
  return matching[0];
}

/** The very cluster, else those of the name where one of the two is a name only. */
function matchingClusters(loaded: readonly string[], asked: string): readonly string[] {
  if (loaded.includes(asked)) return [asked];
  return loaded.filter((cluster) => {
    const sameName = cluster !== '' && clusterName(cluster) === clusterName(asked);
    return sameName && !(isArn(cluster) && isArn(asked));
  });
}

function isArn(cluster: string): boolean {
  return cluster.startsWith('arn:');
}

const LISTED_CLUSTERS = 10;

function clusterList(clusters: readonly string[]): string {
  const listed = clusters
    .slice(0, LISTED_CLUSTERS)
    .map((cluster) => (cluster === '' ? 'the unnamed cluster' : quote(cluster)));
  const more = clusters.length - listed.length;
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}

function readSeedOption({ seed }: PlacementOptions): number | undefined {
  if (seed === undefined || Number.isSafeInteger(seed)) return seed;
  throw new StowageError('usage', '', `the option seed has to be a whole number, not ${quote(seed)}`);
}

function readPortRangeOption({ dynamicPortRange }: PlacementOptions): readonly [number, number] | undefined {
  if (dynamicPortRange === undefined) return undefined;
  const [first, last] = dynamicPortRange;
  if (isPort(first) && isPort(last) && first <= last) return [first, last];
  throw new StowageError('usage', '', `the option dynamicPortRange has to be two ports, the first and the last`);
}

function isPort(port: unknown): boolean {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= LAST_PORT;
}
