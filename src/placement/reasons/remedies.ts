/** What would take away a reason against a host: a change to the request, or to the host. */
import type { Conjunct } from '../request/conjuncts.js';
import type { MemberOf } from '../request/constraints.js';
import { type Demand, portsOf } from '../request/demand.js';
import { quote } from '../request/fields.js';
import type { ResolvedRequest } from '../request/resolve.js';
import type {
  AttributeReason,
  ConstraintReason,
  DynamicPortReason,
  PortReason,
  Reason,
  ReasonCode,
  ResourceReason,
  SpreadReason,
} from './reason.js';

/**
 * One change. Of the request: `lower` what it asks for, `drop` a condition, `replace` a reserved port by a dynamic one, `move`
 * to another cluster. Of the hosts: `free` a port, `activate` them, `connect` their agents.
 */
export interface Change {
  readonly action: 'lower' | 'drop' | 'replace' | 'move' | 'free' | 'activate' | 'connect';
  /** The reason that it takes away. */
  readonly code: ReasonCode;
  readonly message: string;
  /** With `lower`: what is asked, and what could be had. */
  readonly asked?: number | 'ALL' | readonly string[];
  /** With `lower`: what to ask instead. With `move`: the other cluster. */
  readonly to?: number | string | readonly string[];
  /** With `drop` of a constraint: the part of its expression to drop. */
  readonly predicate?: string;
}

export interface Remedy {
  /** The same for all hosts that the same change helps, if to another degree. */
  readonly id: string;
  readonly change: Change;
  readonly changeRequest?: (request: ResolvedRequest) => ResolvedRequest;
  /** Whether it changes the host instead, which then has nothing against the task any more that has the change's code. */
  readonly changesHost?: true;
}

/** Which conditions of a constraint do not hold on a host. */
export type FailingConjuncts = (constraint: MemberOf) => readonly Conjunct[];

/** The changes that together take away one reason against a host. */
export function remediesFor(reason: Reason, request: ResolvedRequest, failing: FailingConjuncts): readonly Remedy[] {
  if ('failing' in reason) return dropConjuncts(reason, request, failing);
  if ('limit' in reason) return [dropSpreadLimit(reason)];
  if ('reserved' in reason) return [reason.reserved ? replacePort(reason) : freePort(reason)];
  if ('present' in reason) return [dropAttribute(reason)];
  switch (reason.code) {
    case 'status':
      return [changeInstances(reason.code, 'activate', 'set the instances ACTIVE')];
    case 'agent':
      return [changeInstances(reason.code, 'connect', 'connect the agents of the instances')];
    case 'cluster':
      return [move(reason.found)];
    case 'distinctInstance':
      return [dropDistinctInstance()];
    default:
      return [isDynamicPort(reason) ? lowerDynamicPorts(reason) : lowerResource(reason)];
  }
}

/**
 * What tells the remedies of a reason from those of others, but for their degree: equal for two hosts where their remedies have
 * the same ids. It makes none of them, so it can be asked of every host.
 */
export function remedyKind(reason: Reason, request: ResolvedRequest, failing: FailingConjuncts): string {
  if ('failing' in reason) {
    const constraint = constraintOf(reason, request);
    if (constraint === undefined) return reason.code;
    return `${reason.code} ${failing(constraint)
      .map((conjunct) => constraint.conjuncts.indexOf(conjunct))
      .join()}`;
  }
  if ('limit' in reason) return `${reason.code} ${reason.limit}`;
  if ('reserved' in reason) return reason.reserved ? `${reason.code} reserved` : reason.code;
  return reason.code === 'cluster' ? `cluster ${reason.found}` : reason.code;
}

/** The share of what is asked that the remedies of a reason give up at the most. */
export function sacrificeOf(reason: Reason): number {
  if (!('free' in reason)) return 0;
  return share(reason.asked, isDynamicPort(reason) ? Math.max(0, reason.free) : attainable(reason));
}

