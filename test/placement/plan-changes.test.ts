/** A plan that was applied is what placing itself went by. */
import fc from 'fast-check';
import { mapValues } from 'lodash-es';
import { describe, expect, it } from 'vitest';
import { leaveChanges, planChanges, startChanges, stopChanges } from '../../src/placement/hosts/plan-changes.js';
import { takingOfRecord } from '../../src/placement/hosts/remaining.js';
import { place } from '../../src/placement/place.js';
import { copyOf } from '../../src/placement/simulation/copy.js';
import type { Store } from '../../src/store/store.js';
import { runs } from '../support/runs.js';
import { storeOf } from './fleet.js';
import { CLUSTERS, cpu, DYNAMIC_PORT_RANGE, fixedPort, GROUPS, hosts, memory, protocol } from './generate-hosts.js';

const options = { dynamicPortRange: DYNAMIC_PORT_RANGE };

const request = fc.record(
  {
    cluster: fc.constantFrom(CLUSTERS[0], CLUSTERS[0], CLUSTERS[1]),
    group: fc.constantFrom(...GROUPS),
    cpu: cpu.filter(Number.isInteger),
    memory,
    gpu: fc.constantFrom(0, 0, 1, 2, 'ALL'),
    ports: fc.uniqueArray(fc.record({ hostPort: fc.oneof(fc.constant(0), fixedPort), protocol }), {
      maxLength: 2,
      selector: ({ hostPort, protocol: name }) => `${hostPort}/${name}`,
    }),
    resources: fc.record(
      { bandwidth: fc.constantFrom(0.1, 0.3), licence: fc.constantFrom(1, ['l2']) },
      { requiredKeys: [] },
    ),
    placementConstraints: fc.subarray([
      { type: 'distinctInstance' },
      { type: 'memberOf', expression: 'runningTasksCount < 4' },
      { type: 'memberOf', expression: 'not(task:group == service:api)' },
    ]),
    placementStrategy: fc.constantFrom(
      [{ type: 'binpack', field: 'memory' }],
      [{ type: 'spread', field: 'attribute:zone' }],
      [
        { type: 'spread', field: 'instanceId' },
        { type: 'binpack', field: 'cpu' },
      ],
    ),
  },
  { requiredKeys: ['cluster', 'group', 'placementStrategy'] },
);

