import { createInterface } from 'node:readline';
import type { TerminalOutput } from './drawing.js';
import type { TerminalInput } from './key-reader.js';
import type { Reading } from './line-editor.js';

export interface PlainReaderOptions {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly prompt: string;
  readonly isIncomplete: (text: string) => boolean;
  readonly onInterrupt: () => void;
}

/** Asks for statements on a terminal that cannot move its cursor: the terminal itself edits the line. */
export class PlainReader {
  readonly #options: PlainReaderOptions;
  readonly #lines: string[] = [];
  readonly #interface;
  #text = '';
  #settle: ((reading: Reading) => void) | undefined;
  #hasEnded = false;

  constructor(options: PlainReaderOptions) {
    this.#options = options;
    this.#interface = createInterface({ input: options.input, terminal: false });
    this.#interface.on('line', (line) => {
      this.#lines.push(line);
      this.#work();
    });
    this.#interface.on('close', () => {
      this.#hasEnded = true;
      this.#work();
    });
    process.on('SIGINT', this.#onInterrupt);
  }

  read(): Promise<Reading> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#text = '';
      this.#options.output.write(this.#options.prompt);
      this.#work();
    });
  }

  readonly pause = (): void => {
    this.#interface.pause();
  };

  readonly resume = (): void => {
    this.#interface.resume();
  };

  readonly close = (): void => {
    process.off('SIGINT', this.#onInterrupt);
    this.#interface.close();
  };

  readonly #onInterrupt = (): void => {
    if (this.#settle === undefined) return this.#options.onInterrupt();
    this.#options.output.write('\n');
    this.#finish({ kind: 'cleared' });
  };

  #work(): void {
    while (this.#settle !== undefined) {
      const line = this.#lines.shift();
      if (line === undefined) break;
      const isBlank = line.trim() === '';
      this.#text += this.#text === '' ? line : `\n${line}`;
      if (isBlank || !this.#options.isIncomplete(this.#text)) this.#finish({ kind: 'text', text: this.#text.trim() });
      else this.#options.output.write('-> ');
    }
    if (!this.#hasEnded || this.#settle === undefined) return;
    // What comes next stands below the prompt.
    this.#options.output.write('\n');
    this.#finish({ kind: 'end' });
  }

  #finish(reading: Reading): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(reading);
  }
}
