/** Everything that can be said of a text: its errors, and where there are none, what its author may not have meant. */
import type { Diagnostic } from '../../language/diagnostic.js';
import { parseWithExtensions } from '../../language/parser.js';
import { type CheckOptions, checkQuery } from '../check.js';
import { partsOf } from './parts.js';
import type { Detected, LintContext, Rule } from './rule.js';
import { CHAIN_RULES, MEANING_RULES, PREDICATE_RULES } from './rules.js';

/**
 * Errors, warnings and infos of a text, in its order. A predicate that has an error is told of nothing else.
 *
 * Preparing a query looks for errors only: what a warning speaks of can be asked. Never throws on a string. O(n log n) in the length,
 * but for the search for what is never true, which is bounded.
 */
export function check(text: string, options: CheckOptions = {}): readonly Diagnostic[] {
  const { query, diagnostics } = checkQuery(text, options);
  // To tell whether a text is right nobody has to know what the time is.
  const errors = diagnostics.filter(({ code }) => code !== 'now-unknown');
  const dialect = options.dialect ?? 'stowage';
  const ast = query?.ast ?? parseWithExtensions(text, dialect).ast;
  if (ast === undefined) return errors;
  const context: LintContext = { text, dialect, rows: ast.from?.rows ?? 'instances' };
  const found: Diagnostic[] = [...errors];
  const { predicates, chains } = partsOf(ast);
  for (const part of predicates) {
    const { start, end } = part.syntax.span;
    if (errors.some((error) => error.start < end && error.end > start)) continue;
    apply(PREDICATE_RULES, part, context, found);
  }
  for (const part of chains) apply(CHAIN_RULES, part, context, found);
  if (query !== undefined) {
    apply(MEANING_RULES, { syntax: query.ast.expression, expression: query.expression }, context, found);
  }
  return found.sort((a, b) => a.start - b.start || RANK[a.severity] - RANK[b.severity]);
}

const RANK: Readonly<Record<Diagnostic['severity'], number>> = { error: 0, warning: 1, info: 2 };

function apply<Part>(rules: readonly Rule<Part>[], part: Part, context: LintContext, found: Diagnostic[]): void {
  for (const { code, severity, detect } of rules) {
    for (const detected of detect(part, context)) found.push(diagnosticOf(code, severity, detected));
  }
}

function diagnosticOf(code: Diagnostic['code'], severity: Diagnostic['severity'], detected: Detected): Diagnostic {
  return { code, severity, ...detected };
}
