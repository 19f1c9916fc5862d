/** Where tasks go: the rules of resources, constraints and strategies, one by one. */
import { describe, expect, it } from 'vitest';
import { StowageError } from '../../src/model/errors.js';
import { type PlacementResult, place } from '../../src/placement/place.js';
import { rank } from '../../src/placement/rank.js';
import type { PlacementOptions } from '../../src/placement/request/resolve.js';
import { type HostSpec, storeOf, type TaskSpec } from './fleet.js';

type Hosts = Readonly<Record<string, HostSpec>>;

const GIB = 1024;
const memberOf = (expression: string) => ({ type: 'memberOf', expression });
const spread = (field: string) => ({ type: 'spread', field });
const binpack = (field: string) => ({ type: 'binpack', field });
const running = (count: number, spec: TaskSpec = {}): TaskSpec[] => Array.from({ length: count }, () => spec);

/** No host has a bucket, so all tie: the lowest key of the hosts that fit, and only feasibility decides. */
const FIRST_FIT = { placementStrategy: [{ type: 'spread', field: 'attribute:nothing' }] };

function placed(hosts: Hosts, request: object, options?: PlacementOptions): string[] {
  return place(storeOf(hosts), { ...FIRST_FIT, ...request }, options).placements.map(({ instance }) => instance);
}

function codes({ unplaced }: PlacementResult): string[] {
  return unplaced[0]?.reasons.map(({ code }) => code) ?? [];
}

