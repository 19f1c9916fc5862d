/**
 * Whether a host can take one more task of a request, and if not, why: one list of checks for placing, for committing and for
 * explaining.
 *
 * Resources come before constraints, as Amazon ECS documents the order; what costs least comes first in each.
 */
import { failingFor, failingPredicates, holdsFor, type Values } from '../../query/evaluate.js';
import { ABSENT } from '../hosts/attribute-column.js';
import { allPositions, type Bits, hasBit, intersect, lowestBit } from '../hosts/bits.js';
import { registeredAmount } from '../hosts/capacity.js';
import { isEnough, tasksWithin } from '../hosts/free-column.js';
import type { HostTable } from '../hosts/host-table.js';
import { plainRow, valuesIn } from '../hosts/host-values.js';
import { holderOf } from '../hosts/ports.js';
import { spreadColumn } from '../order/spread-column.js';
import { SpreadLimit } from '../order/spread-limit.js';
import { isSatisfied, type MemberOf } from '../request/constraints.js';
import type { AttributeDemand, PortDemand } from '../request/demand.js';
import type { ResolvedRequest } from '../request/resolve.js';
import { roomInRows, roomUnder } from './constraint-room.js';
import type { Reason, ReasonCode } from './reason.js';

/** One thing that may be in the way. No two checks of a request have the same code. */
export interface Check {
  readonly code: ReasonCode;
  /** Whether it is not in the way on a host, with what is placed there. */
  readonly passes: (position: number) => boolean;
  /** The facts, where it is in the way. */
  readonly tell: (position: number) => Reason;
  /** All hosts that pass, where they are known at once. Not to be changed. */
  readonly all?: () => Bits;
  /** Whether nothing that is placed changes it, but only the record of the host. */
  readonly isLasting: boolean;
  /**
   * How many tasks a feasible host has room for as far as the check goes, `most` at the utmost; absent where their number does
   * not matter.
   */
  readonly room?: (position: number, most: number) => number;
  /** Where it holds for all hosts of a bucket together, and can turn for all of them by what is placed on one. */
  readonly limit?: SpreadLimit;
}

type Change = (values: Values<number>) => Values<number>;

/** Whether a host passes all checks. It stops at the first that it does not pass. */
export function isFeasible(checks: readonly Check[], position: number): boolean {
  for (const check of checks) if (!check.passes(position)) return false;
  return true;
}

/** Everything that is in the way of a task on a host; nothing on a feasible one. */
export function reasonsAgainst(checks: readonly Check[], position: number): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const check of checks) if (!check.passes(position)) reasons.push(check.tell(position));
  return reasons;
}

/** The hosts that pass all checks, among some or among all. O(hosts). */
export function feasibleHosts(checks: readonly Check[], size: number, among?: Bits): Bits {
  const feasible = among === undefined ? allPositions(size) : among.slice();
  for (const { all } of checks) if (all) intersect(feasible, all());
  const rest = checks.filter(({ all }) => all === undefined);
  if (rest.length === 0) return feasible;
  for (let at = 0; at < feasible.length; at++) {
    for (let word = feasible[at] as number; word !== 0; word &= word - 1) {
      const position = (at << 5) + lowestBit(word);
      if (!isFeasible(rest, position)) feasible[at] = (feasible[at] as number) & ~(1 << (position & 31));
    }
  }
  return feasible;
}

/**
 * Every check of a request, in the order in which reasons are told.
 *
 * @param change what constraints would read of hosts on which nothing is placed, to see what that would open
 */
export function checksOf(table: HostTable, request: ResolvedRequest, change?: Change): readonly Check[] {
  const fixed = [statusCheck(table), agentCheck(table), clusterCheck(table, request)];
  const attributes = request.demand.attributes.map((attribute) => attributeCheck(table, attribute));
  const constraints = request.constraints.memberOf.map((constraint) => {
    return constraintCheck(table, request, constraint, change);
  });
  return [
    ...fixed,
    ...resourceChecks(table, request),
    ...portChecks(table, request),
    ...attributes,
    ...constraints,
    ...distinctInstanceChecks(table, request),
    ...spreadChecks(table, request, domainOf(table, request, [clusterCheck(table, request), ...attributes])),
  ];
}

