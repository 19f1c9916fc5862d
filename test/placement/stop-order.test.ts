/** Scale-in against the plain form, which looks at every task for every choice; and scale-in of a large group. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundAmount } from '../../src/model/amount.js';
import { compareText, type Host, type Task } from '../../src/model/records.js';
import { freeAmount } from '../../src/placement/hosts/capacity.js';
import { seededDraw } from '../../src/placement/order/random.js';
import { selectForTermination } from '../../src/placement/scale-in/terminate.js';
import { runs } from '../support/runs.js';
import { type HostSpec, storeOf } from './fleet.js';

const GROUP = 'service:web';

type Strategy = { readonly type: string; readonly field?: string };

const ZONE = { type: 'spread', field: 'attribute:zone' };
const RACK = { type: 'spread', field: 'attribute:rack' };

/** Mostly buckets that cut across each other. */
const strategy: fc.Arbitrary<Strategy> = fc.constantFrom(
  ZONE,
  ZONE,
  ZONE,
  RACK,
  RACK,
  RACK,
  { type: 'spread', field: 'instanceId' },
  { type: 'binpack', field: 'cpu' },
  { type: 'binpack', field: 'memory' },
  { type: 'random' },
);

const amount = fc.constantFrom(0, 1, 2, 100, 0.1, 0.2, 102.4);
const task = fc.record({
  group: fc.constantFrom(GROUP, GROUP, GROUP, 'service:api'),
  cpu: amount,
  memory: amount,
  desiredStatus: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'STOPPED'),
  lastStatus: fc.constantFrom('RUNNING', 'RUNNING', 'STOPPED'),
});
const host: fc.Arbitrary<HostSpec> = fc.record(
  {
    cpu: fc.constantFrom(4096, 4096, 1000),
    attributes: fc.dictionary(fc.constantFrom('zone', 'rack'), fc.constantFrom('a', 'b', 'c', null), { maxKeys: 2 }),
    remaining: fc.constantFrom({ cpu: 500, memory: 500 }, { cpu: 400.5, memory: 500 }, { memory: 100 }),
    tasks: fc.array(task, { maxLength: 6 }),
  },
  { requiredKeys: ['attributes', 'tasks'], noNullPrototype: true },
);
const fleet = fc
  .array(host, { maxLength: 8 })
  .map((hosts) => Object.fromEntries(hosts.map((one, at) => [`h${at}`, one])));

describe('scale-in', () => {
  it('chooses what the plain form chooses, in its order', () => {
    fc.assert(
      fc.property(
        fleet,
        fc.array(strategy, { minLength: 1, maxLength: 4 }),
        fc.nat({ max: 40 }),
        fc.nat({ max: 99 }),
        (hosts, placementStrategy, count, seed) => {
          const store = storeOf(hosts);
          const { tasks } = selectForTermination(store, { group: GROUP, count, placementStrategy, seed });
          const chosen = tasks.map(({ task: key, instance, key: parts }) => [
            key,
            instance,
            parts.map(({ value }) => value),
          ]);
          expect(chosen).toEqual(plain(store.hosts(), placementStrategy, count, seed));
        },
      ),
      runs(400),
    );
  });

  it.each<[string, readonly Strategy[] | undefined]>([['without a strategy', undefined]])(
    'stops half of 100,000 tasks %s in seconds',
    (_, placementStrategy) => {
      const hosts = Array.from({ length: 10_000 }, (__, at): [string, HostSpec] => {
        const tasks = Array.from({ length: 10 }, (___, index) => ({ group: GROUP, memory: 1 + ((at + index) % 7) }));
        const attributes = { 'ecs.availability-zone': `z${at % 6}`, zone: `z${at % 6}`, rack: `r${at % 100}` };
        return [`h${at}`, { attributes, tasks }];
      });
      const store = storeOf(Object.fromEntries(hosts));
      store.hosts();
      const started = performance.now();
      const { tasks } = selectForTermination(store, {
        group: GROUP,
        count: 50_000,
        ...(placementStrategy && { placementStrategy }),
      });
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(new Set(tasks.map(({ task: key }) => key)).size).toBe(50_000);
    },
  );
});

interface Running {
  readonly host: Host;
  readonly task: Task;
  /** One for each part that draws. */
  readonly draws: readonly number[];
}

/** Every choice looks at every task that is left. */
function plain(hosts: readonly Host[], strategies: readonly Strategy[], count: number, seed: number) {
  const draw = seededDraw(seed);
  const drawsOnTie = strategies.some(({ type }) => type === 'spread');
  const parts = drawsOnTie ? [...strategies, { type: 'random' }] : strategies;
  let rest = hosts.flatMap((one) =>
    one.tasks
      .filter(({ group, desiredStatus }) => group === GROUP && desiredStatus === 'RUNNING')
      .sort((a, b) => compareText(a.key, b.key))
      .map(
        (job): Running => ({ host: one, task: job, draws: parts.map(({ type }) => (type === 'random' ? draw() : 0)) }),
      ),
  );
  const stopped: Running[] = [];
  const keyOf = ({ host: at, task: job, draws }: Running): readonly number[] =>
    parts.map(({ type, field = '' }, part) => {
      if (type === 'random') return draws[part] as number;
      if (type === 'binpack') return freeAfter(at, [...stopped, { task: job, host: at }], field as 'cpu' | 'memory');
      const bucket = bucketOf(at, field);
      if (bucket === undefined) return Number.POSITIVE_INFINITY;
      return rest.filter((other) => bucketOf(other.host, field) === bucket).length;
    });
  const chosen: unknown[] = [];
  while (chosen.length < count && rest.length > 0) {
    const keys = rest.map(keyOf);
    let best = 0;
    keys.forEach((key, at) => {
      if (isGreater(key, keys[best] as readonly number[])) best = at;
    });
    const one = rest[best] as Running;
    const told = (keys[best] as readonly number[]).slice(0, strategies.length);
    chosen.push([one.task.key, one.host.instance.key, told.map((value) => (Number.isFinite(value) ? value : null))]);
    stopped.push(one);
    rest = rest.filter((other) => other !== one);
  }
  return chosen;
}

function isGreater(a: readonly number[], b: readonly number[]): boolean {
  const part = a.findIndex((value, at) => value !== b[at]);
  return part >= 0 && (a[part] as number) > (b[part] as number);
}

/** What is free on a host with some of its tasks gone, one after the other. */
function freeAfter(at: Host, gone: readonly Pick<Running, 'host' | 'task'>[], field: 'cpu' | 'memory'): number {
  const here = gone.filter(({ host: other, task: job }) => other === at && job.lastStatus !== 'STOPPED');
  const last = gone.at(-1);
  const before = here.filter((one) => one !== last).reduce((sum, { task: job }) => sum + job[field], 0);
  const own = last !== undefined && here.includes(last) ? last.task[field] : 0;
  return roundAmount(freeAmount(at, field) + before + own);
}

function bucketOf({ instance }: Host, field: string): string | undefined {
  if (field === 'instanceId') return instance.key;
  return instance.attributes.get(field.slice('attribute:'.length)) ?? undefined;
}
