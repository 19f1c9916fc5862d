/** The table of operators, against the language reference and against the parser's own spelling of it. */
import { describe, expect, it } from 'vitest';
import { OPERATOR_SPELLINGS } from '../../src/language/tokens.js';
import { OPERATORS, operatorRow } from '../../src/query/operators.js';
import { SPELLINGS } from '../support/vocabulary.js';

describe('the table of operators', () => {
  it('has every operator with its word', () => {
    const spellings = OPERATORS.map(({ symbol, word }) => [symbol, word === undefined ? [symbol] : [symbol, word]]);
    // Words that are the symbol itself need no second spelling.
    expect(Object.fromEntries(spellings)).toEqual(SPELLINGS);
  });

  it('is spelled as the parser spells it', () => {
    const spelled = OPERATORS.flatMap(({ symbol, word }) =>
      [symbol, ...(word === undefined ? [] : [word])].map((spelling) => [spelling, symbol]),
    );
    expect(Object.fromEntries(spelled)).toEqual(OPERATOR_SPELLINGS);
  });

  it('says which operator each negative one turns round, and that only !exists holds for what is absent', () => {
    const negations = OPERATORS.flatMap(({ symbol, negates }) => (negates === undefined ? [] : [[symbol, negates]]));
    expect(negations).toEqual([
      ['!=', '=='],
      ['!in', 'in'],
      ['!~', '=~'],
      ['!exists', 'exists'],
    ]);
    expect(OPERATORS.filter(({ whenAbsent }) => whenAbsent).map(({ symbol }) => symbol)).toEqual(['!exists']);
  });

  it('sums each up in words of its own', () => {
    const summaries = OPERATORS.map(({ summary }) => summary);
    expect(new Set(summaries).size).toBe(OPERATORS.length);
    for (const summary of summaries) expect(summary).toMatch(/\w/);
  });

  it('finds each row by its symbol', () => {
    for (const row of OPERATORS) expect(operatorRow(row.symbol)).toBe(row);
  });
});