function isDynamicPort(reason: ResourceReason | DynamicPortReason): reason is DynamicPortReason {
  return reason.code.startsWith('port:');
}

function changeInstances(code: 'status' | 'agent', action: Change['action'], message: string): Remedy {
  return { id: code, change: { action, code, message }, changesHost: true };
}

function move(to: string): Remedy {
  const message = `place in ${to === '' ? 'the unnamed cluster' : `cluster ${to}`} instead`;
  const changeRequest = (request: ResolvedRequest): ResolvedRequest => ({ ...request, clusterKey: to });
  return { id: `cluster ${to}`, change: { action: 'move', code: 'cluster', to, message }, changeRequest };
}

function lowerResource(reason: ResourceReason): Remedy {
  const { code, asked } = reason;
  const name = code.slice('resource:'.length);
  const to = attainable(reason);
  const changeRequest = changeDemand((demand) => askFor(demand, name, to));
  const message = `ask for ${amountText(name, to)} instead of ${bareAmount(asked)}`;
  return {
    id: code,
    change: { action: 'lower', code, asked, to, message },
    changeRequest,
  };
}

/** Of what is asked, as much as is free. */
function attainable({ asked, free }: ResourceReason): number | readonly string[] {
  if (typeof free === 'number') return Math.max(0, free);
  return typeof asked === 'object' ? asked.filter((member) => free.includes(member)) : free.length;
}

/** `ALL` asks for no number: the more GPUs are free, the less is given up. */
function share(asked: ResourceReason['asked'], to: number | readonly string[]): number {
  const had = typeof to === 'number' ? to : to.length;
  if (asked === 'ALL') return 1 / (1 + had);
  return 1 - had / (typeof asked === 'number' ? asked : asked.length);
}

function askFor(demand: Demand, name: string, wanted: number | readonly string[]): Demand {
  const amounts = new Map(demand.amounts);
  const members = new Map(demand.members);
  amounts.delete(name);
  members.delete(name);
  if (typeof wanted === 'number') {
    if (wanted > 0) amounts.set(name, wanted);
  } else if (wanted.length > 0) members.set(name, wanted);
  return { ...demand, amounts, members, allGpus: demand.allGpus && name !== 'gpu' };
}

function amountText(name: string, amount: ResourceReason['asked']): string {
  const unit = typeof amount === 'number' ? UNITS.get(name) : undefined;
  if (unit === undefined) return `${bareAmount(amount)} of ${name}`;
  return `${bareAmount(amount)} ${amount === 1 ? unit.one : unit.many}`;
}

function bareAmount(amount: ResourceReason['asked']): string {
  if (typeof amount === 'object') return amount.length === 0 ? 'none' : amount.join(', ');
  return amount === 'ALL' ? 'all' : groupedDigits(amount);
}

const UNITS: ReadonlyMap<string, { readonly one: string; readonly many: string }> = new Map([
  ['cpu', { one: 'CPU unit', many: 'CPU units' }],
  ['memory', { one: 'MiB of memory', many: 'MiB of memory' }],
  ['gpu', { one: 'GPU', many: 'GPUs' }],
]);

/** 1234567.5 → 1,234,567.5 */
function groupedDigits(amount: number): string {
  const [whole = '', ...fraction] = String(amount).split('.');
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ','), ...fraction].join('.');
}

function lowerDynamicPorts({ code, asked, free }: DynamicPortReason): Remedy {
  const to = Math.max(0, free);
  const changeRequest = changeDemand((demand) => {
    let kept = to;
    const wanted = demand.ports.all.filter(({ hostPort, protocol }) => {
      return hostPort > 0 || code !== `port:0/${protocol}` || kept-- > 0;
    });
    return { ...demand, ports: portsOf(wanted) };
  });
  const message = `ask for ${to} dynamic port${to === 1 ? '' : 's'} instead of ${asked}`;
  return {
    id: code,
    change: { action: 'lower', code, asked, to, message },
    changeRequest,
  };
}

