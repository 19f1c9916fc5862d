import { StowageError } from '../index.js';
import { BracketSearch, skipText } from './brackets.js';
import { ByteWindow } from './byte-window.js';
import { type Bracket, type Expectation, findJsonFault } from './json-syntax.js';
import { decode, jsonFault, malformed, markLength, type Parsed, parse } from './json-text.js';
import type { SourceLimits } from './limits.js';
import { guessEnd, type ListMemory } from './separator.js';

export type DocumentLimits = Pick<SourceLimits, 'documentBytes' | 'partBytes'>;

const [BRACE, BRACKET, QUOTE, COLON, COMMA] = [0x7b, 0x5b, 0x22, 0x3a, 0x2c];
const CLOSING: Readonly<Record<Bracket, number>> = { '{': 0x7d, '[': 0x5d };
const NO_VALUE: ReadonlySet<number | undefined> = new Set([COMMA, ...Object.values(CLOSING)]);

/**
 * A place in a stream of JSON, and the lists and objects around it, of which the text is not held.
 *
 * Each method goes on in the stream, and throws `source-malformed` with line and column where the text is no JSON.
 */
export class JsonCursor {
  readonly #window: ByteWindow;
  readonly #name: string;
  readonly #limits: DocumentLimits;
  readonly #open: Bracket[] = [];
  #expected: Expectation = 'value';

  private constructor(window: ByteWindow, name: string, limits: DocumentLimits) {
    this.#window = window;
    this.#name = name;
    this.#limits = limits;
  }

  /** At the beginning of a stream, behind a byte order mark. */
  static async open(chunks: AsyncIterable<Uint8Array>, name: string, limits: DocumentLimits): Promise<JsonCursor> {
    const window = new ByteWindow(chunks);
    await window.fill(3);
    window.skipMark(markLength(window.bytes, name));
    return new JsonCursor(window, name, limits);
  }

  get line(): number {
    return this.#window.line;
  }

  /** Whether a list or an object begins here. */
  get isAtBracket(): boolean {
    const byte = this.#window.bytes[0];
    return byte === BRACE || byte === BRACKET;
  }

  get isAtList(): boolean {
    return this.#window.bytes[0] === BRACKET;
  }

  /** The error for something that stands here. */
  refuse(message: string): StowageError {
    return malformed(`${this.#name}:${this.line}:${this.#window.column}`, message);
  }

  /** The error for a limit that what stands here is over. */
  overLimit(message: string): StowageError {
    return new StowageError('source-limit', '', `${this.#name}:${this.line}: ${message}`);
  }

