/** What a text says around a place: the conditions that have to hold together with what is written there. */
import type { Expression, Query, RowKind, Stage } from '../../language/ast.js';
import { parse } from '../../language/parser.js';
import { scan } from '../../language/scanner.js';
import { meaningOf, type Place } from './place.js';

export interface Surroundings {
  readonly rows: RowKind;
  /** What is and-ed with the predicate at the place. */
  readonly conjuncts: readonly Expression[];
  /** The values of the list at the place, before and after it. */
  readonly named: ReadonlySet<string>;
}

/**
 * A predicate that is half written cannot be parsed, so `*` stands in for it, and open parentheses are closed. Where the text behind
 * the place is beyond reading, what stands before it counts alone; where that is, too, nothing does.
 */
export function surroundingsOf(text: string, place: Place): Surroundings {
  const { tails, named } = restOf(text, place);
  const head = text.slice(place.from, place.begun?.start ?? place.start);
  const rows = rowsOf(text);
  const all = new Set([...(place.begun?.named ?? []), ...named]);
  for (const tail of tails) {
    const mended = closed(`${head}*${tail}`);
    for (const ending of ['', ' exists']) {
      const parsed = parse(mended + ending);
      if (!parsed.ok) continue;
      const conjuncts = conjunctsAround(parsed.ast, head.length);
      return { rows: parsed.ast.from?.rows ?? rows, conjuncts, named: all };
    }
  }
  return { rows, conjuncts: [], named: all };
}

/** Of a text that cannot be parsed. */
function rowsOf(text: string): RowKind {
  return /^\s*from\s+tasks\b/.test(text) ? 'tasks' : 'instances';
}

function closed(text: string): string {
  return text + ')'.repeat(scan(text).open.length);
}

interface Rest {
  /** What may follow the predicate at the place, the likeliest first. */
  readonly tails: readonly string[];
  /** Values of the list at the place that stand after it. */
  readonly named: readonly string[];
}

function restOf(text: string, { position, end, tokens }: Place): Rest {
  const rest = text.slice(end);
  const isInList = position === 'list-value' || position === 'list-separator';
  if (!isInList) return { tails: tailsOf(rest), named: [] };
  const opening = tokens.findLast((token) => token.position === 'list')?.image ?? '[';
  const lead = `a in ${opening}0`;
  const closing = opening === '[' ? ']' : ')';
  const named: string[] = [];
  for (const token of scan(lead + rest).tokens.slice(4)) {
    if (token.position === 'list-value' && token.image !== closing) named.push(meaningOf(token.image));
    else if (token.image === closing) {
      return { tails: tailsOf(rest.slice(token.endOffset + 1 - lead.length)), named };
    } else if (token.image !== ',') {
      return { tails: tailsOf(rest.slice(token.startOffset - lead.length)), named };
    }
  }
  return { tails: [''], named };
}

const CONNECTIVE = /&&|\|\|?|\)|(?<![\w'"])(?:and|or)(?![\w'"])/;

function tailsOf(rest: string): readonly string[] {
  const connective = rest.search(CONNECTIVE);
  return connective < 0 ? [rest, ''] : [rest, rest.slice(connective), ''];
}

/**
 * The other operands of every `and` around the offset. What stands in a stage holds together with the expressions before it, as long as
 * rows are kept as they are; once rows were made of them, nothing is known of what holds.
 */
function conjunctsAround({ expression, stages }: Query, offset: number): readonly Expression[] {
  const conjuncts: Expression[] = [];
  for (const one of [expression, ...stages]) {
    if (isAround(one, offset)) return [...conjuncts, ...operandsAround(one, offset)];
    if (one.type === 'where') conjuncts.push(one.expression);
    else if (one === expression) conjuncts.push(expression);
    else if (one.type !== 'sort' && one.type !== 'limit') return [];
  }
  return [];
}

function operandsAround(around: Expression | Stage, offset: number): readonly Expression[] {
  const conjuncts: Expression[] = [];
  let node: Expression | Stage | undefined = around;
  while (node !== undefined) {
    switch (node.type) {
      case 'and':
        conjuncts.push(...node.operands.filter((operand) => !isAround(operand, offset)));
        node = node.operands.find((operand) => isAround(operand, offset));
        break;
      case 'or':
        node = node.operands.find((operand) => isAround(operand, offset));
        break;
      case 'not':
        node = node.operand;
        break;
      case 'where':
        node = node.expression;
        break;
      default:
        node = undefined;
    }
  }
  return conjuncts;
}

function isAround({ span }: Expression | Stage, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}
