/** What is read by row against what the host in that row says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Host, holdsResources, isDesiredRunning, type Task } from '../../src/model/records.js';
import { freeAmount, registeredAmount } from '../../src/placement/hosts/capacity.js';
import { Store } from '../../src/store/store.js';
import { runs } from '../support/runs.js';
import { ATTRIBUTES, GROUPS, history, RESOURCES } from './history.js';

describe('a host read by its row', () => {
  it('says after any history what its record says', () => {
    fc.assert(
      fc.property(history({ length: 60 }), (changes) => {
        const store = new Store();
        store.apply(changes);
        expectSame(store);
      }),
      runs(1_000),
    );
  });

  it('says so when rows were numbered anew', () => {
    const store = storeOf(200, 3, (at) => ({ cpu: at / 10, group: `g${at % 3}`, gpuIds: at % 2 === 0 ? ['a'] : [] }));
    store.rowsByKey();
    expect(store.layout).toBe(1);
    expectSame(store);
  });

  it('says so of a host with a crowd of tasks, more and fewer', () => {
    const store = storeOf(1, 200, (at) => ({ cpu: 0.1, group: GROUPS[at % 4] as string }));
    expectSame(store);
    store.apply(Array.from({ length: 190 }, (_, at) => ({ kind: 'task-removed', key: `i999-${at}` }) as const));
    expectSame(store);
  });

  it('adds in the order of the keys where another one would give another amount', () => {
    const amounts = [2 ** 53, 1, 1, 1];
    for (const order of [amounts, [...amounts].reverse()]) {
      const store = storeOf(1, 4, (at) => ({ cpu: order[at] as number }));
      const keys = [3, 0, 2, 1].map((at) => `i999-${at}`);
      const tasks = [...store.tasks()];
      store.apply(keys.map((key) => ({ kind: 'task-removed', key }) as const));
      store.apply(tasks.reverse().map((task) => ({ kind: 'task', origin: 'description', task }) as const));
      expectSame(store);
    }
  });

  it('forgets a group that went, and knows one that came with its number', () => {
    const store = storeOf(1, 1, () => ({ group: 'old' }));
    const [row] = store.rowsByKey();
    const count = (group: string): number => store.reader.groupTasks(row as number, group);
    expect([count('old'), count('new')]).toEqual([1, 0]);
    const [task] = [...store.tasks()] as [Task];
    expect(count('old')).toBe(1);
    store.apply([{ kind: 'task-removed', key: task.key }]);
    expect(count('old')).toBe(0);
    store.apply([{ kind: 'task', origin: 'description', task: { ...task, group: 'new' } }]);
    expect([count('old'), count('new'), count('old')]).toEqual([0, 1, 0]);
  });

  it('has nothing where a row holds no instance', () => {
    const store = storeOf(1, 1, () => ({ cpu: 1 }));
    const { reader } = store;
    store.apply([{ kind: 'instance-removed', key: 'i999' }]);
    for (const row of [0, 70_000]) {
      expect([reader.status(row), reader.agentConnected(row), reader.cluster(row)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect([reader.free(row, 'cpu'), reader.registered(row, 'cpu'), reader.attribute(row, 'rack')]).toEqual([
        0,
        0,
        undefined,
      ]);
    }
  });
});

/** Instances in descending order of their keys, each with tasks. */
function storeOf(instances: number, tasks: number, more: (at: number) => Partial<Task>): Store {
  const store = new Store();
  for (let index = 0; index < instances; index++) {
    const key = `i${999 - index}`;
    const registered = new Map<string, number>([
      ['cpu', 4096],
      ['gpu', 4],
    ]);
    const attributes = new Map([['rack', `${index % 7}`]]);
    const instance = { key, status: 'ACTIVE', attributes, tags: new Map(), registered };
    store.apply([{ kind: 'instance', origin: 'description', instance }]);
    for (let at = 0; at < tasks; at++) {
      const amounts = { cpu: 0, memory: 0, gpu: 0, gpuIds: [], hostPorts: [{ port: at, protocol: 'udp' }] } as const;
      const task = { key: `${key}-${at}`, instance: key, desiredStatus: 'RUNNING', ...amounts, ...more(at) };
      store.apply([{ kind: 'task', origin: 'description', task }]);
    }
  }
  return store;
}

function expectSame(store: Store): void {
  for (const row of store.rowsByKey()) expect(readOf(store, row)).toStrictEqual(toldBy(store.hostAt(row)));
}

/** Everything the reader says of a row. */
function readOf({ reader }: Store, row: number) {
  const ports = new Set<string>();
  reader.forEachHostPort(row, (port, protocol) => ports.add(`${port}/${protocol}`));
  return {
    status: reader.status(row),
    agentConnected: reader.agentConnected(row),
    cluster: reader.cluster(row),
    attributes: [...ATTRIBUTES, 'none'].map((name) => reader.attribute(row, name)),
    free: RESOURCES.map((name) => [name, reader.free(row, name)]),
    registered: RESOURCES.map((name) => [name, reader.registered(row, name)]),
    running: reader.runningTasks(row),
    demands: demandsOf((visit) => reader.forEachRunning(row, visit)),
    groups: [...GROUPS, 'none'].map((group) => reader.groupTasks(row, group)),
    ports: [...ports].sort(),
  };
}

/** Sorted, as tasks are visited in no order. */
function demandsOf(forEach: (visit: (cpu: number, gpu: number) => void) => void): readonly string[] {
  const demands: string[] = [];
  forEach((cpu, gpu) => demands.push(`${cpu} ${gpu}`));
  return demands.sort();
}

function toldBy(host: Host): ReturnType<typeof readOf> {
  const { instance, tasks } = host;
  const running = tasks.filter(isDesiredRunning);
  const listed = [instance.remaining, instance.registered].flatMap((resources) =>
    [...(resources ?? [])].flatMap(([name, value]) => {
      if (typeof value === 'number' || !name.startsWith('ports')) return [];
      return value.map((port) => `${Number(port)}/${name === 'ports' ? 'tcp' : 'udp'}`);
    }),
  );
  const held = tasks.filter(holdsResources).flatMap(({ hostPorts }) => hostPorts);
  const ports = new Set([...listed, ...held.map(({ port, protocol }) => `${port}/${protocol}`)]);
  return {
    status: instance.status,
    agentConnected: instance.agentConnected,
    cluster: instance.cluster,
    attributes: [...ATTRIBUTES, 'none'].map((name) => instance.attributes.get(name)),
    free: RESOURCES.map((name) => [name, freeAmount(host, name) + 0]),
    registered: RESOURCES.map((name) => [name, registeredAmount(host, name)]),
    running: running.length,
    demands: running.map(({ cpu, gpu, gpuIds }) => `${cpu} ${Math.max(gpu, gpuIds.length)}`).sort(),
    groups: [...GROUPS, 'none'].map((group) => running.filter((task) => task.group === group).length),
    ports: [...ports].sort(),
  };
}