  /** Go to the next document. Gives whether there is one. */
  async nextDocument(): Promise<boolean> {
    return (await this.#window.skipSpace()) !== undefined;
  }

  /** Go past spaces to the end of the line. */
  async endLine(): Promise<void> {
    const { line } = this;
    if ((await this.#window.skipSpace()) === undefined || this.line > line) return;
    throw this.refuse('is not JSON: something follows the value');
  }

  /** Whether the rest of the line is short enough for a document that is taken whole. */
  async isAtShortLine(): Promise<boolean> {
    return (await this.#window.fillLine(this.#wholeBytes)) !== undefined;
  }

  /**
   * The document that the rest of a short line is; undefined where that is no JSON by itself.
   *
   * @param isRequired whether that is a fault.
   */
  async lineDocument(isRequired: boolean): Promise<Parsed | undefined> {
    const length = (await this.#window.fillLine(this.#wholeBytes)) as number;
    const text = this.#textOf(length);
    const parsed = parse(text);
    if (parsed !== undefined) this.#window.takeLine(length);
    else if (isRequired) throw this.#faultIn(text);
    return parsed;
  }

  /**
   * The document from here on; undefined where it is too long to be taken whole.
   *
   * @param isLong whether that is known already.
   */
  async document(isLong: boolean): Promise<Parsed | undefined> {
    if (!this.isAtBracket) return this.#scalar();
    const mayBeApart = this.#limits.partBytes < this.#limits.documentBytes;
    if (isLong && mayBeApart) return undefined;
    const search = new BracketSearch('bracketed value');
    const length = await this.#find((bytes) => search.next(bytes), this.#wholeBytes);
    if (length !== undefined) return { value: this.#take(length) };
    if (mayBeApart) return undefined;
    throw this.#tooLong();
  }

  /** Bytes of a document that is taken whole. */
  get #wholeBytes(): number {
    return Math.min(this.#limits.partBytes, this.#limits.documentBytes);
  }

  /** A document that is no list and no object ends with its line at the latest, or where something else follows it. */
  async #scalar(): Promise<Parsed> {
    const length = await this.#window.fillLine(this.#limits.documentBytes);
    if (length === undefined) throw this.#tooLong();
    const text = this.#textOf(length);
    const fault = findJsonFault(text);
    if (fault === undefined) return { value: this.#take(length) };
    if (!fault.trailing) throw this.#faultIn(text);
    return { value: this.#take(Buffer.byteLength(text.slice(0, fault.offset))) };
  }

  /** Go into the list or object that begins here. Gives which of them it is. */
  enter(): Bracket {
    const bracket = this.#window.bytes[0] === BRACE ? '{' : '[';
    this.#window.take(1, bracket);
    this.#open.push(bracket);
    this.#expected = bracket === '{' ? 'key or }' : 'value or ]';
    return bracket;
  }

  /** Go to the next field or element of the list or object around. Gives whether there is one; behind it if there is none. */
  async next(): Promise<boolean> {
    const around = this.#open.at(-1) as Bracket;
    const byte = await this.#window.skipSpace();
    if (byte === CLOSING[around]) {
      this.#leave(around);
      return false;
    }
    if (this.#expected === ', or a closing bracket') await this.#pass(COMMA, around === '{' ? 'key' : 'value');
    return true;
  }

  #leave(bracket: Bracket): void {
    this.#window.take(1, bracket);
    this.#open.pop();
    this.#expected = this.#open.length === 0 ? 'value' : ', or a closing bracket';
  }

  /** The name of the field that begins here. Behind it stands its value. */
  async key(): Promise<string> {
    if ((await this.#window.skipSpace()) !== QUOTE) throw await this.#fault();
    const length = await this.#find(keyEnd, this.#limits.documentBytes);
    if (length === undefined) throw this.#tooLong();
    const key = this.#take(length) as string;
    this.#expected = ': after the key';
    await this.#pass(COLON, 'value');
    await this.#window.skipSpace();
    return key;
  }

  async #pass(wanted: number, expected: Expectation): Promise<void> {
    if ((await this.#window.skipSpace()) !== wanted) throw await this.#fault();
    this.#window.take(1, ' ');
    this.#expected = expected;
  }

  /** The value that begins here, of a field or in a list. */
  async value(): Promise<unknown> {
    if (NO_VALUE.has(await this.#window.skipSpace())) throw await this.#fault();
    const search = new BracketSearch('field value');
    const length = await this.#find((bytes) => search.next(bytes), this.#limits.documentBytes);
    if (length === undefined) throw this.#tooLong();
    const value = this.#take(length);
    this.#expected = ', or a closing bracket';
    return value;
  }

  /** As many elements as make a part, from here on; undefined where the first is too large for that. */
  async elements(memory: ListMemory): Promise<readonly unknown[] | undefined> {
    if (NO_VALUE.has(await this.#window.skipSpace())) throw await this.#fault();
    const { partBytes } = this.#limits;
    const isWhole = !(await this.#window.fill(partBytes));
    const bytes = this.#window.bytes.subarray(0, partBytes);
    const guess = guessEnd(bytes, memory);
    const guessed = guess === undefined ? undefined : this.#takeElements(guess);
    if (guessed !== undefined) return guessed;
    memory.separator = undefined;
    const search = new BracketSearch('list');
    const length = search.next(bytes) ?? search.lastComma;
    if (length === undefined && isWhole) throw await this.#fault();
    if (length === undefined) return undefined;
    const elements = this.#takeElements(length);
    if (elements === undefined) throw await this.#fault();
    return elements;
  }

  /** The elements in the first `length` bytes; undefined, and nothing is taken, where they are none. */
  #takeElements(length: number): readonly unknown[] | undefined {
    const text = this.#textOf(length);
    const parsed = parse(`[${text}]`);
    if (parsed === undefined) return undefined;
    this.#window.take(length, text);
    this.#expected = ', or a closing bracket';
    return parsed.value as unknown[];
  }

  /** The value that the first `length` bytes are. */
  #take(length: number): unknown {
    const text = this.#textOf(length);
    const parsed = parse(text);
    if (parsed === undefined) throw this.#faultIn(text);
    this.#window.take(length, text);
    return parsed.value;
  }

  #textOf(length: number): string {
    return decode(this.#window.bytes.subarray(0, length), this.#name, this.line);
  }

  /** What a search finds, as more and more is read; undefined where that lies beyond `maximum` bytes. */
  async #find(search: (bytes: Uint8Array) => number | undefined, maximum: number): Promise<number | undefined> {
    for (;;) {
      const found = search(this.#window.bytes);
      if (found !== undefined) return found <= maximum ? found : undefined;
      if (this.#window.length > maximum) return undefined;
      if (!(await this.#window.fill(this.#window.length + 1))) throw await this.#fault();
    }
  }

  /** What is wrong here, or after here. */
  async #fault(): Promise<StowageError> {
    await this.#window.fill(this.#wholeBytes);
    return this.#faultIn(this.#window.bytes.toString());
  }

  /** What is wrong with a text that begins here. */
  #faultIn(text: string): StowageError {
    const context = { open: this.#open, expected: this.#expected };
    return jsonFault(text, { name: this.#name, line: this.line, column: this.#window.column }, context);
  }

  #tooLong(): StowageError {
    const { documentBytes, partBytes } = this.#limits;
    // A quote too many or a bracket too few: then the value has no end, and its length is not what is wrong.
    const start = this.#window.bytes.subarray(0, Math.min(partBytes, documentBytes)).toString();
    const fault = findJsonFault(start, { open: this.#open, expected: this.#expected });
    if (fault !== undefined && fault.offset < start.length) return this.#faultIn(start);
    const message =
      `one JSON value is longer than ${documentBytes} bytes; a source of any size is read where it is lists of records, ` +
      'or one page a line (jq -c)';
    return this.overLimit(message);
  }
}

function keyEnd(bytes: Uint8Array): number | undefined {
  const quote = skipText(bytes, 1);
  return quote < bytes.length ? quote + 1 : undefined;
}