function statusCheck(table: HostTable): Check {
  const { active, store } = table;
  return {
    code: 'status',
    passes: (position) => hasBit(active, position),
    tell: (position) => ({ code: 'status', found: store.reader.status(table.rowAt(position)) ?? null }),
    all: () => active,
    isLasting: true,
  };
}

function agentCheck(table: HostTable): Check {
  const { connected, store } = table;
  return {
    code: 'agent',
    passes: (position) => hasBit(connected, position),
    tell: (position) => ({ code: 'agent', found: store.reader.agentConnected(table.rowAt(position)) ?? null }),
    all: () => connected,
    isLasting: true,
  };
}

function clusterCheck(table: HostTable, { clusterKey }: ResolvedRequest): Check {
  const number = table.clusterNumber(clusterKey);
  const { clusters, store } = table;
  return {
    code: 'cluster',
    passes: (position) => clusters[position] === number,
    tell: (position) => {
      return { code: 'cluster', asked: clusterKey ?? '', found: store.reader.cluster(table.rowAt(position)) ?? '' };
    },
    isLasting: true,
  };
}

function resourceChecks(table: HostTable, { demand }: ResolvedRequest): readonly Check[] {
  const amounts = Array.from(demand.amounts, ([name, asked]) => amountCheck(table, name, asked));
  const members = Array.from(demand.members, ([name, asked]) => membersCheck(table, name, asked));
  return [...amounts, ...members, ...(demand.allGpus ? [allGpusCheck(table)] : [])];
}

function amountCheck(table: HostTable, name: string, asked: number): Check {
  const { values } = table.free(name);
  const code = `resource:${name}` as const;
  return {
    code,
    passes: (position) => isEnough(values[position] as number, asked),
    tell: (position) => ({ code, asked, free: values[position] as number }),
    room: (position) => tasksWithin(values[position] as number, asked),
    isLasting: false,
  };
}

function membersCheck(table: HostTable, name: string, asked: readonly string[]): Check {
  const code = `resource:${name}` as const;
  return {
    code,
    passes: (position) => {
      const free = table.freeMembers(position, name);
      return asked.every((member) => free.includes(member));
    },
    tell: (position) => ({ code, asked, free: table.freeMembers(position, name) }),
    room: onlyOne,
    isLasting: false,
  };
}

/** `ALL` needs a host that has GPUs, none of them in use. */
function allGpusCheck(table: HostTable): Check {
  const { values } = table.free('gpu');
  const code = 'resource:gpu' as const;
  return {
    code,
    passes: (position) => {
      const free = values[position] as number;
      const total = Math.max(registeredAmount(table.store.hostAt(table.rowAt(position)), 'gpu'), free);
      return total > 0 && free >= total;
    },
    tell: (position) => ({ code, asked: 'ALL', free: values[position] as number }),
    room: onlyOne,
    isLasting: false,
  };
}

function portChecks(table: HostTable, request: ResolvedRequest): readonly Check[] {
  const { ports } = request.demand;
  const fixed = ports.fixed.map(({ port, protocol }) => fixedPortCheck(table, { hostPort: port, protocol }));
  const dynamic = Array.from(ports.dynamic, ([protocol, asked]): Check => {
    const code = `port:0/${protocol}` as const;
    const column = table.ports;
    const free = (position: number): number => {
      return column.freeDynamic(position, ports, protocol, request.dynamicPortRange);
    };
    return {
      code,
      passes: (position) => free(position) >= asked,
      tell: (position) => ({ code, asked, free: free(position) }),
      room: (position) => Math.floor(free(position) / asked),
      isLasting: false,
    };
  });
  return [...fixed, ...dynamic];
}

function fixedPortCheck(table: HostTable, { hostPort: port, protocol }: PortDemand): Check {
  const code = `port:${port}/${protocol}` as const;
  const column = table.ports;
  return {
    code,
    passes: (position) => !column.isUsed(position, port, protocol),
    tell: (position) => {
      const row = plainRow(table, position);
      const holder =
        row >= 0
          ? table.store.reader.portHolder(row, port, protocol)
          : holderOf(table.view(position), { port, protocol });
      return { code, holder: holder.task ?? null, reserved: holder.reserved };
    },
    room: onlyOne,
    isLasting: false,
  };
}

