/**
 * What an instance says remains of its resources, when tasks come and go.
 *
 * Only what the record states is changed: of CPU, memory, GPUs and ports it does not state, what is free is derived from the
 * tasks. Of any other resource the tasks say nothing, so of these the remainder is stated once some of it is taken.
 */

import { roundAmount } from '../../model/amount.js';
import { takenBy } from '../../model/host-amounts.js';
import {
  type Host,
  type HostPort,
  holdsResources,
  type Instance,
  type Resources,
  type Task,
} from '../../model/records.js';
import type { Demand } from '../request/demand.js';
import { freeAmount, freeMembers, registeredAmount } from './capacity.js';
import type { Grant } from './placed-task.js';
import { PORT_RESOURCES } from './ports.js';

/** What one task takes of its host. */
export interface Taking extends Grant {
  /** Resource name in lower case → how much of it. */
  readonly amounts: ReadonlyMap<string, number>;
  /** Name of a string-set resource → the members it gets by name. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** What a task of a request takes of a host that was granted what it asked for. */
export function takingOf(demand: Demand, host: Host, grant: Grant): Taking {
  const { members, allGpus } = demand;
  if (!allGpus) return { amounts: demand.amounts, members, ...grant };
  const all = Math.max(registeredAmount(host, 'gpu'), freeAmount(host, 'gpu'));
  return { amounts: new Map([...demand.amounts, ['gpu', all]]), members, ...grant };
}

/** What a task that is known by its record only takes: of resources other than these, records of tasks say nothing. */
export function takingOfRecord(task: Task): Taking {
  const amounts = new Map(TASK_RESOURCES.map((name) => [name, takenBy(task, name)]));
  return { amounts, members: new Map(), hostPorts: task.hostPorts, gpuIds: task.gpuIds };
}

/** What records of tasks say that they take, so that it need not be stated. */
const TASK_RESOURCES: readonly string[] = ['cpu', 'memory', 'gpu'];

type Amounts = Map<string, number | readonly string[]>;

/** The instance with what tasks take gone from what remains. O(resources + what is taken). */
export function withTaken(host: Host, takings: readonly Taking[]): Instance {
  const remaining: Amounts = new Map(host.instance.remaining);
  for (const name of new Set(takings.flatMap(({ amounts, members }) => [...amounts.keys(), ...members.keys()]))) {
    take(host, name, takings, remaining);
  }
  addPorts(
    takings.flatMap(({ hostPorts }) => hostPorts),
    remaining,
  );
  return withRemaining(host.instance, remaining);
}

function take(host: Host, name: string, takings: readonly Taking[], remaining: Amounts): void {
  const sum = takings.reduce((total, { amounts }) => total + (amounts.get(name) ?? 0), 0);
  const stated = remaining.get(name);
  if (stated === undefined && TASK_RESOURCES.includes(name)) return;
  const total = stated ?? host.instance.registered.get(name);
  if (typeof total === 'number') {
    remaining.set(name, roundAmount(total - sum));
    return;
  }
  const named = new Set(
    takings.flatMap(({ members, gpuIds }) => (name === 'gpu' ? gpuIds : (members.get(name) ?? []))),
  );
  const rest = freeMembers(host, name).filter((member) => !named.has(member));
  // What was asked for by number is given out in registered order; GPUs are granted by their ids.
  remaining.set(name, name === 'gpu' ? rest : rest.slice(sum));
}

function addPorts(taken: readonly HostPort[], remaining: Amounts): void {
  for (const { port, protocol } of taken) {
    const name = PORT_RESOURCES[protocol];
    const stated = remaining.get(name);
    if (typeof stated === 'object' && !stated.includes(String(port))) remaining.set(name, [...stated, String(port)]);
  }
}

/**
 * The instance with what some of its tasks held given back to what remains: never more than is registered. O(tasks on it).
 *
 * @param tasks of the host, about to leave it
 */
export function withGivenBack(host: Host, tasks: readonly Task[]): Instance {
  const { instance } = host;
  if (instance.remaining === undefined) return instance;
  const leaving = tasks.filter(holdsResources);
  const keys = new Set(leaving.map(({ key }) => key));
  const staying = host.tasks.filter((task) => holdsResources(task) && !keys.has(task.key));
  const remaining: Amounts = new Map(instance.remaining);
  for (const name of TASK_RESOURCES) giveBack(host, name, leaving, staying, remaining);
  removePorts(host, leaving, staying, remaining);
  return withRemaining(instance, remaining);
}

function giveBack(
  host: Host,
  name: string,
  leaving: readonly Task[],
  staying: readonly Task[],
  remaining: Amounts,
): void {
  const stated = remaining.get(name);
  const freed = leaving.reduce((sum, task) => sum + takenBy(task, name), 0);
  if (stated === undefined || freed === 0) return;
  const total = registeredAmount(host, name);
  if (typeof stated === 'number') {
    const most = host.instance.registered.has(name) ? Math.max(stated, total) : Number.POSITIVE_INFINITY;
    remaining.set(name, Math.min(most, roundAmount(stated + freed)));
    return;
  }
  const held = new Set(staying.flatMap(({ gpuIds }) => gpuIds));
  const named = leaving.flatMap(({ gpuIds }) => gpuIds);
  const devices = membersOf(host.instance.registered, name);
  // A task that does not name its devices gives back the first ones that nobody names.
  const unnamed = devices.filter((device) => !held.has(device) && !named.includes(device) && !stated.includes(device));
  const back = [...named, ...unnamed.slice(0, freed - named.length)];
  remaining.set(name, [...new Set([...stated, ...back])]);
}

function removePorts(host: Host, leaving: readonly Task[], staying: readonly Task[], remaining: Amounts): void {
  for (const protocol of ['tcp', 'udp'] as const) {
    const name = PORT_RESOURCES[protocol];
    const stated = remaining.get(name);
    if (typeof stated !== 'object') continue;
    const portsOf = (tasks: readonly Task[]) =>
      tasks.flatMap(({ hostPorts }) =>
        hostPorts.filter((held) => held.protocol === protocol).map(({ port }) => `${port}`),
      );
    const kept = new Set([...membersOf(host.instance.registered, name), ...portsOf(staying)]);
    const freed = new Set(portsOf(leaving).filter((port) => !kept.has(port)));
    if (freed.size > 0) {
      remaining.set(
        name,
        stated.filter((port) => !freed.has(port)),
      );
    }
  }
}

function membersOf(resources: Resources, name: string): readonly string[] {
  const amount = resources.get(name);
  return typeof amount === 'object' ? amount : [];
}

/** A record that stated nothing goes on stating nothing, unless there is something to state. */
function withRemaining(instance: Instance, remaining: Amounts): Instance {
  return instance.remaining === undefined && remaining.size === 0 ? instance : { ...instance, remaining };
}
