/** A terminal of a few rows: shows what is written to it, understands what the editor uses, and types. */
import { PassThrough, Writable } from 'node:stream';
import { displayWidth } from '../../../src/node/output/terminal.js';

/** Stands in the cell behind a wide character. */
const COVERED = '';

export class FakeOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  written = '';
  #cells: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns = 60, rows = 12) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    const text = String(chunk);
    this.written += text;
    for (const [, code, character] of text.matchAll(/\u001b\[([?\d;]*[A-Za-z])|([\s\S])/gu)) {
      if (code !== undefined) this.#move(code);
      else this.#put(character!);
    }
    done();
  }

  /** The lines on the screen, without spaces at their ends. */
  get lines(): readonly string[] {
    const all = this.#cells.map((cells) =>
      Array.from(cells, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    while (all.at(-1) === '') all.pop();
    return all;
  }

  /** Row (of all that was printed) and column. */
  get cursor(): readonly [number, number] {
    return [this.#row, this.#column];
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#goTo(this.#row + 1, this.#column);
    else {
      const width = displayWidth(character);
      if (this.#column + width > this.columns) this.#goTo(this.#row + 1, 0);
      const cells = this.#cells[this.#row]!;
      cells[this.#column] = character;
      if (width === 2) cells[this.#column + 1] = COVERED;
      this.#column += width;
    }
  }

  #move(code: string): void {
    const count = Number(/^\d+/.exec(code)?.[0] ?? 1);
    const top = Math.max(0, this.#cells.length - this.rows);
    const moves: Readonly<Record<string, () => void>> = {
      A: () => this.#goTo(Math.max(top, this.#row - count), this.#column),
      B: () => this.#goTo(Math.min(this.#cells.length - 1, this.#row + count), this.#column),
      C: () => this.#goTo(this.#row, Math.min(this.columns - 1, this.#column + count)),
      H: () => this.#goTo(top, 0),
      J: () => {
        this.#cells.length = this.#row + 1;
        this.#cells[this.#row]!.length = Math.min(this.#cells[this.#row]!.length, this.#column);
      },
      K: () => {
        this.#cells[this.#row]!.length = Math.min(this.#cells[this.#row]!.length, this.#column);
      },
      m: () => {},
      h: () => {},
      l: () => {},
    };
    const move = moves[code.at(-1)!];
    if (move === undefined) throw new Error(`the terminal does not know ${JSON.stringify(code)}`);
    move();
  }

  #goTo(row: number, column: number): void {
    while (this.#cells.length <= row) this.#cells.push([]);
    this.#row = row;
    this.#column = column;
  }
}

export class FakeInput extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }

  /** Type text, and wait until it was taken. */
  async type(text: string): Promise<void> {
    this.write(text);
    await settled();
  }
}

/** Wait for what happens at once. A single Escape is waited for by its reader, so keys of escapes come whole. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export const KEY = {
  enter: '\r',
  altEnter: '\u001b\r',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  home: '\u001b[H',
  delete: '\u001b[3~',
  backspace: '\u007f',
  tab: '\t',
  interrupt: '\u0003',
  leave: '\u0004',
  clear: '\u000c',
  undo: '\u001f',
  killLine: '\u0015',
} as const;
