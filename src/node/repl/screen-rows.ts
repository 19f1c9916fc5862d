import { displayWidth, paint, type Style, terminalSafe } from '../output/terminal.js';

/** A stretch of the text and how it looks. */
export interface StyledSpan {
  readonly start: number;
  readonly end: number;
  readonly style: Style;
}

/** What is to be seen of a text that is being written. */
export interface EditedView {
  /** What stands before the first line, and before each further one. */
  readonly prompt: string;
  readonly continuation: string;
  readonly text: string;
  readonly cursor: number;
  /** In order, none over another. */
  readonly spans: readonly StyledSpan[];
  /** Of the terminal. */
  readonly columns: number;
  readonly color: boolean;
}

/** A text as rows of a terminal, none so long that the terminal would wrap it. */
export interface ScreenRows {
  readonly rows: readonly string[];
  /** Columns that each row takes. */
  readonly widths: readonly number[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

/**
 * Lay a text out. Characters that act on a terminal are written as escapes. The last column stays free: a terminal that is filled
 * to its edge says in ways of its own where its cursor is.
 */
export function layOutRows(view: EditedView): ScreenRows {
  const room = Math.max(2, view.columns - 1);
  const painter = new RowPainter(room, view.color);
  painter.put(view.prompt, PROMPT_STYLE);
  let cursor = { row: 0, column: 0 };
  let at = 0;
  let span = 0;
  const markCursor = () => {
    if (at === view.cursor) cursor = painter.position;
  };
  for (const character of view.text) {
    while (span < view.spans.length && at >= view.spans[span]!.end) span++;
    const current = view.spans[span];
    const style = current !== undefined && at >= current.start ? current.style : undefined;
    const shown = character === '\n' ? '' : terminalSafe(character);
    painter.makeRoom(displayWidth(shown));
    markCursor();
    if (character === '\n') painter.breakRow(view.continuation);
    else painter.put(shown, style);
    at += character.length;
  }
  markCursor();
  return { ...painter.finish(), cursorRow: cursor.row, cursorColumn: cursor.column };
}

const PROMPT_STYLE: Style = ['bold', 'cyan'];

/** Puts characters into rows, and equal styles beside one another into one. */
class RowPainter {
  readonly #room: number;
  readonly #color: boolean;
  readonly #rows: string[] = [];
  readonly #widths: number[] = [];
  #row = '';
  #width = 0;
  #run = '';
  #style: Style | undefined;

  constructor(room: number, color: boolean) {
    this.#room = room;
    this.#color = color;
  }

  get position(): { readonly row: number; readonly column: number } {
    return { row: this.#rows.length, column: this.#width };
  }

  /** Begin a new row where so many columns do not fit. */
  makeRoom(width: number): void {
    if (this.#width > 0 && this.#width + width > this.#room) this.#endRow();
  }

  put(text: string, style: Style | undefined): void {
    for (const character of text) {
      const width = displayWidth(character);
      this.makeRoom(width);
      if (style !== this.#style) this.#endRun();
      this.#style = style;
      this.#run += character;
      this.#width += width;
    }
  }

  breakRow(continuation: string): void {
    this.#endRow();
    this.put(continuation, PROMPT_STYLE);
  }

  finish(): { readonly rows: readonly string[]; readonly widths: readonly number[] } {
    this.#endRow();
    return { rows: this.#rows, widths: this.#widths };
  }

  #endRow(): void {
    this.#endRun();
    this.#rows.push(this.#row);
    this.#widths.push(this.#width);
    this.#row = '';
    this.#width = 0;
  }

  #endRun(): void {
    if (this.#run === '') return;
    this.#row += this.#style === undefined ? this.#run : paint(this.#style, this.#run, { color: this.#color });
    this.#run = '';
  }
}
