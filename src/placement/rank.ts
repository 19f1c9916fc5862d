/** Every host that can take the next task of a request, in the order in which placing would take them. */
import { StowageError } from '../model/errors.js';
import type { Store } from '../store/store.js';
import { type KeyPart, tellKey } from './order/key-parts.js';
import { seededDraw } from './order/random.js';
import { plannerOf } from './planner.js';
import { withContradictions } from './request/contradictions.js';
import { quote } from './request/fields.js';
import { type PlacementOptions, resolveRequest } from './request/resolve.js';
import type { RequestWarning } from './request/warnings.js';

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
 * O(hosts × log of the hosts).
 * @throws StowageError where the request or an option is invalid
 */
export function rank(store: Store, value: unknown, options: RankOptions = {}): RankResult {
  const limit = readLimit(options) ?? Number.POSITIVE_INFINITY;
  const request = resolveRequest(store, value, options);
  const planner = plannerOf(store);
  const warnings = withContradictions(request);
  const { revision } = store;
  return planner.whatIf((): RankResult => {
    const order = planner.orderOf(request, warnings);
    const ranked = order.rank(seededDraw(request.seed), limit).map(({ position, key }) => {
      return { instance: planner.table.key(position), key: tellKey(request.strategies, key) };
    });
    return { ranked, eligible: order.countFeasible(), revision, warnings };
  });
}

function readLimit({ limit }: RankOptions): number | undefined {
  if (limit === undefined || (Number.isSafeInteger(limit) && limit >= 0)) return limit;
  throw new StowageError('usage', '', `the option limit has to be a whole number, 0 or more, not ${quote(limit)}`);
}
