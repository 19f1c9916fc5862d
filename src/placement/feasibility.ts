/**
 * Whether a host can take one more task of a request, and if not, why: one list of checks for placing and for explaining.
 *
 * Resources come before constraints, as Amazon ECS documents the order; what costs least comes first in each.
 */
import { failingPredicates } from '../query/evaluate.js';
import type { Candidate } from './candidate.js';
import { isSatisfied, type MemberOf } from './constraints.js';
import type { Reason, ReasonCode } from './reason.js';
import { clusterOf } from './resolve.js';

/** Something in the way. Its facts cost more than finding it, and placing does not need them. */
export interface Obstacle {
  readonly code: ReasonCode;
  readonly tell: () => Reason;
}

/** Whether nothing is in the way. It stops at the first thing that is. */
export function isFeasible(candidate: Candidate): boolean {
  for (const _ of obstacles(candidate)) return false;
  return true;
}

/** Everything that is in the way; nothing for a feasible host. */
export function reasonsAgainst(candidate: Candidate): readonly Reason[] {
  return Array.from(obstacles(candidate), (obstacle) => obstacle.tell());
}

/** The codes of everything that is in the way. */
export function codesAgainst(candidate: Candidate): readonly ReasonCode[] {
  return Array.from(obstacles(candidate), (obstacle) => obstacle.code);
}

function* obstacles(candidate: Candidate): Generator<Obstacle, void> {
  for (const check of CHECKS) yield* check(candidate);
}

type Check = (candidate: Candidate) => Iterable<Obstacle>;

const CHECKS: readonly Check[] = [
  checkStatus,
  checkAgent,
  checkCluster,
  checkAmounts,
  checkMembers,
  checkAllGpus,
  checkFixedPorts,
  checkDynamicPorts,
  checkAttributes,
  checkConstraints,
  checkDistinctInstance,
];

function obstacle(reason: Reason): Obstacle {
  return { code: reason.code, tell: () => reason };
}

function* checkStatus({ host: { instance } }: Candidate): Iterable<Obstacle> {
  if (instance.status !== 'ACTIVE') yield obstacle({ code: 'status', found: instance.status ?? null });
}

function* checkAgent({ host: { instance } }: Candidate): Iterable<Obstacle> {
  if (instance.agentConnected !== true) yield obstacle({ code: 'agent', found: instance.agentConnected ?? null });
}

function* checkCluster({ host, request }: Candidate): Iterable<Obstacle> {
  const found = clusterOf(host);
  if (found !== request.clusterKey) yield obstacle({ code: 'cluster', asked: request.clusterKey ?? '', found });
}

function* checkAmounts(candidate: Candidate): Iterable<Obstacle> {
  for (const [name, asked] of candidate.request.demand.amounts) {
    if (!candidate.fits(name, 1)) yield obstacle({ code: `resource:${name}`, asked, free: candidate.free(name) });
  }
}

function* checkMembers(candidate: Candidate): Iterable<Obstacle> {
  for (const [name, asked] of candidate.request.demand.members) {
    const free = candidate.freeMembers(name);
    if (!asked.every((member) => free.includes(member))) yield obstacle({ code: `resource:${name}`, asked, free });
  }
}

/** `ALL` needs a host that has GPUs, none of them in use. */
function* checkAllGpus(candidate: Candidate): Iterable<Obstacle> {
  if (!candidate.request.demand.allGpus) return;
  const { total, free } = candidate.gpus();
  if (total === 0 || free < total) yield obstacle({ code: 'resource:gpu', asked: 'ALL', free });
}

function* checkFixedPorts(candidate: Candidate): Iterable<Obstacle> {
  for (const port of candidate.request.demand.ports.fixed) {
    const holder = candidate.ports.holder(port);
    if (!holder) continue;
    const { port: number, protocol } = port;
    yield obstacle({ code: `port:${number}/${protocol}`, holder: holder.task ?? null, reserved: holder.reserved });
  }
}

function* checkDynamicPorts(candidate: Candidate): Iterable<Obstacle> {
  const { ports } = candidate.request.demand;
  for (const [protocol, asked] of ports.dynamic) {
    const free = candidate.ports.freeDynamic(ports, protocol);
    if (asked > free) yield obstacle({ code: `port:0/${protocol}`, asked, free });
  }
}

function* checkAttributes({ host: { instance }, request }: Candidate): Iterable<Obstacle> {
  for (const { name, value } of request.demand.attributes) {
    const found = instance.attributes.get(name);
    if (value === undefined ? found !== undefined : found === value) continue;
    yield obstacle({
      code: `attribute:${name}`,
      asked: value ?? null,
      present: found !== undefined,
      found: found ?? null,
    });
  }
}

function* checkConstraints(candidate: Candidate): Iterable<Obstacle> {
  for (const constraint of candidate.request.constraints.memberOf) {
    if (!isSatisfied(constraint, candidate.view)) yield unsatisfied(constraint, candidate);
  }
}

function unsatisfied({ index, query }: MemberOf, { view }: Candidate): Obstacle {
  const code = `constraint:${index}` as const;
  return { code, tell: () => ({ code, expression: query.text, failing: failingPredicates(query, view) }) };
}

function* checkDistinctInstance(candidate: Candidate): Iterable<Obstacle> {
  const holder = candidate.request.constraints.distinctInstance ? candidate.groupTask() : undefined;
  if (holder) yield obstacle({ code: 'distinctInstance', holder: holder.key });
}
