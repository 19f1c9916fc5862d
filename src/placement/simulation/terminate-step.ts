import type { Task } from '../../model/records.js';
import { stopChanges } from '../hosts/plan-changes.js';
import type { RequestWarning } from '../request/warnings.js';
import { selectForTermination } from '../scale-in/terminate.js';
import { atPath } from './at-path.js';
import type { Outcome } from './outcome.js';
import type { StoppedTask } from './report.js';
import type { TerminateStep } from './step.js';
import { tasksOf, type Workbench } from './workbench.js';

/** Tasks stop: those that are named, or those that scale-in chooses. */
export function runTerminate(bench: Workbench, { tasks, path }: TerminateStep): Outcome {
  const { store } = bench;
  const warnings: RequestWarning[] = [];
  const chosen = 'keys' in tasks ? tasksOf(store, tasks.keys) : select(bench, tasks.request, path, warnings);
  const stopped = chosen.map(stoppedTask);
  store.apply(stopChanges(store, chosen));
  return { stopped, warnings };
}

function select(
  bench: Workbench,
  request: Readonly<Record<string, unknown>>,
  path: string,
  warnings: RequestWarning[],
): readonly Task[] {
  const { store, options } = bench;
  const seed = options.seed ?? request['seed'] ?? bench.seed ?? 0;
  const result = atPath(path, () => selectForTermination(store, { ...request, seed }));
  for (const warning of result.warnings) warnings.push({ ...warning, path: path + warning.path.slice(1) });
  return result.tasks.map(({ task, instance }) => store.host(instance)!.tasks.find(({ key }) => key === task)!);
}

export function stoppedTask({ key, group, instance }: Task): StoppedTask {
  return {
    task: key,
    ...(group === undefined ? {} : { group }),
    ...(instance === undefined ? {} : { instance }),
  };
}
