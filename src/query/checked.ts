/** A checked expression: every subject is known, every argument is read, every pattern is compiled. */
import type { Predicate } from '../language/ast.js';
import type { Span } from '../language/diagnostic.js';
import type { Subject } from '../model/subjects.js';
import { ORDERS, type OrderName } from './kinds.js';
import type { OperatorRow } from './operators.js';
import { includes, type Ranges } from './ranges.js';

export type CheckedExpression =
  | { readonly type: 'and' | 'or'; readonly operands: readonly CheckedExpression[] }
  | { readonly type: 'not'; readonly operand: CheckedExpression }
  | { readonly type: 'everything' }
  | CheckedPredicate;

export interface CheckedPredicate {
  readonly type: 'predicate';
  readonly subject: Subject;
  /** What the subject was named with, such as an attribute's name; empty where it takes none. */
  readonly parameter: string;
  readonly operator: OperatorRow;
  readonly test: ValueTest;
  readonly syntax: Predicate;
  readonly span: Span;
}

/**
 * What a value has to be for the *positive* form of the operator: for `!=` the test of `==`, to be turned round where the
 * subject is present. The form says which index can answer it.
 */
export type ValueTest =
  /** Any value, or none: `exists`. */
  | { readonly form: 'any' }
  /** One of these texts. */
  | { readonly form: 'texts'; readonly texts: ReadonlySet<string> }
  /** Any text that the pattern matches as a whole. */
  | { readonly form: 'pattern'; readonly pattern: string; readonly matches: (text: string) => boolean }
  /** Any value in these ranges; one that the order cannot read passes none. */
  | RangesTest;

export interface RangesTest {
  readonly form: 'ranges';
  readonly order: OrderName;
  readonly ranges: Ranges;
}

/** Whether one value passes. A value that is `null` (there without a value) passes `any` only. */
export function passes(test: ValueTest, value: string | number | null): boolean {
  switch (test.form) {
    case 'any':
      return true;
    case 'texts':
      return typeof value === 'string' && test.texts.has(value);
    case 'pattern':
      return typeof value === 'string' && test.matches(value);
    case 'ranges':
      return value !== null && inRanges(test, value);
  }
}

function inRanges({ order, ranges }: RangesTest, value: string | number): boolean {
  const { read, compare } = ORDERS[order];
  const argument = read(value);
  return argument !== undefined && includes(ranges, argument, compare);
}
