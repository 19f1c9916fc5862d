/** A host with one more task on it: the task becomes a record, and what the host's record says is free shrinks. */
import type { Host, HostPort, Instance, Task } from '../../src/model/records.js';
import { choosePorts } from './placement-ports.js';
import type { Need, Work } from './placement-request.js';
import { allGpusOf, freeAmount, freeDevices, freeMembers } from './placement-resources.js';

export interface Added {
  readonly host: Host;
  readonly task: Task;
}

export function addTask(host: Host, { request, own }: Work, index: number): Added {
  const { need } = request;
  const devices = freeDevices(host);
  const gpuIds = need.gpu === 'ALL' ? devices : devices.slice(0, need.gpu);
  const task: Task = {
    key: `${own}${index}`,
    instance: host.instance.key,
    ...(host.instance.cluster === undefined ? {} : { cluster: host.instance.cluster }),
    ...(request.group === undefined ? {} : { group: request.group }),
    desiredStatus: 'RUNNING',
    lastStatus: 'PENDING',
    cpu: need.cpu,
    memory: need.memory,
    gpu: need.gpu === 'ALL' ? allGpusOf(host) : need.gpu,
    gpuIds,
    hostPorts: choosePorts(host, need.ports, request.dynamicPortRange).map(
      ({ hostPort, protocol }): HostPort => ({ port: hostPort, protocol }),
    ),
  };
  return { host: { ...host, instance: shrink(host, need, gpuIds), tasks: [...host.tasks, task] }, task };
}

/** What the source says is free, less what a task takes. What tasks show by themselves is not written down. */
function shrink(host: Host, need: Need, gpuIds: readonly string[]): Instance {
  const { instance } = host;
  const remaining = new Map(instance.remaining ?? []);
  for (const name of ['cpu', 'memory'] as const) {
    if (remaining.has(name)) remaining.set(name, freeAmount(host, name) - need[name]);
  }
  const gpus = remaining.get('gpu');
  if (typeof gpus === 'number') remaining.set('gpu', need.gpu === 'ALL' ? 0 : gpus - need.gpu);
  if (typeof gpus === 'object') {
    remaining.set(
      'gpu',
      gpus.filter((id) => !gpuIds.includes(id)),
    );
  }
  for (const [name, asked] of Object.entries(need.resources)) remaining.set(name, less(host, name, asked));
  const count = instance.runningTasksCount;
  return {
    ...instance,
    ...(remaining.size > 0 ? { remaining } : {}),
    ...(count === undefined ? {} : { runningTasksCount: count + 1 }),
  };
}

/** A number of members takes the first that are free. */
function less(host: Host, name: string, asked: number | readonly string[]): number | readonly string[] {
  const { registered, remaining } = host.instance;
  const isSet = typeof (remaining?.get(name) ?? registered.get(name)) === 'object';
  if (!isSet) return typeof asked === 'number' ? freeAmount(host, name) - asked : freeAmount(host, name);
  const free = freeMembers(host, name);
  return typeof asked === 'number' ? free.slice(asked) : free.filter((member) => !asked.includes(member));
}
