/** What a host can be: each field of its record by itself, the amounts of one resource together, and its tasks with their numbers. */
import { findSubject, type Subject, type SubjectReference } from '../../model/subjects.js';
import { type Condition, otherHosts } from '../condition.js';
import { ORDERS } from '../kinds.js';
import { halfLine, intersectionOf } from '../ranges.js';
import { findAmounts } from './amounts.js';
import type { HostDraft } from './drafts.js';
import { findNumber, findVersion, instants, wholeNumbers } from './numbers.js';
import type { Piece, Space } from './satisfy.js';
import { type Found, type Steps, spend } from './steps.js';
import { meetsValue } from './task-space.js';
import { findTasks } from './tasks.js';
import { findText } from './texts.js';

type Value = string | number | null | undefined;

/** Where the record has what a subject asks about, and what is usual there. */
interface Field {
  readonly write: (draft: HostDraft, value: string | number | null, parameter: string) => void;
  readonly usual?: readonly string[];
  /** All values there are. */
  readonly values?: readonly string[];
  /** Whether it may be there without a value. */
  readonly nullable?: boolean;
}

const FIELDS: Readonly<Record<string, Field>> = {
  agentConnected: { write: into('agentConnected', (value) => value === 'true'), values: ['true', 'false'] },
  agentVersion: { write: into('agentVersion') },
  'attribute:': {
    write: ({ attributes }, value, name) => void attributes.set(name, value === null ? null : String(value)),
    nullable: true,
  },
  ec2InstanceId: { write: into('ec2InstanceId'), usual: ['i-0123456789abcdef0'] },
  registeredAt: { write: into('registeredAt') },
  cluster: { write: into('cluster'), usual: ['default'] },
  status: { write: into('status'), usual: ['ACTIVE', 'DRAINING'] },
  capacityProvider: { write: into('capacityProvider') },
  dockerVersion: { write: into('dockerVersion') },
  pendingTasksCount: { write: into('pendingTasksCount') },
  'tag:': { write: ({ tags }, value, key) => void tags.set(key, String(value)) },
};

function into(field: keyof HostDraft, read: (value: Value) => unknown = (value) => value): Field['write'] {
  return (draft, value) => void Object.assign(draft, { [field]: read(value) });
}

const TASKS = 'tasks';
const KEY = 'instanceId';
const USUAL_KEY = 'arn:aws:ecs:us-east-1:111122223333:container-instance/0123456789abcdef0123456789abcdef';

/** The space of hosts; with `tasksKnown` only those whose tasks are known. */
export function hostSpace(tasksKnown: boolean): Space<HostDraft> {
  return {
    partOf,
    solve: (part, conditions, steps) => {
      spend(steps, 1 + conditions.length);
      const [first] = conditions;
      if (part === TASKS) return findTasks(conditions, tasksKnown, steps);
      if (part === KEY) return findKey(conditions, steps);
      if (first === undefined) return pieceOf(undefined, () => {});
      if (first.subject.source === 'resource') return findAmounts(conditions, first.parameter, steps);
      return findField(first, conditions, steps);
    },
  };
}

const PART_OF_SOURCE: Partial<Readonly<Record<Subject['source'], string>>> = {
  'task-set': TASKS,
  'task-count': TASKS,
  count: TASKS,
};

function partOf({ subject, parameter }: Condition): string {
  if (subject.name === 'instanceArn') return KEY;
  if (subject.source === 'resource') return `resource ${parameter}`;
  return PART_OF_SOURCE[subject.source] ?? subject.name + parameter;
}

function pieceOf(value: Value, write: (draft: HostDraft) => void): Found<Piece<HostDraft>> {
  return { found: { meets: (condition) => meetsValue(condition, value), write } };
}

function findField(
  { subject, parameter }: Condition,
  conditions: readonly Condition[],
  steps: Steps,
): Found<Piece<HostDraft>> {
  const field = FIELDS[subject.name];
  if (field === undefined) return 'unknown';
  const { write, nullable } = field;
  if (conditions.every((condition) => meetsValue(condition, undefined))) return pieceOf(undefined, () => {});
  if (nullable && conditions.every((condition) => meetsValue(condition, null))) {
    return pieceOf(null, (draft) => write(draft, null, parameter));
  }
  const found = findValue(subject, field, conditions, steps);
  if (typeof found === 'string') return found;
  return pieceOf(found.found, (draft) => write(draft, found.found, parameter));
}

function findValue(
  { kind }: Subject,
  { values, usual = [] }: Field,
  conditions: readonly Condition[],
  steps: Steps,
): Found<string | number> {
  if (kind === 'integer') return findNumber(conditions, wholeNumbers(0), steps);
  if (kind === 'instant') return findNumber(conditions, instants, steps);
  if (kind === 'version') return findVersion(conditions, steps);
  if (values === undefined) return findText(conditions, usual, steps);
  const value = values.find((text) => conditions.every((condition) => meetsValue(condition, text)));
  return value === undefined ? 'none' : { found: value };
}

/** The key is always there, and the ARN is the key where it begins as one. */
function findKey(conditions: readonly Condition[], steps: Steps): Found<Piece<HostDraft>> {
  const meets = (condition: Condition, key: string): boolean =>
    meetsValue(condition, condition.subject.name === KEY || key.startsWith('arn:') ? key : undefined);
  const ofKey = conditions.filter(({ subject }) => subject.name === KEY);
  const asPlain = conditions.every((condition) => ofKey.includes(condition) || condition.absent);
  const arn = findText([...conditions, IS_ARN], [USUAL_KEY], steps);
  const found = typeof arn === 'string' && asPlain ? findText([...ofKey, IS_PLAIN, NOT_EMPTY], ['node-1'], steps) : arn;
  if (typeof found === 'string') return arn === 'unknown' ? arn : found;
  const { found: key } = found;
  return { found: { meets: (one) => meets(one, key), write: (draft) => void Object.assign(draft, { key }) } };
}

const { subject: KEY_SUBJECT, parameter } = findSubject(KEY) as SubjectReference;
const OF_KEY = { type: 'condition', subject: KEY_SUBJECT, parameter, absent: false } as const;
const compare = ORDERS.text.compare;
const ARNS = intersectionOf(halfLine('above', 'arn:', false), halfLine('below', 'arn;', false), compare);
const IS_ARN: Condition = { ...OF_KEY, negated: false, test: { form: 'ranges', order: 'text', ranges: ARNS } };
const IS_PLAIN = otherHosts(IS_ARN);
const NOT_EMPTY: Condition = { ...OF_KEY, negated: true, test: { form: 'texts', texts: new Set(['']) } };
