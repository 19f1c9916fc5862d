/** The meaning of a checked expression on one host. The index answers for all hosts at once; both give the same answer. */
import type { Host } from '../model/records.js';
import { readMembers, readValue } from '../model/subjects.js';
import type { CheckedQuery } from './check.js';
import { type CheckedExpression, type CheckedPredicate, passes } from './checked.js';

/** Whether the expression holds on the host. O(size of the expression × tasks on the host). */
export function holds(expression: CheckedExpression, host: Host): boolean {
  switch (expression.type) {
    case 'everything':
      return true;
    case 'not':
      return !holds(expression.operand, host);
    case 'and':
      return expression.operands.every((operand) => holds(operand, host));
    case 'or':
      return expression.operands.some((operand) => holds(operand, host));
    case 'predicate':
      return predicateHolds(expression, host);
  }
}

function predicateHolds({ subject, parameter, operator, test }: CheckedPredicate, host: Host): boolean {
  if (subject.source === 'task-set') {
    const members = readMembers(subject, host);
    if (members.length === 0) return operator.whenAbsent;
    const some = test.form === 'any' || members.some((member) => member !== undefined && passes(test, member));
    return some !== (operator.negates !== undefined);
  }
  const value = readValue(subject, parameter, host);
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

/** The predicates that make an expression false on a host, in the order of the text; none where it holds. */
export function failingPredicates(query: CheckedQuery, host: Host): readonly FailingPredicate[] {
  const failing: FailingPredicate[] = [];
  collect(query.expression, true);
  return failing;

  /** Adds what keeps `expression` from being `wanted`. */
  function collect(expression: CheckedExpression, wanted: boolean): void {
    if (holds(expression, host) === wanted) return;
    if (expression.type === 'not') collect(expression.operand, !wanted);
    else if (expression.type === 'and' || expression.type === 'or') {
      for (const operand of expression.operands) collect(operand, wanted);
    } else if (expression.type === 'predicate') {
      const { start, end } = expression.span;
      const predicate = query.text.slice(start, end);
      failing.push({ predicate, start, end, holds: !wanted, found: foundBy(expression, host) });
    }
  }
}

function foundBy({ subject, parameter }: CheckedPredicate, host: Host): FailingPredicate['found'] {
  if (subject.source !== 'task-set') return readValue(subject, parameter, host) ?? null;
  return readMembers(subject, host).map((member) => member ?? null);
}
