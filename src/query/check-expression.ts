/** Expression of a syntax tree → checked expression, or every error there is. */
import type { Expression, Literal, Predicate, SubjectName } from '../language/ast.js';
import type { Span } from '../language/diagnostic.js';
import { print } from '../language/printer.js';
import { isParameterized, type Subject, type SubjectReference } from '../model/subjects.js';
import { checkName } from './check-subject.js';
import { checkValue } from './check-value.js';
import type { CheckedExpression, CheckedPredicate, ValueTest } from './checked.js';
import { type Checker, nameList, report } from './checker.js';
import { countSubject } from './count-subject.js';
import { type Argument, ORDER_OF_KIND, ORDERS, parseDecimal } from './kinds.js';
import { type OperatorRow, operatorRow, operatorsOf } from './operators.js';
import { compilePattern } from './pattern.js';
import { halfLine, points } from './ranges.js';
import { labelOf } from './subject-text.js';

/** Undefined where something in it is wrong; the reasons are then among the checker's diagnostics. */
export function checkExpression(expression: Expression, checker: Checker): CheckedExpression | undefined {
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
  const reference = checkSubject(syntax.subject, checker);
  if (reference === undefined) return undefined;
  const operator = operatorRow(syntax.operator.symbol);
  if (!checkOperator(syntax, reference.subject, operator, checker)) return undefined;
  const test = checkArguments(syntax, reference, checker);
  return test && { type: 'predicate', ...reference, operator, test, syntax, span: syntax.span };
}

/** What a name or `count(…)` stands for; undefined where it may not stand there, and the checker was told. */
export function checkSubject(name: SubjectName, checker: Checker): SubjectReference | undefined {
  if (checker.resolve !== undefined) return checker.resolve(name);
  if (name.counted !== undefined) return checkCount(name.counted, name.span, checker);
  if (name.aggregated === undefined) return checkName(name, checker);
  // The ecs dialect said already that there are no stages.
  if (checker.dialect === 'stowage') {
    report(checker, 'unknown-subject', `\`${name.name}\` is a column that a stage makes, and no subject`, name.span);
  }
  return undefined;
}

function checkCount(counted: Expression, span: Span, checker: Checker): SubjectReference | undefined {
  if (checker.isCounting) {
    report(
      checker,
      'not-of-task',
      '`count(…)` looks at one task after the other, of which there is nothing to count',
      span,
    );
    return undefined;
  }
  // That it is there at all was refused where it may not be.
  const expression = checkExpression(counted, { ...checker, dialect: 'stowage', rows: 'tasks', isCounting: true });
  return expression && { subject: countSubject(expression), parameter: print(counted) };
}

function checkOperator(syntax: Predicate, subject: Subject, operator: OperatorRow, checker: Checker): boolean {
  // Of a subject that the dialect does not have, that was said.
  const takes = operatorsOf(subject, subject.families.length === 0 ? 'stowage' : checker.dialect);
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

function checkArguments(syntax: Predicate, reference: SubjectReference, checker: Checker): ValueTest | undefined {
  const { subject } = reference;
  switch (syntax.type) {
    case 'existence':
      return { form: 'any' };
    case 'match':
      return checkPattern(syntax.pattern, checker);
    case 'membership': {
      const values = syntax.values.map((value) => checkValue(value, reference, checker));
      return values.every((value) => value !== undefined) ? equalTo(subject, values) : undefined;
    }
    case 'comparison': {
      const value = checkValue(syntax.value, reference, checker);
      if (value === undefined) return undefined;
      return syntax.operator.symbol === '==' || syntax.operator.symbol === '!='
        ? equalTo(subject, [value])
        : ordered(syntax.operator.symbol, value, subject);
    }
  }
}

function equalTo(subject: Subject, values: readonly Argument[]): ValueTest {
  const order = ORDER_OF_KIND[subject.kind];
  if (order === 'text') return { form: 'texts', texts: new Set(values as readonly string[]) };
  return { form: 'ranges', order, ranges: points(values, ORDERS[order].compare) };
}

/** Which half of the line, and whether the bound lies below the cut. */
const RELATIONS: Readonly<Record<'>' | '>=' | '<' | '<=', readonly ['below' | 'above', after: boolean]>> = {
  '>': ['above', true],
  '>=': ['above', false],
  '<': ['below', false],
  '<=': ['below', true],
};

/** Text compares by code unit; an attribute or a tag as a number where the bound is one, and then a value that is none does not pass. */
function ordered(symbol: keyof typeof RELATIONS, bound: Argument, subject: Subject): ValueTest {
  const [side, after] = RELATIONS[symbol];
  const number = subject.kind === 'text' && isParameterized(subject) ? parseDecimal(bound as string) : undefined;
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
