/** A host while a consolidation is worked out: what is free on it, as tasks are moved there. */

import { roundAmount } from '../../model/amount.js';
import { takenBy } from '../../model/host-amounts.js';
import { type Host, type HostPort, isDesiredRunning, type Protocol, type Task } from '../../model/records.js';
import { freeAmount, freeMembers } from '../hosts/capacity.js';
import type { Grant } from '../hosts/placed-task.js';
import { PORT_RESOURCES } from '../hosts/ports.js';

/** What a task that moves asks for. Host port 0 is any that is free. */
export interface Asked {
  readonly task: Task;
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
  readonly ports: readonly HostPort[];
}

export function asked(task: Task, ports: readonly HostPort[]): Asked {
  return { task, cpu: task.cpu, memory: task.memory, gpu: takenBy(task, 'gpu'), ports };
}

/** What undoes one move. */
export interface Received {
  readonly site: Site;
  readonly asked: Asked;
  readonly grant: Grant;
  readonly before: { readonly cpu: number; readonly memory: number; readonly gpu: number };
}

export class Site {
  readonly host: Host;
  /** Among all sites, which ascend by key. */
  readonly position: number;
  cpu: number;
  memory: number;
  gpu: number;
  /** Tasks that are meant to run here, those that came included. */
  readonly tasks: Task[];
  #ports: Set<string> | undefined;
  #gpuIds: readonly string[] | undefined;

  constructor(host: Host, position: number) {
    this.host = host;
    this.position = position;
    this.cpu = freeAmount(host, 'cpu');
    this.memory = freeAmount(host, 'memory');
    this.gpu = freeAmount(host, 'gpu');
    this.tasks = host.tasks.filter(isDesiredRunning);
  }

  get key(): string {
    return this.host.instance.key;
  }

  /** Whether tasks may be put here at all. */
  get isOpen(): boolean {
    return this.host.instance.status === 'ACTIVE' && this.host.instance.agentConnected === true;
  }

  fits({ cpu, memory, gpu, ports }: Asked, range: readonly [number, number]): boolean {
    return (
      isEnough(this.memory, memory) &&
      isEnough(this.cpu, cpu) &&
      isEnough(this.gpu, gpu) &&
      (ports.length === 0 || this.#grantPorts(ports, range) !== undefined)
    );
  }

  /** A task that fits comes. */
  receive(request: Asked, range: readonly [number, number]): Received {
    const { cpu, memory, gpu, task } = request;
    const hostPorts = this.#grantPorts(request.ports, range) ?? [];
    for (const port of hostPorts) this.#portsInUse().add(nameOf(port));
    const before = { cpu: this.cpu, memory: this.memory, gpu: this.gpu };
    this.cpu = lessened(this.cpu, cpu);
    this.memory = lessened(this.memory, memory);
    this.gpu = lessened(this.gpu, gpu);
    const gpuIds = gpu > 0 ? this.#freeGpuIds().slice(0, gpu) : [];
    if (gpuIds.length > 0) this.#gpuIds = this.#freeGpuIds().slice(gpu);
    const grant = { hostPorts, gpuIds };
    this.tasks.push({ ...task, instance: this.key, ...grant });
    return { site: this, asked: request, grant, before };
  }

  /** The task that came last goes again. */
  undo({ before, grant }: Received): void {
    this.tasks.pop();
    ({ cpu: this.cpu, memory: this.memory, gpu: this.gpu } = before);
    for (const port of grant.hostPorts) this.#portsInUse().delete(nameOf(port));
    if (grant.gpuIds.length > 0) this.#gpuIds = [...grant.gpuIds, ...this.#freeGpuIds()];
  }

  /** The ports that a task would get, dynamic ones the lowest that are free; undefined where one is not to be had. */
  #grantPorts(ports: readonly HostPort[], [first, last]: readonly [number, number]): readonly HostPort[] | undefined {
    if (ports.length === 0) return [];
    const used = this.#portsInUse();
    const fixed = ports.filter(({ port }) => port > 0);
    if (fixed.some((port) => used.has(nameOf(port)))) return undefined;
    const given = new Set(fixed.map(nameOf));
    const granted: HostPort[] = [];
    for (const { port, protocol } of ports) {
      let number = port > 0 ? port : first;
      if (port === 0) while (isUsed({ port: number, protocol }, used, given)) number++;
      if (port === 0 && number > last) return undefined;
      given.add(nameOf({ port: number, protocol }));
      granted.push({ port: number, protocol });
    }
    return granted;
  }

  #freeGpuIds(): readonly string[] {
    this.#gpuIds ??= freeMembers(this.host, 'gpu');
    return this.#gpuIds;
  }

  #portsInUse(): Set<string> {
    this.#ports ??= portsInUse(this.host);
    return this.#ports;
  }
}

/** As placing counts it: exact to a millionth. */
export function isEnough(free: number, amount: number): boolean {
  return amount === 0 || roundAmount(free - amount) >= 0;
}

function lessened(free: number, amount: number): number {
  return amount === 0 ? free : roundAmount(free - amount);
}

function isUsed(port: HostPort, used: ReadonlySet<string>, given: ReadonlySet<string>): boolean {
  return used.has(nameOf(port)) || given.has(nameOf(port));
}

function nameOf({ port, protocol }: HostPort): string {
  return `${port}/${protocol}`;
}

function portsInUse(host: Host): Set<string> {
  const { registered, remaining } = host.instance;
  const used = new Set<string>();
  for (const [protocol, resource] of Object.entries(PORT_RESOURCES) as [Protocol, string][]) {
    for (const stated of [registered.get(resource), remaining?.get(resource)]) {
      if (typeof stated === 'object') for (const port of stated) used.add(nameOf({ port: Number(port), protocol }));
    }
  }
  for (const { lastStatus, hostPorts } of host.tasks) {
    if (lastStatus !== 'STOPPED') for (const port of hostPorts) used.add(nameOf(port));
  }
  return used;
}
