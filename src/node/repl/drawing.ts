import type { OutputStream } from '../cli/context.js';
import { type EditedView, layOutRows, type ScreenRows } from './screen-rows.js';

/** The size of a terminal that tells none. */
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

/** A terminal's height, where its stream knows it. */
export interface TerminalOutput extends OutputStream {
  readonly rows?: number;
}

export function columnsOf({ columns }: TerminalOutput): number {
  return columns !== undefined && columns > 0 ? columns : USUAL_COLUMNS;
}

export function rowsOf({ rows }: TerminalOutput): number {
  return rows !== undefined && rows > 0 ? rows : USUAL_ROWS;
}

const NOTHING: ScreenRows = { rows: [], widths: [], cursorRow: 0, cursorColumn: 0 };

/** The text that is being written, as it stands on the terminal: drawn anew in its place after each change. */
export class Drawing {
  readonly #output: TerminalOutput;
  #drawn = NOTHING;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  draw(view: Omit<EditedView, 'columns'>): void {
    const laidOut = visible(layOutRows({ ...view, columns: columnsOf(this.#output) }), rowsOf(this.#output));
    this.#output.write(this.#toStart() + laidOut.rows.join('\r\n') + moveFromEnd(laidOut));
    this.#drawn = laidOut;
  }

  /** Put lines where the text stood; it has to be drawn again below them. */
  printAbove(lines: readonly string[]): void {
    this.#output.write(`${this.#toStart()}${lines.map((line) => `${line}\r\n`).join('')}`);
    this.#drawn = NOTHING;
  }

  /** Leave the text where it is, and go on below it. */
  leave(mark = ''): void {
    const below = this.#drawn.rows.length - 1 - this.#drawn.cursorRow;
    const end = this.#drawn.widths.at(-1) ?? 0;
    this.#output.write(`${below > 0 ? `\u001b[${below}B` : ''}\r${end > 0 ? `\u001b[${end}C` : ''}${mark}\r\n`);
    this.#drawn = NOTHING;
  }

  clearScreen(): void {
    this.#output.write('\u001b[H\u001b[2J');
    this.#drawn = NOTHING;
  }

  /** To the beginning of what is drawn, which goes. A terminal that became narrower has wrapped rows that were drawn as one. */
  #toStart(): string {
    const columns = columnsOf(this.#output);
    let above = Math.floor(this.#drawn.cursorColumn / columns);
    for (const width of this.#drawn.widths.slice(0, this.#drawn.cursorRow)) {
      above += Math.max(1, Math.ceil(width / columns));
    }
    return `\r${above > 0 ? `\u001b[${above}A` : ''}\u001b[J`;
  }
}

/** From the end of the last row to the cursor. */
function moveFromEnd({ rows, cursorRow, cursorColumn }: ScreenRows): string {
  const up = rows.length - 1 - cursorRow;
  return `\r${up > 0 ? `\u001b[${up}A` : ''}${cursorColumn > 0 ? `\u001b[${cursorColumn}C` : ''}`;
}

/** The rows around the cursor, where not all fit the terminal. */
function visible(all: ScreenRows, height: number): ScreenRows {
  if (all.rows.length <= height) return all;
  const first = Math.min(Math.max(0, all.cursorRow - Math.floor(height / 2)), all.rows.length - height);
  return {
    rows: all.rows.slice(first, first + height),
    widths: all.widths.slice(first, first + height),
    cursorRow: all.cursorRow - first,
    cursorColumn: all.cursorColumn,
  };
}
