/** A store of the same content, to try things out on. */
import type { Change } from '../../model/change.js';
import { Store } from '../../store/store.js';

/**
 * The same instances and tasks at the same revision; nothing done to the copy shows in the original. O(instances + tasks), and as
 * much memory as the original's columns: records are handed over one by one.
 */
export function copyOf(store: Store): Store {
  const copy = new Store();
  copy.apply(contentOf(store), store.revision);
  return copy;
}

function* contentOf(store: Store): Iterable<Change> {
  for (const cluster of store.clustersWithTasks()) yield { kind: 'tasks-known', cluster };
  for (const instance of store.instances()) yield { kind: 'instance', origin: 'description', instance };
  for (const task of store.tasks()) yield { kind: 'task', origin: 'description', task };
}
