/** The tasks that typically come to a cluster: those that run there. */

import type { HostTable } from '../hosts/host-table.js';
import type { ResolvedRequest } from '../request/resolve.js';
import { type TypicalTask, typicalTasks } from './fragmentation.js';

/**
 * The most frequent kinds of the tasks that are meant to run on the cluster's hosts, as the store has them; the request's own task
 * where there are none. O(tasks).
 */
export function typicalTasksOf(table: HostTable, { demand, clusterKey }: ResolvedRequest): readonly TypicalTask[] {
  const running = runningTasks(table, table.clusterNumber(clusterKey));
  if (running.length > 0) return typicalTasks(running);
  const gpu = demand.allGpus ? 1 : (demand.amounts.get('gpu') ?? 0);
  return [{ cpu: demand.amounts.get('cpu') ?? 0, gpu, count: 1 }];
}

function runningTasks(table: HostTable, cluster: number): readonly TypicalTask[] {
  /** GPUs → CPU units → how many tasks. */
  const counts = new Map<number, Map<number, number>>();
  const count = (cpu: number, gpu: number): void => {
    const byCpu = counts.get(gpu) ?? new Map<number, number>();
    counts.set(gpu, byCpu.set(cpu, (byCpu.get(cpu) ?? 0) + 1));
  };
  for (let position = 0; position < table.size; position++) {
    if (table.clusterAt(position) === cluster) table.store.reader.forEachRunning(table.rowAt(position), count);
  }
  return [...counts].flatMap(([gpu, byCpu]) => Array.from(byCpu, ([cpu, number]) => ({ cpu, gpu, count: number })));
}
