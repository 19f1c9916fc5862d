/**
 * Checked expression → normal form: negations at the conditions, no chain within a chain of its kind, conditions on one subject
 * merged, nothing said twice.
 */
import type { CheckedExpression } from './checked.js';
import { type Condition, conditionOf, keyOf, otherHosts } from './condition.js';
import { conjoin, disjoin, grouped } from './conjoin.js';

export type NormalExpression = NormalChain | { readonly type: 'everything' } | { readonly type: 'nothing' } | Condition;

export interface NormalChain {
  readonly type: 'and' | 'or';
  /** Two or more, none a chain of the same type. */
  readonly operands: readonly (NormalChain | Condition)[];
}

/**
 * The same hosts, said in fewer and flatter words:
 *
 * - De Morgan's laws, `not not a` = `a`, and constants folded: `a and *` = `a`, `a and not *` = nothing;
 * - of one subject one condition where its tests can be taken together: `a == x or a == y` = `a in [x, y]`,
 *   `n > 3 and n <= 9` one range, `a == x and a != x` nothing. Of `task:group`, which has many values a host, only what holds of all;
 * - `a and a` = `a`, `a and (a or b)` = `a`, `a and (not a or b)` = `a and b`, and the same with `or`.
 *
 * O(n log n) in the size of the expression.
 */
export function normalize(expression: CheckedExpression): NormalExpression {
  return normalOf(expression, false, new Names());
}

const EVERYTHING: NormalExpression = { type: 'everything' };
const NOTHING: NormalExpression = { type: 'nothing' };
const OPPOSITE = { and: 'or', or: 'and' } as const;

/** An expression may be 2,000 levels deep, so a level takes two frames of the call stack and no more. */
function normalOf(expression: CheckedExpression, complement: boolean, names: Names): NormalExpression {
  let inner = expression;
  let turned = complement;
  for (; inner.type === 'not'; inner = inner.operand) turned = !turned;
  if (inner.type === 'everything') return turned ? NOTHING : EVERYTHING;
  if (inner.type === 'predicate') return constant(turned ? otherHosts(conditionOf(inner)) : conditionOf(inner));
  const type = turned ? OPPOSITE[inner.type] : inner.type;
  const operands: NormalExpression[] = [];
  for (const operand of inner.operands) operands.push(normalOf(operand, turned, names));
  return chain(type, operands, names);
}

/** A condition that every host meets, or none. */
function constant(condition: Condition): NormalExpression {
  const merged = conjoin([condition]);
  return merged === undefined ? NOTHING : (merged[0] ?? EVERYTHING);
}

function chain(type: 'and' | 'or', operands: readonly NormalExpression[], names: Names): NormalExpression {
  const [neutral, absorbing] = type === 'and' ? [EVERYTHING, NOTHING] : [NOTHING, EVERYTHING];
  const conditions: Condition[] = [];
  const chains: NormalChain[] = [];
  for (const operand of operands) {
    if (operand.type === absorbing.type) return absorbing;
    if (operand.type === type) sortIn(operand.operands, conditions, chains);
    else if (operand.type !== neutral.type) sortIn([operand as NormalChain | Condition], conditions, chains);
  }
  const rest = chains.length === 0 ? chains : simplified(chains, conditions, names);
  if (rest === undefined) return absorbing;
  const kept: (NormalChain | Condition)[] = [];
  for (const group of conditions.length < 2 ? [conditions] : grouped(conditions, subjectOf)) {
    const merged = type === 'and' ? conjoin(group) : disjoin(group);
    if (merged === undefined) return absorbing;
    kept.push(...merged);
  }
  kept.push(...rest);
  const [only] = kept;
  if (only === undefined) return neutral;
  return kept.length === 1 ? only : { type, operands: kept };
}

function sortIn(operands: readonly (NormalChain | Condition)[], conditions: Condition[], chains: NormalChain[]): void {
  for (const operand of operands) {
    if (operand.type === 'condition') conditions.push(operand);
    else chains.push(operand);
  }
}

function subjectOf({ subject, parameter }: Condition): string {
  return parameter === '' ? subject.name : subject.name + parameter;
}

/**
 * The chains in a chain that say something new, beside conditions and one another; undefined where one of them decides the chain.
 * In each, an operand that contradicts a condition beside the chain is left out; what is then no chain joins the others.
 */
function simplified(
  chains: readonly NormalChain[],
  conditions: Condition[],
  names: Names,
): readonly NormalChain[] | undefined {
  const beside = new Set(conditions.map((condition) => names.of(condition)));
  const kept = new Map<number, NormalChain>();
  const keep = (chain: NormalChain): void => {
    const name = names.of(chain);
    if (!kept.has(name)) kept.set(name, chain);
  };
  for (const whole of chains) {
    if (whole.operands.some((operand) => beside.has(names.of(operand)))) continue;
    const open = whole.operands.filter((operand) => !beside.has(names.ofOther(operand)));
    const [only] = open;
    if (only === undefined) return undefined;
    if (open.length === whole.operands.length) keep(whole);
    else if (open.length > 1) keep({ type: whole.type, operands: open });
    else {
      const freed: NormalChain[] = [];
      sortIn(only.type === 'condition' ? [only] : only.operands, conditions, freed);
      freed.forEach(keep);
    }
  }
  return [...kept.values()];
}

/** Numbers for parts of an expression: equal for parts that say the same. */
class Names {
  readonly #byPart = new Map<NormalChain | Condition, number>();
  readonly #byKey = new Map<string, number>();

  of(part: NormalChain | Condition): number {
    const known = this.#byPart.get(part);
    if (known !== undefined) return known;
    const name = part.type === 'condition' ? this.#ofCondition(part) : this.#ofKey(this.#keyOfChain(part)) * 4;
    this.#byPart.set(part, name);
    return name;
  }

  /** The number of the other hosts' condition; of a chain a number that nothing has. */
  ofOther(part: NormalChain | Condition): number {
    return part.type === 'condition' ? this.of(part) ^ 3 : -1;
  }

  #ofCondition(condition: Condition): number {
    const flags = (condition.negated ? 2 : 0) + (condition.absent ? 1 : 0);
    return this.#ofKey(keyOf(condition)) * 4 + flags;
  }

  #keyOfChain({ type, operands }: NormalChain): string {
    return `${type} ${operands
      .map((operand) => this.of(operand))
      .sort((a, b) => a - b)
      .join(' ')}`;
  }

  #ofKey(key: string): number {
    let name = this.#byKey.get(key);
    if (name === undefined) {
      name = this.#byKey.size;
      this.#byKey.set(key, name);
    }
    return name;
  }
}
