/** The host ports in use on one host: a list while they are few, a bit for each port there is once they are many. */
import type { HostPort, Protocol } from '../../model/records.js';
import { type Bits, bitCount, bitsFor, hasBit, lowestBit, setBit } from './bits.js';

/** Ports of one protocol. */
const PORTS = 65_536;

/** So many are kept as a list: most hosts have fewer, and bits are 16 KiB. */
const FEW = 64;

export type PortRange = readonly [first: number, last: number];

/** A port with its protocol as one number; those of a protocol stand together, from a multiple of 32 on. */
export function codeOf({ port, protocol }: HostPort): number {
  return (protocol === 'udp' ? PORTS : 0) + port;
}

export class UsedPorts {
  /** Each once; absent where there are bits. */
  #codes: number[] | undefined = [];
  #bits: Bits | undefined;

  has(hostPort: HostPort): boolean {
    return this.#hasCode(codeOf(hostPort));
  }

  /** Adds a port; what is no port, as a record may list it, is in nobody's way. */
  add(hostPort: HostPort): void {
    const { port } = hostPort;
    if (!Number.isInteger(port) || port < 0 || port >= PORTS) return;
    const code = codeOf(hostPort);
    if (this.#bits !== undefined) setBit(this.#bits, code, true);
    else if (!this.#hasCode(code)) this.#addToList(code);
  }

  /** How many ports of a range are in use. O(range / 32). */
  countWithin(protocol: Protocol, [first, last]: PortRange): number {
    const from = codeOf({ port: first, protocol });
    const to = codeOf({ port: last, protocol });
    let count = 0;
    if (this.#bits === undefined) {
      for (const code of this.#codes as number[]) if (code >= from && code <= to) count++;
      return count;
    }
    for (let at = from >>> 5; at <= to >>> 5; at++) count += bitCount(this.#wordBetween(this.#bits, at, from, to));
    return count;
  }

  /** The lowest port that is free, from a port on. O(ports in use / 32). */
  lowestFree(protocol: Protocol, port: number): number {
    const first = codeOf({ port: 0, protocol });
    let code = first + port;
    if (this.#bits === undefined) {
      while (this.#hasCode(code)) code++;
      return code - first;
    }
    let free = ~(this.#bits[code >>> 5] as number) & (-1 << (code & 31));
    let at = code >>> 5;
    while (free === 0) free = ~(this.#bits[++at] as number);
    return (at << 5) + lowestBit(free) - first;
  }

  #hasCode(code: number): boolean {
    return this.#bits === undefined ? (this.#codes as number[]).includes(code) : hasBit(this.#bits, code);
  }

  #addToList(code: number): void {
    const codes = this.#codes as number[];
    if (codes.length < FEW) {
      codes.push(code);
      return;
    }
    this.#bits = bitsFor(2 * PORTS);
    for (const known of codes) setBit(this.#bits, known, true);
    setBit(this.#bits, code, true);
    this.#codes = undefined;
  }

  /** The bits of a word that stand for codes from one to another. */
  #wordBetween(bits: Bits, at: number, from: number, to: number): number {
    let word = bits[at] as number;
    if (at === from >>> 5) word &= -1 << (from & 31);
    if (at === to >>> 5) word &= -1 >>> (31 - (to & 31));
    return word;
  }
}
