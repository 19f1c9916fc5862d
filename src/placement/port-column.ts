/** Host ports in use, host by host. */
import type { HostPort, Protocol } from '../model/records.js';
import type { HostReader } from '../store/host-reader.js';
import type { PortDemand, Ports } from './demand.js';

/** A port with its protocol as one number. */
function codeOf(port: number, protocol: Protocol): number {
  return port * 2 + (protocol === 'udp' ? 1 : 0);
}

const NONE: number[] = [];

export type PortRange = readonly [first: number, last: number];

export class PortColumn {
  /** Position → codes of the ports in use, each once. */
  readonly #used: number[][] = [];
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
    return (this.#used[position] as number[]).includes(codeOf(port, protocol));
  }

  /** How many dynamic ports one task could get beside its fixed ports. O(ports in use there). */
  freeDynamic(position: number, asked: Ports, protocol: Protocol, range: PortRange): number {
    const used = this.#used[position] as number[];
    let free = range[1] - range[0] + 1;
    for (const code of used) if (isWithin(code, protocol, range)) free--;
    for (const fixed of asked.fixed) {
      const code = codeOf(fixed.port, fixed.protocol);
      if (isWithin(code, protocol, range) && !used.includes(code)) free--;
    }
    return free;
  }

  /** Gives a task its ports, in the order of the request: fixed ones as asked, dynamic ones the lowest that are free. */
  take(position: number, asked: Ports, range: PortRange): readonly HostPort[] {
    const used = [...(this.#used[position] as number[])];
    this.#used[position] = used;
    for (const { port, protocol } of asked.fixed) used.push(codeOf(port, protocol));
    if (asked.dynamic.size === 0) return asked.fixed;
    const taken = new Set(used);
    const next: Record<Protocol, number> = { tcp: range[0], udp: range[0] };
    return asked.all.map(({ hostPort, protocol }: PortDemand): HostPort => {
      if (hostPort > 0) return { port: hostPort, protocol };
      while (taken.has(codeOf(next[protocol], protocol))) next[protocol]++;
      const port = next[protocol]++;
      used.push(codeOf(port, protocol));
      return { port, protocol };
    });
  }

  /** Ports that a placed task got are in use: for what was placed before anybody asked about ports. */
  hold(position: number, ports: readonly HostPort[]): void {
    const used = this.#used[position] as number[];
    if (ports.length > 0)
      this.#used[position] = [...used, ...ports.map(({ port, protocol }) => codeOf(port, protocol))];
  }

  #read(position: number): number[] {
    let used = NONE;
    this.#reader.forEachHostPort(this.#rows[position] as number, (port, protocol) => {
      const code = codeOf(port, protocol);
      if (used.includes(code)) return;
      if (used === NONE) used = [];
      used.push(code);
    });
    return used;
  }
}

function isWithin(code: number, protocol: Protocol, [first, last]: PortRange): boolean {
  const port = code >>> 1;
  return (code & 1) === (protocol === 'udp' ? 1 : 0) && port >= first && port <= last;
}
