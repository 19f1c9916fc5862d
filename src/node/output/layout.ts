import { displayWidth } from './terminal.js';

/** How the cells of a column are set. */
export interface ColumnLayout {
  /** Columns of the terminal. */
  readonly width: number;
  readonly align: 'left' | 'right';
  /** What does not fit goes on below; else it is cut. */
  readonly wrap: boolean;
}

const ELLIPSIS = '…';

/** A row of a table as lines: one, or more where a cell is wrapped. */
export function layOutRow(cells: readonly string[], columns: readonly ColumnLayout[], gap: string): readonly string[] {
  const parts = cells.map((cell, index) => {
    const { width, wrap } = columns[index]!;
    if (displayWidth(cell) <= width) return [cell];
    return wrap ? wrapText(cell, width) : [cutText(cell, width)];
  });
  const height = Math.max(...parts.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, index) => pad(parts[index]?.[line] ?? '', column))
      .join(gap)
      .trimEnd(),
  );
}

function pad(text: string, { width, align }: ColumnLayout): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}

/** Break a text at its spaces; a word that is longer than a line anywhere. */
function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (displayWidth(line) > width) {
      const head = beginning(line, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

function cutText(text: string, width: number): string {
  return beginning(text, width - displayWidth(ELLIPSIS)) + ELLIPSIS;
}

/** The first characters that fit, and at least one. */
function beginning(text: string, width: number): string {
  let end = 0;
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width && end > 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}
