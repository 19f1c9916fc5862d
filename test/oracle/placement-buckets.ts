/** Buckets of hosts, and how many tasks of the request's group each has; counted anew whenever somebody asks. */
import type { Expression } from '../../src/language/ast.js';
import type { Host } from '../../src/model/records.js';
import type { SpreadStrategy, Work } from './placement-request.js';
import { holdsOn } from './query.js';
import type { OracleHost } from './query-fleet.js';

/** The bucket of a host under a spread's field; undefined where it has no value of the attribute. */
export function bucketOf({ instance }: Host, field: string): string | undefined {
  if (field === 'instanceId' || field === 'host') return instance.key;
  return instance.attributes.get(field.replace('attribute:', '')) ?? undefined;
}

/** Tasks of the group in a bucket: those on the ACTIVE hosts of the request's cluster. */
export function tasksInBucket(bucket: string, field: string, hosts: readonly Host[], work: Work): number {
  return countsOf(field, hosts, work).tasks.get(bucket) ?? 0;
}

interface Counts {
  /** Bucket → tasks. */
  readonly tasks: ReadonlyMap<string, number>;
  /** Of the buckets that hosts are in which the tasks could ever go to; 0 where there is no such host. */
  readonly fewest: number;
}

/** The counts of one list of hosts, so that they are not made anew for each of the hosts. */
const counted = new WeakMap<readonly Host[], WeakMap<Work, Map<string, Counts>>>();

function countsOf(field: string, hosts: readonly Host[], work: Work): Counts {
  const ofHosts = counted.get(hosts) ?? new WeakMap<Work, Map<string, Counts>>();
  const ofWork = ofHosts.get(work) ?? new Map<string, Counts>();
  const counts = ofWork.get(field) ?? count(field, hosts, work);
  counted.set(hosts, ofHosts.set(work, ofWork.set(field, counts)));
  return counts;
}

function count(field: string, hosts: readonly Host[], work: Work): Counts {
  const tasks = new Map<string, number>();
  const eligible = new Set<string>();
  for (const host of hosts) {
    const bucket = bucketOf(host, field);
    if (bucket === undefined || !isActive(host, work)) continue;
    tasks.set(bucket, (tasks.get(bucket) ?? 0) + groupTasks(host, work));
    if (couldTake(host, work)) eligible.add(bucket);
  }
  let fewest = Number.POSITIVE_INFINITY;
  for (const bucket of eligible) fewest = Math.min(fewest, tasks.get(bucket) ?? 0);
  return { tasks, fewest: eligible.size > 0 ? fewest : 0 };
}

/** Tasks placed earlier for the request are of its group even where it names none. */
export function groupTasks(host: Host, { request: { group }, own }: Work): number {
  let count = 0;
  for (const task of host.tasks) {
    const same = task.key.startsWith(own) || (group !== undefined && task.group === group);
    if (same && task.desiredStatus === 'RUNNING') count++;
  }
  return count;
}

/** Whether one more task in the host's bucket is more than the spread allows. */
export function overfills(strategy: SpreadStrategy, host: Host, hosts: readonly Host[], work: Work): boolean {
  const { field, maxSkew, maxPerBucket } = strategy;
  if (maxSkew === undefined && maxPerBucket === undefined) return false;
  const bucket = bucketOf(host, field);
  if (bucket === undefined) return true;
  const tasks = tasksInBucket(bucket, field, hosts, work);
  if (maxPerBucket !== undefined && tasks >= maxPerBucket) return true;
  if (maxSkew === undefined) return false;
  const { fewest } = countsOf(field, hosts, work);
  return tasks + 1 - fewest > maxSkew;
}

/** By what does not change as tasks come and go. */
function couldTake(host: Host, { request }: Work): boolean {
  for (const { name, value } of request.need.attributes) {
    const found = host.instance.attributes.get(name);
    if (found === undefined || (value !== undefined && found !== value)) return false;
  }
  for (const constraint of request.constraints) {
    if (constraint === 'distinctInstance' || looksAtTasks(constraint)) continue;
    if (!holdsOn(constraint, asOracleHost(host))) return false;
  }
  return true;
}

function looksAtTasks(expression: Expression): boolean {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.operands.some(looksAtTasks);
    case 'not':
      return looksAtTasks(expression.operand);
    case 'everything':
      return false;
    default:
      return ['task:group', 'runningTasksCount'].includes(expression.subject.name);
  }
}

export function isActive({ instance }: Host, { request }: Work): boolean {
  return instance.status === 'ACTIVE' && (instance.cluster ?? '') === request.cluster;
}

/** What expressions look at. */
export function asOracleHost({ instance, tasks, tasksKnown }: Host): OracleHost {
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
