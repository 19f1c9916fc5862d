/** Why a task does not fit: every reason with its facts, how many hosts each holds back, and what would help. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.js';
import { headroom } from '../../src/placement/headroom.js';
import type { PlacementOptions } from '../../src/placement/request/resolve.js';
import { requireTellable, whyNot } from '../../src/placement/why.js';
import { type HostSpec, storeOf, type TaskSpec } from './fleet.js';
import { DYNAMIC_PORT_RANGE, hosts as randomHosts, requests, writeRequest } from './generate.js';

type Hosts = Readonly<Record<string, HostSpec>>;

const why = (hosts: Hosts, request: object, options?: PlacementOptions) => whyNot(storeOf(hosts), request, options);
const reasonsOn = (spec: HostSpec, request: object, options?: PlacementOptions) =>
  why({ a: spec }, request, options).hosts[0]?.reasons;
const memberOf = (...expressions: string[]) => ({
  placementConstraints: expressions.map((expression) => ({ type: 'memberOf', expression })),
});
const distinctInstance = { placementConstraints: [{ type: 'distinctInstance' }] };
const failing = (predicate: string, start: number, found: unknown) => [
  { predicate, start, end: start + predicate.length, holds: false, found },
];

describe('the reasons against one host', () => {
  it.each<[string, HostSpec, object, object[]]>([
    ['status', { status: 'DRAINING' }, {}, [{ code: 'status', found: 'DRAINING' }]],
    ['unknown status', { status: undefined }, {}, [{ code: 'status', found: null }]],
    ['agent', { agentConnected: false }, {}, [{ code: 'agent', found: false }]],
    ['unknown agent', { agentConnected: undefined }, {}, [{ code: 'agent', found: null }]],
    ['CPU', { cpu: 10 }, { cpu: 11 }, [{ code: 'resource:cpu', asked: 11, free: 10 }]],
    [
      'memory, overcommitted',
      { remaining: { memory: -5 } },
      { memory: '1 GB' },
      [{ code: 'resource:memory', asked: 1024, free: -5 }],
    ],
    ['GPUs', { gpu: ['x'] }, { gpu: 2 }, [{ code: 'resource:gpu', asked: 2, free: 1 }]],
    ['all GPUs', { gpu: 3, tasks: [{ gpu: 1 }] }, { gpu: 'ALL' }, [{ code: 'resource:gpu', asked: 'ALL', free: 2 }]],
    ['another resource', {}, { resources: { Licence: 1 } }, [{ code: 'resource:licence', asked: 1, free: 0 }]],
    [
      'members of a set',
      { resources: { licence: ['x'] } },
      { resources: { licence: ['x', 'y'] } },
      [{ code: 'resource:licence', asked: ['x', 'y'], free: ['x'] }],
    ],
    [
      'a port and its holder',
      { tasks: [{ key: 't', hostPorts: [{ port: 80, protocol: 'tcp' }] }] },
      { ports: [80] },
      [{ code: 'port:80/tcp', holder: 't', reserved: false }],
    ],
    [
      'a port that nobody is known to hold',
      { remaining: { ports: ['80'] } },
      { ports: [80] },
      [{ code: 'port:80/tcp', holder: null, reserved: false }],
    ],
    [
      'a reserved port, held or not',
      { ports: ['22'], remaining: { ports: ['22'] }, tasks: [{ hostPorts: [{ port: 22, protocol: 'tcp' }] }] },
      { ports: [22] },
      [{ code: 'port:22/tcp', holder: null, reserved: true }],
    ],
    [
      'a udp port',
      { remaining: { ports_udp: ['53'] } },
      { ports: [{ hostPort: 53, protocol: 'udp' }] },
      [{ code: 'port:53/udp', holder: null, reserved: false }],
    ],
    [
      'a missing attribute',
      {},
      { attributes: ['ssd'] },
      [{ code: 'attribute:ssd', asked: null, present: false, found: null }],
    ],
    [
      'an attribute without a value',
      { attributes: { ssd: null } },
      { attributes: { ssd: 'x' } },
      [{ code: 'attribute:ssd', asked: 'x', present: true, found: null }],
    ],
    [
      'an attribute of another value',
      { attributes: { ssd: 'y' } },
      { attributes: { ssd: 'x' } },
      [{ code: 'attribute:ssd', asked: 'x', present: true, found: 'y' }],
    ],
    [
      'a constraint, with what fails',
      { attributes: { stack: 'dev' } },
      memberOf('agentConnected == true and attribute:stack == prod'),
      [
        {
          code: 'constraint:0',
          expression: 'agentConnected == true and attribute:stack == prod',
          failing: failing('attribute:stack == prod', 27, 'dev'),
        },
      ],
    ],
    [
      'a task of the group',
      { tasks: [{ key: 't', group: 'g' }] },
      { group: 'g', ...distinctInstance },
      [{ code: 'distinctInstance', holder: 't' }],
    ],
  ])('%s', (_, spec, request, expected) => {
    expect(reasonsOn(spec, request)).toEqual(expected);
  });

  it('too few dynamic ports', () => {
    const options: PlacementOptions = { dynamicPortRange: [10, 11] };
    expect(reasonsOn({ ports: ['10'] }, { ports: [0, 0] }, options)).toEqual([
      { code: 'port:0/tcp', asked: 2, free: 1 },
    ]);
  });

  it('all of them, in a fixed order', () => {
    const spec: HostSpec = {
      cluster: 'other',
      status: 'DRAINING',
      agentConnected: false,
      cpu: 1,
      ports: ['22'],
      tasks: [{ group: 'g' }],
    };
    const request = {
      ...{ cluster: 'mine', group: 'g', cpu: 2, gpu: 1, ports: [22], attributes: ['ssd'] },
      placementConstraints: [{ type: 'distinctInstance' }, { type: 'memberOf', expression: 'attribute:x exists' }],
    };
    const { hosts } = why({ a: spec, b: { cluster: 'mine' } }, request);
    expect(hosts[0]?.reasons.map(({ code }) => code)).toEqual([
      ...['status', 'agent', 'cluster', 'resource:cpu', 'resource:gpu', 'port:22/tcp', 'attribute:ssd'],
      ...['constraint:1', 'distinctInstance'],
    ]);
    expect(hosts[0]?.reasons[2]).toEqual({ code: 'cluster', asked: 'mine', found: 'other' });
  });

  it('contradicting constraints: each fails somewhere', () => {
    const zone = (name: string): HostSpec => ({ attributes: { zone: name } });
    const { eligible, reasons, fixes } = why(
      { a: zone('x'), b: zone('y'), c: zone('y') },
      memberOf('attribute:zone == x', 'attribute:zone == y'),
    );
    expect([eligible, reasons]).toEqual([
      0,
      [
        { code: 'constraint:0', hosts: 2, alone: 2 },
        { code: 'constraint:1', hosts: 1, alone: 1 },
      ],
    ]);
    expect(fixes.map(({ changes, hosts }) => [changes[0]?.code, hosts])).toEqual([
      ['constraint:0', 2],
      ['constraint:1', 1],
    ]);
  });
});

describe('all hosts together', () => {
  const hosts: Hosts = {
    a: { memory: 100 },
    b: { memory: 100, cpu: 1 },
    c: {},
    d: { cpu: 1 },
    e: { cluster: 'other' },
    f: { cluster: 'other', cpu: 1 },
  };
  const request = { memory: 200, cpu: 2, cluster: 'main' };
  const fleet = Object.fromEntries(Object.entries(hosts).map(([key, spec]) => [key, { cluster: 'main', ...spec }]));

  it('counts what each reason holds back, and what it holds back alone', () => {
    const { eligible, hosts: blocked, reasons, revision } = why(fleet, request);
    expect(eligible).toBe(1);
    expect(blocked.map(({ instance }) => instance)).toEqual(['a', 'b', 'd', 'e', 'f']);
    expect(reasons).toEqual([
      { code: 'resource:cpu', hosts: 3, alone: 1 },
      { code: 'cluster', hosts: 2, alone: 1 },
      { code: 'resource:memory', hosts: 2, alone: 1 },
    ]);
    expect(revision).toBe(storeOf(fleet).revision);
  });

  it('says nothing where all fit', () => {
    expect(why({ a: {} }, {})).toMatchObject({ eligible: 1, hosts: [], reasons: [], fixes: [], warnings: [] });
  });
});

describe('fixes', () => {
  const on = (hosts: Hosts, request: object, options?: PlacementOptions) =>
    why(hosts, request, options).fixes.map(({ changes, hosts: opened, tasks }) => [
      changes.map(({ message }) => message).join(' + '),
      opened,
      tasks,
    ]);
  const held = (port: number): TaskSpec[] => [{ hostPorts: [{ port, protocol: 'tcp' }] }];

  it.each<[string, Hosts, object, unknown[]]>([
    [
      'lower a resource to what the best host has',
      { a: { memory: 300 }, b: { memory: 900 }, c: { memory: 950 } },
      { memory: 1000 },
      [['ask for 950 MiB of memory instead of 1,000', 1, 1]],
    ],
    [
      'which may open several',
      { a: { memory: 900 }, b: { memory: 900 }, c: { memory: 5000 } },
      { memory: 1000 },
      [['ask for 900 MiB of memory instead of 1,000', 2, 7]],
    ],
    [
      'two resources: the host that gives up least',
      { a: { cpu: 50, memory: 90 }, b: { cpu: 80, memory: 80 } },
      { cpu: 100, memory: 100 },
      [['ask for 80 CPU units instead of 100 + ask for 80 MiB of memory instead of 100', 1, 1]],
    ],
    ['GPUs', { a: { gpu: ['x', 'y'] } }, { gpu: 3 }, [['ask for 2 GPUs instead of 3', 1, 1]]],
    [
      'all GPUs',
      { a: { gpu: 3, tasks: [{ gpu: 1 }] }, b: { gpu: 2, tasks: [{ gpu: 1 }] } },
      { gpu: 'ALL' },
      [['ask for 2 GPUs instead of all', 1, 1]],
    ],
    ['a resource that no host has', { a: { cpu: 10 } }, { gpu: 1, cpu: 10 }, [['ask for 0 GPUs instead of 1', 1, 1]]],
    [
      'another resource',
      { a: { resources: { licence: 2 } } },
      { resources: { licence: 3 } },
      [['ask for 2 of licence instead of 3', 1, 1]],
    ],
    [
      'members of a set',
      { a: { resources: { licence: ['x'] } } },
      { resources: { licence: ['x', 'y'] } },
      [['ask for x of licence instead of x, y', 1, 1]],
    ],
    [
      'no members of a set',
      { a: { cpu: 1, resources: { licence: ['z'] } } },
      { cpu: 1, resources: { licence: ['x'] } },
      [['ask for none of licence instead of x', 1, 1]],
    ],
    [
      'a port',
      { a: { tasks: held(80) }, b: { remaining: { ports: ['80'] } } },
      { ports: [80] },
      [['free host port 80/tcp', 2, 2]],
    ],
    [
      'a udp port',
      { a: { remaining: { ports_udp: ['53'] } } },
      { ports: [{ hostPort: 53, protocol: 'udp' }] },
      [['free host port 53/udp', 1, 1]],
    ],
    [
      'a reserved port',
      { a: { ports: ['22'], cpu: 3 } },
      { ports: [22], cpu: 1 },
      [['use another host port than 22/tcp, which is reserved', 1, 3]],
    ],
    [
      'an attribute',
      { a: { cpu: 1 } },
      { cpu: 1, attributes: { ssd: 'x' } },
      [['do not require attribute ssd to be "x"', 1, 1]],
    ],
    [
      'an attribute without a value',
      { a: { cpu: 1 } },
      { cpu: 1, attributes: ['ssd'] },
      [['do not require attribute ssd', 1, 1]],
    ],
    [
      'a constraint',
      { a: { cpu: 1 } },
      { cpu: 1, ...memberOf('attribute:x == 1 or attribute:y == 1') },
      [['drop constraint 0: attribute:x == 1 or attribute:y == 1', 1, 1]],
    ],
    [
      'a part of a constraint',
      { a: { cpu: 1, attributes: { x: '1' } } },
      { cpu: 1, ...memberOf('attribute:x == 1 and (attribute:y == 1 and agentConnected == true)') },
      [['drop attribute:y == 1 from constraint 0', 1, 1]],
    ],
    [
      'two parts of a constraint',
      { a: { cpu: 1 } },
      { cpu: 1, ...memberOf('attribute:x == 1 and attribute:y == 1') },
      [['drop attribute:x == 1 from constraint 0 + drop attribute:y == 1 from constraint 0', 1, 1]],
    ],
    [
      'distinctInstance',
      { a: { cpu: 3, tasks: [{ group: 'g' }] } },
      { group: 'g', cpu: 1, ...distinctInstance },
      [['drop the distinctInstance constraint', 1, 3]],
    ],
    ['a draining host', { a: { status: 'DRAINING', cpu: 2 } }, { cpu: 1 }, [['set the instances ACTIVE', 1, 2]]],
    [
      'a disconnected host',
      { a: { agentConnected: false, cpu: 2 } },
      { cpu: 1 },
      [['connect the agents of the instances', 1, 2]],
    ],
    [
      'another cluster',
      { a: { cluster: 'main', cpu: 0 }, b: { cluster: 'other', cpu: 2 }, c: { cluster: 'third' } },
      { cpu: 2, cluster: 'main' },
      [
        ['place in cluster other instead', 1, 1],
        ['place in cluster third instead', 1, 2048],
        ['ask for 0 CPU units instead of 2', 1, Number.POSITIVE_INFINITY],
      ],
    ],
    [
      'the unnamed cluster',
      { a: { cluster: 'main', agentConnected: false }, b: { cpu: 2 } },
      { cpu: 2, cluster: 'main' },
      [
        ['place in the unnamed cluster instead', 1, 1],
        ['connect the agents of the instances', 1, 2048],
      ].reverse(),
    ],
    [
      'fewest changes first, then most hosts',
      {
        a: { cpu: 1, memory: 1 },
        b: { cpu: 9, attributes: { x: '1' } },
        c: { attributes: { x: '1' }, cpu: 9 },
        d: { cpu: 10 },
      },
      { cpu: 10, attributes: ['x'] },
      [
        ['ask for 9 CPU units instead of 10', 2, 2],
        ['do not require attribute x', 1, 1],
      ],
    ],
  ])('%s', (_, hosts, request, expected) => {
    expect(on(hosts, request)).toEqual(expected);
  });

  it('says what can be read by machines, too', () => {
    const [fix] = why(
      { a: { memory: 900, attributes: { x: '2' } } },
      { memory: 1000, ...memberOf('attribute:x == 1') },
    ).fixes;
    expect(fix).toMatchObject({
      changes: [
        { action: 'lower', code: 'resource:memory', asked: 1000, to: 900 },
        { action: 'drop', code: 'constraint:0', predicate: 'attribute:x == 1' },
      ],
    });
  });

  it('dynamic ports', () => {
    expect(on({ a: { ports: ['10'] } }, { ports: [0, 0] }, { dynamicPortRange: [10, 11] })).toEqual([
      ['ask for 1 dynamic port instead of 2', 1, 1],
    ]);
  });

  it('never one that opens no host', () => {
    expect(on({ a: { agentConnected: false } }, memberOf('agentConnected == false'))).toEqual([]);
  });

  it('never a host that a constraint excludes as if it nearly fitted', () => {
    const hosts: Hosts = { a: { memory: 999 }, b: { memory: 10, attributes: { stack: 'prod' } } };
    const fixes = on(hosts, { memory: 1000, ...memberOf('attribute:stack == prod') });
    expect(fixes).toEqual([['ask for 10 MiB of memory instead of 1,000', 1, 1]]);
  });

  it('are limited', () => {
    const fleet = (count: number): Hosts =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`h${index}`, { cluster: `c${index}` }]));
    expect(on({ ...fleet(LIMITS.placementFixes), z: { cluster: 'z', status: 'X' } }, { cluster: 'c0' })).toHaveLength(
      LIMITS.placementFixes,
    );
    expect(on({ ...fleet(LIMITS.placementFixes + 1), z: { cluster: 'z' } }, { cluster: 'c0' })).toHaveLength(
      LIMITS.placementFixes,
    );
  });

  it('do what they say: the changed request on the changed hosts opens as many hosts and takes as many tasks', () => {
    const options: PlacementOptions = { dynamicPortRange: DYNAMIC_PORT_RANGE };
    let applied = 0;
    const property = fc.property(randomHosts, requests, (specs, abstract) => {
      const cluster = Object.values(specs)[0]?.cluster ?? '';
      const request = writeRequest({ ...abstract, cluster, group: 'service:web' }, 'short') as JsonRequest;
      const before = why(specs, request, options);
      expect(before.fixes.length > 0).toBe(before.hosts.length > 0);
      for (const { changes, hosts: opened, tasks } of before.fixes) {
        const changed = changes.reduce(changeRequest, request);
        const store = storeOf(changes.reduce(changeHosts, specs));
        const blocked = new Set(whyNot(store, changed, options).hosts.map(({ instance }) => instance));
        expect(before.hosts.filter(({ instance }) => !blocked.has(instance))).toHaveLength(opened);
        expect(headroom(store, changed, options).total).toBe(tasks);
        applied++;
      }
    });
    fc.assert(property, { numRuns: 400 });
    expect(applied).toBeGreaterThan(400);
  });
});

type Change = ReturnType<typeof whyNot>['fixes'][number]['changes'][number];

interface JsonRequest {
  readonly cluster: string;
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number | 'ALL';
  readonly ports: readonly (number | { readonly hostPort: number; readonly protocol: string })[];
  readonly attributes: readonly { readonly name: string }[];
  readonly resources: Readonly<Record<string, unknown>>;
  readonly placementConstraints: readonly { readonly type: string; readonly expression?: string }[];
}

/** A change of the request as its author would make it. */
function changeRequest(request: JsonRequest, change: Change): JsonRequest {
  const [kind = '', name = ''] = change.code.split(':');
  if (change.action === 'move') return { ...request, cluster: String(change.to) };
  if (change.action === 'replace')
    return {
      ...request,
      ports: request.ports.map((port) =>
        portName(port) === name ? { hostPort: 0, protocol: protocolOf(port) } : port,
      ),
    };
  if (change.action === 'lower' && kind === 'port') {
    let kept = Number(change.to);
    return { ...request, ports: request.ports.filter((port) => portName(port) !== name || kept-- > 0) };
  }
  if (change.action === 'lower') {
    if (name in request) return { ...request, [name]: change.to };
    return { ...request, resources: { ...request.resources, [name]: change.to } };
  }
  if (change.action !== 'drop') return request;
  if (kind === 'attribute')
    return { ...request, attributes: request.attributes.filter((attribute) => attribute.name !== name) };
  const placementConstraints = request.placementConstraints.map((constraint, index) => {
    const dropped = kind === 'distinctInstance' ? constraint.type === kind : index === Number(name);
    return dropped ? { type: 'memberOf', expression: without(constraint.expression, change.predicate) } : constraint;
  });
  return { ...request, placementConstraints };
}

