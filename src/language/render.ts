/** Diagnostics for people: message, the line it speaks of, and a caret under the place. Plain text, for any surface. */
import type { Diagnostic, Severity } from './diagnostic.js';

export interface RenderOptions {
  /** With ANSI colour; plain where not set. */
  readonly color?: boolean;
  /** Columns to keep within, 100 where not set: a longer line is cut around the place. */
  readonly width?: number;
}

/**
 * ```text
 * error[wrong-case]: words are lower case: did you mean `and`?
 *   1 | attribute:a == b AND attribute:c exists
 *     |                  ^^^ fix: and
 * ```
 */
export function renderDiagnostic(text: string, diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const paint = options.color
    ? (code: string, part: string) => `\u001b[${code}m${part}\u001b[0m`
    : (_: string, part: string) => part;
  const hue = COLORS[diagnostic.severity];
  const { number, column, line, length } = placeOf(text, diagnostic.start, diagnostic.end);
  const gutter = String(number).length;
  const shown = window(line, column, Math.max(20, (options.width ?? 100) - gutter - FRAME));
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.text.length - shown.column)));
  const fix = diagnostic.fix === undefined ? '' : ` ${describeFix(diagnostic.fix.text)}`;
  const pad = ' '.repeat(gutter + 3);
  return [
    `${paint(hue, `${diagnostic.severity}[${diagnostic.code}]`)}: ${diagnostic.message}`,
    `  ${number} | ${shown.text}`,
    `${pad}| ${' '.repeat(shown.column)}${paint(hue, carets + fix)}`,
  ].join('\n');
}

/** Columns of the gutter beside the number, and of the `…` at both ends of a line that is cut. */
const FRAME = '   | ……'.length;

const COLORS: Readonly<Record<Severity, string>> = { error: '31;1', warning: '33;1', info: '36;1' };

function describeFix(text: string): string {
  return text === '' ? 'fix: take it away' : `fix: ${printable(text.length > 60 ? `${text.slice(0, 59)}…` : text)}`;
}

/** The line on which `start` lies. Lines are counted from 1, columns from 0. */
function placeOf(text: string, start: number, end: number) {
  const before = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const after = text.indexOf('\n', start);
  const line = text.slice(before, after < 0 ? text.length : after);
  let number = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < before; at = text.indexOf('\n', at + 1)) number++;
  return { number, column: start - before, line, length: Math.min(end, before + line.length) - start };
}

/** The part of a long line around a column, with `…` where it was cut. */
function window(line: string, column: number, width: number): { readonly text: string; readonly column: number } {
  const from = line.length <= width ? 0 : Math.max(0, Math.min(column - Math.floor(width / 3), line.length - width));
  const cut = line.slice(from, from + width);
  const head = from > 0 ? '…' : '';
  const tail = from + width < line.length ? '…' : '';
  return { text: printable(head + cut + tail), column: column - from + head.length };
}

/** Every character one column wide: control characters and lone surrogates become a sign of their own. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, (character) => (character === '\t' ? ' ' : '\ufffd'));
}
