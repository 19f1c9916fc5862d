/** A predicate of the normal form: what one subject has to be, with every negation in two flags. */
import type { Predicate } from '../language/ast.js';
import { printPredicate } from '../language/printer.js';
import { isNumeric, type Subject } from '../model/subjects.js';
import { type CheckedPredicate, passes, type ValueTest } from './checked.js';
import { ORDERS } from './kinds.js';
import { type OperatorRow, operatorRow } from './operators.js';
import { complementOf, type Interval, intervalsOf, pointsOf, type Ranges } from './ranges.js';

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
  const { source, negated, absent } = condition;
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
  switch (test.form) {
    case 'any':
      return printed(condition, { type: 'existence' }, 'exists');
    case 'texts':
      return describeValues(condition, [...test.texts], '==', 'in');
    case 'pattern':
      return printed(condition, { type: 'match', pattern: test.pattern }, '=~');
    case 'ranges':
      return describeRanges(condition, test.order, test.ranges);
  }
}

function describeNegative(condition: Condition): string {
  const { test } = condition;
  switch (test.form) {
    case 'any':
      return printed(condition, { type: 'existence' }, '!exists');
    case 'texts':
      return describeValues(condition, [...test.texts], '!=', '!in');
    case 'pattern':
      return printed(condition, { type: 'match', pattern: test.pattern }, '!~');
    case 'ranges':
      return test.order === 'decimal'
        ? `${describeValues(condition, [], '!=', '!in')} and not(${describePositive(condition)})`
        : describeRanges(condition, test.order, complementOf(test.ranges));
  }
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

function describeRanges(condition: Condition, name: keyof typeof ORDERS, ranges: Ranges): string {
  const { compare, print } = ORDERS[name];
  const values = pointsOf(ranges, compare);
  if (values !== undefined) return describeValues(condition, values.map(print), '==', 'in');
  const gaps = pointsOf(complementOf(ranges), compare);
  if (gaps !== undefined) return describeValues(condition, gaps.map(print), '!=', '!in');
  const parts = intervalsOf(ranges).map((interval) => describeInterval(condition, interval, print));
  return parts.map((part) => (parts.length > 1 && part.includes(' and ') ? `(${part})` : part)).join(' or ');
}

function describeInterval(condition: Condition, interval: Interval, print: (bound: never) => string): string {
  const { low, lowOpen, high, highOpen } = interval;
  const bound = (value: Interval['low'], symbol: '>' | '>=' | '<' | '<=' | '==') =>
    value === undefined ? [] : [printed(condition, { type: 'comparison', value: print(value as never) }, symbol)];
  return [...bound(low, lowOpen ? '>' : '>='), ...bound(high, highOpen ? '<' : '<=')].join(' and ');
}

/** What a predicate holds beside its subject and operator. */
type Arguments =
  | { readonly type: 'existence' }
  | { readonly type: 'match'; readonly pattern: string }
  | { readonly type: 'comparison'; readonly value: string }
  | { readonly type: 'membership'; readonly values: readonly string[] };

const NOWHERE = { start: 0, end: 0 };

function printed({ subject, parameter }: Condition, given: Arguments, symbol: OperatorRow['symbol']): string {
  const literal = (text: string) => ({ text, span: NOWHERE });
  const predicate = {
    ...given,
    subject: { name: subject.name + parameter, span: NOWHERE },
    operator: { symbol: operatorRow(symbol).symbol, span: NOWHERE },
    ...(given.type === 'match' && { pattern: literal(given.pattern) }),
    ...(given.type === 'comparison' && { value: literal(given.value) }),
    ...(given.type === 'membership' && { values: given.values.map(literal), listSpan: NOWHERE }),
    span: NOWHERE,
  };
  return printPredicate(predicate as unknown as Predicate);
}
