/** Stages, rows and counts: printed so that they read back as they were. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression, Query, SortKey, Stage, SubjectName } from '../../src/language/ast.js';
import { parse } from '../../src/language/parser.js';
import { print } from '../../src/language/printer.js';
import { wildExpression } from '../support/expression.js';
import { runs } from '../support/runs.js';
import { comparison, withoutSpans } from '../support/syntax.js';

const span = { start: 0, end: 0 };
const AGGREGATES = ['sum', 'avg', 'min', 'max'] as const;
const condition = wildExpression('stowage').map(({ ast }) => ast);
const name = fc.constantFrom(
  'status',
  'count',
  'from',
  'by',
  'desc',
  'where',
  'attribute:a/b',
  "tag:'cost center'",
  "tag:''",
);
const plain: fc.Arbitrary<SubjectName> = name.map((text) => ({ name: text, span }));
const counted: fc.Arbitrary<SubjectName> = condition.map((ast) => ({
  name: `count(${print(ast)})`,
  counted: ast,
  span,
}));
const { subject } = fc.letrec<{ subject: SubjectName }>((tie) => ({
  subject: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: plain },
    counted,
    fc
      .tuple(fc.constantFrom(...AGGREGATES), tie('subject'))
      .map(([fn, column]) => ({ name: `${fn}(${column.name})`, aggregated: { function: fn, column }, span })),
  ),
}));
const columns = fc.array(subject, { minLength: 1, maxLength: 3 });
const key: fc.Arbitrary<SortKey> = fc.record({ column: subject, descending: fc.boolean(), span: fc.constant(span) });
const expression: fc.Arbitrary<Expression> = fc.oneof(
  condition,
  subject.map((one) => ({ ...comparison('x', '>', '3'), subject: one }) as Expression),
);
const stage: fc.Arbitrary<Stage> = fc.oneof<fc.Arbitrary<Stage>[]>(
  expression.map((one) => ({ type: 'where', expression: one, span })),
  fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => ({ type: 'sort', keys, span })),
  fc.nat().map((rows) => ({ type: 'limit', rows: { text: String(rows), span }, span })),
  columns.map((of) => ({ type: 'select', columns: of, span })),
  fc.oneof(columns, fc.constant([])).map((by) => ({ type: 'aggregate', function: 'count', by, span })),
  fc
    .tuple(fc.constantFrom(...AGGREGATES), subject, fc.oneof(columns, fc.constant([])))
    .map(([fn, column, by]) => ({ type: 'aggregate', function: fn, column, by, span })),
  subject.map((column) => ({ type: 'distinct', column, span })),
);
const query: fc.Arbitrary<Query> = fc
  .tuple(
    fc.option(fc.constantFrom('instances' as const, 'tasks' as const), { nil: undefined }),
    expression,
    fc.array(stage, { maxLength: 4 }),
  )
  .map(([rows, one, stages]) => ({
    type: 'query',
    ...(rows && { from: { rows, span } }),
    expression: one,
    stages,
    span,
  }));

describe('a query with stages', () => {
  it('is printed so that it reads back as it was', () => {
    const law = (tree: Query): void => {
      const text = print(tree);
      const again = parse(text);
      if (!again.ok) throw new Error(`${text}: ${again.diagnostics[0]?.message}`);
      expect(withoutSpans(again.ast)).toEqual(withoutSpans(tree));
      expect(print(again.ast)).toBe(text);
    };
    fc.assert(fc.property(query, law), runs(1_500));
  });

  it('gives an answer to each of its beginnings', () => {
    const law = (tree: Query): void => {
      const text = print(tree);
      for (let end = 0; end <= Math.min(text.length, 60); end++) expect(parse(text.slice(0, end))).toHaveProperty('ok');
    };
    fc.assert(fc.property(query, law), runs(100));
  });

  it('has places of its parts', () => {
    const text = 'from tasks * | sort count ( a exists ) desc, sum(x) | count by b';
    const result = parse(text);
    if (!result.ok) throw new Error('was not read');
    const [sort, count] = result.ast.stages;
    expect(text.slice(result.ast.from?.span.start, result.ast.from?.span.end)).toBe('from tasks');
    expect(text.slice(sort?.span.start, sort?.span.end)).toBe('sort count ( a exists ) desc, sum(x)');
    expect(text.slice(count?.span.start, count?.span.end)).toBe('count by b');
    expect(sort?.type === 'sort' && sort.keys.map(({ column }) => column.name)).toEqual(['count(a exists)', 'sum(x)']);
  });

  it('nests as deep in counts as a text may, and prints back', () => {
    for (const depth of [64, 65, 990]) {
      const text = `${'count('.repeat(depth)}* or * and *${')>1'.repeat(depth)}`;
      const read = parse(text);
      if (!read.ok) throw new Error('was not read');
      const again = parse(print(read.ast));
      expect(again.ok && withoutSpans(again.ast.expression)).toEqual(withoutSpans(read.ast.expression));
    }
  });

  it('leaves the words of stages to be values and names', () => {
    for (const text of [
      'from == count',
      'from in [sort]',
      'from exists',
      'count == by',
      'attribute:sort =~ a|b',
      'sort == 1 and limit > 2',
    ]) {
      expect(parse(text)).toMatchObject({ ok: true, ast: { stages: [] } });
    }
  });
});
