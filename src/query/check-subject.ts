/** A name in a text → the subject it stands for, or what is wrong with it. */
import type { SubjectName } from '../language/ast.js';
import type { Span } from '../language/diagnostic.js';
import { endOfQuoted, unquote } from '../language/lexical.js';
import { nearest } from '../language/suggest.js';
import { LIMITS } from '../model/limits.js';
import { findSubject, isParameterized, type Subject, type SubjectReference, subjectsOf } from '../model/subjects.js';
import { type Checker, nameList, report } from './checker.js';
import { labelOf } from './subject-text.js';

/** Undefined where it may not stand there: the checker was told. Of a name only; `count(…)` is for `check-expression`. */
export function checkName({ name, span }: SubjectName, checker: Checker): SubjectReference | undefined {
  const found = findSubject(name, checker.rows);
  if (found === undefined) return reportUnknown(name, span, checker);
  const { subject } = found;
  if (checker.isCounting && subject.source !== 'task') return reportNotOfTask(name, span, checker);
  if (checker.dialect === 'ecs' && subject.families.length === 0) {
    const message = `\`${name}\` is an extension of the stowage dialect; in the ecs dialect ${portableFor(subject)}`;
    report(checker, 'extension', message, span);
  }
  const reference = { subject, parameter: unquoted(found.parameter) };
  if (!checkParameter(reference, span, checker)) return undefined;
  if (checker.subjects === undefined || checker.subjects.has(name)) return reference;
  const near = nearest(name, checker.subjects);
  const hint = near ? `; did you mean \`${near}\`?` : '';
  report(
    checker,
    'unknown-subject',
    `\`${name}\` is none of the subjects that may be asked about here${hint}`,
    span,
    near,
  );
  return undefined;
}

function reportUnknown(name: string, span: Span, checker: Checker): undefined {
  const suggestion = suggestSubject(name, checker);
  const hint = suggestion
    ? `; did you mean \`${suggestion}\`?`
    : `; the subjects are ${nameList(subjectsIn(checker).map(labelOf))}`;
  report(checker, 'unknown-subject', `there is no subject \`${name}\`${hint}`, span, suggestion);
}

function suggestSubject(name: string, checker: Checker): string | undefined {
  const subjects = subjectsIn(checker);
  for (const subject of subjects) {
    const head = name.slice(0, subject.name.length);
    if (isParameterized(subject) && head !== subject.name && head.toLowerCase() === subject.name.toLowerCase()) {
      return subject.name + name.slice(subject.name.length);
    }
  }
  const complete = subjects.filter((subject) => !isParameterized(subject)).map((subject) => subject.name);
  const near = nearest(name, complete);
  if (near !== undefined || checker.isCounting) return near;
  return /^[\w./\\-]+$/.test(name) && /[.]/.test(name) ? `attribute:${name}` : undefined;
}

/** What may be asked about. */
function subjectsIn({ dialect, rows, isCounting }: Checker): readonly Subject[] {
  return subjectsOf(rows).filter(({ families, source }) =>
    isCounting ? source === 'task' : dialect !== 'ecs' || families.length > 0,
  );
}

function reportNotOfTask(name: string, span: Span, checker: Checker): undefined {
  const names = nameList(subjectsIn(checker).map(labelOf));
  const message = `\`count(…)\` looks at one task after the other, and \`${name}\` is nothing that a task says; it takes ${names}`;
  report(checker, 'not-of-task', message, span);
}

/** How to say it without the subject. */
function portableFor({ name }: Subject): string {
  return PORTABLE[name] ?? 'there is no such subject';
}

const PORTABLE: Readonly<Record<string, string>> = {
  cluster: 'say `--cluster` of `list-container-instances`',
  status: 'say `--status` of `list-container-instances`, such as `--status ACTIVE`',
  instanceId: 'name the instance to `describe-container-instances`',
  instanceArn: 'name the instance to `describe-container-instances`',
  'tag:': 'give the instance a custom attribute and ask about `attribute:<name>`',
  'remaining:': 'leave it to what the task asks for, as a task only goes where there is room for it',
  'task:family': 'ask about `task:group`, which is `family:<family>` of a task that was started without a group',
};

function unquoted(parameter: string): string {
  return /^['"]/.test(parameter) && endOfQuoted(parameter, 0) === parameter.length ? unquote(parameter) : parameter;
}

function checkParameter({ subject, parameter }: SubjectReference, span: Span, checker: Checker): boolean {
  if (!isParameterized(subject)) return true;
  if (subject.name === 'attribute:') return checkAttributeName(parameter, span, subject.name.length, checker);
  const label = labelOf(subject);
  if (parameter === '') {
    const what =
      subject.source === 'resource' ? 'the name of a resource, such as `cpu` or `memory`,' : 'the key of a tag';
    report(checker, 'subject-parameter', `${what} has to come after \`${subject.name}\``, span);
    return false;
  }
  const lower = parameter.toLowerCase();
  if (subject.source !== 'resource' || parameter === lower) return true;
  const message = `resources are named in lower case: \`${label}\` with \`${lower}\``;
  report(checker, 'subject-parameter', message, { start: span.start + subject.name.length, end: span.end }, lower);
  return false;
}

const ATTRIBUTE_NAME_CHARACTERS = /[^A-Za-z0-9\-_./\\]/;

function checkAttributeName(name: string, span: Span, prefixLength: number, checker: Checker): boolean {
  const start = span.start + prefixLength;
  if (name === '') {
    report(checker, 'attribute-name', 'an attribute name has to come after `attribute:`', span);
  } else if (name.length > LIMITS.attributeNameLength) {
    const message = `an attribute name has at most ${LIMITS.attributeNameLength} characters; this one has ${name.length}`;
    report(checker, 'attribute-name', message, { start, end: span.end });
  } else {
    const at = name.search(ATTRIBUTE_NAME_CHARACTERS);
    if (at < 0) return true;
    const message = `an attribute name holds letters, digits and \`- _ . / \\\`, but no \`${name[at]}\``;
    // In quotes its characters may stand elsewhere.
    const place = checker.text.startsWith(name, start)
      ? { start: start + at, end: start + at + 1 }
      : { start, end: span.end };
    report(checker, 'attribute-name', message, place);
  }
  return false;
}
