/**
 * The texts that lie in ranges of the order by code unit, as an automaton. A state is a place in the cuts: those among which the
 * text may still end up, and how many of their first code units it has.
 */
import type { Ranges } from '../ranges.js';
import { type Automaton, type Edges, LETTERS_END } from './automaton.js';

interface Place {
  /** The cuts below are passed already, those from `high` on are not reached. */
  readonly low: number;
  readonly high: number;
  /** Code units read, all of them those of the cuts between. */
  readonly length: number;
}

export function orderAutomaton({ below, cuts }: Ranges): Automaton {
  const places: Place[] = [];
  const ids = new Map<string, number>();
  const bounds = cuts.map(({ value }) => value as string);
  const idOf = ({ low, high, length }: Place): number => {
    const decided = low === high;
    const name = decided ? String(low) : `${low} ${high} ${length}`;
    const id = ids.get(name) ?? places.length;
    if (id === places.length) {
      ids.set(name, id);
      places.push({ low, high, length: decided ? 0 : length });
    }
    return id;
  };
  const placeOf = (id: number): Place => places[id] as Place;
  /** A cut that begins with the text and goes on lies above it. */
  const passed = ({ low, high, length }: Place): number => {
    let count = low;
    while (count < high && (bounds[count] as string).length === length && !cuts[count]?.after) count++;
    return count;
  };
  return {
    start: idOf({ low: 0, high: cuts.length, length: 0 }),
    accepts: (id) => below !== (passed(placeOf(id)) % 2 === 1),
    isDead: (id) => placeOf(id).low === placeOf(id).high && below === (placeOf(id).low % 2 === 1),
    edges: (id) => edgesFrom(placeOf(id), bounds, idOf),
  };
}

function edgesFrom(place: Place, bounds: readonly string[], idOf: (place: Place) => number): Edges {
  const from = [...new Set(breaksOf(place, bounds))].filter((at) => at < LETTERS_END).sort((a, b) => a - b);
  return { from, to: from.map((letter) => idOf(after(place, letter, bounds))) };
}

/** The letters from which on another state may follow. */
function breaksOf(place: Place, bounds: readonly string[]): readonly number[] {
  const breaks = [0, 0xd800, 0xe000, 0x10000];
  for (let at = place.low; at < place.high; at++) {
    const bound = bounds[at] as string;
    const unit = bound.charCodeAt(place.length);
    if (Number.isNaN(unit)) continue;
    breaks.push(unit, unit + 1);
    if (unit < 0xd800 || unit >= 0xdc00) continue;
    const first = 0x10000 + (unit - 0xd800) * 0x400;
    breaks.push(first, first + 0x400);
    const second = bound.charCodeAt(place.length + 1) - 0xdc00;
    if (second >= 0 && second < 0x400) breaks.push(first + second, first + second + 1);
  }
  return breaks;
}

function after(place: Place, letter: number, bounds: readonly string[]): Place {
  let reached = place;
  const text = String.fromCodePoint(letter);
  for (let at = 0; at < text.length; at++) reached = afterUnit(reached, text.charCodeAt(at), bounds);
  return reached;
}

/** Cuts whose next unit is smaller, or that end here, are passed; those whose next is greater are never reached. */
function afterUnit({ low, high, length }: Place, unit: number, bounds: readonly string[]): Place {
  const nextOf = (at: number): number => {
    const next = (bounds[at] as string).charCodeAt(length);
    return Number.isNaN(next) ? -1 : next;
  };
  const first = firstFrom(low, high, (at) => nextOf(at) >= unit);
  return { low: first, high: firstFrom(first, high, (at) => nextOf(at) > unit), length: length + 1 };
}

/** The first index for which `holds`, which holds from some index on. */
function firstFrom(low: number, high: number, holds: (at: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
