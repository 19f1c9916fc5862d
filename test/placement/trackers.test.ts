/**
 * What users of schedulers run into, as told in public issue trackers: each case written anew, in a small cluster, with the answer
 * spelled out. The threads are named beside them. Here is what one request meets; plans and several requests are in
 * tracked-plans.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { place } from '../../src/placement/place.js';
import type { PlacementOptions } from '../../src/placement/request/resolve.js';
import { whyNot } from '../../src/placement/why.js';
import { type HostSpec, storeOf, type TaskSpec } from './fleet.js';

type Hosts = Readonly<Record<string, HostSpec>>;

const why = (hosts: Hosts, request: object, options?: PlacementOptions) => whyNot(storeOf(hosts), request, options);
const plan = (hosts: Hosts, request: object, options?: PlacementOptions) => place(storeOf(hosts), request, options);
const instancesOf = ({ placements }: ReturnType<typeof plan>) => placements.map(({ instance }) => instance);

const memberOf = (...expressions: string[]) => ({
  placementConstraints: expressions.map((expression) => ({ type: 'memberOf', expression })),
});
const distinctInstance = { placementConstraints: [{ type: 'distinctInstance' }] };
const strategy = (...strategies: object[]) => ({ placementStrategy: strategies });
const byMemory = strategy({ type: 'binpack', field: 'memory' });
const zone = (name: string, spec: HostSpec = {}): HostSpec => ({
  ...spec,
  attributes: { 'ecs.availability-zone': name, ...spec.attributes },
});
const inGroup = (group: string, count: number): TaskSpec[] => Array.from({ length: count }, () => ({ group }));

describe('constraints', () => {
  // aws/containers-roadmap#331, aws/amazon-ecs-agent#2078: the "closest" host stayed one that the user had excluded.
  it('a host that the constraint excludes is closest to nothing: the constraint is among what is in its way', () => {
    const typed = (name: string, memory: number): HostSpec => ({ memory, attributes: { 'ecs.instance-type': name } });
    const request = { memory: 4000, ...memberOf('attribute:ecs.instance-type != m5.xlarge') };
    const summary = (hosts: Hosts) => {
      const { eligible, hosts: blocked, fixes } = why(hosts, request);
      expect(eligible).toBe(0);
      return {
        hosts: blocked.map(({ instance, reasons }) => [instance, ...reasons.map(({ code }) => code)]),
        fixes: fixes.map(({ changes, hosts: opened }) => [opened, ...changes.map(({ message }) => message)]),
      };
    };
    const dropped = 'drop constraint 0: attribute:ecs.instance-type != m5.xlarge';
    // Short of memory and excluded, beside a host that is only short: what is offered is about the other one.
    expect(summary({ excluded: typed('m5.xlarge', 3000), other: typed('t2.xlarge', 500) })).toEqual({
      hosts: [
        ['excluded', 'resource:memory', 'constraint:0'],
        ['other', 'resource:memory'],
      ],
      fixes: [[1, 'ask for 500 MiB of memory instead of 4,000']],
    });
    // Excluded and nothing else: the constraint is what would have to go.
    expect(summary({ excluded: typed('m5.xlarge', 5000) })).toEqual({
      hosts: [['excluded', 'constraint:0']],
      fixes: [[1, dropped]],
    });
    // Excluded and short: less memory alone opens nothing, and is not offered alone.
    expect(summary({ excluded: typed('m5.xlarge', 3000) })).toEqual({
      hosts: [['excluded', 'resource:memory', 'constraint:0']],
      fixes: [[1, 'ask for 3,000 MiB of memory instead of 4,000', dropped]],
    });
  });

  // aws/amazon-ecs-agent#3044: constraints on two values of one attribute were found out only when the task was run.
  it('two constraints that contradict each other are told, with both predicates, before any host is looked at', () => {
    const request = { ...memberOf('attribute:ecs.os-type == linux', 'attribute:ecs.os-type == windows') };
    const hosts: Hosts = {
      a: { attributes: { 'ecs.os-type': 'linux' } },
      b: { attributes: { 'ecs.os-type': 'windows' } },
    };
    const { eligible, hosts: blocked, warnings } = why(hosts, request);
    const contradictions = warnings.filter(({ code }) => code === 'contradiction');
    expect(contradictions).toHaveLength(1);
    expect(contradictions[0]?.message).toContain('attribute:ecs.os-type == linux');
    expect(contradictions[0]?.message).toContain('attribute:ecs.os-type == windows');
    expect(eligible).toBe(0);
    expect(blocked.map(({ instance, reasons }) => [instance, reasons.map(({ code }) => code)])).toEqual([
      ['a', ['constraint:1']],
      ['b', ['constraint:0']],
    ]);
    expect(plan(hosts, request).warnings.map(({ code }) => code)).toContain('contradiction');
    expect(plan({ c: { status: 'DRAINING' } }, request).warnings.map(({ code }) => code)).toContain('contradiction');
  });

  it('constraints that some host could satisfy contradict each other in nobody’s eyes', () => {
    const { warnings } = why({ a: {} }, memberOf('attribute:os == linux', 'attribute:arch == arm64'));
    expect(warnings).toEqual([]);
  });

  // compose-x/ecs_composex#731, aws-samples/…comfyui#8: "is missing an attribute required by your task": which one?
  it('an attribute that is missing has its name told, and its value where one is asked for', () => {
    const { hosts } = why(
      { a: { attributes: { 'ecs.capability.gpu': null, 'ecs.os': 'linux' } } },
      {
        attributes: [
          { name: 'ecs.capability.docker-plugin.rexray/ebs' },
          { name: 'ecs.os', value: 'windows' },
          { name: 'ecs.capability.gpu' },
        ],
      },
    );
    expect(hosts[0]?.reasons).toEqual([
      {
        code: 'attribute:ecs.capability.docker-plugin.rexray/ebs',
        asked: null,
        present: false,
        found: null,
      },
      { code: 'attribute:ecs.os', asked: 'windows', present: true, found: 'linux' },
    ]);
  });

  // kubernetes/kubernetes#24995, #62232: the first pod that has affinity to its own kind waits for ever.
  it('the first task of a service that asks for a host with a task of its own is told why nothing fits', () => {
    const request = { serviceName: 'self', count: 2, ...memberOf('task:group == service:self') };
    const { eligible, warnings, reasons } = why({ a: {}, b: { tasks: [{ group: 'service:other' }] } }, request);
    expect(eligible).toBe(0);
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['needs-own-task', '$.placementConstraints[0]']]);
    expect(reasons).toEqual([{ code: 'constraint:0', hosts: 2, alone: 2 }]);
    // Once there is one, the others follow it.
    const started = { a: {}, b: { tasks: [{ group: 'service:self' }] } };
    expect(instancesOf(plan(started, request))).toEqual(['b', 'b']);
    expect(why(started, request).warnings).toEqual([]);
  });

  // hashicorp/nomad#1464: a fourth task on three hosts. hashicorp/nomad#8888: no host gets two.
  it('with distinctInstance the fourth task on three hosts stays, and says that nothing else is in its way', () => {
    const { placements, unplaced } = plan({ a: {}, b: {}, c: {} }, { group: 'g', count: 4, ...distinctInstance });
    expect(new Set(placements.map(({ instance }) => instance)).size).toBe(3);
    expect(unplaced).toEqual([{ index: 3, reasons: [{ code: 'distinctInstance', hosts: 3, alone: 3 }] }]);
  });

  // aws/containers-roadmap#1201: while the old tasks of a deployment run, distinctInstance keeps the new ones away.
  it('distinctInstance names the task that is in the way, and a task that is meant to stop is not', () => {
    const hosts: Hosts = {
      a: { tasks: [{ key: 'old', group: 'service:web' }] },
      b: { tasks: [{ key: 'leaving', group: 'service:web', desiredStatus: 'STOPPED' }] },
    };
    const request = { serviceName: 'web', ...distinctInstance };
    expect(why(hosts, request).hosts).toEqual([
      { instance: 'a', reasons: [{ code: 'distinctInstance', holder: 'old' }] },
    ]);
    expect(instancesOf(plan(hosts, request))).toEqual(['b']);
  });
});

describe('ports', () => {
  const held = (key: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): TaskSpec => ({
    key,
    hostPorts: [{ port, protocol }],
  });

  // kubernetes/kubernetes#66568, #112522: "didn't have free ports", but not which, nor who has it.
  it('a port that is taken names its holder, and freeing it is offered', () => {
    const { hosts, fixes } = why({ a: { tasks: [held('proxy', 443)] } }, { ports: [80, 443] });
    expect(hosts[0]?.reasons).toEqual([{ code: 'port:443/tcp', holder: 'proxy', reserved: false }]);
    expect(fixes.map(({ changes }) => changes.map(({ action, code }) => [action, code]))).toEqual([
      [['free', 'port:443/tcp']],
    ]);
  });

  // kubernetes/kubernetes#5874, #8372: tcp and udp of one number were taken for the same port.
  it('the same number is free for udp where tcp has it', () => {
    const { placements } = plan(
      { a: { tasks: [held('nfs', 2049)] } },
      { ports: [{ hostPort: 2049, protocol: 'udp' }, 111, { hostPort: 111, protocol: 'udp' }] },
    );
    expect(placements[0]?.hostPorts).toEqual([
      { hostPort: 2049, protocol: 'udp' },
      { hostPort: 111, protocol: 'tcp' },
      { hostPort: 111, protocol: 'udp' },
    ]);
  });

  // hashicorp/nomad#16401, #14850: ports chosen one at a time collided with one another.
  it('a task never gets one dynamic port twice, nor one that it asks for by number', () => {
    const { placements } = plan({ a: {} }, { ports: [0, 0, 32_769, 0] });
    expect(placements[0]?.hostPorts.map(({ hostPort }) => hostPort)).toEqual([32_768, 32_770, 32_769, 32_771]);
  });

  it('dynamic ports that are used up are told with what is left', () => {
    const hosts: Hosts = { a: { tasks: [held('one', 9_000), held('two', 9_001, 'udp')] }, b: {} };
    const options: PlacementOptions = { dynamicPortRange: [9_000, 9_001] };
    const request = { count: 3, ports: [0, 0], ...byMemory };
    expect(why(hosts, request, options).hosts).toEqual([
      { instance: 'a', reasons: [{ code: 'port:0/tcp', asked: 2, free: 1 }] },
    ]);
    const { placements, unplaced } = plan(hosts, request, options);
    expect(placements.map(({ instance }) => instance)).toEqual(['b']);
    expect(unplaced).toEqual([
      { index: 1, reasons: [{ code: 'port:0/tcp', hosts: 2, alone: 2 }] },
      { index: 2, reasons: [{ code: 'port:0/tcp', hosts: 2, alone: 2 }] },
    ]);
  });

  // hashicorp/nomad#25413: more tasks of one fixed port than hosts, and the plan said that all fit.
  it('of four tasks with one fixed port, three hosts take three', () => {
    const { placements, unplaced } = plan({ a: {}, b: {}, c: {} }, { count: 4, ports: [8080], ...byMemory });
    expect(placements.map(({ instance }) => instance)).toEqual(['a', 'b', 'c']);
    expect(unplaced.map(({ index, reasons }) => [index, reasons])).toEqual([
      [3, [{ code: 'port:8080/tcp', hosts: 3, alone: 3 }]],
    ]);
  });

  // A port is held until the task has stopped, whatever is meant to become of it.
  it('a task that is stopping holds its port, one that has stopped does not', () => {
    const stopping = { ...held('old', 80), desiredStatus: 'STOPPED' };
    expect(plan({ a: { tasks: [stopping] } }, { ports: [80] }).placements).toEqual([]);
    const stopped = { ...stopping, lastStatus: 'STOPPED' };
    expect(plan({ a: { tasks: [stopped] } }, { ports: [80] }).placements).toHaveLength(1);
  });
});

describe('GPUs', () => {
  // hashicorp/nomad#18364: a job was placed without the devices that it had asked for, as they were taken.
  it('a task stays where all devices are taken, and is told how many are free', () => {
    const hosts: Hosts = {
      a: { gpu: ['x', 'y'], tasks: [{ gpuIds: ['x'] }, { gpuIds: ['y'] }] },
      b: { gpu: ['z'], tasks: [{ gpu: 1 }] },
      c: {},
    };
    const { hosts: blocked } = why(hosts, { gpu: 1 });
    expect(blocked.map(({ instance, reasons }) => [instance, reasons])).toEqual([
      ['a', [{ code: 'resource:gpu', asked: 1, free: 0 }]],
      ['b', [{ code: 'resource:gpu', asked: 1, free: 0 }]],
      ['c', [{ code: 'resource:gpu', asked: 1, free: 0 }]],
    ]);
    expect(plan(hosts, { gpu: 1 }).placements).toEqual([]);
  });

  // hashicorp/nomad#27102: two tasks of two devices each were refused on a host that has four.
  it('two tasks of two devices fill a host of four, each with its own', () => {
    const { placements } = plan({ a: { gpu: ['d', 'b', 'c', 'a'] } }, { count: 2, gpu: 2, ...byMemory });
    expect(placements.map(({ gpuIds }) => gpuIds)).toEqual([
      ['d', 'b'],
      ['c', 'a'],
    ]);
  });
});

describe('spreading', () => {
  const spreadZones = { type: 'spread', field: 'attribute:ecs.availability-zone' };

  it('goes on over the other zones where one of three is full', () => {
    const hosts = { a: zone('a'), b: zone('b', { memory: 100 }), c: zone('c') };
    const result = plan(hosts, { serviceName: 'web', count: 7, memory: 100, ...strategy(spreadZones) });
    expect(instancesOf(result)).toEqual(['a', 'b', 'c', 'a', 'c', 'a', 'c']);
  });

  it('comes to a host without the attribute last, and tells its part of the key as null', () => {
    const hosts = { a: {}, b: zone('b', { memory: 200 }), c: { attributes: { 'ecs.availability-zone': null } } };
    const { placements } = plan(hosts, { serviceName: 'web', count: 3, memory: 100, ...strategy(spreadZones) });
    expect(placements.map(({ instance, key }) => [instance, key[0]?.value])).toEqual([
      ['b', 0],
      ['b', 1],
      ['a', null],
    ]);
  });

  // aws/amazon-ecs-agent#1229: what had run on a draining host all went to the other host of its zone.
  it('counts the tasks of hosts that take tasks: those of a draining one go everywhere', () => {
    const hosts = {
      one: zone('a', { tasks: inGroup('service:web', 5) }),
      two: zone('a', { status: 'DRAINING', tasks: inGroup('service:web', 3) }),
      three: zone('b', { tasks: inGroup('service:web', 5) }),
      four: zone('c', { tasks: inGroup('service:web', 5) }),
    };
    const request = { serviceName: 'web', count: 3, ...strategy(spreadZones, { type: 'binpack', field: 'cpu' }) };
    expect(instancesOf(plan(hosts, request)).sort()).toEqual(['four', 'one', 'three']);
    expect(why(hosts, request).hosts).toEqual([{ instance: 'two', reasons: [{ code: 'status', found: 'DRAINING' }] }]);
  });

  // kubernetes/website#15514: two, two and one in three zones: with a skew of 1 the next goes to the third zone only.
  it('keeps to a skew, and says which zone has how many', () => {
    const hosts = {
      a: zone('a', { tasks: inGroup('g', 2) }),
      b: zone('b', { tasks: inGroup('g', 2) }),
      c: zone('c', { tasks: inGroup('g', 1) }),
    };
    const skew = (maxSkew: number) => ({ group: 'g', ...strategy({ ...spreadZones, maxSkew }) });
    const { hosts: blocked, eligible } = why(hosts, skew(1));
    expect(eligible).toBe(1);
    const facts = { code: 'spread:0', field: spreadZones.field, tasks: 2, limit: 'maxSkew', most: 1 };
    expect(blocked).toEqual([
      { instance: 'a', reasons: [{ ...facts, bucket: 'a' }] },
      { instance: 'b', reasons: [{ ...facts, bucket: 'b' }] },
    ]);
    expect(why(hosts, skew(2)).eligible).toBe(3);
  });

  // kubernetes/enhancements KEP-895: a zone that is full, and counts, holds the others back.
  it('a full zone holds the others back where the skew is binding, and only then', () => {
    const hosts = { a: zone('a'), b: zone('b', { memory: 100 }), c: zone('c') };
    const request = { group: 'g', count: 9, memory: 100 };
    const { placements, unplaced } = plan(hosts, { ...request, ...strategy({ ...spreadZones, maxSkew: 1 }) });
    expect(placements.map(({ instance }) => instance)).toEqual(['a', 'b', 'c', 'a', 'c']);
    expect(unplaced[0]?.reasons).toEqual([
      { code: 'spread:0', hosts: 2, alone: 2 },
      { code: 'resource:memory', hosts: 1, alone: 1 },
    ]);
    const draining = { ...hosts, b: { ...hosts.b, status: 'DRAINING' } };
    expect(plan(draining, { ...request, ...strategy({ ...spreadZones, maxSkew: 1 }) }).unplaced).toEqual([]);
  });

  // aws/containers-roadmap#1999: two tasks of a service on each instance, no more.
  it('puts at most so many tasks of a service on an instance', () => {
    const limited = strategy({ type: 'spread', field: 'instanceId', maxPerBucket: 2 });
    const { placements, unplaced } = plan(
      { a: {}, b: { tasks: inGroup('service:web', 1) }, c: {} },
      { serviceName: 'web', count: 9, ...limited },
    );
    expect(placements.map(({ instance }) => instance)).toEqual(['a', 'c', 'a', 'b', 'c']);
    expect(unplaced[0]?.reasons).toEqual([{ code: 'spread:0', hosts: 3, alone: 3 }]);
  });

  // hashicorp/nomad#11823, #17195: half of the tasks should have gone to the first data centre, and a third did.
  it('gives each zone the share that is asked for', () => {
    const hosts = { a: zone('dc1'), b: zone('dc2'), c: zone('dc3') };
    const shares = (targets: object) => ({ group: 'g', count: 12, ...strategy({ ...spreadZones, targets }) });
    const counted = (targets: object) => {
      const placed = instancesOf(plan(hosts, shares(targets)));
      return ['a', 'b', 'c'].map((name) => placed.filter((instance) => instance === name).length);
    };
    expect(counted({ dc1: 50, dc2: 25, dc3: 25 })).toEqual([6, 3, 3]);
    expect(counted({ dc1: 80, dc2: 20 })).toEqual([10, 2, 0]);
    // A zone without a share is used when those with one are full.
    expect(counted({ dc1: 50 })).toEqual([12, 0, 0]);
  });
});

describe('hosts', () => {
  it('that drain take nothing, and say so even where much more is in the way', () => {
    const { hosts, fixes } = why({ a: { status: 'DRAINING', memory: 100 } }, { memory: 200 });
    expect(hosts[0]?.reasons.map(({ code }) => code)).toEqual(['status', 'resource:memory']);
    expect(fixes.map(({ changes }) => changes.map(({ code }) => code))).toEqual([['status', 'resource:memory']]);
  });

  // aws/amazon-ecs-agent#225: an instance that is back after an outage is empty, and gets what comes next.
  it('that come back empty get the next tasks of a service that spreads', () => {
    const hosts = { a: zone('a', { tasks: inGroup('service:web', 4) }), b: zone('b') };
    expect(instancesOf(plan(hosts, { serviceName: 'web', count: 5 }))).toEqual(['b', 'b', 'b', 'b', 'a']);
  });
});
