import { type Host, isDesiredRunning } from '../../model/records.js';
import { instanceChange, stopChanges } from '../hosts/plan-changes.js';
import { atPath } from './at-path.js';
import type { Outcome } from './outcome.js';
import { relocate } from './relocation.js';
import type { DrainStep } from './step.js';
import { stoppedTask } from './terminate-step.js';
import { selectHosts, type Workbench } from './workbench.js';

/**
 * Hosts take no more tasks, and those that are meant to run there go elsewhere where they find room.
 *
 * Of those that find none the hosts that are drained keep theirs; with a host that is removed its tasks are gone.
 */
export function runDrain(bench: Workbench, step: DrainStep): Outcome {
  const { store } = bench;
  const hosts = selectHosts(bench, step.hosts);
  store.apply(hosts.map(({ instance }) => instanceChange({ ...instance, status: 'DRAINING' })));
  const tasks = step.replace ? hosts.flatMap(runningOn) : [];
  const moved = atPath(
    () => step.path,
    () => relocate(bench, tasks),
  );
  const instances = hosts.map(({ instance }) => instance.key);
  if (step.action === 'drain') return { instances, ...moved };
  const stopped = step.replace ? [] : hosts.flatMap(runningOn).map(stoppedTask);
  removeHosts(bench, instances);
  return { instances, ...moved, stopped };
}

/** Takes hosts and all that is left on them from the copy. */
export function removeHosts({ store }: Workbench, keys: readonly string[]): void {
  for (const key of keys) {
    store.apply(stopChanges(store, store.host(key)?.tasks ?? []));
    store.apply([{ kind: 'instance-removed', key }]);
  }
}

export function runningOn({ tasks }: Host) {
  return tasks.filter(isDesiredRunning);
}