describe('which hosts are eligible', () => {
  it.each<[string, HostSpec, string[]]>([
    ['draining', { status: 'DRAINING' }, ['status']],
    ['of unknown status', { status: undefined }, ['status']],
    ['disconnected', { agentConnected: false }, ['agent']],
    ['of unknown connection', { agentConnected: undefined }, ['agent']],
    ['neither', { status: 'INACTIVE', agentConnected: false }, ['agent', 'status']],
  ])('none that is %s', (_, spec, expected) => {
    expect(placed({ a: spec, b: {} }, {})).toEqual(['b']);
    expect(codes(place(storeOf({ a: spec }), {}))).toEqual(expected);
  });

  const BLUE = 'arn:aws:ecs:eu-west-1:1:cluster/blue';
  const fleet: Hosts = { a: { cluster: 'green' }, b: { cluster: BLUE }, c: {} };

  it.each<[string, string]>([
    ['blue', 'b'],
    [BLUE, 'b'],
    ['green', 'a'],
    ['arn:aws:ecs:eu-west-1:1:cluster/green', 'a'],
  ])('those of cluster %s', (cluster, expected) => {
    expect(placed(fleet, { cluster })).toEqual([expected]);
    expect(codes(place(storeOf(fleet), { cluster, memory: 1e6 }))).toEqual(['resource:memory', 'cluster']);
  });

  it.each<[string, Hosts, object, string, RegExp]>([
    [
      'several and none named',
      fleet,
      {},
      'cluster-required',
      /say which, of the unnamed cluster, "arn:.*blue", "green"/,
    ],
    ['one that is not there', fleet, { cluster: 'red' }, 'cluster-unknown', /no cluster "red": loaded are/],
    [
      'the same name elsewhere',
      fleet,
      { cluster: 'arn:aws:ecs:us-east-1:1:cluster/blue' },
      'cluster-unknown',
      /us-east-1/,
    ],
    ['nothing is loaded', {}, { cluster: 'red' }, 'cluster-unknown', /nothing is loaded/],
    [
      'two of a name',
      { a: { cluster: BLUE }, b: { cluster: BLUE.replace('eu', 'us') } },
      { cluster: 'blue' },
      'cluster-required',
      /several clusters are named "blue"/,
    ],
    [
      'many',
      Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}`, { cluster: `c${index}` }])),
      {},
      'cluster-required',
      /and 2 more/,
    ],
  ])('an error where %s', (_, hosts, request, code, message) => {
    const act = () => place(storeOf(hosts), request);
    expect(act).toThrow(StowageError);
    expect(act).toThrow(expect.objectContaining({ code, path: '$.cluster', message: expect.stringMatching(message) }));
  });

  it('the exact cluster goes before one of the same name', () => {
    expect(placed({ a: { cluster: BLUE }, b: { cluster: 'blue' } }, { cluster: 'blue' })).toEqual(['b']);
  });

  it('nothing at all where nothing is loaded', () => {
    const { placements, unplaced } = place(storeOf({}), { count: 2 });
    expect([placements, unplaced]).toEqual([
      [],
      [
        { index: 0, reasons: [] },
        { index: 1, reasons: [] },
      ],
    ]);
  });
});

describe('what is free', () => {
  const full = { cpu: 4096, memory: 8192 };

  it.each<[string, HostSpec, object, number]>([
    ['to the last unit', {}, { ...full }, 1],
    ['and not one more', {}, { cpu: 4097 }, 0],
    ['what remains, not what is registered', { remaining: { cpu: 256, memory: 10 } }, { cpu: 256 }, 1],
    [
      'what remains and not less the tasks',
      { remaining: { cpu: 256 }, tasks: running(1, { cpu: 256 }) },
      { cpu: 256 },
      1,
    ],
    [
      'what is derived where nothing remains of it',
      { remaining: { cpu: 256 }, tasks: running(1, { memory: 8000 }) },
      { memory: 192 },
      1,
    ],
    ['less what tasks take', { tasks: running(2, { cpu: 2000 }) }, { cpu: 97 }, 0],
    [
      'those that are starting and stopping too',
      { tasks: running(1, { cpu: 4000, lastStatus: 'PENDING', desiredStatus: 'STOPPED' }) },
      { cpu: 97 },
      0,
    ],
    ['but not the stopped', { tasks: running(1, { cpu: 4000, lastStatus: 'STOPPED' }) }, { cpu: 97 }, 1],
    ['nothing asked fits an overcommitted host', { remaining: { cpu: -5, memory: 0 } }, {}, 1],
    ['one unit does not', { remaining: { cpu: -5 } }, { cpu: 1 }, 0],
    ['a resource the host does not have', {}, { resources: { licence: 1 } }, 0],
    ['a resource by name', { resources: { licence: 3 } }, { resources: { Licence: 2 } }, 1],
    ['members of a set by number', { resources: { licence: ['x', 'y'] } }, { resources: { licence: 2 } }, 1],
    ['members of a set by name', { resources: { licence: ['x', 'y'] } }, { resources: { licence: ['y'] } }, 1],
    ['a member that is not there', { resources: { licence: ['x', 'y'] } }, { resources: { licence: ['z'] } }, 0],
    [
      'a member that is taken',
      { resources: { licence: ['x', 'y'] }, remaining: { licence: ['x'] } },
      { resources: { licence: ['y'] } },
      0,
    ],
    ['a member of what is no set', { resources: { licence: 7 } }, { resources: { licence: ['y'] } }, 0],
  ])('%s', (_, spec, request, expected) => {
    expect(placed({ a: spec }, request)).toHaveLength(expected);
  });

  it('counts a placed task at once', () => {
    expect(placed({ a: { memory: 2 * GIB }, b: { memory: 2 * GIB } }, { memory: 0.75 * GIB, count: 9 })).toHaveLength(
      4,
    );
    expect(placed({ a: { resources: { x: 0.3 } } }, { resources: { x: 0.1 }, count: 9 })).toHaveLength(3);
    expect(placed({ a: { resources: { x: ['p', 'q', 'r'] } } }, { resources: { x: 2 }, count: 9 })).toHaveLength(1);
    expect(placed({ a: { resources: { x: ['p', 'q'] } } }, { resources: { x: ['q'] }, count: 9 })).toHaveLength(1);
  });

  it('0.75, 0.75 and 1.5 GB go on two hosts of 2 GB if and only if the two small ones share a host', () => {
    const small = { memory: '0.75 GB', count: 2 };
    const large = { memory: '1.5 GB' };
    const two: Hosts = { a: { memory: 2 * GIB }, b: { memory: 2 * GIB } };
    const afterSmall = (strategy: object): Hosts => {
      const instances = placed(two, { ...small, placementStrategy: [strategy] });
      const tasksOn = (key: string) =>
        running(instances.filter((instance) => instance === key).length, { memory: 0.75 * GIB });
      return { a: { memory: 2 * GIB, tasks: tasksOn('a') }, b: { memory: 2 * GIB, tasks: tasksOn('b') } };
    };
    expect(placed(afterSmall(binpack('memory')), large)).toEqual(['b']);
    expect(placed(afterSmall(spread('instanceId')), large)).toEqual([]);
  });
});

describe('GPUs', () => {
  const DEVICES = ['GPU-2', 'GPU-0', 'GPU-1'];
  const given = (spec: HostSpec, request: object) =>
    place(storeOf({ a: spec }), { count: 9, ...FIRST_FIT, ...request }).placements.map(({ gpuIds }) => gpuIds);

  it.each<[string, HostSpec, object, string[][]]>([
    ['the first free in registered order', { gpu: DEVICES }, { gpu: 2 }, [['GPU-2', 'GPU-0']]],
    ['one by one', { gpu: DEVICES }, { gpu: 1 }, [['GPU-2'], ['GPU-0'], ['GPU-1']]],
    [
      'the free ids that the source lists',
      { gpu: DEVICES, remaining: { gpu: ['GPU-1', 'GPU-2'] } },
      { gpu: 1 },
      [['GPU-2'], ['GPU-1']],
    ],
    ['ids only the free ones list', { remaining: { gpu: ['x'] } }, { gpu: 1 }, [['x']]],
    ['none that a task holds', { gpu: DEVICES, tasks: [{ gpuIds: ['GPU-0'] }] }, { gpu: 1 }, [['GPU-2'], ['GPU-1']]],
    [
      'one that a stopped task held',
      { gpu: ['x'], tasks: [{ gpuIds: ['x'], lastStatus: 'STOPPED' }] },
      { gpu: 1 },
      [['x']],
    ],
    [
      'not as many as tasks hold without naming them',
      { gpu: DEVICES, tasks: [{ gpu: 1 }, { gpuIds: ['GPU-2'] }] },
      { gpu: 1 },
      [['GPU-1']],
    ],
    ['no ids where the host lists none', { gpu: 2 }, { gpu: 1 }, [[], []]],
    ['as many ids as there are free', { gpu: DEVICES, remaining: { gpu: 1 } }, { gpu: 1 }, [['GPU-2']]],
    ['no ids for a task that asks for none', { gpu: DEVICES, memory: 2 }, { memory: 1 }, [[], []]],
    ['all of them, once', { gpu: DEVICES }, { gpu: 'ALL' }, [DEVICES]],
    ['all of a number', { gpu: 2 }, { gpu: 'ALL' }, [[]]],
    ['all only where none is in use', { gpu: DEVICES, tasks: [{ gpuIds: ['GPU-0'] }] }, { gpu: 'ALL' }, []],
    ['all only where all remain', { gpu: DEVICES, remaining: { gpu: ['GPU-0'] } }, { gpu: 'ALL' }, []],
    ['all only where there are some', {}, { gpu: 'ALL' }, []],
  ])('%s', (_, spec, request, expected) => {
    expect(given(spec, request)).toEqual(expected);
  });
});

describe('ports', () => {
  const given = (spec: HostSpec, request: object, options?: PlacementOptions) =>
    place(storeOf({ a: spec }), { count: 3, ...FIRST_FIT, ...request }, options).placements.map(({ hostPorts }) =>
      hostPorts.map(({ hostPort, protocol }) => `${hostPort}/${protocol}`),
    );
  const holding = (port: number, protocol: 'tcp' | 'udp', lastStatus = 'RUNNING'): HostSpec => ({
    tasks: [{ hostPorts: [{ port, protocol }], lastStatus }],
  });

  it.each<[string, HostSpec, object, string[][]]>([
    ['a fixed port once a host', {}, { ports: [80] }, [['80/tcp']]],
    ['one number for each protocol', {}, { ports: [53, { hostPort: 53, protocol: 'udp' }] }, [['53/tcp', '53/udp']]],
    ['not one that is reserved', { ports: ['22'] }, { ports: [22] }, []],
    ['not one that is in use', { remaining: { ports: ['80'] } }, { ports: [80] }, []],
    [
      'not one that is in use by udp',
      { remaining: { ports_udp: ['80'] } },
      { ports: [{ hostPort: 80, protocol: 'udp' }] },
      [],
    ],
    ['not one that a task is bound to', holding(80, 'tcp'), { ports: [80] }, []],
    ['one that a task is bound to by the other protocol', holding(80, 'udp'), { ports: [80] }, [['80/tcp']]],
    ['one that a stopped task was bound to', holding(80, 'tcp', 'STOPPED'), { ports: [80] }, [['80/tcp']]],
    ['dynamic ports from 32768', {}, { ports: [0] }, [['32768/tcp'], ['32769/tcp'], ['32770/tcp']]],
    ['in the order asked', {}, { count: 1, ports: [0, 80, 0] }, [['32768/tcp', '80/tcp', '32769/tcp']]],
    ['never one that is used', holding(32_768, 'tcp'), { count: 1, ports: [0] }, [['32769/tcp']]],
    ['never one that is reserved', { ports: ['32768'] }, { count: 1, ports: [0] }, [['32769/tcp']]],
    ['never one of the same task', {}, { count: 1, ports: [0, 32_768] }, [['32769/tcp', '32768/tcp']]],
    ['by protocol', holding(32_768, 'tcp'), { count: 1, ports: [{ protocol: 'udp' }] }, [['32768/udp']]],
  ])('%s', (_, spec, request, expected) => {
    expect(given(spec, request)).toEqual(expected);
  });

  it('dynamic ports of the range that is told, while there are some', () => {
    expect(given({ ports: ['10'] }, { ports: [0] }, { dynamicPortRange: [10, 12] })).toEqual([['11/tcp'], ['12/tcp']]);
    expect(given({}, { ports: [10, 0] }, { dynamicPortRange: [10, 10] })).toEqual([]);
    expect(codes(place(storeOf({ a: {} }), { ports: [0, 0] }, { dynamicPortRange: [10, 10] }))).toEqual(['port:0/tcp']);
    expect(given({}, { count: 1, ports: [0] }, { dynamicPortRange: [60_999, 65_535] })).toEqual([['60999/tcp']]);
  });

  it('up to 60999', () => {
    const last = {
      tasks: [
        {
          hostPorts: Array.from({ length: 28_231 }, (_, index) => ({ port: 32_768 + index, protocol: 'tcp' as const })),
        },
      ],
    };
    expect(given(last, { ports: [0] })).toEqual([['60999/tcp']]);
  });

  it('tells the container port where it is known', () => {
    const taskDefinition = { containerDefinitions: [{ portMappings: [{ containerPort: 8080 }] }] };
    const [placement] = place(storeOf({ a: {} }), { taskDefinition }).placements;
    expect(placement?.hostPorts).toEqual([{ containerPort: 8080, hostPort: 32_768, protocol: 'tcp' }]);
  });

  it.each<[string, PlacementOptions]>([
    ['backwards', { dynamicPortRange: [12, 10] }],
    ['from 0', { dynamicPortRange: [0, 10] }],
    ['beyond the last port', { dynamicPortRange: [10, 65_536] }],
    ['in fractions', { dynamicPortRange: [1.5, 10] }],
    ['from a seed in fractions', { seed: 1.5 }],
  ])('an option that is no range: %s', (_, options) => {
    expect(() => place(storeOf({}), {}, options)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('attributes', () => {
  const hosts: Hosts = {
    a: {},
    b: { attributes: { ssd: null } },
    c: { attributes: { ssd: '' } },
    d: { attributes: { ssd: 'fast' } },
  };

  it.each<[string, object, string]>([
    ['has to exist', { name: 'ssd' }, 'b'],
    ['has to equal its value', { name: 'ssd', value: 'fast' }, 'd'],
    ['the empty text is a value', { name: 'ssd', value: '' }, 'c'],
  ])('%s', (_, attribute, expected) => {
    expect(placed(hosts, { attributes: [attribute] })).toEqual([expected]);
  });
});

describe('constraints', () => {
  it('all of them have to hold', () => {
    const hosts: Hosts = { a: { attributes: { x: '1' } }, b: { attributes: { x: '1', y: '1' } } };
    const placementConstraints = [memberOf('attribute:x == 1'), memberOf('attribute:y == 1')];
    expect(placed(hosts, { placementConstraints })).toEqual(['b']);
  });

  it('distinctInstance: no task of the group that is meant to run, not even one just placed', () => {
    const hosts: Hosts = {
      a: { tasks: running(1, { group: 'service:web' }) },
      b: { tasks: running(1, { group: 'service:web', desiredStatus: 'STOPPED' }) },
      c: { tasks: running(1, { group: 'service:api' }) },
      d: { tasks: running(1) },
    };
    const request = { serviceName: 'web', count: 9, placementConstraints: [{ type: 'distinctInstance' }] };
    expect(placed(hosts, request)).toEqual(['b', 'c', 'd']);
    expect(placed({ a: {}, b: {} }, { count: 9, placementConstraints: [{ type: 'distinctInstance' }] })).toEqual([
      'a',
      'b',
    ]);
  });

  it.each<[string, string, Hosts, string[]]>([
    ['a group that must not be there yet', 'not(task:group == service:web)', { a: {}, b: {} }, ['a', 'b']],
    [
      'a group that others brought',
      'task:group == service:api',
      { a: {}, b: { tasks: running(1, { group: 'service:api' }) } },
      ['b', 'b', 'b'],
    ],
    ['a number, counted', 'runningTasksCount < 3', { a: { runningTasksCount: 9, tasks: running(1) } }, ['a', 'a']],
    ['a number, told by the instance', 'runningTasksCount < 3', { a: { runningTasksCount: 1 }, b: {} }, ['a', 'a']],
    ['a number nobody knows', 'not(runningTasksCount >= 1)', { a: {} }, ['a', 'a', 'a']],
    ['the own group, for the first task of a service', 'task:group == service:web', { a: {}, b: {} }, []],
    ['two things at once', 'attribute:x == 1 and attribute:x == 2', { a: { attributes: { x: '1' } } }, []],
  ])('memberOf: %s', (_, expression, hosts, expected) => {
    expect(placed(hosts, { serviceName: 'web', count: 3, placementConstraints: [memberOf(expression)] })).toEqual(
      expected,
    );
  });
});

describe('strategies', () => {
  const inZones: Hosts = {
    a: { attributes: { zone: 'x' }, tasks: running(2, { group: 'service:web' }) },
    b: { attributes: { zone: 'y' } },
    c: { attributes: { zone: 'y' }, tasks: running(1, { group: 'service:web' }) },
    d: { attributes: { zone: null } },
    e: {},
  };
  const web = (placementStrategy: object[], count = 1) => ({ serviceName: 'web', placementStrategy, count });

  it('spread on an attribute: the value with the fewest tasks of the group, hosts without one last', () => {
    expect(placed(inZones, web([spread('attribute:zone')], 4))).toEqual(['b', 'a', 'b', 'a']);
    const { ranked } = rank(storeOf(inZones), web([spread('attribute:zone')]));
    expect(ranked.map(({ instance, key }) => [instance, key[0]?.value])).toEqual([
      ['b', 1],
      ['c', 1],
      ['a', 2],
      ['d', null],
      ['e', null],
    ]);
  });

  it('spread counts the tasks on ACTIVE hosts of the cluster that are meant to run', () => {
    const group = 'service:web';
    const hosts: Hosts = {
      a: { cluster: 'one', attributes: { zone: 'x' } },
      b: { cluster: 'one', attributes: { zone: 'y' }, tasks: running(1, { group }) },
      c: { cluster: 'one', attributes: { zone: 'x' }, status: 'DRAINING', tasks: running(5, { group }) },
      d: { cluster: 'two', attributes: { zone: 'x' }, tasks: running(4, { group }) },
      e: {
        cluster: 'one',
        attributes: { zone: 'x' },
        agentConnected: false,
        tasks: running(2, { group, desiredStatus: 'STOPPED' }),
      },
      f: { cluster: 'one', attributes: { zone: 'x' }, tasks: running(3, { group: 'service:api' }) },
    };
    const { ranked } = rank(storeOf(hosts), { ...web([spread('attribute:zone')]), cluster: 'one' });
    expect(ranked.map(({ instance, key }) => [instance, key[0]?.value])).toEqual([
      ['a', 0],
      ['f', 0],
      ['b', 1],
    ]);
  });

  it('spread counts what a disconnected ACTIVE host runs', () => {
    const tasks = running(1, { group: 'service:web' });
    const hosts: Hosts = {
      a: { attributes: { zone: 'x' } },
      b: { attributes: { zone: 'x' }, agentConnected: false, tasks },
    };
    expect(rank(storeOf(hosts), web([spread('attribute:zone')])).ranked[0]?.key[0]?.value).toBe(1);
  });

  it.each(['instanceId', 'host'])('spread on %s: the host with the fewest tasks of the group', (field) => {
    expect(placed(inZones, web([spread(field)], 5))).toEqual(['b', 'd', 'e', 'b', 'c']);
  });

  it('binpack: the host with the least of it left before placing', () => {
    const hosts: Hosts = { a: { remaining: { cpu: 900, memory: 500 } }, b: { remaining: { cpu: 800, memory: 600 } } };
    expect(placed(hosts, { cpu: 400, placementStrategy: [binpack('cpu')], count: 4 })).toEqual(['b', 'b', 'a', 'a']);
    expect(placed(hosts, { memory: 300, placementStrategy: [binpack('MEMORY')], count: 3 })).toEqual(['a', 'b', 'b']);
  });

  it('one after the other: a later strategy decides among equals only', () => {
    const hosts: Hosts = {
      a: { attributes: { zone: 'x' }, remaining: { memory: 100 } },
      b: { attributes: { zone: 'y' }, remaining: { memory: 200 } },
      c: { attributes: { zone: 'y' }, remaining: { memory: 150 } },
    };
    const request = web([spread('attribute:zone'), binpack('memory')], 4);
    expect(placed(hosts, request)).toEqual(['a', 'c', 'a', 'c']);
  });

  it('ties go to the lowest key by code unit', () => {
    expect(placed({ b: {}, B: {}, a: {}, 'a-10': {}, 'a-9': {} }, {})).toEqual(['B']);
    expect(placed({ b: {}, 'a-9': {}, 'a-10': {} }, {})).toEqual(['a-10']);
  });

  it('random: each host as likely, the same for the same seed', () => {
    const hosts: Hosts = { a: {}, b: {}, c: {} };
    const store = storeOf(hosts);
    const chosen = (seed: number) =>
      place(store, { placementStrategy: [{ type: 'random' }] }, { seed }).placements[0]?.instance;
    const counts = new Map<string | undefined, number>();
    for (let seed = 0; seed < 600; seed++) counts.set(chosen(seed), (counts.get(chosen(seed)) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(['a', 'b', 'c']);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(50);
  });

  it('random draws anew for each task', () => {
    const instances = new Set(placed({ a: {}, b: {} }, { placementStrategy: [{ type: 'random' }], count: 40 }));
    expect(instances).toEqual(new Set(['a', 'b']));
  });

  it('without one: a service over zones, then hosts; a single run at random', () => {
    const zone = (name: string) => ({ attributes: { 'ecs.availability-zone': name } });
    const hosts: Hosts = { a: zone('x'), b: zone('x'), c: zone('y') };
    const service = place(storeOf(hosts), { serviceName: 'web', count: 5 });
    expect(service.placements.map(({ instance }) => instance)).toEqual(['a', 'c', 'b', 'c', 'a']);
    const single = place(storeOf(hosts), { family: 'web' });
    expect(single.placements[0]?.key).toEqual([{ strategy: 'random', value: expect.any(Number) }]);
  });

  it('the option seed goes before the request’s, and its upper half counts', () => {
    const store = storeOf(Object.fromEntries('abcdefghij'.split('').map((key) => [key, {}])));
    const draws = (seed: number | undefined, option?: number) =>
      place(
        store,
        { count: 5, ...(seed === undefined ? {} : { seed }) },
        option === undefined ? {} : { seed: option },
      ).placements.map(({ instance }) => instance);
    expect(draws(1, 2)).toEqual(draws(2));
    expect(draws(undefined)).toEqual(draws(0));
    expect(draws(1)).not.toEqual(draws(2));
    expect(draws(2 ** 32 + 1)).not.toEqual(draws(1));
    expect(draws(-1)).not.toEqual(draws(1));
  });
});

describe('the answer', () => {
  const hosts: Hosts = { a: { memory: 1000 }, b: { memory: 2000 } };

  it('tells what made a host win, and which would have been next', () => {
    const { placements } = place(storeOf(hosts), { memory: 900, placementStrategy: [binpack('memory')], count: 2 });
    const key = (value: number) => [{ strategy: 'binpack', field: 'memory', value }];
    expect(placements).toEqual([
      {
        index: 0,
        instance: 'a',
        hostPorts: [],
        gpuIds: [],
        key: key(1000),
        runnerUp: { instance: 'b', key: key(2000) },
      },
      { index: 1, instance: 'b', hostPorts: [], gpuIds: [], key: key(2000) },
    ]);
  });

  it('leaves what does not fit, with how many hosts each reason holds back', () => {
    const request = { memory: 900, count: 5, attributes: ['x'] };
    const { unplaced } = place(storeOf({ ...hosts, c: { attributes: { x: null } }, d: { status: 'DRAINING' } }), {
      ...request,
      memory: 5000,
    });
    expect(unplaced.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    expect(unplaced[0]?.reasons).toEqual([
      { code: 'attribute:x', hosts: 3, alone: 0 },
      { code: 'resource:memory', hosts: 3, alone: 1 },
      { code: 'status', hosts: 1, alone: 0 },
    ]);
    expect(unplaced[3]?.reasons).toBe(unplaced[0]?.reasons);
  });

  it('all or nothing', () => {
    const gang = { memory: 900, mode: 'all-or-nothing', ...FIRST_FIT };
    const some = place(storeOf(hosts), { ...gang, count: 4 });
    expect(some.placements).toEqual([]);
    expect(some.unplaced.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(codes(some)).toEqual(['resource:memory']);
    const all = place(storeOf(hosts), { ...gang, count: 3 });
    expect([all.placements.length, all.unplaced]).toEqual([3, []]);
  });

  it('has the revision and the warnings, and changes nothing', () => {
    const store = storeOf(hosts);
    const revision = store.revision;
    const before = structuredClone(store.hosts());
    const result = place(store, { count: 3, colour: 1, memory: 1 });
    expect([result.revision, result.warnings.map(({ path }) => path)]).toEqual([revision, ['$.colour']]);
    expect([store.revision, store.hosts()]).toEqual([revision, before]);
    expect(place(store, { count: 3, colour: 1, memory: 1 })).toEqual(result);
  });

  it('of no tasks is empty', () => {
    expect(place(storeOf(hosts), { count: 0, mode: 'all-or-nothing' })).toMatchObject({ placements: [], unplaced: [] });
  });

  it('ranks up to a limit', () => {
    const store = storeOf(hosts);
    expect(rank(store, FIRST_FIT, { limit: 1 })).toMatchObject({
      ranked: [{ instance: 'a' }],
      eligible: 2,
      revision: store.revision,
    });
    expect(rank(store, FIRST_FIT, { limit: 0 }).ranked).toEqual([]);
    for (const limit of [-1, 1.5, Number.NaN]) {
      expect(() => rank(store, {}, { limit })).toThrow(expect.objectContaining({ code: 'usage' }));
    }
  });
});
