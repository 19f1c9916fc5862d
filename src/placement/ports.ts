/** Host ports in use on one host, those of tasks placed on it in this request included. */
import { type Host, type HostPort, holdsResources, type Protocol } from '../model/records.js';
import type { Ports } from './demand.js';

/** Who holds a port: a task, the host itself (reserved), or nobody that the records name. */
export interface PortHolder {
  readonly task?: string;
  readonly reserved: boolean;
}

/** Names of the resources that list ports in use. */
export const PORT_RESOURCES: Readonly<Record<Protocol, string>> = { tcp: 'ports', udp: 'ports_udp' };

const RESERVED: PortHolder = { reserved: true };
const UNKNOWN_HOLDER: PortHolder = { reserved: false };

export class PortTable {
  readonly #host: Host;
  /** Made when a protocol is first asked about. */
  readonly #holders: Partial<Record<Protocol, Map<number, PortHolder>>> = {};
  readonly #first: number;
  readonly #last: number;
  /** No dynamic port below is free: ports are taken, never given back. */
  readonly #nextDynamic: Record<Protocol, number>;

  constructor(host: Host, [first, last]: readonly [first: number, last: number]) {
    this.#host = host;
    this.#first = first;
    this.#last = last;
    this.#nextDynamic = { tcp: first, udp: first };
  }

  holder({ port, protocol }: HostPort): PortHolder | undefined {
    return this.#holdersOf(protocol).get(port);
  }

  /** How many dynamic ports one task could get beside its fixed ports. O(ports in use). */
  freeDynamic(asked: Ports, protocol: Protocol): number {
    let free = this.#last - this.#first + 1;
    for (const port of this.#holdersOf(protocol).keys()) if (this.#isDynamic(port)) free--;
    for (const fixed of asked.fixed) {
      const counts = fixed.protocol === protocol && this.#isDynamic(fixed.port);
      if (counts && this.holder(fixed) === undefined) free--;
    }
    return free;
  }

  /** Gives a task its ports, in the order of the request: fixed ones as asked, dynamic ones the lowest that are free. */
  take(asked: Ports, task: string): readonly HostPort[] {
    const holder: PortHolder = { task, reserved: false };
    for (const { port, protocol } of asked.fixed) this.#holdersOf(protocol).set(port, holder);
    return asked.all.map(({ hostPort, protocol }) => {
      return { port: hostPort > 0 ? hostPort : this.#takeDynamic(protocol, holder), protocol };
    });
  }

  #takeDynamic(protocol: Protocol, holder: PortHolder): number {
    let port = this.#nextDynamic[protocol];
    while (this.#holdersOf(protocol).has(port)) port++;
    this.#holdersOf(protocol).set(port, holder);
    this.#nextDynamic[protocol] = port + 1;
    return port;
  }

  #holdersOf(protocol: Protocol): Map<number, PortHolder> {
    const holders = this.#holders[protocol] ?? holdersOn(this.#host, protocol);
    this.#holders[protocol] = holders;
    return holders;
  }

  #isDynamic(port: number): boolean {
    return port >= this.#first && port <= this.#last;
  }
}

/** Reserved goes before held by a task, and that before in use by nobody knows whom. */
function holdersOn(host: Host, protocol: Protocol): Map<number, PortHolder> {
  const { registered, remaining } = host.instance;
  const resource = PORT_RESOURCES[protocol];
  const holders = new Map<number, PortHolder>();
  for (const port of portNumbers(remaining?.get(resource))) holders.set(port, UNKNOWN_HOLDER);
  for (const task of host.tasks) {
    if (!holdsResources(task)) continue;
    for (const held of task.hostPorts) {
      if (held.protocol === protocol) holders.set(held.port, { task: task.key, reserved: false });
    }
  }
  for (const port of portNumbers(registered.get(resource))) holders.set(port, RESERVED);
  return holders;
}

function portNumbers(ports: number | readonly string[] | undefined): readonly number[] {
  return typeof ports === 'object' ? ports.map(Number) : [];
}
