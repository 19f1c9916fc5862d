/** Tasks of a host that meet conditions on all of them: what some have, what none has, and how many there are. */
import { LIMITS } from '../../model/limits.js';
import { findSubject, type TaskFacts } from '../../model/subjects.js';
import { checkQuery } from '../check.js';
import { passes, type ValueTest } from '../checked.js';
import { type Condition, otherHosts } from '../condition.js';
import { grouped } from '../conjoin.js';
import { normalize } from '../normalize.js';
import { definitionFamily, type HostDraft, type TaskDraft } from './drafts.js';
import { type Counted, findMultiset, findTask } from './multiset.js';
import { findNumber, wholeNumbers } from './numbers.js';
import type { Piece } from './satisfy.js';
import type { Found, Steps } from './steps.js';
import { meetsValue } from './task-space.js';

/** Conditions on the tasks of a host, sorted by what they ask. */
interface Asked {
  /** Of the number of all tasks. */
  readonly running: readonly Condition[];
  /** Of sets of values, one for each task. */
  readonly sets: readonly Condition[];
  /** Of `count(…)`. */
  readonly counts: readonly Condition[];
}

/** The tasks of a host, and the number that its record gives where it has none. */
export function findTasks(
  conditions: readonly Condition[],
  tasksKnown: boolean,
  steps: Steps,
): Found<Piece<HostDraft>> {
  const of = (source: string) => conditions.filter(({ subject }) => subject.source === source);
  const asked: Asked = { running: of('task-count'), sets: of('task-set'), counts: of('count') };
  const empty = withoutTasks(asked, tasksKnown, steps);
  return empty ?? withTasks(asked, steps);
}

function withoutTasks(
  { running, sets, counts }: Asked,
  tasksKnown: boolean,
  steps: Steps,
): { readonly found: Piece<HostDraft> } | undefined {
  if (!sets.every(({ absent }) => absent) || !counts.every((condition) => meetsValue(condition, 0))) return undefined;
  if (!tasksKnown && running.every(({ absent }) => absent)) return { found: tasksPiece([], undefined) };
  if (tasksKnown)
    return running.every((condition) => meetsValue(condition, 0)) ? { found: tasksPiece([], 0) } : undefined;
  const number = findNumber(running, wholeNumbers(0), steps);
  return typeof number === 'string' ? undefined : { found: tasksPiece([], number.found) };
}

function withTasks({ running, sets, counts }: Asked, steps: Steps): Found<Piece<HostDraft>> {
  const some = sets.filter(({ negated }) => !negated);
  const none = sets.filter(({ negated }) => negated);
  // Where there are tasks, some subject being there says nothing, and its being absent is false.
  if (none.some(({ test }) => test.form === 'any')) return 'none';
  const barred = none.map((condition) => otherHosts(ofOneTask(condition, false)));
  const needed = some.flatMap((condition) => (condition.test.form === 'any' ? [] : [ofOneTask(condition, false)]));
  const counted = countedBy(counts);
  if (counted === 'unknown') return 'unknown';
  const groups: readonly Counted[] = [
    { expression: { type: 'everything' }, conditions: running, needed: true },
    ...needed.map((expression) => ({ expression, conditions: [], needed: true })),
    ...counted,
  ];
  const found =
    (counted.length === 0 && oneTaskEach(needed, running, barred, steps)) || findMultiset(groups, barred, steps);
  return typeof found === 'string' ? found : { found: tasksPiece(found.found, undefined) };
}

/** What the condition asks of a task that is to meet it. */
function ofOneTask({ subject, parameter, test }: Condition, negated: boolean): Condition {
  const reference = findSubject(subject.name, 'tasks');
  return { type: 'condition', subject: reference?.subject ?? subject, parameter, test, negated, absent: false };
}

function countedBy(counts: readonly Condition[]): readonly Counted[] | 'unknown' {
  const counted: Counted[] = [];
  for (const conditions of grouped(counts, ({ parameter }) => parameter)) {
    const { query } = checkQuery(`from tasks ${conditions[0]?.parameter ?? '*'}`);
    if (query === undefined) return 'unknown';
    counted.push({ expression: normalize(query.expression), conditions, needed: false });
  }
  return counted;
}

/** A task for each value that has to be there, and as many more as the number asks for. Undefined where that is too many. */
function oneTaskEach(
  needed: readonly Condition[],
  running: readonly Condition[],
  barred: readonly Condition[],
  steps: Steps,
): Found<readonly TaskDraft[]> | undefined {
  const tasks: TaskDraft[] = [];
  for (const condition of needed) {
    const task = findTask([condition, ...barred], steps);
    if (typeof task === 'string') return task;
    tasks.push(task.found);
  }
  const number = findNumber(running, wholeNumbers(Math.max(1, tasks.length)), steps);
  if (typeof number === 'string') return tasks.length <= 1 ? number : undefined;
  if (number.found > LIMITS.witnessTasks) return 'unknown';
  while (tasks.length < number.found) tasks.push({});
  return { found: tasks };
}

function tasksPiece(tasks: readonly TaskDraft[], number: number | undefined): Piece<HostDraft> {
  return {
    meets: (condition) => meetsTasks(condition, tasks, number),
    write: (draft) => {
      draft.tasks = tasks;
      if (number !== undefined && tasks.length === 0) draft.runningTasksCount = number;
    },
  };
}

function meetsTasks(condition: Condition, tasks: readonly TaskDraft[], number: number | undefined): boolean {
  const { subject } = condition;
  if (subject.source === 'task-count') return meetsValue(condition, tasks.length > 0 ? tasks.length : number);
  if (subject.source === 'count') {
    return meetsValue(condition, tasks.filter((task) => subject.counts(factsOf(task))).length);
  }
  if (subject.source !== 'task-set') return false;
  if (tasks.length === 0) return condition.absent;
  const { test, negated } = condition;
  return tasks.some((task) => hasValue(test, subject.member(factsOf(task)))) !== negated;
}

function hasValue(test: ValueTest, value: string | undefined): boolean {
  return test.form === 'any' || (value !== undefined && passes(test, value));
}

function factsOf(task: TaskDraft): TaskFacts {
  const family = task.definition === undefined ? {} : { family: definitionFamily(task.definition) };
  return { ...task, ...family, desiredStatus: 'RUNNING' };
}
