/** What a tree holds that the `ecs` dialect lacks, each with the portable way to say it where there is one. */
import type { Expression, Predicate, Query, Stage } from './ast.js';
import type { Diagnostic, Span } from './diagnostic.js';
import { printPredicate, printValue } from './printer.js';

/** In the order of the text. What stands inside a stage or a count goes with it. */
export function extensionsIn(query: Query, text: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (query.from) found.push(extensionOfFrom(query.from.span));
  visit(query.expression, text, found);
  for (const stage of query.stages) found.push(extensionOfStage(stage));
  return found;
}

function extensionOfFrom(span: Span): Diagnostic {
  return extension('`from` is an extension', 'an expression is always about instances', span);
}

function extensionOfStage({ type, ...stage }: Stage): Diagnostic {
  const name = 'function' in stage ? stage.function : type;
  return extension(`the stage \`${name}\` is an extension`, 'an expression only says which instances', stage.span);
}

function visit(expression: Expression, text: string, found: Diagnostic[]): void {
  switch (expression.type) {
    case 'or':
    case 'and':
      for (const operand of expression.operands) visit(operand, text, found);
      return;
    case 'not':
      visit(expression.operand, text, found);
      return;
    case 'everything': {
      const instead = 'leave the expression out to mean every instance';
      found.push(extension('`*` is an extension', instead, expression.span));
      return;
    }
    default:
      visitPredicate(expression, text, found);
  }
}

function visitPredicate(predicate: Predicate, text: string, found: Diagnostic[]): void {
  const { subject } = predicate;
  if (subject.counted) found.push(extensionOfCount(predicate, subject.counted));
  else if (subject.aggregated) {
    const { name, span } = subject;
    found.push(extension(`\`${name}\` is an extension`, 'there are no stages to make such a column', span));
  } else if (/['"]$/.test(text.slice(subject.span.start, subject.span.end))) {
    found.push(extension('a name in quotes is an extension', 'write it without quotes', subject.span));
  }
  if (predicate.type === 'membership' && text[predicate.listSpan.start] === '(') {
    const { start } = predicate.listSpan;
    found.push(extension('a list in parentheses is an extension', 'write `[…]`', { start, end: start + 1 }));
  }
}

function extensionOfCount(predicate: Predicate, counted: Expression): Diagnostic {
  const portable = portableCount(predicate, counted);
  if (portable === undefined) {
    return extension(
      '`count(…)` is an extension',
      'there is no way to count some of the tasks',
      predicate.subject.span,
    );
  }
  const { start, end } = predicate.span;
  const told = extension('`count(…)` is an extension', `write \`${portable}\``, predicate.span);
  return { ...told, fix: { start, end, text: portable } };
}

/** Whether a comparison of a count asks for at least one, or for none. */
const OF_ONE: Readonly<Record<string, 'some' | 'none'>> = {
  '> 0': 'some',
  '>= 1': 'some',
  '!= 0': 'some',
  '< 1': 'none',
  '<= 0': 'none',
  '== 0': 'none',
};

/** The tasks of a group are there or not, and all tasks are counted; no other number of tasks can be asked for. */
function portableCount(predicate: Predicate, counted: Expression): string | undefined {
  if (predicate.type !== 'comparison') return undefined;
  const { operator, value } = predicate;
  if (counted.type === 'everything') return `runningTasksCount ${operator.symbol} ${printValue(value.text)}`;
  const asks = OF_ONE[`${operator.symbol} ${value.text}`];
  if (asks === undefined || !('subject' in counted) || counted.subject.name !== 'task:group') return undefined;
  if (!['==', 'in', '=~'].includes(counted.operator.symbol)) return undefined;
  const there = printPredicate(counted);
  return asks === 'some' ? there : `not(${there})`;
}

function extension(what: string, instead: string, { start, end }: Span): Diagnostic {
  const message = `${what} of the stowage dialect; in the ecs dialect ${instead}`;
  return { code: 'extension', severity: 'error', message, start, end };
}
