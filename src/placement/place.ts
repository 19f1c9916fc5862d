/** Where the tasks of requests would go. Nothing is placed in the store: the answers are plans. */
import type { Store } from '../store/store.js';
import { type PlacementResult, PlacingRequest } from './placing-request.js';
import { plannerOf } from './planner.js';
import { withContradictions } from './request/contradictions.js';
import { type PlacementOptions, type ResolvedRequest, resolveRequest, resolveRequests } from './request/resolve.js';

export type { PlacedPort, Placement, PlacementResult, UnplacedTask } from './placing-request.js';

/** The answers to several requests. */
export interface PlacementResults {
  /** In the order in which the requests were given. */
  readonly results: readonly PlacementResult[];
  readonly revision: number;
}

/**
 * Places the tasks of a request; changes nothing. The result depends on the cluster's content, the request and the seed only.
 *
 * O(hosts) the first time for a request of its kind, then O(hosts that changed + tasks × log of the hosts).
 * @throws StowageError where the request is invalid
 */
export function place(store: Store, value: unknown, options: PlacementOptions = {}): PlacementResult {
  const [result] = placeRequests(store, [resolveRequest(store, value, options)]);
  return result as PlacementResult;
}

/**
 * Places the tasks of several requests that share the hosts: by priority from high to low, and among equals in turns, one task of each
 * in the order given, until it is placed or no host can take it. A gang is placed as a whole in its first turn, or not at all.
 *
 * @throws StowageError where a request is invalid, with a path such as `$[3].count`
 */
export function placeAll(store: Store, value: unknown, options: PlacementOptions = {}): PlacementResults {
  const results = placeRequests(store, resolveRequests(store, value, options));
  return { results, revision: store.revision };
}

function placeRequests(store: Store, requests: readonly ResolvedRequest[]): readonly PlacementResult[] {
  const planner = plannerOf(store);
  const { revision } = store;
  return planner.whatIf(() => {
    const placing = requests.map((request) => {
      return new PlacingRequest(planner, request, withContradictions(request));
    });
    for (const equals of byPriority(placing)) takeTurns(equals);
    return placing.map((one) => one.result(revision));
  });
}

/** The highest first. */
function byPriority(placing: readonly PlacingRequest[]): readonly (readonly PlacingRequest[])[] {
  const priorities = new Map<number, PlacingRequest[]>();
  for (const one of placing) {
    const equals = priorities.get(one.request.priority);
    if (equals === undefined) priorities.set(one.request.priority, [one]);
    else equals.push(one);
  }
  return [...priorities].sort(([a], [b]) => b - a).map(([, equals]) => equals);
}

function takeTurns(placing: readonly PlacingRequest[]): void {
  for (let waiting = placing; waiting.length > 0; waiting = waiting.filter(({ isDone }) => !isDone)) {
    const isAlone = waiting.length === 1;
    for (const one of waiting) {
      if (isAlone || one.request.mode === 'all-or-nothing') one.run();
      else if (!one.isDone) one.step();
    }
  }
}
