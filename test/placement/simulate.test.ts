/** Steps on small clusters whose outcome can be worked out by hand, and laws on random ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryError } from '../../src/language/diagnostic.js';
import { LIMITS } from '../../src/model/limits.js';
import { type HostPort, holdsResources, isDesiredRunning } from '../../src/model/records.js';
import { freeAmount, registeredAmount } from '../../src/placement/hosts/capacity.js';
import { place } from '../../src/placement/place.js';
import { simulate } from '../../src/placement/simulate.js';
import { consolidate } from '../../src/placement/simulation/consolidation.js';
import { copyOf } from '../../src/placement/simulation/copy.js';
import { SIMULATION_LIMITS } from '../../src/placement/simulation/limits.js';
import type { SimulationReport } from '../../src/placement/simulation/report.js';
import { Site } from '../../src/placement/simulation/site.js';
import { readSource } from '../../src/sources/source.js';
import type { Store } from '../../src/store/store.js';
import { readText } from '../house/sources.js';
import { runs } from '../support/runs.js';
import { type HostSpec, storeOf, type TaskSpec } from './fleet.js';

const ZONE = 'ecs.availability-zone';

/** 1,000 CPU units and MiB each; tasks are given by what they take of both. */
function host(zone: string, tasks: readonly TaskSpec[] = [], more: HostSpec = {}): HostSpec {
  return { cpu: 1000, memory: 1000, attributes: { [ZONE]: zone }, tasks, ...more };
}

function task(key: string, memory: number, more: TaskSpec = {}): TaskSpec {
  return { key, group: 'service:web', cpu: memory, memory, ...more };
}

function ask(store: Store, scenario: unknown, options = {}): SimulationReport {
  return simulate(store, readSource, scenario, options);
}

const web = { cpu: 300, memory: 300, group: 'service:web' };

describe('place', () => {
  it('places what place would, and later steps see it', () => {
    const store = storeOf({ a: host('za'), b: host('zb') });
    const report = ask(store, [{ place: { ...web, count: 2 } }, { place: [{ ...web, count: 5 }] }]);
    const [first, second] = report.steps;
    expect(first?.placements.map(({ task: key, instance }) => [key, instance])).toEqual([
      ['simulated:0:0:0', 'a'],
      ['simulated:0:0:1', 'b'],
    ]);
    expect(second?.placements.map(({ instance }) => instance)).toEqual(['a', 'b', 'a', 'b']);
    expect(second?.unplaced).toEqual([
      {
        request: 0,
        group: 'service:web',
        count: 1,
        reasons: [
          { code: 'resource:cpu', hosts: 2, alone: 0 },
          { code: 'resource:memory', hosts: 2, alone: 0 },
        ],
      },
    ]);
    expect(report.totals).toEqual({ placed: 6, moved: 0, stopped: 0, unplaced: 1 });
  });

  it('takes several requests as placeAll does', () => {
    const store = storeOf({ a: host('za') });
    const urgent = { ...web, priority: 1, cpu: 800, memory: 800, group: 'service:api' };
    const [step] = ask(store, [{ place: [{ ...web, count: 2 }, urgent] }]).steps;
    expect(step?.placements.map(({ request }) => request)).toEqual([1]);
    expect(step?.unplaced.map(({ request, count }) => [request, count])).toEqual([[0, 2]]);
  });
});

