/** Values that a subject has whether or not a cluster has them: booleans, instants that are told from now, units after a number. */
import type { SubjectReference } from '../../model/subjects.js';
import { checkQuery } from '../check.js';
import { builtInAttribute } from '../lint/built-in-attributes.js';
import type { Question } from './question.js';

interface Constant {
  readonly value: string;
  readonly description: string;
  /** Its place among the others. */
  readonly tier: number;
}

/** Only what may stand there in the dialect. */
export function constantsOf(reference: SubjectReference, typed: string, question: Question): readonly Constant[] {
  const { place, dialect, surroundings } = question;
  const from = surroundings.rows === 'tasks' ? 'from tasks ' : '';
  const { operator = '' } = place.begun ?? {};
  const first = ORDER.has(operator) && reference.subject.kind !== 'boolean' ? -MOST_CONSTANTS : 1;
  return valuesOfKind(reference, typed)
    .map(([value, description], at) => ({ value, description, tier: first + at }))
    .filter(({ value }) => {
      const text = `${from}${place.begun?.subject} == ${value}`;
      return (
        question.made !== undefined ||
        checkQuery(text, { dialect, now: question.now ?? ANY_INSTANT }).diagnostics.length === 0
      );
    });
}

/** Where nobody said what now is, texts that say `now` may stand all the same. */
const ANY_INSTANT = 0;

/** With these, instants told from now and amounts with units come before what single rows have; each has a tier of its own. */
const ORDER: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const MOST_CONSTANTS = 16;

type Described = readonly [value: string, description: string];

function valuesOfKind({ subject, parameter }: SubjectReference, typed: string): readonly Described[] {
  switch (subject.kind) {
    case 'boolean':
      return [
        ['true', ''],
        ['false', ''],
      ];
    case 'instant':
      return instants(typed);
    case 'number':
      return withUnits(typed, parameter);
    case 'text':
      return subject.name === 'attribute:'
        ? (builtInAttribute(parameter)?.values ?? []).map((value) => [value, ''])
        : [];
    default:
      return [];
  }
}

const TIME_UNITS: readonly Described[] = [
  ['s', 'seconds'],
  ['m', 'minutes'],
  ['h', 'hours'],
  ['d', 'days'],
  ['w', 'weeks'],
];

const INSTANTS: readonly Described[] = [
  ['now-1h', 'an hour ago'],
  ['now-1d', 'a day ago'],
  ['now-7d', 'a week ago'],
  ['now-30d', '30 days ago'],
  ['now', ''],
];

function instants(typed: string): readonly Described[] {
  const [amount] = /^now[+-]\d+/.exec(typed) ?? [];
  return amount === undefined ? INSTANTS : TIME_UNITS.map(([unit, name]) => [amount + unit, name]);
}

const UNITS: Readonly<Record<string, readonly Described[]>> = {
  memory: [
    ['GiB', '1,024 MiB'],
    ['MiB', 'what is meant without a unit'],
    ['KiB', '1,024 are a MiB'],
    ['TiB', '1,024 GiB'],
  ],
  cpu: [['vcpu', '1,024 CPU units']],
};

function withUnits(typed: string, resource: string): readonly Described[] {
  const [amount] = /^\d+(?:\.\d+)?/.exec(typed) ?? [];
  const units = Object.hasOwn(UNITS, resource) ? UNITS[resource] : undefined;
  return amount === undefined ? [] : (units ?? []).map(([unit, description]) => [amount + unit, description]);
}
