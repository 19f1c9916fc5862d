/** Expressions that were seen in public: what is valid is read and kept, what is not is refused where it is wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/language/dialect.js';
import { parse } from '../../src/language/parser.js';
import { print } from '../../src/language/printer.js';
import { checkQuery } from '../../src/query/check.js';
import { expectPlaced } from '../support/rules.js';
import { withoutSpans } from '../support/syntax.js';

function readLines(name: string): readonly Record<string, string>[] {
  const text = readFileSync(new URL(`../../../shared/corpus/${name}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string>);
}

const VALID = readLines('valid.jsonl');
const INVALID = readLines('invalid.jsonl');

describe('valid expressions', () => {
  it('are many', () => expect(VALID.length).toBeGreaterThanOrEqual(106));

  it.each(VALID)('$expression', ({ expression = '', dialect }) => {
    const of = dialect as Dialect;
    const read = parse(expression, { dialect: of });
    if (!read.ok) throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
    const again = parse(print(read.ast), { dialect: of });
    expect(again.ok && withoutSpans(again.ast)).toEqual(withoutSpans(read.ast));
    const { query, diagnostics } = checkQuery(expression, { dialect: of });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(query).toBeDefined();
    expect(checkQuery(expression).query).toBeDefined();
  });
});

/** Where each invalid expression is wrong. */
const OFFENCES: Readonly<Record<string, string>> = {
  'attribute:ecs.instance-type = ~ t2.*': '= ~',
  'attribute:ecs.os-family == linux && attribute:ecs.instance-type == g4dn.xlarge && attribute:ecs.capability.nvidia.gpu':
    'attribute:ecs.capability.nvidia.gpu',
  'not=(task:group == somelabel)': '=',
  '(attribute:ecs.instance-type == t2.small or attribute:ecs.availability-zone != us-east-1d) and some-other-thing':
    'some-other-thing',
  'attribute:ecs.subnet-id in SUBNETS_PLACEHOLDER': 'SUBNETS_PLACEHOLDER',
  'attribute:ecs.ami-id': 'attribute:ecs.ami-id',
  'attribute:test': 'attribute:test',
  blieptuut: 'blieptuut',
  'attribute:ecs.os-family == WINDOWS_SERVER_<OS_Release>_<FULL or CORE>': '<OS_Release>',
  'attribute:ecs.ami-id != <image_id>': '<image_id>',
};

describe('invalid expressions', () => {
  it('are those of which the place is known', () => {
    expect(INVALID.map(({ expression }) => expression)).toEqual(Object.keys(OFFENCES));
  });

  it.each(INVALID)('$expression', ({ expression = '' }) => {
    for (const dialect of ['ecs', 'stowage'] as const) {
      const { query, diagnostics } = checkQuery(expression, { dialect });
      expect(query).toBeUndefined();
      expectPlaced(expression, diagnostics);
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors.map(({ start, end }) => expression.slice(start, end))).toEqual([OFFENCES[expression]]);
    }
  });
});