describe('drain', () => {
  const cluster = () => ({
    a: host('za', [task('t1', 400), task('t2', 300, { group: 'service:api' })]),
    b: host('zb', [task('t3', 500)]),
    c: host('za', [task('t4', 900)]),
  });

  it('moves tasks, the greediest first, and leaves those that find no room', () => {
    const report = ask(storeOf(cluster()), [{ drain: ['a'], name: 'one host' }]);
    const [step] = report.steps;
    expect(step).toMatchObject({ step: 0, action: 'drain', name: 'one host', instances: ['a'] });
    expect(step?.moves).toEqual([{ task: 't1', group: 'service:web', from: 'a', to: 'b', hostPorts: [], gpuIds: [] }]);
    expect(step?.unplaced).toMatchObject([{ group: 'service:api', count: 1, tasks: ['t2'] }]);
    expect(report.after.hosts).toMatchObject({ total: 3, active: 2, draining: 1 });
    expect(report.after.tasks).toBe(4);
    expect(report.warnings).toMatchObject([{ code: 'not-considered', path: '$[0].drain' }]);
  });

  it('leaves the tasks where they are if they are not to be replaced', () => {
    const report = ask(storeOf(cluster()), { steps: [{ drain: `attribute:${ZONE} == za`, replace: false }] });
    expect(report.steps[0]).toMatchObject({ instances: ['a', 'c'], moves: [], stopped: [], unplaced: [] });
    expect(report.after).toMatchObject({ tasks: 4, hosts: { draining: 2, active: 1 } });
    expect(report.warnings).toEqual([]);
  });

  it('removes hosts with what finds no room, or with all of it', () => {
    const replaced = ask(storeOf(cluster()), [{ remove: ['a'] }]);
    expect(replaced.steps[0]).toMatchObject({ moves: [{ task: 't1' }], unplaced: [{ tasks: ['t2'] }], stopped: [] });
    expect(replaced.after).toMatchObject({ tasks: 3, hosts: { total: 2 } });
    const lost = ask(storeOf(cluster()), [{ remove: ['a'], replace: false }]);
    expect(lost.steps[0]).toMatchObject({ moves: [], unplaced: [], stopped: [{ task: 't1' }, { task: 't2' }] });
    expect(lost.after).toMatchObject({ tasks: 2, hosts: { total: 2 } });
  });

  it('moves all greedy tasks before any modest one', () => {
    const tasks = [task('small', 300), task('big-1', 400), task('big-2', 400)];
    const [step] = ask(storeOf({ a: host('za', tasks), b: host('za') }), [{ drain: ['a'] }]).steps;
    expect(step?.moves.map(({ task: key }) => key)).toEqual(['big-1', 'big-2']);
    expect(step?.unplaced).toMatchObject([{ tasks: ['small'] }]);
  });

  it('leaves no task of a host that is removed', () => {
    const steps = [{ remove: ['a'] }, { terminate: ['t2'] }];
    expect(() => ask(storeOf(cluster()), steps)).toThrow('there is no task "t2"');
  });

  it('selects hosts by the tasks that are known, be it that there is none', () => {
    const store = storeOf({ a: host('za', [], { runningTasksCount: 5 }) });
    const steps = [{ drain: 'runningTasksCount == 0' }];
    expect(ask(store, steps).steps[0]?.instances).toEqual([]);
    store.apply([{ kind: 'tasks-known', cluster: '' }]);
    expect(ask(store, steps).steps[0]?.instances).toEqual(['a']);
  });

  it('asks again for fixed ports, and for any port in the place of a dynamic one', () => {
    const port = (number: number): HostPort => ({ port: number, protocol: 'tcp' });
    const hostPorts = [port(80), port(40_000), port(40_000)];
    const store = storeOf({
      a: host('za', [task('t', 10, { hostPorts })]),
      b: host('za', [task('u', 10, { hostPorts: [port(80)] })]),
      c: host('za'),
    });
    expect(ask(store, [{ drain: ['a'] }]).steps[0]?.moves).toMatchObject([
      { to: 'c', hostPorts: [{ hostPort: 80 }, { hostPort: 32_768 }] },
    ]);
  });

  it('does not move what is about to stop', () => {
    const stopping = task('t', 10, { desiredStatus: 'STOPPED', lastStatus: 'RUNNING' });
    const store = storeOf({ a: host('za', [stopping]), b: host('za') });
    expect(ask(store, [{ remove: ['a'] }])).toMatchObject({ totals: { moved: 0, stopped: 0, unplaced: 0 } });
  });
});

describe('terminate', () => {
  const cluster = () =>
    storeOf({ a: host('za', [task('t1', 400), task('t2', 300)]), b: host('zb', [task('t3', 500)]) });

  it('stops the tasks that scale-in chooses, which frees what they took', () => {
    const report = ask(cluster(), [
      { terminate: { group: 'service:web', count: 1 } },
      { place: { ...web, cpu: 600, memory: 600 } },
    ]);
    expect(report.steps[0]?.stopped).toEqual([{ task: 't1', group: 'service:web', instance: 'a' }]);
    expect(report.steps[1]?.placements).toMatchObject([{ instance: 'a' }]);
  });

  it('stops the tasks of the keys', () => {
    const report = ask(cluster(), [{ terminate: ['t3', 't1'] }]);
    expect(report.steps[0]?.stopped.map(({ task: key }) => key)).toEqual(['t3', 't1']);
    expect(report.after.tasks).toBe(1);
  });

  it('stops what an earlier step placed', () => {
    const report = ask(cluster(), [{ place: web }, { terminate: ['simulated:0:0:0'] }]);
    expect(report.after).toEqual({ ...report.before });
  });
});

