/** The tasks that typically come to a cluster: those that run there. */
import { isDesiredRunning } from '../model/records.js';
import { takenBy } from './capacity.js';
import { type TypicalTask, typicalTasks } from './fragmentation.js';
import type { HostTable } from './host-table.js';
import type { ScopedRequest } from './scoped-request.js';

/** The most frequent kinds of the tasks that are meant to run on the cluster's hosts; the request's own task where there are none. O(tasks). */
export function typicalTasksOf(table: HostTable, { demand, clusterKey }: ScopedRequest): readonly TypicalTask[] {
  const running = runningTasks(table, table.clusterNumber(clusterKey));
  if (running.length > 0) return typicalTasks(running);
  return [
    { cpu: demand.amounts.get('cpu') ?? 0, gpu: demand.allGpus ? 1 : (demand.amounts.get('gpu') ?? 0), count: 1 },
  ];
}

function runningTasks(table: HostTable, cluster: number): readonly TypicalTask[] {
  const counts = new Map<string, TypicalTask & { count: number }>();
  for (let position = 0; position < table.size; position++) {
    if (table.clusterAt(position) !== cluster) continue;
    for (const task of table.store.hostAt(table.rowAt(position)).tasks) {
      if (!isDesiredRunning(task)) continue;
      const { cpu } = task;
      const gpu = takenBy(task, 'gpu');
      const key = `${cpu} ${gpu}`;
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { cpu, gpu, count: 1 });
      else known.count++;
    }
  }
  return [...counts.values()];
}
