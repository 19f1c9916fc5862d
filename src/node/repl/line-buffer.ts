/** A text that is being written, and where in it. Lines are parted by `\n`. */
export interface LineBuffer {
  readonly text: string;
  /** In UTF-16 code units, from 0; never inside a character. */
  readonly cursor: number;
}

export const EMPTY: LineBuffer = { text: '', cursor: 0 };

/** Changes what is written, or where. */
export type Edit = (buffer: LineBuffer) => LineBuffer;

export function insert({ text, cursor }: LineBuffer, added: string): LineBuffer {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length };
}

/** Put something else in the place of a span; the cursor comes behind it. */
export function replace({ text }: LineBuffer, start: number, end: number, by: string): LineBuffer {
  return { text: text.slice(0, start) + by + text.slice(end), cursor: start + by.length };
}

/** Where an edit takes the cursor. */
type Target = (buffer: LineBuffer) => number;

const moveTo =
  (target: Target): Edit =>
  (buffer) => ({ text: buffer.text, cursor: target(buffer) });

const deleteTo =
  (target: Target): Edit =>
  (buffer) => {
    const to = target(buffer);
    return replace(buffer, Math.min(to, buffer.cursor), Math.max(to, buffer.cursor), '');
  };

/** How far a character may reach that is made of several code points. */
const LONGEST_CHARACTER = 64;
const CHARACTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const before: Target = ({ text, cursor }) => {
  const near = text.slice(Math.max(0, cursor - LONGEST_CHARACTER), cursor);
  const last = [...CHARACTERS.segment(near)].at(-1);
  return cursor - (last?.segment.length ?? 0);
};

const after: Target = ({ text, cursor }) => {
  const [first] = CHARACTERS.segment(text.slice(cursor, cursor + LONGEST_CHARACTER));
  return cursor + (first?.segment.length ?? 0);
};

/** Words are runs of letters and digits, as in the command lines of shells. */
const wordBefore: Target = ({ text, cursor }) =>
  cursor - (/[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(text.slice(0, cursor))?.[0].length ?? 0);

const wordAfter: Target = ({ text, cursor }) =>
  cursor + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0);

const blankBefore: Target = ({ text, cursor }) => cursor - (/\S*\s*$/.exec(text.slice(0, cursor))?.[0].length ?? 0);

const lineStart: Target = ({ text, cursor }) => (cursor === 0 ? 0 : text.lastIndexOf('\n', cursor - 1) + 1);

const lineEnd: Target = ({ text, cursor }) => {
  const end = text.indexOf('\n', cursor);
  return end < 0 ? text.length : end;
};

/** The same column of the line above or below, or that line's end; the cursor stays where there is none. */
const lineAbove: Target = (buffer) => {
  const start = lineStart(buffer);
  if (start === 0) return buffer.cursor;
  const above = lineStart({ text: buffer.text, cursor: start - 1 });
  return Math.min(above + buffer.cursor - start, start - 1);
};

const lineBelow: Target = (buffer) => {
  const end = lineEnd(buffer);
  if (end === buffer.text.length) return buffer.cursor;
  const column = buffer.cursor - lineStart(buffer);
  return Math.min(end + 1 + column, lineEnd({ text: buffer.text, cursor: end + 1 }));
};

/** Everything a key can do to the text, by name. */
export const EDITS = {
  left: moveTo(before),
  right: moveTo(after),
  'word-left': moveTo(wordBefore),
  'word-right': moveTo(wordAfter),
  'line-start': moveTo(lineStart),
  'line-end': moveTo(lineEnd),
  'line-up': moveTo(lineAbove),
  'line-down': moveTo(lineBelow),
  'delete-left': deleteTo(before),
  'delete-right': deleteTo(after),
  'delete-word-left': deleteTo(wordBefore),
  'delete-word-right': deleteTo(wordAfter),
  'delete-blank-left': deleteTo(blankBefore),
  'delete-to-line-start': deleteTo(lineStart),
  'delete-to-line-end': deleteTo(lineEnd),
  'new-line': (buffer: LineBuffer) => insert(buffer, '\n'),
} as const satisfies Readonly<Record<string, Edit>>;

export type EditName = keyof typeof EDITS;