/** The expressions of the generator have no `and` inside parentheses. */
function without(expression: string | undefined, predicate: string | undefined): string {
  const parts = (expression ?? '')
    .split(' and ')
    .filter((part) => part.replace(/^\(|\)$/g, '') !== predicate?.replace(/^\(|\)$/g, ''));
  return parts.length === 0 || predicate === undefined ? '*' : parts.join(' and ');
}

function portName(port: JsonRequest['ports'][number]): string {
  return typeof port === 'number' ? `${port}/tcp` : `${port.hostPort}/${port.protocol}`;
}

function protocolOf(port: JsonRequest['ports'][number]): string {
  return typeof port === 'number' ? 'tcp' : port.protocol;
}

/** A change of the hosts as their operator would make it. */
function changeHosts(specs: Hosts, change: Change): Hosts {
  const each = (alter: (spec: HostSpec) => HostSpec): Hosts =>
    Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, alter(spec)]));
  if (change.action === 'activate') return each((spec) => ({ ...spec, status: 'ACTIVE' }));
  if (change.action === 'connect') return each((spec) => ({ ...spec, agentConnected: true }));
  if (change.action !== 'free') return specs;
  const [number, protocol] = change.code.slice('port:'.length).split('/');
  const listed = protocol === 'tcp' ? 'ports' : 'ports_udp';
  return each((spec) => {
    const inUse = spec.remaining?.[listed];
    const left = Array.isArray(inUse) ? { [listed]: inUse.filter((port: string) => port !== number) } : {};
    return {
      ...spec,
      ...(spec.remaining && { remaining: { ...spec.remaining, ...left } }),
      tasks: (spec.tasks ?? []).map((task) => ({
        ...task,
        hostPorts: (task.hostPorts ?? []).filter((held) => held.port !== Number(number) || held.protocol !== protocol),
      })),
    };
  });
}

