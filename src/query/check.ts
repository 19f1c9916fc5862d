/**
 * Syntax tree → checked expression, or every error there is.
 */
import type { Query, RowKind } from '../language/ast.js';
import { type Diagnostic, QueryError } from '../language/diagnostic.js';
import type { Dialect } from '../language/dialect.js';
import { parseOrThrow, parseWithExtensions } from '../language/parser.js';
import { print } from '../language/printer.js';
import { oneSubjectTooMany, TOO_MANY_SUBJECTS } from './asked-subjects.js';
import { checkExpression, checkSubject } from './check-expression.js';
import type { CheckedExpression } from './checked.js';
import { type Checker, report } from './checker.js';
import { readPresent } from './relative-instant.js';
import { checkStages, type StageChecker } from './stages/check-stages.js';
import type { CheckedStage } from './stages/checked-stage.js';

export interface CheckOptions {
  /** `stowage` where nothing is said. */
  readonly dialect?: Dialect;
  /**
   * The only subjects that may be asked about, in full: `attribute:stack`, `task:group`. Another one is an error that offers the
   * nearest of them. Every subject where not set.
   */
  readonly subjects?: Iterable<string>;
  /**
   * What `now` stands for: milliseconds since 1970, an instant such as `2026-01-31T12:00:00Z`, or a date. Without it a text that says
   * `now` cannot be answered; whether it is right is told all the same.
   */
  readonly now?: number | string | Date | undefined;
}

export interface ConditionOptions extends CheckOptions {
  /** Whether only a condition on instances may stand there, without `from tasks` and stages. */
  readonly conditionOnly?: boolean;
}

/** A text that can be answered. */
export interface CheckedQuery {
  readonly text: string;
  readonly ast: Query;
  /** What its rows are. */
  readonly rows: RowKind;
  readonly expression: CheckedExpression;
  /** What is done with the rows, in order. */
  readonly stages: readonly CheckedStage[];
}

export interface CheckResult {
  /** Present exactly where no diagnostic is an error. */
  readonly query?: CheckedQuery;
  /** In the order of the text; all the errors of a text whose syntax is right. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The canonical form of a text.
 *
 * @throws QueryError where its syntax is wrong; subjects and values are not looked at.
 */
export function format(text: string): string {
  return print(parseOrThrow(text));
}

/**
 * Parses and checks a text. Never throws on a string. O(length).
 *
 * @throws StowageError `usage` where the option `now` is no instant.
 */
export function checkQuery(text: string, options: ConditionOptions = {}): CheckResult {
  const dialect = options.dialect ?? 'stowage';
  const { ast, diagnostics: extensions } = parseWithExtensions(text, dialect);
  if (ast === undefined) return { diagnostics: extensions };
  const rows = ast.from?.rows ?? 'instances';
  const subjects = options.subjects && new Set(options.subjects);
  const now = readPresent(options.now);
  const checker: Checker = { text, dialect, rows, isCounting: false, subjects, now, diagnostics: [...extensions] };
  if (options.conditionOnly) refuseMore(ast, checker);
  const expression = checkExpression(ast.expression, checker);
  const tooMany = expression && oneSubjectTooMany(expression);
  if (tooMany !== undefined) report(checker, 'too-many-subjects', TOO_MANY_SUBJECTS, tooMany.syntax.subject.span);
  const stages = checkStages(ast.stages, stageCheckerOf(checker));
  const diagnostics = checker.diagnostics.sort((a, b) => a.start - b.start);
  return expression === undefined || stages === undefined || diagnostics.length > 0
    ? { diagnostics }
    : { query: { text, ast, rows, expression, stages }, diagnostics };
}

/** The checked query of a text, or a `QueryError` with its diagnostics. */
export function checkOrThrow(text: string, options: ConditionOptions = {}): CheckedQuery {
  const { query, diagnostics } = checkQuery(text, options);
  if (query === undefined) throw new QueryError(text, diagnostics);
  return query;
}

/** Where hosts are chosen one by one there are no rows to go through. */
function refuseMore({ from, stages }: Query, checker: Checker): void {
  if (from?.rows === 'tasks') {
    report(
      checker,
      'condition-only',
      'only a condition on instances may stand here, and this asks for tasks',
      from.span,
    );
  }
  for (const { span } of stages) {
    report(checker, 'condition-only', 'only a condition may stand here, and this is a stage of a query', span);
  }
}

function stageCheckerOf(checker: Checker): StageChecker {
  return {
    subject: (name) => checkSubject(name, checker),
    expression: (expression, resolve) => checkExpression(expression, resolve ? { ...checker, resolve } : checker),
    report: (code, message, span, replacement) => report(checker, code, message, span, replacement),
  };
}
