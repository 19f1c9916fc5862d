/** A predicate of the normal form: what one subject has to be, with every negation in two flags. */
import type { Operator, Predicate } from '../language/ast.js';
import { printPredicate } from '../language/printer.js';
import { isNumeric, type Subject } from '../model/subjects.js';
import { type CheckedPredicate, passes, type ValueTest } from './checked.js';
import { ORDERS, type OrderName } from './kinds.js';
import { complementOf, type Interval, intervalsOf, pointsOf, type Ranges } from './ranges.js';
import { subjectText } from './subject-text.js';

/**
 * Of the hosts with a value those that pass the test (with `negated`: those that do not), and with `absent` those without a
 * value, too. So both flags turned round is exactly the other hosts, and every combination of tests on one value is again such a
 * condition. For the test `any` a host without a value but with the subject passes.
 */
export interface Condition {
  readonly type: 'condition';
  readonly subject: Subject;
  readonly parameter: string;
  readonly test: ValueTest;
  readonly negated: boolean;
  readonly absent: boolean;
  /** The one predicate that it stands for; not set where several were merged. */
  readonly source?: CheckedPredicate;
}

export function conditionOf(source: CheckedPredicate): Condition {
  const { subject, parameter, test, operator } = source;
  return {
    type: 'condition',
    subject,
    parameter,
    test,
    negated: operator.negates !== undefined,
    absent: operator.whenAbsent,
    source,
  };
}

/** Exactly the other hosts. */
export function otherHosts(condition: Condition): Condition {
  return { ...condition, negated: !condition.negated, absent: !condition.absent };
}

/** Whether a host with that value is among them. */
export function takes({ test, negated }: Condition, value: string): boolean {
  return passes(test, value) !== negated;
}

/** Whether no host with a value is among them, whatever the value. */
export function takesNoValue({ subject, test, negated }: Condition): boolean {
  if (test.form === 'texts') return !negated && test.texts.size === 0;
  if (test.form === 'any') return negated && !mayLackValue(subject);
  return test.form === 'ranges' && isConstant(test.ranges, negated) && (!negated || test.order !== 'decimal');
}

/** Whether every host with a value is among them. */
export function takesEveryValue({ subject, test, negated }: Condition): boolean {
  if (test.form === 'texts') return negated && test.texts.size === 0;
  if (test.form === 'any') return !negated && !mayLackValue(subject);
  return test.form === 'ranges' && isConstant(test.ranges, !negated) && (negated || test.order !== 'decimal');
}

/** Whether the subject can be there without a value. */
export function mayLackValue(subject: Subject): boolean {
  return subject.source === 'instance' && !isNumeric(subject);
}

function isConstant({ below, cuts }: Ranges, value: boolean): boolean {
  return cuts.length === 0 && below === value;
}

/** The same for conditions that ask the same, whatever their flags. */
export function keyOf({ subject, parameter, test }: Condition): string {
  return `${subject.name}${parameter} ${keyOfTest(test)}`;
}

/** The same for two tests that pass the same values and are of one form. */
export function keyOfTest(test: ValueTest): string {
  switch (test.form) {
    case 'any':
      return 'any';
    case 'texts':
      return `texts ${JSON.stringify([...test.texts].sort())}`;
    case 'pattern':
      return `pattern ${JSON.stringify(test.pattern)}`;
    case 'ranges': {
      const { print } = ORDERS[test.order];
      const cuts = test.ranges.cuts.map(({ value, after }) => [print(value), after]);
      return `${test.order} ${test.ranges.below} ${JSON.stringify(cuts)}`;
    }
  }
}

/** Canonical text that means the condition. */
export function describe(condition: Condition): string {
  const { source, test, negated, absent } = condition;
  // Both forms have an operator of their own.
  if (test.form === 'any') return printed(condition, { type: 'existence' }, negated ? '!exists' : 'exists');
  if (source !== undefined) {
    const asWritten = negated === (source.operator.negates !== undefined);
    const text = printPredicate(source.syntax);
    return asWritten ? text : `not(${text})`;
  }
  // Who takes hosts without the subject is the negation of who does not.
  if (absent) return `not(${describe(otherHosts(condition))})`;
  return negated ? describeNegative(condition) : describePositive(condition);
}

