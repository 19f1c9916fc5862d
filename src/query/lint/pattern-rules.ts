/** Patterns where a glob was meant, comparisons where a pattern was meant, classes that Java reads otherwise. */

import type { Literal } from '../../language/ast.js';
import { quote } from '../../language/lexical.js';
import { nestedBrackets } from '../pattern.js';
import { at, type Detected, type LintContext, type PredicatePart, shown, textOf } from './rule.js';

/** Nothing but characters and stars: no sign that its author thought of regular expressions. */
const LITERAL_AND_STARS = /^[\w\-/:@#%~.*]+$/;
/** A star behind a letter or digit repeats it; behind a dot it stands for anything. */
const GLOB_STAR = /(^|[^.*])\*/;

/** `attribute:ecs.availability-zone =~ us-east-1*`. */
export function* detectGlob({ syntax }: PredicatePart, context: LintContext): Iterable<Detected> {
  if (syntax.type !== 'match') return;
  const { text, span } = syntax.pattern;
  if (!isGlob(text)) return;
  const meant = fromGlob(text);
  const repeated = text[text.search(GLOB_STAR)] ?? '';
  const before = /[^.*](?=\*)/.exec(text)?.[0] ?? repeated;
  const message = `a pattern is a regular expression, in which ${shown(text)} repeats \`${before}\`; for anything after it write \`${meant}\``;
  yield at(span, message, like(textOf(context, span), meant));
}

/** Whether a pattern looks as if a shell were to read it. */
export function isGlob(text: string): boolean {
  return LITERAL_AND_STARS.test(text) && GLOB_STAR.test(text);
}

function fromGlob(text: string): string {
  return text.replace(/(^|[^.*])\*+/g, '$1.*');
}

/** A text between quotes where the one that it replaces is. */
function like(written: string, text: string): string {
  return /^['"]/.test(written) ? quote(text) : text;
}

/** What no value of a cluster looks like, and patterns do. */
const PATTERN_SIGNS: readonly RegExp[] = [
  /\*/,
  /\.\+/,
  /^\^.*|.\$$/,
  /\[[\w-]+\]/,
  /\\d/,
  /^\(?[\w./:-]+(?:\|[\w./:-]+)+\)?$/,
  /\([\w./:-]+(?:\|[\w./:-]+)+\)/,
];

/** `attribute:ecs.instance-type == t3.*`. */
export function* detectPatternInComparison({ syntax, subject }: PredicatePart): Iterable<Detected> {
  if (subject.kind !== 'text' && subject.kind !== 'text-set') return;
  if (syntax.type === 'comparison' && /^[=!]=$/.test(syntax.operator.symbol)) {
    const { operator, value } = syntax;
    if (!looksLikePattern(value)) return;
    const sign = operator.symbol === '==' ? '=~' : '!~';
    const pattern = isGlob(value.text) ? fromGlob(value.text) : value.text;
    const written = /^[\w\-/:@#%~.*+^$]+$/.test(pattern) ? pattern : quote(pattern);
    const message = `\`${operator.symbol}\` compares letter by letter, and ${shown(value.text)} looks like a pattern; patterns take \`${sign}\``;
    yield at({ start: operator.span.start, end: value.span.end }, message, `${sign} ${written}`);
  }
  if (syntax.type !== 'membership') return;
  for (const value of syntax.values.filter(looksLikePattern)) {
    const sign = syntax.operator.symbol === 'in' ? '=~' : '!~';
    const message = `a list compares letter by letter, and ${shown(value.text)} looks like a pattern; patterns take \`${sign}\``;
    yield at(value.span, message);
  }
}

function looksLikePattern({ text }: Literal): boolean {
  return PATTERN_SIGNS.some((sign) => sign.test(text));
}

/** `attribute:a =~ [a[b]`: a member of the class here, a class within the class in Java. */
export function* detectNestedClass({ syntax }: PredicatePart, context: LintContext): Iterable<Detected> {
  if (syntax.type !== 'match') return;
  const [first] = nestedBrackets(syntax.pattern.text);
  if (first === undefined) return;
  const { span, text } = syntax.pattern;
  const written = textOf(context, span);
  const offset = written.indexOf(text);
  const message =
    'in Java, which Amazon ECS documents, `[` inside a class opens another class; here it is a character. Write `\\[`';
  if (offset < 0) yield at(span, message);
  else {
    const start = span.start + offset + first;
    yield at({ start, end: start + 1 }, message, '\\[');
  }
}
