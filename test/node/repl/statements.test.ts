import { describe, expect, it } from 'vitest';
import { isIncomplete } from '../../../src/index.js';
import { linesOf } from '../../../src/node/repl/lines.js';
import { readStatements } from '../../../src/node/repl/statements.js';
import { wordsOf } from '../../../src/node/repl/words.js';

async function statementsOf(script: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { line, text } of readStatements(script.split('\n'), isIncomplete)) found.push(`${line}: ${text}`);
  return found;
}

describe('the statements of a script', () => {
  it.each([
    ['a line each', 'attribute:a exists\nattribute:b exists', ['1: attribute:a exists', '2: attribute:b exists']],
    [
      'over lines while incomplete',
      '(attribute:a exists\nor\nattribute:b exists)\n.help',
      ['1: (attribute:a exists\nor\nattribute:b exists)', '4: .help'],
    ],
    ['ended by a blank line', 'attribute:a ==\n\n.help', ['1: attribute:a ==', '3: .help']],
    ['ended by the end', '\n (attribute:a', ['2: (attribute:a']],
    ['commands are a line', '.explain (attribute:a\n.help', ['1: .explain (attribute:a', '2: .help']],
    ['comments between', '# one\n\n  # two\nattribute:a in [x,\n#y]', ['4: attribute:a in [x,\n#y]']],
    ['nothing', '\n\n# nothing', []],
  ])('%s', async (_, script, statements) => {
    expect(await statementsOf(script)).toEqual(statements);
  });
});

describe('lines', () => {
  const lines = async (...pieces: readonly (string | Uint8Array)[]) => {
    const found: string[] = [];
    for await (const line of linesOf(
      (async function* () {
        yield* pieces;
      })(),
    ))
      found.push(line);
    return found;
  };

  it('come from pieces that end anywhere', async () => {
    const bytes = Buffer.from('\ufeffä\r\nb\n\nc');
    expect(await lines(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(['ä', 'b', '', 'c']);
    expect(await lines('a', 'b\nc\n')).toEqual(['ab', 'c']);
    expect(await lines()).toEqual([]);
  });
});

describe('words', () => {
  it.each([
    ['a  b ', ['a', 'b']],
    ['', []],
    [`'a b' "c \\"d"`, ['a b', 'c "d']],
    ['a\\ b', ['a b']],
    [`x'y z'w`, ['xy zw']],
    [`''`, ['']],
  ])('of %j', (argument, words) => {
    expect(wordsOf(argument)).toEqual(words);
  });

  it.each(["'a", '"a', 'a\\', 'b "c'])('are refused where a quote is open: %j', (argument) => {
    expect(() => wordsOf(argument)).toThrow('a quote is not closed');
  });
});
