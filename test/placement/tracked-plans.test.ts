/** What users of schedulers run into where several requests meet, or where a plan is carried out: see trackers.test.ts. */
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/model/records.js';
import { place, placeAll } from '../../src/placement/place.js';
import { whyNot } from '../../src/placement/why.js';
import { agreeOnPlaceAll, ask } from './agreement.js';
import type { HostSpec } from './fleet.js';
import type { AbstractRequest } from './generate.js';
import { World } from './world.js';

type PlacementResult = ReturnType<typeof place>;

interface Wanted {
  readonly cpu?: number;
  readonly memory?: number;
  readonly group: string;
}

/** The tasks of a plan start: the records that the cluster would then tell of. */
function carryOut(world: World, { placements }: PlacementResult, { cpu = 0, memory = 0, group }: Wanted): void {
  for (const { index, instance, hostPorts, gpuIds } of placements) {
    const task: Task = {
      key: `${group}/${world.taskKeys().length}/${index}`,
      instance,
      group,
      desiredStatus: 'RUNNING',
      lastStatus: 'PENDING',
      cpu,
      memory,
      gpu: gpuIds.length,
      gpuIds,
      hostPorts: hostPorts.map(({ hostPort, protocol }) => ({ port: hostPort, protocol })),
    };
    world.putTask(task);
  }
}

describe('two gangs that together are too many', () => {
  const names = Array.from({ length: 100 }, (_, index) => `host-${String(index).padStart(3, '0')}`);
  const fleet = (): World =>
    new World(Object.fromEntries(names.map((name): [string, HostSpec] => [name, { cpu: 1024 }])));
  const gang = (group: string) => ({
    group,
    cpu: 1024,
    count: 100,
    mode: 'all-or-nothing',
    placementConstraints: [{ type: 'distinctInstance' }],
    placementStrategy: [{ type: 'spread', field: 'instanceId' }],
  });
  const refused = (result: PlacementResult | undefined) => {
    expect(result?.placements).toEqual([]);
    expect(result?.unplaced).toHaveLength(100);
    expect(result?.unplaced.map(({ index }) => index)).toEqual(names.map((_, index) => index));
    expect(result?.unplaced[99]?.reasons).toEqual([{ code: 'resource:cpu', hosts: 100, alone: 100 }]);
  };

  // kubernetes/kubernetes#16845, kubeflow/trainer#165, koordinator-sh/koordinator#872: each gets some of its hosts and waits for ever.
  it('in one call the first is placed whole and the second not at all', () => {
    const { results } = placeAll(fleet().store, [gang('one'), gang('two')]);
    expect(results[0]?.placements.map(({ instance }) => instance)).toEqual(names);
    expect(results[0]?.unplaced).toEqual([]);
    refused(results[1]);
  });

  it('the one of higher priority is the first', () => {
    const { results } = placeAll(fleet().store, [gang('one'), { ...gang('two'), priority: 1 }]);
    refused(results[0]);
    expect(results[1]?.placements).toHaveLength(100);
  });

  it('in two calls it is the same, and when the first has gone the second goes there', () => {
    const world = fleet();
    carryOut(world, place(world.store, gang('one')), { group: 'one', cpu: 1024 });
    refused(place(world.store, gang('two')));
    for (const key of world.taskKeys()) world.removeTask(key);
    expect(place(world.store, gang('two')).placements.map(({ instance }) => instance)).toEqual(names);
  });

  it('a gang that does not fit leaves its hosts to the next request', () => {
    const { results } = placeAll(fleet().store, [{ ...gang('one'), count: 101 }, gang('two')]);
    expect(results[0]?.placements).toEqual([]);
    expect(results[0]?.unplaced).toHaveLength(101);
    expect(results[1]?.placements).toHaveLength(100);
  });
});

