/** Standing queries where rows are numbered anew between changes, and conditions come afterwards. */
import { expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster.js';
import type { WatchEvent } from '../../../src/query/watch/watch-event.js';

const host = (id: number, zone: string, rack: string): object => ({
  containerInstanceArn: `h${String(id).padStart(4, '0')}`,
  status: 'ACTIVE',
  attributes: [
    { name: 'zone', value: zone },
    { name: 'rack', value: rack },
  ],
});

it('follows rows into their new order, also for a subject first asked about then', () => {
  const cluster = Cluster.from({
    containerInstances: Array.from({ length: 40 }, (_, at) => host(1000 + at, 'a', 'x')),
  });
  const events: WatchEvent[] = [];
  cluster.prepare('attribute:zone == a').watch((event) => events.push(event));
  // They sort before all others, so that the next question numbers rows anew.
  for (let at = 0; at < 400; at++)
    cluster.apply({ containerInstances: [host(999 - at, at % 2 ? 'a' : 'b', `r${at}`)] });
  expect(events).toHaveLength(201);
  const racks = cluster.prepare('attribute:rack == x');
  expect(racks.ids()).toHaveLength(40);
  const onRacks: WatchEvent[] = [];
  racks.watch((event) => onRacks.push(event));
  cluster.apply({ containerInstances: [host(1000, 'b', 'y')] });
  cluster.apply({ containerInstances: [host(999, 'a', 'x')] });
  expect(onRacks.slice(1)).toEqual([
    { kind: 'change', revision: cluster.revision - 1, added: [], removed: ['h1000'] },
    { kind: 'change', revision: cluster.revision, added: ['h0999'], removed: [] },
  ]);
  expect(events.slice(201).map((event) => event.kind === 'change' && [event.added, event.removed])).toEqual([
    [[], ['h1000']],
    [['h0999'], []],
  ]);
});
