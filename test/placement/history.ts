/** What happens to a cluster between two questions, drawn at random. */
import fc from 'fast-check';
import type { HostSpec, TaskSpec } from './fleet.js';
import { CLUSTERS, host, task } from './generate-hosts.js';
import type { World } from './world.js';

/** A change of the cluster. Hosts and tasks are picked by number, of those that there are when its turn comes. */
export type Event =
  | { readonly kind: 'start'; readonly host: number; readonly task: TaskSpec }
  | { readonly kind: 'stop'; readonly task: number; readonly how: 'desired' | 'stopped' | 'removed' }
  | { readonly kind: 'change'; readonly host: number; readonly spec: HostSpec }
  | { readonly kind: 'add'; readonly number: number; readonly spec: HostSpec }
  | { readonly kind: 'remove'; readonly host: number };

const pick = fc.nat({ max: 999 });

/** What about a host changes: each of these alone, so that a change can be of one thing only. */
const changedPart: fc.Arbitrary<HostSpec> = fc.oneof(
  fc.record({ status: fc.constantFrom('ACTIVE', 'ACTIVE', 'DRAINING', undefined) }),
  fc.record({ agentConnected: fc.constantFrom(true, true, false) }),
  host.map(({ attributes }) => ({ attributes: attributes ?? {} })),
  host.map(({ cpu = 1024, memory = 2048 }) => ({ cpu, memory })),
  host.map(({ gpu = 0 }) => ({ gpu })),
  host.map(({ remaining = {} }) => ({ remaining })),
  host.map(({ resources = {} }) => ({ resources })),
  host.map(({ cluster }) => ({ cluster })),
  host.map(({ runningTasksCount = 0 }) => ({ runningTasksCount })),
);

export const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('start' as const), host: pick, task }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('stop' as const),
      task: pick,
      how: fc.constantFrom('desired' as const, 'stopped' as const, 'removed' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('change' as const), host: pick, spec: changedPart }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      number: fc.nat({ max: 120 }),
      spec: host.map((spec): HostSpec => ({ ...spec, cluster: CLUSTERS[0], tasks: [] })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), host: pick }) },
);

export function happen(world: World, happening: Event): void {
  switch (happening.kind) {
    case 'start':
      return world.startTask(hostAt(world, happening.host), happening.task);
    case 'stop':
      return stop(world, happening);
    case 'change': {
      const key = hostAt(world, happening.host);
      return world.putHost(key, { ...world.spec(key), ...happening.spec });
    }
    case 'add':
      return world.putHost(`h-${happening.number}`, happening.spec);
    case 'remove':
      // Of the last host nothing would be left to ask about.
      if (world.hostKeys().length > 1) world.removeHost(hostAt(world, happening.host));
  }
}

function hostAt(world: World, number: number): string {
  const keys = world.hostKeys();
  return keys[number % keys.length] as string;
}

function stop(world: World, { task: number, how }: Event & { kind: 'stop' }): void {
  const keys = world.taskKeys();
  const key = keys[number % keys.length];
  const found = key === undefined ? undefined : world.task(key);
  if (found === undefined) return;
  if (how === 'removed') world.removeTask(found.key);
  else if (how === 'desired') world.putTask({ ...found, desiredStatus: 'STOPPED' });
  else world.putTask({ ...found, desiredStatus: 'STOPPED', lastStatus: 'STOPPED' });
}
