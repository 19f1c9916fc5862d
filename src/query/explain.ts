import { type Access, type AccessOperator, indexOf } from './access.js';
import { RESIDUAL_ROWS } from './chunk-evaluation.js';
import { type ChunkNode, peek, setsNode } from './chunk-node.js';
import { describe } from './condition.js';
import { HeldChunk, nodeOver } from './evaluation.js';
import type { RowStore } from './indexed-store.js';
import type { Plan, PlanOperator } from './plan.js';
import type { StageOperator } from './stages/steps.js';

/** Milliseconds that only grow. */
export type Clock = () => number;

/** The clock of the platform, where it has one. */
export function platformClock(): number {
  const { performance } = globalThis as { readonly performance?: { now(): number } };
  return performance?.now() ?? 0;
}

/** A node of an explained plan. */
export interface Explanation {
  readonly operator: PlanOperator | StageOperator;
  /** The condition that it answers, as canonical text; of a stage the stage as written. */
  readonly predicate?: string;
  /** The index that it reads. */
  readonly index?: string;
  readonly estimatedRows: number;
  readonly actualRows: number;
  /** Milliseconds, those of its children included. */
  readonly timeMs: number;
  /** Why it is answered in this way, or in this order. */
  readonly why: string;
  readonly children: readonly Explanation[];
}

/** Runs every node of the plan once, also those that a run for an answer would skip, and tells what each found and took. */
export function explain(plan: Plan, store: RowStore, clock: Clock): Explanation {
  const probe = probeOf(plan);
  // Even without a row every node is run once.
  for (let at = 0; at < Math.max(1, store.chunkCount); at++) run(probe, at, clock);
  return explanationOf(probe, store.kind === 'tasks' ? 'task' : 'instance', store.rowCount);
}

/** A node of the plan that is evaluated for itself: what its children found is kept for it. */
interface Probe {
  readonly plan: Plan;
  readonly children: readonly Probe[];
  readonly node: ChunkNode;
  readonly held: HeldChunk;
  rows: number;
  timeMs: number;
}

function probeOf(plan: Plan): Probe {
  const children: Probe[] = [];
  for (const child of plan.children) children.push(probeOf(child));
  const operands = children.map(({ held }) => setsNode({ sets: [held], disjoint: true }));
  return { plan, children, node: nodeOver(plan, operands), held: new HeldChunk(), rows: 0, timeMs: 0 };
}

function run(probe: Probe, at: number, clock: Clock): void {
  const start = clock();
  for (const child of probe.children) run(child, at, clock);
  peek(probe.node, at);
  probe.held.hold(probe.node);
  probe.rows += probe.held.chunk()?.size ?? 0;
  probe.timeMs += clock() - start;
}

function explanationOf({ plan, children, rows, timeMs }: Probe, noun: Noun, total: number): Explanation {
  const { access } = plan;
  const explained: Explanation[] = [];
  for (const child of children) explained.push(explanationOf(child, noun, total));
  return {
    operator: operatorOf(plan),
    ...(access && { predicate: describe(access.condition), index: indexOf(access) }),
    estimatedRows: plan.estimate,
    actualRows: rows,
    timeMs,
    why: whyOf(plan, noun, total),
    children: explained,
  };
}

function operatorOf(plan: Plan): PlanOperator {
  if (plan.access !== undefined) return plan.access.operator;
  return isResidual(plan) ? 'residual scan' : (plan.operator as PlanOperator);
}

function isResidual({ operator, children }: Plan): boolean {
  return operator === 'intersection' && (children[0]?.estimate ?? 0) <= RESIDUAL_ROWS;
}

const REASONS: Readonly<Record<AccessOperator, (access: Access) => string>> = {
  lookup: () => 'kept for each value',
  presence: () => 'kept for each subject',
  'value scan': () => 'each distinct value is tested once',
  'range scan': ({ include, exclude }) =>
    exclude.sets.length > 0
      ? `all but ${counted(exclude.sets.length, 'bucket')} of numbers lie in the range`
      : `${counted(include.sets.length, 'bucket')} of numbers in the range`,
  'column scan': ({ check }) =>
    `${counted(check.sets.length, 'bucket')} of numbers partly in the range, tested row by row`,
};

/** Of what another store answers, the reason is why it is answered so there. */
function reasonOf(access: Access): string {
  const { joined } = access;
  const reason = REASONS[access.operator](joined?.access ?? access);
  return joined === undefined ? reason : `${reason}, then the tasks of each ${joined.join.name} found`;
}

/** What a row is. */
type Noun = 'instance' | 'task';

function whyOf(plan: Plan, noun: Noun, total: number): string {
  const { operator, access, children } = plan;
  const [first] = children as readonly [Plan, ...Plan[]];
  switch (operator) {
    case 'access':
      return `${reasonOf(access as Access)}: ${shareOf(plan, total)}`;
    case 'everything':
      return `every ${noun} matches`;
    case 'nothing':
      return `no ${noun} can match`;
    case 'union':
      return `any of ${children.length} parts may match`;
    case 'intersection':
      return isResidual(plan)
        ? `tested row by row: ${counted(first.estimate, 'candidate')}`
        : `most selective first: ${shareOf(first, total)}`;
    case 'difference':
      return `difference instead of complement: taken from ${shareOf(first, total)}`;
  }
}

function shareOf({ estimate, exact }: Plan, total: number): string {
  return `${exact ? '' : 'about '}${grouped(estimate)} of ${counted(total, 'row')}`;
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
