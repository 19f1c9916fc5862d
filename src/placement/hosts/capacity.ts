/**
 * What a host has free, from its record and its tasks.
 *
 * `remainingResources` is believed where the record has it; where it says nothing of a resource, what is registered less what
 * the tasks take that have not stopped.
 */
import { amountsOf, takenBy } from '../../model/host-amounts.js';
import { type Host, holdsResources } from '../../model/records.js';

/** Free amount of a resource by name in lower case; of a set, the number of its free members. 0 where the host has none. */
export function freeAmount(host: Host, name: string): number {
  return amountsOf(host).remaining(name) ?? 0;
}

/** How many of a resource the host has, taken or not. */
export function registeredAmount(host: Host, name: string): number {
  return amountsOf(host).registered(name) ?? 0;
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
