/** Whether there is a host (or task) on which an expression holds: with a witness that was looked at, a proof, or neither. */
import type { RowKind } from '../../language/ast.js';
import { LIMITS } from '../../model/limits.js';
import type { Host, Task } from '../../model/records.js';
import { readMembers, readValue } from '../../model/subjects.js';
import type { CheckedExpression } from '../checked.js';
import type { Condition } from '../condition.js';
import { holdsFor, type Values } from '../evaluate.js';
import { type NormalExpression, normalize } from '../normalize.js';
import { emptyHost, type HostDraft, hostOf, rowTaskOf, type TaskDraft, type Witness, witnessOf } from './drafts.js';
import { hostSpace } from './host-space.js';
import { type Piece, type Space, satisfy } from './satisfy.js';
import { type Found, OutOfSteps, type Steps } from './steps.js';
import { TASK_SPACE } from './task-space.js';

/** `reason` says what stood in the way. */
export type Decision = { readonly witness: Witness } | 'none' | { readonly reason: string };

const TOO_MANY_STEPS = `it takes more than ${LIMITS.analysisSteps.toLocaleString('en-US')} steps to find out`;
const NOT_DECIDED =
  'neither a proof nor an example was found for what the expression asks of one value, or of several together';

/** Exponential in the worst case, within `LIMITS.analysisSteps`. */
export function decide(expression: CheckedExpression, rows: RowKind, limit: number = LIMITS.analysisSteps): Decision {
  const steps: Steps = { left: limit, patterns: new Map() };
  try {
    const normal = normalize(expression);
    return rows === 'tasks' ? decideOnTasks(expression, normal, steps) : decideOnHosts(expression, normal, steps);
  } catch (error) {
    if (error instanceof OutOfSteps) return { reason: TOO_MANY_STEPS };
    throw error;
  }
}

function decideOnHosts(expression: CheckedExpression, normal: NormalExpression, steps: Steps): Decision {
  const found = satisfy(normal, hostSpace(false), steps);
  if (typeof found === 'string') return found === 'none' ? 'none' : { reason: NOT_DECIDED };
  const host = hostOf(drafted(found.found, emptyHost()));
  return host === undefined ? { reason: NOT_DECIDED } : checked(expression, { host });
}

function drafted<Draft>(pieces: readonly Piece<Draft>[], draft: Draft): Draft {
  for (const piece of pieces) piece.write(draft);
  return draft;
}

/** A task on no instance, or on one whose tasks are known: this one. */
function decideOnTasks(expression: CheckedExpression, normal: NormalExpression, steps: Steps): Decision {
  const alone = decideOnTask(expression, normal, false, steps);
  if (typeof alone !== 'string' && 'witness' in alone) return alone;
  const placed = decideOnTask(expression, normal, true, steps);
  return placed === 'none' ? alone : placed;
}

interface RowDraft {
  readonly task: TaskDraft;
  readonly host: HostDraft;
}

function decideOnTask(
  expression: CheckedExpression,
  normal: NormalExpression,
  isPlaced: boolean,
  steps: Steps,
): Decision {
  const found = satisfy(normal, rowSpace(isPlaced), steps);
  if (typeof found === 'string') return found === 'none' ? 'none' : { reason: NOT_DECIDED };
  const { task, host: draft } = drafted(found.found, { task: {}, host: emptyHost() });
  const host = isPlaced ? hostOf(draft) : undefined;
  if (isPlaced && host === undefined) return { reason: NOT_DECIDED };
  return checked(expression, { task: rowTaskOf(task, host?.instance), ...(host && { host }) });
}

function rowSpace(isPlaced: boolean): Space<RowDraft> {
  const hosts = hostSpace(true);
  const isOfTask = (conditions: readonly Condition[]) => conditions[0]?.subject.source === 'task';
  return {
    partOf: (condition) => (isOfTask([condition]) ? TASK_SPACE : hosts).partOf(condition),
    solve: (part, conditions, steps) => {
      if (isOfTask(conditions)) return within(TASK_SPACE.solve(part, conditions, steps), ({ task }) => task);
      if (isPlaced) return within(hosts.solve(part, conditions, steps), ({ host }) => host);
      const isAbsent = conditions.every(({ absent }) => absent);
      return isAbsent ? { found: { meets: ({ absent }) => absent, write: () => {} } } : 'none';
    },
  };
}

function within<Draft>(found: Found<Piece<Draft>>, partOf: (draft: RowDraft) => Draft): Found<Piece<RowDraft>> {
  if (typeof found === 'string') return found;
  const { meets, write } = found.found;
  return { found: { meets, write: (draft) => write(partOf(draft)) } };
}

/** A host, a task on it, or a task on none. */
interface Row {
  readonly host?: Host;
  readonly task?: Task;
}

const OF_ROW: Values<Row> = {
  value: (subject, parameter, { host, task }) => {
    if (subject.source === 'task') return task && subject.read(task);
    return host && readValue(subject, parameter, host);
  },
  members: (subject, { host }) => (host === undefined ? [] : readMembers(subject, host)),
};

/** No witness is given that the evaluator has not seen. */
function checked(expression: CheckedExpression, row: Row): Decision {
  const { host, task } = row;
  const tasks = [...(host?.tasks ?? []), ...(task === undefined ? [] : [task])];
  const known = host && { ...host, tasks, tasksKnown: tasks.length > 0 };
  const seen: Row = { ...(task && { task }), ...(known && { host: known }) };
  if (!holdsFor(expression, seen, OF_ROW)) return { reason: NOT_DECIDED };
  return { witness: witnessOf(known?.instance, tasks) };
}
