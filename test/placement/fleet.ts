/** Small clusters for the tests of placement, said in as few words as possible. */
import type { HostPort, Instance, Task } from '../../src/model/records.js';
import { Store } from '../../src/store/store.js';

export interface HostSpec {
  readonly status?: string | undefined;
  readonly agentConnected?: boolean | undefined;
  readonly cluster?: string;
  /** Registered. */
  readonly cpu?: number;
  readonly memory?: number;
  readonly gpu?: number | readonly string[];
  readonly ports?: readonly string[];
  readonly resources?: Readonly<Record<string, number | readonly string[]>>;
  /** What the source says is free; derived from the tasks where it says nothing. */
  readonly remaining?: Readonly<Record<string, number | readonly string[]>>;
  readonly attributes?: Readonly<Record<string, string | null>>;
  readonly runningTasksCount?: number;
  readonly tasks?: readonly TaskSpec[];
}

export interface TaskSpec {
  readonly key?: string;
  readonly group?: string;
  readonly cpu?: number;
  readonly memory?: number;
  readonly gpu?: number;
  readonly gpuIds?: readonly string[];
  readonly hostPorts?: readonly HostPort[];
  readonly desiredStatus?: string;
  readonly lastStatus?: string;
}

/** A store of hosts by key: ACTIVE, connected, with 4096 CPU units and 8192 MiB where nothing else is said. */
export function storeOf(hosts: Readonly<Record<string, HostSpec>>): Store {
  const store = new Store();
  for (const [key, spec] of Object.entries(hosts)) {
    store.apply([{ kind: 'instance', origin: 'description', instance: instanceOf(key, spec) }]);
    const tasks = (spec.tasks ?? []).map((task, index) => taskOf(key, spec.cluster, task, index));
    store.apply(tasks.map((task) => ({ kind: 'task', origin: 'description', task })));
  }
  return store;
}

export function instanceOf(key: string, spec: HostSpec): Instance {
  const { cpu = 4096, memory = 8192, gpu, ports, resources, remaining, cluster, runningTasksCount } = spec;
  const status = 'status' in spec ? spec.status : 'ACTIVE';
  const agentConnected = 'agentConnected' in spec ? spec.agentConnected : true;
  return {
    key,
    ...(cluster === undefined ? {} : { cluster }),
    ...(status === undefined ? {} : { status }),
    ...(agentConnected === undefined ? {} : { agentConnected }),
    ...(runningTasksCount === undefined ? {} : { runningTasksCount }),
    attributes: new Map(Object.entries(spec.attributes ?? {})),
    tags: new Map(),
    registered: new Map<string, number | readonly string[]>([
      ['cpu', cpu],
      ['memory', memory],
      ...(gpu === undefined ? [] : [['gpu', gpu] as const]),
      ...(ports === undefined ? [] : [['ports', ports] as const]),
      ...Object.entries(resources ?? {}),
    ]),
    ...(remaining === undefined ? {} : { remaining: new Map(Object.entries(remaining)) }),
  };
}

export function taskOf(instance: string, cluster: string | undefined, spec: TaskSpec, index: number): Task {
  const { key = `${instance}/task-${index}`, group, desiredStatus = 'RUNNING', lastStatus = 'RUNNING' } = spec;
  return {
    key,
    instance,
    ...(cluster === undefined ? {} : { cluster }),
    ...(group === undefined ? {} : { group }),
    desiredStatus,
    lastStatus,
    cpu: spec.cpu ?? 0,
    memory: spec.memory ?? 0,
    gpu: spec.gpu ?? spec.gpuIds?.length ?? 0,
    gpuIds: spec.gpuIds ?? [],
    hostPorts: spec.hostPorts ?? [],
  };
}