describe('add', () => {
  it('adds copies of a host with nothing on them', () => {
    const store = storeOf({
      a: host('za', [task('t1', 900)], { remaining: { cpu: 100, memory: 100, ports: ['22', '80'] }, ports: ['22'] }),
    });
    const attributes = { [ZONE]: 'zb' };
    const report = ask(store, [{ add: { like: 'a', count: 2, attributes } }, { place: { ...web, count: 7 } }]);
    expect(report.steps[0]?.instances).toEqual(['a+1', 'a+2']);
    expect(report.steps[1]?.placements).toHaveLength(6);
    expect(report.spread[0]?.buckets.map(({ value, hosts }) => [value, hosts])).toEqual([
      ['za', { before: 1, after: 1 }],
      ['zb', { before: 0, after: 2 }],
    ]);
  });

  it('adds records in the form of ECS', () => {
    const record = {
      containerInstanceArn: 'arn:aws:ecs:eu-west-1:111122223333:container-instance/x',
      status: 'ACTIVE',
      agentConnected: true,
      registeredResources: [{ name: 'CPU', type: 'INTEGER', integerValue: 512 }],
    };
    const report = ask(storeOf({}), [{ add: { instances: [record] } }, { place: { cpu: 256, count: 3 } }]);
    expect(report.steps[0]?.instances).toEqual([record.containerInstanceArn]);
    expect(report.totals).toMatchObject({ placed: 2, unplaced: 1 });
  });
});

