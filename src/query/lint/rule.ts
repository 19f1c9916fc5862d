/** What a rule of the checker looks at and what it says. */
import type { And, Or, Predicate, RowKind } from '../../language/ast.js';
import type { DiagnosticCode, Fix, Severity, Span } from '../../language/diagnostic.js';
import type { Dialect } from '../../language/dialect.js';
import type { Subject } from '../../model/subjects.js';

/** A row of the table of warnings. `P` is the part of the tree that it looks at. */
export interface Rule<P> {
  readonly code: DiagnosticCode;
  readonly severity: Exclude<Severity, 'error'>;
  readonly detect: (part: P, context: LintContext) => Iterable<Detected>;
}

/** What holds of the whole text. */
export interface LintContext {
  readonly text: string;
  readonly dialect: Dialect;
  /** What the rows of the query are. */
  readonly rows: RowKind;
}

export interface Detected extends Span {
  readonly message: string;
  readonly fix?: Fix;
}

/** A predicate without errors, and where it stands. */
export interface PredicatePart {
  readonly syntax: Predicate;
  readonly subject: Subject;
  readonly parameter: string;
  /** What the subject is of: a task has one group where an instance has those of its tasks. */
  readonly rows: RowKind;
  /** Whether it stands under an odd number of `not`s. */
  readonly negated: boolean;
  /** Whether what stands around it settles what happens to hosts without the subject. */
  readonly absenceSettled: boolean;
}

export type ChainPart = And | Or;

/** Source text in a message: on one line, and short. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `\`${line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN - 1)}…` : line}\``;
}

const MOST_SHOWN = 80;

export function textOf({ text }: LintContext, { start, end }: Span): string {
  return text.slice(start, end);
}

/** A finding about a place, which a text put there would mend. */
export function at({ start, end }: Span, message: string, replacement?: string): Detected {
  return { start, end, message, ...(replacement === undefined ? {} : { fix: { start, end, text: replacement } }) };
}
