/** What checking a text goes by, and where it tells what is wrong. */
import type { RowKind, SubjectName } from '../language/ast.js';
import type { Diagnostic, DiagnosticCode, Fix, Span } from '../language/diagnostic.js';
import type { Dialect } from '../language/dialect.js';
import type { SubjectReference } from '../model/subjects.js';

export interface Checker {
  readonly text: string;
  readonly dialect: Dialect;
  /** What the rows are that subjects speak of; within `count(…)` tasks. */
  readonly rows: RowKind;
  /** Whether it is the tasks within a `count(…)` that are spoken of, so that nothing may be asked but what a task says itself. */
  readonly isCounting: boolean;
  /** The only subjects that may be asked about; all of them where not set. */
  readonly subjects: ReadonlySet<string> | undefined;
  /** What `now` is, in milliseconds since 1970; undefined where nobody said. */
  readonly now: number | undefined;
  /** What names stand for, where that is not the subjects of the records. It tells what is wrong with them. */
  readonly resolve?: (name: SubjectName) => SubjectReference | undefined;
  readonly diagnostics: Diagnostic[];
}

/** Adds an error. */
export function report(
  checker: Checker,
  code: DiagnosticCode,
  message: string,
  span: Span,
  replacement?: string,
): void {
  const { start, end } = span;
  const fix: Fix | undefined = replacement === undefined ? undefined : { start, end, text: replacement };
  checker.diagnostics.push({ code, severity: 'error', message, start, end, ...(fix && { fix }) });
}

/** Names as a message lists them. */
export function nameList(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
