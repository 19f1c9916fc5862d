/** The smallest sets of changes with which at least one more host could take a task. */
import { LIMITS } from '../model/limits.js';
import { compareText, type Host } from '../model/records.js';
import { Candidate } from './candidate.js';
import { isFeasible } from './feasibility.js';
import { headroomOf } from './headroom.js';
import type { Reason } from './reason.js';
import { type Change, type Remedy, remediesFor } from './remedies.js';
import type { ResolvedRequest } from './resolve.js';

export interface Fix {
  /** All of them together; with any one left out, none of the hosts would open. */
  readonly changes: readonly Change[];
  /** Hosts that could take a task after the changes and cannot now. */
  readonly hosts: number;
  /** How many tasks would then fit, on all hosts. */
  readonly tasks: number;
}

/** A host that cannot take a task, and why. */
export interface BlockedHost {
  readonly candidate: Candidate;
  readonly reasons: readonly Reason[];
}

/**
 * Fewest changes first, then most hosts opened, then what gives up least. Where several hosts lack a resource, what is asked is lowered to what the host
 * has that gives up least, so a fix opens the hosts that have as much. O(hosts), once for each fix that comes back.
 */
export function findFixes(
  blocked: readonly BlockedHost[],
  eligible: readonly Host[],
  request: ResolvedRequest,
): readonly Fix[] {
  const plans = groupByRemedies(blocked).map((group) => planOf(group, request));
  const useful = plans.filter(({ opened }) => opened.length > 0).sort(comparePlans);
  return minimal(useful).map(({ remedies, opened, changed }) => ({
    changes: remedies.map(({ change }) => change),
    hosts: opened.length,
    tasks: [...opened, ...eligible.map((host) => new Candidate(host, changed))].reduce(
      (sum, candidate) => sum + headroomOf(candidate),
      0,
    ),
  }));
}

/** Hosts that the same changes would open, with the changes in the degree that the best of them needs. */
interface Group {
  remedies: readonly Remedy[];
  sacrifice: number;
  readonly hosts: Host[];
}

function groupByRemedies(blocked: readonly BlockedHost[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { candidate, reasons } of blocked) {
    const remedies = reasons.flatMap((reason) => remediesFor(reason, candidate));
    const sacrifice = Math.max(...remedies.map((remedy) => remedy.sacrifice));
    const id = JSON.stringify(remedies.map((remedy) => remedy.id));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { remedies, sacrifice, hosts: [candidate.host] });
    else {
      group.hosts.push(candidate.host);
      if (sacrifice < group.sacrifice) Object.assign(group, { remedies, sacrifice });
    }
  }
  return [...groups.values()];
}

interface Plan {
  readonly id: string;
  readonly ids: ReadonlySet<string>;
  readonly remedies: readonly Remedy[];
  readonly sacrifice: number;
  readonly changed: ResolvedRequest;
  readonly opened: readonly Candidate[];
}

function planOf({ remedies, sacrifice, hosts }: Group, request: ResolvedRequest): Plan {
  const changed = remedies.reduce((relaxed, { changeRequest }) => changeRequest?.(relaxed) ?? relaxed, request);
  const opened: Candidate[] = [];
  for (const host of hosts) {
    const mended = remedies.reduce((better, { changeHost }) => changeHost?.(better) ?? better, host);
    const candidate = new Candidate(mended, changed);
    if (isFeasible(candidate)) opened.push(candidate);
  }
  const ids = remedies.map(({ id }) => id);
  return { id: ids.join('\n'), ids: new Set(ids), remedies, sacrifice, changed, opened };
}

function comparePlans(a: Plan, b: Plan): number {
  const fewest = a.ids.size - b.ids.size || b.opened.length - a.opened.length;
  return fewest || a.sacrifice - b.sacrifice || compareText(a.id, b.id);
}

/** Those that contain no other, up to the limit. A part of a set is smaller, so it has come before. */
function minimal(plans: readonly Plan[]): readonly Plan[] {
  const kept: Plan[] = [];
  for (const plan of plans) {
    if (kept.length === LIMITS.placementFixes) break;
    if (!kept.some(({ ids }) => [...ids].every((id) => plan.ids.has(id)))) kept.push(plan);
  }
  return kept;
}
