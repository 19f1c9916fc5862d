/** Stages of a syntax tree → checked stages, or every error there is. */
import type {
  AggregateStage,
  DistinctStage,
  Expression,
  LimitStage,
  SelectStage,
  SortStage,
  Stage,
  SubjectName,
  WhereStage,
} from '../../language/ast.js';
import type { DiagnosticCode, Span } from '../../language/diagnostic.js';
import { nearest } from '../../language/suggest.js';
import { LIMITS } from '../../model/limits.js';
import type { Subject, SubjectReference } from '../../model/subjects.js';
import type { CheckedExpression } from '../checked.js';
import type { CheckedAggregate, CheckedSort, CheckedStage } from './checked-stage.js';
import { type Column, isSet } from './column.js';
import { aggregateColumn, countColumn, keyColumn, shownColumn } from './made-column.js';

/** What the checker of expressions does for stages. */
export interface StageChecker {
  /** What a name stands for on the records; tells what is wrong with it. */
  readonly subject: (name: SubjectName) => SubjectReference | undefined;
  /** @param resolve what names stand for, where it is not the subjects of the records. It tells what is wrong with them. */
  readonly expression: (expression: Expression, resolve?: Resolve) => CheckedExpression | undefined;
  readonly report: (code: DiagnosticCode, message: string, span: Span, replacement?: string) => void;
}

export type Resolve = (name: SubjectName) => SubjectReference | undefined;

/** Undefined where something is wrong with a stage: the checker was told, of every stage up to the first whose columns are unknown. */
export function checkStages(stages: readonly Stage[], checker: StageChecker): readonly CheckedStage[] | undefined {
  const checked: CheckedStage[] = [];
  let scope: Scope = { checker, columns: undefined };
  let isRight = true;
  for (const stage of stages) {
    const result = checkStage(stage, scope);
    if (result === undefined) {
      isRight = false;
      // What it would have made is unknown; a stage that makes nothing leaves the columns as they are.
      if (stage.type === 'select' || stage.type === 'aggregate' || stage.type === 'distinct') return undefined;
    } else {
      checked.push(result);
      scope = { checker, columns: result.made };
    }
  }
  return isRight ? checked : undefined;
}

interface Scope {
  readonly checker: StageChecker;
  /** Of made rows; undefined while rows are records. */
  readonly columns: readonly Column[] | undefined;
}

function checkStage(stage: Stage, scope: Scope): CheckedStage | undefined {
  switch (stage.type) {
    case 'where':
      return checkWhere(stage, scope);
    case 'sort':
      return checkSort(stage, scope);
    case 'limit':
      return checkLimit(stage, scope);
    case 'select':
      return checkSelect(stage, scope);
    case 'aggregate':
      return checkAggregate(stage, scope);
    case 'distinct':
      return checkDistinct(stage, scope);
  }
}

function checkWhere({ expression: syntax, span }: WhereStage, { checker, columns }: Scope): CheckedStage | undefined {
  const resolve = columns && ((name: SubjectName) => madeColumn(name, columns, checker));
  const expression = checker.expression(syntax, resolve);
  return expression && { type: 'where', expression, span, made: columns };
}

function checkSort({ keys, span }: SortStage, scope: Scope): CheckedStage | undefined {
  const checked: CheckedSort['keys'][number][] = [];
  for (const { column: name, descending } of keys) {
    const column = columnOf(name, scope);
    if (column === undefined) continue;
    if (isSet(column)) {
      const message = `\`${name.name}\` may have several values, so that nothing says which of them to sort by; count by it instead, or ask \`from tasks\``;
      scope.checker.report('column-kind', message, name.span);
    } else checked.push({ column, descending });
  }
  const names = keys.map(({ column }) => column);
  if (!areDistinct(names, 'sort', scope) || checked.length < keys.length) return undefined;
  return { type: 'sort', keys: checked, span, made: scope.columns };
}

function checkLimit({ rows: { text, span: at }, span }: LimitStage, scope: Scope): CheckedStage | undefined {
  const most = LIMITS.queryRows;
  const rows = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (rows <= most) return { type: 'limit', rows, span, made: scope.columns };
  const message = `\`limit\` takes a whole number from 0 to ${most.toLocaleString('en-US')}`;
  scope.checker.report('invalid-limit', message, at);
  return undefined;
}

function checkSelect({ columns: names, span }: SelectStage, scope: Scope): CheckedStage | undefined {
  const columns = columnsOf(names, 'select', scope);
  return columns && { type: 'select', columns, span, made: columns.map(shownColumn) };
}

