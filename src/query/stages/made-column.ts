/** The columns of rows that a stage makes. */
import type { AggregateFunction } from '../../language/ast.js';
import type { Subject, SubjectKind } from '../../model/subjects.js';
import { type Column, isSet } from './column.js';

/** A column that goes on as it is. */
export function shownColumn(column: Column, position: number): Column {
  return { ...column, subject: { ...column.subject }, position };
}

/** A column that groups have in common: of a set one member. */
export function keyColumn(column: Column, position: number): Column {
  if (!isSet(column)) return shownColumn(column, position);
  return { ...column, subject: madeSubject(column.name, 'text'), position };
}

export function countColumn(position: number): Column {
  return { name: 'count', subject: madeSubject('count', 'integer'), parameter: '', position };
}

/** Its values have the units of what was aggregated; a mean of whole numbers need be none. */
export function aggregateColumn(
  name: AggregateFunction,
  { name: of, subject, parameter }: Column,
  position: number,
): Column {
  const made = `${name}(${of})`;
  if (subject.source === 'resource' && subject.name !== 'utilization:') {
    return { name: made, subject: { ...subject, name: made }, parameter, position };
  }
  const kind = name === 'avg' ? 'number' : subject.kind;
  return { name: made, subject: madeSubject(made, kind), parameter: '', position };
}

const NUMERIC: readonly SubjectKind[] = ['integer', 'number', 'instant'];

/**
 * Says what the values of a column are, so that an expression can ask of it. Nothing is ever read by it: each column has its own,
 * and is known by it.
 */
function madeSubject(name: string, kind: SubjectKind): Subject {
  const index = NUMERIC.includes(kind) ? 'ranges' : 'values';
  const summary = 'a column that a stage made';
  const read = () => undefined;
  return { name, source: 'instance', kind, index, families: [], kept: 'when-asked', summary, read } as Subject;
}
