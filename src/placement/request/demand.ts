/** What one task of a request needs of a host. All tasks of a request need the same. */
import type { HostPort, Protocol } from '../../model/records.js';

export interface Demand {
  /** Resource name in lower case → how much of it, above 0: `cpu` in CPU units, `memory` in MiB, `gpu` in devices. */
  readonly amounts: ReadonlyMap<string, number>;
  /** Name of a string-set resource in lower case → the members it has to get. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Every GPU of an instance that has none in use, instead of an amount. */
  readonly allGpus: boolean;
  readonly ports: Ports;
  readonly attributes: readonly AttributeDemand[];
}

/** A port of the host. `hostPort` 0 is a dynamic one: any that is free. */
export interface PortDemand {
  readonly hostPort: number;
  readonly protocol: Protocol;
  readonly containerPort?: number;
}

/** An attribute that an instance must have, and the value it must have where one is given. */
export interface AttributeDemand {
  readonly name: string;
  readonly value?: string;
}

export interface Ports {
  /** In the order of the request. */
  readonly all: readonly PortDemand[];
  /** Those that have to be the very port, each once. */
  readonly fixed: readonly HostPort[];
  /** How many have to be any port, for the protocols that need some. */
  readonly dynamic: ReadonlyMap<Protocol, number>;
}

export const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp'];

export function portsOf(all: readonly PortDemand[]): Ports {
  const fixed: HostPort[] = [];
  const dynamic = new Map<Protocol, number>();
  for (const { hostPort, protocol } of all) {
    if (hostPort > 0) fixed.push({ port: hostPort, protocol });
    else dynamic.set(protocol, (dynamic.get(protocol) ?? 0) + 1);
  }
  return { all, fixed, dynamic };
}
