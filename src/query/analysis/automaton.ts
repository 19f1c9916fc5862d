/**
 * Sets of texts as automata over code points, and the shortest text that is in all of several sets.
 *
 * States are numbers that an automaton gives out as they are reached, so that an automaton of a million states costs what is
 * looked at. Lone surrogates count as letters: a text of JSON may hold them.
 */
import { type Found, type Steps, spend } from './steps.js';

export interface Automaton {
  readonly start: number;
  /** Whether a text that ends in the state is in the set. */
  readonly accepts: (state: number) => boolean;
  /** Where each letter leads. */
  readonly edges: (state: number) => Edges;
  /** Whether nothing leads from the state into the set; may be false where that is not known. */
  readonly isDead: (state: number) => boolean;
}

/** A function from code points to states in pieces: from `from[i]` up to before `from[i + 1]` it is `to[i]`. `from[0]` is 0. */
export interface Edges {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** One more than the greatest code point. */
export const LETTERS_END = 0x110000;

/** The texts that are not in the set. */
export function complement(automaton: Automaton): Automaton {
  const { start, edges, accepts } = automaton;
  return { start, edges, accepts: (state) => !accepts(state), isDead: () => false };
}

/** States of the product, with how each was reached. */
interface Product {
  readonly automata: readonly Automaton[];
  readonly states: (readonly number[])[];
  readonly ids: Map<string, number>;
  /** Before each state, and the letter that led on; -1 before the first. */
  readonly parents: number[];
  readonly letters: number[];
  readonly edges: (readonly Edge[])[];
}

interface Edge {
  readonly letter: number;
  readonly to: number;
}

/** Texts that are tried one by one where the automata take more than the test. */
const MOST_WORDS = 2_000;

/**
 * A text in all the sets that passes the test, one of the shortest, but the empty one only where there is no other.
 *
 * The automata may take more texts than are meant, as long as the test refuses those and the letters of one piece are alike to it.
 * Then `none` is still a proof; without an automaton's help the answer may be `unknown`.
 */
export function commonText(
  automata: readonly Automaton[],
  test: (text: string) => boolean,
  steps: Steps,
): Found<string> {
  const product: Product = { automata, states: [], ids: new Map(), parents: [], letters: [], edges: [] };
  const accepting: number[] = [];
  idOf(
    product,
    automata.map(({ start }) => start),
    -1,
    -1,
  );
  for (let id = 0; id < product.states.length; id++) {
    const state = product.states[id] as readonly number[];
    if (automata.every(({ accepts }, at) => accepts(state[at] as number))) {
      accepting.push(id);
      const text = textTo(product, id);
      if (id > 0 && test(text)) return { found: text };
    }
    product.edges.push(edgesFrom(product, id, steps));
  }
  if (accepting.length === 0) return 'none';
  if (accepting[0] === 0 && test('')) return { found: '' };
  return wordByWord(product, accepting, test, steps);
}

function idOf(product: Product, state: readonly number[], parent: number, letter: number): number {
  const name = state.join();
  const known = product.ids.get(name);
  if (known !== undefined) return known;
  const id = product.states.length;
  product.ids.set(name, id);
  product.states.push(state);
  product.parents.push(parent);
  product.letters.push(letter);
  return id;
}

function textTo({ parents, letters }: Product, id: number): string {
  const word: number[] = [];
  for (let at = id; at > 0; at = parents[at] as number) word.push(letters[at] as number);
  return textOf(word.reverse());
}

/** Not `fromCodePoint` of all at once: a call takes so many arguments and no more. */
function textOf(word: readonly number[]): string {
  return word.map((letter) => String.fromCodePoint(letter)).join('');
}

/** One edge a piece, the letters that people write first. */
function edgesFrom(product: Product, id: number, steps: Steps): readonly Edge[] {
  const { automata } = product;
  const pieces = mergedPieces(product, product.states[id] as readonly number[], steps);
  const found: { letter: number; state: readonly number[] }[] = [];
  for (const [index, { from, state }] of pieces.entries()) {
    if (automata.some(({ isDead }, at) => isDead(state[at] as number))) continue;
    found.push({ letter: letterOf(from, pieces[index + 1]?.from ?? LETTERS_END), state });
  }
  found.sort((a, b) => rankOf(a.letter) - rankOf(b.letter));
  return found.map(({ letter, state }) => ({ letter, to: idOf(product, state, id, letter) }));
}

interface Piece {
  readonly from: number;
  readonly state: readonly number[];
}

function mergedPieces({ automata }: Product, state: readonly number[], steps: Steps): readonly Piece[] {
  const edges = automata.map((automaton, at) => automaton.edges(state[at] as number));
  const cursors = edges.map(() => 0);
  const pieces: Piece[] = [];
  for (let from = 0; from < LETTERS_END; ) {
    spend(steps, 2 * automata.length);
    pieces.push({ from, state: edges.map(({ to }, at) => to[cursors[at] as number] as number) });
    let next = LETTERS_END;
    for (const [at, edge] of edges.entries())
      next = Math.min(next, edge.from[(cursors[at] as number) + 1] ?? LETTERS_END);
    for (const [at, edge] of edges.entries()) {
      if (edge.from[(cursors[at] as number) + 1] === next) cursors[at] = (cursors[at] as number) + 1;
    }
    from = next;
  }
  return pieces;
}

/** What witnesses are written with where there is a choice: first these, then what can be printed. */
const PLEASANT = [...'abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ._/:'].map((letter) =>
  letter.charCodeAt(0),
);
const RANKS: ReadonlyMap<number, number> = new Map(PLEASANT.map((letter, rank) => [letter, rank]));
const FIRST_PRINTED = 0x21;
const SURROGATES_END = 0xe000;

function rankOf(letter: number): number {
  const rank = RANKS.get(letter);
  if (rank !== undefined) return rank;
  return PLEASANT.length + (letter < FIRST_PRINTED || isSurrogate(letter) ? LETTERS_END + letter : letter);
}

function isSurrogate(letter: number): boolean {
  return letter >= 0xd800 && letter < SURROGATES_END;
}

/** The letter from `from` up to before `end` that reads best. */
function letterOf(from: number, end: number): number {
  if (end - from === 1) return from;
  const pleasant = from > 0x7a ? undefined : PLEASANT.find((letter) => letter >= from && letter < end);
  if (pleasant !== undefined) return pleasant;
  if (from < FIRST_PRINTED && end > FIRST_PRINTED) return FIRST_PRINTED;
  return isSurrogate(from) && end > SURROGATES_END ? SURROGATES_END : from;
}

/** The words of the product from the shortest on, only along states from which a word can still end. */
function wordByWord(
  product: Product,
  accepting: readonly number[],
  test: (text: string) => boolean,
  steps: Steps,
): Found<string> {
  const ends = new Set(accepting);
  const alive = aliveStates(product, accepting, steps);
  const words: { readonly id: number; readonly word: readonly number[] }[] = [{ id: 0, word: [] }];
  for (let at = 0; at < words.length && at < MOST_WORDS; at++) {
    const { id, word } = words[at] as (typeof words)[number];
    spend(steps, 1 + word.length);
    const text = textOf(word);
    if (ends.has(id) && test(text)) return { found: text };
    for (const { letter, to } of product.edges[id] ?? []) {
      if (alive.has(to) && words.length <= MOST_WORDS) words.push({ id: to, word: [...word, letter] });
    }
  }
  return words.length <= MOST_WORDS ? 'none' : 'unknown';
}

function aliveStates({ edges }: Product, accepting: readonly number[], steps: Steps): ReadonlySet<number> {
  const before = new Map<number, number[]>();
  for (const [from, list] of edges.entries()) {
    spend(steps, 1 + list.length);
    for (const { to } of list) {
      const sources = before.get(to);
      if (sources === undefined) before.set(to, [from]);
      else sources.push(from);
    }
  }
  const alive = new Set(accepting);
  for (const state of alive) for (const source of before.get(state) ?? []) alive.add(source);
  return alive;
}
