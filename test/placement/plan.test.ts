/** A plan that is carried out in part, and planned again, is the plan that was made first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/model/records.js';
import { place } from '../../src/placement/place.js';
import { whyNot } from '../../src/placement/why.js';
import { runs } from '../support/runs.js';
import { ask } from './agreement.js';
import type { HostSpec } from './fleet.js';
import {
  type AbstractRequest,
  allRequests,
  DYNAMIC_PORT_RANGE,
  hosts,
  largeClusters,
  manyTasks,
  SCORERS,
} from './generate.js';
import { type Specs, World } from './world.js';

const OPTIONS = { dynamicPortRange: DYNAMIC_PORT_RANGE, scorers: SCORERS };

/** What is free follows from the tasks, and tasks are known: then a task that has started is all that a plan leaves behind. */
function derived(specs: Specs): Specs {
  const known = { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' };
  const stripped = Object.entries(specs).map(([key, spec]): [string, HostSpec] => {
    const { remaining: _, resources: __, ...rest } = spec;
    return [key, { ...rest, tasks: [...(spec.tasks ?? []), known] }];
  });
  return Object.fromEntries(stripped);
}

/** One request for all of it, and whose answer does not hang on draws, on calls or on what ran when it was made. */
function repeatable(request: AbstractRequest): AbstractRequest {
  const { need, strategies } = request;
  const kept = strategies.filter((strategy) => {
    if (strategy.type === 'random' || (strategy.type === 'scorer' && strategy.field === 'fickle')) return false;
    return strategy.type !== 'binpack' || strategy.field !== 'fragmentation' || strategy.typicalTasks !== undefined;
  });
  return {
    ...request,
    group: request.group ?? 'batch',
    gang: false,
    need: { ...need, gpu: need.gpu === 'ALL' ? 1 : need.gpu, resources: {} },
    strategies: kept.length > 0 ? kept : [{ type: 'binpack', field: 'memory' }],
  };
}

type Plan = ReturnType<typeof place>;

function carryOut(world: World, { placements }: Plan, { need, group }: AbstractRequest, count: number): void {
  for (const { index, instance, hostPorts, gpuIds } of placements.slice(0, count)) {
    const cluster = world.spec(instance)?.cluster;
    const task: Task = {
      key: `planned/${index}`,
      instance,
      ...(cluster === undefined ? {} : { cluster }),
      ...(group === undefined ? {} : { group }),
      desiredStatus: 'RUNNING',
      lastStatus: 'PENDING',
      cpu: need.cpu,
      memory: need.memory,
      gpu: need.gpu === 'ALL' ? 0 : need.gpu,
      gpuIds,
      hostPorts: hostPorts.map(({ hostPort, protocol }) => ({ port: hostPort, protocol })),
    };
    world.putTask(task);
  }
}

function goesOn(specs: Specs, abstract: AbstractRequest, share: number): boolean {
  const world = new World(derived(specs));
  const request = repeatable(abstract);
  const { json } = ask(world, request, 'short');
  const whole = place(world.store, json, OPTIONS);
  const first = Math.floor(whole.placements.length * share);
  carryOut(world, whole, request, first);
  const rest = place(world.store, { ...json, count: request.count - first }, OPTIONS);
  const shifted = (index: number) => index - first;
  const expected = whole.placements.slice(first);
  expect(rest.placements).toEqual(expected.map((placement) => ({ ...placement, index: shifted(placement.index) })));
  expect(rest.unplaced).toEqual(whole.unplaced.map((task) => ({ ...task, index: shifted(task.index) })));
  // Whoever commits asks the same question as whoever plans.
  const { hosts: blocked } = whyNot(world.store, json, OPTIONS);
  const [next] = expected;
  if (next !== undefined) expect(blocked.map(({ instance }) => instance)).not.toContain(next.instance);
  return first > 0 && next !== undefined;
}

describe('planning goes on where it was, once the first tasks of the plan have started', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  it('in crowded clusters', () => {
    let interesting = 0;
    const property = fc.property(hosts, allRequests, share, (specs, abstract, part) => {
      if (goesOn(specs, abstract, part)) interesting++;
    });
    fc.assert(property, runs(250));
    expect(interesting).toBeGreaterThan(0);
  });

  it('in large clusters', () => {
    let interesting = 0;
    const property = fc.property(largeClusters, manyTasks, share, (specs, abstract, part) => {
      if (goesOn(specs, abstract, part)) interesting++;
    });
    fc.assert(property, runs(30));
    expect(interesting).toBeGreaterThan(0);
  });
});
