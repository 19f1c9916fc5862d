/** Negative operators: which hosts they leave out that their author may have meant. */
import { operatorRow } from '../operators.js';
import { at, type Detected, type LintContext, type PredicatePart, shown, textOf } from './rule.js';

/** `attribute:stack != prod`. */
export function* detectSkipsAbsent(part: PredicatePart, context: LintContext): Iterable<Detected> {
  const { syntax, subject, negated, absenceSettled } = part;
  const isOptional = subject.source === 'instance' && subject.parameter !== undefined;
  if (!isOptional || negated || absenceSettled || !isNegative(part)) return;
  const { name } = syntax.subject;
  const message = `this leaves out instances without \`${name}\`; to have them, too, write ${shown(turnedRound(part, context))}`;
  yield at(syntax.span, message);
}

/** `task:group != service:web`. */
export function* detectTaskSetNegation(part: PredicatePart, context: LintContext): Iterable<Detected> {
  const { syntax, subject, rows } = part;
  if (rows !== 'instances' || subject.source !== 'task-set' || !isNegative(part)) return;
  const meant = turnedRound(part, context);
  const message = `this holds only where at least one task runs, and none of those; an instance without tasks is left out. The documented form is ${shown(meant)}`;
  yield at(syntax.span, message, meant);
}

function isNegative({ syntax }: PredicatePart): boolean {
  return syntax.type !== 'existence' && operatorRow(syntax.operator.symbol).negates !== undefined;
}

/** `a != x` → `not(a == x)`. */
function turnedRound({ syntax }: PredicatePart, context: LintContext): string {
  const { symbol, span } = syntax.operator;
  const rest = textOf(context, { start: span.end, end: syntax.span.end }).trim();
  return `not(${syntax.subject.name} ${operatorRow(symbol).negates} ${rest})`;
}
