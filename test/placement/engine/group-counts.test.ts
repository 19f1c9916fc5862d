/** Tasks of a group by host and by bucket, against counting them one by one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_CHANGES } from '../../../src/placement/hosts/change-log.js';
import { HostTable } from '../../../src/placement/hosts/host-table.js';
import { place } from '../../../src/placement/place.js';
import { runs } from '../../support/runs.js';
import { storeOf, taskOf } from '../fleet.js';
import { World } from '../world.js';
import { keyOf, numbered, overflow, requestOf } from './tables.js';

const HOSTS = 6;
const GROUP = { group: 'g', cluster: 'one' };
const host = fc.nat({ max: HOSTS - 1 });

/** Placed, taken back, told by the store, asked: what is asked seldom has to follow more at once. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('place' as const), host, group: fc.constantFrom('g', 'other') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('undo' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('start' as const), host, group: fc.constantFrom('g', 'other') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), task: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      host,
      status: fc.constantFrom('ACTIVE', 'DRAINING'),
      cluster: fc.constantFrom('one', 'one', 'two'),
      attributes: fc.constantFrom({ zone: 'a' }, { zone: 'b' }, { zone: 'new' }, { zone: null }, {}),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('follow' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), what: fc.constantFrom('hosts', 'zones', 'both') }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Drives a world and a table, with a list of what is placed to count from. */
class Counted {
  readonly world = new World(
    numbered(HOSTS, (at) => ({ cluster: 'one', attributes: at % 3 === 2 ? {} : { zone: 'ab'[at % 2] as string } })),
  );
  readonly table = new HostTable(this.world.store);
  readonly #requests = {
    g: requestOf(this.world.store, GROUP),
    other: requestOf(this.world.store, { ...GROUP, group: 'other' }),
  };
  readonly #counts = this.table.group(this.#requests.g);
  readonly #zones = this.#counts.byBucket(this.table.attributeBuckets('zone'), this.table.clusterNumber('one'));
  readonly #buckets = this.#counts.byBucket(this.table.hostBuckets, this.table.clusterNumber('one'));
  #placed: { readonly host: number; readonly group: string }[] = [];

  run(step: Step): void {
    switch (step.kind) {
      case 'place':
        this.table.place(step.host, this.#requests[step.group], 0);
        this.#placed.push(step);
        return;
      case 'undo': {
        const mark = Math.floor(step.share * this.#placed.length);
        this.table.undoTo(mark);
        this.#placed = this.#placed.slice(0, mark);
        return;
      }
      case 'follow':
        return this.#follow();
      case 'ask':
        return this.check(step.what);
      default:
        // The store moves only while nothing is placed, and the table follows before anything is.
        this.run({ kind: 'undo', share: 0 });
        this.#tell(step);
        this.#follow();
    }
  }

  check(what: 'hosts' | 'zones' | 'both'): void {
    const counts = this.table.group(this.#requests.g);
    expect(counts).toBe(this.#counts);
    const hosts = this.world.hosts();
    const tasks = hosts.map(({ tasks }, at) => {
      const running = tasks.filter(({ group, desiredStatus }) => group === 'g' && desiredStatus === 'RUNNING');
      return running.length + this.#placed.filter(({ host, group }) => host === at && group === 'g').length;
    });
    const isCounted = hosts.map(({ instance }) => instance.status === 'ACTIVE' && instance.cluster === 'one');
    const sum = (of: (at: number) => boolean) =>
      tasks.reduce((sum, count, at) => (isCounted[at] && of(at) ? sum + count : sum), 0);
    if (what !== 'zones') {
      expect(tasks.map((_, at) => counts.at(at))).toEqual(tasks);
      expect(tasks.map((_, at) => this.#buckets.at(at))).toEqual(tasks.map((_, at) => sum((other) => other === at)));
    }
    if (what === 'hosts') return;
    for (let bucket = 0; bucket < this.#zones.column.size; bucket++) {
      const zone = this.#zones.column.name(bucket);
      expect([zone, this.#zones.at(bucket)]).toEqual([
        zone,
        sum((at) => hosts[at]?.instance.attributes.get('zone') === zone),
      ]);
    }
  }

  #follow(): void {
    this.run({ kind: 'undo', share: 0 });
    expect(this.table.follow()).toBe(true);
  }

  #tell(step: Step): void {
    if (step.kind === 'start') this.world.startTask(keyOf(step.host), { group: step.group });
    else if (step.kind === 'stop') {
      const keys = this.world.taskKeys();
      const key = keys[step.task % keys.length];
      if (key !== undefined) this.world.removeTask(key);
    } else if (step.kind === 'change') {
      const { status, cluster, attributes } = step;
      this.world.putHost(keyOf(step.host), {
        status,
        cluster,
        attributes: attributes as Record<string, string | null>,
      });
    }
  }
}

it('follows what is placed, taken back and told, whoever asks for it and when', () => {
  const property = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const counted = new Counted();
    for (const one of steps) counted.run(one);
    counted.check('both');
  });
  fc.assert(property, runs(300));
});

it('counts anew what it could not follow', () => {
  const counted = new Counted();
  counted.run({ kind: 'start', host: 1, group: 'g' });
  overflow(counted.table, requestOf(counted.world.store, { ...GROUP, group: 'other' }));
  counted.run({ kind: 'place', host: 0, group: 'g' });
  counted.check('both');
  for (let at = 0; at <= MOST_CHANGES; at++)
    counted.table.place(at % HOSTS, requestOf(counted.world.store, { ...GROUP, group: 'other' }), at);
  counted.check('both');
});

it('tells which bucket has got one task more, and only that', () => {
  const store = storeOf(numbered(3, (at) => ({ attributes: at === 2 ? {} : { zone: `z${at}` } })));
  const table = new HostTable(store);
  const request = requestOf(store, { group: 'g' });
  const zones = table.group(request).byBucket(table.attributeBuckets('zone'), table.clusterNumber(request.clusterKey));
  expect(zones.at(0)).toBe(0);
  const steps = [() => table.place(1, request, 0), () => table.place(2, request, 1), () => table.undoTo(0)];
  const seen = steps.map((act) => {
    const before = zones.edition;
    act();
    return [zones.edition - before, zones.lastBucket];
  });
  expect(seen).toEqual([
    [1, 1],
    [0, 1],
    [1, -1],
  ]);
});

it('counts a task once that is placed while no bucket is looked at', () => {
  const hosts = { a: { attributes: { rack: 'x' } }, b: { attributes: { rack: 'y' } } };
  const store = storeOf(hosts);
  const spread = { group: 'g', cpu: 1, placementStrategy: [{ type: 'spread', field: 'attribute:rack' }] };
  place(store, spread);
  const task = taskOf('b', undefined, { group: 'g', cpu: 1 }, 0);
  store.apply([{ kind: 'task', origin: 'description', task }]);
  place(store, { group: 'g', cpu: 1, count: 3, placementStrategy: [{ type: 'binpack', field: 'cpu' }] });
  const afresh = storeOf({ ...hosts, b: { ...hosts.b, tasks: [{ group: 'g', cpu: 1 }] } });
  expect(place(store, spread).placements).toEqual(place(afresh, spread).placements);
});