/** Everything that a store holds, in an order of its own. */
function contentOf(store: Store) {
  const tasks = [...store.tasks()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { hosts: store.hosts(), tasks, revision: store.revision };
}

describe('a plan that is applied', () => {
  it('leaves the host, port and GPUs for one more task that placing it at once would have taken', () => {
    let continued = 0;
    const law = fc.property(hosts, request, fc.integer({ min: 0, max: 3 }), (specs, asked, count) => {
      const store = storeOf(specs);
      if (!store.clusters().includes(asked.cluster)) return;
      const whole = place(store, { ...asked, count: count + 1 }, options);
      const part = place(store, { ...asked, count }, options);
      const copy = copyOf(store);
      copy.apply(planChanges(copy, asked, part.placements, ({ index }) => `planned:${index}`, options));
      expect(copy.verify()).toEqual([]);
      const next = place(copy, { ...asked, count: 1 }, options);
      const last = whole.placements[count];
      if (part.placements.length === count && last !== undefined) continued++;
      if (part.placements.length < count) return;
      expect(next.placements).toEqual(last === undefined ? [] : [{ ...last, index: 0 }]);
      if (last === undefined) {
        const codes = (result: typeof whole) => result.unplaced.at(-1)?.reasons;
        expect(codes(next)).toEqual(codes(whole));
      }
    });
    fc.assert(law, runs(600));
    expect(continued).toBeGreaterThan(50);
  });

  it('is undone by stopping its tasks, where task records say all that they take', () => {
    const plain = request.map(({ resources: _, ...rest }) => rest);
    const registered = { cpu: 2048, memory: 4096, gpu: ['GPU-c', 'GPU-a', 'GPU-b'] };
    const law = fc.property(hosts, plain, (specs, asked) => {
      const store = storeOf(mapValues(specs, (spec) => ({ ...spec, ...registered })));
      if (!store.clusters().includes(asked.cluster)) return;
      const { placements } = place(store, { ...asked, count: 3 }, options);
      const copy = copyOf(store);
      const before = freeOf(copy);
      copy.apply(planChanges(copy, asked, placements, ({ index }) => `planned:${index}`, options));
      copy.apply(
        stopChanges(
          copy,
          [...copy.tasks()].filter(({ key }) => key.startsWith('planned:')),
        ),
      );
      expect(freeOf(copy)).toEqual(before);
    });
    fc.assert(law, runs(300));
  });
});

/** What remains, members in an order of its own: what comes back stands last. */
function freeOf(store: Store) {
  return store.hosts().map(({ instance, tasks }) => ({
    remaining: instance.remaining && [...instance.remaining].map(([name, amount]) => [name, sorted(amount)]),
    runningTasksCount: instance.runningTasksCount,
    tasks,
  }));
}

function sorted(amount: number | readonly string[]): number | readonly string[] {
  return typeof amount === 'number' ? amount : [...amount].sort();
}

describe('what remains', () => {
  const remaining = { cpu: 1000, memory: 2000, gpu: ['g1', 'g2'], ports: ['22', '8080'], licence: ['l1', 'l2'] };
  const spec = {
    cpu: 4096,
    memory: 8192,
    gpu: ['g1', 'g2', 'g3'],
    ports: ['22'],
    resources: { licence: ['l1', 'l2'], disk: 10 },
  };
  const asked = {
    group: 'g',
    cpu: 100,
    memory: 200,
    gpu: 1,
    ports: [80, { hostPort: 53, protocol: 'udp' }],
    resources: { licence: 1, disk: 4 },
  } as const;

  it('is less by what a task takes, and of what task records do not tell stated from then on', () => {
    const store = storeOf({ h: { ...spec, remaining, tasks: [] } });
    const { placements } = place(store, asked);
    store.apply(planChanges(store, asked, placements, () => 'planned'));
    expect(Object.fromEntries(store.host('h')?.instance.remaining ?? [])).toEqual({
      cpu: 900,
      memory: 1800,
      gpu: ['g2'],
      ports: ['22', '8080', '80'],
      licence: ['l2'],
      disk: 6,
    });
    expect(store.host('h')?.tasks).toEqual([
      {
        key: 'planned',
        instance: 'h',
        cluster: 'planned tasks',
        group: 'g',
        desiredStatus: 'RUNNING',
        lastStatus: 'PENDING',
        cpu: 100,
        memory: 200,
        gpu: 1,
        gpuIds: ['g1'],
        hostPorts: [
          { port: 80, protocol: 'tcp' },
          { port: 53, protocol: 'udp' },
        ],
      },
    ]);
  });

  it('stays unsaid where the record says nothing and the tasks tell', () => {
    const store = storeOf({ h: { ...spec, tasks: [{ cpu: 1 }] } });
    const { resources: _, ...plain } = asked;
    store.apply(planChanges(store, plain, place(store, plain).placements, () => 'planned'));
    expect(store.host('h')?.instance.remaining).toBeUndefined();
  });

  it('counts all GPUs of a host that does not list them as taken', () => {
    const store = storeOf({ h: { gpu: 4 } });
    store.apply(planChanges(store, { gpu: 'ALL' }, place(store, { gpu: 'ALL' }).placements, () => 'planned'));
    expect(place(store, { gpu: 1 }).placements).toEqual([]);
  });

  it('does not make the tasks of a cluster known of which none was loaded', () => {
    const store = storeOf({ h: { runningTasksCount: 7 } });
    store.apply(planChanges(store, { cpu: 1 }, place(store, { cpu: 1 }).placements, () => 'planned'));
    const host = store.host('h');
    expect([host?.tasksKnown, host?.instance.runningTasksCount, host?.tasks.length]).toEqual([false, 8, 1]);
  });

  it('grows by what a task held that leaves, but for what others hold, is reserved, or was not registered', () => {
    const tasks = [
      { key: 'a', cpu: 500, memory: 100, gpuIds: ['g3'], hostPorts: [{ port: 8080, protocol: 'tcp' as const }] },
      {
        key: 'b',
        hostPorts: [
          { port: 8080, protocol: 'tcp' as const },
          { port: 22, protocol: 'tcp' as const },
        ],
      },
    ];
    const store = storeOf({ h: { ...spec, cpu: 1200, remaining, tasks } });
    const ofHost = (key: string) => store.host('h')?.tasks.filter((task) => task.key === key) ?? [];
    store.apply(leaveChanges(store, ofHost('a')));
    // 1,000 + 500 CPU units would be more than the 1,200 that there are.
    expect(Object.fromEntries(store.host('h')?.instance.remaining ?? [])).toEqual({
      ...remaining,
      cpu: 1200,
      memory: 2100,
      gpu: ['g1', 'g2', 'g3'],
    });
    store.apply(stopChanges(store, [...ofHost('a'), ...ofHost('b')]));
    expect(store.host('h')?.instance.remaining?.get('ports')).toEqual(['22']);
    expect(store.taskCount).toBe(0);
  });

  it('follows a task from one host to another', () => {
    const store = storeOf({
      a: { remaining: { memory: 7000 }, tasks: [{ key: 't', memory: 1192 }] },
      b: { remaining: { memory: 8192 } },
    });
    const [task] = store.host('a')?.tasks ?? [];
    const moved = { ...task!, instance: 'b' };
    store.apply([
      ...leaveChanges(store, [task!]),
      ...startChanges(store, [{ task: moved, taking: takingOfRecord(moved) }]),
    ]);
    expect(store.hosts().map(({ instance, tasks }) => [instance.remaining?.get('memory'), tasks.length])).toEqual([
      [8192, 0],
      [7000, 1],
    ]);
    expect(store.verify()).toEqual([]);
  });
});

describe('a copy', () => {
  it('holds the same, and what is done to it does not show in the original', () => {
    const law = fc.property(hosts, (specs) => {
      const store = storeOf(specs);
      const before = JSON.stringify(contentOf(store), maps);
      const copy = copyOf(store);
      expect(JSON.stringify(contentOf(copy), maps)).toBe(before);
      copy.apply(stopChanges(copy, [...copy.tasks()]));
      for (const { instance } of copy.hosts()) copy.apply([{ kind: 'instance-removed', key: instance.key }]);
      expect(copy.instanceCount).toBe(0);
      expect(JSON.stringify(contentOf(store), maps)).toBe(before);
    });
    fc.assert(law, runs(100));
  });
});

function maps(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
