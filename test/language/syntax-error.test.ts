/** Texts that are no query, one row each: what is wrong, at which part of the text, and what would be right. */
import { describe, it } from 'vitest';
import { parse } from '../../src/language/parser.js';
import { expectPlaced, expectRefusal, type Refusal } from '../support/rules.js';
import { withoutSpans } from '../support/syntax.js';

const REFUSED: readonly Refusal[] = [
  { rule: 'a text without a condition', text: '', code: 'empty-expression', at: '' },
  { rule: 'a text of white space', text: ' \n ', code: 'empty-expression', at: ' \n ' },
  {
    rule: 'words are lower case: AND',
    text: 'attribute:a exists AND attribute:b exists',
    code: 'wrong-case',
    at: 'AND',
    fixed: 'attribute:a exists and attribute:b exists',
  },
  {
    rule: 'words are lower case: Or',
    text: 'attribute:a exists Or attribute:b exists',
    code: 'wrong-case',
    at: 'Or',
    fixed: 'attribute:a exists or attribute:b exists',
  },
  {
    rule: 'words are lower case: NOT',
    text: 'NOT attribute:a exists',
    code: 'wrong-case',
    at: 'NOT',
    fixed: 'not attribute:a exists',
  },
  {
    rule: 'words are lower case: NOT(',
    text: 'NOT(attribute:a exists)',
    code: 'wrong-case',
    at: 'NOT',
    fixed: 'not(attribute:a exists)',
  },
  {
    rule: 'words are lower case: IN',
    text: 'attribute:a IN [b]',
    code: 'wrong-case',
    at: 'IN',
    fixed: 'attribute:a in [b]',
  },
  {
    rule: 'words are lower case: Exists',
    text: 'attribute:a Exists',
    code: 'wrong-case',
    at: 'Exists',
    fixed: 'attribute:a exists',
  },
  {
    rule: 'words are lower case: Equals',
    text: 'attribute:a Equals b',
    code: 'wrong-case',
    at: 'Equals',
    fixed: 'attribute:a equals b',
  },
  {
    rule: 'words are lower case: MATCHES',
    text: 'attribute:a MATCHES b',
    code: 'wrong-case',
    at: 'MATCHES',
    fixed: 'attribute:a matches b',
  },
  {
    rule: 'a trailing comma',
    text: 'attribute:a in [b, ]',
    code: 'trailing-comma',
    at: ',',
    fixed: 'attribute:a in [b ]',
  },
  {
    rule: 'a trailing comma in parentheses',
    text: 'attribute:a in (b,)',
    code: 'trailing-comma',
    at: ',',
    fixed: 'attribute:a in (b)',
  },
  { rule: 'a leading comma', text: 'attribute:a in [,b]', code: 'expected-value', at: ',' },
  { rule: 'two commas', text: 'attribute:a in [b,,c]', code: 'expected-value', at: ',', start: 18 },
  { rule: 'a list without commas', text: 'attribute:a in [b c]', code: 'expected-list-separator', at: 'c' },
  { rule: 'a list that is not closed', text: 'attribute:a in [b', code: 'expected-list-separator', at: '', start: 17 },
  { rule: 'a list closed by the other bracket', text: 'attribute:a in [b)', code: 'expected-list-separator', at: ')' },
  { rule: 'a list in parentheses is not empty', text: 'attribute:a in ()', code: 'expected-value', at: ')' },
  { rule: 'in takes a list', text: 'attribute:a in b', code: 'expected-list', at: 'b', start: 15 },
  { rule: '!in takes a list', text: "attribute:a !in 'b'", code: 'expected-list', at: "'b'" },
  { rule: 'in at the end takes a list', text: 'attribute:a in', code: 'expected-list', at: '', start: 14 },
  { rule: 'a subject without an operator', text: 'attribute:a', code: 'expected-operator', at: 'attribute:a' },
  {
    rule: 'a subject without an operator before and',
    text: 'attribute:a and attribute:b exists',
    code: 'expected-operator',
    at: 'attribute:a',
  },
  {
    rule: 'a subject without an operator in parentheses',
    text: '(attribute:a)',
    code: 'expected-operator',
    at: 'attribute:a',
  },
  { rule: 'an operator without a value', text: 'attribute:a ==', code: 'expected-value', at: '', start: 14 },
  { rule: 'an operator without a value in parentheses', text: '(attribute:a ==)', code: 'expected-value', at: ')' },
  { rule: 'a match without a pattern', text: 'attribute:a =~', code: 'expected-value', at: '', start: 14 },
  { rule: 'a match without a pattern in parentheses', text: '(attribute:a =~)', code: 'expected-value', at: ')' },
  {
    rule: 'a match without a pattern before &&',
    text: 'attribute:a =~ && attribute:b exists',
    code: 'expected-value',
    at: '&&',
  },
  { rule: 'a list after ==', text: 'attribute:a == [b]', code: 'expected-value', at: '[' },
  {
    rule: 'two conditions side by side',
    text: 'attribute:a exists attribute:b exists',
    code: 'expected-connective',
    at: 'attribute:b',
  },
  {
    rule: 'a condition and a parenthesis side by side',
    text: 'attribute:a exists (attribute:b exists)',
    code: 'expected-connective',
    at: '(',
  },
  {
    rule: 'two parentheses side by side',
    text: '(attribute:a exists)(attribute:b exists)',
    code: 'expected-connective',
    at: '(',
    start: 20,
  },
  {
    rule: 'a condition and ! side by side',
    text: 'attribute:a exists ! attribute:b exists',
    code: 'expected-connective',
    at: '!',
  },
  { rule: 'two values side by side', text: 'attribute:a == b c', code: 'expected-connective', at: 'c' },
  { rule: 'a ) that closes nothing', text: 'attribute:a exists)', code: 'expected-connective', at: ')' },
  { rule: 'a pattern with a ) that closes nothing', text: 'attribute:a =~ b)', code: 'expected-connective', at: ')' },
  { rule: 'a pattern with a , that closes nothing', text: 'attribute:a =~ b,c', code: 'unexpected-character', at: ',' },
  { rule: 'a ( that is never closed', text: '(attribute:a exists', code: 'unclosed-parenthesis', at: '(' },
  {
    rule: 'the first of two ( that is never closed',
    text: '((attribute:a exists)',
    code: 'unclosed-parenthesis',
    at: '(',
    start: 0,
  },
  { rule: 'a connective at the end', text: 'attribute:a exists and', code: 'expected-condition', at: '', start: 22 },
  { rule: 'a connective at the start', text: 'or attribute:a exists', code: 'expected-condition', at: 'or' },
  {
    rule: 'two connectives',
    text: 'attribute:a exists and or attribute:b exists',
    code: 'expected-condition',
    at: 'or',
  },
  { rule: 'not at the end', text: 'attribute:a exists and not', code: 'expected-condition', at: '', start: 26 },
  { rule: 'parentheses around nothing', text: '()', code: 'expected-condition', at: ')' },
  { rule: 'a quoted value as subject', text: "'a' == b", code: 'expected-condition', at: "'a'" },
  { rule: 'a lone =', text: 'attribute:a = b', code: 'unexpected-character', at: '=', fixed: 'attribute:a == b' },
  {
    rule: 'a lone &',
    text: 'attribute:a exists & attribute:b exists',
    code: 'unexpected-character',
    at: '&',
    fixed: 'attribute:a exists && attribute:b exists',
  },
  {
    rule: 'a lone |',
    text: 'attribute:a exists | attribute:b exists',
    dialect: 'ecs',
    code: 'unexpected-character',
    at: '|',
    fixed: 'attribute:a exists || attribute:b exists',
  },
  { rule: 'letters are ASCII', text: 'attribute:a == é', code: 'unexpected-character', at: 'é' },
  {
    rule: 'a character beyond the first plane is one place',
    text: 'attribute:a == \u{1F600}',
    code: 'unexpected-character',
    at: '\u{1F600}',
  },
  {
    rule: 'a no-break space is no white space',
    text: 'attribute:a\u00A0== b',
    code: 'unexpected-character',
    at: '\u00A0',
  },
  {
    rule: 'a vertical tab is no white space',
    text: 'attribute:a \u000B== b',
    code: 'unexpected-character',
    at: '\u000B',
  },
  { rule: 'a NUL is no white space', text: 'attribute:a == b\u0000', code: 'unexpected-character', at: '\u0000' },
  { rule: 'a lone surrogate', text: 'attribute:a == \uD800', code: 'unexpected-character', at: '\uD800' },
  { rule: 'a typographic quote', text: 'attribute:a == ‘b’', code: 'unexpected-character', at: '‘' },
  { rule: "a ' that is never closed", text: "attribute:a == 'b", code: 'unterminated-quote', at: "'" },
  { rule: 'a " that is never closed', text: 'attribute:a == "b\' and', code: 'unterminated-quote', at: '"' },
  { rule: 'an escaped quote closes nothing', text: "attribute:a == 'b\\'", code: 'unterminated-quote', at: "'" },
  { rule: 'a quoted pattern that is never closed', text: "attribute:a =~ 'b", code: 'unterminated-quote', at: "'" },
  { rule: 'a placeholder', text: 'attribute:a != <image_id>', code: 'placeholder', at: '<image_id>' },
  { rule: 'a placeholder in a value', text: 'attribute:a == WINDOWS_SERVER_<X>', code: 'placeholder', at: '<X>' },
  { rule: 'a placeholder in a list', text: 'attribute:a in [<X>]', code: 'placeholder', at: '<X>' },
];

describe('refused', () => {
  it.each(REFUSED)('$rule: $text', (row) => {
    for (const dialect of row.dialect === undefined ? (['ecs', 'stowage'] as const) : [row.dialect]) {
      const result = parse(row.text, { dialect });
      if (result.ok) throw new Error(`was read: ${JSON.stringify(withoutSpans(result.ast))}`);
      expectPlaced(row.text, result.diagnostics);
      expectRefusal(row, result.diagnostics);
    }
  });
});
