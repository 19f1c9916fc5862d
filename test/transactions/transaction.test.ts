import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import { LIMITS } from '../../src/model/limits.js';
import type { Claim, CommitOptions, CommitResult } from '../../src/transactions/claim.js';

interface HostSpec {
  readonly cpu: number;
  readonly zone?: string;
  readonly gpus?: readonly string[];
  /** Whether the host says itself what remains, as Amazon ECS does. */
  readonly states?: boolean;
}

const set = (name: string, members: readonly string[]) => ({ name, type: 'STRINGSET', stringSetValue: members });
const integer = (name: string, amount: number) => ({ name, type: 'INTEGER', integerValue: amount });

function fleet(hosts: readonly HostSpec[]): Cluster {
  const containerInstances = hosts.map(({ cpu, zone = 'a', gpus = [], states = false }, at) => {
    const resources = [integer('CPU', cpu), integer('MEMORY', 4096), set('PORTS', ['22'])];
    if (gpus.length > 0) resources.push(set('GPU', gpus));
    return {
      containerInstanceArn: `host-${at}`,
      status: 'ACTIVE',
      agentConnected: true,
      attributes: [{ name: 'zone', value: zone }],
      registeredResources: resources,
      ...(states ? { remainingResources: resources } : {}),
    };
  });
  return Cluster.from({ containerInstances });
}

/** The claims of what a request gets now. */
function planned(cluster: Cluster, request: unknown, id: string, seed = 0): readonly Claim[] {
  const { placements } = cluster.place(request, { seed });
  return placements.map((placement) => ({ task: `${id}/${placement.index}`, request, placement }));
}

function commit(cluster: Cluster, claims: readonly Claim[], options?: CommitOptions): CommitResult {
  return cluster
    .begin()
    .claim(...claims)
    .commit(options);
}

const codes = ({ dropped }: CommitResult) => dropped.map(({ task, code }) => [task, code]);
const web = { cpu: 1024, memory: 512, count: 1, group: 'service:web' };

