import type { Dialect } from '../../language/dialect.js';
import { findSubject, type SubjectReference } from '../../model/subjects.js';
import { checkQuery } from '../check.js';
import type { Column } from '../stages/column.js';
import type { Knowledge } from './knowledge.js';
import { meaningOf, type Place } from './place.js';
import type { Surroundings } from './surroundings.js';

/** A place, and what is known of it. */
export interface Question {
  readonly place: Place;
  readonly surroundings: Surroundings;
  /** The columns that the stages before the place made; undefined where rows are records. */
  readonly made: readonly Column[] | undefined;
  readonly dialect: Dialect;
  /** What `now` is, in milliseconds since 1970; undefined where nobody said. */
  readonly now: number | undefined;
  readonly knowledge: Knowledge | undefined;
}

/** What the subject of the predicate at the place stands for. */
export function referenceOf({ place, surroundings: { rows }, made }: Question): SubjectReference | undefined {
  if (place.begun === undefined) return undefined;
  const { subject: name } = place.begun;
  if (made !== undefined) return made.find((column) => column.name === name);
  if (!name.startsWith('count(')) {
    const reference = findSubject(name, rows);
    return reference && { ...reference, parameter: meaningOf(reference.parameter) };
  }
  const expression = checkQuery(`from ${rows} ${name} exists`).query?.expression;
  return expression?.type === 'predicate' ? expression : undefined;
}
