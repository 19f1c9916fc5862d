/**
 * What a host has free, from its record and its tasks.
 *
 * `remainingResources` is believed where the record has it; where it says nothing of a resource, what is registered less what
 * the tasks take that have not stopped.
 */
import { roundAmount } from '../../model/amount.js';
import { type Host, holdsResources, type Task } from '../../model/records.js';

/** Free amount of a resource by name in lower case; of a set, the number of its free members. 0 where the host has none. */
export function freeAmount(host: Host, name: string): number {
  const { registered, remaining } = host.instance;
  const stated = remaining?.get(name);
  if (stated !== undefined) return typeof stated === 'number' ? stated : stated.length;
  const total = registered.get(name);
  if (total === undefined) return 0;
  const taken = host.tasks.filter(holdsResources).reduce((sum, task) => sum + takenBy(task, name), 0);
  return roundAmount((typeof total === 'number' ? total : total.length) - taken);
}

/** What a task takes of a resource: records of tasks know of CPU, memory and GPUs. */
export function takenBy(task: Task, name: string): number {
  switch (name) {
    case 'cpu':
      return task.cpu;
    case 'memory':
      return task.memory;
    case 'gpu':
      return Math.max(task.gpu, task.gpuIds.length);
    default:
      return 0;
  }
}

/** How many of a resource the host has, taken or not. */
export function registeredAmount(host: Host, name: string): number {
  const total = host.instance.registered.get(name) ?? 0;
  return typeof total === 'number' ? total : total.length;
}

/** Free members of a string set in registered order; none where the host does not list them. */
export function freeMembers(host: Host, name: string): readonly string[] {
  const { registered, remaining } = host.instance;
  const stated = remaining?.get(name);
  const all = membersOf(registered.get(name));
  if (Array.isArray(stated)) return inOrder(membersOf(stated), all);
  if (name !== 'gpu') return all;
  const free = untakenDevices(host, all);
  return typeof stated === 'number' ? free.slice(0, Math.max(0, stated)) : free;
}

function membersOf(amount: number | readonly string[] | undefined): readonly string[] {
  return typeof amount === 'object' ? amount : [];
}

function inOrder(members: readonly string[], order: readonly string[]): readonly string[] {
  const rest = new Set(members);
  const known = order.filter((member) => rest.delete(member));
  return [...known, ...rest];
}

/** A task that does not name its devices is taken to have the first ones that no other task names: so they are given out. */
function untakenDevices(host: Host, devices: readonly string[]): readonly string[] {
  const holders = host.tasks.filter(holdsResources);
  const named = new Set(holders.flatMap((task) => task.gpuIds));
  const unnamed = devices.filter((device) => !named.has(device));
  const taken = holders.reduce((sum, task) => sum + takenBy(task, 'gpu'), 0);
  return unnamed.slice(Math.max(0, taken - (devices.length - unnamed.length)));
}