describe('a transaction', () => {
  it('makes what was planned part of the state', () => {
    const cluster = fleet([{ cpu: 2048 }, { cpu: 1024 }]);
    const before = cluster.revision;
    const result = commit(cluster, planned(cluster, { ...web, count: 2 }, 'web'));
    expect(codes(result)).toEqual([]);
    expect(result.committed.map(({ task }) => task)).toEqual(['web/0', 'web/1']);
    expect(result.revision).toBe(cluster.revision);
    expect(cluster.revision).toBeGreaterThan(before);
    expect(cluster.prepare('from tasks task:group == service:web').ids()).toEqual(['web/0', 'web/1']);
    expect(cluster.headroom(web).total).toBe(1);
  });

  it('changes nothing until it is committed', () => {
    const cluster = fleet([{ cpu: 1024 }]);
    cluster.begin().claim(...planned(cluster, web, 'web'));
    expect(cluster.taskCount).toBe(0);
  });

  it('drops what has no room any more, and says why', () => {
    const cluster = fleet([{ cpu: 1024 }]);
    const [mine, theirs] = [planned(cluster, web, 'mine'), planned(cluster, web, 'theirs')];
    commit(cluster, theirs);
    expect(commit(cluster, mine).dropped).toEqual([
      {
        task: 'mine/0',
        instance: 'host-0',
        code: 'no-fit',
        reasons: [{ code: 'resource:cpu', asked: 1024, free: 0 }],
      },
    ]);
  });

  it('sees that two claims of one commit clash', () => {
    const cluster = fleet([{ cpu: 1024 }]);
    const [first, second] = [planned(cluster, web, 'a'), planned(cluster, { ...web }, 'b')];
    expect(codes(commit(cluster, [...first, ...second], { conflict: 'version' }))).toEqual([['b/0', 'no-fit']]);
  });

  it('drops in mode version what is on a host that changed', () => {
    const cluster = fleet([{ cpu: 4096 }, { cpu: 1024 }]);
    const transaction = cluster.begin();
    const claims = planned(
      cluster,
      { ...web, count: 5, placementStrategy: [{ type: 'spread', field: 'instanceId' }] },
      'a',
    );
    expect(claims).toHaveLength(5);
    commit(cluster, [
      { task: 'b/0', request: { cpu: 1, memory: 1 }, placement: { instance: 'host-1', hostPorts: [], gpuIds: [] } },
    ]);
    const result = transaction.claim(...claims).commit({ conflict: 'version' });
    expect(result.dropped.map(({ instance, code }) => [instance, code])).toEqual([['host-1', 'changed']]);
    expect(result.committed).toHaveLength(4);
  });

  it('keeps a host that did not change in mode version, however many others did', () => {
    const cluster = fleet([{ cpu: 4096 }, { cpu: 1024 }]);
    // The first task of a cluster makes its tasks known, which changes every host.
    cluster.apply({ taskArn: 'first', containerInstanceArn: 'host-1', cpu: '1', memory: '1', lastStatus: 'RUNNING' });
    const transaction = cluster.begin();
    cluster.apply({ taskArn: 'other', containerInstanceArn: 'host-1', cpu: '1', memory: '1', lastStatus: 'RUNNING' });
    const claim = { task: 'a/0', request: web, placement: { instance: 'host-0', hostPorts: [], gpuIds: [] } };
    expect(codes(transaction.claim(claim).commit({ conflict: 'version' }))).toEqual([]);
  });

  it('drops all where one is dropped, if asked to', () => {
    const cluster = fleet([{ cpu: 1024 }, { cpu: 1024 }]);
    const claims = planned(cluster, { ...web, count: 2 }, 'a');
    commit(cluster, planned(cluster, web, 'b'));
    const before = cluster.toSnapshot();
    const result = commit(cluster, claims, { commit: 'all-or-nothing' });
    expect(result.committed).toEqual([]);
    expect(result.dropped.map(({ code }) => code).sort()).toEqual(['all-or-nothing', 'no-fit']);
    expect(cluster.toSnapshot()).toEqual(before);
  });

  it('places no task again that is there, was there, or comes twice', () => {
    const cluster = fleet([{ cpu: 4096 }, { cpu: 4096 }]);
    const [claim] = planned(cluster, web, 'a') as [Claim];
    commit(cluster, [claim]);
    const elsewhere = { ...claim, placement: { ...claim.placement, instance: 'host-1' } };
    expect(commit(cluster, [elsewhere]).dropped).toMatchObject([
      { code: 'task-exists', instance: claim.placement.instance },
    ]);
    cluster.apply({
      'detail-type': 'ECS Task State Change',
      detail: { taskArn: 'a/0', lastStatus: 'STOPPED', desiredStatus: 'STOPPED', version: 9 },
    });
    expect(codes(commit(cluster, [claim]))).toEqual([['a/0', 'task-ended']]);
    const other = { ...claim, task: 'b/0' };
    expect(codes(commit(cluster, [other, other]))).toEqual([['b/0', 'task-exists']]);
  });

  it('drops what is on an instance that is gone, or full of ports', () => {
    const cluster = fleet([{ cpu: 4096 }]);
    const request = { cpu: 1, memory: 1, count: 2, ports: [{ hostPort: 0 }, { hostPort: 8080 }] };
    const placement = (ports: readonly number[]) => ({
      instance: 'host-0',
      hostPorts: ports.map((hostPort) => ({ hostPort, protocol: 'tcp' as const })),
      gpuIds: [],
    });
    const gone = { task: 'gone', request, placement: { ...placement([40_000, 8080]), instance: 'host-9' } };
    expect(codes(commit(cluster, [gone]))).toEqual([['gone', 'no-instance']]);
    const result = commit(cluster, [
      { task: 'a', request, placement: placement([40_000, 8080]) },
      { task: 'b', request, placement: placement([40_000, 8080]) },
    ]);
    expect(result.committed).toEqual([{ task: 'a', ...placement([40_000, 8080]) }]);
    expect(result.dropped[0]?.reasons.map(({ code }) => code).sort()).toEqual(['port:40000/tcp', 'port:8080/tcp']);
  });

  it('counts tasks without a group only with those of their request', () => {
    const cluster = fleet([{ cpu: 4096 }]);
    const request = () => ({ cpu: 1, memory: 1, placementConstraints: [{ type: 'distinctInstance' }] });
    const [first, second] = [request(), request()];
    const claim = (task: string, of: unknown): Claim => {
      return { task, request: of, placement: { instance: 'host-0', hostPorts: [], gpuIds: [] } };
    };
    // Together they are of one group where they name it, and of none where they do not.
    expect(codes(commit(cluster, [claim('a', first), claim('b', second), claim('c', first)]))).toEqual([
      ['c', 'no-fit'],
    ]);
  });

  it('gives no device twice', () => {
    for (const states of [false, true]) {
      const cluster = fleet([{ cpu: 4096, gpus: ['g0', 'g1', 'g2'], states }]);
      const request = { cpu: 1, memory: 1, gpu: 1, count: 1 };
      const claim = (task: string, gpuIds: readonly string[]): Claim => {
        return { task, request, placement: { instance: 'host-0', hostPorts: [], gpuIds } };
      };
      const result = commit(cluster, [claim('a', ['g1']), claim('b', ['g1']), claim('c', []), claim('d', [])]);
      expect(result.committed.map(({ task, gpuIds }) => [task, gpuIds])).toEqual([
        ['a', ['g1']],
        ['c', ['g0']],
        ['d', ['g2']],
      ]);
      expect(result.dropped[0]).toMatchObject({ code: 'no-fit', reasons: [{ code: 'resource:gpu', asked: ['g1'] }] });
      expect(cluster.headroom(request).total).toBe(0);
    }
  });

  it('tells watchers of what it committed', () => {
    const cluster = fleet([{ cpu: 1024 }]);
    const told: unknown[] = [];
    cluster.prepare('task:group == service:web').watch((delivery) => told.push(delivery));
    commit(cluster, planned(cluster, web, 'a'));
    expect(told.at(-1)).toMatchObject({ kind: 'change', added: ['host-0'], removed: [] });
  });

  it('is committed once, and stays open where a claim is wrong', () => {
    const cluster = fleet([{ cpu: 1024 }]);
    const transaction = cluster.begin().claim(...planned(cluster, web, 'a'));
    transaction.commit();
    expect(() => transaction.commit()).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => transaction.claim()).toThrow(expect.objectContaining({ code: 'usage' }));
    const placement = { instance: 'host-0', hostPorts: [], gpuIds: [] };
    const wrong: readonly [Partial<Claim>, string][] = [
      [{ request: { cpu: -1 } }, '$[0].request.cpu'],
      [{ request: { cpu: 1, memory: 1, ports: [{ hostPort: 80 }] } }, '$[0].placement.hostPorts'],
      [{ placement: { ...placement, gpuIds: ['g'] } }, '$[0].placement.gpuIds'],
      [
        {
          request: { cpu: 1, memory: 1, ports: [{ hostPort: 80 }] },
          placement: { ...placement, hostPorts: [{ hostPort: 81, protocol: 'tcp' }] },
        },
        '$[0].placement.hostPorts[0]',
      ],
    ];
    for (const [part, path] of wrong) {
      const open = cluster.begin().claim({ task: 'x', request: web, placement, ...part });
      expect(() => open.commit()).toThrow(expect.objectContaining({ path }));
      expect(cluster.taskCount).toBe(1);
    }
    expect(() => cluster.begin().commit({ conflict: 'fits' as 'fit' })).toThrow('fit or version');
  });

  it(`takes ${LIMITS.placementCount} claims and not one more`, () => {
    const cluster = fleet([{ cpu: 1024 }]);
    const claim = { task: 'a', request: web, placement: { instance: 'host-0', hostPorts: [], gpuIds: [] } };
    const transaction = cluster.begin();
    for (let count = 0; count < LIMITS.placementCount; count++) transaction.claim(claim);
    expect(() => transaction.claim(claim)).toThrow(expect.objectContaining({ code: 'request-limit' }));
    expect(transaction.commit().committed).toHaveLength(1);
  });
});