describe('consolidate', () => {
  it('empties from the emptiest up what fits on the others, the fullest that has room first', () => {
    const store = storeOf({
      a: host('za', [task('a1', 100), task('a2', 200)]),
      b: host('za', [task('b1', 800)]),
      c: host('za', [task('c1', 600)]),
      d: host('za', [task('d1', 900)]),
    });
    const [step] = ask(store, [{ consolidate: {} }]).steps;
    expect(step?.instances).toEqual(['a']);
    expect(step?.moves.map(({ task: key, from, to }) => [key, from, to])).toEqual([
      ['a2', 'a', 'b'],
      ['a1', 'a', 'd'],
    ]);
    expect(step?.left).toEqual([
      { instance: 'c', tasks: 1, stuck: 'c1' },
      { instance: 'b', tasks: 2, stuck: 'b1' },
      { instance: 'd', tasks: 2, stuck: 'd1' },
    ]);
  });

  it('moves all tasks of a host or none', () => {
    const store = storeOf({ a: host('za', [task('a1', 100), task('a2', 300)]), b: host('za', [task('b1', 700)]) });
    const report = ask(store, [{ consolidate: {} }]);
    expect(report.steps[0]).toMatchObject({
      instances: [],
      moves: [],
      left: [{ instance: 'a', stuck: 'a1' }, { instance: 'b' }],
    });
    expect(report.after).toEqual(report.before);
  });

  it('gives back what a host took that could not be emptied', () => {
    const store = storeOf({
      a: host('za', [task('a1', 300), task('a2', 270)]),
      b: host('za', [task('b1', 690)]),
      c: host('za', [task('c1', 305), task('c2', 430)]),
    });
    // a1 fits on b, but then a2 nowhere; so b has room for c1 again, as a has for c2.
    const [step] = ask(store, [{ consolidate: {} }]).steps;
    expect(step?.left?.map(({ instance, stuck }) => [instance, stuck])).toEqual([
      ['a', 'a2'],
      ['b', 'b1'],
    ]);
    expect(step?.moves.map(({ task: key, to }) => [key, to])).toEqual([
      ['c2', 'a'],
      ['c1', 'b'],
    ]);
  });

  it('empties hosts that have no task first, and does not fill them', () => {
    const store = storeOf({ a: host('za'), b: host('za', [task('b1', 100)]), c: host('za', [task('c1', 100)]) });
    expect(ask(store, [{ consolidate: {} }]).steps[0]).toMatchObject({
      instances: ['a', 'b'],
      moves: [{ from: 'b', to: 'c' }],
    });
    const [one] = ask(store, [{ consolidate: { atMost: 1, remove: true } }]).steps;
    expect(one).toMatchObject({
      instances: ['a'],
      left: [
        { instance: 'b', stuck: null },
        { instance: 'c', stuck: null },
      ],
    });
  });

  it('empties hosts within an expression only, into any', () => {
    const store = storeOf({ a: host('za', [task('a1', 100)]), b: host('zb', [task('b1', 100)]), c: host('zb') });
    const report = ask(store, [{ consolidate: { within: `attribute:${ZONE} == zb`, remove: true } }]);
    expect(report.steps[0]).toMatchObject({ instances: ['c', 'b'], moves: [{ task: 'b1', to: 'a' }] });
    expect(report.after.hosts.total).toBe(1);
  });

  it('tells of a task that moved twice once, with where it ended', () => {
    const store = storeOf({
      a: host('za', [task('a1', 100)]),
      b: host('za', [task('b1', 300)]),
      c: host('za', [task('c1', 350, { hostPorts: [{ port: 80, protocol: 'tcp' }] })], { memory: 2000 }),
      d: host('za', [task('d1', 390, { hostPorts: [{ port: 80, protocol: 'tcp' }] })], { memory: 2000 }),
    });
    const [step] = ask(store, [{ consolidate: {} }]).steps;
    expect(step?.moves.map(({ task: key, from, to }) => [key, from, to])).toEqual([
      ['a1', 'a', 'd'],
      ['b1', 'b', 'd'],
    ]);
  });

  it('keeps tasks in their cluster', () => {
    const store = storeOf({
      a: host('za', [task('a1', 100)], { cluster: 'one' }),
      b: host('za', [task('b1', 100)], { cluster: 'two' }),
    });
    expect(ask(store, [{ consolidate: {} }]).totals.moved).toBe(0);
  });

  it('puts each task where placing by binpack on memory would', () => {
    const law = fc.property(
      fc.array(fc.array(fc.constantFrom(100, 200, 300, 400), { maxLength: 4 }), { minLength: 2, maxLength: 30 }),
      (sizes) => {
        const specs = sizes.map(
          (tasks, index) =>
            [
              `h${index}`,
              host(
                'za',
                tasks.map((size, at) => task(`h${index}t${at}`, size)),
              ),
            ] as const,
        );
        const store = storeOf(Object.fromEntries(specs));
        const sites = store.hosts().map((one, position) => new Site(one, position));
        const order = [...sites].sort((a, b) => b.memory - a.memory || a.position - b.position);
        const { emptied, moved } = consolidate({
          sites,
          order: order.slice(0, 1),
          atMost: 1,
          portRange: [1, 2],
          portsOf: () => [],
        });
        const [first] = order;
        const copy = copyOf(store);
        copy.apply([
          { kind: 'instance', origin: 'description', instance: { ...first!.host.instance, status: 'DRAINING' } },
        ]);
        const tasks = first!.host.tasks.toSorted((a, b) => b.memory - a.memory || (a.key < b.key ? -1 : 1));
        const expected: [string, string][] = [];
        for (const one of tasks) {
          const request = {
            memory: one.memory,
            cpu: one.cpu,
            placementStrategy: [{ type: 'binpack', field: 'memory' }],
          };
          const to = place(copy, request).placements[0]?.instance;
          if (to === undefined) break;
          expected.push([one.key, to]);
          copy.apply([{ kind: 'task', origin: 'description', task: { ...one, instance: to } }]);
        }
        const all = expected.length === tasks.length;
        expect(emptied.length).toBe(all ? 1 : 0);
        expect([...moved.values()].map((one) => [one.key, one.instance])).toEqual(all ? expected : []);
      },
    );
    fc.assert(law, runs(60));
  });
});

