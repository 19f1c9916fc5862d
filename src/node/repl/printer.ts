import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { StowageError } from '../../index.js';
import { type ColorChoice, type CommandContext, hasColor, type OutputStream } from '../cli/context.js';
import type { Answer, OutputFormat, Screen } from '../output/answer.js';
import { loadFormatter, writePieces } from '../output/write.js';
import { columnsOf, rowsOf, type TerminalOutput } from './drawing.js';
import { inTurns } from './interruption.js';
import { feed, showProgram } from './pager.js';

/** Gives the terminal to another program while it runs. */
export type LendTerminal = <T>(run: () => Promise<T>) => Promise<T>;

export interface PrinterOptions {
  readonly output: TerminalOutput;
  readonly error: OutputStream;
  readonly env: CommandContext['env'];
  readonly color: ColorChoice;
  readonly workingFolder: string;
  /** The command that shows long answers; undefined for none. */
  readonly pager: string | undefined;
  readonly lend: LendTerminal;
}

/** Where answers go: the output, a file, or a pager in between. */
export class Printer {
  readonly #options: PrinterOptions;
  #file: { readonly stream: WriteStream; readonly failure: () => Error | undefined } | undefined;

  constructor(options: PrinterOptions) {
    this.#options = options;
  }

  /** Whether a person sees answers as they come. */
  get isSeen(): boolean {
    return this.#file === undefined && this.#options.output.isTTY === true;
  }

  /** What answers are fitted to. */
  get screen(): Screen {
    const { output, color, env } = this.#options;
    if (this.#file !== undefined) return { width: Number.POSITIVE_INFINITY, color: false };
    const width = output.isTTY === true ? columnsOf(output) : Number.POSITIVE_INFINITY;
    return { width, color: hasColor(color, output, env) };
  }

  /** How errors are drawn. */
  get errorStyle(): { readonly color: boolean; readonly width?: number } {
    const { error, color, env } = this.#options;
    return { color: hasColor(color, error, env), ...(error.isTTY === true && { width: columnsOf(error) }) };
  }

  async answer(answer: Answer, format: OutputFormat, signal: AbortSignal): Promise<void> {
    const formatter = await loadFormatter(format);
    await this.print(formatter(answer, this.screen), signal);
  }

  /** Print text that ends in a newline. What is longer than the terminal is shown by the pager. */
  async print(pieces: Iterable<string>, signal: AbortSignal): Promise<void> {
    const { output, pager } = this.#options;
    if (this.#file !== undefined) return this.#toFile(pieces, signal);
    if (!this.isSeen || pager === undefined) return writePieces(output, joined(pieces, signal));
    const { beginning, rest } = firstLines(pieces, rowsOf(output) - 1);
    if (rest === undefined) return writePieces(output, [beginning]);
    await this.#page(pager, chain(beginning, rest));
  }

  #page(pager: string, pieces: Iterable<string>): Promise<void> {
    const { lend, env } = this.#options;
    return lend(async () => {
      const { input, ended } = showProgram(pager, true, env);
      if (input !== undefined) await feed(input, pieces);
      await ended;
    });
  }

  /** A line for the person, beside the answers. */
  note(line: string): void {
    const { output, error } = this.#options;
    (output.isTTY === true ? output : error).write(`${line}\n`);
  }

  /** Text about what went wrong. */
  error(text: string): void {
    this.#options.error.write(text);
  }

  /** Send answers to a file from now on, or back to the output. */
  async redirect(file: string | undefined): Promise<void> {
    await this.close();
    if (file === undefined) return;
    const path = resolve(this.#options.workingFolder, file);
    const stream = createWriteStream(path);
    let failure: Error | undefined;
    stream.on('error', (error) => {
      failure = error;
    });
    try {
      await once(stream, 'open');
    } catch (error) {
      throw new StowageError('usage', '', `${file}: cannot be written: ${(error as Error).message}`);
    }
    this.#file = { stream, failure: () => failure };
  }

  /** Finish the file that answers went to. */
  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    file.stream.end();
    await finished(file.stream).catch(() => {});
    const failure = file.failure();
    if (failure !== undefined) throw new StowageError('usage', '', `the output cannot be written: ${failure.message}`);
  }

  async #toFile(pieces: Iterable<string>, signal: AbortSignal): Promise<void> {
    const { stream, failure } = this.#file!;
    try {
      await writePieces(stream, joined(pieces, signal));
    } catch (error) {
      this.#file = undefined;
      throw new StowageError('usage', '', `the output cannot be written: ${(failure() ?? (error as Error)).message}`);
    }
  }
}

/** Pieces with turns for the event loop between them. */
async function* joined(pieces: Iterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const batch of inTurns(pieces, signal)) yield batch.join('');
}

/** The text up to a number of lines, and what follows if it has more. */
function firstLines(pieces: Iterable<string>, lines: number) {
  const rest = pieces[Symbol.iterator]();
  let beginning = '';
  let count = 0;
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    beginning += next.value;
    count += next.value.split('\n').length - 1;
    if (count > lines) return { beginning, rest };
  }
  return { beginning, rest: undefined };
}

function* chain(beginning: string, rest: Iterator<string>): Generator<string> {
  yield beginning;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}
