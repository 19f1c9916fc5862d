/** Rules by which an expression may be rewritten without any change of its meaning, and their use all over an expression. */
import type { Comparison, Expression, Membership, Predicate } from '../../src/language/ast.js';
import { and, comparison, EVERYTHING, existence, membership, not, or } from './syntax.js';

/** Draws that decide how to rewrite: a whole number below the limit. */
export type Choose = (limit: number) => number;

/**
 * Another expression that holds on the same hosts, whatever the fleet; undefined where the rule says nothing about this one.
 * `other` is any expression at all.
 */
export type Rule = (expression: Expression, other: Expression, choose: Choose) => Expression | undefined;

export const RULES: Readonly<Record<string, Rule>> = {
  'the operands in another order': (expression, _, choose) =>
    chain(expression, (operands) => shuffled(operands, choose)),
  'the operands in groups': (expression, _, choose) =>
    chain(expression, (operands, again) => {
      const at = 1 + choose(operands.length - 1);
      return [again(operands.slice(0, at)), again(operands.slice(at))];
    }),
  'an operand twice': (expression, _, choose) =>
    chain(expression, (operands) => [...operands, operands[choose(operands.length)] as Expression]),
  'not not': (expression) => not(not(expression)),
  'De Morgan': (expression) => {
    if (expression.type === 'and') return not(or(...expression.operands.map(not)));
    return expression.type === 'or' ? not(and(...expression.operands.map(not))) : undefined;
  },
  'De Morgan inwards': (expression) => {
    if (expression.type !== 'not') return undefined;
    const { operand } = expression;
    if (operand.type === 'and') return or(...operand.operands.map(not));
    return operand.type === 'or' ? and(...operand.operands.map(not)) : undefined;
  },
  'and what it implies': (expression, other) => and(expression, or(expression, other)),
  'or what implies it': (expression, other) => or(and(other, expression), expression),
  'by cases': (expression, other) => or(and(expression, other), and(expression, not(other))),
  'and what is always true': (expression, other) => and(or(other, not(other)), expression),
  'or what is never true': (expression, other) => or(expression, and(other, not(other))),
  'and *': (expression) => and(expression, EVERYTHING),
  'or not *': (expression) => or(not(EVERYTHING), expression),
  distributed: (expression, _, choose) => distributed(expression, choose),
  'in as a chain of ==': (expression) =>
    listed(expression, 'in', ({ subject, values }) =>
      or(...values.map(({ text }) => comparison(subject.name, '==', text))),
    ),
  '!in as a chain of !=': (expression) =>
    listed(expression, '!in', ({ subject, values }) =>
      and(...values.map(({ text }) => comparison(subject.name, '!=', text))),
    ),
  'in as two': (expression, _, choose) => listed(expression, 'in', (list) => or(...halves(list, choose))),
  '!in as two': (expression, _, choose) => listed(expression, '!in', (list) => and(...halves(list, choose))),
  'in with a value more, less that value': (expression, _, choose) =>
    listed(expression, 'in', ({ subject, values }) => {
      const [left, kept] = [values[choose(values.length)]?.text ?? '', values.map(({ text }) => text)];
      const without = membership(
        subject.name,
        'in',
        kept.filter((text) => text !== left),
      );
      return or(without, and(membership(subject.name, 'in', kept), comparison(subject.name, '==', left)));
    }),
  '== as in of one': (expression) =>
    compared(expression, '==', ({ subject, value }) => membership(subject.name, 'in', [value.text, value.text])),
  '== as >= and <=': (expression) =>
    compared(expression, '==', ({ subject, value }) =>
      isOrdered(subject.name)
        ? and(comparison(subject.name, '>=', value.text), comparison(subject.name, '<=', value.text))
        : undefined,
    ),
  '!= as < or >': (expression) =>
    compared(expression, '!=', ({ subject, value }) =>
      isOrdered(subject.name)
        ? or(comparison(subject.name, '<', value.text), comparison(subject.name, '>', value.text))
        : undefined,
    ),
  '>= as > or ==': (expression) => withoutEquality(expression, '>=', '>'),
  '<= as < or ==': (expression) => withoutEquality(expression, '<=', '<'),
  '> as not <=, where there is a number': (expression) =>
    compared(expression, '>', ({ subject, value }) =>
      isNumber(subject.name)
        ? and(existence(subject.name, 'exists'), not(comparison(subject.name, '<=', value.text)))
        : undefined,
    ),
  'a negative operator as not, where there is a value': (expression) => {
    const positive = { '!=': '==', '!in': 'in', '!~': '=~' } as const;
    if (!('operator' in expression)) return undefined;
    const symbol = expression.operator.symbol as keyof typeof positive;
    if (!(symbol in positive)) return undefined;
    const affirmed = { ...expression, operator: { ...expression.operator, symbol: positive[symbol] } } as Predicate;
    // `!in []` is true exactly where there is a value.
    const isAnswerable = isNumber(expression.subject.name)
      ? existence(expression.subject.name, 'exists')
      : membership(expression.subject.name, '!in', []);
    return and(isAnswerable, not(affirmed));
  },
  'where its subject exists': (expression) =>
    'operator' in expression && expression.operator.symbol !== '!exists'
      ? and(existence(expression.subject.name, 'exists'), expression)
      : undefined,
  '!exists as not exists': (expression) =>
    'operator' in expression && expression.operator.symbol === '!exists'
      ? not(existence(expression.subject.name, 'exists'))
      : undefined,
};

