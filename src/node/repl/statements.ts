/** A statement of a script: a query, or a command that begins with a dot. */
export interface Statement {
  readonly text: string;
  /** Of its beginning, from 1. */
  readonly line: number;
}

/**
 * The statements of a script. A query goes on over the next lines while it is incomplete, until it is whole, a line is blank, or
 * the script ends; a command is one line. Between statements, blank lines and those that begin with `#` say nothing.
 */
export async function* readStatements(
  lines: Iterable<string> | AsyncIterable<string>,
  isIncomplete: (text: string) => boolean,
): AsyncGenerator<Statement> {
  let number = 0;
  let begun: Statement | undefined;
  for await (const line of lines) {
    number++;
    const isBlank = line.trim() === '';
    if (begun === undefined) {
      if (isBlank || line.trimStart().startsWith('#')) continue;
      begun = { text: line, line: number };
    } else if (!isBlank) {
      begun = { text: `${begun.text}\n${line}`, line: begun.line };
    }
    if (!isBlank && goesOn(begun.text, isIncomplete)) continue;
    yield trimmed(begun);
    begun = undefined;
  }
  if (begun !== undefined) yield trimmed(begun);
}

function trimmed({ text, line }: Statement): Statement {
  return { text: text.trim(), line };
}

/** Whether more has to follow before the text can be run. */
export function goesOn(text: string, isIncomplete: (text: string) => boolean): boolean {
  return !isCommand(text) && isIncomplete(text);
}

export function isCommand(text: string): boolean {
  return text.trimStart().startsWith('.');
}
