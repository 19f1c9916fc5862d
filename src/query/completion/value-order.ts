/** The values of an index in the order in which they are offered, and those that begin with a text. */
import { compareText } from '../../model/records.js';
import type { TextIndex } from '../indexed-store.js';

/** Of so many different values all are looked at each time; of more, the most frequent and those that begin with what was typed. */
const FEW_VALUES = 2_048;
/** The most frequent of many. */
const FREQUENT_VALUES = 1_000;
/** Of many values that begin alike so many are looked at … */
const LOOKED_AT = 8_192;
/** … until so many are found. */
const FOUND = 400;
/** So many newcomers are looked at one by one before all is sorted again. */
const NEWCOMERS = 2_048;

/**
 * Kept with the index. Of many values a table is made once, sorted by their first characters, which stands until many have come
 * anew. A look-up then takes time by what it finds; the first one after a change goes over the numbers of all values once.
 */
export class ValueOrder {
  readonly #index: TextIndex;
  #frequent: readonly number[] = [];
  #edition = -1;
  #table: PrefixTable | undefined;
  #newcomers: readonly number[] = [];
  #version = -1;

  constructor(index: TextIndex) {
    this.#index = index;
  }

  /** Numbers of values, the most frequent first, among equals by text: every one that begins with `typed`, up to the bounds above. */
  beginningWith(typed: string): readonly number[] {
    const index = this.#index;
    this.#rankFrequent();
    if (index.distinct <= FEW_VALUES) return this.#frequent;
    const frequent = this.#frequent.filter((code) => index.text(code).startsWith(typed));
    const known = new Set(frequent);
    const found = this.#lookUp(typed).filter((code) => !known.has(code));
    return [...frequent, ...found.sort(byFrequency(index))];
  }

  #rankFrequent(): void {
    const index = this.#index;
    if (this.#edition === index.edition) return;
    this.#edition = index.edition;
    const isFew = index.distinct <= FEW_VALUES;
    const codes: number[] = [];
    for (let code = 0; code < index.codes; code++) if (index.sizeOf(code) > (isFew ? 0 : 1)) codes.push(code);
    if (isFew || codes.length <= FREQUENT_VALUES) this.#frequent = codes.sort(byFrequency(index));
    else this.#frequent = atLeast(codes, sizeAt(codes, index), index).sort(byFrequency(index));
  }

  #lookUp(typed: string): number[] {
    const index = this.#index;
    this.#refreshTable();
    const found: number[] = [];
    const begins = (code: number) => index.sizeOf(code) > 0 && index.text(code).startsWith(typed);
    for (const code of this.#newcomers) if (begins(code)) found.push(code);
    const isNew = new Set(found);
    for (const code of this.#table?.near(typed) ?? []) {
      if (found.length >= FOUND) break;
      if (begins(code) && !isNew.has(code)) found.push(code);
    }
    return found;
  }

  #refreshTable(): void {
    const index = this.#index;
    if (this.#version === index.version) return;
    this.#version = index.version;
    const newcomers: number[] = [];
    const since = this.#table?.version ?? -1;
    for (let code = 0; code < index.codes && newcomers.length <= NEWCOMERS; code++) {
      if (index.sizeOf(code) > 0 && index.bornAfter(code, since)) newcomers.push(code);
    }
    if (newcomers.length > NEWCOMERS) this.#table = new PrefixTable(index);
    this.#newcomers = newcomers.length > NEWCOMERS ? [] : newcomers;
  }
}

function byFrequency(index: TextIndex): (a: number, b: number) => number {
  return (a, b) => index.sizeOf(b) - index.sizeOf(a) || compareText(index.text(a), index.text(b));
}

/** The size of the last of the most frequent. */
function sizeAt(codes: readonly number[], index: TextIndex): number {
  return Int32Array.from(codes, (code) => index.sizeOf(code))
    .sort()
    .at(-FREQUENT_VALUES) as number;
}

function atLeast(codes: readonly number[], size: number, index: TextIndex): number[] {
  const larger = codes.filter((code) => index.sizeOf(code) > size);
  const equal = codes.filter((code) => index.sizeOf(code) === size);
  return [...larger, ...equal.slice(0, FREQUENT_VALUES - larger.length)];
}

const KEY_CHARACTERS = 3;
const CHARACTER_BITS = 7;
const LAST_CHARACTER = 127;
const KEY_FACTOR = 2 ** 31;

/** The numbers of all values, sorted by the characters that follow what all of them begin with. */
class PrefixTable {
  readonly version: number;
  readonly #shared: string;
  /** Key and number of each value in one number, ascending. */
  readonly #entries: Float64Array;

  constructor(index: TextIndex) {
    this.version = index.version;
    this.#shared = sharedBeginning(index);
    const entries = new Float64Array(index.distinct);
    let at = 0;
    for (let code = 0; code < index.codes; code++) {
      if (index.sizeOf(code) > 0) entries[at++] = keyOf(index.text(code), this.#shared.length) * KEY_FACTOR + code;
    }
    this.#entries = entries.sort();
  }

  /** The numbers of the values that begin with `typed`, and of others that begin like them; so many as are looked at. */
  *near(typed: string): Iterable<number> {
    const shared = this.#shared;
    if (!shared.startsWith(typed) && !typed.startsWith(shared)) return;
    const [low, high] = keysOf(typed, shared.length);
    const from = lowerBound(this.#entries, low * KEY_FACTOR);
    for (let at = from; at < this.#entries.length && at < from + LOOKED_AT; at++) {
      const entry = this.#entries[at] as number;
      if (entry >= (high + 1) * KEY_FACTOR) return;
      yield entry % KEY_FACTOR;
    }
  }
}

function sharedBeginning(index: TextIndex): string {
  let shared: string | undefined;
  for (let code = 0; code < index.codes; code++) {
    if (index.sizeOf(code) === 0) continue;
    const text = index.text(code);
    shared ??= text;
    if (text.startsWith(shared)) continue;
    let length = 0;
    while (length < shared.length && text[length] === shared[length]) length++;
    shared = shared.slice(0, length);
  }
  return shared ?? '';
}

/** Three characters as a number that ascends with them; those beyond ASCII, and what follows them, count alike. */
function keyOf(text: string, from: number): number {
  let key = 0;
  for (let at = 0; at < KEY_CHARACTERS; at++) {
    const character = text.charCodeAt(from + at);
    if (character >= LAST_CHARACTER) return (key + 1) * 2 ** (CHARACTER_BITS * (KEY_CHARACTERS - at)) - 1;
    key = key * 2 ** CHARACTER_BITS + (character || 0);
  }
  return key;
}

/** The lowest and the highest key of the texts that begin with `typed`. */
function keysOf(typed: string, from: number): readonly [low: number, high: number] {
  const rest = typed.slice(from, from + KEY_CHARACTERS);
  return [keyOf(rest, 0), keyOf(rest.padEnd(KEY_CHARACTERS, '\uffff'), 0)];
}

function lowerBound(entries: Float64Array, wanted: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