/** Rewrites at random places of the expression, the inner ones first, by random rules. */
export function rewritten(expression: Expression, other: Expression, choose: Choose, share = 3): Expression {
  const inner = mapOperands(expression, (operand) => rewritten(operand, other, choose, share));
  if (choose(share) > 0) return inner;
  const rules = Object.values(RULES);
  for (let tries = 0; tries < 5; tries++) {
    const found = rules[choose(rules.length)]?.(inner, other, choose);
    if (found !== undefined) return found;
  }
  return inner;
}

function mapOperands(expression: Expression, map: (operand: Expression) => Expression): Expression {
  if (expression.type === 'not') return not(map(expression.operand));
  if (expression.type === 'and') return and(...expression.operands.map(map));
  return expression.type === 'or' ? or(...expression.operands.map(map)) : expression;
}

type Chain = (operands: readonly Expression[]) => Expression;

/** The same chain of other operands; one operand stands for itself. */
function chain(
  expression: Expression,
  change: (operands: readonly Expression[], again: Chain) => readonly Expression[],
): Expression | undefined {
  if (expression.type !== 'and' && expression.type !== 'or') return undefined;
  const make = expression.type === 'and' ? and : or;
  const again: Chain = (operands) => (operands.length === 1 ? (operands[0] as Expression) : make(...operands));
  return again(change(expression.operands, again));
}

/** `a and (b or c)` as `a and b or a and c`, and the same with the two exchanged. */
function distributed(expression: Expression, choose: Choose): Expression | undefined {
  if (expression.type !== 'and' && expression.type !== 'or') return undefined;
  const [outer, inner] = expression.type === 'and' ? [and, or] : [or, and];
  const at = expression.operands.findIndex(({ type }) => type !== expression.type && (type === 'and' || type === 'or'));
  const chosen = expression.operands[at];
  if (chosen === undefined || (chosen.type !== 'and' && chosen.type !== 'or') || choose(2) === 2) return undefined;
  const rest = expression.operands.filter((_, index) => index !== at);
  return inner(...chosen.operands.map((operand) => outer(operand, ...rest)));
}

/** Chains need an operand or two, so lists of fewer values are left alone. */
function listed(
  expression: Expression,
  symbol: Membership['operator']['symbol'],
  change: (list: Membership) => Expression,
): Expression | undefined {
  const fits =
    expression.type === 'membership' && expression.operator.symbol === symbol && expression.values.length > 1;
  return fits ? change(expression) : undefined;
}

function halves({ subject, operator, values }: Membership, choose: Choose): readonly Expression[] {
  const texts = values.map(({ text }) => text);
  const at = choose(texts.length + 1);
  return [texts.slice(0, at), texts.slice(at)].map((half) => membership(subject.name, operator.symbol, half));
}

function compared(
  expression: Expression,
  symbol: Comparison['operator']['symbol'],
  change: (comparison: Comparison) => Expression | undefined,
): Expression | undefined {
  return expression.type === 'comparison' && expression.operator.symbol === symbol ? change(expression) : undefined;
}

function withoutEquality(expression: Expression, symbol: '>=' | '<=', strict: '>' | '<'): Expression | undefined {
  return compared(expression, symbol, ({ subject, value }) =>
    isOrdered(subject.name)
      ? or(comparison(subject.name, strict, value.text), comparison(subject.name, '==', value.text))
      : undefined,
  );
}

/** Attributes are left out: they are ordered as numbers or as text, but equal only as text. */
function isOrdered(subject: string): boolean {
  return isNumber(subject) || subject === 'agentVersion' || subject === 'ec2InstanceId';
}

function isNumber(subject: string): boolean {
  return subject === 'registeredAt' || subject === 'runningTasksCount';
}

function shuffled<T>(list: readonly T[], choose: Choose): readonly T[] {
  const left = [...list];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(choose(left.length), 1));
  return drawn;
}
