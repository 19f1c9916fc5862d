/**
 * Which claims of a commit are accepted: each is checked by the code that plans, against the state as it is now and the claims that
 * were accepted before it.
 */
import type { Change } from '../model/change.js';
import { StowageError } from '../model/errors.js';
import type { HostTable } from '../placement/hosts/host-table.js';
import { type Grant, placedTask } from '../placement/hosts/placed-task.js';
import { grantOf, type Start, startChanges } from '../placement/hosts/plan-changes.js';
import { takingOf } from '../placement/hosts/remaining.js';
import { plannerOf } from '../placement/planner.js';
import { type Check, checksOf, reasonsAgainst } from '../placement/reasons/feasibility.js';
import type { Reason } from '../placement/reasons/reason.js';
import { portsOf } from '../placement/request/demand.js';
import { type ResolvedRequest, resolveRequest } from '../placement/request/resolve.js';
import type { Store } from '../store/store.js';
import type { Claim, CommitMode, CommittedTask, DropCode, DroppedClaim } from './claim.js';
import { requireGrant } from './claimed-grant.js';

export interface DecideOptions {
  readonly commit: CommitMode;
  /** Whether the host in a row is another than the one that was planned on: then a claim on it is dropped. */
  readonly hasChanged: (row: number) => boolean;
}

export interface Decision {
  readonly committed: readonly CommittedTask[];
  readonly dropped: readonly DroppedClaim[];
  /** What makes the committed tasks part of the state. */
  readonly changes: readonly Change[];
}

/**
 * Decides on claims in their order; changes nothing. O(hosts) once after hosts came or went, else O(hosts that changed + claims ×
 * checks of their requests).
 *
 * @throws StowageError where a request is invalid, or a claim is not one of its request: `$[3].placement.hostPorts`.
 */
export function decide(store: Store, claims: readonly Claim[], { commit, hasChanged }: DecideOptions): Decision {
  const requests = new Requests(store, claims);
  const verdicts = plannerOf(store).whatIf((table) => {
    const tasks = new Set<string>();
    return claims.map((claim, index): Verdict => {
      const verdict = judge(store, table, claim, requests.at(index), tasks, hasChanged);
      if ('start' in verdict) tasks.add(claim.task);
      return verdict;
    });
  });
  const dropped = verdicts.flatMap((verdict) => ('drop' in verdict ? [verdict.drop] : []));
  if (commit === 'all-or-nothing' && dropped.length > 0) return nothingOf(claims, verdicts);
  const starts = verdicts.flatMap((verdict) => ('start' in verdict ? [verdict.start] : []));
  return { committed: starts.map(committedTask), dropped, changes: startChanges(store, starts) };
}

type Verdict = { readonly start: Start } | { readonly drop: DroppedClaim };

function judge(
  store: Store,
  table: HostTable,
  claim: Claim,
  asked: AskedRequest,
  tasks: ReadonlySet<string>,
  hasChanged: (row: number) => boolean,
): Verdict {
  const { task, placement } = claim;
  const there = store.taskOrEnd(task);
  if (there === 'ended') return dropped(claim, 'task-ended');
  if (there !== undefined) return dropped(claim, 'task-exists', [], there.instance);
  if (tasks.has(task)) return dropped(claim, 'task-exists');
  const row = store.rowOf(placement.instance);
  if (row < 0) return dropped(claim, 'no-instance');
  if (hasChanged(row)) return dropped(claim, 'changed');
  const position = table.positionOf(row);
  const wanted = grantOf(placement);
  const reasons = reasonsFor(table, position, asked, wanted);
  if (reasons.length > 0) return dropped(claim, 'no-fit', reasons);
  const { request } = asked;
  const grant = table.place(
    position,
    request,
    0,
    wanted.gpuIds.length > 0 ? wanted : withDevices(table, position, request, wanted),
  );
  const host = store.hostAt(row);
  const gpu = Math.max(request.demand.amounts.get('gpu') ?? 0, grant.gpuIds.length);
  return {
    start: { task: { ...placedTask(task, host, request, grant), gpu }, taking: takingOf(request.demand, host, grant) },
  };
}

