/** A multiset of tasks in which groups of tasks have numbers that are wanted. */
import { LIMITS } from '../../model/limits.js';
import { type Condition, otherHosts } from '../condition.js';
import type { NormalChain, NormalExpression } from '../normalize.js';
import type { TaskDraft } from './drafts.js';
import { findNumber, wholeNumbers } from './numbers.js';
import { satisfy } from './satisfy.js';
import { type Found, type Steps, spend } from './steps.js';
import { meetsValue, TASK_SPACE } from './task-space.js';

/** A group of tasks of which the number matters. */
export interface Counted {
  /** What a task has to be to be counted. */
  readonly expression: NormalExpression;
  /** What their number has to be. */
  readonly conditions: readonly Condition[];
  /** Whether there has to be one at least. */
  readonly needed: boolean;
}

/** A task that can be, with the groups that it is in. */
interface Type {
  readonly task: TaskDraft;
  readonly groups: readonly number[];
}

/** More kinds of tasks are not looked at. */
const MOST_TYPES = 256;

/**
 * Tasks none of which is barred from being there, so many of each group as is wanted. Every task is of one of the types that the
 * groups make; tasks are added one by one as long as some number is not yet what it has to be.
 */
export function findMultiset(
  groups: readonly Counted[],
  barred: readonly Condition[],
  steps: Steps,
): Found<readonly TaskDraft[]> {
  const kinds: Kinds = { groups, types: [], isComplete: true };
  collectTypes(kinds, barred, [], steps);
  const search: Search = { groups, types: kinds.types, seen: new Set(), isComplete: kinds.isComplete, steps };
  const found = added(
    search,
    kinds.types.map(() => 0),
    groups.map(() => 0),
  );
  if (found === undefined) return search.isComplete ? 'none' : 'unknown';
  return { found: found.flatMap((count, at) => Array.from({ length: count }, () => ({ ...search.types[at]?.task }))) };
}

interface Kinds {
  readonly groups: readonly Counted[];
  readonly types: Type[];
  isComplete: boolean;
}

/** For each group in turn: tasks that are in it, and tasks that are not. */
function collectTypes(kinds: Kinds, known: readonly NormalExpression[], inside: readonly number[], steps: Steps): void {
  const walk = (index: number, assumed: readonly NormalExpression[], members: readonly number[]): void => {
    const task = findTask(assumed, steps);
    if (task === 'unknown' || kinds.types.length >= MOST_TYPES) kinds.isComplete = false;
    if (typeof task === 'string' || kinds.types.length >= MOST_TYPES) return;
    const group = kinds.groups[index];
    if (group === undefined) {
      kinds.types.push({ task: task.found, groups: members });
      return;
    }
    walk(index + 1, [...assumed, group.expression], [...members, index]);
    if (group.expression.type !== 'everything') walk(index + 1, [...assumed, oppositeOf(group.expression)], members);
  };
  walk(0, known, inside);
}

const OPPOSITE = { and: 'or', or: 'and', everything: 'nothing', nothing: 'everything' } as const;

function oppositeOf(expression: NormalExpression): NormalExpression {
  if (expression.type === 'condition') return otherHosts(expression);
  if (expression.type === 'everything' || expression.type === 'nothing') return { type: OPPOSITE[expression.type] };
  return { type: OPPOSITE[expression.type], operands: expression.operands.map(oppositeOf) as NormalChain['operands'] };
}

/** One task for which all hold. */
export function findTask(expressions: readonly NormalExpression[], steps: Steps): Found<TaskDraft> {
  const found = satisfy(conjunctionOf(expressions), TASK_SPACE, steps);
  if (typeof found === 'string') return found;
  const draft: TaskDraft = {};
  for (const piece of found.found) piece.write(draft);
  return { found: draft };
}

function conjunctionOf(expressions: readonly NormalExpression[]): NormalExpression {
  // A conjunction has none among its operands, as in every normal form.
  const operands = expressions.flatMap((expression): readonly NormalExpression[] => {
    if (expression.type === 'everything') return [];
    return expression.type === 'and' ? expression.operands : [expression];
  });
  if (operands.some(({ type }) => type === 'nothing')) return { type: 'nothing' };
  return { type: 'and', operands: operands as never };
}

interface Search {
  readonly groups: readonly Counted[];
  readonly types: readonly Type[];
  readonly seen: Set<string>;
  isComplete: boolean;
  readonly steps: Steps;
}

/** Numbers of each type from which every group has what it wants; `counts` and what they sum up to only grow. */
function added(search: Search, counts: readonly number[], sums: readonly number[]): readonly number[] | undefined {
  const { groups, types, seen, steps } = search;
  spend(steps, groups.length + types.length);
  const name = counts.join();
  if (seen.has(name)) return undefined;
  seen.add(name);
  const wanting = groups.findIndex((group, at) => !isEnough(group, sums[at] as number));
  if (wanting < 0) return counts;
  if (groups.some((group, at) => nextWanted(group, sums[at] as number, steps) === undefined)) return undefined;
  if ((sums[0] ?? 0) >= LIMITS.witnessTasks) {
    search.isComplete = false;
    return undefined;
  }
  for (const [at, type] of types.entries()) {
    if (!type.groups.includes(wanting)) continue;
    const more = sums.map((sum, group) => (type.groups.includes(group) ? sum + 1 : sum));
    const found = added(search, counts.with(at, (counts[at] as number) + 1), more);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isEnough({ conditions, needed }: Counted, sum: number): boolean {
  return (sum > 0 || !needed) && conditions.every((condition) => meetsValue(condition, sum));
}

/** The least number from `sum` on that the group may have. */
function nextWanted({ conditions }: Counted, sum: number, steps: Steps): number | undefined {
  const found = findNumber(conditions, wholeNumbers(sum), steps);
  return typeof found === 'string' ? undefined : found.found;
}
