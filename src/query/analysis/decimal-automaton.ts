/**
 * The texts that are decimal numbers in some ranges, as an automaton: digits are compared with those of the bounds one by one.
 *
 * Arguments are doubles, so a text of many digits stands for the nearest one. The automaton takes a little more than the ranges:
 * up to the neighbours of the bounds. Who uses it has to look at the text once more.
 */
import { type Interval, intervalsOf, type Ranges } from '../ranges.js';
import { type Automaton, type Edges, LETTERS_END } from './automaton.js';
import { decimalText, nextDown, nextUp } from './doubles.js';

/** Where a text is in the form `[+-]?\d+(\.\d+)?`. */
type Phase = 'start' | 'sign' | 'whole' | 'point' | 'fraction' | 'other';

/** How the digits read so far compare with the same places of a bound. */
interface Comparison {
  /** Digits of the whole part, leading zeros not counted; one more than the bound's stands for all beyond. Then of the fraction. */
  readonly digits: number;
  readonly order: -1 | 0 | 1;
}

interface State {
  readonly phase: Phase;
  readonly negative: boolean;
  readonly isZero: boolean;
  readonly comparisons: readonly Comparison[];
}

/** A bound without its sign. */
interface Bound {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

/** More ranges than that are taken for all numbers. */
const MOST_RANGES = 8;

/** Decimal numbers in the ranges, and with `others` also all texts that are no decimal number. */
export function decimalAutomaton(ranges: Ranges, others: boolean): Automaton {
  const intervals = intervalsOf(ranges).slice(0, MOST_RANGES + 1);
  const outer = intervals.length > MOST_RANGES ? [ALL] : intervals.map(widened);
  const bounds = outer.flatMap(({ low, high }) => [low, high]).filter((bound) => bound !== undefined);
  const states: State[] = [];
  const ids = new Map<string, number>();
  const idOf = (state: State): number => {
    const kept = state.phase === 'other' ? OTHER : state;
    const name = JSON.stringify(kept);
    const id = ids.get(name) ?? states.length;
    if (id === states.length) {
      ids.set(name, id);
      states.push(kept);
    }
    return id;
  };
  const stateOf = (id: number): State => states[id] as State;
  const comparisons = bounds.map((): Comparison => ({ digits: 0, order: 0 }));
  return {
    start: idOf({ phase: 'start', negative: false, isZero: true, comparisons }),
    accepts: (id) => {
      const state = stateOf(id);
      if (state.phase !== 'whole' && state.phase !== 'fraction') return others;
      const order = bounds.map((bound, at) => orderOf(state, state.comparisons[at] as Comparison, bound));
      const at = (bound: Bound | undefined) => (bound === undefined ? undefined : order[bounds.indexOf(bound)]);
      return outer.some(({ low, high }) => (at(low) ?? 1) >= 0 && (at(high) ?? -1) <= 0);
    },
    isDead: (id) => stateOf(id).phase === 'other' && !others,
    edges: (id) => edgesFrom(stateOf(id), bounds, idOf),
  };
}

interface Outer {
  readonly low: Bound | undefined;
  readonly high: Bound | undefined;
}

const ALL: Outer = { low: undefined, high: undefined };
const OTHER: State = { phase: 'other', negative: false, isZero: false, comparisons: [] };

function widened({ low, high }: Interval): Outer {
  return {
    low: low === undefined ? undefined : boundOf(nextDown(low as number)),
    high: high === undefined ? undefined : boundOf(nextUp(high as number)),
  };
}

/** Undefined where no number lies beyond. */
function boundOf(value: number): Bound | undefined {
  if (!Number.isFinite(value)) return undefined;
  const [whole = '', fraction = ''] = decimalText(Math.abs(value)).split('.');
  return { negative: value < 0, whole: whole.replace(/^0+/, ''), fraction: fraction.replace(/0+$/, '') };
}

/** Negative, zero or positive as a text that ends here is below, at or above the bound. */
function orderOf({ negative, isZero, phase }: State, comparison: Comparison, bound: Bound): number {
  const boundIsZero = bound.whole === '' && bound.fraction === '';
  if (isZero && boundIsZero) return 0;
  if (isZero) return bound.negative ? 1 : -1;
  if (boundIsZero || negative !== bound.negative) return negative ? -1 : 1;
  const order = magnitudeOrder(phase, comparison, bound);
  return negative ? -order : order;
}

function magnitudeOrder(phase: Phase, { digits, order }: Comparison, bound: Bound): number {
  if (phase !== 'fraction') return orderOfWhole({ digits, order }, bound) || (bound.fraction === '' ? 0 : -1);
  return order || (digits < bound.fraction.length ? -1 : 0);
}

/** The longer number is the greater one. */
function orderOfWhole({ digits, order }: Comparison, { whole }: Bound): number {
  return digits === whole.length ? order : digits - whole.length;
}

const DIGITS = '0123456789';
const SIGNS = '+-';
const LETTERS = [...`${SIGNS}.${DIGITS}`].map((letter) => letter.charCodeAt(0));
/** Each letter that a number is written with, by itself, and what lies between. */
const BREAKS = [...new Set([0, ...LETTERS.flatMap((letter) => [letter, letter + 1])])].sort((a, b) => a - b);

function edgesFrom(state: State, bounds: readonly Bound[], idOf: (state: State) => number): Edges {
  if (state.phase === 'other') return { from: [0], to: [idOf(OTHER)] };
  const from = BREAKS.filter((at) => at < LETTERS_END);
  return { from, to: from.map((letter) => idOf(after(state, String.fromCharCode(letter), bounds))) };
}

function after(state: State, letter: string, bounds: readonly Bound[]): State {
  const { phase } = state;
  if (SIGNS.includes(letter)) return phase === 'start' ? { ...state, phase: 'sign', negative: letter === '-' } : OTHER;
  if (letter === '.') return phase === 'whole' ? atPoint(state, bounds) : OTHER;
  if (!DIGITS.includes(letter)) return OTHER;
  const inFraction = phase === 'point' || phase === 'fraction';
  return {
    ...state,
    phase: inFraction ? 'fraction' : 'whole',
    isZero: state.isZero && letter === '0',
    comparisons: state.comparisons.map((comparison, at) => {
      const bound = bounds[at] as Bound;
      return inFraction ? afterFraction(comparison, letter, bound) : afterWhole(comparison, letter, bound);
    }),
  };
}

function afterWhole({ digits, order }: Comparison, letter: string, { whole }: Bound): Comparison {
  if (digits > whole.length || (digits === 0 && letter === '0')) return { digits, order };
  if (digits === whole.length) return { digits: digits + 1, order: 0 };
  return { digits: digits + 1, order: order || compareLetters(letter, whole[digits] as string) };
}

/** From here on the digits are those of the fraction. */
function atPoint(state: State, bounds: readonly Bound[]): State {
  const comparisons = state.comparisons.map((comparison, at): Comparison => {
    const order = orderOfWhole(comparison, bounds[at] as Bound);
    return { digits: 0, order: order < 0 ? -1 : order > 0 ? 1 : 0 };
  });
  return { ...state, phase: 'point', comparisons };
}

function afterFraction({ digits, order }: Comparison, letter: string, { fraction }: Bound): Comparison {
  if (order !== 0) return { digits: 0, order };
  const next = compareLetters(letter, fraction[digits] ?? '0');
  return next === 0 ? { digits: Math.min(digits + 1, fraction.length), order: 0 } : { digits: 0, order: next };
}

function compareLetters(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}
