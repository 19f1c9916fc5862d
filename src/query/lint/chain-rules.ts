/** `and` and `or` in one row: Amazon ECS documents parentheses, and no precedence. */
import type { And } from '../../language/ast.js';
import { at, type ChainPart, type Detected, type LintContext, textOf } from './rule.js';

/** `a or b and c`. */
export function* detectMixedConnectives(part: ChainPart, context: LintContext): Iterable<Detected> {
  if (part.type !== 'or') return;
  const bare = part.operands.filter((operand): operand is And => {
    return operand.type === 'and' && !isInParentheses(context.text, operand.span);
  });
  const [first] = bare;
  const last = bare.at(-1);
  if (first === undefined || last === undefined) return;
  const place = { start: first.span.start, end: last.span.end };
  let mended = '';
  let from = place.start;
  for (const { span } of bare) {
    mended += `${textOf(context, { start: from, end: span.start })}(${textOf(context, span)})`;
    from = span.end;
  }
  const message = 'here `and` binds tighter than `or`, which Amazon ECS does not document: say it with parentheses';
  yield at(place, message, mended);
}

function isInParentheses(text: string, { start, end }: { readonly start: number; readonly end: number }): boolean {
  let before = start - 1;
  while (/\s/.test(text[before] ?? '')) before--;
  let after = end;
  while (/\s/.test(text[after] ?? '')) after++;
  return text[before] === '(' && text[after] === ')';
}
