/** How a subject stands in a text. */
import { endOfWord, quote } from '../language/lexical.js';
import type { Subject } from '../model/subjects.js';

/** Canonical text of a subject with its parameter: what it is called in columns, plans and messages. */
export function subjectText({ name, source }: Subject, parameter: string): string {
  if (source === 'count') return `count(${parameter})`;
  if (parameter === '') return name;
  return name + (endOfWord(parameter, 0) === parameter.length ? parameter : quote(parameter));
}

/** As a person would write the subject whatever its parameter: `attribute:<name>`. */
export function labelOf(subject: Subject): string {
  if (subject.source === 'count') return 'count(…)';
  return 'parameter' in subject && subject.parameter ? `${subject.name}<${subject.parameter.label}>` : subject.name;
}
