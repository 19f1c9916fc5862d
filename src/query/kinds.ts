/** How the text of an argument is read for each kind of subject, and what is said where it cannot be. */
import type { DiagnosticCode } from '../language/diagnostic.js';
import { formatInstant, parseInstant } from '../model/instant.js';
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
  number: {
    code: 'invalid-number',
    expected: 'a number',
    parse: parseDecimal,
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

/** How values are compared. */
export interface Order {
  /** A stored value as the arguments are; undefined where it has no place in this order. */
  readonly read: (value: string | number) => Argument | undefined;
  /** Negative, zero or positive as `a` sorts before, at or after `b`. Both have to be of this order. */
  readonly compare: (a: Argument, b: Argument) => number;
  /** An argument as it may stand in a query. */
  readonly print: (argument: Argument) => string;
}

const byRelation = (a: Argument, b: Argument): number => (a < b ? -1 : a > b ? 1 : 0);
const readText = (value: string | number): string | undefined => (typeof value === 'string' ? value : undefined);
const readNumber = (value: string | number): number | undefined => (typeof value === 'number' ? value : undefined);

/** By number, by instant, by version, by code unit, and text that is a decimal number by that number. */
export const ORDERS = {
  number: { read: readNumber, compare: byRelation, print: (argument) => printDecimal(argument as number) },
  instant: { read: readNumber, compare: byRelation, print: (argument) => formatInstant(argument as number) },
  version: {
    read: (value) => (typeof value === 'string' ? parseVersion(value) : undefined),
    compare: (a, b) => compareVersions(a as Version, b as Version),
    print: (argument) => formatVersion(argument as Version),
  },
  text: { read: readText, compare: byRelation, print: String },
  decimal: {
    read: (value) => (typeof value === 'string' ? parseDecimal(value) : undefined),
    compare: byRelation,
    print: String,
  },
} as const satisfies Readonly<Record<string, Order>>;

export type OrderName = keyof typeof ORDERS;

/** How the values of each kind are ordered; attributes, as all text, by code unit. */
export const ORDER_OF_KIND: Readonly<Record<SubjectKind, OrderName>> = {
  boolean: 'text',
  integer: 'number',
  number: 'number',
  instant: 'instant',
  text: 'text',
  'text-set': 'text',
  version: 'version',
};

/** Digits without an exponent: what is read gives the same number, or one that is as much beyond all numbers. */
function printDecimal(number: number): string {
  const plain = String(number);
  if (Number.isInteger(number)) return plain.includes('e') ? BigInt(number).toString() : plain;
  if (!Number.isFinite(number)) return `${number < 0 ? '-' : ''}1${'0'.repeat(309)}`;
  const [, sign = '', first = '', rest = '', exponent] = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(plain) ?? [];
  return exponent === undefined ? plain : `${sign}0.${'0'.repeat(Number(exponent) - 1)}${first}${rest}`;
}

function formatVersion({ parts, suffix }: Version): string {
  const numbers = parts.length === 0 ? '0' : parts.map((part) => part || '0').join('.');
  return suffix === undefined ? numbers : `${numbers}-${suffix}`;
}
