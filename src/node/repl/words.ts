import { StowageError } from '../../index.js';

/** The words of a command's argument, as a shell parts them: quotes keep spaces, and a backslash the character behind it. */
export function wordsOf(argument: string): readonly string[] {
  const words: string[] = [];
  const word = /\s*((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)/gsuy;
  const text = argument.trim();
  while (word.lastIndex < text.length) {
    const at = word.lastIndex;
    const found = word.exec(text)?.[1];
    if (found === undefined) throw new StowageError('usage', '', `a quote is not closed: ${text.slice(at).trim()}`);
    words.push(unquoted(found));
  }
  return words;
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gsu, (_, single, double, escaped) => {
    if (single !== undefined) return single as string;
    return double === undefined ? (escaped as string) : (double as string).replace(/\\(["\\])/g, '$1');
  });
}
