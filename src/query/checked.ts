/** A checked expression: every subject is known, every argument is read, every pattern is compiled. */
import type { Predicate } from '../language/ast.js';
import type { Span } from '../language/diagnostic.js';
import type { Subject } from '../model/subjects.js';
import type { OperatorRow } from './operators.js';

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
  /** Any text that passes. */
  | { readonly form: 'text'; readonly passes: (text: string) => boolean }
  /** One of these numbers. */
  | { readonly form: 'numbers'; readonly numbers: ReadonlySet<number> }
  /** Any number that passes. */
  | { readonly form: 'number'; readonly passes: (value: number) => boolean };

/** Whether one value passes. A value that is `null` (there without a value) passes `any` only. */
export function passes(test: ValueTest, value: string | number | null): boolean {
  switch (test.form) {
    case 'any':
      return true;
    case 'texts':
      return typeof value === 'string' && test.texts.has(value);
    case 'text':
      return typeof value === 'string' && test.passes(value);
    case 'numbers':
      return typeof value === 'number' && test.numbers.has(value);
    case 'number':
      return typeof value === 'number' && test.passes(value);
  }
}
