/** Why hosts cannot take a task of a request: every reason on every host, and what would help. */
import { StowageError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import type { Store } from '../store/store.js';
import type { HostTable } from './hosts/host-table.js';
import { placedTask, withTasks } from './hosts/placed-task.js';
import { plannerOf } from './planner.js';
import { type Check, checksOf, reasonsAgainst } from './reasons/feasibility.js';
import { type BlockedHost, type Fix, findFixes } from './reasons/fixes.js';
import type { Reason, ReasonCount } from './reasons/reason.js';
import { countReasons } from './reasons/reason-count.js';
import { isSatisfied, type MemberOf } from './request/constraints.js';
import { withContradictions } from './request/contradictions.js';
import { type PlacementOptions, type ResolvedRequest, resolveRequest } from './request/resolve.js';
import { addWarning, type RequestWarning } from './request/warnings.js';

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
 * @throws StowageError where the request is invalid, or more stands against the hosts than can be told
 */
export function whyNot(store: Store, value: unknown, options?: PlacementOptions): WhyNotResult {
  const request = resolveRequest(store, value, options);
  const planner = plannerOf(store);
  return planner.whatIf((): WhyNotResult => {
    const { table } = planner;
    const checks = checksOf(table, request);
    const counts = countReasons(checks, table.size);
    requireTellable(counts);
    const eligible: number[] = [];
    const blocked: BlockedHost[] = [];
    for (let position = 0; position < table.size; position++) {
      const reasons = reasonsAgainst(checks, position);
      if (reasons.length === 0) eligible.push(position);
      else blocked.push({ position, reasons });
    }
    return {
      eligible: eligible.length,
      hosts: blocked.map(({ position, reasons }) => ({ instance: table.key(position), reasons })),
      reasons: counts,
      fixes: findFixes(table, request, blocked, eligible),
      revision: store.revision,
      warnings: warningsFor(table, request, checks, eligible.length),
    };
  });
}

/** @throws StowageError `request-limit` where there are more reasons than can be listed host by host */
export function requireTellable(counts: readonly Pick<ReasonCount, 'hosts'>[]): void {
  const found = counts.reduce((sum, { hosts }) => sum + hosts, 0);
  if (found <= LIMITS.placementReasons) return;
  const message = `${found} reasons stand against the hosts; the limit is ${LIMITS.placementReasons}: ask about a part of the request`;
  throw new StowageError('request-limit', '$', message);
}

function warningsFor(
  table: HostTable,
  request: ResolvedRequest,
  checks: readonly Check[],
  eligible: number,
): readonly RequestWarning[] {
  const warnings = withContradictions(request);
  if (eligible > 0) return warnings;
  for (const constraint of request.constraints.memberOf) {
    if (constraint.taskPredicates === undefined) continue;
    const check = checks.find(({ code }) => code === `constraint:${constraint.index}`) as Check;
    if (!needsOwnTask(table, request, constraint, check)) continue;
    addWarning(warnings, {
      code: 'needs-own-task',
      path: constraint.path,
      message: `constraint ${constraint.index} holds on no host before a task of this request runs there, so the first one can never be placed`,
    });
  }
  return warnings;
}

/** A constraint that no host satisfies until a task of this very request runs there: `task:group == service:self`. */
function needsOwnTask(table: HostTable, request: ResolvedRequest, constraint: MemberOf, check: Check): boolean {
  const cluster = table.clusterNumber(request.clusterKey);
  const positions: number[] = [];
  for (let position = 0; position < table.size; position++) {
    if (table.clusterAt(position) !== cluster) continue;
    if (check.passes(position)) return false;
    positions.push(position);
  }
  return positions.some((position) => {
    const view = table.view(position);
    const task = placedTask('placement:0', view, request, { hostPorts: [], gpuIds: [] });
    return isSatisfied(constraint, withTasks(view, [task], [request.demand]));
  });
}
