/** What one task can be: the fields that the language asks about, each by itself but for the definition and its family. */

import { passes } from '../checked.js';
import type { Condition } from '../condition.js';
import type { TaskDraft } from './drafts.js';
import { definitionFamily } from './drafts.js';
import type { Piece, Space } from './satisfy.js';
import { type Found, type Steps, spend } from './steps.js';
import { findText } from './texts.js';

/** Subjects of a task → where its record has them, and what is usual there. */
const FIELDS: Readonly<Record<string, { readonly field: keyof TaskDraft; readonly usual: readonly string[] }>> = {
  'task:group': { field: 'group', usual: ['service:web', 'family:batch'] },
  'task:startedBy': { field: 'startedBy', usual: ['ecs-svc/1234567890123456789'] },
  'task:status': { field: 'lastStatus', usual: ['RUNNING', 'PENDING'] },
  'task:launchType': { field: 'launchType', usual: ['EC2', 'EXTERNAL'] },
};

const FAMILY = 'task:family';
const DEFINITION = 'task:definition';

export const TASK_SPACE: Space<TaskDraft> = {
  partOf: ({ subject }) => (subject.name === FAMILY ? DEFINITION : subject.name),
  solve: (part, conditions, steps) => {
    if (part === DEFINITION) return findDefinition(conditions, steps);
    const { field, usual } = FIELDS[part] ?? { field: 'group', usual: [] };
    return pieceOf(findOptional(conditions, usual, steps), (value) => ({ [field]: value }));
  },
};

/** A condition on a field, or on a value that may be absent. */
export function meetsValue({ test, negated, absent }: Condition, value: string | number | null | undefined): boolean {
  if (value === undefined || (value === null && test.form !== 'any')) return absent;
  return passes(test, value) !== negated;
}

/** Nothing where that will do, else a text. */
export function findOptional(
  conditions: readonly Condition[],
  usual: readonly string[],
  steps: Steps,
): Found<string | undefined> {
  spend(steps, 1 + conditions.length);
  return conditions.every(({ absent }) => absent) ? { found: undefined } : findText(conditions, usual, steps);
}

function pieceOf(
  found: Found<string | undefined>,
  fieldsOf: (value: string | undefined) => Partial<TaskDraft>,
): Found<Piece<TaskDraft>> {
  if (typeof found === 'string') return found;
  const { found: value } = found;
  return {
    found: {
      meets: (condition) => meetsValue(condition, value),
      write: (draft) => void Object.assign(draft, value === undefined ? {} : fieldsOf(value)),
    },
  };
}

/** Solved each by itself; what belongs together is then tried. */
function findDefinition(conditions: readonly Condition[], steps: Steps): Found<Piece<TaskDraft>> {
  const asked = (name: string) => conditions.filter(({ subject }) => subject.name === name);
  const family = findOptional(asked(FAMILY), ['web'], steps);
  const definition = findOptional(asked(DEFINITION), ['web:1'], steps);
  if (typeof family === 'string') return family;
  if (typeof definition === 'string') return definition;
  const usual = [definition.found, ...[1, 2, 3].map((revision) => `${family.found ?? 'web'}:${revision}`)];
  const listed = asked(DEFINITION).find(({ test, negated }) => test.form === 'texts' && !negated)?.test;
  const all = listed?.form === 'texts' ? [...listed.texts] : undefined;
  for (const text of [undefined, ...(all ?? usual)]) {
    const meets = (condition: Condition): boolean =>
      meetsValue(condition, condition.subject.name === FAMILY ? text && definitionFamily(text) : text);
    spend(steps, conditions.length);
    if (text === '' || !conditions.every(meets)) continue;
    return {
      found: { meets, write: (draft) => void Object.assign(draft, text === undefined ? {} : { definition: text }) },
    };
  }
  // The family is what the definition says: where the definitions are named, there are no others.
  return all === undefined ? 'unknown' : 'none';
}
