/** A line of a shell as words. */

export interface CommandLine {
  /** The words before the one at the end, without their quotes. */
  readonly words: readonly string[];
  /** What is typed of the word at the end, without its quotes; empty after a space. */
  readonly typed: string;
  /** The quote in which the line ends; empty outside quotes. */
  readonly quote: "'" | '"' | '';
}

/** Splits a line as shells do: at spaces outside quotes, a backslash takes the next character as it is. O(length). */
export function splitLine(line: string): CommandLine {
  const words: string[] = [];
  let typed = '';
  let begun = false;
  let quote: CommandLine['quote'] = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (character === '\\' && quote !== "'" && isEscape(line[at + 1], quote)) typed += line[++at] ?? '';
    else if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    else if (quote === '' && /\s/.test(character)) {
      if (begun) words.push(typed);
      typed = '';
      begun = false;
      continue;
    } else typed += character;
    begun = true;
  }
  return { words, typed, quote };
}

/** Within double quotes a backslash stands for itself before most characters. */
function isEscape(next: string | undefined, quote: CommandLine['quote']): boolean {
  return quote === '' || (next !== undefined && '"\\$`'.includes(next));
}
