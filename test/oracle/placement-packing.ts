/** How well a task would fill a host: the parts of a key that look at several resources at once. */
import type { Host } from '../../src/model/records.js';
import { isActive } from './placement-buckets.js';
import type { BinpackStrategy, TypicalTask, Work } from './placement-request.js';
import { freeAmount, roundMillionth } from './placement-resources.js';

export function packingPart(strategy: BinpackStrategy, host: Host, work: Work): number {
  switch (strategy.field) {
    case 'dominant':
      return dominant(host, work);
    case 'bestFit':
      return mean(amountsAsked(work).map(({ name, asked }) => left(host, name, asked) / most(name, work)));
    case 'dotProduct':
      return mean(
        amountsAsked(work).map(
          ({ name, asked }) => (freeAmount(host, name) / most(name, work)) * (asked / most(name, work)),
        ),
      );
    case 'fragmentation':
      return fragmentation(strategy.typicalTasks ?? typicalTasks(work), host, work);
    default:
      return freeAmount(host, strategy.field.toLowerCase());
  }
}

interface Asked {
  readonly name: string;
  readonly asked: number;
}

/** The amounts that a request asks for by number, above 0, in the order CPU, memory, GPUs, others as written. */
function amountsAsked({ request: { need } }: Work): Asked[] {
  const all: Asked[] = [
    { name: 'cpu', asked: need.cpu },
    { name: 'memory', asked: need.memory },
    { name: 'gpu', asked: need.gpu === 'ALL' ? 0 : need.gpu },
  ];
  for (const [name, asked] of Object.entries(need.resources)) {
    if (typeof asked === 'number') all.push({ name, asked });
  }
  return all.filter(({ asked }) => asked > 0);
}

/** Amounts are exact to a millionth, differences of them as well. */
function left(host: Host, name: string, asked: number): number {
  return roundMillionth(freeAmount(host, name) - asked);
}

function registered(host: Host, name: string): number {
  const amount = host.instance.registered.get(name) ?? 0;
  return typeof amount === 'number' ? amount : amount.length;
}

function most(name: string, work: Work): number {
  let largest = 0;
  for (const host of work.before) if (isActive(host, work)) largest = Math.max(largest, registered(host, name));
  return largest > 0 ? largest : 1;
}

function mean(parts: readonly number[]): number {
  let sum = 0;
  for (const part of parts) sum += part;
  return parts.length === 0 ? 0 : sum / parts.length;
}

/** CPU, memory and GPUs count whether they are asked for or not. */
function dominant(host: Host, work: Work): number {
  const asked = amountsAsked(work);
  const names = new Set(['cpu', 'memory', 'gpu', ...asked.map(({ name }) => name)]);
  let largest: number | undefined;
  for (const name of names) {
    if (registered(host, name) <= 0) continue;
    const isWhole = name === 'gpu' && work.request.need.gpu === 'ALL';
    const amount = isWhole ? freeAmount(host, name) : (asked.find((other) => other.name === name)?.asked ?? 0);
    const fraction = left(host, name, amount) / registered(host, name);
    if (largest === undefined || fraction > largest) largest = fraction;
  }
  return largest ?? 0;
}

/** What the free GPUs of the host lose to the typical tasks, in thousandths of a device, on the average of these. */
function fragmentation(typical: readonly TypicalTask[], host: Host, { request: { need } }: Work): number {
  const cpu = freeAmount(host, 'cpu');
  const gpu = Math.max(0, freeAmount(host, 'gpu'));
  const cpuAfter = roundMillionth(cpu - need.cpu);
  const gpuAfter = need.gpu === 'ALL' ? 0 : Math.max(0, gpu - need.gpu);
  let lost = 0;
  let tasks = 0;
  for (const { cpu: cpuAsked, gpu: gpuAsked, count } of typical) {
    const uselessBefore = useless(cpu, gpu, cpuAsked, gpuAsked);
    lost += count * (useless(cpuAfter, gpuAfter, cpuAsked, gpuAsked) - uselessBefore);
    tasks += count;
  }
  return tasks === 0 ? 0 : lost / tasks;
}

/** GPU capacity that a task cannot use: none where it fits, as every device is free as a whole. */
function useless(cpu: number, gpu: number, cpuAsked: number, gpuAsked: number): number {
  const fits = gpuAsked > 0 && cpuAsked <= cpu && gpuAsked <= gpu;
  return fits ? 0 : 1000 * gpu;
}

/** The kinds of task that run in the cluster, most frequent first, until 95 of 100 tasks are covered; else the request's own. */
function typicalTasks(work: Work): readonly TypicalTask[] {
  const kinds: { cpu: number; gpu: number; count: number }[] = [];
  let total = 0;
  for (const host of work.before) {
    if ((host.instance.cluster ?? '') !== work.request.cluster) continue;
    for (const task of host.tasks) {
      if (task.desiredStatus !== 'RUNNING') continue;
      total++;
      const gpu = Math.max(task.gpu, task.gpuIds.length);
      const known = kinds.find((kind) => kind.cpu === task.cpu && kind.gpu === gpu);
      if (known === undefined) kinds.push({ cpu: task.cpu, gpu, count: 1 });
      else known.count++;
    }
  }
  kinds.sort((a, b) => b.count - a.count || a.gpu - b.gpu || a.cpu - b.cpu);
  const covering: TypicalTask[] = [];
  let covered = 0;
  for (const kind of kinds) {
    if (covered * 100 >= total * 95) break;
    covering.push(kind);
    covered += kind.count;
  }
  const { cpu, gpu } = work.request.need;
  return covering.length > 0 ? covering : [{ cpu, gpu: gpu === 'ALL' ? 1 : gpu, count: 1 }];
}