describe('the report', () => {
  const store = () =>
    storeOf({
      a: host('za', [task('t1', 100, { cpu: 900 })]),
      b: host('zb', [task('t2', 1000, { cpu: 600, group: 'service:api' })]),
      c: host('zb', [], { attributes: {} }),
      d: host('zb', [task('t5', 500)], { status: 'DRAINING' }),
      e: host('zb', [], { status: 'REGISTERING' }),
    });

  it('tells utilisation and what is stranded on ACTIVE hosts, for the tasks of the requests', () => {
    const report = ask(store(), [{ place: { ...web, count: 1 } }]);
    expect(report.reference).toEqual({ source: 'requests', tasks: [{ cpu: 300, memory: 300 }] });
    expect(report.before.hosts).toEqual({ total: 5, active: 3, draining: 1, other: 1, empty: 1, full: 2 });
    // On a 100 CPU units are left, too few, and 900 MiB for nothing; on b 400 CPU units and no memory.
    expect(report.before.resources).toEqual([
      { resource: 'cpu', registered: 3000, taken: 1500, free: 1500, utilisation: 0.5, stranded: 400, strandedHosts: 1 },
      {
        resource: 'memory',
        registered: 3000,
        taken: 1100,
        free: 1900,
        utilisation: 1100 / 3000,
        stranded: 900,
        strandedHosts: 1,
      },
    ]);
    expect(report.after.resources[0]).toMatchObject({ taken: 1800, utilisation: 0.6 });
  });

  it('takes the most frequent task where there is no request, the smaller of equals', () => {
    expect(ask(store(), []).reference).toEqual({ source: 'most-frequent-task', tasks: [{ cpu: 900, memory: 100 }] });
    expect(ask(storeOf({ a: host('za') }), [])).toMatchObject({
      reference: { source: 'none', tasks: [] },
      before: { hosts: { empty: 1, full: 0 } },
    });
  });

  it('tells how hosts, tasks and touched groups are spread', () => {
    const report = ask(store(), {
      spreadBy: ['attribute:ecs.availability-zone', 'rack'],
      steps: [{ place: { ...web, count: 1 } }],
    });
    const pair = (before: number, after = before) => ({ before, after });
    expect(report.spread).toEqual([
      {
        attribute: ZONE,
        buckets: [
          { value: 'za', hosts: pair(1), tasks: pair(1) },
          { value: 'zb', hosts: pair(1), tasks: pair(1) },
          { value: null, hosts: pair(1), tasks: pair(0, 1) },
        ],
        groups: [{ group: 'service:web', tasks: [pair(1), pair(0), pair(0, 1)] }],
      },
      {
        attribute: 'rack',
        buckets: [{ value: null, hosts: pair(3), tasks: pair(2, 3) }],
        groups: [{ group: 'service:web', tasks: [pair(1, 2)] }],
      },
    ]);
  });

  it('tells how full hosts are, in whole percent of the most used resource', () => {
    expect(ask(store(), []).fill).toEqual({
      attribute: ZONE,
      buckets: [
        {
          value: 'za',
          before: [{ state: 'available', percent: 90, hosts: 1 }],
          after: [{ state: 'available', percent: 90, hosts: 1 }],
        },
        {
          value: 'zb',
          ...Object.fromEntries(
            ['before', 'after'].map((when) => [
              when,
              [
                { state: 'available', percent: 100, hosts: 1 },
                { state: 'draining', percent: 50, hosts: 1 },
                { state: 'unavailable', percent: 0, hosts: 1 },
              ],
            ]),
          ),
        },
        {
          value: null,
          before: [{ state: 'available', percent: 0, hosts: 1 }],
          after: [{ state: 'available', percent: 0, hosts: 1 }],
        },
      ],
    });
  });

  it('says 100 only of what is full and 0 only of what is empty', () => {
    const percents = (taken: number) =>
      ask(storeOf({ a: host('za', [task('t', taken)]) }), []).fill.buckets[0]?.before.map(({ percent }) => percent);
    expect([0, 1, 999, 1000, 1200].map(percents)).toEqual([[0], [1], [99], [100], [100]]);
  });
});

