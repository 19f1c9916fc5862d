/** A text that meets all of some conditions on one text. */
import type { RangesTest } from '../checked.js';
import { type Condition, takes } from '../condition.js';
import { ORDERS } from '../kinds.js';
import { ALL_VALUES, complementOf, intersectionOf, intervalsOf, points, type Ranges } from '../ranges.js';
import { type Automaton, commonText, complement } from './automaton.js';
import { decimalAutomaton } from './decimal-automaton.js';
import { decimalText, nextUp } from './doubles.js';
import { orderAutomaton } from './order-automaton.js';
import { patternAutomaton } from './pattern-automaton.js';
import { type Found, type Steps, spend } from './steps.js';

/**
 * A text that every condition takes; of `usual` ones the first that will do. Lists are tried value by value, all else is a set of
 * texts that an automaton describes: patterns, ranges in the order of text, ranges of decimal numbers, what is left out.
 */
export function findText(conditions: readonly Condition[], usual: readonly string[], steps: Steps): Found<string> {
  const passes = (text: string): boolean => {
    spend(steps, conditions.length);
    return conditions.every((condition) => takes(condition, text));
  };
  if (conditions.some(({ test, negated }) => test.form === 'any' && negated)) return 'none';
  const listed = shortestList(conditions);
  if (listed !== undefined) return firstOf(listed, passes) ?? 'none';
  const decimals = decimalRanges(conditions);
  if (decimals.length > 0) {
    const all = inAll(decimals);
    if (all !== undefined && !holdsDouble(all)) return 'none';
    const near = decimals.flatMap((ranges) => numbersIn(ranges)).map(decimalText);
    const found = firstOf(near, passes);
    if (found !== undefined) return found;
  }
  return firstOf(usual, passes) ?? byAutomata(conditions, passes, steps);
}

function firstOf(texts: Iterable<string>, passes: (text: string) => boolean): { found: string } | undefined {
  for (const text of texts) if (passes(text)) return { found: text };
  return undefined;
}

function shortestList(conditions: readonly Condition[]): ReadonlySet<string> | undefined {
  let shortest: ReadonlySet<string> | undefined;
  for (const { test, negated } of conditions) {
    if (test.form !== 'texts' || negated) continue;
    if (shortest === undefined || test.texts.size < shortest.size) shortest = test.texts;
  }
  return shortest;
}

/** What each condition that wants a decimal number wants of it. */
function decimalRanges(conditions: readonly Condition[]): readonly Ranges[] {
  return conditions.flatMap(({ test, negated }) =>
    test.form === 'ranges' && test.order === 'decimal' && !negated ? [test.ranges] : [],
  );
}

function inAll(ranges: readonly Ranges[]): Ranges | undefined {
  const { compare } = ORDERS.decimal;
  return ranges.reduce((a, b) => intersectionOf(a, b, compare), ALL_VALUES);
}

function holdsDouble(ranges: Ranges): boolean {
  return numbersIn(ranges).length > 0;
}

/** Of each interval a short number, the first and the last one; none where no double lies in it. */
function numbersIn(ranges: Ranges): readonly number[] {
  return intervalsOf(ranges).flatMap(({ low, lowOpen, high, highOpen }) => {
    const [from, to] = [low as number | undefined, high as number | undefined];
    const isInside = (value: number): boolean =>
      (from === undefined || (lowOpen ? value > from : value >= from)) &&
      (to === undefined || (highOpen ? value < to : value <= to));
    if (from === undefined && to === undefined) return [0];
    if (from === undefined)
      return [Math.ceil(to as number) - 1, to as number, -nextUp(-(to as number))].filter(isInside);
    const ends = [Math.floor(from) + 1, from, nextUp(from)];
    return (to === undefined ? ends : [...ends, from + (to - from) / 2, to]).filter(isInside);
  });
}

function byAutomata(conditions: readonly Condition[], passes: (text: string) => boolean, steps: Steps): Found<string> {
  const automata: Automaton[] = [];
  let isComplete = true;
  for (const condition of conditions) {
    const automaton = automatonOf(condition, steps);
    if (automaton === undefined) isComplete = false;
    else if (automaton !== 'everything') automata.push(automaton);
  }
  const found = commonText(automata, passes, steps);
  // Without the automaton of a condition there may be texts of the same letters that meet it: then only finding none is proof.
  return found === 'none' && !isComplete && !isEmpty(automata, steps) ? 'unknown' : found;
}

/** Whether the automata alone have no text in common. */
function isEmpty(automata: readonly Automaton[], steps: Steps): boolean {
  return commonText(automata, () => true, steps) === 'none';
}

/** Undefined where there is none. */
function automatonOf({ test, negated }: Condition, steps: Steps): Automaton | 'everything' | undefined {
  switch (test.form) {
    case 'any':
      return 'everything';
    case 'texts':
      return orderAutomaton(complementOf(points([...test.texts], ORDERS.text.compare)));
    case 'pattern': {
      const automaton = patternAutomaton(test.pattern, steps);
      return negated && automaton !== undefined ? complement(automaton) : automaton;
    }
    case 'ranges':
      return automatonOfRanges(test, negated);
  }
}

function automatonOfRanges({ order, ranges }: RangesTest, negated: boolean): Automaton {
  const meant = negated ? complementOf(ranges) : ranges;
  return order === 'decimal' ? decimalAutomaton(meant, negated) : orderAutomaton(meant);
}
