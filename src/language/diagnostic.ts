/**
 * What is wrong with a text, where, and what would be right.
 *
 * A diagnostic is data: rendering (terminal, page, HTTP) is done elsewhere, from the text and the diagnostic.
 */

/** A place in a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning' | 'info';

/** A replacement that would mend the text: put `text` where `start`–`end` is. */
export interface Fix extends Span {
  readonly text: string;
}

export interface Diagnostic extends Span {
  /** Stable, documented in docs/DIAGNOSTICS.md, never reused for another meaning. */
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: Fix;
}

/** Every diagnostic code with what it stands for. The documentation page is held equal to this table by a test. */
export const DIAGNOSTICS = {
  'unexpected-character': 'A character that cannot stand here, such as a lone `=` or an unquoted `é`.',
  'unterminated-quote': 'A quoted value without its closing quote.',
  placeholder: 'A template placeholder such as `<image_id>` was left in the text.',
  'empty-expression': 'There is no condition at all.',
  'expected-condition': 'A subject, `not` or `(` has to stand here.',
  'expected-operator': 'A subject stands without an operator.',
  'expected-value': 'An operator stands without the value it compares with.',
  'expected-list': '`in` and `!in` take a list in brackets.',
  'expected-list-separator': 'In a list, `,` or the closing bracket has to stand here.',
  'trailing-comma': 'A list ends in a comma.',
  'expected-connective': 'Two conditions stand side by side without `and` or `or`, or a `)` closes nothing.',
  'expected-rows': '`from` takes `instances` or `tasks`.',
  'expected-stage': 'After `|` a stage has to stand, such as `count` or `sort`.',
  'expected-column': 'A stage stands without the column it works on, or something stands there that is no column.',
  'expected-number': '`limit` takes a whole number.',
  'expected-stage-end': 'A stage has to end here, with `|` or the end of the text, or to go on with `,` or `by`.',
  'unclosed-parenthesis': 'A `(` is never closed.',
  'wrong-case': 'A word of the language is written with capitals; words are lower case.',
  'text-too-long': 'The text is longer than its dialect allows.',
  'too-deep': 'Parentheses and `not`s are nested deeper than allowed.',
  'list-too-long': 'A list holds more values than allowed.',
  'too-many-stages': 'A query has more stages than allowed.',
  'too-many-columns': 'A stage names more columns than allowed.',
  'too-many-subjects': 'A query asks about more subjects without an index than allowed.',
  extension: 'Something that the `ecs` dialect does not have.',
  'unknown-subject': 'The name is no subject of the language.',
  'attribute-name': 'An attribute name is empty, too long, or holds a character that no attribute name may hold.',
  'subject-parameter': 'What follows the colon of a subject is missing, or is not written as it has to be.',
  'not-of-task': 'Within `count(…)` only what a task says itself can be asked about.',
  'condition-only': 'A query over tasks, or one with stages, stands where only a condition on instances may.',
  'operator-not-taken': 'The subject does not take this operator.',
  'invalid-boolean': 'The value has to be `true` or `false`.',
  'invalid-integer': 'The value has to be a whole number.',
  'invalid-number':
    'The value has to be a number; amounts of CPU and memory may have a unit, such as `2vcpu` or `1.5GiB`.',
  'wrong-unit': 'The value has a unit of another resource.',
  'invalid-version': 'The value has to be a version, such as `1.14.5`.',
  'invalid-instant': 'The value has to be a date or an instant, such as `2018-06-18` or `2018-06-18T22:28:28Z`.',
  'now-unknown': 'The value depends on what the time is, and the caller did not say.',
  'invalid-pattern': 'The pattern is no regular expression.',
  'unsupported-pattern': 'The pattern uses a feature that linear-time matching cannot have.',
  'unknown-column': 'No stage before this one makes a column of that name.',
  'column-kind': 'A stage cannot work on values of this kind.',
  'duplicate-column': 'A stage names a column twice, or would make two of one name.',
  'invalid-limit': '`limit` takes a whole number that is not over its limit.',
  'unknown-built-in': 'An attribute looks like one of those that Amazon ECS sets, and is none of them.',
  'subject-as-attribute': 'A subject of its own is asked for as if it were an attribute.',
  'unlikely-value': 'A built-in attribute is compared with something that is never its value.',
  'glob-pattern': 'A pattern looks as if a shell were to read it; patterns are regular expressions.',
  'pattern-in-comparison': 'A value that looks like a pattern is compared letter by letter.',
  'nested-class': 'A `[` within a class of a pattern, which Java and Stowage read differently.',
  'task-group-negation': 'A negative operator on the groups of tasks leaves out instances without tasks.',
  'skips-absent': 'A negative operator leaves out instances without the attribute.',
  undocumented: 'Something that Amazon ECS does not document, in a text of the `ecs` dialect.',
  'mixed-connectives': '`and` and `or` stand side by side without parentheses.',
  'never-true': 'An expression, or a part of it, that holds for no instance.',
  'always-true': 'An expression, or a part of it, that holds whatever the instance.',
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** Thrown where a text has errors and the caller wanted an answer: `diagnostics` holds all of them, `text` the source. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];

  constructor(text: string, diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
    this.text = text;
    this.diagnostics = diagnostics;
  }
}