describe('many schedulers on one state', () => {
  const host = fc.record({
    cpu: fc.constantFrom(1000, 2000),
    zone: fc.constantFrom('a', 'b'),
    states: fc.boolean(),
  });
  const request = fc.record({
    cpu: fc.constantFrom(300, 500, 900),
    memory: fc.constantFrom(100, 1000),
    count: fc.integer({ min: 1, max: 6 }),
    group: fc.constantFrom('service:a', 'service:b'),
    ports: fc.constantFrom([], [], [{ hostPort: 80 }], [{ hostPort: 0 }]),
    placementConstraints: fc.constantFrom(
      [],
      [],
      [{ type: 'distinctInstance' }],
      [{ type: 'memberOf', expression: 'not(task:group == service:a)' }],
    ),
    placementStrategy: fc.constantFrom(
      [{ type: 'random' }],
      [{ type: 'binpack', field: 'cpu' }],
      [{ type: 'spread', field: 'attribute:zone', maxSkew: 1 }],
    ),
  });
  const rounds = fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  const options = fc.record({
    conflict: fc.constantFrom('fit' as const, 'version' as const),
    commit: fc.constantFrom('incremental' as const, 'all-or-nothing' as const),
  });

  it('hold every host to its capacity and give no port twice', () => {
    let drops = 0;
    fc.assert(
      fc.property(fc.array(host, { minLength: 1, maxLength: 4 }), rounds, options, (hosts, plan, how) => {
        const cluster = fleet(hosts);
        const placed: string[] = [];
        plan.forEach((requests, round) => {
          // All plan on the same state, then commit one after the other.
          const pending = requests.map((one, scheduler) => {
            return cluster.begin().claim(...planned(cluster, one, `${round}.${scheduler}`, scheduler));
          });
          for (const transaction of pending) {
            const { committed, dropped } = transaction.commit(how);
            if (how.commit === 'all-or-nothing') expect(committed.length === 0 || dropped.length === 0).toBe(true);
            drops += dropped.length;
            placed.push(...committed.map(({ task }) => task));
          }
        });
        expect(cluster.prepare('from tasks *').ids()).toEqual(placed.toSorted());
        requireSound(cluster, hosts);
      }),
      { numRuns: 300 },
    );
    expect(drops).toBeGreaterThan(100);
  });

  it('have no more conflicts with fit than with version, nor with incremental than with all-or-nothing', () => {
    let fewer = 0;
    fc.assert(
      fc.property(fc.array(host, { minLength: 1, maxLength: 4 }), rounds, (hosts, plan) => {
        const history = fleet(hosts);
        for (const requests of plan) {
          const state = history.toSnapshot();
          // The same history for each way to commit: the state, the plans on it, and all commits but the last.
          const dropsOf = (how: Required<CommitOptions>): number => {
            const cluster = Cluster.from(state);
            const pending = requests.map((one, scheduler) => {
              return cluster.begin().claim(...planned(cluster, one, `${cluster.revision}.${scheduler}`, scheduler));
            });
            const last = pending.pop();
            for (const transaction of pending) transaction.commit();
            return last?.commit(how).dropped.length ?? 0;
          };
          const fit = dropsOf({ conflict: 'fit', commit: 'incremental' });
          const version = dropsOf({ conflict: 'version', commit: 'incremental' });
          expect(fit).toBeLessThanOrEqual(version);
          expect(fit).toBeLessThanOrEqual(dropsOf({ conflict: 'fit', commit: 'all-or-nothing' }));
          expect(version).toBeLessThanOrEqual(dropsOf({ conflict: 'version', commit: 'all-or-nothing' }));
          if (fit < version) fewer++;
          requests.forEach((one, scheduler) => {
            commit(history, planned(history, one, `${history.revision}.${scheduler}`, scheduler));
          });
        }
      }),
      { numRuns: 100 },
    );
    expect(fewer).toBeGreaterThan(5);
  });
});

/** Adds up what the tasks take, and compares it with what the hosts have and with what the fleet says of them. */
function requireSound(cluster: Cluster, hosts: readonly HostSpec[]): void {
  const { tasks, instances } = cluster.toSnapshot();
  hosts.forEach(({ cpu, states = false }, at) => {
    const here = tasks.filter(({ instance }) => instance === `host-${at}`);
    const taken = here.reduce((sum, task) => sum + task.cpu, 0);
    expect(taken).toBeLessThanOrEqual(cpu);
    expect(here.reduce((sum, task) => sum + task.memory, 0)).toBeLessThanOrEqual(4096);
    const ports = here.flatMap(({ hostPorts = [] }) => hostPorts.map(({ port }) => port));
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports).not.toContain(22);
    const record = instances.find(({ key }) => key === `host-${at}`);
    const remaining = new Map(record?.remaining ?? []);
    if (states) expect(remaining.get('cpu')).toBe(cpu - taken);
  });
}
