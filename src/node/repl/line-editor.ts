import { type Candidate, candidateLines, commonBeginning } from './candidate.js';
import { columnsOf, Drawing, rowsOf, type TerminalOutput } from './drawing.js';
import type { History, HistorySearch } from './history.js';
import { type KeyReader, readKeys, type TerminalInput } from './key-reader.js';
import { type Action, actionOf, type Key, textOf } from './keys.js';
import { REPL_LIMITS } from './limits.js';
import { EDITS, type EditName, EMPTY, insert, type LineBuffer, replace } from './line-buffer.js';
import type { StyledSpan } from './screen-rows.js';

/** What the editor asks about a text while it is written. */
export interface EditorHelp {
  readonly highlight: (text: string) => readonly StyledSpan[];
  readonly isIncomplete: (text: string) => boolean;
  readonly complete: (text: string, offset: number) => Promise<readonly Candidate[]>;
}

export interface EditorOptions extends EditorHelp {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly color: boolean;
  readonly prompt: string;
  readonly history: History;
  /** Control and C while no text is asked for: what runs is to stop. */
  readonly onInterrupt: () => void;
}

/** A whole text, `cleared` where it was thrown away with Control and C, `end` where the person leaves. */
export type Reading = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'cleared' | 'end' };

/** What keys do that is no edit of the text. */
type EditorAction = Exclude<Action, EditName>;

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
const UNDO_STEPS = 200;

/**
 * A text of one or more lines, written at a terminal: drawn with colours after every key, completed with Tab, found again with
 * the arrow keys. Enter ends it where it is complete, or where the last line is blank.
 *
 * The whole text is one, also in the history. What is typed while no text is asked for is kept for the next one.
 */
