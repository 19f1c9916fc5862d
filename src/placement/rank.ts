/** Every host that can take the next task of a request, in the order in which placing would take them. */
import { StowageError } from '../model/errors.js';
import type { Store } from '../store/store.js';
import { quote } from './fields.js';
import { feasibleCandidates, groupCounts } from './place.js';
import { compareKeys, type KeyPart, keyOf, Ranking } from './ranking.js';
import { hostsInScope, type PlacementOptions, resolveRequest } from './resolve.js';
import type { RequestWarning } from './warnings.js';

export interface RankOptions extends PlacementOptions {
  /** At most so many hosts; all of them where nothing is said. */
  readonly limit?: number;
}

export interface RankResult {
  /** The best host first. */
  readonly ranked: readonly RankedInstance[];
  /** How many hosts can take the task, whatever the limit. */
  readonly eligible: number;
  readonly revision: number;
  readonly warnings: readonly RequestWarning[];
}

export interface RankedInstance {
  readonly instance: string;
  readonly key: readonly KeyPart[];
}

/**
 * The feasible hosts with their keys, part by part: the first is where `place` puts the request's first task.
 *
 * @throws StowageError where the request or an option is invalid
 */
export function rank(store: Store, value: unknown, options: RankOptions = {}): RankResult {
  const limit = readLimit(options);
  const request = resolveRequest(store, value, options);
  const hosts = hostsInScope(store, request.clusterKey);
  const ranking = new Ranking(request.strategies, groupCounts(hosts, request), request.seed);
  const keyed = feasibleCandidates(hosts, request).map((candidate) => ({
    instance: candidate.key,
    key: keyOf(ranking.gauged(candidate)),
  }));
  // Sorting is stable and the hosts ascend by key, so equal keys stay in that order.
  keyed.sort((a, b) => compareKeys(a.key, b.key));
  return {
    ranked: keyed.slice(0, limit).map(({ instance, key }) => ({ instance, key: ranking.tell(key) })),
    eligible: keyed.length,
    revision: store.revision,
    warnings: request.warnings,
  };
}

function readLimit({ limit }: RankOptions): number | undefined {
  if (limit === undefined || (Number.isSafeInteger(limit) && limit >= 0)) return limit;
  throw new StowageError('usage', '', `the option limit has to be a whole number, 0 or more, not ${quote(limit)}`);
}