/** A claim that names no devices gets the first free ones, as a plan would. */
function withDevices(table: HostTable, position: number, { demand }: ResolvedRequest, wanted: Grant): Grant {
  const count = demand.allGpus ? Number.POSITIVE_INFINITY : (demand.amounts.get('gpu') ?? 0);
  return count === 0 ? wanted : { ...wanted, gpuIds: table.freeMembers(position, 'gpu').slice(0, count) };
}

/** What is in the way of a task that gets just these ports and devices. */
function reasonsFor(table: HostTable, position: number, asked: AskedRequest, wanted: Grant): readonly Reason[] {
  const reasons = reasonsAgainst(asked.checksFor(table, wanted), position);
  if (wanted.gpuIds.length === 0) return reasons;
  const free = table.freeMembers(position, 'gpu');
  if (wanted.gpuIds.every((id) => free.includes(id))) return reasons;
  const others = reasons.filter(({ code }) => code !== 'resource:gpu');
  return [...others, { code: 'resource:gpu', asked: wanted.gpuIds, free }];
}

function dropped(
  { task, placement }: Claim,
  code: DropCode,
  reasons: readonly Reason[] = [],
  instance = placement.instance,
): Verdict {
  return { drop: { task, instance, code, reasons } };
}

function nothingOf(claims: readonly Claim[], verdicts: readonly Verdict[]): Decision {
  const all = verdicts.map((verdict, index): DroppedClaim => {
    if ('drop' in verdict) return verdict.drop;
    const { task, placement } = claims[index] as Claim;
    return { task, instance: placement.instance, code: 'all-or-nothing', reasons: [] };
  });
  return { committed: [], dropped: all, changes: [] };
}

function committedTask({ task, taking }: Start): CommittedTask {
  const hostPorts = taking.hostPorts.map(({ port, protocol }) => ({ hostPort: port, protocol }));
  return { task: task.key, instance: task.instance as string, hostPorts, gpuIds: taking.gpuIds };
}

/** A request of which claims of a commit are. */
class AskedRequest {
  readonly request: ResolvedRequest;
  #checks: readonly Check[] | undefined;

  constructor(request: ResolvedRequest) {
    this.request = request;
  }

  /** The same for all claims, but for those on ports: each has its own. */
  checksFor(table: HostTable, { hostPorts }: Grant): readonly Check[] {
    if (hostPorts.length > 0) {
      const ports = portsOf(hostPorts.map(({ port, protocol }) => ({ hostPort: port, protocol })));
      return checksOf(table, { ...this.request, demand: { ...this.request.demand, ports } });
    }
    this.#checks ??= checksOf(table, this.request);
    return this.#checks;
  }
}

/** The requests of the claims, each read once however many claims are of it. */
class Requests {
  readonly #asked = new Map<unknown, AskedRequest>();
  readonly #claims: readonly Claim[];

  constructor(store: Store, claims: readonly Claim[]) {
    this.#claims = claims;
    claims.forEach((claim, index) => {
      let asked = this.#asked.get(claim.request);
      if (asked === undefined) {
        asked = new AskedRequest(ownScope(read(store, claim.request, index), this.#asked.size));
        this.#asked.set(claim.request, asked);
      }
      requireGrant(asked.request.demand, claim, index);
    });
  }

  at(index: number): AskedRequest {
    return this.#asked.get((this.#claims[index] as Claim).request) as AskedRequest;
  }
}

function read(store: Store, request: unknown, index: number): ResolvedRequest {
  try {
    return resolveRequest(store, request);
  } catch (error) {
    if (!(error instanceof StowageError)) throw error;
    throw new StowageError(error.code, error.path.replace('$', `$[${index}].request`), error.message, { cause: error });
  }
}

/** Tasks without a group count together only with others of their request. */
function ownScope(request: ResolvedRequest, number: number): ResolvedRequest {
  return request.group === undefined ? { ...request, scope: `request ${number}` } : request;
}
