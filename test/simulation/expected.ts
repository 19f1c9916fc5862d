/** What a cluster in the state of the model has to answer: hosts as the oracle sees them, rows, and the snapshot. */
import type { Instance, Resources, Task } from '../../src/model/records.js';
import type { OracleHost } from '../oracle/query-fleet.js';
import type { Model } from './model.js';

/** A host with a number that it shares with the hosts that differ in nothing but their key: no predicate can tell them apart. */
export interface SeenHost {
  readonly host: OracleHost;
  readonly likeness: number;
}

/** The hosts of the model, kept from one question to the next and made anew where the model was touched. */
export class Hosts {
  readonly #model: Model;
  readonly #seen = new Map<string, { host: OracleHost; likeness: number }>();
  readonly #likenesses = new Map<string, number>();
  /** Ascending, but for those that came since. */
  #keys: string[] = [];
  #sorted: readonly SeenHost[] | undefined;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Ascending by key. */
  all(): readonly SeenHost[] {
    const touched = this.#model.takeTouched() ?? new Set([...this.#seen.keys(), ...this.#model.instances.keys()]);
    for (const key of touched) this.#renew(key);
    this.#sorted ??= this.#sort();
    return this.#sorted;
  }

  #sort(): readonly SeenHost[] {
    this.#keys = this.#keys.filter((key) => this.#seen.has(key)).sort();
    return this.#keys.map((key) => this.#seen.get(key) as SeenHost);
  }

  #renew(key: string): void {
    const instance = this.#model.instances.get(key);
    const seen = this.#seen.get(key);
    if (instance === undefined) {
      if (this.#seen.delete(key)) this.#sorted = undefined;
      return;
    }
    const host = oracleHost(instance, this.#model);
    const likeness = this.#likenessOf(host);
    if (seen !== undefined) {
      Object.assign(seen, { host, likeness });
      return;
    }
    this.#seen.set(key, { host, likeness });
    this.#keys.push(key);
    this.#sorted = undefined;
  }

  #likenessOf(host: OracleHost): number {
    const look = lookOf(host);
    const likeness = this.#likenesses.get(look) ?? this.#likenesses.size;
    this.#likenesses.set(look, likeness);
    return likeness;
  }
}

function oracleHost(instance: Instance, model: Model): OracleHost {
  const running = tasksOn(instance.key, model).filter((task) => task.desiredStatus === 'RUNNING');
  const { registeredAt } = instance;
  return {
    key: instance.key,
    agentConnected: instance.agentConnected,
    agentVersion: instance.agentVersion,
    ec2InstanceId: instance.ec2InstanceId,
    registeredAt: registeredAt === undefined ? undefined : BigInt(Math.round(registeredAt * 1000)),
    runningTasksCount: countOf(instance, running, model),
    attributes: instance.attributes,
    runningGroups: running.map((task) => task.group),
  };
}

function countOf(instance: Instance, running: readonly Task[], model: Model): number | undefined {
  return model.areTasksKnown(instance.cluster) ? running.length : instance.runningTasksCount;
}

/** Everything that a predicate can see of a host. */
function lookOf(host: OracleHost): string {
  const { agentConnected, agentVersion, ec2InstanceId, registeredAt, runningTasksCount, attributes, runningGroups } =
    host;
  const groups = [...new Set(runningGroups)].map((group) => group ?? null);
  const rest = [agentConnected, agentVersion, ec2InstanceId, String(registeredAt), runningTasksCount, groups];
  return JSON.stringify([...rest, ...attributes]);
}

function tasksOn(key: string, model: Model): readonly Task[] {
  return [...(model.tasksOn.get(key) ?? [])].sort().map((task) => model.tasks.get(task) as Task);
}

/** The hosts of a store in plain form: the records, ascending by key, each with its tasks, ascending by theirs. */
export function expectedHosts(model: Model): readonly object[] {
  const keys = [...model.instances.keys()].sort();
  return keys.map((key) => {
    const instance = model.instances.get(key) as Instance;
    return { instance, tasks: tasksOn(key, model), tasksKnown: model.areTasksKnown(instance.cluster) };
  });
}

/** A row of a query's answer. */
export function expectedRow(key: string, model: Model): object {
  const instance = model.instances.get(key) as Instance;
  const running = tasksOn(key, model).filter((task) => task.desiredStatus === 'RUNNING');
  const { registeredAt, runningTasksCount: _, attributes, tags, registered, remaining, ...plain } = instance;
  return present({
    ...plain,
    registeredAt: registeredAt === undefined ? undefined : isoText(registeredAt),
    runningTasksCount: countOf(instance, running, model),
    attributes: Object.fromEntries(attributes),
    tags: Object.fromEntries(tags),
    registered: Object.fromEntries(registered),
    remaining: remaining && Object.fromEntries(remaining),
  });
}

export function expectedSnapshot(model: Model): object {
  const graves = [...model.tombstones.values()];
  return {
    format: 'stowage-snapshot',
    formatVersion: 1,
    revision: model.revision,
    instances: sortedByKey(model.instances.values()).map(snapshotInstance),
    tasks: sortedByKey(model.tasks.values()).map(snapshotTask),
    tombstones: [
      ...sortedByKey(graves.filter(({ kind }) => kind === 'instance')),
      ...sortedByKey(graves.filter(({ kind }) => kind === 'task')),
    ],
    clustersWithTasks: [...model.clustersWithTasks].sort(),
  };
}

function snapshotInstance({ registeredAt, attributes, tags, registered, remaining, ...plain }: Instance): object {
  return present({
    ...plain,
    registeredAt: registeredAt === undefined ? undefined : isoText(registeredAt),
    attributes: pairs(attributes),
    tags: pairs(tags),
    registered: pairs(registered),
    remaining: remaining && (pairs(remaining) ?? []),
  });
}

function snapshotTask({ gpuIds, hostPorts, ...plain }: Task): object {
  const some = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
  return present({ ...plain, gpuIds: some(gpuIds), hostPorts: some(hostPorts) });
}

function pairs(map: ReadonlyMap<string, unknown> | Resources): readonly unknown[] | undefined {
  return map.size === 0 ? undefined : [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function sortedByKey<T extends { readonly key: string }>(records: Iterable<T>): T[] {
  return [...records].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function present(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Milliseconds since 1970, with fractions down to the microsecond, as ISO 8601 with no more digits than they need. */
function isoText(instant: number): string {
  const micros = BigInt(Math.round(instant * 1000));
  const second = (micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
  const fraction = String(micros - second * 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const whole = new Date(Number(second) * 1000).toISOString().slice(0, 19);
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`;
}
