import { StowageError } from '../../model/errors.js';
import type { CheckedQuery } from '../check.js';
import { type Clock, type Explanation, explain } from '../explain.js';
import type { RowStores } from '../indexed-store.js';
import { type PlannedQuery, plannedFor } from '../planned-query.js';
import { rowOf } from '../rows.js';
import { type CheckedStage, madeColumns } from './checked-stage.js';
import { foundRows } from './found-rows.js';
import { madeRows } from './made-row.js';
import { pipelineOf, type Step } from './steps.js';
import { recordTable, type Table } from './table.js';

/**
 * A query with stages: what its plan finds, and what is made of it. Every call runs the stages anew, on the store as it is. Its
 * rows are as many as `LIMITS` allows: whoever groups by too much gets a `StowageError` `query-limit`.
 */
export class StagedQuery {
  /** What finds the records, with every `where` that all of them have to meet. */
  readonly planned: PlannedQuery;
  readonly #query: CheckedQuery;
  readonly #steps: readonly Step[];

  constructor(query: CheckedQuery, stores: RowStores) {
    const { expression, steps } = pipelineOf(query.expression, query.stages);
    this.#query = query;
    this.#steps = steps;
    this.planned = plannedFor({ ...query, expression }, stores);
  }

  /** How many rows there are. As cheap as without stages where none of them has to look at rows to tell. */
  count(): number {
    const sizes = this.#steps.map(({ sizeFor }) => sizeFor);
    const known = sizes.every((size) => size !== undefined);
    return known ? sizes.reduce((rows, size) => size(rows), this.planned.count()) : this.#run(this.#steps).size();
  }

  /**
   * The keys of the records that are left, ascending by code unit, whatever their order.
   *
   * @throws StowageError `no-keys` where rows are made.
   */
  ids(limit = Number.POSITIVE_INFINITY): string[] {
    this.requireKeys();
    const { store } = this.planned;
    const last = this.#steps.at(-1);
    const table = this.#run(last?.operator === 'sort' ? this.#steps.slice(0, -1) : this.#steps);
    const positions = table.positions().slice().sort().subarray(0, Math.min(limit, table.size()));
    return Array.from(positions, (position) => store.keyAt(table.content.rowAt(position)));
  }

  /** The first rows in the order of the stages: records, or what the stages made. */
  rows(limit = Number.POSITIVE_INFINITY): readonly object[] {
    const { store } = this.planned;
    const table = this.#run(limit === Number.POSITIVE_INFINITY ? this.#steps : this.#firstSteps(limit));
    const columns = madeColumns(this.#query.stages);
    const make: (position: number) => object = columns
      ? madeRows(table, columns)
      : (position: number) => rowOf(store, table.content.rowAt(position));
    return Array.from(table.positions(), make);
  }

  /** The names of the columns of the rows that the stages make, in their order; undefined where rows are records. */
  columns(): readonly string[] | undefined {
    return madeColumns(this.#query.stages)?.map(({ name }) => name);
  }

  /** The stages from the last one down to what finds the records, each run once. */
  explain(clock: Clock): Explanation {
    let table = this.#found();
    let explained = explain(this.planned.plan, this.planned.store, clock);
    for (const step of this.#steps) {
      const start = clock();
      table = step.run(table);
      const actualRows = table.size();
      explained = {
        operator: step.operator,
        predicate: this.#textOf(step.stages),
        estimatedRows: step.sizeFor?.(explained.estimatedRows) ?? explained.estimatedRows,
        actualRows,
        timeMs: explained.timeMs + clock() - start,
        why: step.why,
        children: [explained],
      };
    }
    return explained;
  }

  requireKeys(): void {
    const columns = this.columns();
    if (columns === undefined) return;
    const message = `the stages make rows of their own (${columns.join(', ')}), which have no keys; ask for the rows`;
    throw new StowageError('no-keys', '', message);
  }

  #run(steps: readonly Step[]): Table {
    return steps.reduce((table, step) => step.run(table), this.#found());
  }

  /** The records, of rows that are in their order. */
  #found(): Table {
    this.planned.store.settle();
    return recordTable(foundRows(this.planned));
  }

  #firstSteps(limit: number): readonly Step[] {
    const { expression, stages, ast } = this.#query;
    const rows = Math.ceil(limit);
    const last: CheckedStage = { type: 'limit', rows, span: ast.span, made: madeColumns(stages) };
    return pipelineOf(expression, [...stages, last]).steps;
  }

  #textOf(stages: readonly CheckedStage[]): string {
    return stages.map(({ span: { start, end } }) => this.#query.text.slice(start, end).trim()).join(' | ');
  }
}
