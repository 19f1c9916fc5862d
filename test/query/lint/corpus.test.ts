/** Expressions that were seen in public: which of them are warned of. Each was looked at by hand; no other may be. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../src/language/dialect.js';
import { check } from '../../../src/query/lint/check.js';

function readLines(name: string): readonly Record<string, string>[] {
  const text = readFileSync(new URL(`../../../../shared/corpus/${name}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string>);
}

/** Mistakes, by what they are. */
const WARNED: Readonly<Record<string, readonly string[]>> = {
  // No such system.
  'attribute:ecs.os-type == invalidOS': ['unlikely-value'],
  // An attribute that nobody sets; the subject stands by itself.
  "attribute:ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']": ['subject-as-attribute'],
  // Matches `us-east-` and `us-east-11`.
  'attribute:ecs.availability-zone =~ us-east-1*': ['glob-pattern'],
  // An instance type where a zone stands.
  'attribute:ecs.availability-zone =~ t2.*': ['unlikely-value'],
  // The value is `arm64`.
  'attribute:ecs.cpu-architecture == ARM64': ['unlikely-value'],
  // Amazon ECS documents no order of attributes.
  'attribute:custom-priority > 5': ['undocumented'],
  'attribute:custom-priority >= 5': ['undocumented'],
  'attribute:custom-priority <= 10': ['undocumented'],
};

/** Worth knowing: instances without the attribute are left out. */
const NOTED: readonly string[] = [
  'attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d',
  'attribute:ecs.instance-type != m5.xlarge',
  'attribute:ecs.instance-type != t3.micro',
  'attribute:ecs.availability-zone != us-east-1d',
];

const VALID = readLines('valid.jsonl');

const codes = (expression: string, dialect: Dialect, severity: string) =>
  check(expression, { dialect })
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ code }) => code);

describe('valid expressions', () => {
  it('hold what is expected to be warned of', () => {
    const expressions = VALID.map(({ expression }) => expression);
    expect(expressions).toEqual(expect.arrayContaining([...Object.keys(WARNED), ...NOTED]));
  });

  it.each(VALID)('$expression', ({ expression = '', dialect }) => {
    const warned = WARNED[expression] ?? [];
    expect(codes(expression, dialect as Dialect, 'warning')).toEqual(warned);
    expect(codes(expression, dialect as Dialect, 'info')).toEqual(NOTED.includes(expression) ? ['skips-absent'] : []);
    const everywhere = warned.filter((code) => code !== 'undocumented');
    expect(codes(expression, 'stowage', 'warning')).toEqual(everywhere);
  });
});

describe('requests around expressions', () => {
  it('have the mistakes of their expressions found', () => {
    const withMistakes = readLines('requests.jsonl').filter(({ why }) => why?.includes('lowercase'));
    expect(withMistakes.map(({ expression = '' }) => codes(expression, 'ecs', 'warning'))).toEqual([
      ['unlikely-value'],
    ]);
  });
});
