/** A request brought together with the cluster it is for and with the caller's options. */
import { StowageError } from '../../model/errors.js';
import { clusterName, type Host } from '../../model/records.js';
import type { Store } from '../../store/store.js';
import { quote } from './fields.js';
import { type PlacementRequest, pathInList, readRequest, readRequests } from './request.js';
import type { Scorers } from './scorer.js';

export interface PlacementOptions {
  /** Goes before the request's own. */
  readonly seed?: number;
  /** First and last of the host ports that dynamic ones are taken from; 32768 to 60999 where nothing is said. */
  readonly dynamicPortRange?: readonly [first: number, last: number];
  /** Name → function, for the strategies `scorer` of the request. */
  readonly scorers?: Scorers;
}

export interface ResolvedRequest extends PlacementRequest {
  /** The one cluster whose hosts are eligible, as its hosts name it; undefined where nothing is loaded. */
  readonly clusterKey: string | undefined;
  readonly dynamicPortRange: readonly [first: number, last: number];
  /** Every one that a strategy names, and maybe others. */
  readonly scorers: Scorers;
  /**
   * Whose tasks count together for spread and `distinctInstance`: those of a group, or where the request names none those that it
   * places itself.
   */
  readonly scope: string;
}

/** The ephemeral ports of Linux, from which Docker gives host ports. Source: ECS API reference, PortMapping. */
const DYNAMIC_PORT_RANGE = [32_768, 60_999] as const;
const LAST_PORT = 65_535;

/**
 * @param options absent where nothing is going to be ranked: scorers, which have no say in what is feasible, are not asked for then
 * @throws StowageError where the request or an option is invalid, its cluster is missing or unknown, or a scorer of it is not given
 */
export function resolveRequest(store: Store, value: unknown, options?: PlacementOptions): ResolvedRequest {
  return resolve(store, readRequest(value), 0, '$', options);
}

/** The requests of one call, in the order given. Throws as `resolveRequest`, with paths such as `$[3].cluster`. */
export function resolveRequests(
  store: Store,
  value: unknown,
  options: PlacementOptions = {},
): readonly ResolvedRequest[] {
  return readRequests(value).map((request, index) => resolve(store, request, index, pathInList(index), options));
}

function resolve(
  store: Store,
  request: PlacementRequest,
  index: number,
  path: string,
  options: PlacementOptions | undefined,
): ResolvedRequest {
  const scorers = readScorersOption(options?.scorers);
  if (options !== undefined) requireScorers(request, scorers, path);
  return {
    ...request,
    seed: readSeedOption(options?.seed) ?? request.seed,
    dynamicPortRange: readPortRangeOption(options?.dynamicPortRange) ?? DYNAMIC_PORT_RANGE,
    scorers,
    clusterKey: resolveCluster(store, request.cluster, path),
    scope: request.group === undefined ? `request ${index}` : `group ${request.group}`,
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
export function resolveCluster(store: Store, asked: string | undefined, path = '$'): string | undefined {
  const loaded = store.clusters();
  const matching = asked === undefined ? loaded : matchingClusters(loaded, asked);
  if (matching.length > 1) {
    const what = asked === undefined ? 'several clusters are loaded' : `several clusters are named ${quote(asked)}`;
    throw new StowageError('cluster-required', `${path}.cluster`, `${what}: say which, of ${clusterList(matching)}`);
  }
  if (asked !== undefined && matching.length === 0) {
    const known = loaded.length === 0 ? 'nothing is loaded' : `loaded are ${clusterList(loaded)}`;
    throw new StowageError('cluster-unknown', `${path}.cluster`, `there is no cluster ${quote(asked)}: ${known}`);
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

function readSeedOption(seed: number | undefined): number | undefined {
  if (seed === undefined || Number.isSafeInteger(seed)) return seed;
  throw new StowageError('usage', '', `the option seed has to be a whole number, not ${quote(seed)}`);
}

function readPortRangeOption(range: PlacementOptions['dynamicPortRange']): readonly [number, number] | undefined {
  if (range === undefined) return undefined;
  const [first, last] = range;
  if (isPort(first) && isPort(last) && first <= last) return [first, last];
  throw new StowageError('usage', '', `the option dynamicPortRange has to be two ports, the first and the last`);
}

function isPort(port: unknown): boolean {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= LAST_PORT;
}

const NO_SCORERS: Scorers = {};

function readScorersOption(scorers: Scorers | undefined): Scorers {
  if (scorers === undefined) return NO_SCORERS;
  if (typeof scorers !== 'object' || scorers === null) {
    throw new StowageError(
      'usage',
      '',
      `the option scorers has to be an object of name → function, not ${quote(scorers)}`,
    );
  }
  for (const [name, scorer] of Object.entries(scorers)) {
    if (typeof scorer === 'function') continue;
    throw new StowageError('usage', '', `the scorer ${quote(name)} has to be a function, not ${quote(scorer)}`);
  }
  return scorers;
}

function requireScorers({ strategies }: PlacementRequest, scorers: Scorers, path: string): void {
  for (const { kind, index, field = '' } of strategies) {
    if (kind !== 'scorer' || Object.hasOwn(scorers, field)) continue;
    const names = Object.keys(scorers);
    const given = names.length === 0 ? 'none is given' : `there are ${names.map(quote).join(', ')}`;
    const message = `there is no scorer ${quote(field)} in the option scorers: ${given}`;
    throw new StowageError('scorer-unknown', `${path}.placementStrategy[${index}].field`, message);
  }
}
