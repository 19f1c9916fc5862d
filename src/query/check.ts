/**
 * Syntax tree → checked expression, or every error there is.
 */
import type { Expression, Literal, Predicate, Query, RowKind, SubjectName } from '../language/ast.js';
import { type Diagnostic, type DiagnosticCode, type Fix, QueryError, type Span } from '../language/diagnostic.js';
import type { Dialect } from '../language/dialect.js';
import { parseOrThrow, parseWithExtensions } from '../language/parser.js';
import { print, printValue } from '../language/printer.js';
import { nearest } from '../language/suggest.js';
import { LIMITS } from '../model/limits.js';
import {
  findSubject,
  isParameterized,
  type Subject,
  type SubjectKind,
  type SubjectReference,
  subjectsOf,
} from '../model/subjects.js';
import { oneSubjectTooMany, TOO_MANY_SUBJECTS } from './asked-subjects.js';
import type { CheckedExpression, CheckedPredicate, ValueTest } from './checked.js';
import { type Argument, KINDS, ORDERS, type OrderName, parseDecimal } from './kinds.js';
import { type OperatorRow, operatorRow, operatorsOf } from './operators.js';
import { compilePattern } from './pattern.js';
import { halfLine, points } from './ranges.js';
import { checkStages, type Resolve, type StageChecker } from './stages/check-stages.js';
import type { CheckedStage } from './stages/checked-stage.js';

