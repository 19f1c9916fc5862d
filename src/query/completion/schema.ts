/** What a cluster can be asked: its subjects, and what they hold. */

import { quote } from '../../language/lexical.js';
import { printValue } from '../../language/printer.js';
import { formatInstant } from '../../model/instant.js';
import { LIMITS } from '../../model/limits.js';
import { compareText } from '../../model/records.js';
import { isNumeric, isParameterized, SUBJECTS, type Subject, type SubjectKind } from '../../model/subjects.js';
import { type Knowledge, NO_CONDITIONS } from './knowledge.js';

/** A value as it is written in a query, without quotes, and how many instances have it. */
export interface ValueCount {
  readonly value: string;
  readonly rows: number;
}

/** One subject of a cluster. */
export interface SubjectSummary {
  /** In full: `attribute:stack`. */
  readonly subject: string;
  readonly kind: SubjectKind;
  /** How many instances have it, with a value or without. */
  readonly rows: number;
  /** How many different values it has. */
  readonly distinct: number;
  /** The most frequent values, at most 20 (`LIMITS.schemaValues`); among equally frequent ones, by text or number. */
  readonly values: readonly ValueCount[];
}

/** In the order of the table of subjects, names of a subject like `attribute:` by text. */
export function schema(knowledge: Knowledge): readonly SubjectSummary[] {
  return SUBJECTS.flatMap((subject) => {
    const parameters = isParameterized(subject) ? [...knowledge.namesOf(subject).keys()].sort(compareText) : [''];
    return parameters.map((parameter) => summaryOf(subject, parameter, knowledge));
  }).filter(({ rows }) => rows > 0);
}

function summaryOf(subject: Subject, parameter: string, knowledge: Knowledge): SubjectSummary {
  const head = { subject: subject.name + printedName(parameter), kind: subject.kind };
  if (isNumeric(subject)) return { ...head, ...countNumbers(subject, parameter, knowledge) };
  const index = knowledge.store.instanceSpace.index.values(subject, parameter);
  if (index === undefined) return { ...head, rows: 0, distinct: 0, values: [] };
  const codes = knowledge.orderOf(index).beginningWith('').slice(0, LIMITS.schemaValues);
  const values = codes.map((code) => ({ value: index.text(code), rows: index.sizeOf(code) }));
  return { ...head, rows: index.present.size, distinct: index.distinct, values };
}

/** As it stands in a query. */
function printedName(parameter: string): string {
  return parameter === '' || printValue(parameter) === parameter ? parameter : quote(parameter);
}

function countNumbers(subject: Subject, parameter: string, knowledge: Knowledge) {
  const counts = new Map(
    knowledge.countsOf({ subject, parameter }, 'instances', NO_CONDITIONS) as Map<number | null, number>,
  );
  counts.delete(null);
  const numbers = counts as Map<number, number>;
  const rows = [...numbers.values()].reduce((sum, count) => sum + count, 0);
  const frequent = [...numbers].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || a - b).slice(0, LIMITS.schemaValues);
  const print = subject.kind === 'instant' ? formatInstant : String;
  return {
    rows,
    distinct: numbers.size,
    values: frequent.map(([number, count]) => ({ value: print(number), rows: count })),
  };
}
