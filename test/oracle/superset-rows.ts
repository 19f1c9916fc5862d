/**
 * A naive reading of what the superset of the language asks about: rows of described instances and tasks, and what a subject is on
 * one of them. Written from the language reference, without the product's records, tables or sources.
 */
import { compareTexts, compareVersions, type Order, readDecimal, readInstant, readVersion } from './query-values.js';

/** `INTEGER` and `STRINGSET` resources of `describe-container-instances`. */
export interface ResourceJson {
  readonly name: string;
  readonly type: string;
  readonly integerValue?: number;
  readonly stringSetValue?: readonly string[];
}

export interface HostJson {
  readonly containerInstanceArn: string;
  readonly status?: string;
  readonly agentConnected?: boolean;
  readonly ec2InstanceId?: string;
  readonly capacityProviderName?: string;
  readonly versionInfo?: { readonly agentVersion?: string; readonly dockerVersion?: string };
  readonly runningTasksCount?: number;
  readonly pendingTasksCount?: number;
  readonly registeredAt?: string;
  readonly attributes?: readonly { readonly name: string; readonly value?: string }[];
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
  readonly registeredResources?: readonly ResourceJson[];
  readonly remainingResources?: readonly ResourceJson[];
}

export interface PlacedTaskJson {
  readonly taskArn: string;
  readonly containerInstanceArn?: string;
  readonly taskDefinitionArn?: string;
  readonly group?: string;
  readonly startedBy?: string;
  readonly launchType?: string;
  readonly desiredStatus: string;
  readonly lastStatus: string;
  readonly cpu: string;
  readonly memory: string;
}

/** One row: an instance with its tasks, or a task with its instance (where that is loaded) and the tasks there. */
export interface SupersetRow {
  readonly key: string;
  readonly host: HostJson | undefined;
  readonly tasks: readonly PlacedTaskJson[];
  readonly tasksKnown: boolean;
  readonly task?: PlacedTaskJson;
}

export type ValueKind = 'text' | 'attribute' | 'version' | 'number' | 'set';

/** What a subject is on a row. `values` is empty for what is absent and for what is there without a value. */
export interface Found {
  readonly kind: ValueKind;
  readonly present: boolean;
  /** Whether a negated operator has something to speak of. */
  readonly answerable: boolean;
  readonly values: readonly (string | number)[];
}

export function rowsOf(
  hosts: readonly HostJson[],
  tasks: readonly PlacedTaskJson[],
  of: 'instances' | 'tasks',
): SupersetRow[] {
  const clusters = new Set(tasks.map((task) => clusterOf(task.taskArn)));
  const rowOf = (key: string, host: HostJson | undefined): SupersetRow => ({
    key,
    host,
    tasks: host === undefined ? [] : tasks.filter((task) => task.containerInstanceArn === host.containerInstanceArn),
    tasksKnown: host !== undefined && clusters.has(clusterOf(host.containerInstanceArn)),
  });
  const rows =
    of === 'instances'
      ? hosts.map((host) => rowOf(host.containerInstanceArn, host))
      : tasks.map((task) => {
          const host = hosts.find((one) => one.containerInstanceArn === task.containerInstanceArn);
          return { ...rowOf(task.taskArn, host), task };
        });
  return rows.sort((a, b) => compareTexts(a.key, b.key));
}

export function subjectOn(name: string, row: SupersetRow): Found {
  const { host, task } = row;
  const running = runningOn(row);
  const [head, ...rest] = name.split(':');
  const parameter = rest.join(':');
  if (head === 'task') {
    if (task !== undefined) return one('text', taskField(parameter, task));
    const values = running.map((of) => taskField(parameter, of)).filter((value) => value !== undefined);
    return { kind: 'set', present: running.length > 0, answerable: running.length > 0, values };
  }
  if (host === undefined) return absent('text');
  if (head === 'attribute') {
    const found = host.attributes?.find((attribute) => attribute.name === parameter);
    return { ...one('attribute', found?.value), present: found !== undefined };
  }
  if (head === 'tag') return one('text', host.tags?.find((tag) => tag.key === parameter)?.value);
  if (AMOUNTS.has(head as string)) return one('number', amountOf(head as string, parameter, row));
  return plainSubject(name, host, row.tasksKnown ? running.length : host.runningTasksCount);
}

