/** Checked stages → what is done with the rows, one step after the other. */
import type { CheckedExpression } from '../checked.js';
import { holdsFor } from '../evaluate.js';
import { aggregated, distinct } from './aggregate.js';
import type { CheckedLimit, CheckedSort, CheckedStage, CheckedWhere } from './checked-stage.js';
import { selected } from './select.js';
import { firstSorted, sorted } from './sort.js';
import { type Table, tableOf } from './table.js';

/** How a stage is carried out; `top` is `sort` and `limit` at once. */
export type StageOperator = CheckedStage['type'] | 'top';

export interface Step {
  readonly operator: StageOperator;
  /** The stages that it carries out. */
  readonly stages: readonly CheckedStage[];
  readonly run: (table: Table) => Table;
  /** How it is done. */
  readonly why: string;
  /** How many rows come out of so many, where that can be told without looking at them. */
  readonly sizeFor?: (rows: number) => number;
}

export interface Pipeline {
  /** What has to hold of the records that are looked for: the query's expression, and every `where` that all of them meet. */
  readonly expression: CheckedExpression;
  readonly steps: readonly Step[];
}

/**
 * A `where` that stands before anything but `where` and `sort` becomes part of the expression, so that the indexes answer it. An
 * order that nobody sees is not made.
 */
export function pipelineOf(expression: CheckedExpression, stages: readonly CheckedStage[]): Pipeline {
  const end = stages.findIndex(({ type }) => type !== 'where' && type !== 'sort');
  const first = end < 0 ? stages : stages.slice(0, end);
  const wheres = first.flatMap((stage) => (stage.type === 'where' ? [stage.expression] : []));
  const sorts = first.filter(({ type }) => type === 'sort');
  const rest = [...sorts, ...stages.slice(first.length)];
  const seen = rest.filter((stage, at) => stage.type !== 'sort' || isOrderSeen(rest.slice(at + 1)));
  return {
    expression: wheres.length === 0 ? expression : { type: 'and', operands: [expression, ...wheres] },
    steps: stepsOf(seen),
  };
}

/** Whether the order of rows shows in what these stages make of them. */
function isOrderSeen(stages: readonly CheckedStage[]): boolean {
  const next = stages.find(({ type }) => type !== 'where')?.type;
  return next === undefined || next === 'limit' || next === 'select';
}

function stepsOf(stages: readonly CheckedStage[]): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < stages.length; at++) {
    const stage = stages[at] as CheckedStage;
    const next = stages[at + 1];
    if (stage.type === 'sort' && next?.type === 'limit') {
      steps.push(topStep(stage, next));
      at++;
    } else steps.push(stepOf(stage));
  }
  return steps;
}

function stepOf(stage: CheckedStage): Step {
  const step = { operator: stage.type, stages: [stage], why: REASONS[stage.type](stage as never) };
  switch (stage.type) {
    case 'where':
      return { ...step, run: (table) => filtered(table, stage) };
    case 'sort':
      return { ...step, run: (table) => tableOf(table.content, sorted(table, stage.keys)), sizeFor: (rows) => rows };
    case 'limit':
      return { ...step, run: (table) => table.first(stage.rows), sizeFor: (rows) => Math.min(rows, stage.rows) };
    case 'select':
      return { ...step, run: (table) => selected(table, stage), sizeFor: (rows) => rows };
    case 'aggregate':
      return { ...step, run: (table) => aggregated(table, stage), ...(stage.by.length === 0 && { sizeFor: () => 1 }) };
    case 'distinct':
      return { ...step, run: (table) => distinct(table, stage) };
  }
}

function topStep(sort: CheckedSort, limit: CheckedLimit): Step {
  return {
    operator: 'top',
    stages: [sort, limit],
    why: `the first ${limit.rows} in order are picked in one pass, the others are not sorted`,
    run: (table) => tableOf(table.content, firstSorted(table, sort.keys, limit.rows)),
    sizeFor: (rows) => Math.min(rows, limit.rows),
  };
}

const REASONS: { readonly [Type in CheckedStage['type']]: (stage: CheckedStage & { readonly type: Type }) => string } =
  {
    where: () => 'asked of each row',
    sort: ({ keys }) => `by ${keys.length === 1 ? 'one key' : `${keys.length} keys`}, then by id`,
    limit: () => 'nothing is read beyond these rows',
    select: ({ columns }) => `${columns.length === 1 ? 'one column' : `${columns.length} columns`} of each row`,
    aggregate: ({ column, by }) =>
      column === undefined && by.length <= 1
        ? by.length === 0
          ? 'the number of rows'
          : COUNTED
        : 'one pass over the rows',
    distinct: () => COUNTED,
  };

const COUNTED = 'counted by the index where rows are records, else in one pass';

function filtered(table: Table, { expression }: CheckedWhere): Table {
  const { values } = table.content;
  return tableOf(
    table.content,
    table.positions().filter((position) => holdsFor(expression, position, values)),
  );
}
