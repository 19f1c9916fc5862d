/** In the `ecs` dialect: what Amazon ECS may well take, but does not document. */
import type { Literal, Predicate } from '../../language/ast.js';
import { quote } from '../../language/lexical.js';
import { at, type Detected, type LintContext, type PredicatePart } from './rule.js';

export function* detectUndocumented(part: PredicatePart, context: LintContext): Iterable<Detected> {
  if (context.dialect !== 'ecs') return;
  yield* orderOnAttribute(part);
  yield* existenceOfTasks(part);
  for (const literal of literalsOf(part.syntax)) yield* doubleQuotes(literal, context);
}

function* orderOnAttribute({ syntax, subject }: PredicatePart): Iterable<Detected> {
  const { symbol, span } = syntax.operator;
  if (subject.name !== 'attribute:' || !/^[<>]/.test(symbol)) return;
  const message = `Amazon ECS does not document how \`${symbol}\` orders the texts of attributes; list the values with \`in\`, or match them with \`=~\``;
  yield at(span, message);
}

function* existenceOfTasks({ syntax, subject }: PredicatePart): Iterable<Detected> {
  if (subject.source !== 'task-set' || syntax.type !== 'existence') return;
  const meant = syntax.operator.symbol === 'exists' ? 'runningTasksCount >= 1' : 'runningTasksCount == 0';
  const message = `Amazon ECS does not document \`${syntax.operator.symbol}\` on \`${subject.name}\`; write \`${meant}\``;
  yield at(syntax.span, message, meant);
}

function* doubleQuotes({ text, span }: Literal, context: LintContext): Iterable<Detected> {
  if (context.text[span.start] !== '"') return;
  yield at(span, 'Amazon ECS documents single quotes only', quote(text));
}

function literalsOf(syntax: Predicate): readonly Literal[] {
  switch (syntax.type) {
    case 'comparison':
      return [syntax.value];
    case 'membership':
      return syntax.values;
    case 'match':
      return [syntax.pattern];
    case 'existence':
      return [];
  }
}
