/** Deep nesting is parsed in another way than shallow nesting; nobody can tell from the result. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParseFlat, parseNested } from '../../src/language/nesting.js';
import { parse } from '../../src/language/parser.js';
import { print } from '../../src/language/printer.js';
import { scan } from '../../src/language/scanner.js';
import { subjectWithParentheses } from '../../src/language/subject-name.js';
import type { Token } from '../../src/language/tokens.js';
import { wildExpression } from '../support/expression.js';
import { runs } from '../support/runs.js';
import { withoutSpans } from '../support/syntax.js';

const SHALLOW = 3;
const DEEP = 200;

function nested(text: string, depth: number, closed = true): string {
  return '('.repeat(depth) + text + (closed ? ')'.repeat(depth) : '');
}

/** Every place in the result moved by an offset. */
function moved(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((one) => moved(one, by));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([field, inner]) => {
    const place = (field === 'start' || field === 'end') && typeof inner === 'number';
    return [field, place ? inner + by : moved(inner, by)];
  });
  return Object.fromEntries(entries);
}

/** How many levels of parentheses, not counting those of lists, a parser that recurses meets in tokens. */
function levels(tokens: readonly Token[]): number {
  let depth = 0;
  let deepest = 0;
  for (const { image, position } of tokens) {
    if (image === '(' && (position === 'condition' || position === 'opening')) deepest = Math.max(deepest, ++depth);
    if (image === ')' && (position === 'connective' || position === 'aggregated-end')) depth--;
  }
  return deepest;
}