describe('warnings', () => {
  const own = (hosts: Hosts, ...expressions: string[]) =>
    why(hosts, { serviceName: 'web', ...memberOf(...expressions) }).warnings.map(({ code, path }) => [code, path]);

  it.each<[string, Hosts, string[], unknown[]]>([
    [
      'a service that needs its own group to be there',
      { a: {}, b: {} },
      ['attribute:x !exists', 'task:group == service:web'],
      [['needs-own-task', '$.placementConstraints[1]']],
    ],
    [
      'a service that needs a task to be there',
      { a: { runningTasksCount: 0 } },
      ['runningTasksCount > 0'],
      [['needs-own-task', '$.placementConstraints[0]']],
    ],
    [
      'not where one is there',
      { a: { status: 'DRAINING', tasks: [{ group: 'service:web' }] }, b: {} },
      ['task:group == service:web'],
      [],
    ],
    ['not where its own task would not help', { a: {} }, ['task:group == service:api', 'attribute:x == 1'], []],
  ])('%s', (_, hosts, expressions, expected) => {
    expect(own(hosts, ...expressions)).toEqual(expected);
  });

  it('not of a host of another cluster', () => {
    const hosts: Hosts = {
      a: { cluster: 'main', runningTasksCount: 0 },
      b: { cluster: 'other', runningTasksCount: 3 },
    };
    const request = { cluster: 'main', ...memberOf('runningTasksCount > 0') };
    expect(why(hosts, request).warnings).toMatchObject([
      { code: 'needs-own-task', message: expect.stringMatching(/constraint 0 .* can never be placed/) },
    ]);
  });

  it('come after those of the request', () => {
    const { warnings } = why({ a: {} }, { group: 'g', colour: 1, ...memberOf('task:group == g') });
    expect(warnings.map(({ code }) => code)).toEqual(['unknown-field', 'needs-own-task']);
  });
});

describe('more reasons than can be told', () => {
  it('are an error, before any is told', () => {
    const most = LIMITS.placementReasons;
    expect(() => requireTellable([{ hosts: most - 1 }, { hosts: 1 }])).not.toThrow();
    const error = expect(() => requireTellable([{ hosts: most }, { hosts: 1 }]));
    error.toThrow(expect.objectContaining({ code: 'request-limit', path: '$' }));
  });

  it('are counted over all hosts', () => {
    const ports = Array.from({ length: LIMITS.placementListItems }, (_, port) => port + 1);
    const spec = { remaining: { ports: ports.map(String) } };
    const hosts = LIMITS.placementReasons / ports.length + 1;
    const store = storeOf(Object.fromEntries(Array.from({ length: hosts }, (_, at) => [`h${at}`, spec])));
    expect(() => whyNot(store, { ports })).toThrow(/^10001000 reasons stand against the hosts/);
  });
});
