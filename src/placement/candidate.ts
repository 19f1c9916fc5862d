/** A host while one request is being answered: what it has, less what the tasks of the request take that were placed on it. */
import { type Host, isDesiredRunning, type Task } from '../model/records.js';
import { freeAmount, freeMembers, registeredAmount, roundAmount } from './capacity.js';
import type { Site } from './measures.js';
import { type Grant, placedTask, withTasks } from './placed-task.js';
import { PortTable } from './ports.js';
import type { ResolvedRequest } from './resolve.js';

export class Candidate implements Site {
  /** As stored. */
  readonly host: Host;
  readonly request: ResolvedRequest;
  /** All tasks of a request take the same, so what is free follows from the number of those placed here. */
  #placedCount = 0;
  /** The host's tasks and the placed ones after them; undefined while none is placed. */
  #tasks: Task[] | undefined;
  /** Resources looked at so far and what was free of them: two or three, for which a map would take ten times the memory. */
  readonly #resources: string[] = [];
  readonly #freeBefore: number[] = [];
  #ports: PortTable | undefined;

  constructor(host: Host, request: ResolvedRequest) {
    this.host = host;
    this.request = request;
  }

  get key(): string {
    return this.host.instance.key;
  }

  /** The host as expressions see it, with the placed tasks on it. */
  get view(): Host {
    return this.#tasks === undefined ? this.host : withTasks(this.host, this.#tasks);
  }

  get ports(): PortTable {
    this.#ports ??= new PortTable(this.host, this.request.dynamicPortRange);
    return this.#ports;
  }

  /** The free amount of a resource; below 0 on a host that is overcommitted. */
  free(resource: string): number {
    return this.#freeAfter(resource, this.#placedCount);
  }

  /** Whether a number of further tasks find what they need of a resource. */
  fits(resource: string, tasks: number): boolean {
    return this.#freeAfter(resource, this.#placedCount + tasks) >= 0;
  }

  /** How many further tasks find what they need of a resource that each of them takes some of. */
  tasksWithin(resource: string): number {
    const each = this.request.demand.amounts.get(resource) ?? 0;
    const estimate = Math.max(0, Math.floor(this.free(resource) / each));
    // Division rounds, and amounts are exact to a millionth only: the neighbours may be the answer.
    if (this.fits(resource, estimate + 1)) return estimate + 1;
    return this.fits(resource, estimate) ? estimate : estimate - 1;
  }

  /** Free members of a string set, in the order in which they are given out. */
  freeMembers(resource: string): readonly string[] {
    const { amounts, members, allGpus } = this.request.demand;
    const free = freeMembers(this.host, resource);
    if (this.#placedCount === 0) return free;
    if (allGpus && resource === 'gpu') return [];
    const named = members.get(resource);
    if (named) return free.filter((member) => !named.includes(member));
    return free.slice(this.#placedCount * (amounts.get(resource) ?? 0));
  }

  /** GPUs that the host has, and those of them that are free. */
  gpus(): { readonly total: number; readonly free: number } {
    const free = this.request.demand.allGpus && this.#placedCount > 0 ? 0 : this.free('gpu');
    return { total: Math.max(registeredAmount(this.host, 'gpu'), free), free };
  }

  /** A task of the request's group that is meant to run here: one that was there, or one that was placed. */
  groupTask(): Task | undefined {
    const { group } = this.request;
    return this.host.tasks.find((task) => isOfGroup(task, group)) ?? this.#tasks?.[this.host.tasks.length];
  }

  /** Places one more task of the request here, which has to be feasible. */
  place(index: number): Grant {
    const { amounts, allGpus, ports } = this.request.demand;
    const key = `placement:${index}`;
    const gpuCount = allGpus ? Number.POSITIVE_INFINITY : (amounts.get('gpu') ?? 0);
    const grant: Grant = {
      gpuIds: gpuCount === 0 ? [] : this.freeMembers('gpu').slice(0, gpuCount),
      hostPorts: ports.all.length === 0 ? [] : this.ports.take(ports, key),
    };
    this.#tasks ??= [...this.host.tasks];
    this.#tasks.push(placedTask(key, this.host, this.request, grant));
    this.#placedCount++;
    return grant;
  }

  /** What is free with a number of the request's tasks on the host. */
  #freeAfter(resource: string, tasks: number): number {
    let position = this.#resources.indexOf(resource);
    if (position < 0) {
      position = this.#resources.push(resource) - 1;
      this.#freeBefore.push(freeAmount(this.host, resource));
    }
    const before = this.#freeBefore[position] as number;
    const each = this.request.demand.amounts.get(resource) ?? 0;
    return tasks === 0 || each === 0 ? before : roundAmount(before - tasks * each);
  }
}

/** Whether a task counts for its group: it is meant to run. A task without a group is of nobody's. */
export function isOfGroup(task: Task, group: string | undefined): boolean {
  return group !== undefined && task.group === group && isDesiredRunning(task);
}
