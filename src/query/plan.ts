/**
 * Normal form + statistics of now → plan: which index answers what, and in which order.
 */
import { type Access, type AccessOperator, accessTo, bind } from './access.js';
import type { SetList } from './chunk-node.js';
import { type Condition, otherHosts } from './condition.js';
import type { RowStore } from './indexed-store.js';
import type { NormalChain, NormalExpression } from './normalize.js';

/** How a part of a query is answered. */
export type PlanOperator =
  | AccessOperator
  /** Every instance. */
  | 'everything'
  /** No instance, known without looking. */
  | 'nothing'
  /** What all operands share. */
  | 'intersection'
  /** So, too, where the first operand has so few rows that each is looked up in the others. */
  | 'residual scan'
  /** The first operand without what any other has. */
  | 'difference'
  | 'union';

export interface Plan {
  readonly operator: Exclude<PlanOperator, AccessOperator | 'residual scan'> | 'access';
  /** Of an `access`. */
  readonly access: Access | undefined;
  /** Of `everything`: the rows that hold an instance. */
  readonly live: SetList | undefined;
  readonly children: readonly Plan[];
  /** Rows expected, between 0 and the number of instances. */
  estimate: number;
  /** Whether the estimate is the true number, kept by the index. */
  exact: boolean;
  /** The estimate for which the order was chosen. */
  readonly ordered: number;
}

/** An access for each condition, kept as long as the query: what was tested of an index need not be tested again. */
export type Accesses = Map<Condition, Access>;

/** An order is kept until the rows of a condition are more than this many times as many as when it was chosen, or as few. */
export const KEPT_WITHIN = 2;

/** The plan for the store's present revision. O(size of the expression × log + values in its lists). */
export function plan(expression: NormalExpression, store: RowStore, accesses: Accesses): Plan {
  const planner: Planner = { store, accesses, total: store.rowCount };
  if (expression.type === 'everything') return everything(planner);
  if (expression.type === 'nothing') return node(planner, 'nothing', []);
  const { operand, complement } = signed(expression, planner);
  return complement ? difference(everything(planner), spread('union', [operand]), planner) : operand;
}

/**
 * Brings a plan to the store's present revision and keeps its order.
 *
 * @returns false where the numbers of rows have moved so far that the order should be chosen anew.
 */
export function rebind(planned: Plan, store: RowStore): boolean {
  const { access, live, children } = planned;
  let kept = true;
  for (const child of children) kept = rebind(child, store) && kept;
  if (live !== undefined) live.sets = [store.live];
  if (access !== undefined) bind(access, store);
  estimate(planned, store.rowCount);
  return kept && (access === undefined || isNear(planned.estimate, planned.ordered));
}

function isNear(rows: number, before: number): boolean {
  return Math.max(rows, before, 1) <= KEPT_WITHIN * Math.max(Math.min(rows, before), 1);
}

interface Planner {
  readonly store: RowStore;
  readonly accesses: Accesses;
  readonly total: number;
}

/** The rows of `operand`, or all the others. A complement goes up to where something is there to take it away from. */
interface Signed {
  readonly operand: Plan;
  readonly complement: boolean;
}

/** An expression may be 2,000 levels deep, so a level takes two frames of the call stack and no more. */
function signed(expression: NormalChain | Condition, planner: Planner): Signed {
  if (expression.type === 'condition') {
    return { operand: accessNode(expression, planner), complement: expression.absent };
  }
  const plain: Plan[] = [];
  const complements: Plan[] = [];
  for (const part of expression.operands) {
    const { operand, complement } = signed(part, planner);
    if (complement) complements.push(operand);
    else plain.push(operand);
  }
  return expression.type === 'and' ? allOf(plain, complements, planner) : anyOf(plain, complements, planner);
}

