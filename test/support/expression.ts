/**
 * Random expressions, each with a random spelling of its own: operators as symbols or words, quotes, spaces, parentheses.
 *
 * The spelling is made here, not by the product's printer, so the parser is tested by itself.
 */
import fc from 'fast-check';
import type {
  ComparisonOperator,
  ExistenceOperator,
  Expression,
  MatchOperator,
  MembershipOperator,
  Operator,
  Predicate,
} from '../../src/language/ast.js';
import type { Dialect } from '../../src/language/dialect.js';
import { barePattern, glue, isBareValue, type Piece, quoted, word } from './spelling.js';
import { and, comparison, EVERYTHING, existence, match, membership, not, or } from './syntax.js';
import {
  ATTRIBUTE_NAMES,
  BARE_PATTERNS,
  EC2_INSTANCE_IDS,
  GROUPS,
  INSTANTS,
  QUOTED_PATTERNS,
  SPELLINGS,
  SUBJECT_OPERATORS,
  TEXTS,
  VERSIONS,
} from './vocabulary.js';

/** An expression, one way to write it, and how tightly that way binds. */
export interface Spelled {
  readonly ast: Expression;
  readonly piece: Piece;
  readonly level: Level;
}

type Level = 'or' | 'and' | 'not' | 'primary';
const TIGHTNESS: Readonly<Record<Level, number>> = { or: 0, and: 1, not: 2, primary: 3 };

/** Expressions that check without errors in the dialect and speak of what random fleets hold. */
export function meaningfulExpression(dialect: Dialect): fc.Arbitrary<Spelled> {
  const short = expression(meaningfulPredicate(dialect), dialect);
  return dialect === 'ecs' ? short.filter((spelled) => spelled.piece.text.length <= 2_000) : short;
}

/** Expressions of any attribute names and any values at all: for syntax only. */
export function wildExpression(dialect: Dialect): fc.Arbitrary<Spelled> {
  const wild = expression(wildPredicate(dialect), dialect);
  return dialect === 'ecs' ? wild.filter((spelled) => spelled.piece.text.length <= 2_000) : wild;
}

export function meaningfulPredicate(dialect: Dialect): fc.Arbitrary<Spelled> {
  const weighted = Object.keys(SUBJECT_OPERATORS).map((subject) => ({
    weight: subject === 'attribute' ? 6 : subject === 'task:group' ? 3 : 1,
    arbitrary: predicateOf(subject, dialect),
  }));
  return fc.oneof(...weighted);
}

function expression(predicate: fc.Arbitrary<Spelled>, dialect: Dialect): fc.Arbitrary<Spelled> {
  const everything: Spelled = { ast: EVERYTHING, piece: word('*'), level: 'primary' };
  const leaf =
    dialect === 'stowage' ? fc.oneof({ weight: 12, arbitrary: predicate }, fc.constant(everything)) : predicate;
  const { tree } = fc.letrec<{ tree: Spelled }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: leaf },
      { weight: 2, arbitrary: chain('and', tie('tree')) },
      { weight: 2, arbitrary: chain('or', tie('tree')) },
      { weight: 2, arbitrary: negation(tie('tree')) },
      { weight: 1, arbitrary: superfluousParentheses(tie('tree')) },
    ),
  }));
  return tree;
}

const gap = fc.constantFrom(' ', '', '  ', '\t', '\n', '\r\n');

function chain(level: 'and' | 'or', operand: fc.Arbitrary<Spelled>): fc.Arbitrary<Spelled> {
  const connective = fc.constantFrom(...(level === 'and' ? ['and', '&&'] : ['or', '||']));
  const operands = fc.array(operand, { minLength: 2, maxLength: 5, size: 'small' });
  return fc.tuple(operands, connective, gap, gap).map(([spelled, sign, before, after]) => {
    const tighter = level === 'or' ? 'and' : 'not';
    const pieces = spelled.map((one) => parenthesized(one, tighter));
    const piece = pieces.reduce((left, right) => glue(glue(left, before, word(sign)), after, right));
    return { ast: (level === 'and' ? and : or)(...spelled.map((one) => one.ast)), piece, level };
  });
}

function negation(operand: fc.Arbitrary<Spelled>): fc.Arbitrary<Spelled> {
  return fc.tuple(operand, fc.constantFrom('not', '!'), gap).map(([spelled, sign, after]) => {
    const piece = glue(word(sign), after, parenthesized(spelled, 'not'));
    return { ast: not(spelled.ast), piece, level: 'not' };
  });
}

function superfluousParentheses(operand: fc.Arbitrary<Spelled>): fc.Arbitrary<Spelled> {
  return fc.tuple(operand, gap, gap).map(([spelled, before, after]) => ({
    ast: spelled.ast,
    piece: glue(glue(word('('), before, spelled.piece), after, word(')')),
    level: 'primary',
  }));
}

/** The piece, in parentheses unless it binds at least as tightly as asked. */
function parenthesized(spelled: Spelled, atLeast: Level): Piece {
  if (TIGHTNESS[spelled.level] >= TIGHTNESS[atLeast]) return spelled.piece;
  return glue(glue(word('('), '', spelled.piece), '', word(')'));
}

function predicateOf(subject: string, dialect: Dialect): fc.Arbitrary<Spelled> {
  const operators = SUBJECT_OPERATORS[subject]?.[dialect] ?? [];
  const name =
    subject === 'attribute' ? fc.constantFrom(...ATTRIBUTE_NAMES).map((a) => `attribute:${a}`) : fc.constant(subject);
  return fc
    .tuple(name, fc.constantFrom(...operators))
    .chain(([written, operator]) => spelledPredicate(written, operator, argumentOf(subject), patternArgument, dialect));
}

