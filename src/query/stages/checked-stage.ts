/** Stages whose columns are known and whose expressions are checked. */
import type { AggregateFunction } from '../../language/ast.js';
import type { Span } from '../../language/diagnostic.js';
import type { CheckedExpression } from '../checked.js';
import type { Column } from './column.js';

export type CheckedStage =
  | CheckedWhere
  | CheckedSort
  | CheckedLimit
  | CheckedSelect
  | CheckedAggregate
  | CheckedDistinct;

interface Checked {
  readonly span: Span;
  /** The columns of the rows that go on from here; undefined where they are records. */
  readonly made: readonly Column[] | undefined;
}

export interface CheckedWhere extends Checked {
  readonly type: 'where';
  readonly expression: CheckedExpression;
}

export interface CheckedSort extends Checked {
  readonly type: 'sort';
  readonly keys: readonly { readonly column: Column; readonly descending: boolean }[];
}

export interface CheckedLimit extends Checked {
  readonly type: 'limit';
  readonly rows: number;
}

export interface CheckedSelect extends Checked {
  readonly type: 'select';
  readonly columns: readonly Column[];
}

export interface CheckedAggregate extends Checked {
  readonly type: 'aggregate';
  readonly function: AggregateFunction;
  /** Absent for `count`. */
  readonly column?: Column;
  readonly by: readonly Column[];
}

export interface CheckedDistinct extends Checked {
  readonly type: 'distinct';
  readonly column: Column;
}

/** Whether the rows after the last stage were made, and so have no keys. */
export function madeColumns(stages: readonly CheckedStage[]): readonly Column[] | undefined {
  return stages.at(-1)?.made;
}