export interface CheckOptions {
  /** `stowage` where nothing is said. */
  readonly dialect?: Dialect;
  /**
   * The only subjects that may be asked about, in full: `attribute:stack`, `task:group`. Another one is an error that offers the
   * nearest of them. Every subject where not set.
   */
  readonly subjects?: Iterable<string>;
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

/** Parses and checks a text. Never throws on a string. O(length). */
export function checkQuery(text: string, options: CheckOptions = {}): CheckResult {
  const dialect = options.dialect ?? 'stowage';
  const { ast, diagnostics: extensions } = parseWithExtensions(text, dialect);
  if (ast === undefined) return { diagnostics: extensions };
  const rows = ast.from?.rows ?? 'instances';
  const subjects = options.subjects && new Set(options.subjects);
  const checker: Checker = { text, dialect, rows, subjects, diagnostics: [...extensions] };
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
export function checkOrThrow(text: string, options: CheckOptions = {}): CheckedQuery {
  const { query, diagnostics } = checkQuery(text, options);
  if (query === undefined) throw new QueryError(text, diagnostics);
  return query;
}

interface Checker {
  readonly text: string;
  readonly dialect: Dialect;
  readonly rows: RowKind;
  readonly subjects: ReadonlySet<string> | undefined;
  readonly diagnostics: Diagnostic[];
  /** What names stand for where rows are made by stages; else they are subjects. */
  readonly resolve?: Resolve;
}

function stageCheckerOf(checker: Checker): StageChecker {
  return {
    subject: (name) => checkSubject(name, checker),
    expression: (expression, resolve) => checkExpression(expression, resolve ? { ...checker, resolve } : checker),
    report: (code, message, span, replacement) => report(checker, code, message, span, replacement),
  };
}

/** Undefined where something in it is wrong; the reasons are then among the checker's diagnostics. */
function checkExpression(expression: Expression, checker: Checker): CheckedExpression | undefined {
  switch (expression.type) {
    case 'or':
    case 'and': {
      const operands = expression.operands.map((operand) => checkExpression(operand, checker));
      return operands.every((operand) => operand !== undefined) ? { type: expression.type, operands } : undefined;
    }
    case 'not': {
      const operand = checkExpression(expression.operand, checker);
      return operand && { type: 'not', operand };
    }
    case 'everything':
      return { type: 'everything' };
    default:
      return checkPredicate(expression, checker);
  }
}

function checkPredicate(syntax: Predicate, checker: Checker): CheckedPredicate | undefined {
  const reference = (checker.resolve ?? checkSubject)(syntax.subject, checker);
  if (reference === undefined) return undefined;
  const operator = operatorRow(syntax.operator.symbol);
  if (!checkOperator(syntax, reference.subject, operator, checker)) return undefined;
  const test = checkArguments(syntax, reference.subject, checker);
  return test && { type: 'predicate', ...reference, operator, test, syntax, span: syntax.span };
}

function checkSubject({ name, span }: SubjectName, checker: Checker): SubjectReference | undefined {
  const reference = findSubject(name, checker.rows);
  if (reference === undefined) {
    const suggestion = suggestSubject(name, checker);
    const hint = suggestion
      ? `; did you mean \`${suggestion}\`?`
      : `; the subjects are ${nameList(subjectsIn(checker).map(labelOf))}`;
    report(checker, 'unknown-subject', `there is no subject \`${name}\`${hint}`, span, suggestion);
    return undefined;
  }
  const { subject, parameter } = reference;
  if (checker.dialect === 'ecs' && subject.families.length === 0) {
    report(checker, 'extension', `\`${labelOf(subject)}\` is an extension of the stowage dialect`, span);
    return undefined;
  }
  if (subject.name === 'attribute:' && !checkAttributeName(parameter, span, subject.name.length, checker))
    return undefined;
  if (checker.subjects === undefined || checker.subjects.has(name)) return reference;
  const near = nearest(name, checker.subjects);
  const hint = near ? `; did you mean \`${near}\`?` : '';
  report(
    checker,
    'unknown-subject',
    `\`${name}\` is none of the subjects that may be asked about here${hint}`,
    span,
    near,
  );
  return undefined;
}

function suggestSubject(name: string, checker: Checker): string | undefined {
  const subjects = subjectsIn(checker);
  for (const subject of subjects) {
    const head = name.slice(0, subject.name.length);
    if (isParameterized(subject) && head !== subject.name && head.toLowerCase() === subject.name.toLowerCase()) {
      return subject.name + name.slice(subject.name.length);
    }
  }
  const complete = subjects.filter((subject) => !isParameterized(subject)).map((subject) => subject.name);
  const near = nearest(name, complete);
  if (near !== undefined) return near;
  return /^[\w./\\-]+$/.test(name) && /[.]/.test(name) ? `attribute:${name}` : undefined;
}

/** What may be asked about in the dialect. */
function subjectsIn({ dialect, rows }: Checker): readonly Subject[] {
  return subjectsOf(rows).filter(({ families }) => dialect !== 'ecs' || families.length > 0);
}

/** As a person would write the subject: `attribute:<name>`. */
function labelOf(subject: Subject): string {
  return 'parameter' in subject && subject.parameter ? `${subject.name}<${subject.parameter.label}>` : subject.name;
}

const ATTRIBUTE_NAME_CHARACTERS = /[^A-Za-z0-9\-_./\\]/;

function checkAttributeName(name: string, span: Span, prefixLength: number, checker: Checker): boolean {
  const start = span.start + prefixLength;
  if (name === '') {
    report(checker, 'attribute-name', 'an attribute name has to come after `attribute:`', span);
  } else if (name.length > LIMITS.attributeNameLength) {
    const message = `an attribute name has at most ${LIMITS.attributeNameLength} characters; this one has ${name.length}`;
    report(checker, 'attribute-name', message, { start, end: span.end });
  } else {
    const at = name.search(ATTRIBUTE_NAME_CHARACTERS);
    if (at < 0) return true;
    const message = `an attribute name holds letters, digits and \`- _ . / \\\`, but no \`${name[at]}\``;
    report(checker, 'attribute-name', message, { start: start + at, end: start + at + 1 });
  }
  return false;
}

function checkOperator(syntax: Predicate, subject: Subject, operator: OperatorRow, checker: Checker): boolean {
  const takes = operatorsOf(subject, checker.dialect);
  if (takes.includes(operator)) return true;
  const label = labelOf(subject);
  const symbols = nameList(takes.map((row) => row.symbol));
  const { symbol, span } = syntax.operator;
  if (checker.dialect === 'ecs' && operatorsOf(subject, 'stowage').includes(operator)) {
    const message = `\`${symbol}\` on \`${label}\` is an extension of the stowage dialect; in the ecs dialect it takes ${symbols}`;
    report(checker, 'extension', message, span);
  } else {
    report(checker, 'operator-not-taken', `\`${label}\` takes no \`${symbol}\`; it takes ${symbols}`, span);
  }
  return false;
}

function nameList(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function checkArguments(syntax: Predicate, subject: Subject, checker: Checker): ValueTest | undefined {
  switch (syntax.type) {
    case 'existence':
      return { form: 'any' };
    case 'match':
      return checkPattern(syntax.pattern, checker);
    case 'membership': {
      const values = syntax.values.map((value) => checkValue(value, subject, checker));
      return values.every((value) => value !== undefined) ? equalTo(subject, values) : undefined;
    }
    case 'comparison': {
      const value = checkValue(syntax.value, subject, checker);
      if (value === undefined) return undefined;
      return syntax.operator.symbol === '==' || syntax.operator.symbol === '!='
        ? equalTo(subject, [value])
        : ordered(syntax.operator.symbol, value, subject);
    }
  }
}

function checkValue(value: Literal, subject: Subject, checker: Checker): Argument | undefined {
  const kind = KINDS[subject.kind];
  const argument = kind.parse(value.text);
  if (argument !== undefined) return argument;
  const mended = kind.mend(value.text).find((text) => kind.parse(text) !== undefined);
  const message = `\`${labelOf(subject)}\` compares with ${kind.expected}`;
  report(checker, kind.code, message, value.span, mended === undefined ? undefined : printValue(mended));
  return undefined;
}

function equalTo(subject: Subject, values: readonly Argument[]): ValueTest {
  const order = ORDER_OF_KIND[subject.kind];
  if (order === 'text') return { form: 'texts', texts: new Set(values as readonly string[]) };
  return { form: 'ranges', order, ranges: points(values, ORDERS[order].compare) };
}

const ORDER_OF_KIND: Readonly<Record<SubjectKind, OrderName>> = {
  boolean: 'text',
  integer: 'number',
  number: 'number',
  instant: 'instant',
  text: 'text',
  'text-set': 'text',
  version: 'version',
};

/** Which half of the line, and whether the bound lies below the cut. */
const RELATIONS: Readonly<Record<'>' | '>=' | '<' | '<=', readonly ['below' | 'above', after: boolean]>> = {
  '>': ['above', true],
  '>=': ['above', false],
  '<': ['below', false],
  '<=': ['below', true],
};

/** Text compares by code unit; an attribute as a number where the bound is one, and then a value that is none does not pass. */
function ordered(symbol: keyof typeof RELATIONS, bound: Argument, subject: Subject): ValueTest {
  const [side, after] = RELATIONS[symbol];
  const number = isParameterized(subject) ? parseDecimal(bound as string) : undefined;
  const order = number === undefined ? ORDER_OF_KIND[subject.kind] : 'decimal';
  return { form: 'ranges', order, ranges: halfLine(side, number ?? bound, after) };
}

function checkPattern(pattern: Literal, checker: Checker): ValueTest | undefined {
  const compiled = compilePattern(pattern.text);
  if ('test' in compiled) return { form: 'pattern', pattern: pattern.text, matches: compiled.test };
  const { code, message, start, end } = compiled.error;
  report(checker, code, message, spanInLiteral(pattern, start, end, checker.text));
  return undefined;
}

/** A place within a literal, as a place of the text; the whole literal where escapes in it moved its characters. */
function spanInLiteral(literal: Literal, start: number, end: number, text: string): Span {
  const written = text.slice(literal.span.start, literal.span.end);
  const offset = written.indexOf(literal.text);
  if (offset < 0 || end <= start) return literal.span;
  const from = literal.span.start + offset;
  return { start: from + start, end: from + end };
}

function report(checker: Checker, code: DiagnosticCode, message: string, span: Span, replacement?: string): void {
  const { start, end } = span;
  const fix: Fix | undefined = replacement === undefined ? undefined : { start, end, text: replacement };
  checker.diagnostics.push({ code, severity: 'error', message, start, end, ...(fix && { fix }) });
}
