import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/language/diagnostic.js';
import { renderDiagnostic } from '../../src/language/render.js';
import { checkQuery } from '../../src/query/check.js';
import { runs } from '../support/runs.js';

function rendered(text: string, options?: Parameters<typeof renderDiagnostic>[2]): string {
  const [first] = checkQuery(text).diagnostics;
  if (first === undefined) throw new Error('nothing is wrong');
  return renderDiagnostic(text, first, options);
}

function diagnostic(start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return { code: 'unexpected-character', severity: 'error', message: 'no', start, end, ...more };
}

describe('renderDiagnostic', () => {
  it('shows the message, the line and a caret under the place, with the fix', () => {
    expect(rendered('attribute:a == b AND attribute:c exists')).toBe(
      [
        'error[wrong-case]: words are lower case: did you mean `and`?',
        '  1 | attribute:a == b AND attribute:c exists',
        '    |                  ^^^ fix: and',
      ].join('\n'),
    );
  });

  it('shows the line on which the place lies', () => {
    const text = 'attribute:a exists and\nattribute:b = x and\nattribute:c exists';
    expect(rendered(text).split('\n').slice(1)).toEqual(['  2 | attribute:b = x and', '    |             ^ fix: ==']);
  });

  it('makes room for the number of the line', () => {
    const text = `${'\n'.repeat(99)}foo == 1`;
    expect(rendered(text).split('\n').slice(1)).toEqual(['  100 | foo == 1', '      | ^^^']);
  });

  it('shows one caret for a place between characters, at the end of the text too', () => {
    expect(rendered('attribute:a ==').split('\n').slice(1)).toEqual(['  1 | attribute:a ==', '    |               ^']);
    expect(rendered('').split('\n').slice(1)).toEqual(['  1 | ', '    | ^']);
    expect(rendered('\n').split('\n').slice(1)).toEqual(['  1 | ', '    | ^']);
  });

  it('ends the carets with the line', () => {
    expect(renderDiagnostic('ab\ncd', diagnostic(1, 5)).split('\n').slice(1)).toEqual(['  1 | ab', '    |  ^']);
  });

  it('says when the fix is to take something away', () => {
    expect(rendered('attribute:a in [b,]')).toMatch(/\^ fix: take it away$/);
  });

  it('cuts a long fix', () => {
    const at = { start: 0, end: 1 };
    expect(renderDiagnostic('x', diagnostic(0, 1, { fix: { ...at, text: 'y'.repeat(60) } }))).toContain(
      `fix: ${'y'.repeat(60)}`,
    );
    expect(renderDiagnostic('x', diagnostic(0, 1, { fix: { ...at, text: 'y'.repeat(61) } }))).toMatch(/fix: y{59}…$/);
  });

  it('cuts a long line around the place', () => {
    const text = `${'attribute:a exists and '.repeat(10)}attribute:b = x${' and attribute:c exists'.repeat(10)}`;
    const [, line = '', carets = ''] = rendered(text, { width: 60 }).split('\n');
    expect(line).toMatch(/^ {2}1 \| ….*…$/);
    expect(line.slice(carets.indexOf('^')).startsWith('= x')).toBe(true);
  });

  it('paints in the colour of the severity', () => {
    expect(renderDiagnostic('x', diagnostic(0, 1), { color: true })).toBe(
      '\u001b[31;1merror[unexpected-character]\u001b[0m: no\n  1 | x\n    | \u001b[31;1m^\u001b[0m',
    );
    expect(renderDiagnostic('x', diagnostic(0, 1, { severity: 'warning' }), { color: true })).toContain(
      '\u001b[33;1mwarning',
    );
    expect(renderDiagnostic('x', diagnostic(0, 1, { severity: 'info' }), { color: true })).toContain(
      '\u001b[36;1minfo',
    );
  });

  it('shows control characters and lone surrogates as signs one column wide', () => {
    expect(renderDiagnostic('a\tb\u0000c\u001b[31md\uD800e', diagnostic(13, 14)).split('\n').slice(1)).toEqual([
      '  1 | a b\uFFFDc\uFFFD[31md\uFFFDe',
      '    |              ^',
    ]);
  });

  it('puts the caret under the place and keeps within the width, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '(', '='), minLength: 1, maxLength: 300 });
    const law = (given: string, from: number, length: number, width: number): void => {
      const start = from % (given.length + 1);
      const end = Math.min(given.length, start + length);
      const [message, line = '', carets = ''] = renderDiagnostic(given, diagnostic(start, end), { width }).split('\n');
      expect(message).toBe('error[unexpected-character]: no');
      const number = given.slice(0, start).split('\n').length;
      const gutter = `  ${number} | `;
      expect(line.startsWith(gutter)).toBe(true);
      expect(line.length).toBeLessThanOrEqual(Math.max(width, gutter.length + 20));
      const marked = line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1).replace(/…$/, '');
      const expected = given.slice(start, end).split('\n')[0] ?? '';
      if (expected === '') return;
      expect(marked).not.toBe('');
      expect(expected.startsWith(marked)).toBe(true);
    };
    fc.assert(fc.property(text, fc.nat(300), fc.nat(12), fc.integer({ min: 30, max: 120 }), law), runs(1_500));
  });
});