function describePositive(condition: Condition): string {
  const { test } = condition;
  if (test.form === 'texts') return describeValues(condition, [...test.texts], '==', 'in');
  if (test.form === 'pattern') return printed(condition, { type: 'match', pattern: test.pattern }, '=~');
  return test.form === 'ranges' ? describeRanges(condition, test.order, test.ranges) : describe(condition);
}

function describeNegative(condition: Condition): string {
  const { test } = condition;
  if (test.form === 'texts') return describeValues(condition, [...test.texts], '!=', '!in');
  if (test.form === 'pattern') return printed(condition, { type: 'match', pattern: test.pattern }, '!~');
  if (test.form === 'any') return describe(condition);
  if (test.order !== 'decimal') return describeRanges(condition, test.order, complementOf(test.ranges));
  return `${describeValues(condition, [], '!=', '!in')} and not(${describePositive(condition)})`;
}

function describeValues(
  condition: Condition,
  values: readonly string[],
  one: '==' | '!=',
  several: 'in' | '!in',
): string {
  const [only] = values;
  return values.length === 1 && only !== undefined
    ? printed(condition, { type: 'comparison', value: only }, one)
    : printed(condition, { type: 'membership', values }, several);
}

function describeRanges(condition: Condition, name: OrderName, ranges: Ranges): string {
  const { compare, print } = ORDERS[name];
  // Equality is of texts: `== 5` does not find `5.0`, which lies in the range from 5 to 5.
  const values = name === 'decimal' ? undefined : pointsOf(ranges, compare);
  if (values !== undefined) return describeValues(condition, values.map(print), '==', 'in');
  const gaps = name === 'decimal' ? undefined : pointsOf(complementOf(ranges), compare);
  if (gaps !== undefined) return describeValues(condition, gaps.map(print), '!=', '!in');
  const parts = intervalsOf(ranges).map((interval) => describeInterval(condition, interval, print));
  return parts.map((part) => (parts.length > 1 && part.includes(' and ') ? `(${part})` : part)).join(' or ');
}

function describeInterval(condition: Condition, interval: Interval, print: (bound: never) => string): string {
  const { low, lowOpen, high, highOpen } = interval;
  const bound = (value: Interval['low'], symbol: '>' | '>=' | '<' | '<=' | '==') =>
    value === undefined ? [] : [printed(condition, { type: 'comparison', value: print(value as never) }, symbol)];
  // Every number.
  if (low === undefined && high === undefined) return [...bound(0, '<'), ...bound(0, '>=')].join(' or ');
  return [...bound(low, lowOpen ? '>' : '>='), ...bound(high, highOpen ? '<' : '<=')].join(' and ');
}

/** What a predicate holds beside its subject and operator. */
type Arguments =
  | { readonly type: 'existence' }
  | { readonly type: 'match'; readonly pattern: string }
  | { readonly type: 'comparison'; readonly value: string }
  | { readonly type: 'membership'; readonly values: readonly string[] };

/** The printer looks at no place. */
const span = { start: 0, end: 0 };

function printed({ subject, parameter }: Condition, given: Arguments, symbol: Operator): string {
  const literal = (text: string) => ({ text, span });
  const {
    values = [],
    value = '',
    pattern = '',
  } = given as Partial<Record<'value' | 'pattern', string>> & {
    readonly values?: readonly string[];
  };
  return printPredicate({
    type: given.type,
    subject: { name: subjectText(subject, parameter), span },
    operator: { symbol, span },
    values: values.map(literal),
    value: literal(value),
    pattern: literal(pattern),
    listSpan: span,
    span,
  } as Predicate);
}
