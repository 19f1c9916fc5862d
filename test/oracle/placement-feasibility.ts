/** Everything that keeps a host from taking a task, as codes; no early end, nothing shared with ranking or with the product. */
import type { Host } from '../../src/model/records.js';
import { asOracleHost, groupTasks, overfills } from './placement-buckets.js';
import { portsInUse } from './placement-ports.js';
import type { Need, OracleRequest, Work } from './placement-request.js';
import { allGpusOf, freeAmount, freeMembers } from './placement-resources.js';
import { holdsOn } from './query.js';

/** @param hosts all of them, as they are now */
export function obstacleCodes(host: Host, hosts: readonly Host[], work: Work): string[] {
  const codes = new Set<string>();
  const { request } = work;
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
      if (groupTasks(host, work) > 0) codes.add('distinctInstance');
    } else if (!holdsOn(constraint, asOracleHost(host))) codes.add(`constraint:${index}`);
  });
  request.strategies.forEach((strategy, index) => {
    if (strategy.type === 'spread' && overfills(strategy, host, hosts, work)) codes.add(`spread:${index}`);
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
    if (own.length === 0) continue;
    const fixed = own.map(({ hostPort }) => hostPort).filter((port) => port !== 0);
    const used = portsInUse(host, protocol);
    for (const port of fixed) if (used.includes(port)) missing.push(`${port}/${protocol}`);
    let free = 0;
    for (let port = first; port <= last; port++) if (!used.includes(port) && !fixed.includes(port)) free++;
    if (own.length - fixed.length > free) missing.push(`0/${protocol}`);
  }
  return missing;
}
