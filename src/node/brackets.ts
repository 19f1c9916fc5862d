/** What a search ends at: the end of one list or object, the end of one field's value, the end of the list that is being read. */
type Goal = 'bracketed value' | 'field value' | 'list';

const [OTHER, QUOTE, OPEN, CLOSE, COMMA] = [0, 1, 2, 3, 4];
const BACKSLASH = 0x5c;
const QUOTATION_MARK = 0x22;

const KIND = new Uint8Array(256);
for (const [characters, kind] of [
  ['"', QUOTE],
  ['{[', OPEN],
  ['}]', CLOSE],
  [',', COMMA],
] as const) {
  for (const character of characters) KIND[character.charCodeAt(0)] = kind;
}

/**
 * Looks for where a value ends, byte by byte and bracket by bracket, whether or not all else is JSON: `JSON.parse` says that of what was
 * found. The search goes on where it stopped, as more bytes come.
 */
export class BracketSearch {
  readonly #goal: Goal;
  #at = 0;
  #depth = 0;
  #isInText = false;
  #lastComma: number | undefined;

  constructor(goal: Goal) {
    this.#goal = goal;
  }

  /** Where the last comma stands that is not inside an element. */
  get lastComma(): number | undefined {
    return this.#lastComma;
  }

  /**
   * Where the value ends; for a field's value and a list, that is where the comma or bracket after it stands. Undefined where that is
   * not among `bytes`, which have to begin as before.
   */
  next(bytes: Uint8Array): number | undefined {
    while (this.#at < bytes.length) {
      if (this.#isInText) {
        this.#skipText(bytes);
        continue;
      }
      const kind = KIND[bytes[this.#at] as number];
      if (kind === OTHER) this.#skipOther(bytes);
      else if (this.#pass(kind)) return this.#goal === 'bracketed value' ? this.#at : this.#at - 1;
    }
    return undefined;
  }

  #skipOther(bytes: Uint8Array): void {
    let at = this.#at;
    while (at < bytes.length && KIND[bytes[at] as number] === OTHER) at++;
    this.#at = at;
  }

  #skipText(bytes: Uint8Array): void {
    const at = skipText(bytes, this.#at);
    this.#isInText = at >= bytes.length;
    this.#at = this.#isInText ? at : at + 1;
  }

  /** Go past a quote, bracket or comma. Gives whether the goal is reached with it. */
  #pass(kind: number | undefined): boolean {
    const at = this.#at++;
    if (kind === QUOTE) this.#isInText = true;
    else if (kind === OPEN) this.#depth++;
    else if (kind === CLOSE) {
      this.#depth--;
      return this.#depth < 0 || (this.#depth === 0 && this.#goal === 'bracketed value');
    } else if (this.#depth === 0) {
      this.#lastComma = at;
      return this.#goal === 'field value';
    }
    return false;
  }
}

/** Where the quote at the end of a text stands; at or beyond the end of `bytes` where it is not among them. */
export function skipText(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTATION_MARK) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
