import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression, Query } from '../../src/language/ast.js';
import type { Dialect } from '../../src/language/dialect.js';
import { parse } from '../../src/language/parser.js';
import { print } from '../../src/language/printer.js';
import { meaningfulExpression, wildExpression } from '../support/expression.js';
import { runs } from '../support/runs.js';
import { expressionsOf, query, withoutSpans } from '../support/syntax.js';

const DIALECTS: readonly Dialect[] = ['ecs', 'stowage'];
const RUNS = runs(1_500);

function parsed(text: string, dialect: Dialect): Query {
  const result = parse(text, { dialect });
  if (!result.ok) throw new Error(`${JSON.stringify(text)}: ${result.diagnostics.map((d) => d.message).join('; ')}`);
  return result.ast;
}

describe.each(DIALECTS)('trees of the %s dialect', (dialect) => {
  it('are read from every spelling of them', () => {
    const law = ({ ast, piece }: { ast: Expression; piece: { text: string } }): void => {
      expect(withoutSpans(parsed(piece.text, dialect))).toEqual(withoutSpans(query(ast)));
    };
    fc.assert(fc.property(wildExpression(dialect), law), RUNS);
    fc.assert(fc.property(meaningfulExpression(dialect), law), RUNS);
  });

  it('are printed so that they read back as they were', () => {
    const law = ({ ast }: { ast: Expression }): void => {
      const text = print(query(ast));
      if (dialect === 'ecs' && text.length > 2_000) return;
      expect(withoutSpans(parsed(text, dialect))).toEqual(withoutSpans(query(ast)));
    };
    fc.assert(fc.property(wildExpression(dialect), law), RUNS);
    fc.assert(fc.property(meaningfulExpression(dialect), law), RUNS);
  });

  it('are printed in one way, whatever the spelling they came from', () => {
    const law = ({ ast, piece }: { ast: Expression; piece: { text: string } }): void => {
      const canonical = print(query(ast));
      expect(print(parsed(piece.text, dialect))).toBe(canonical);
      if (dialect === 'ecs' && canonical.length > 2_000) return;
      expect(print(parsed(canonical, dialect))).toBe(canonical);
    };
    fc.assert(fc.property(wildExpression(dialect), law), RUNS);
  });

  it('know the place of each of their parts', () => {
    const law = ({ piece }: { piece: { text: string } }): void => {
      const { text } = piece;
      const ast = parsed(text, dialect);
      expect(ast.span).toEqual({ start: 0, end: text.length });
      for (const node of expressionsOf(ast.expression)) {
        expectNested(node);
        const part = text.slice(node.span.start, node.span.end);
        expect(withoutSpans(parsed(part, dialect).expression)).toEqual(withoutSpans(node));
        expectLeafPlaces(text, node);
      }
    };
    fc.assert(fc.property(wildExpression(dialect), law), runs(300));
  });
});

/** Operands lie inside their expression, one after the other. */
function expectNested(node: Expression): void {
  const operands =
    node.type === 'and' || node.type === 'or' ? node.operands : node.type === 'not' ? [node.operand] : [];
  let from = node.span.start;
  for (const operand of operands) {
    expect(operand.span.start).toBeGreaterThanOrEqual(from);
    expect(operand.span.end).toBeGreaterThan(operand.span.start);
    from = operand.span.end;
  }
  expect(node.span.end).toBeGreaterThanOrEqual(from);
}

/** A predicate begins with its subject, and its other parts follow in order up to its end. */
function expectLeafPlaces(text: string, node: Expression): void {
  if (!('subject' in node)) return;
  const { subject, operator, span } = node;
  expect(text.slice(subject.span.start, subject.span.end)).toBe(subject.name);
  expect(subject.span.start).toBe(span.start);
  expect(operator.span.start).toBeGreaterThanOrEqual(subject.span.end);
  const last =
    node.type === 'comparison'
      ? node.value.span
      : node.type === 'match'
        ? node.pattern.span
        : node.type === 'membership'
          ? node.listSpan
          : operator.span;
  expect(last.start).toBeGreaterThanOrEqual(node.type === 'existence' ? operator.span.start : operator.span.end);
  expect(last.end).toBe(span.end);
  if (node.type !== 'membership') return;
  expect('[('.includes(text.charAt(node.listSpan.start))).toBe(true);
  expect('])'.includes(text.charAt(node.listSpan.end - 1))).toBe(true);
  for (const value of node.values) {
    expect(value.span.start).toBeGreaterThan(node.listSpan.start);
    expect(value.span.end).toBeLessThan(node.listSpan.end);
  }
}
