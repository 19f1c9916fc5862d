/** Attributes and values that look right and never match. */
import type { Literal, Predicate } from '../../language/ast.js';
import { isParameterized, SUBJECTS } from '../../model/subjects.js';
import { compilePattern } from '../pattern.js';
import {
  BUILT_IN_ATTRIBUTES,
  type BuiltInAttribute,
  builtInAttribute,
  nearestBuiltIn,
  onlyLooksBuiltIn,
} from './built-in-attributes.js';
import { isGlob } from './pattern-rules.js';
import { at, type Detected, type LintContext, type PredicatePart, shown, textOf } from './rule.js';

const ATTRIBUTE = 'attribute:';

function isAttribute({ subject }: PredicatePart): boolean {
  return subject.name === ATTRIBUTE;
}

/** `attribute:ecs.az`. */
export function* detectLookAlike(part: PredicatePart): Iterable<Detected> {
  if (!isAttribute(part) || !onlyLooksBuiltIn(part.parameter)) return;
  const near = nearestBuiltIn(part.parameter);
  const hint =
    near === undefined ? 'names that begin with `ecs.` are those of Amazon ECS' : `did you mean \`${near}\`?`;
  const message = `\`${part.parameter}\` is no built-in attribute; ${hint}`;
  yield at(part.syntax.subject.span, message, near && ATTRIBUTE + near);
}

/** Subjects that people take for attributes: those of ECS that are names by themselves. */
const PLAIN_SUBJECTS: ReadonlyMap<string, string> = new Map(
  SUBJECTS.filter((subject) => !isParameterized(subject) && subject.families.length > 0).map(({ name }) => [
    name.toLowerCase(),
    name,
  ]),
);

/** `attribute:ec2InstanceId`. */
export function* detectSubjectAsAttribute(part: PredicatePart): Iterable<Detected> {
  const name = isAttribute(part) ? PLAIN_SUBJECTS.get(part.parameter.toLowerCase()) : undefined;
  if (name === undefined) return;
  const message = `no instance has an attribute \`${part.parameter}\` of itself; the subject is \`${name}\``;
  yield at(part.syntax.subject.span, message, name);
}

/** `attribute:ecs.cpu-architecture == ARM64`, `attribute:ecs.availability-zone =~ t2.*`. */
export function* detectUnlikelyValue(part: PredicatePart, context: LintContext): Iterable<Detected> {
  const attribute = isAttribute(part) ? builtInAttribute(part.parameter) : undefined;
  if (attribute === undefined) return;
  const { syntax } = part;
  if (syntax.type === 'match') yield* unlikelyPattern(attribute, syntax.pattern, syntax, context);
  for (const value of valuesOf(syntax)) if (!value.text.includes('*')) yield* unlikelyValue(attribute, value, syntax);
}

function valuesOf(syntax: Predicate): readonly Literal[] {
  if (syntax.type === 'membership') return syntax.values;
  const isEquality = syntax.type === 'comparison' && /^[=!]=$/.test(syntax.operator.symbol);
  return isEquality ? [syntax.value] : [];
}

function* unlikelyValue(attribute: BuiltInAttribute, literal: Literal, syntax: Predicate): Iterable<Detected> {
  const { name, values, form } = attribute;
  const { text, span } = literal;
  if (values === undefined) yield* misplacedValue(attribute, literal, syntax);
  else if (!values.includes(text) && form?.test(text) !== true) {
    const meant = meantValue(attribute, text);
    const hint = meant === undefined ? `its values are ${valueList(attribute)}` : `did you mean \`${meant}\`?`;
    yield at(span, `\`${name}\` is never ${shown(text)}; ${hint}`, meant);
  }
}

function meantValue({ values = [], mistaken = {} }: BuiltInAttribute, text: string): string | undefined {
  const small = text.toLowerCase();
  return values.find((value) => value.toLowerCase() === small) ?? mistaken[small];
}

function valueList({ values = [], form }: BuiltInAttribute): string {
  const [first, ...rest] = values.map((value) => `\`${value}\``);
  if (form !== undefined) return `${first} and \`WINDOWS_SERVER_<release>_<FULL or CORE>\``;
  return [first, ...rest].join(' and ');
}

/** The value of one built-in attribute, asked of another. */
function* misplacedValue(attribute: BuiltInAttribute, { text, span }: Literal, syntax: Predicate): Iterable<Detected> {
  yield* regionAsZone(attribute, text, syntax);
  const owner = BUILT_IN_ATTRIBUTES.find(({ looks }) => looks?.value.test(text) === true);
  if (owner === undefined || owner === attribute || attribute.looks === undefined) return;
  yield at(span, `${shown(text)} is ${owner.looks?.as}, never a value of \`${attribute.name}\`; ask \`${owner.name}\``);
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;

function* regionAsZone({ name }: BuiltInAttribute, text: string, syntax: Predicate): Iterable<Detected> {
  if (name !== 'ecs.availability-zone' || !REGION.test(text)) return;
  const message = `\`${text}\` is a region, and no availability zone is called so; for all its zones write \`=~ ${text}.*\``;
  const place = { start: syntax.operator.span.start, end: syntax.span.end };
  const sign = syntax.operator.symbol.startsWith('!') ? '!~' : '=~';
  yield at(place, message, syntax.type === 'membership' ? undefined : `${sign} ${text}.*`);
}

function* unlikelyPattern(
  attribute: BuiltInAttribute,
  pattern: Literal,
  syntax: Predicate,
  context: LintContext,
): Iterable<Detected> {
  const { name, values, form, looks } = attribute;
  if (values === undefined) {
    yield* regionAsZone(attribute, pattern.text, syntax);
    const owner = BUILT_IN_ATTRIBUTES.find((other) => other.looks?.pattern.test(pattern.text) === true);
    if (owner === undefined || owner === attribute || looks === undefined) return;
    const message = `${shown(pattern.text)} looks like ${owner.looks?.as}, never a value of \`${name}\`; ask \`${owner.name}\``;
    yield at(syntax.subject.span, message, ATTRIBUTE + owner.name);
    return;
  }
  const matchesSome = (text: string) => {
    const compiled = compilePattern(text);
    return !('test' in compiled) || values.some(compiled.test);
  };
  if (isGlob(pattern.text) || matchesSome(pattern.text)) return;
  const isPlain = /^[\w.*+-]+$/.test(pattern.text);
  const mended = [pattern.text.toLowerCase(), pattern.text.toUpperCase()].find((text) => isPlain && matchesSome(text));
  if (form !== undefined && mended === undefined) return;
  const hint = mended === undefined ? `its values are ${valueList(attribute)}` : `did you mean \`${mended}\`?`;
  const isQuoted = /^['"]/.test(textOf(context, pattern.span));
  const replacement = mended !== undefined && isQuoted ? `'${mended}'` : mended;
  yield at(pattern.span, `no value of \`${name}\` matches ${shown(pattern.text)}; ${hint}`, replacement);
}
