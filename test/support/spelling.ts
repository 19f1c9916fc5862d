/** Writing tokens next to each other in every way the lexical rules allow. */

/** A piece of text and what its end is in the middle of. */
export interface Piece {
  readonly text: string;
  /** A `word` goes on with any character of a bare value; a bare `pattern` with nearly any character. */
  readonly open: 'word' | 'pattern' | undefined;
}

const BARE = /^[A-Za-z0-9\-_.@/\\:+*?^$#%~]$/;

/** Whether the text can stand without quotes as a value. */
export function isBareValue(text: string): boolean {
  return text !== '' && [...text].every((character) => BARE.test(character));
}

export function word(text: string): Piece {
  return { text, open: BARE.test(text.slice(-1)) ? 'word' : undefined };
}

export function barePattern(text: string): Piece {
  return { text, open: 'pattern' };
}

/** Join pieces with white space of the caller's choice; where the choice is none and one is needed, a space. */
export function glue(left: Piece, gap: string, right: Piece): Piece {
  const space = gap === '' && mustPart(left, right) ? ' ' : gap;
  return { text: left.text + space + right.text, open: right.open };
}

function mustPart(left: Piece, right: Piece): boolean {
  if (left.open === 'word') return BARE.test(right.text.slice(0, 1));
  if (left.open === 'pattern') return !/^(?:&&|\|\||[),\]])/.test(right.text);
  return false;
}

/** Inside quotes a backslash before the quote character or a backslash escapes it; every other one stays as it is. */
export function quoted(text: string, quote: "'" | '"', sparing: boolean): Piece {
  const characters = [...text];
  const body = characters.map((character, index) => {
    if (character === quote) return `\\${quote}`;
    if (character !== '\\') return character;
    const next = characters[index + 1];
    const needed = next === undefined || next === '\\' || next === quote;
    return sparing && !needed ? '\\' : '\\\\';
  });
  return { text: `${quote}${body.join('')}${quote}`, open: undefined };
}
