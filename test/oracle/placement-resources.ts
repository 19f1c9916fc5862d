/** What a host has free, counted anew each time from its record and its tasks. */
import type { Host } from '../../src/model/records.js';

export function roundMillionth(amount: number): number {
  return Math.round(amount * 1_000_000) / 1_000_000;
}

/** A named amount, or the number of members of a set. */
export function freeAmount(host: Host, name: string): number {
  const { registered, remaining } = host.instance;
  const stated = remaining?.get(name);
  if (stated !== undefined) return typeof stated === 'number' ? roundMillionth(stated) : stated.length;
  const total = registered.get(name);
  if (total === undefined) return 0;
  let free = typeof total === 'number' ? total : total.length;
  for (const task of host.tasks) {
    if (task.lastStatus === 'STOPPED') continue;
    if (name === 'cpu') free -= task.cpu;
    if (name === 'memory') free -= task.memory;
    if (name === 'gpu') free -= Math.max(task.gpu, task.gpuIds.length);
  }
  return roundMillionth(free);
}

/** The members of a set that are free, in registered order. */
export function freeMembers(host: Host, name: string): string[] {
  const registered = list(host.instance.registered.get(name));
  const stated = host.instance.remaining?.get(name);
  if (!Array.isArray(stated)) return registered;
  const free: string[] = stated.map(String);
  return [
    ...registered.filter((member) => free.includes(member)),
    ...free.filter((member) => !registered.includes(member)),
  ];
}

/** Free GPU ids in registered order: those of tasks that name none are the first that no other task names. */
export function freeDevices(host: Host): string[] {
  const stated = host.instance.remaining?.get('gpu');
  if (Array.isArray(stated)) return freeMembers(host, 'gpu');
  let free = list(host.instance.registered.get('gpu'));
  let unnamed = 0;
  for (const task of host.tasks) {
    if (task.lastStatus === 'STOPPED') continue;
    const known = free.filter((id) => task.gpuIds.includes(id));
    free = free.filter((id) => !task.gpuIds.includes(id));
    unnamed += Math.max(task.gpu, task.gpuIds.length) - known.length;
  }
  free = free.slice(unnamed);
  return typeof stated === 'number' ? free.slice(0, Math.max(0, stated)) : free;
}

/** All the GPUs that a host has. */
export function allGpusOf(host: Host): number {
  const registered = host.instance.registered.get('gpu') ?? 0;
  return Math.max(typeof registered === 'number' ? registered : registered.length, freeAmount(host, 'gpu'));
}

function list(amount: number | readonly string[] | undefined): string[] {
  return typeof amount === 'object' ? [...amount] : [];
}