function attributeCheck(table: HostTable, { name, value }: AttributeDemand): Check {
  const column = table.attribute(name);
  const code = `attribute:${name}` as const;
  const passes = (position: number): boolean => {
    const found = column.codes[position] as number;
    return value === undefined ? found !== ABSENT : found >= 0 && column.values[found] === value;
  };
  const tell = (position: number): Reason => {
    const found = column.valueAt(position);
    return { code, asked: value ?? null, present: found !== undefined, found: found ?? null };
  };
  return { code, passes, tell, isLasting: true };
}

function constraintCheck(table: HostTable, request: ResolvedRequest, constraint: MemberOf, change?: Change): Check {
  const { index, query, taskPredicates, isPartial } = constraint;
  const code = `constraint:${index}` as const;
  const values = valuesIn(table.store);
  const tell = (position: number): Reason => {
    const row = plainRow(table, position);
    const failing =
      row >= 0 ? failingFor(query, row, values) : failingPredicates(query, table.viewFor(constraint, position));
    return { code, expression: query.text, failing };
  };
  const seen = change === undefined ? values : change(values);
  // A record is made only where there is more to see than the store says.
  const rowAt = (position: number): number => {
    return change === undefined ? plainRow(table, position) : table.rowAt(position);
  };
  const passes = (position: number): boolean => {
    const row = rowAt(position);
    if (row < 0) return isSatisfied(constraint, table.viewFor(constraint, position));
    return constraint.conjuncts.every(({ expression }) => holdsFor(expression, row, seen));
  };
  const roomIn = roomInRows(constraint, table.store, seen, request);
  const room = (position: number, most: number): number => {
    const row = rowAt(position);
    return row < 0 ? roomUnder(constraint, table.viewFor(constraint, position), request, most) : roomIn(row, most);
  };
  const told = taskPredicates === undefined ? { code, tell, isLasting: true } : { code, tell, room, isLasting: false };
  // What is supposed for the sake of an answer is asked about few hosts, and never again.
  if (isPartial || change) return { ...told, passes };
  const satisfying = table.constraint(constraint);
  return { ...told, passes: (position) => hasBit(satisfying.bits, position), all: () => satisfying.bits };
}

function distinctInstanceChecks(table: HostTable, request: ResolvedRequest): readonly Check[] {
  if (!request.constraints.distinctInstance) return [];
  const counts = table.group(request);
  const tell = (position: number): Reason => {
    return { code: 'distinctInstance', holder: table.groupTask(position, request)?.key ?? '' };
  };
  return [
    {
      code: 'distinctInstance',
      passes: (position) => counts.at(position) === 0,
      tell,
      room: onlyOne,
      isLasting: false,
    },
  ];
}

/** The limits that spreads set: each on all of its buckets. */
function spreadChecks(table: HostTable, request: ResolvedRequest, domain: () => Bits): readonly Check[] {
  return request.strategies.flatMap((strategy): readonly Check[] => {
    const { spread, index, field = '' } = strategy;
    if (spread?.maxSkew === undefined && spread?.maxPerBucket === undefined) return [];
    const column = spreadColumn(table, strategy);
    const counts = table.group(request).byBucket(column, table.clusterNumber(request.clusterKey));
    const limit = new SpreadLimit(field, spread, counts, domain);
    const code = `spread:${index}` as const;
    const isOfHost = column === table.hostBuckets && spread.maxSkew === undefined;
    return [
      {
        code,
        passes: (position) => limit.admits(column.bucketAt(position)),
        tell: (position) => limit.tell(code, column.bucketAt(position)),
        room: (position) => limit.roomIn(column.bucketAt(position)),
        isLasting: false,
        ...(isOfHost ? {} : { limit }),
      },
    ];
  });
}

/** The hosts whose buckets `maxSkew` compares: those that the tasks could ever go to, full or not. */
function domainOf(table: HostTable, request: ResolvedRequest, checks: readonly Check[]): () => Bits {
  return () => {
    const lasting = request.constraints.memberOf
      .filter(({ taskPredicates }) => taskPredicates === undefined)
      .map((constraint) => constraintCheck(table, request, constraint));
    return feasibleHosts([statusCheck(table), ...checks, ...lasting], table.size);
  };
}

function onlyOne(): number {
  return 1;
}
