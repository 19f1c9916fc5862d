/** The parts of a tree that rules look at, each with what stands around it. */
import type { Expression, Predicate, Query, RowKind, SubjectName } from '../../language/ast.js';
import { findSubject } from '../../model/subjects.js';
import { operatorRow } from '../operators.js';
import type { ChainPart, PredicatePart } from './rule.js';

export interface Parts {
  readonly predicates: readonly PredicatePart[];
  readonly chains: readonly ChainPart[];
}

/** In any order. O(size of the tree × depth). */
export function partsOf(query: Query): Parts {
  const predicates: PredicatePart[] = [];
  const chains: ChainPart[] = [];
  const rows = query.from?.rows ?? 'instances';
  const open: Place[] = [{ expression: query.expression, rows, negated: false }];
  for (const stage of query.stages) {
    if (stage.type === 'where') open.push({ expression: stage.expression, rows, negated: false });
  }
  // A tree may be 2,000 levels deep: a stack of its own.
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { expression } = place;
    if (expression.type === 'not') open.push({ ...place, expression: expression.operand, negated: !place.negated });
    else if (expression.type === 'and' || expression.type === 'or') {
      chains.push(expression);
      const around = settledBy(expression, place);
      for (const operand of expression.operands) open.push({ ...place, expression: operand, ...around });
    } else if (expression.type !== 'everything') {
      const part = predicateAt(expression, place);
      if (part !== undefined) predicates.push(part);
      const { counted } = expression.subject;
      if (counted !== undefined) open.push({ expression: counted, rows: 'tasks', negated: false });
    }
  }
  return { predicates, chains };
}

interface Place {
  readonly expression: Expression;
  readonly rows: RowKind;
  readonly negated: boolean;
  /** Subjects of which chains around say what is with hosts that lack them. */
  readonly settled?: Settled;
}

interface Settled {
  readonly names: ReadonlySet<string>;
  readonly around?: Settled;
}

function settledBy(chain: ChainPart, { settled }: Place): { readonly settled?: Settled } {
  const names = new Set<string>();
  for (const operand of chain.operands) {
    if ('subject' in operand && settles(operand, chain.type)) names.add(operand.subject.name);
  }
  if (names.size === 0) return settled === undefined ? {} : { settled };
  return { settled: { names, ...(settled === undefined ? {} : { around: settled }) } };
}

/** `a exists and …`, `a =~ x and …`, `a !exists or …`. */
function settles({ operator }: Predicate, type: ChainPart['type']): boolean {
  if (operator.symbol === '!exists') return true;
  return type === 'and' && operatorRow(operator.symbol).negates === undefined;
}

function predicateAt(syntax: Predicate, { rows, negated, settled }: Place): PredicatePart | undefined {
  // What an aggregate made is a column and no subject.
  const reference = findSubject(syntax.subject.name);
  if (reference === undefined) return undefined;
  return { ...reference, syntax, rows, negated, absenceSettled: isSettled(syntax.subject, settled) };
}

function isSettled({ name }: SubjectName, settled: Settled | undefined): boolean {
  for (let at = settled; at !== undefined; at = at.around) if (at.names.has(name)) return true;
  return false;
}
