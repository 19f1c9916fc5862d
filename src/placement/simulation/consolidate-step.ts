import { compareText, type Host, type Task } from '../../model/records.js';
import { instanceChange, leaveChanges, startChanges } from '../hosts/plan-changes.js';
import { takingOfRecord } from '../hosts/remaining.js';
import { type Consolidation, consolidate } from './consolidation.js';
import { removeHosts, runningOn } from './drain-step.js';
import { takenShare } from './host-shares.js';
import type { Outcome } from './outcome.js';
import { askedPorts } from './relocation.js';
import type { TaskMove } from './report.js';
import { Site } from './site.js';
import type { ConsolidateStep } from './step.js';
import { selectHosts, tasksByKey, type Workbench } from './workbench.js';

/** Empties as many hosts as it can, and drains or removes them. */
export function runConsolidate(bench: Workbench, step: ConsolidateStep): Outcome {
  const { store, portRange } = bench;
  const hosts = store.hosts();
  const scope = step.within && new Set(selectHosts(bench, step.within).map(({ instance }) => instance.key));
  const sites = hosts.map((host, position) => new Site(host, position));
  const result = consolidate({
    sites,
    order: emptiestFirst(sites.filter(({ host, key }) => isActive(host) && (scope?.has(key) ?? true))),
    atMost: step.atMost ?? Number.POSITIVE_INFINITY,
    portRange,
    portsOf: (task) => askedPorts(task, portRange),
  });
  const moves = applyMoves(bench, result);
  const instances = result.emptied.map(({ key }) => key);
  store.apply(instances.map((key) => instanceChange({ ...(store.host(key) as Host).instance, status: 'DRAINING' })));
  if (step.remove) removeHosts(bench, instances);
  const left = result.kept.map(({ site, stuck }) => ({ instance: site.key, tasks: site.tasks.length, stuck }));
  return { instances, moves, left: left.filter(({ tasks }) => tasks > 0) };
}

function isActive({ instance }: Host): boolean {
  return instance.status === 'ACTIVE';
}

/** By the largest share of a resource that is taken, then by the number of tasks that are meant to run, then by key. */
function emptiestFirst(sites: readonly Site[]): readonly Site[] {
  const weighed = sites.map((site) => ({ site, share: takenShare(site.host), tasks: runningOn(site.host).length }));
  weighed.sort((a, b) => a.share - b.share || a.tasks - b.tasks || compareText(a.site.key, b.site.key));
  return weighed.map(({ site }) => site);
}

function applyMoves({ store }: Workbench, { moved, emptied }: Consolidation): readonly TaskMove[] {
  const before = tasksByKey(
    store,
    emptied.map(({ key }) => key),
  );
  const tasks = [...moved.values()];
  const leaving = tasks.map(({ key }) => before.get(key) as Task);
  store.apply(leaveChanges(store, leaving));
  store.apply(
    startChanges(
      store,
      tasks.map((task) => ({ task, taking: takingOfRecord(task) })),
    ),
  );
  return tasks.map((task, at): TaskMove => {
    const { key, group, hostPorts, gpuIds } = task;
    return {
      task: key,
      ...(group === undefined ? {} : { group }),
      from: leaving[at]?.instance ?? '',
      to: task.instance ?? '',
      hostPorts: hostPorts.map(({ port, protocol }) => ({ hostPort: port, protocol })),
      gpuIds,
    };
  });
}
