/** Why hosts cannot take a task of a request: every reason on every host, and what would help. */
import type { Store } from '../store/store.js';
import { Candidate } from './candidate.js';
import { isSatisfied, type MemberOf } from './constraints.js';
import { reasonsAgainst } from './feasibility.js';
import { type BlockedHost, type Fix, findFixes } from './fixes.js';
import { placedTask, withTasks } from './placed-task.js';
import type { Reason, ReasonCount } from './reason.js';
import { countReasons } from './reason-count.js';
import { clusterOf, type PlacementOptions, type ResolvedRequest, resolveRequest } from './resolve.js';
import { addWarning, type RequestWarning } from './warnings.js';

export interface WhyNotResult {
  /** Hosts that can take a task. */
  readonly eligible: number;
  /** Every other host of the store, ascending by instance key, with everything that is in its way. */
  readonly hosts: readonly InstanceReasons[];
  /** Most hosts first, then by code. */
  readonly reasons: readonly ReasonCount[];
  /** What would open at least one more host: fewest changes first, then most hosts opened. */
  readonly fixes: readonly Fix[];
  readonly revision: number;
  readonly warnings: readonly RequestWarning[];
}

export interface InstanceReasons {
  readonly instance: string;
  readonly reasons: readonly Reason[];
}

/**
 * What is in the way of one task of the request, as the cluster is now.
 *
 * A host of another cluster has the reason `cluster` and all others that it would have besides. O(hosts × size of the request).
 * @throws StowageError where the request is invalid
 */
export function whyNot(store: Store, value: unknown, options?: PlacementOptions): WhyNotResult {
  const request = resolveRequest(store, value, options);
  const eligible: Candidate[] = [];
  const blocked: BlockedHost[] = [];
  for (const host of store.hosts()) {
    const candidate = new Candidate(host, request);
    const reasons = reasonsAgainst(candidate);
    if (reasons.length === 0) eligible.push(candidate);
    else blocked.push({ candidate, reasons });
  }
  return {
    eligible: eligible.length,
    hosts: blocked.map(({ candidate, reasons }) => ({ instance: candidate.key, reasons })),
    reasons: countReasons(blocked.map(({ reasons }) => reasons.map(({ code }) => code))),
    fixes: findFixes(
      blocked,
      eligible.map(({ host }) => host),
      request,
    ),
    revision: store.revision,
    warnings: eligible.length > 0 ? request.warnings : withOwnTaskWarnings(blocked, request),
  };
}

/** A constraint that no host satisfies until a task of this very request runs there: `task:group == service:self`. */
function withOwnTaskWarnings(blocked: readonly BlockedHost[], request: ResolvedRequest): readonly RequestWarning[] {
  const warnings = [...request.warnings];
  const candidates = blocked
    .map(({ candidate }) => candidate)
    .filter(({ host }) => clusterOf(host) === request.clusterKey);
  for (const constraint of request.constraints.memberOf) {
    if (constraint.turningPoints === undefined || !needsOwnTask(constraint, candidates)) continue;
    addWarning(warnings, {
      code: 'needs-own-task',
      path: constraint.path,
      message: `constraint ${constraint.index} holds on no host before a task of this request runs there, so the first one can never be placed`,
    });
  }
  return warnings;
}

function needsOwnTask(constraint: MemberOf, candidates: readonly Candidate[]): boolean {
  if (candidates.some(({ view }) => isSatisfied(constraint, view))) return false;
  return candidates.some(({ view, request }) => {
    const task = placedTask('placement:0', view, request, { hostPorts: [], gpuIds: [] });
    return isSatisfied(constraint, withTasks(view, [...view.tasks, task]));
  });
}
