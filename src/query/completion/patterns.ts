/** Patterns for the values of a cluster: each value with its special characters escaped, and what several of them begin with. */
import { extentOfPattern, quote as inQuotes } from '../../language/lexical.js';
import { LIMITS } from '../../model/limits.js';
import { type CountedValue, written } from './values.js';

/** Longest beginnings are made of so many values. */
const VALUES = 256;

interface CountedPattern extends CountedValue {
  /** How many values it stands for. */
  readonly values: number;
}

/** The pattern of each value, and of each beginning that several values share, up to one of `-._:/`. */
export function patternsOf(values: readonly CountedValue[], typed: string): readonly CountedPattern[] {
  const begun = literalOf(typed);
  const beginnings = new Map<string, { values: number; rows: number }>();
  for (const { value, rows } of values.slice(0, VALUES)) {
    for (const beginning of beginningsOf(value)) {
      if (!beginning.startsWith(begun)) continue;
      const known = beginnings.get(beginning) ?? { values: 0, rows: 0 };
      beginnings.set(beginning, { values: known.values + 1, rows: known.rows + rows });
    }
  }
  const shared = [...beginnings].filter(([, counted]) => counted.values > 1);
  const whole = values.filter(({ value }) => value.startsWith(begun)).slice(0, LIMITS.completions);
  return [
    ...shared.map(([beginning, counted]) => ({ value: `${literally(beginning)}.*`, ...counted })),
    ...whole.map(({ value, rows }) => ({ value: literally(value), rows, values: 1 })),
  ];
}

/** What a pattern stands for that is being typed: people leave dots as they are. */
export function literalOf(pattern: string): string {
  return pattern.replace(/\\(.)/g, '$1').replace(/\\$/, '');
}

function beginningsOf(value: string): readonly string[] {
  return Array.from(value.matchAll(/[-._:/]/g), ({ index }) => value.slice(0, index + 1));
}

function literally(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** A pattern as it is written at a place. */
export function writtenPattern(pattern: string, quote: "'" | '"' | undefined): string {
  if (quote !== undefined) return written(pattern, quote);
  const { end, balanced } = extentOfPattern(pattern, 0);
  return pattern !== '' && end === pattern.length && balanced && !/^['"]/.test(pattern) ? pattern : inQuotes(pattern);
}
