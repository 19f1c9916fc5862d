/** How much of what a host has registered is taken. */
import { roundAmount } from '../../model/amount.js';
import type { Host } from '../../model/records.js';
import { freeAmount, registeredAmount } from '../hosts/capacity.js';

/** Ports are listed in use, not owned. */
const NO_AMOUNTS: ReadonlySet<string> = new Set(['ports', 'ports_udp']);

export interface HostResource {
  readonly name: string;
  readonly registered: number;
  /** Below 0 on a host that is overcommitted. */
  readonly free: number;
}

/** Every resource of which the host has registered some. */
export function resourcesOf(host: Host): readonly HostResource[] {
  const resources: HostResource[] = [];
  for (const name of host.instance.registered.keys()) {
    const registered = registeredAmount(host, name);
    if (registered > 0 && !NO_AMOUNTS.has(name)) resources.push({ name, registered, free: freeAmount(host, name) });
  }
  return resources;
}

/** The largest share of a resource that is taken: 0 where nothing is, 1 where one is used up. */
export function takenShare(host: Host): number {
  return largestShare(resourcesOf(host));
}

export function largestShare(resources: readonly HostResource[]): number {
  let largest = 0;
  for (const { registered, free } of resources) {
    largest = Math.max(largest, roundAmount(registered - free) / registered);
  }
  return largest;
}
