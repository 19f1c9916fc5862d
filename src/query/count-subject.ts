/** `count(…)`: the subject that counts the tasks on an instance for which an expression holds. */
import type { CountSubject, TaskFacts } from '../model/subjects.js';
import type { CheckedExpression } from './checked.js';
import { holdsFor, type Values } from './evaluate.js';

/** @param counted a condition on subjects of tasks. */
export function countSubject(counted: CheckedExpression): CountSubject {
  return {
    name: 'count',
    source: 'count',
    kind: 'integer',
    index: 'ranges',
    families: [],
    kept: 'when-asked',
    counts: (task) => holdsFor(counted, task, OF_TASK),
    summary: 'how many of the tasks on the instance that are meant to run meet a condition',
  };
}

/** A task by itself: of its instance nothing is asked. */
const OF_TASK: Values<TaskFacts> = {
  value: (subject, _parameter, task) => (subject.source === 'task' ? subject.read(task) : undefined),
  members: () => [],
};