describe('a wrong scenario', () => {
  const store = storeOf({ 'host-one': host('za', [task('task-one', 100)]), 'host-two': host('za') });

  const WRONG: readonly (readonly [unknown, string, RegExp])[] = [
    ['drain', '$', /^a scenario, unless it is a list of steps, has to be an object, not "drain"$/],
    [{}, '$.steps', /^steps has to be a list, and is missing$/],
    [{ step: [] }, '$.step', /has no field "step".*; did you mean "steps"\?$/],
    [[7], '$[0]', /^a step has to be an object, not 7$/],
    [[{}], '$[0]', /^a step has to have one of place, drain, remove, terminate, add, consolidate$/],
    [[{ drian: 'x' }], '$[0].drian', /did you mean "drain"\?$/],
    [[{ drain: [], place: [] }], '$[0]', /^a step does one thing, not place and drain/],
    [[{ place: {}, replace: true }], '$[0].replace', /has no field "replace"/],
    [[{ drain: [], replace: 'no' }], '$[0].replace', /true or false, not "no"$/],
    [[{ drain: 7 }], '$[0].drain', /an expression, or a list of instance keys, not 7$/],
    [[{ drain: [7] }], '$[0].drain[0]', /has to be a text, not 7$/],
    [[{ drain: ['host-won'] }], '$[0].drain[0]', /^there is no instance "host-won"; did you mean "host-one"\?$/],
    [
      { steps: [{ terminate: ['task-on'] }] },
      '$.steps[0].terminate[0]',
      /^there is no task "task-on"; did you mean "task-one"\?$/,
    ],
    [[{ terminate: ['quite another'] }], '$[0].terminate[0]', /^there is no task "quite another"$/],
    [[{ terminate: { count: 1 } }], '$[0].terminate.group', /^group has to be given/],
    [[{ terminate: { group: 'g' } }], '$[0].terminate.count', /^count has to be given/],
    [[{ terminate: { group: 'g', count: -1 } }], '$[0].terminate.count', /^count has to be a whole number/],
    [[{ terminate: { group: 'g', count: 1, instance: 'i' } }], '$[0].terminate.instance', /has no field "instance"/],
    [[{ place: [{}, { cpu: -1 }] }], '$[0].place[1].cpu', /./],
    [[{ place: { cpu: -1 } }], '$[0].place.cpu', /./],
    [[{ place: { cluster: 'other' } }], '$[0].place.cluster', /no cluster "other"/],
    [[{ place: [{}, { cluster: 'other' }] }], '$[0].place[1].cluster', /no cluster "other"/],
    [[{ add: { count: 2 } }], '$[0].add', /^add has to have instances \(records\), or like/],
    [[{ add: { like: 'host-one', instances: [] } }], '$[0].add', /^add has to have instances/],
    [[{ add: { instances: {} } }], '$[0].add.instances', /has to be a list/],
    [[{ add: { instances: [{ containerInstanceArn: 7 }] } }], '$[0].add.instances[0].containerInstanceArn', /./],
    [[{ add: { like: 'host-on' } }], '$[0].add.like', /did you mean "host-one"\?$/],
    [[{ add: { like: 'host-one', count: 0 } }], '$[0].add.count', /from 1 to/],
    [[{ add: { like: 'host-one', attributes: { a: 1 } } }], '$[0].add.attributes.a', /has to be text/],
    [[{ consolidate: { atMost: 0.5 } }], '$[0].consolidate.atMost', /whole number/],
    [[{ consolidate: { inside: '*' } }], '$[0].consolidate.inside', /has no field "inside"/],
    [{ steps: [], spreadBy: [''] }, '$.spreadBy[0]', /^spreadBy has to be attributes/],
    [{ steps: [], seed: 0.5 }, '$.seed', /whole number/],
  ];

  it.each(WRONG)('%j is refused at %s', (scenario, path, message) => {
    expect(() => ask(store, scenario)).toThrow(
      expect.objectContaining({ name: 'StowageError', path, message: expect.stringMatching(message) }),
    );
  });

  it('with a bad expression has the QueryError as its cause', () => {
    const error = expect.objectContaining({ path: '$[0].consolidate.within', cause: expect.any(QueryError) });
    expect(() => ask(store, [{ consolidate: { within: 'attribute:stack = prod' } }])).toThrow(error);
  });

  it('is refused before anything is done', () => {
    expect(() => ask(store, [{ drain: ['unknown'] }, { place: { cpu: 'much' } }])).toThrow(
      expect.objectContaining({ path: '$[1].place.cpu' }),
    );
  });

  it('may add no host that is there, and none twice', () => {
    const record = { containerInstanceArn: 'arn:aws:ecs:eu-west-1:111122223333:container-instance/x' };
    const twice = expect.objectContaining({
      path: '$[0].add.instances[1]',
      message: expect.stringMatching(/added twice$/),
    });
    expect(() => ask(store, [{ add: { instances: [record, record] } }])).toThrow(twice);
    const again = [{ add: { instances: [record] } }, { add: { instances: [record] } }];
    expect(() => ask(store, again)).toThrow(expect.objectContaining({ path: '$[1].add.instances[0]' }));
  });

  it('may copy no host that does not say what it has', () => {
    const bare = storeOf({});
    bare.apply([
      {
        kind: 'instance',
        origin: 'description',
        instance: { key: 'a', attributes: new Map(), tags: new Map(), registered: new Map() },
      },
    ]);
    expect(() => ask(bare, [{ add: { like: 'a' } }])).toThrow(
      expect.objectContaining({ code: 'request-conflict', path: '$[0].add.like' }),
    );
  });

  it('is refused past a limit, and not at it', () => {
    const list = (length: number, item: unknown) => Array.from({ length }, () => item);
    const { steps, keys, addedInstances, tasks, spreadBy, buckets } = SIMULATION_LIMITS;
    const most = LIMITS.placementCount;
    const refused = (path: string) => expect.objectContaining({ code: 'request-limit', path });
    const tiny = storeOf({ a: host('za') });
    const some = (count: number) => [{ add: { like: 'a', count } }, { remove: '*', replace: false }];
    expect(ask(tiny, list(steps, { drain: [] })).steps).toHaveLength(steps);
    expect(() => ask(tiny, list(steps + 1, { drain: [] }))).toThrow(refused('$'));
    expect(ask(tiny, [{ drain: list(keys, 'a') }]).steps[0]?.instances).toEqual(['a']);
    expect(() => ask(tiny, [{ drain: list(keys + 1, 'a') }])).toThrow(refused('$[0].drain'));
    expect(() => ask(tiny, [...some(addedInstances), ...some(1)])).toThrow(refused('$[2].add'));
    const requests = list(tasks / most, { place: { cpu: 1e6, count: most } });
    expect(() => ask(tiny, [...requests, { place: {} }])).toThrow(refused(`$[${tasks / most}].place`));
    const names = Array.from({ length: spreadBy + 1 }, (_, index) => `a${index}`);
    expect(ask(tiny, { spreadBy: names.slice(1), steps: [] }).spread).toHaveLength(spreadBy);
    expect(() => ask(tiny, { spreadBy: names, steps: [] })).toThrow(refused('$.spreadBy'));
    const many = (count: number) =>
      storeOf(Object.fromEntries(Array.from({ length: count }, (_, index) => [`h${index}`, host(`z${index}`)])));
    expect(ask(many(buckets), []).spread[0]?.buckets).toHaveLength(buckets);
    expect(() => ask(many(buckets + 1), [])).toThrow(refused('$.spreadBy'));
  });
});

