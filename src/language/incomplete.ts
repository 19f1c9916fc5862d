/** Whether a text still waits for more of it. */
import { LIMITS } from '../model/limits.js';
import { parseScan } from './parser.js';
import { scan } from './scanner.js';
import type { Position, Token } from './tokens.js';

/**
 * Whether a text is no query yet, but more text behind it could make it one: a parenthesis, list or quote is open, or it ends in
 * `and`, an operator, a comma, `|` or a word of a stage that takes more. A subject by itself does not count, nor does a text of
 * white space: nothing in them says that more is to come. Never throws. O(length).
 */
export function isIncomplete(text: string): boolean {
  if (text.length > LIMITS.queryLength.stowage) return false;
  const scanned = scan(text);
  if (scanned.limit || scanned.tokens.length === 0) return false;
  const { stop } = parseScan(scanned);
  if (stop === undefined) return false;
  if (Number.isNaN(stop.startOffset)) return scanned.position !== 'operator';
  return stop === scanned.tokens.at(-1) && opensQuote(stop as Token);
}

/** A quote that is never closed, where one may stand. */
function opensQuote({ image, position }: Token): boolean {
  if (position === 'value' || position === 'list-value' || position === 'pattern') return /^['"]/.test(image);
  return NAMED.has(position) && /^[^'"]+:['"]/.test(image);
}

const NAMED: ReadonlySet<Position> = new Set(['condition', 'column', 'aggregated']);
