import type { Store } from '../store/store.js';
import { type Clock, execute } from './execute.js';
import { describe, type Plan, type PlanOperator } from './plan.js';

/** A node of an explained plan. */
export interface Explanation {
  readonly operator: PlanOperator;
  /** The predicate that it answers, as canonical text. */
  readonly predicate?: string;
  /** The index that it reads. */
  readonly index?: string;
  readonly estimatedRows: number;
  readonly actualRows: number;
  /** Milliseconds, those of its children included. */
  readonly timeMs: number;
  readonly children: readonly Explanation[];
}

/** Runs every node of the plan once, also those that a run for an answer would skip, and tells what each found and took. */
export function explain(plan: Plan, store: Store, clock: Clock): Explanation {
  const measured = new Map<Plan, { readonly actualRows: number; readonly timeMs: number }>();
  execute(plan, store, { clock, record: (node, actualRows, timeMs) => measured.set(node, { actualRows, timeMs }) });
  return explainNode(plan);

  function explainNode(node: Plan): Explanation {
    const predicate = describe(node);
    const { actualRows, timeMs } = measured.get(node) ?? { actualRows: 0, timeMs: 0 };
    return {
      operator: node.operator,
      ...(predicate !== undefined && { predicate }),
      ...(node.predicate && { index: indexOf(node.operator, node.predicate.syntax.subject.name) }),
      estimatedRows: node.estimate,
      actualRows,
      timeMs,
      children: node.children.map(explainNode),
    };
  }
}

function indexOf(operator: PlanOperator, subject: string): string {
  return `${operator === 'column scan' ? 'column' : operator === 'presence' ? 'presence' : 'postings'} of ${subject}`;
}
