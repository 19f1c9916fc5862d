/** The meaning of a checked expression on one host. The index answers for all hosts at once; both give the same answer. */
import type { Host } from '../model/records.js';
import {
  readMembers,
  readValue,
  type SingleSubject,
  type SubjectValue,
  type TaskSetSubject,
} from '../model/subjects.js';
import { type CheckedExpression, type CheckedPredicate, passes } from './checked.js';

/** Where the values of a host are read from, which may be something that stands for its record. */
export interface Values<Source> {
  readonly value: (subject: SingleSubject, parameter: string, source: Source) => SubjectValue;
  /** One entry for each task that is meant to run, as `readMembers` gives them; in any order but where it shows. */
  readonly members: (subject: TaskSetSubject, source: Source, inOrder: boolean) => readonly (string | undefined)[];
}

/** The values that a host's records say. */
export const OF_RECORD: Values<Host> = { value: readValue, members: readMembers };

/** Whether the expression holds on the host. O(size of the expression × tasks on the host). */
export function holds(expression: CheckedExpression, host: Host): boolean {
  return holdsFor(expression, host, OF_RECORD);
}

/** `holds`, by values that are read elsewhere. */
export function holdsFor<Source>(expression: CheckedExpression, source: Source, values: Values<Source>): boolean {
  switch (expression.type) {
    case 'everything':
      return true;
    case 'not':
      return !holdsFor(expression.operand, source, values);
    case 'and':
      return expression.operands.every((operand) => holdsFor(operand, source, values));
    case 'or':
      return expression.operands.some((operand) => holdsFor(operand, source, values));
    case 'predicate':
      return predicateHolds(expression, source, values);
  }
}

function predicateHolds<Source>(
  { subject, parameter, operator, test }: CheckedPredicate,
  source: Source,
  values: Values<Source>,
): boolean {
  if (subject.source === 'task-set') {
    const members = values.members(subject, source, false);
    if (members.length === 0) return operator.whenAbsent;
    const some = test.form === 'any' || members.some((member) => member !== undefined && passes(test, member));
    return some !== (operator.negates !== undefined);
  }
  const value = values.value(subject, parameter, source);
  if (value === undefined || (value === null && test.form !== 'any')) return operator.whenAbsent;
  return passes(test, value) !== (operator.negates !== undefined);
}

/** A predicate that stands in the way, with what was found in its place. */
export interface FailingPredicate {
  /** The predicate as written. */
  readonly predicate: string;
  /** Its place in the query's text. */
  readonly start: number;
  readonly end: number;
  /** Whether the predicate holds and should not (it stands under a `not`), or does not hold and should. */
  readonly holds: boolean;
  /** The value on the host, for a set of values all of them; `null` where it is absent or has no value. */
  readonly found: string | number | null | readonly (string | null)[];
}

/** A checked expression with the text it was read from. */
interface Condition {
  readonly text: string;
  readonly expression: CheckedExpression;
}

/** The predicates that make an expression false on a host, in the order of the text; none where it holds. */
export function failingPredicates(query: Condition, host: Host): readonly FailingPredicate[] {
  return failingFor(query, host, OF_RECORD);
}

/** `failingPredicates`, by values that are read elsewhere. */
export function failingFor<Source>(
  query: Condition,
  source: Source,
  values: Values<Source>,
): readonly FailingPredicate[] {
  const failing: FailingPredicate[] = [];
  collect(query.expression, true);
  return failing;

  /** Adds what keeps `expression` from being `wanted`. */
  function collect(expression: CheckedExpression, wanted: boolean): void {
    if (holdsFor(expression, source, values) === wanted) return;
    if (expression.type === 'not') collect(expression.operand, !wanted);
    else if (expression.type === 'and' || expression.type === 'or') {
      for (const operand of expression.operands) collect(operand, wanted);
    } else if (expression.type === 'predicate') {
      const { start, end } = expression.span;
      const predicate = query.text.slice(start, end);
      failing.push({ predicate, start, end, holds: !wanted, found: foundBy(expression, source, values) });
    }
  }
}

function foundBy<Source>(
  { subject, parameter }: CheckedPredicate,
  source: Source,
  values: Values<Source>,
): FailingPredicate['found'] {
  if (subject.source !== 'task-set') return values.value(subject, parameter, source) ?? null;
  return values.members(subject, source, true).map((member) => member ?? null);
}