/** Arguments of a subject's kind. */
function argumentOf(subject: string): fc.Arbitrary<string> {
  switch (subject) {
    case 'agentConnected':
      return fc.constantFrom('true', 'false');
    case 'agentVersion':
      return fc.constantFrom(...VERSIONS);
    case 'registeredAt':
      return fc.constantFrom(...INSTANTS);
    case 'runningTasksCount':
      return fc.constantFrom('0', '1', '2', '3', '5', '-1', '99999999999999999999');
    case 'ec2InstanceId':
      return fc.constantFrom(...EC2_INSTANCE_IDS, 'i-none', '5');
    case 'task:group':
      return fc.constantFrom(...GROUPS, 'service:none');
    default:
      return fc.constantFrom(...TEXTS);
  }
}

const patternArgument = fc.constantFrom(...BARE_PATTERNS, ...QUOTED_PATTERNS);

function wildPredicate(dialect: Dialect): fc.Arbitrary<Spelled> {
  const attributeName = fc.string({ unit: fc.constantFrom(...'abzAZ09-_./\\'), minLength: 1, maxLength: 128 });
  const subject = fc.oneof(
    attributeName.map((name) => `attribute:${name}`),
    fc.constantFrom(
      'task:group',
      'runningTasksCount',
      'agentVersion',
      'registeredAt',
      'ec2InstanceId',
      'agentConnected',
    ),
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'ab1-_.@/\\:+*?^$#%~'), maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...'\\\'"ab ,)]'), maxLength: 8 }),
    fc.constantFrom(...TEXTS),
  );
  const operators = Object.keys(SPELLINGS) as Operator[];
  return fc
    .tuple(subject, fc.constantFrom(...operators))
    .chain(([name, operator]) => spelledPredicate(name, operator, value, fc.oneof(value, patternArgument), dialect));
}

function spelledPredicate(
  subject: string,
  operator: Operator,
  argument: fc.Arbitrary<string>,
  pattern: fc.Arbitrary<string>,
  dialect: Dialect,
): fc.Arbitrary<Spelled> {
  const sign = fc.constantFrom(...SPELLINGS[operator]);
  return fc
    .tuple(sign, gap, gap, operand(subject, operator, argument, pattern, dialect))
    .map(([written, before, after, right]) => {
      const left = glue(word(subject), before, word(written));
      const piece = right.piece === undefined ? left : glue(left, after, right.piece);
      return { ast: right.ast, piece, level: 'primary' };
    });
}

/** What stands right of an operator, with the whole predicate's tree. */
interface Operand {
  readonly ast: Predicate;
  readonly piece: Piece | undefined;
}

function operand(
  subject: string,
  operator: Operator,
  argument: fc.Arbitrary<string>,
  pattern: fc.Arbitrary<string>,
  dialect: Dialect,
): fc.Arbitrary<Operand> {
  switch (operator) {
    case 'exists':
    case '!exists':
      return fc.constant({ ast: existence(subject, operator as ExistenceOperator), piece: undefined });
    case 'in':
    case '!in':
      return list(argument, dialect).map(([values, piece]) => ({
        ast: membership(subject, operator as MembershipOperator, values),
        piece,
      }));
    case '=~':
    case '!~':
      return pattern.chain((text) =>
        spelledPattern(text).map((piece) => ({ ast: match(subject, operator as MatchOperator, text), piece })),
      );
    default:
      return argument.chain((text) =>
        spelledValue(text).map((piece) => ({ ast: comparison(subject, operator as ComparisonOperator, text), piece })),
      );
  }
}

function spelledQuoted(text: string): fc.Arbitrary<Piece> {
  return fc
    .tuple(fc.constantFrom("'" as const, '"' as const), fc.boolean())
    .map(([quote, sparing]) => quoted(text, quote, sparing));
}

function spelledValue(text: string): fc.Arbitrary<Piece> {
  if (!isBareValue(text)) return spelledQuoted(text);
  return fc.oneof({ weight: 3, arbitrary: fc.constant<Piece>({ text, open: 'word' }) }, spelledQuoted(text));
}

const STANDS_BARE: ReadonlySet<string> = new Set(BARE_PATTERNS);

function spelledPattern(text: string): fc.Arbitrary<Piece> {
  if (!STANDS_BARE.has(text)) return spelledQuoted(text);
  return fc.oneof({ weight: 3, arbitrary: fc.constant(barePattern(text)) }, spelledQuoted(text));
}

function list(argument: fc.Arbitrary<string>, dialect: Dialect): fc.Arbitrary<[readonly string[], Piece]> {
  const value = argument.chain((text) => spelledValue(text).map((piece) => ({ text, piece })));
  const brackets = fc.constantFrom(...(dialect === 'stowage' ? ['[]', '()'] : ['[]']));
  return fc.tuple(fc.array(value, { maxLength: 6 }), brackets, gap, gap).map(([values, pair, before, after]) => {
    const [open, close] = values.length === 0 ? ['[', ']'] : [pair.slice(0, 1), pair.slice(1)];
    let piece = word(open);
    values.forEach((one, index) => {
      if (index > 0) piece = glue(piece, before, word(','));
      piece = glue(piece, after, one.piece);
    });
    return [values.map((one) => one.text), glue(piece, before, word(close))];
  });
}
