/** The smallest sets of changes with which at least one more host could take a task. */
import { LIMITS } from '../../model/limits.js';
import { compareText } from '../../model/records.js';
import { holdsFor, type Values } from '../../query/evaluate.js';
import { roomOn } from '../headroom.js';
import type { HostTable } from '../hosts/host-table.js';
import { valuesIn } from '../hosts/host-values.js';
import type { ResolvedRequest } from '../request/resolve.js';
import { type Check, checksOf, isFeasible } from './feasibility.js';
import type { Reason } from './reason.js';
import { type Change, type FailingConjuncts, type Remedy, remediesFor, remedyKind, sacrificeOf } from './remedies.js';

export interface Fix {
  /** All of them together; with any one left out, none of the hosts would open. */
  readonly changes: readonly Change[];
  /** Hosts that could take a task after the changes and cannot now. */
  readonly hosts: number;
  /** How many tasks would then fit: on each host as many as it has room for by itself, added up. */
  readonly tasks: number;
}

/** A host that cannot take a task, and why. */
export interface BlockedHost {
  readonly position: number;
  readonly reasons: readonly Reason[];
}

/**
 * Fewest changes first, then most hosts opened, then what gives up least. Where several hosts lack a resource, what is asked is lowered to what the host
 * has that gives up least, so a fix opens the hosts that have as much. O(hosts), once for each fix that comes back.
 */
export function findFixes(
  table: HostTable,
  request: ResolvedRequest,
  blocked: readonly BlockedHost[],
  eligible: readonly number[],
): readonly Fix[] {
  const plans = groupByRemedies(table, request, blocked).map((group) => planOf(group, table, request));
  const useful = plans.filter(({ opened }) => opened.length > 0).sort(comparePlans);
  return minimal(useful).map(({ remedies, opened, checks }) => ({
    changes: remedies.map(({ change }) => change),
    hosts: opened.length,
    tasks: roomOnAll(checks, opened) + roomOnAll(checks, eligible),
  }));
}

/** What is less may still not fit: a fix may ask for another cluster. */
function roomOnAll(checks: readonly Check[], positions: readonly number[]): number {
  let room = 0;
  for (const position of positions) if (isFeasible(checks, position)) room += roomOn(checks, position);
  return room;
}

/** Hosts that the same changes would open, with the changes in the degree that the best of them needs. */
interface Group {
  /** The host that gives up least, the first of several. */
  best: BlockedHost;
  sacrifice: number;
  readonly positions: number[];
}

/** O(hosts): whatever is made for a fix is made once for a group. */
function groupByRemedies(
  table: HostTable,
  request: ResolvedRequest,
  blocked: readonly BlockedHost[],
): readonly Group[] {
  const failing = failingOn(table);
  const groups = new Map<string, Group>();
  const numbers = new Map<string, number>();
  for (const host of blocked) {
    let id = '';
    let sacrifice = 0;
    for (const reason of host.reasons) {
      id += `${numberIn(numbers, remedyKind(reason, request, failing(host.position)))},`;
      sacrifice = Math.max(sacrifice, sacrificeOf(reason));
    }
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { best: host, sacrifice, positions: [host.position] });
    else {
      group.positions.push(host.position);
      if (sacrifice < group.sacrifice) Object.assign(group, { best: host, sacrifice });
    }
  }
  return [...groups.values()];
}

/** Numbers in place of texts, so that no text can be mistaken for two. */
function numberIn(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

function failingOn({ store, rows }: HostTable): (position: number) => FailingConjuncts {
  const values = valuesIn(store);
  return (position) =>
    ({ conjuncts }) =>
      conjuncts.filter(({ expression }) => !holdsFor(expression, rows[position] as number, values));
}

interface Plan {
  readonly id: string;
  readonly ids: ReadonlySet<string>;
  readonly remedies: readonly Remedy[];
  readonly sacrifice: number;
  /** Of the request as changed, without those that the hosts as changed pass. */
  readonly checks: readonly Check[];
  readonly opened: readonly number[];
}

function planOf({ best, sacrifice, positions }: Group, table: HostTable, request: ResolvedRequest): Plan {
  const failing = failingOn(table)(best.position);
  const remedies = best.reasons.flatMap((reason) => remediesFor(reason, request, failing));
  const changed = remedies.reduce((relaxed, { changeRequest }) => changeRequest?.(relaxed) ?? relaxed, request);
  const mended = new Set(remedies.flatMap(({ change, changesHost }) => (changesHost ? [change.code] : [])));
  const checks = checksOf(table, changed, mended.has('agent') ? withAgent : undefined).map((check) =>
    mended.has(check.code) ? mendedCheck(check) : check,
  );
  const ids = remedies.map(({ id }) => id);
  return {
    id: ids.join('\n'),
    ids: new Set(ids),
    remedies,
    sacrifice,
    checks,
    opened: positions.filter((position) => isFeasible(checks, position)),
  };
}

/** An expression may look at the agent. */
function withAgent({ value, members }: Values<number>): Values<number> {
  return {
    value: (subject, parameter, row) => {
      return subject.name === 'agentConnected' ? 'true' : value(subject, parameter, row);
    },
    members,
  };
}

/** Once a host is changed, it passes; what the check says of the room for tasks stays: a port that was freed is there once. */
function mendedCheck(check: Check): Check {
  const { all: _, ...kept } = check;
  return { ...kept, passes: () => true };
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
