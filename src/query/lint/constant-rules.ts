/** Parts of an expression that hold for no host, or for all. */
import type { Expression } from '../../language/ast.js';
import type { Span } from '../../language/diagnostic.js';
import type { CheckedExpression } from '../checked.js';
import { takesEveryValue } from '../condition.js';
import { normalize } from '../normalize.js';
import { contradictByProof, contradictoryPair, isNever } from './contradiction.js';
import { at, type Detected, type LintContext, shown, textOf } from './rule.js';

/** A text without errors: its tree and what the tree means, which are of one shape. */
export interface Meaning {
  readonly syntax: Expression;
  readonly expression: CheckedExpression;
}

type Constant = 'never' | 'always' | 'where-present';

/** Characters that are looked at for constants within an expression, those of a part again for each part around it. */
const MOST_CHARACTERS = 300_000;

/** Parts within an expression of which a proof is looked for; besides them the whole. */
const MOST_PROOFS = 10;

interface Search {
  readonly context: LintContext;
  readonly wanted: 'never' | 'always';
  /** What the whole expression is, for a word about what comes of a part. */
  readonly whole: Constant | undefined;
  readonly root: Expression;
  left: number;
  proofs: number;
}

/** `attribute:a == x and attribute:a == y`. The innermost parts that are never true. */
export function detectNeverTrue(meaning: Meaning, context: LintContext): Iterable<Detected> {
  return detect(meaning, context, 'never');
}

/** `attribute:a != x or attribute:a != y`. The innermost parts that are always true. */
export function detectAlwaysTrue(meaning: Meaning, context: LintContext): Iterable<Detected> {
  return detect(meaning, context, 'always');
}

function detect(meaning: Meaning, context: LintContext, wanted: Search['wanted']): readonly Detected[] {
  const { syntax } = meaning;
  const search: Search = {
    context,
    wanted,
    whole: constantOf(meaning) ?? proved(meaning, context, wanted),
    root: syntax,
    left: MOST_CHARACTERS,
    proofs: MOST_PROOFS,
  };
  const found: Detected[] = [];
  collect(meaning, search, found);
  return found;
}

/** Adds what is constant within. Gives whether something there is, whichever way: what is around it is so because of that. */
function collect({ syntax, expression }: Meaning, search: Search, found: Detected[]): boolean {
  search.left -= syntax.span.end - syntax.span.start;
  if (search.left < 0 && syntax !== search.root) return false;
  if (syntax.type === 'everything') return true;
  let isExplained = false;
  for (const inner of partsOf(syntax, expression)) if (collect(inner, search, found)) isExplained = true;
  if (isExplained || syntax.type === 'not') return isExplained;
  const constant = syntax === search.root ? search.whole : constantWithin({ syntax, expression }, search);
  if (constant === undefined) return false;
  if ((constant === 'never') === (search.wanted === 'never'))
    found.push(told({ syntax, expression }, constant, search));
  return true;
}

/** Only chains are worth a proof: a single condition that nothing can meet is rare. */
function constantWithin(part: Meaning, search: Search): Constant | undefined {
  const constant = constantOf(part);
  if (constant !== undefined || part.syntax.type !== 'and' || search.proofs-- <= 0) return constant;
  return proved(part, search.context, 'never');
}

function proved({ expression }: Meaning, { rows }: LintContext, wanted: Search['wanted']): Constant | undefined {
  return isNever(wanted === 'never' ? expression : { type: 'not', operand: expression }, rows) ? wanted : undefined;
}

function partsOf(syntax: Expression, expression: CheckedExpression): readonly Meaning[] {
  if (syntax.type === 'not' && expression.type === 'not') {
    return [{ syntax: syntax.operand, expression: expression.operand }];
  }
  if ((syntax.type === 'and' || syntax.type === 'or') && expression.type === syntax.type) {
    const { operands } = expression;
    return syntax.operands.map((operand, index) => ({
      syntax: operand,
      expression: operands[index] as CheckedExpression,
    }));
  }
  return [];
}

function constantOf({ syntax, expression }: Meaning): Constant | undefined {
  const normal = normalize(expression);
  if (normal.type === 'nothing') return 'never';
  if (normal.type === 'everything') return 'always';
  // `a != x or a != y` holds for every value; who asks `a exists or a == x` knows that.
  const isCovering = syntax.type === 'or' && syntax.operands.every(({ type }) => type !== 'existence');
  return isCovering && normal.type === 'condition' && !normal.absent && takesEveryValue(normal)
    ? 'where-present'
    : undefined;
}

function told(part: Meaning, constant: Constant, search: Search): Detected {
  const { context, root, whole } = search;
  const suffix = part.syntax !== root && whole === constant ? ', and so the whole expression' : '';
  const pair = part.syntax.type === 'and' && constant === 'never' ? pairIn(part, context) : undefined;
  if (pair !== undefined) {
    const [a, b] = pair.map(({ syntax }) => shown(textOf(context, syntax.span)));
    return at(
      pair.span,
      `no ${context.rows === 'tasks' ? 'task' : 'instance'} can satisfy both ${a} and ${b}: this is never true${suffix}`,
    );
  }
  return at(part.syntax.span, `${MEANING[constant]}${suffix}`);
}

const MEANING: Readonly<Record<Constant, string>> = {
  never: 'this is never true',
  always: 'this is always true',
  'where-present': 'this is true whatever the value: it asks no more than whether there is one; did you mean `and`?',
};

type Pair = readonly Meaning[] & { readonly span: Span };

/** Two conditions of a conjunction that contradict each other, with the place from the one to the other. */
function pairIn(part: Meaning, { rows }: LintContext): Pair | undefined {
  const pair = contradictoryPair(partsOf(part.syntax, part.expression), contradictByProof(rows));
  if (pair === undefined) return undefined;
  const [a, b] = pair;
  return Object.assign([a, b], { span: { start: a.syntax.span.start, end: b.syntax.span.end } });
}
