/** Patterns: Java syntax as Amazon ECS documents it, read as RE2, so that no input can make a match slow. */
import { RE2JS } from 're2js';
import type { DiagnosticCode } from '../language/diagnostic.js';

/** A compiled pattern: whether the whole of a text matches. O(length of the text × length of the pattern). */
export type PatternTest = (text: string) => boolean;

export interface PatternError {
  readonly code: Extract<DiagnosticCode, 'invalid-pattern' | 'unsupported-pattern'>;
  readonly message: string;
  /** The part of the pattern that is at fault; the whole where it is not known. */
  readonly start: number;
  readonly end: number;
}

export function compilePattern(pattern: string): { readonly test: PatternTest } | { readonly error: PatternError } {
  const intersection = classIntersection(pattern);
  if (intersection >= 0)
    return { error: unsupported('a class intersection (`&&` between brackets)', intersection, intersection + 2) };
  try {
    const compiled = RE2JS.compile(pattern);
    return { test: (text) => compiled.matches(text) };
  } catch (error) {
    return { error: explain(pattern, error instanceof Error ? error.message : String(error)) };
  }
}

/** How RE2 names what it refuses, and what that is called in Java. */
const UNSUPPORTED: readonly (readonly [fragment: RegExp, feature: string])[] = [
  [/^\(\?<?[=!]/, 'look-around'],
  [/^\(\?>/, 'an atomic group'],
  [/^\\(?:[1-9]|k)/, 'a back-reference'],
  [/^(?:[*+?]|\{\d+(?:,\d*)?\})\+/, 'a possessive quantifier'],
];

function explain(pattern: string, message: string): PatternError {
  const fragment = /`(.*)`$/su.exec(message)?.[1] ?? '';
  const found = fragment === '' ? -1 : pattern.indexOf(fragment);
  const start = Math.max(found, 0);
  const end = found < 0 ? pattern.length : found + fragment.length;
  for (const [form, feature] of UNSUPPORTED) {
    const sign = form.exec(fragment)?.[0];
    if (sign !== undefined) return unsupported(feature, start, start + sign.length);
  }
  const reason = message.replace(/^error parsing regexp: /, '');
  return { code: 'invalid-pattern', message: `the pattern is no regular expression: ${reason}`, start, end };
}

function unsupported(feature: string, start: number, end: number): PatternError {
  const message = `the pattern uses ${feature}, which matching in linear time cannot have`;
  return { code: 'unsupported-pattern', message, start, end };
}

/** Where `&&` stands inside a character class (RE2 would read it as two ampersands, Java as an intersection), or -1. */
function classIntersection(pattern: string): number {
  for (const at of membersOfClasses(pattern)) if (pattern.startsWith('&&', at)) return at;
  return -1;
}

/** Where a `[` stands inside a character class without an escape: a character in RE2, in Java a class within the class. */
export function nestedBrackets(pattern: string): readonly number[] {
  return [...membersOfClasses(pattern)].filter((at) => pattern[at] === '[');
}

/** The offsets of the characters between the brackets of classes, escapes left out. */
function* membersOfClasses(pattern: string): Iterable<number> {
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at = endOfEscape(pattern, at);
    else if (character === '[' && !inClass) {
      inClass = true;
      if (pattern[at + 1] === '^') at++;
      if (pattern[at + 1] === ']') at++;
    } else if (character === ']') inClass = false;
    else if (inClass) yield at;
  }
}

/** The last index of the escape at `at`: `\Q` quotes everything up to `\E`. */
function endOfEscape(pattern: string, at: number): number {
  if (pattern[at + 1] !== 'Q') return at + 1;
  const end = pattern.indexOf('\\E', at + 2);
  return end < 0 ? pattern.length : end + 1;
}
