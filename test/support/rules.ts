/** Running one row of a rule table: a text, and either what it means or what is wrong with it. */
import { expect } from 'vitest';
import type { Diagnostic, DiagnosticCode } from '../../src/language/diagnostic.js';
import type { Dialect } from '../../src/language/dialect.js';

/** A text that has to be refused. */
export interface Refusal {
  readonly rule: string;
  readonly text: string;
  /** The default of the library where it is not said. */
  readonly dialect?: Dialect;
  readonly code: DiagnosticCode;
  /** The text that the first error points at; `''` where it points between characters. */
  readonly at: string;
  /** Where `at` begins, if it occurs more than once or is empty. */
  readonly start?: number;
  /** The whole text after the suggested fix was applied. */
  readonly fixed?: string;
}

/** The errors among the diagnostics, checked to be as the row says in the first of them. */
export function expectRefusal(row: Refusal, diagnostics: readonly Diagnostic[]): void {
  const error = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  const start = row.start ?? row.text.indexOf(row.at);
  const found = error && {
    code: error.code,
    at: row.text.slice(error.start, error.end),
    start: error.start,
    ...(row.fixed === undefined ? {} : { fixed: error.fix && fixedText(row.text, error.fix) }),
  };
  const fixed = row.fixed === undefined ? {} : { fixed: row.fixed };
  expect(found).toEqual({ code: row.code, at: row.at, start, ...fixed });
}

export function fixedText(text: string, fix: { start: number; end: number; text: string }): string {
  return text.slice(0, fix.start) + fix.text + text.slice(fix.end);
}

/** Every diagnostic lies within the text and says something. */
export function expectPlaced(text: string, diagnostics: readonly Diagnostic[]): void {
  for (const { start, end, message, fix } of diagnostics) {
    expect(Number.isInteger(start) && Number.isInteger(end)).toBe(true);
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(message.trim()).not.toBe('');
    if (fix === undefined) continue;
    expect(fix.start).toBeGreaterThanOrEqual(0);
    expect(fix.end).toBeGreaterThanOrEqual(fix.start);
    expect(fix.end).toBeLessThanOrEqual(text.length);
  }
}