// aws/amazon-ecs-agent#225: three tasks that fit together do not when they come in the wrong order to hosts that are kept even.
describe('tasks of 0.75, 0.75 and 1.5 GB on two hosts of 2 GB', () => {
  const SIZES = [768, 768, 1536];
  const ORDERS = [
    [768, 768, 1536],
    [768, 1536, 768],
    [1536, 768, 768],
  ];
  const PACKING = ['memory', 'cpu', 'dominant', 'bestFit', 'dotProduct', 'fragmentation'];

  const fleet = (): World => new World({ a: { memory: 2048 }, b: { memory: 2048 } });
  const request = (memory: number, index: number, strategy: object) => ({
    group: `task-${index}`,
    memory,
    placementStrategy: [strategy],
  });
  /** Where each of the tasks goes, in the order of the requests; `-` for none. */
  const hostsOf = (results: readonly PlacementResult[]) =>
    results.map(({ placements }) => placements[0]?.instance ?? '-').join('');

  it('there are three orders of them, and each fills 3 of 4 GB', () => {
    for (const order of ORDERS) expect([...order].sort((x, y) => x - y)).toEqual(SIZES);
  });

  const expected: readonly (readonly [order: readonly number[], packed: string, even: string])[] = [
    // Packed, both small ones go to one host; kept even, no host has 1.5 GB left.
    [[768, 768, 1536], 'aab', 'ab-'],
    [[768, 1536, 768], 'aba', 'aba'],
    [[1536, 768, 768], 'abb', 'abb'],
  ];

  describe.each(expected)('in the order %j', (order, packed, even) => {
    const strategies = PACKING.map((field) => [{ type: 'binpack', field }, packed] as const);

    it.each(strategies)('%j places all', (strategy, hosts) => {
      const requests = order.map((memory, index) => request(memory, index, strategy));
      const { results } = placeAll(fleet().store, requests);
      expect(hostsOf(results)).toBe(hosts);
      const usedOn = (host: string) =>
        order.reduce((sum, memory, index) => sum + (hosts[index] === host ? memory : 0), 0);
      expect([usedOn('a'), usedOn('b')]).toEqual([1536, 1536]);
    });

    it.each(strategies)('%j places all in three calls, too', (strategy, hosts) => {
      const world = fleet();
      const results = order.map((memory, index) => {
        const result = place(world.store, request(memory, index, strategy));
        carryOut(world, result, { group: `task-${index}`, memory });
        return result;
      });
      expect(hostsOf(results)).toBe(hosts);
    });

    it('hosts that are kept even take as much as they can', () => {
      // The most free is the least by this scorer.
      const scorers = {
        emptiest: ({ free }: { readonly free: Readonly<Record<string, number>> }) => -(free['memory'] ?? 0),
      };
      const strategy = { type: 'scorer', field: 'emptiest' };
      const { results } = placeAll(
        fleet().store,
        order.map((memory, index) => request(memory, index, strategy)),
        { scorers },
      );
      expect(hostsOf(results)).toBe(even);
    });

    it('every strategy does what the oracle does', () => {
      const named = (): World => new World({ a: { memory: 2048, cluster }, b: { memory: 2048, cluster } });
      const agree = (strategy: AbstractRequest['strategies'][number], seed: number) => {
        const requests = order.map((memory, index) => abstract(memory, index, strategy, seed));
        agreeOnPlaceAll(
          named(),
          requests.map((one) => ask(named(), one, 'short')),
        );
      };
      for (const [strategy] of strategies) agree(strategy, 0);
      for (let seed = 0; seed < 20; seed++) agree({ type: 'random' }, seed);
    });
  });

  const cluster = 'demo';

  function abstract(
    memory: number,
    index: number,
    strategy: AbstractRequest['strategies'][number],
    seed: number,
  ): AbstractRequest {
    const need = { cpu: 0, memory, gpu: 0, ports: [], attributes: [], resources: {} };
    return {
      ...{ need, count: 1, group: `task-${index}`, cluster, constraints: [], strategies: [strategy], prefer: [] },
      ...{ gang: false, priority: 0, seed, dynamicPortRange: [9_000, 9_004] },
    };
  }

  it('by priority the large one goes first, wherever it stands', () => {
    const even = { type: 'spread', field: 'instanceId' };
    const requests = [768, 768, 1536].map((memory, index) => ({
      ...request(memory, 0, even),
      group: 'one service',
      priority: memory,
      count: 1,
      seed: index,
    }));
    const { results } = placeAll(fleet().store, requests);
    expect(hostsOf(results)).toBe('bba');
  });
});

// hashicorp/nomad#9506, #13017, #11793: what the scheduler planned the applier refused, and the same plan was made for ever.
describe('a plan that is carried out', () => {
  const fleet = () =>
    new World({
      a: { cpu: 1024, memory: 2048, gpu: ['x', 'y'], ports: ['22'] },
      b: { cpu: 2048, memory: 1024, tasks: [{ group: 'service:web', cpu: 256, memory: 256 }] },
      c: { cpu: 512, memory: 4096, tasks: [{ hostPorts: [{ port: 8080, protocol: 'tcp' }] }] },
      d: { cpu: 2048, memory: 2048, status: 'DRAINING' },
    });
  const wanted: Wanted & Record<string, unknown> = {
    ...{ group: 'service:web', cpu: 128, memory: 256, ports: [0] },
    placementConstraints: [{ type: 'memberOf', expression: 'runningTasksCount < 4' }],
    placementStrategy: [
      { type: 'spread', field: 'instanceId', maxPerBucket: 4 },
      { type: 'binpack', field: 'memory' },
    ],
  };

  it('fits on every host at every step, and planning goes on where it was', () => {
    const whole = place(fleet().store, { ...wanted, count: 20 });
    expect(whole.placements.length).toBeGreaterThan(8);
    expect(whole.unplaced.length).toBeGreaterThan(0);
    const world = fleet();
    for (const planned of whole.placements) {
      const { hosts } = whyNot(world.store, wanted);
      expect(hosts.map(({ instance }) => instance)).not.toContain(planned.instance);
      const next = place(world.store, { ...wanted, count: 1 });
      expect(next.placements).toEqual([{ ...planned, index: 0 }]);
      carryOut(world, next, wanted);
    }
    const { eligible, reasons } = whyNot(world.store, wanted);
    expect(eligible).toBe(0);
    expect(reasons).toEqual(whole.unplaced[0]?.reasons);
    expect(place(world.store, wanted).placements).toEqual([]);
  });

  it('leaves as much room as was told before, less what it took', () => {
    const world = fleet();
    const plan = place(world.store, { ...wanted, count: 5 });
    const rest = place(world.store, { ...wanted, count: 100 }).placements.length - 5;
    carryOut(world, plan, wanted);
    expect(place(world.store, { ...wanted, count: 100 }).placements).toHaveLength(rest);
  });

  it('can be carried out in part: devices and ports of the rest are not those of the first', () => {
    const world = new World({ a: { gpu: ['x', 'y', 'z'] } });
    const request = { group: 'g', gpu: 1, ports: [0], count: 3 };
    const plan = place(world.store, request);
    carryOut(world, { ...plan, placements: plan.placements.slice(0, 1) }, { group: 'g' });
    const rest = place(world.store, request);
    expect(rest.placements.map(({ gpuIds }) => gpuIds)).toEqual([['y'], ['z']]);
    expect(rest.placements.map(({ hostPorts }) => hostPorts)).toEqual(
      plan.placements.slice(1).map(({ hostPorts }) => hostPorts),
    );
    expect(rest.unplaced.map(({ index, reasons }) => [index, reasons.map(({ code }) => code)])).toEqual([
      [2, ['resource:gpu']],
    ]);
  });
});