describe('deep nesting', () => {
  it.each([
    ['side by side', (depth: number) => nested('*', depth)],
    ['with words between them', (depth: number) => `${'* and ('.repeat(depth)}*${')'.repeat(depth)}`],
    ['of counts', (depth: number) => `${'count('.repeat(depth)}*${') > 1'.repeat(depth)}`],
    ['of columns', (depth: number) => `* | sort ${'sum('.repeat(depth)}x${')'.repeat(depth)}`],
    ['left open', (depth: number) => nested('*', depth, false)],
  ])('never has the parser recurse over more than 64 levels, %s', (_, text) => {
    for (const depth of [1, 64, 65, 1_000]) {
      const seen: number[] = [];
      const parseFlat: ParseFlat = (tokens) => {
        seen.push(levels(tokens));
        return { tree: undefined as never };
      };
      parseNested(scan(text(depth)).tokens, parseFlat, subjectWithParentheses);
      expect(Math.max(...seen)).toBeLessThanOrEqual(64);
    }
  });

  it('gives the tree of shallow nesting, places included', () => {
    const law = ({ piece }: { piece: { text: string } }): void => {
      const shallow = parse(nested(piece.text, SHALLOW));
      const deep = parse(nested(piece.text, DEEP));
      if (!shallow.ok || !deep.ok) throw new Error('was not read');
      expect(deep.ast.expression).toEqual(moved(shallow.ast.expression, DEEP - SHALLOW));
    };
    fc.assert(fc.property(wildExpression('stowage'), law), runs(300));
  });

  it('gives the errors of shallow nesting, places included', () => {
    const words = [
      'and',
      'or',
      'not',
      '!',
      'attribute:a',
      'exists',
      '==',
      'b',
      '=',
      "'",
      ',',
      '*',
      'in',
      '[b]',
      '[b',
      '<x>',
      'AND',
    ];
    const soup = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((list) => list.join(' '));
    const law = (text: string, closed: boolean): void => {
      const shallow = parse(nested(text, SHALLOW, closed));
      const deep = parse(nested(text, DEEP, closed));
      expect(deep.ok).toBe(shallow.ok);
      if (shallow.ok || deep.ok) return;
      expect(deep.diagnostics).toEqual(moved(shallow.diagnostics, DEEP - SHALLOW));
    };
    fc.assert(fc.property(soup, fc.boolean(), law), runs(2_000));
  });

  it('tells of the first error of several', () => {
    const deep = nested('attribute:a exists', DEEP);
    const broken = nested('attribute:a ==', DEEP);
    const at = (text: string): string => {
      const result = parse(text);
      return result.ok ? 'read' : text.slice(result.diagnostics[0]?.start, result.diagnostics[0]?.end);
    };
    expect(at(`${deep} x ${broken}`)).toBe('x');
    expect(at(`(${broken} x)`)).toBe(')');
    expect(at(`${deep} or ${deep} ${deep}`)).toBe('(');
    expect(at(`attribute:b ${deep}`)).toBe('(');
    expect(at(`attribute:b in (c) and ${deep} and attribute:d`)).toBe('attribute:d');
  });

  it('tells of the first error where the second is further out', () => {
    const broken = nested('or attribute:a exists', DEEP);
    expect(parse(`${broken} x`)).toMatchObject({
      diagnostics: [{ code: 'expected-condition', start: DEEP, end: DEEP + 2 }],
    });
  });

  it('tells of the first error where the second is further in', () => {
    const broken = nested('or attribute:a exists', DEEP);
    expect(parse(`or ${broken}`)).toMatchObject({ diagnostics: [{ code: 'expected-condition', start: 0, end: 2 }] });
  });

  it('tells of a parenthesis too many, and of one too few', () => {
    const deep = nested('attribute:a exists', DEEP);
    expect(parse(`${deep})`)).toMatchObject({
      diagnostics: [{ code: 'expected-connective', start: deep.length, end: deep.length + 1 }],
    });
    expect(parse(`(${deep}`)).toMatchObject({ diagnostics: [{ code: 'unclosed-parenthesis', start: 0, end: 1 }] });
  });

  it('reaches to its last parenthesis', () => {
    const text = `attribute:b exists and ${nested('attribute:a exists', DEEP)}`;
    const result = parse(text);
    expect(result.ok && result.ast.expression.span).toEqual({ start: 0, end: text.length });
  });

  it('points at the group that stands where none can', () => {
    const deep = nested('attribute:a exists', DEEP);
    const result = parse(`${deep} ${deep}`);
    expect(result.ok ? [] : result.diagnostics).toMatchObject([
      { code: 'expected-connective', start: deep.length + 1, end: deep.length + 2 },
    ]);
  });

  it('keeps lists in parentheses apart from groups', () => {
    const text = nested('attribute:a in (b, c) and attribute:d in (e)', DEEP);
    const flat = parse('attribute:a in (b, c) and attribute:d in (e)');
    const deep = parse(text);
    expect(deep.ok && withoutSpans(deep.ast)).toEqual(flat.ok && withoutSpans(flat.ast));
  });

  it('prints a tree as deep as a text may be so that it reads back', () => {
    const spine = (depth: number): string =>
      depth === 0 ? '*' : `* ${depth % 2 ? 'and' : 'or'} (${spine(depth - 1)})`;
    const read = parse(spine(999));
    if (!read.ok) throw new Error('was not read');
    const again = parse(print(read.ast));
    expect(again.ok && withoutSpans(again.ast)).toEqual(withoutSpans(read.ast));
  });

  /** Prints what a text says. */
  function printed(text: string): string {
    const read = parse(text);
    if (!read.ok) throw new Error('was not read');
    expect(print(read.ast.expression)).toBe(print(read.ast));
    return print(read.ast);
  }

  it('is printed with the parentheses that make it clear, as long as a text may nest so deep', () => {
    const terse = (depth: number, inner: string): string =>
      `${'* or * and ('.repeat(depth)}${inner}${')'.repeat(depth)}`;
    const clear = (depth: number, inner: string): string =>
      `${'* or (* and ('.repeat(depth)}${inner}${'))'.repeat(depth)}`;
    const inner = '* or not *';
    expect(printed(terse(499, inner))).toBe(clear(499, inner));
    expect(printed(terse(500, inner))).toBe(terse(500, inner));
    const atLimit = '* or *';
    expect(printed(terse(500, atLimit))).toBe(clear(500, atLimit));
    expect(printed(terse(501, atLimit))).toBe(terse(501, atLimit));
    const needed = 'not(* and attribute:a exists) or not(* or attribute:b exists) or * and not attribute:c exists';
    expect(printed(terse(900, needed))).toBe(terse(900, needed));
  });

  it('is printed with not(…), as long as a text may nest so deep', () => {
    const nots = (count: number): string => `${'not '.repeat(count)}attribute:a exists`;
    expect(printed(nots(999))).toBe(`${'not '.repeat(998)}not(attribute:a exists)`);
    expect(printed(nots(1_000))).toBe(nots(1_000));
    expect(printed(`${'not '.repeat(998)}not(* and *)`)).toBe(`${'not '.repeat(998)}not(* and *)`);
  });
});