function checkAggregate(stage: AggregateStage, scope: Scope): CheckedStage | undefined {
  const by = columnsOf(stage.by, 'by', scope);
  const keys = by?.map(keyColumn) ?? [];
  const { function: name, span } = stage;
  if (stage.column === undefined) {
    if (by === undefined || !isNew('count', keys, span, scope)) return undefined;
    return { type: 'aggregate', function: name, by, span, made: [...keys, countColumn(keys.length)] };
  }
  const column = columnOf(stage.column, scope);
  if (column === undefined || !takes(name, column, stage.column.span, scope) || by === undefined) return undefined;
  const made = aggregateColumn(name, column, keys.length);
  if (!isNew(made.name, keys, span, scope)) return undefined;
  return { type: 'aggregate', function: name, column, by, span, made: [...keys, made] };
}

function checkDistinct({ column: name, span }: DistinctStage, scope: Scope): CheckedStage | undefined {
  const column = columnOf(name, scope);
  return column && { type: 'distinct', column, span, made: [keyColumn(column, 0)] };
}

/** Whether an aggregate can be made of a column. */
function takes(name: CheckedAggregate['function'], column: Column, span: Span, { checker }: Scope): boolean {
  const { kind } = column.subject;
  const isAmount = kind === 'integer' || kind === 'number';
  if (name === 'sum' || name === 'avg') {
    if (isAmount) return true;
    const message = `\`${name}\` takes numbers, and \`${column.name}\` is ${KIND_NAMES[kind]}; ${adviceFor(column)}`;
    checker.report('column-kind', message, span);
    return false;
  }
  if (kind !== 'boolean' && kind !== 'text-set') return true;
  const message = `\`${name}\` takes what has an order, and \`${column.name}\` is ${KIND_NAMES[kind]}; use \`count by ${column.name}\``;
  checker.report('column-kind', message, span);
  return false;
}

const KIND_NAMES: Readonly<Record<Subject['kind'], string>> = {
  boolean: 'true or false',
  integer: 'a number',
  number: 'a number',
  instant: 'an instant',
  text: 'text',
  'text-set': 'a set of text',
  version: 'a version',
};

function adviceFor({ name, subject: { kind } }: Column): string {
  return kind === 'boolean' || kind === 'text-set' || kind === 'text'
    ? `use \`count by ${name}\``
    : `use \`min ${name}\` or \`max ${name}\``;
}

function columnsOf(names: readonly SubjectName[], where: string, scope: Scope): readonly Column[] | undefined {
  const columns = names.flatMap((name) => columnOf(name, scope) ?? []);
  return areDistinct(names, where, scope) && columns.length === names.length ? columns : undefined;
}

function columnOf(name: SubjectName, { checker, columns }: Scope): Column | undefined {
  if (columns !== undefined) return madeColumn(name, columns, checker);
  if (name.aggregated !== undefined) {
    const message = `no stage before this one makes the column \`${name.name}\`; ${adviceToMake(name)}`;
    checker.report('unknown-column', message, name.span);
    return undefined;
  }
  const reference = checker.subject(name);
  return reference && { name: name.name, ...reference, position: undefined };
}

function adviceToMake({ aggregated }: SubjectName): string {
  return aggregated === undefined ? '' : `put \`| ${aggregated.function} ${aggregated.column.name}\` before it`;
}

/** The column that a name stands for after a stage has made rows. */
function madeColumn(name: SubjectName, columns: readonly Column[], checker: StageChecker): Column | undefined {
  const column = columns.find((made) => made.name === name.name);
  if (column !== undefined) return column;
  const names = columns.map((made) => made.name);
  const near = nearest(name.name, names);
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  const list = names.map((made) => `\`${made}\``).join(', ');
  const message = `there is no column \`${name.name}\` here: the rows have ${list} and no others${hint}`;
  checker.report('unknown-column', message, name.span, near);
  return undefined;
}

/** Tells each name that stands there a second time. */
function areDistinct(names: readonly SubjectName[], where: string, { checker }: Scope): boolean {
  const repeated = names.filter(({ name }, at) => names.findIndex((other) => other.name === name) < at);
  for (const { name, span } of repeated) {
    checker.report('duplicate-column', `\`${name}\` stands twice in this \`${where}\``, span);
  }
  return repeated.length === 0;
}

/** Whether none of the keys already has the name that the aggregate is going to have: `count by count`. */
function isNew(name: string, keys: readonly Column[], span: Span, { checker }: Scope): boolean {
  if (keys.every((key) => key.name !== name)) return true;
  checker.report('duplicate-column', `the rows would have two columns \`${name}\``, span);
  return false;
}