/** `a and not b` = a without b; `not a and not b` = not (a or b). */
function allOf(plain: readonly Plan[], complements: readonly Plan[], planner: Planner): Signed {
  if (plain.length === 0) return { operand: union(complements, planner), complement: true };
  // (a without b) and c = (a and c) without b.
  const kept = plain.flatMap((part) => (part.operator === 'difference' ? part.children.slice(0, 1) : [part]));
  const removed = plain.flatMap((part) => (part.operator === 'difference' ? part.children.slice(1) : []));
  const shared = intersection(kept, planner);
  const without = spread('union', [...removed, ...complements]);
  return { operand: without.length === 0 ? shared : difference(shared, without, planner), complement: false };
}

/** `a or not b` = not (b without a). */
function anyOf(plain: readonly Plan[], complements: readonly Plan[], planner: Planner): Signed {
  if (complements.length === 0) return { operand: union(plain, planner), complement: false };
  const { operand } = allOf(complements, plain, planner);
  return { operand, complement: true };
}

/** Operands, those of operands of the same kind in their place. */
function spread(operator: 'union' | 'intersection', parts: readonly Plan[]): readonly Plan[] {
  return parts.some((part) => part.operator === operator)
    ? parts.flatMap((part) => (part.operator === operator ? part.children : [part]))
    : parts;
}

function union(parts: readonly Plan[], planner: Planner): Plan {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : node(planner, 'union', spread('union', parts));
}

/** The most selective part first: later parts only have to look at what is left. */
function intersection(parts: readonly Plan[], planner: Planner): Plan {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const children = [...spread('intersection', parts)].sort((a, b) => a.estimate - b.estimate);
  return node(planner, 'intersection', children);
}

/** What takes away most comes first. */
function difference(from: Plan, without: readonly Plan[], planner: Planner): Plan {
  return node(planner, 'difference', [from, ...[...without].sort((a, b) => b.estimate - a.estimate)]);
}

function everything(planner: Planner): Plan {
  return node(planner, 'everything', [], { live: { sets: [planner.store.live], disjoint: true } });
}

function accessNode(condition: Condition, planner: Planner): Plan {
  let access = planner.accesses.get(condition);
  if (access === undefined) {
    access = accessTo(condition.absent ? otherHosts(condition) : condition);
    planner.accesses.set(condition, access);
  }
  bind(access, planner.store);
  return node(planner, 'access', [], { access });
}

function node(
  { total }: Planner,
  operator: Plan['operator'],
  children: readonly Plan[],
  more: { readonly access?: Access; readonly live?: SetList } = {},
): Plan {
  const made = { operator, access: more.access, live: more.live, children, estimate: 0, exact: false, ordered: 0 };
  estimate(made, total);
  made.ordered = made.estimate;
  return made;
}

/** Shares of all rows multiply as if they were independent. */
function estimate(planned: Plan, total: number): void {
  const { operator, access, children } = planned;
  if (access !== undefined) {
    planned.estimate = access.rows;
    planned.exact = access.exact;
  } else if (children.length === 0) {
    planned.estimate = operator === 'everything' ? total : 0;
    planned.exact = true;
  } else {
    const known = knownRows(planned, total);
    planned.exact = known !== undefined;
    planned.estimate = known ?? Math.round(shareOf(planned, total) * total);
  }
}

/** The number of rows where it follows from the operands' alone. */
function knownRows({ operator, children }: Plan, total: number): number | undefined {
  const known = children.filter(({ exact }) => exact);
  if (operator === 'union') return known.find((child) => child.estimate === total)?.estimate;
  if (operator === 'intersection') return known.find((child) => child.estimate === 0)?.estimate;
  const [from, only] = children;
  if (from?.exact && from.estimate === 0) return 0;
  if (from?.operator !== 'everything' || only === undefined || !only.exact) return undefined;
  return children.length === 2 ? total - only.estimate : undefined;
}

function shareOf({ operator, children }: Plan, total: number): number {
  if (total === 0) return 0;
  let share = 1;
  for (let at = 0; at < children.length; at++) {
    const part = (children[at] as Plan).estimate / total;
    share *= operator === 'intersection' || (operator === 'difference' && at === 0) ? part : 1 - part;
  }
  return operator === 'union' ? 1 - share : share;
}