function replacePort({ code }: PortReason): Remedy {
  const changeRequest = changeDemand((demand) => {
    const wanted = demand.ports.all.map((port) => {
      return code === `port:${port.hostPort}/${port.protocol}` ? { ...port, hostPort: 0 } : port;
    });
    return { ...demand, ports: portsOf(wanted) };
  });
  const message = `use another host port than ${portText(code)}, which is reserved`;
  return { id: `${code} reserved`, change: { action: 'replace', code, message }, changeRequest };
}

function freePort({ code }: PortReason): Remedy {
  const message = `free host port ${portText(code)}`;
  return { id: code, change: { action: 'free', code, message }, changesHost: true };
}

function portText(code: PortReason['code']): string {
  return code.slice('port:'.length);
}

function dropAttribute({ code, asked }: AttributeReason): Remedy {
  const name = code.slice('attribute:'.length);
  const changeRequest = changeDemand((demand) => {
    return { ...demand, attributes: demand.attributes.filter((attribute) => attribute.name !== name) };
  });
  const message = `do not require attribute ${name}${asked === null ? '' : ` to be ${quote(asked)}`}`;
  return { id: code, change: { action: 'drop', code, message }, changeRequest };
}

function dropDistinctInstance(): Remedy {
  const changeRequest = (request: ResolvedRequest): ResolvedRequest => {
    return { ...request, constraints: { ...request.constraints, distinctInstance: false } };
  };
  const message = 'drop the distinctInstance constraint';
  return {
    id: 'distinctInstance',
    change: { action: 'drop', code: 'distinctInstance', message },
    changeRequest,
  };
}

/** The parts of the expression that do not hold on the host, each to be dropped. */
function dropConjuncts(
  reason: ConstraintReason,
  request: ResolvedRequest,
  failing: FailingConjuncts,
): readonly Remedy[] {
  const constraint = constraintOf(reason, request);
  if (constraint === undefined) return [];
  return failing(constraint).map((conjunct) => dropConjunct(reason.code, constraint, conjunct));
}

function constraintOf({ code }: ConstraintReason, { constraints }: ResolvedRequest): MemberOf | undefined {
  return constraints.memberOf.find(({ index }) => code === `constraint:${index}`);
}

function dropConjunct(code: ConstraintReason['code'], { index, conjuncts }: MemberOf, dropped: Conjunct): Remedy {
  const rest = (constraint: MemberOf): readonly MemberOf[] => {
    const kept = constraint.conjuncts.filter((conjunct) => conjunct !== dropped);
    return kept.length === 0 ? [] : [{ ...constraint, conjuncts: kept, isPartial: true }];
  };
  const changeRequest = (request: ResolvedRequest): ResolvedRequest => {
    const memberOf = request.constraints.memberOf.flatMap((constraint) =>
      constraint.index === index ? rest(constraint) : [constraint],
    );
    return { ...request, constraints: { ...request.constraints, memberOf } };
  };
  const { text } = dropped;
  const message =
    conjuncts.length === 1 ? `drop constraint ${index}: ${text}` : `drop ${text} from constraint ${index}`;
  const change: Change = { action: 'drop', code, predicate: text, message };
  return { id: `${code} ${text}`, change, changeRequest };
}

function dropSpreadLimit({ code, field, limit, most }: SpreadReason): Remedy {
  const changeRequest = (request: ResolvedRequest): ResolvedRequest => {
    const strategies = request.strategies.map((strategy) => {
      if (code !== `spread:${strategy.index}`) return strategy;
      const { [limit]: _, ...spread } = strategy.spread ?? {};
      return { ...strategy, spread };
    });
    return { ...request, strategies };
  };
  const message = `drop ${limit} ${most} from the spread on ${field}`;
  return { id: `${code} ${limit}`, change: { action: 'drop', code, message }, changeRequest };
}

function changeDemand(change: (demand: Demand) => Demand): (request: ResolvedRequest) => ResolvedRequest {
  return (request) => ({ ...request, demand: change(request.demand) });
}
