/**
 * Normal form + statistics of now → plan: which index answers what, and in which order.
 */
import { printPredicate } from '../language/printer.js';
import { isNumeric } from '../model/subjects.js';
import type { Store } from '../store/store.js';
import type { CheckedPredicate } from './checked.js';
import type { NormalExpression } from './normalize.js';

/** How a part of a query is answered. */
export type PlanOperator =
  /** Every instance. */
  | 'everything'
  /** No instance, known without looking. */
  | 'nothing'
  /** The rows that an index keeps for one value or a few. */
  | 'lookup'
  /** The rows on which the subject is there. */
  | 'presence'
  /** Each distinct value of an index is tested once, the rows of those that pass are united. */
  | 'value scan'
  /** The numbers of a column are tested one by one. */
  | 'column scan'
  | 'intersection'
  | 'union';

export interface Plan {
  readonly operator: PlanOperator;
  /** The rows are those that the operator does *not* find. */
  readonly complement: boolean;
  readonly predicate?: CheckedPredicate;
  readonly children: readonly Plan[];
  /** Rows expected, between 0 and the number of instances. */
  readonly estimate: number;
  /** Whether the estimate is the true number, kept by the index. */
  readonly exact: boolean;
}

/** The plan for one run. O(size of the expression × values in its lists). */
export function plan(expression: NormalExpression, store: Store): Plan {
  const total = store.instanceCount;
  switch (expression.type) {
    case 'everything':
      return { operator: 'everything', complement: false, children: [], estimate: total, exact: true };
    case 'nothing':
      return { operator: 'nothing', complement: false, children: [], estimate: 0, exact: true };
    case 'predicate':
      return planPredicate(expression.predicate, expression.complement, store);
    default: {
      const children = expression.operands.map((operand) => plan(operand, store));
      return expression.type === 'and' ? intersection(children, total) : union(children, total);
    }
  }
}

/** The most selective part first: later parts only have to look at what is left. Estimates multiply as if independent. */
function intersection(children: readonly Plan[], total: number): Plan {
  const ordered = [...children].sort((a, b) => a.estimate - b.estimate);
  const share = ordered.reduce((product, child) => product * (total === 0 ? 0 : child.estimate / total), 1);
  return {
    operator: 'intersection',
    complement: false,
    children: ordered,
    estimate: Math.round(share * total),
    exact: false,
  };
}

function union(children: readonly Plan[], total: number): Plan {
  const missing = children.reduce((product, child) => product * (total === 0 ? 0 : 1 - child.estimate / total), 1);
  const estimate = Math.round((1 - missing) * total);
  return { operator: 'union', complement: false, children, estimate, exact: false };
}

function planPredicate(predicate: CheckedPredicate, complement: boolean, store: Store): Plan {
  const { operator, found, exact, base } = access(predicate, store);
  const negated = predicate.operator.negates !== undefined;
  const holding = negated ? base - found : found;
  const estimate = complement ? store.instanceCount - holding : holding;
  return { operator, complement, predicate, children: [], estimate, exact };
}

interface Access {
  readonly operator: PlanOperator;
  /** Rows that the positive form of the predicate is expected to find. */
  readonly found: number;
  readonly exact: boolean;
  /** Rows among which a negative form is true where the positive one is not. */
  readonly base: number;
}

function access({ subject, parameter, test }: CheckedPredicate, store: Store): Access {
  if (isNumeric(subject) && test.form !== 'any') {
    const { size } = store.index.numbers(subject).present;
    return { operator: 'column scan', found: guess(size), exact: size === 0, base: size };
  }
  if (test.form === 'any') {
    const index = isNumeric(subject) ? store.index.numbers(subject) : store.index.values(subject, parameter);
    return { operator: 'presence', found: index?.present.size ?? 0, exact: true, base: store.instanceCount };
  }
  const index = store.index.values(subject, parameter);
  const base = index?.valued.size ?? 0;
  if (test.form !== 'texts') return { operator: 'value scan', found: guess(base), exact: base === 0, base };
  let found = 0;
  for (const text of test.texts) found += index?.find(text)?.size ?? 0;
  const disjoint = subject.source !== 'task-set' || test.texts.size <= 1;
  return { operator: 'lookup', found: Math.min(found, base), exact: disjoint, base };
}

/** What a test that no index can count lets through, for want of better: a third. */
function guess(rows: number): number {
  return Math.ceil(rows / 3);
}

/** The predicate of a plan node as canonical text, with the `not` that it stands under. */
export function describe(node: Plan): string | undefined {
  if (node.predicate === undefined) return undefined;
  const text = printPredicate(node.predicate.syntax);
  return node.complement ? `not(${text})` : text;
}
