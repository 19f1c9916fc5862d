/** The tasks that room is told for: what a scenario is about, else what is most common in the cluster. */
import { takenBy } from '../../model/host-amounts.js';
import { isDesiredRunning, type Task } from '../../model/records.js';
import type { Store } from '../../store/store.js';
import { readRequest } from '../request/request.js';
import type { ReferenceTasks, TaskShape } from './report.js';
import { isEnough } from './site.js';
import type { Step } from './step.js';

/** The different amounts that the scenario's requests ask for; where it has none, those of the most frequent task. O(tasks). */
export function referenceTasks(steps: readonly Step[], store: Store): ReferenceTasks {
  const shapes = new Map<string, TaskShape>();
  for (const step of steps) {
    if (step.action !== 'place') continue;
    for (const { value } of step.requests) {
      const shape = shapeOf(readRequest(value).demand.amounts);
      shapes.set(JSON.stringify(shape), shape);
    }
  }
  if (shapes.size > 0) return { source: 'requests', tasks: [...shapes.values()] };
  const frequent = mostFrequent(store.tasks());
  return frequent === undefined ? { source: 'none', tasks: [] } : { source: 'most-frequent-task', tasks: [frequent] };
}

/** Of those that are equally frequent the one that asks for less. */
function mostFrequent(tasks: Iterable<Task>): TaskShape | undefined {
  const counts = new Map<string, { readonly task: Task; count: number }>();
  for (const task of tasks) {
    if (!isDesiredRunning(task) || task.instance === undefined) continue;
    const name = `${task.cpu} ${task.memory} ${takenBy(task, 'gpu')}`;
    const known = counts.get(name);
    if (known === undefined) counts.set(name, { task, count: 1 });
    else known.count++;
  }
  const [best] = [...counts.values()].sort((a, b) => b.count - a.count || less(a.task, b.task));
  return best && shapeOf(new Map(['cpu', 'memory', 'gpu'].map((name) => [name, takenBy(best.task, name)])));
}

function less(a: Task, b: Task): number {
  return takenBy(a, 'gpu') - takenBy(b, 'gpu') || a.memory - b.memory || a.cpu - b.cpu;
}

/** Names ascend, so that equal shapes are the same text. */
function shapeOf(amounts: ReadonlyMap<string, number>): TaskShape {
  return Object.fromEntries([...amounts].filter(([, amount]) => amount > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether a host with so much free has room for one task, ports and sets aside. */
export function hasRoom(shape: TaskShape, freeOf: (name: string) => number): boolean {
  return Object.entries(shape).every(([name, amount]) => isEnough(freeOf(name), amount));
}
