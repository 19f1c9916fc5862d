/** Host ports in use, host by host. */
import type { HostPort, Protocol } from '../../model/records.js';
import type { HostReader } from '../../store/host-reader.js';
import type { PortDemand, Ports } from '../request/demand.js';
import { type PortRange, UsedPorts } from './used-ports.js';

export class PortColumn {
  /** Position → the ports in use; undefined for none. */
  readonly #used: (UsedPorts | undefined)[] = [];
  readonly #reader: HostReader;
  readonly #rows: Int32Array;

  /** O(ports in use). */
  constructor(reader: HostReader, rows: Int32Array) {
    this.#reader = reader;
    this.#rows = rows;
    for (let position = 0; position < rows.length; position++) this.#used.push(this.#read(position));
  }

  /** As the store has it, without what was placed. */
  reset(position: number): void {
    this.#used[position] = this.#read(position);
  }

  isUsed(position: number, port: number, protocol: Protocol): boolean {
    return this.#used[position]?.has({ port, protocol }) ?? false;
  }

  /** How many dynamic ports one task could get beside its fixed ports. O(range / 32), O(ports in use) where these are few. */
  freeDynamic(position: number, asked: Ports, protocol: Protocol, range: PortRange): number {
    const used = this.#used[position];
    let free = range[1] - range[0] + 1 - (used?.countWithin(protocol, range) ?? 0);
    for (const fixed of asked.fixed) {
      const isWithin = fixed.protocol === protocol && fixed.port >= range[0] && fixed.port <= range[1];
      if (isWithin && !used?.has(fixed)) free--;
    }
    return free;
  }

  /** Gives a task its ports, in the order of the request: fixed ones as asked, dynamic ones the lowest that are free. */
  take(position: number, asked: Ports, range: PortRange): readonly HostPort[] {
    const used = this.#usedAt(position);
    for (const fixed of asked.fixed) used.add(fixed);
    if (asked.dynamic.size === 0) return asked.fixed;
    const next: Record<Protocol, number> = { tcp: range[0], udp: range[0] };
    return asked.all.map(({ hostPort, protocol }: PortDemand): HostPort => {
      if (hostPort > 0) return { port: hostPort, protocol };
      const taken = { port: used.lowestFree(protocol, next[protocol]), protocol };
      next[protocol] = taken.port + 1;
      used.add(taken);
      return taken;
    });
  }

  /** Ports that a placed task got are in use: for what was placed before anybody asked about ports. */
  hold(position: number, ports: readonly HostPort[]): void {
    for (const port of ports) this.#usedAt(position).add(port);
  }

  #usedAt(position: number): UsedPorts {
    const used = this.#used[position] ?? new UsedPorts();
    this.#used[position] = used;
    return used;
  }

  #read(position: number): UsedPorts | undefined {
    let used: UsedPorts | undefined;
    this.#reader.forEachHostPort(this.#rows[position] as number, (port, protocol) => {
      used ??= new UsedPorts();
      used.add({ port, protocol });
    });
    return used;
  }
}
