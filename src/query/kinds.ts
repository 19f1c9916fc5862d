/** How the text of an argument is read for each kind of subject, and what is said where it cannot be. */
import type { DiagnosticCode } from '../language/diagnostic.js';
import { parseInstant } from '../model/instant.js';
import type { SubjectKind } from '../model/subjects.js';
import { compareVersions, parseVersion, type Version } from '../model/version.js';

/** An argument as read: text for `boolean`, `text` and `text-set`, a number for `integer` and `instant`. */
export type Argument = string | number | Version;

export interface Kind {
  readonly code: DiagnosticCode;
  /** What the value has to be, for "… has to be …". */
  readonly expected: string;
  readonly parse: (text: string) => Argument | undefined;
  /** Near misses worth offering: each is tried, the first that can be read is the fix. */
  readonly mend: (text: string) => readonly string[];
}

const text: Kind = {
  // A text argument can always be read, so this code is never given.
  code: 'expected-value',
  expected: 'text',
  parse: (argument) => argument,
  mend: () => [],
};

export const KINDS: Readonly<Record<SubjectKind, Kind>> = {
  text,
  'text-set': text,
  boolean: {
    code: 'invalid-boolean',
    expected: '`true` or `false`',
    parse: (argument) => (argument === 'true' || argument === 'false' ? argument : undefined),
    mend: (argument) => [argument.toLowerCase()],
  },
  integer: {
    code: 'invalid-integer',
    expected: 'a whole number',
    parse: (argument) => (/^[+-]?\d+$/.test(argument) ? Number(argument) : undefined),
    mend: () => [],
  },
  version: {
    code: 'invalid-version',
    expected: 'a version such as `1.14.5`',
    parse: parseVersion,
    mend: (argument) => [argument.replace(/^v/i, '')],
  },
  instant: {
    code: 'invalid-instant',
    expected: 'a date such as `2018-06-18` or an instant such as `2018-06-18T22:28:28Z`',
    parse: parseInstant,
    mend: (argument) => [argument.toUpperCase(), `${argument}:00`, argument.replace(/(T\d\d:\d\d)(?=[Z+-])/, '$1:00')],
  },
};

/** A decimal number as ordering on text understands it: an optional sign, digits, an optional fraction. */
export function parseDecimal(argument: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(argument) ? Number(argument) : undefined;
}

/** Negative, zero or positive as `stored` sorts before, at or after `bound`, for texts that are versions. */
export function compareToVersion(stored: string, bound: Version): number {
  return compareVersions(parseVersion(stored) as Version, bound);
}