export class LineEditor {
  readonly #options: EditorOptions;
  readonly #drawing: Drawing;
  readonly #keys: KeyReader;
  readonly #continuation: string;
  readonly #waiting: Key[] = [];
  #buffer = EMPTY;
  #undo: LineBuffer[] = [];
  #search: HistorySearch | undefined;
  #settle: ((reading: Reading) => void) | undefined;
  #isPasting = false;
  #isWorking = false;
  #hasEnded = false;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#drawing = new Drawing(options.output);
    this.#continuation = `${' '.repeat(Math.max(0, options.prompt.length - 3))}-> `.slice(
      -Math.max(3, options.prompt.length),
    );
    this.#keys = readKeys(options.input, this.#onKey, this.#onEnd);
    this.resume();
  }

  /** Ask for a text. */
  read(): Promise<Reading> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#buffer = EMPTY;
      this.#undo = [];
      this.#search = undefined;
      this.#draw();
      void this.#work();
    });
  }

  /** Leave the terminal to another program. */
  readonly pause = (): void => {
    this.#options.output.off('resize', this.#draw);
    this.#options.output.write(PASTE_OFF);
    this.#keys.stop();
  };

  readonly resume = (): void => {
    this.#keys.start();
    this.#options.output.write(PASTE_ON);
    this.#options.output.on('resize', this.#draw);
  };

  readonly close = (): void => this.pause();

  readonly #onKey = (key: Key): void => {
    if (this.#settle === undefined && actionOf(key) === 'interrupt') {
      this.#waiting.length = 0;
      this.#options.onInterrupt();
      return;
    }
    if (this.#waiting.length < REPL_LIMITS.typedAhead || this.#settle !== undefined) this.#waiting.push(key);
    void this.#work();
  };

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    if (this.#settle === undefined) this.#options.onInterrupt();
    void this.#work();
  };

  /** Take the keys one after another, as one may have to wait for what another asked for. */
  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    // Keys that arrive together, as in a paste, are drawn together.
    await Promise.resolve();
    let key = this.#settle && this.#waiting.shift();
    while (key !== undefined) {
      await this.#take(key);
      key = this.#settle && this.#waiting.shift();
    }
    this.#isWorking = false;
    if (this.#settle === undefined) return;
    if (this.#hasEnded) this.#finish({ kind: 'end' });
    else this.#draw();
  }

  async #take(key: Key): Promise<void> {
    const text = this.#typed(key);
    const action = actionOf(key);
    if (text !== undefined) this.#write(this.#more(text));
    else if (action === undefined) return;
    else if (action in EDITS) this.#change(EDITS[action as EditName](this.#buffer));
    else await this.#actions[action as EditorAction]();
  }

  /** The text that a key writes; undefined where it does something else. */
  #typed(key: Key): string | undefined {
    const action = actionOf(key);
    if (this.#isPasting) return action === 'paste-end' ? undefined : pasted(key);
    return action === undefined ? textOf(key) : undefined;
  }

  /** With what the next keys write: a long paste is one change, not one for each character. */
  #more(text: string): string {
    const texts = [text];
    for (const key of this.#waiting) {
      const next = this.#typed(key);
      if (next === undefined) break;
      texts.push(next);
    }
    this.#waiting.splice(0, texts.length - 1);
    return texts.join('');
  }

  readonly #actions: Readonly<Record<EditorAction, () => void | Promise<void>>> = {
    submit: () => this.#submit(),
    complete: () => this.#complete(),
    older: () => this.#older(),
    newer: () => this.#newer(),
    interrupt: () => {
      this.#moveToEnd();
      this.#finish({ kind: 'cleared' }, '^C');
    },
    leave: () => {
      if (this.#buffer.text === '') this.#finish({ kind: 'end' });
      else this.#change(EDITS['delete-right'](this.#buffer));
    },
    'clear-screen': () => this.#drawing.clearScreen(),
    suspend: () => this.#suspend(),
    undo: () => {
      this.#buffer = this.#undo.pop() ?? this.#buffer;
    },
    'paste-start': () => {
      this.#isPasting = true;
    },
    'paste-end': () => {
      this.#isPasting = false;
    },
  };

  #write(text: string): void {
    const room = REPL_LIMITS.statementLength - this.#buffer.text.length;
    const written = text.length <= room ? text : text.slice(0, room);
    if (written !== '') this.#change(insert(this.#buffer, written));
  }

  #change(buffer: LineBuffer): void {
    this.#search = undefined;
    if (buffer.text !== this.#buffer.text) {
      this.#undo.push(this.#buffer);
      if (this.#undo.length > UNDO_STEPS) this.#undo.shift();
    }
    this.#buffer = buffer;
  }

  #submit(): void {
    const { text } = this.#buffer;
    this.#moveToEnd();
    const isEnded = /\n[ \t]*$/.test(text) || !this.#options.isIncomplete(text);
    if (isEnded) this.#finish({ kind: 'text', text: text.trim() });
    else this.#write('\n');
  }

  #moveToEnd(): void {
    this.#buffer = { text: this.#buffer.text, cursor: this.#buffer.text.length };
  }

  async #complete(): Promise<void> {
    const { text, cursor } = this.#buffer;
    const candidates = await this.#options.complete(text, cursor);
    const common = commonBeginning(candidates, text);
    if (common !== undefined) this.#change(replace(this.#buffer, common.start, common.end, common.text));
    if (candidates.length > 1) this.#list(candidates);
  }

  #list(candidates: readonly Candidate[]): void {
    const { output, color } = this.#options;
    const height = Math.max(3, rowsOf(output) - 2 - this.#buffer.text.split('\n').length);
    const lines = candidateLines(candidates, height, { width: columnsOf(output), color });
    // What was typed stays above, so that the list is seen to belong to it.
    this.#draw();
    this.#drawing.leave();
    this.#drawing.printAbove(lines);
  }

  #older(): void {
    const { text, cursor } = this.#buffer;
    if (this.#search === undefined && text.lastIndexOf('\n', cursor - 1) >= 0 && cursor > 0) {
      this.#buffer = EDITS['line-up'](this.#buffer);
      return;
    }
    this.#search ??= this.#options.history.search(text.slice(0, cursor), text);
    this.#show(this.#search.older());
  }

  #newer(): void {
    if (this.#search === undefined) this.#buffer = EDITS['line-down'](this.#buffer);
    else this.#show(this.#search.newer());
  }

  #show(found: string | undefined): void {
    if (found !== undefined) this.#buffer = { text: found, cursor: found.length };
  }

  #suspend(): void {
    // Only a process that a shell started can be brought back by one.
    if (this.#options.input !== process.stdin || process.platform === 'win32') return;
    this.#drawing.leave();
    this.pause();
    process.once('SIGCONT', () => {
      this.resume();
      this.#draw();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  #finish(reading: Reading, mark = ''): void {
    this.#draw();
    this.#drawing.leave(mark);
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(reading);
    this.#interruptEarly();
  }

  /** Control and C that came together with Enter is for what Enter starts, which has begun by the next turn. */
  #interruptEarly(): void {
    const last = this.#waiting.findLastIndex((key) => actionOf(key) === 'interrupt');
    if (last < 0) return;
    this.#waiting.splice(0, last + 1);
    setImmediate(this.#options.onInterrupt);
  }

  readonly #draw = (): void => {
    if (this.#settle === undefined) return;
    const { prompt, highlight, color } = this.#options;
    const spans = color ? highlight(this.#buffer.text) : [];
    this.#drawing.draw({ prompt, continuation: this.#continuation, ...this.#buffer, spans, color });
  };
}

/** What a key of a pasted text stands for: Enter and Tab are text there. */
function pasted(key: Key): string {
  if (key.name === 'return' || key.name === 'enter') return '\n';
  return key.name === 'tab' ? ' ' : textOf(key);
}