/** The tasks on the row's instance that are meant to run. */
export function runningOn({ tasks }: SupersetRow): readonly PlacedTaskJson[] {
  return tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
}

function plainSubject(name: string, host: HostJson, runningTasksCount: number | undefined): Found {
  switch (name) {
    case 'agentConnected':
      return one('text', host.agentConnected === undefined ? undefined : String(host.agentConnected));
    case 'agentVersion':
      return one('version', host.versionInfo?.agentVersion);
    case 'dockerVersion':
      return one('version', host.versionInfo?.dockerVersion);
    case 'ec2InstanceId':
      return one('text', host.ec2InstanceId);
    case 'registeredAt':
      return one('number', host.registeredAt && Number(readInstant(host.registeredAt)) / 1000);
    case 'runningTasksCount':
      return one('number', runningTasksCount);
    case 'pendingTasksCount':
      return one('number', host.pendingTasksCount);
    case 'cluster':
      return one('text', clusterOf(host.containerInstanceArn));
    case 'status':
      return one('text', host.status);
    case 'instanceId':
    case 'instanceArn':
      return one('text', host.containerInstanceArn);
    case 'capacityProvider':
      return one('text', host.capacityProviderName);
    default:
      throw new Error(`the oracle does not know the subject ${name}`);
  }
}

function absent(kind: ValueKind): Found {
  return { kind, present: false, answerable: false, values: [] };
}

function one(kind: ValueKind, value: string | number | undefined): Found {
  return value === undefined ? absent(kind) : { kind, present: true, answerable: true, values: [value] };
}

function clusterOf(arn: string): string {
  const parts = arn.split('/');
  return `${arn.slice(0, arn.lastIndexOf(':'))}:cluster/${parts[1]}`;
}

function taskField(name: string, task: PlacedTaskJson): string | undefined {
  const definition = task.taskDefinitionArn?.split('/')[1];
  switch (name) {
    case 'group':
      return task.group;
    case 'family':
      return definition?.split(':')[0];
    case 'definition':
      return definition;
    case 'startedBy':
      return task.startedBy;
    case 'status':
      return task.lastStatus;
    case 'launchType':
      return task.launchType;
    default:
      throw new Error(`the oracle does not know task:${name}`);
  }
}

const AMOUNTS = new Set(['registered', 'remaining', 'used', 'utilization']);

/** What the record says remains, else what is registered less what tasks take that have not stopped. */
function amountOf(what: string, resource: string, { host, tasks }: SupersetRow): number | undefined {
  const registered = listed(host?.registeredResources, resource);
  if (what === 'registered') return registered;
  let taken = 0;
  for (const task of tasks) {
    if (task.lastStatus === 'STOPPED') continue;
    taken += resource === 'cpu' ? Number(task.cpu) : resource === 'memory' ? Number(task.memory) : 0;
  }
  const derived = registered === undefined ? undefined : registered - taken;
  const remaining = listed(host?.remainingResources, resource) ?? derived;
  if (what === 'remaining') return remaining;
  if (registered === undefined || remaining === undefined) return undefined;
  if (what === 'used') return registered - remaining;
  return registered === 0 ? undefined : (registered - remaining) / registered;
}

function listed(resources: readonly ResourceJson[] | undefined, name: string): number | undefined {
  const found = resources?.find((resource) => resource.name.toLowerCase() === name);
  return found?.integerValue ?? found?.stringSetValue?.length;
}

/** Ascending within a kind; attributes sort as text. */
export function compareValues(kind: ValueKind, a: string | number, b: string | number): Order {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const versions = kind === 'version' ? [readVersion(String(a)), readVersion(String(b))] : [];
  const [left, right] = versions;
  return left && right ? compareVersions(left, right) : compareTexts(String(a), String(b));
}

/** How a value stands to an argument of an ordering operator; undefined where the two cannot be compared. */
export function orderAgainst(kind: ValueKind, value: string | number, argument: string | number): Order | undefined {
  const number = kind === 'attribute' ? readDecimal(String(argument)) : undefined;
  if (number === undefined) return compareValues(kind, value, argument);
  const own = readDecimal(String(value));
  return own === undefined ? undefined : compareValues('number', own, number);
}