describe('on random clusters', () => {
  const size = fc.constantFrom(50, 100, 200, 250.5, 400);
  const tasks = fc.array(fc.tuple(size, size, fc.constantFrom('service:web', 'service:api', 'batch')), {
    maxLength: 3,
  });
  const specs = fc.array(fc.record({ tasks, zone: fc.constantFrom('za', 'zb'), told: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });
  const step = fc.oneof(
    fc
      .record({ cpu: size, memory: size, count: fc.nat({ max: 6 }), group: fc.constantFrom('service:web', 'batch') })
      .map((place) => ({ place: { ...place, cpu: Math.floor(place.cpu), memory: Math.floor(place.memory) } })),
    fc.record({
      drain: fc.constantFrom(['h0'], `attribute:${ZONE} == za`, 'runningTasksCount < 2'),
      replace: fc.boolean(),
    }),
    fc.record({ remove: fc.constantFrom('task:group == batch', `attribute:${ZONE} == zb`), replace: fc.boolean() }),
    fc
      .record({ group: fc.constantFrom('service:web', 'batch'), count: fc.nat({ max: 3 }) })
      .map((terminate) => ({ terminate })),
    fc.record({ atMost: fc.constantFrom(1, 2, 9), remove: fc.boolean() }).map((consolidate) => ({ consolidate })),
  );

  function clusterOf(
    list: readonly { tasks: readonly (readonly [number, number, string])[]; zone: string; told: boolean }[],
  ): Store {
    const hosts = list.map(({ tasks: on, zone, told }, index) => {
      const specsOn = on.map(([cpu, memory, group], at) => ({ key: `h${index}t${at}`, cpu, memory, group }));
      const free = (name: 'cpu' | 'memory') => 1300 - specsOn.reduce((sum, one) => sum + one[name], 0);
      return [
        `h${index}`,
        {
          cpu: 1300,
          memory: 1300,
          attributes: { [ZONE]: zone },
          tasks: specsOn,
          ...(told ? { remaining: { cpu: free('cpu'), memory: free('memory') } } : {}),
        },
      ] as const;
    });
    return storeOf(Object.fromEntries(hosts));
  }

  it('nothing is over capacity afterwards, sums match, the cluster is as it was, the same seed gives the same bytes', () => {
    const seen = { placed: 0, moved: 0, stopped: 0, unplaced: 0 };
    const law = fc.property(specs, fc.array(step, { maxLength: 5 }), fc.nat(), (list, steps, seed) => {
      const store = clusterOf(list);
      const before = contentOf(store);
      const scenario = { steps: steps.filter((one) => !('drain' in one && Array.isArray(one.drain))) };
      const report = ask(store, scenario, { seed });
      expect(contentOf(store)).toBe(before);
      expect(JSON.stringify(ask(clusterOf(list), scenario, { seed }))).toBe(JSON.stringify(report));
      expectSums(report);
      for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += report.totals[name];
    });
    fc.assert(law, runs(250));
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });

  /** What the report says in one place follows from what it says in others. */
  function expectSums(report: SimulationReport): void {
    const { before, after, spread, fill, totals, steps } = report;
    const lost = steps.filter(({ action }) => action === 'remove').flatMap(({ unplaced }) => unplaced);
    const gone = lost.reduce((sum, { count }) => sum + count, 0);
    const fallen = steps.some(({ action }) => action === 'consolidate');
    if (!fallen) expect(after.tasks).toBe(before.tasks + totals.placed - totals.stopped - gone);
    for (const when of ['before', 'after'] as const) {
      const state = report[when];
      const { total, active, draining, other } = state.hosts;
      expect(active + draining + other).toBe(total);
      const cells = fill.buckets.flatMap((bucket) => bucket[when]);
      expect(cells.reduce((sum, { hosts }) => sum + hosts, 0)).toBe(total);
      expect(spread[0]?.buckets.reduce((sum, { hosts }) => sum + hosts[when], 0)).toBe(active);
      for (const { registered, taken, free, stranded } of state.resources) {
        expect(taken + free).toBeCloseTo(registered, 6);
        expect(taken).toBeGreaterThanOrEqual(0);
        expect(free).toBeGreaterThanOrEqual(stranded);
      }
    }
    expect(
      Math.max(0, ...fill.buckets.flatMap(({ after: runsAfter }) => runsAfter.map(({ percent }) => percent))),
    ).toBeLessThanOrEqual(100);
  }

  it('no host is over capacity after the moves and placements that a report tells', () => {
    const law = fc.property(specs, fc.array(step, { maxLength: 4 }), (list, steps) => {
      const store = clusterOf(list);
      const scenario = steps.filter((one) => !('drain' in one && Array.isArray(one.drain)));
      const after = replayed(store, ask(store, scenario), scenario);
      for (const [, taken] of after) {
        expect(taken.cpu).toBeLessThanOrEqual(1300);
        expect(taken.memory).toBeLessThanOrEqual(1300);
      }
      for (const one of store.hosts()) expect(freeAmount(one, 'cpu')).toBeLessThanOrEqual(registeredAmount(one, 'cpu'));
    });
    fc.assert(law, runs(250));
  });
});

/** What the hosts hold once everything is done that the steps of a report tell, by a bookkeeping of its own. */
function replayed(store: Store, report: SimulationReport, scenario: readonly object[]) {
  const homes = new Map<string, { host: string; cpu: number; memory: number }>();
  for (const { key, instance, cpu, memory, ...rest } of store.tasks()) {
    if (holdsResources({ key, cpu, memory, ...rest })) homes.set(key, { host: instance ?? '', cpu, memory });
  }
  const taken = new Map<string, { cpu: number; memory: number }>();
  for (const { step, placements, moves, stopped } of report.steps) {
    const { place: asked } = scenario[step] as { place?: { cpu: number; memory: number } };
    for (const { task: key, instance } of placements)
      homes.set(key, { host: instance, cpu: asked!.cpu, memory: asked!.memory });
    for (const { task: key, to, from } of moves) {
      expect(homes.get(key)?.host).toBe(from);
      homes.set(key, { ...homes.get(key)!, host: to });
    }
    for (const { task: key } of stopped) homes.delete(key);
    taken.clear();
    for (const { host: key, cpu, memory } of homes.values()) {
      const sum = taken.get(key) ?? { cpu: 0, memory: 0 };
      taken.set(key, { cpu: sum.cpu + cpu, memory: sum.memory + memory });
    }
  }
  return taken;
}

function contentOf(store: Store): string {
  const told = store.hosts().map(({ instance, tasks }) => [instance, tasks.filter(isDesiredRunning)]);
  return JSON.stringify([store.revision, store.taskCount, told], (_key, value) =>
    value instanceof Map ? [...value] : value,
  );
}

describe('docs/SIMULATE.md', () => {
  it('has a row for each limit, with its number', () => {
    const page = readText('docs/SIMULATE.md');
    const rows = [...page.slice(page.indexOf('## Limits')).matchAll(/^\| `(\w+)` \| ([\d,]+) /gm)];
    const told = rows.map(([, name, number]) => [name, Number(number?.replaceAll(',', ''))]);
    expect(Object.fromEntries(told)).toEqual(SIMULATION_LIMITS);
  });
});
