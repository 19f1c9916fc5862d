/**
 * A pattern as an automaton, read from the program that RE2 compiles it to, so that both match the same texts.
 *
 * Where the program has what an automaton of one look at each letter has not (word boundaries, the ends of lines) or is not of the
 * form known here, there is none.
 */
import { RE2JS } from 're2js';
import { type Automaton, type Edges, LETTERS_END } from './automaton.js';
import { type Steps, spend } from './steps.js';

interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
}

interface Program {
  readonly inst: readonly Instruction[];
  readonly start: number;
}

/** The instructions of RE2's programs; their numbers are those of RE2 itself. */
const OP = {
  alternative: 1,
  alternativeMatch: 2,
  capture: 3,
  emptyWidth: 4,
  fail: 5,
  match: 6,
  nothing: 7,
  runes: 8,
  rune: 9,
  anyRune: 10,
  anyRuneInLine: 11,
} as const;
const BEGIN_TEXT = 4;
const END_TEXT = 8;
const FOLDS_CASE = 1;

/** The automaton of a pattern that compiles; undefined where it has none. */
export function patternAutomaton(pattern: string, steps: Steps): Automaton | undefined {
  if (!steps.patterns.has(pattern)) {
    spend(steps, pattern.length);
    steps.patterns.set(pattern, madeOf(pattern, steps));
  }
  return steps.patterns.get(pattern) as Automaton | undefined;
}

function madeOf(pattern: string, steps: Steps): Automaton | undefined {
  const program = programOf(pattern);
  if (program === undefined) return undefined;
  const letters = program.inst.map(lettersOf);
  if (letters.some((ranges) => ranges === 'unknown')) return undefined;
  return determinized(program, letters as readonly Ranges[], steps);
}

function programOf(pattern: string): Program | undefined {
  const { prog } = RE2JS.compile(pattern).re2Input as { readonly prog?: Partial<Program> };
  if (prog === undefined || !Array.isArray(prog.inst) || typeof prog.start !== 'number') return undefined;
  return { inst: prog.inst as Instruction[], start: prog.start };
}

/** First and last code points, one pair after the other; of an instruction that takes no letter, none. */
type Ranges = readonly (readonly [number, number])[];

function lettersOf({ op, arg, runes }: Instruction): Ranges | 'unknown' {
  switch (op) {
    case OP.alternative:
    case OP.alternativeMatch:
    case OP.capture:
    case OP.fail:
    case OP.match:
    case OP.nothing:
      return [];
    case OP.emptyWidth:
      return (arg & ~(BEGIN_TEXT | END_TEXT)) === 0 ? [] : 'unknown';
    case OP.runes:
    case OP.rune:
      return lettersOfRunes(runes, arg);
    case OP.anyRune:
      return [[0, LETTERS_END - 1]];
    case OP.anyRuneInLine:
      return [
        [0, 9],
        [11, LETTERS_END - 1],
      ];
    default:
      return 'unknown';
  }
}

function lettersOfRunes(runes: ArrayLike<number>, flags: number): Ranges | 'unknown' {
  const first = runes[0];
  if (runes.length === 1 && first !== undefined) {
    const folded = (flags & FOLDS_CASE) === 0 ? [first] : spellingsOf(first);
    return folded?.map((letter) => [letter, letter] as const) ?? 'unknown';
  }
  if (runes.length % 2 === 1) return 'unknown';
  return Array.from({ length: runes.length / 2 }, (_, at) => [runes[at * 2] as number, runes[at * 2 + 1] as number]);
}

/** The letters beyond ASCII that are one of ASCII in another case: the long s and the sign of the kelvin. */
const FAR_SPELLINGS: ReadonlyMap<string, number> = new Map([
  ['s', 0x17f],
  ['k', 0x212a],
]);

/** The same letter in each case; undefined for one beyond ASCII. */
function spellingsOf(letter: number): readonly number[] | undefined {
  if (letter >= 0x80) return undefined;
  const text = String.fromCharCode(letter);
  const lower = text.toLowerCase();
  const far = FAR_SPELLINGS.get(lower);
  const near = [...new Set([lower.charCodeAt(0), text.toUpperCase().charCodeAt(0)])];
  return far === undefined ? near : [...near, far];
}

/** A state: the instructions that wait for a letter, and whether the text may end here. */
interface State {
  readonly waiting: readonly number[];
  readonly accepts: boolean;
  edges?: Edges;
}

function determinized(program: Program, letters: readonly Ranges[], steps: Steps): Automaton {
  const states: State[] = [];
  const ids = new Map<string, number>();
  const idOf = (entries: readonly number[], atStart: boolean): number => {
    const waiting = reached(program, entries, atStart ? BEGIN_TEXT : 0).filter((pc) => (letters[pc]?.length ?? 0) > 0);
    spend(steps, 1 + waiting.length);
    const atEnd = reached(program, entries, atStart ? BEGIN_TEXT | END_TEXT : END_TEXT);
    const accepts = atEnd.some((pc) => program.inst[pc]?.op === OP.match);
    const name = `${accepts} ${waiting.join()}`;
    const id = ids.get(name) ?? states.length;
    if (id === states.length) {
      ids.set(name, id);
      states.push({ waiting, accepts });
    }
    return id;
  };
  const start = idOf([program.start], true);
  const stateOf = (id: number): State => states[id] as State;
  return {
    start,
    accepts: (id) => stateOf(id).accepts,
    isDead: (id) => stateOf(id).waiting.length === 0 && !stateOf(id).accepts,
    edges: (id) => {
      const state = stateOf(id);
      state.edges ??= edgesOf(state.waiting, program, letters, (entries) => idOf(entries, false));
      return state.edges;
    },
  };
}

/** What is reached without reading a letter, ascending. */
function reached(program: Program, entries: readonly number[], context: number): readonly number[] {
  const found = new Set<number>();
  const open = [...entries];
  for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
    if (found.has(pc)) continue;
    found.add(pc);
    const { op, out, arg } = program.inst[pc] as Instruction;
    if (op === OP.alternative || op === OP.alternativeMatch) open.push(out, arg);
    else if (op === OP.capture || op === OP.nothing) open.push(out);
    else if (op === OP.emptyWidth && (arg & ~context) === 0) open.push(out);
  }
  return [...found].sort((a, b) => a - b);
}

/** Goes through the ends of all ranges of letters, ascending, with those that hold the letter at hand. */
function edgesOf(
  waiting: readonly number[],
  program: Program,
  letters: readonly Ranges[],
  idOf: (entries: readonly number[]) => number,
): Edges {
  const events = waiting.flatMap((pc) =>
    (letters[pc] as Ranges).flatMap(([first, last]) => [
      { at: first, pc, begins: true },
      { at: last + 1, pc, begins: false },
    ]),
  );
  events.sort((a, b) => a.at - b.at);
  const active = new Map<number, number>();
  const from: number[] = [];
  const to: number[] = [];
  let index = 0;
  for (let at = 0; at < LETTERS_END; at = events[index]?.at ?? LETTERS_END) {
    for (; events[index]?.at === at; index++) {
      const { pc, begins } = events[index] as (typeof events)[number];
      active.set(pc, (active.get(pc) ?? 0) + (begins ? 1 : -1));
    }
    const entries = [...active].flatMap(([pc, count]) => (count > 0 ? [(program.inst[pc] as Instruction).out] : []));
    from.push(at);
    to.push(idOf(entries.sort((a, b) => a - b)));
  }
  return { from, to };
}
