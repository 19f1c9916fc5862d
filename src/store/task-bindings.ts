/** What few tasks have, by row: host ports and GPU devices. Equal ones are kept once, as a text; without any there is no column. */
import type { HostPort, Protocol, Task } from '../model/records.js';
import { grownByQuarter } from './columns.js';
import { Dictionary } from './dictionary.js';

export type Bindings = Pick<Task, 'hostPorts' | 'gpuIds'>;

export class TaskBindings {
  readonly #texts = new Dictionary();
  /** Row → number of its text + 1, 0 for none; rows beyond its end have none. */
  #codes = new Int32Array(0);

  /** How many different bindings there are. */
  get size(): number {
    return this.#texts.size;
  }

  get byteLength(): number {
    return this.#codes.byteLength;
  }

  /** @returns whether that is something else than before. */
  set(row: number, bindings: Bindings): boolean {
    const old = this.#codes[row] ?? 0;
    if (isEmpty(bindings)) {
      this.clear(row);
      return old > 0;
    }
    const text = write(bindings);
    if (old > 0 && this.#texts.text(old - 1) === text) return false;
    const number = this.#texts.number(text);
    this.#texts.retain(number);
    this.clear(row);
    this.#codes = grownByQuarter(this.#codes, row + 1);
    this.#codes[row] = number + 1;
    return true;
  }

  clear(row: number): void {
    const code = this.#codes[row] ?? 0;
    if (code === 0) return;
    this.#texts.release(code - 1);
    this.#codes[row] = 0;
    if (this.#texts.size === 0) this.#codes = new Int32Array(0);
  }

  /** How many GPU devices are named. Nothing is made. */
  gpuCount(row: number): number {
    const code = this.#codes[row] ?? 0;
    return code === 0 ? 0 : gpuCountIn(this.#texts.text(code - 1));
  }

  forEachPort(row: number, visit: (port: number, protocol: Protocol) => void): void {
    const code = this.#codes[row] ?? 0;
    if (code > 0) forEachPortIn(this.#texts.text(code - 1), visit);
  }

  at(row: number): Bindings {
    const code = this.#codes[row] ?? 0;
    return code === 0 ? { gpuIds: [], hostPorts: [] } : read(this.#texts.text(code - 1));
  }
}

function isEmpty({ gpuIds, hostPorts }: Bindings): boolean {
  return gpuIds.length === 0 && hostPorts.length === 0;
}

/**
 * Equal bindings give equal texts, however they were made: `32768/tcp,53/udp`, and where there are GPU devices, behind a space
 * their number and a JSON list of their ids. One dynamic port, by far the most common, so costs next to nothing.
 */
function write({ gpuIds, hostPorts }: Bindings): string {
  let text = '';
  for (const { port, protocol } of hostPorts) text += `${text === '' ? '' : ','}${port}/${protocol}`;
  return gpuIds.length === 0 ? text : `${text} ${gpuIds.length}${JSON.stringify(gpuIds)}`;
}

function read(text: string): Bindings {
  const end = text.indexOf(' ');
  const ports = end < 0 ? text : text.slice(0, end);
  return {
    gpuIds: end < 0 ? [] : (JSON.parse(text.slice(text.indexOf('[', end))) as string[]),
    hostPorts: ports === '' ? [] : ports.split(',').map(readPort),
  };
}

function readPort(text: string): HostPort {
  const [port, protocol] = text.split('/');
  return { port: Number(port), protocol: protocol as Protocol };
}

const ZERO = 48;
const SLASH = 47;
const SPACE = 32;
const T = 116;

function gpuCountIn(text: string): number {
  const end = text.indexOf(' ');
  return end < 0 ? 0 : Number(text.slice(end + 1, text.indexOf('[', end)));
}

/** `read` for the ports alone, digit by digit: it is asked of every task of a fleet. */
function forEachPortIn(text: string, visit: (port: number, protocol: Protocol) => void): void {
  for (let at = 0; at < text.length && text.charCodeAt(at) !== SPACE; ) {
    let port = 0;
    let code = text.charCodeAt(at++);
    for (; code !== SLASH; code = text.charCodeAt(at++)) port = 10 * port + code - ZERO;
    const protocol: Protocol = text.charCodeAt(at) === T ? 'tcp' : 'udp';
    visit(port, protocol);
    at += protocol.length;
    if (text.charCodeAt(at) !== SPACE) at++;
  }
}
