/**
 * What every operator means: THE table. The checker, the evaluator, the planner, the language reference and the help text read
 * it; a new operator is a new row.
 */
import type { Operator } from '../language/ast.js';
import type { Dialect } from '../language/dialect.js';
import { FAMILIES_BY_KIND, type OperatorFamily, type Subject } from '../model/subjects.js';

export interface OperatorRow {
  readonly symbol: Operator;
  /** The spelled-out form, where there is one beside the symbol. */
  readonly word?: string;
  readonly family: OperatorFamily;
  /** The operator whose test this one turns round; absent for the positive ones. */
  readonly negates?: Operator;
  /** What it asks of a subject that is absent or has no value. */
  readonly whenAbsent: boolean;
  readonly summary: string;
}

/** Amazon ECS Developer Guide, "Cluster query language": operators. A predicate is false where its subject is absent, but for `!exists`. */
export const OPERATORS: readonly OperatorRow[] = [
  { symbol: '==', word: 'equals', family: 'equality', whenAbsent: false, summary: 'equal' },
  {
    symbol: '!=',
    word: 'not_equals',
    family: 'equality',
    negates: '==',
    whenAbsent: false,
    summary: 'there and not equal',
  },
  { symbol: '>', word: 'greater_than', family: 'order', whenAbsent: false, summary: 'greater' },
  { symbol: '>=', word: 'greater_than_equal', family: 'order', whenAbsent: false, summary: 'greater or equal' },
  { symbol: '<', word: 'less_than', family: 'order', whenAbsent: false, summary: 'less' },
  { symbol: '<=', word: 'less_than_equal', family: 'order', whenAbsent: false, summary: 'less or equal' },
  { symbol: 'in', family: 'membership', whenAbsent: false, summary: 'one of a list' },
  {
    symbol: '!in',
    word: 'not_in',
    family: 'membership',
    negates: 'in',
    whenAbsent: false,
    summary: 'there and none of a list',
  },
  { symbol: '=~', word: 'matches', family: 'match', whenAbsent: false, summary: 'matches a pattern as a whole' },
  {
    symbol: '!~',
    word: 'not_matches',
    family: 'match',
    negates: '=~',
    whenAbsent: false,
    summary: 'there and does not match',
  },
  { symbol: 'exists', family: 'existence', whenAbsent: false, summary: 'there, with or without a value' },
  {
    symbol: '!exists',
    word: 'not_exists',
    family: 'existence',
    negates: 'exists',
    whenAbsent: true,
    summary: 'not there',
  },
];

const BY_SYMBOL: ReadonlyMap<Operator, OperatorRow> = new Map(OPERATORS.map((row) => [row.symbol, row]));

export function operatorRow(symbol: Operator): OperatorRow {
  return BY_SYMBOL.get(symbol) as OperatorRow;
}

/** The operators that a subject takes in a dialect, in the order of the table. */
export function operatorsOf(subject: Subject, dialect: Dialect): readonly OperatorRow[] {
  const families = dialect === 'ecs' ? subject.families : FAMILIES_BY_KIND[subject.kind];
  return OPERATORS.filter((row) => families.includes(row.family));
}
