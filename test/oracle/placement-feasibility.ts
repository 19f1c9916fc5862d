/** Everything that keeps a host from taking a task, as codes; no early end, nothing shared with ranking or with the product. */
import type { Expression } from '../../src/language/ast.js';
import type { Host } from '../../src/model/records.js';
import { portsInUse } from './placement-ports.js';
import { allGpusOf, freeAmount, freeMembers } from './placement-resources.js';
import { holdsOn } from './query.js';
import type { OracleHost } from './query-fleet.js';

/** What one task needs. */
export interface Need {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number | 'ALL';
  /** `hostPort` 0 is dynamic. */
  readonly ports: readonly { readonly hostPort: number; readonly protocol: 'tcp' | 'udp' }[];
  readonly attributes: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: Readonly<Record<string, number | readonly string[]>>;
}

export type OracleStrategy =
  | { readonly type: 'spread' | 'binpack'; readonly field: string }
  | { readonly type: 'random' };

export interface OracleRequest {
  readonly need: Need;
  readonly count: number;
  readonly group: string | undefined;
  /** As its hosts name it; `''` for the unnamed one. */
  readonly cluster: string;
  /** By number: the expressions of memberOf, or distinctInstance. */
  readonly constraints: readonly (Expression | 'distinctInstance')[];
  readonly strategies: readonly OracleStrategy[];
  readonly gang: boolean;
  readonly seed: number;
  readonly dynamicPortRange: readonly [number, number];
}

export function obstacleCodes(host: Host, request: OracleRequest): string[] {
  const codes = new Set<string>();
  const { instance } = host;
  if (instance.status !== 'ACTIVE') codes.add('status');
  if (instance.agentConnected !== true) codes.add('agent');
  if ((instance.cluster ?? '') !== request.cluster) codes.add('cluster');
  for (const name of shortResources(host, request.need)) codes.add(`resource:${name}`);
  for (const name of missingPorts(host, request)) codes.add(`port:${name}`);
  for (const { name, value } of request.need.attributes) {
    const found = instance.attributes.get(name);
    if (found === undefined || (value !== undefined && found !== value)) codes.add(`attribute:${name}`);
  }
  request.constraints.forEach((constraint, index) => {
    if (constraint === 'distinctInstance') {
      if (hasGroupTask(host, request)) codes.add('distinctInstance');
    } else if (!holdsOn(constraint, asOracleHost(host))) codes.add(`constraint:${index}`);
  });
  return [...codes];
}

function shortResources(host: Host, need: Need): string[] {
  const short: string[] = [];
  if (need.cpu > 0 && need.cpu > freeAmount(host, 'cpu')) short.push('cpu');
  if (need.memory > 0 && need.memory > freeAmount(host, 'memory')) short.push('memory');
  if (need.gpu === 'ALL') {
    if (allGpusOf(host) === 0 || freeAmount(host, 'gpu') < allGpusOf(host)) short.push('gpu');
  } else if (need.gpu > 0 && need.gpu > freeAmount(host, 'gpu')) short.push('gpu');
  for (const [name, asked] of Object.entries(need.resources)) {
    if (typeof asked === 'number') {
      if (asked > 0 && asked > freeAmount(host, name)) short.push(name);
    } else if (asked.some((member) => !freeMembers(host, name).includes(member))) short.push(name);
  }
  return short;
}

function missingPorts(host: Host, { need, dynamicPortRange: [first, last] }: OracleRequest): string[] {
  const missing: string[] = [];
  for (const protocol of ['tcp', 'udp']) {
    const own = need.ports.filter((port) => port.protocol === protocol);
    const fixed = own.map(({ hostPort }) => hostPort).filter((port) => port !== 0);
    const used = portsInUse(host, protocol);
    for (const port of fixed) if (used.includes(port)) missing.push(`${port}/${protocol}`);
    let free = 0;
    for (let port = first; port <= last; port++) if (!used.includes(port) && !fixed.includes(port)) free++;
    if (own.length - fixed.length > free) missing.push(`0/${protocol}`);
  }
  return missing;
}

/** Tasks placed earlier in the request are of its group even where it names none. */
function hasGroupTask(host: Host, request: OracleRequest): boolean {
  return groupTasks(host, request) > 0;
}

export function groupTasks(host: Host, { group }: OracleRequest): number {
  let count = 0;
  for (const task of host.tasks) {
    const same = task.key.startsWith('naive-') || (group !== undefined && task.group === group);
    if (same && task.desiredStatus === 'RUNNING') count++;
  }
  return count;
}

function asOracleHost({ instance, tasks, tasksKnown }: Host): OracleHost {
  const running = tasks.filter((task) => task.desiredStatus === 'RUNNING');
  return {
    key: instance.key,
    agentConnected: instance.agentConnected,
    agentVersion: instance.agentVersion,
    ec2InstanceId: instance.ec2InstanceId,
    registeredAt: undefined,
    runningTasksCount: tasksKnown ? running.length : instance.runningTasksCount,
    attributes: instance.attributes,
    runningGroups: running.map((task) => task.group),
  };
}
