/** What a host has of each resource, from its record and its tasks. */
import { roundAmount } from './amount.js';
import { type Host, holdsResources, type Resources, type Task } from './records.js';

/** What a host has of a resource by name in lower case, of a set the number of its members; `undefined` where it has no such resource. */
export interface HostAmounts {
  /** Taken or not. */
  readonly registered: (resource: string) => number | undefined;
  /** What the record says is free, else what is registered less what the tasks take that have not stopped. */
  readonly remaining: (resource: string) => number | undefined;
}

/** What a record and its tasks say. O(tasks) where what is free is derived. */
export function amountsOf(host: Host): HostAmounts {
  const registered = (resource: string): number | undefined => amountIn(host.instance.registered, resource);
  return {
    registered,
    remaining: (resource) => {
      const stated = amountIn(host.instance.remaining, resource);
      if (stated !== undefined) return stated;
      const total = registered(resource);
      return total === undefined ? undefined : roundAmount(total - takenOn(host, resource));
    },
  };
}

function amountIn(resources: Resources | undefined, name: string): number | undefined {
  const amount = resources?.get(name);
  return typeof amount === 'object' ? amount.length : amount;
}

function takenOn(host: Host, resource: string): number {
  return host.tasks.filter(holdsResources).reduce((sum, task) => sum + takenBy(task, resource), 0);
}

/** What a task takes of a resource: records of tasks know of CPU, memory and GPUs. */
export function takenBy(task: Task, name: string): number {
  switch (name) {
    case 'cpu':
      return task.cpu;
    case 'memory':
      return task.memory;
    case 'gpu':
      return Math.max(task.gpu, task.gpuIds.length);
    default:
      return 0;
  }
}
