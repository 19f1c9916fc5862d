/** Conditions on one subject that all have to hold, as few conditions. */
import type { RangesTest, ValueTest } from './checked.js';
import {
  type Condition,
  keyOfTest,
  mayLackValue,
  otherHosts,
  takes,
  takesEveryValue,
  takesNoValue,
} from './condition.js';
import { ORDERS } from './kinds.js';
import { complementOf, intersectionOf, NO_VALUES, type Ranges, unionOf } from './ranges.js';

/** What is left of a chain on one subject: no condition at all is the neutral element; undefined, that the chain is decided. */
export type Merged = readonly Condition[] | undefined;

/** What holds where all of them do: `[]` everywhere, undefined nowhere. All are on the same subject. O(n log n). */
export function conjoin(conditions: readonly Condition[]): Merged {
  if (conditions.length === 1) return settle(conditions);
  const existence = conditions.filter(asksExistence);
  const values = settle(existence.length === 0 ? conditions : conditions.filter((one) => !asksExistence(one)));
  return values && withExistence(existence, values);
}

/** Whether it asks for more than a value. */
function asksExistence({ test, subject }: Condition): boolean {
  return test.form === 'any' && mayLackValue(subject);
}

/** What holds where one of them does: `[]` nowhere, undefined everywhere. */
export function disjoin(conditions: readonly Condition[]): Merged {
  return conjoin(conditions.map(otherHosts))?.map(otherHosts);
}

/** Merges conditions on values, after those that take every value or none have had their say. */
function settle(conditions: readonly Condition[]): Merged {
  const first = withoutConstants(conditions);
  if (first === undefined || first.length < 2) return first;
  const merged = first[0]?.subject.source === 'task-set' ? mergeSets(first) : mergeValues(first);
  return withoutConstants(merged);
}

function withoutConstants(conditions: readonly Condition[]): Merged {
  const none = conditions.find(takesNoValue);
  const allAbsent = conditions.every(({ absent }) => absent);
  if (none !== undefined) return allAbsent ? [withAbsent(none, true)] : undefined;
  const rest = conditions.filter((condition) => !takesEveryValue(condition));
  const every = conditions.find((condition) => takesEveryValue(condition) && !condition.absent);
  if (every === undefined || rest.length === conditions.length) return rest;
  return rest.length === 0 ? [every] : rest.map((condition) => withAbsent(condition, false));
}

function withAbsent(condition: Condition, absent: boolean): Condition {
  if (condition.absent === absent) return condition;
  const { subject, parameter, test, negated } = condition;
  return { type: 'condition', subject, parameter, test, negated, absent };
}

/** One value a host: tests of it can be taken together whatever they are, by trying the few values that a list leaves. */
function mergeValues(conditions: readonly Condition[]): readonly Condition[] {
  const list = smallestList(conditions);
  if (list !== undefined) {
    const texts = [...list.texts].filter((text) => conditions.every((condition) => takes(condition, text)));
    return [merge(conditions, { form: 'texts', texts: new Set(texts) }, false)];
  }
  return grouped(conditions, kindOf).map((alike) => (alike.length === 1 ? (alike[0] as Condition) : mergeAlike(alike)));
}

function smallestList(conditions: readonly Condition[]) {
  const lists = conditions.flatMap(({ test, negated }) => (test.form === 'texts' && !negated ? [test] : []));
  return lists.length === 0 ? undefined : lists.reduce((a, b) => (b.texts.size < a.texts.size ? b : a));
}

/** Conditions of one kind become one. */
function kindOf({ test }: Condition): string {
  return test.form === 'ranges' ? test.order : keyOfForm(test);
}

function keyOfForm(test: ValueTest): string {
  return test.form === 'pattern' ? keyOfTest(test) : test.form;
}

function mergeAlike(conditions: readonly Condition[]): Condition {
  const [{ test }] = conditions as readonly [Condition];
  // Lists that name what is taken were dealt with: these name what is left out.
  if (test.form === 'texts') return merge(conditions, { form: 'texts', texts: allTexts(conditions) }, true);
  if (test.form === 'ranges') return mergeRanges(conditions, test);
  return mergeSame(conditions);
}

/** The same test twice or more: alike, or one the contrary of the other. */
function mergeSame(conditions: readonly Condition[]): Condition {
  const [first] = conditions as readonly [Condition];
  const alike = conditions.every(({ negated }) => negated === first.negated);
  if (!alike) return merge(conditions, { form: 'texts', texts: new Set() }, false);
  return conditions.find(({ absent }) => !absent) ?? first;
}

function allTexts(conditions: readonly Condition[]): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const { test } of conditions) if (test.form === 'texts') for (const text of test.texts) texts.add(text);
  return texts;
}

function mergeRanges(conditions: readonly Condition[], { form, order }: RangesTest): Condition {
  const { compare } = ORDERS[order];
  const rangesOf = ({ test }: Condition) => (test as RangesTest).ranges;
  const taken = conditions.filter(({ negated }) => !negated).map(rangesOf);
  const left = conditions.filter(({ negated }) => negated).map(rangesOf);
  const gaps = inPairs(left, (a, b) => unionOf(a, b, compare)) ?? NO_VALUES;
  // A text that is no decimal number is in neither a range nor its complement, so gaps alone stay gaps.
  if (taken.length === 0 && order === 'decimal') return merge(conditions, { form, order, ranges: gaps }, true);
  const ranges = inPairs([...taken, complementOf(gaps)], (a, b) => intersectionOf(a, b, compare)) as Ranges;
  return merge(conditions, { form, order, ranges }, false);
}

/**
 * Many values a host, of which one has to pass: what two of them pass need not be one value, so only what is left out can be
 * listed together.
 */
function mergeSets(conditions: readonly Condition[]): readonly Condition[] {
  const isLeftOut = ({ test, negated }: Condition) => negated && test.form === 'texts';
  const left = conditions.filter(isLeftOut);
  const once = grouped(conditions, ({ test }) => keyOfTest(test)).map(mergeSame);
  if (left.length < 2) return once;
  const listed = merge(left, { form: 'texts', texts: allTexts(left) }, true);
  return [...once.filter((condition) => !isLeftOut(condition)), listed];
}

function merge(conditions: readonly Condition[], test: ValueTest, negated: boolean): Condition {
  const [{ subject, parameter }] = conditions as readonly [Condition];
  const absent = conditions.every((condition) => condition.absent);
  return { type: 'condition', subject, parameter, test, negated, absent };
}

/** Where the subject may be there without a value, `exists` says less than a value and `!exists` more than the lack of one. */
function withExistence(existence: readonly Condition[], values: readonly Condition[]): Merged {
  const [first] = existence;
  if (first === undefined) return values;
  if (existence.some(({ negated }) => negated !== first.negated)) return undefined;
  const needsValue = values.some(({ absent }) => !absent);
  if (first.negated) return needsValue ? undefined : [first];
  return needsValue ? values : [first, ...values];
}

/** The items with equal keys together, in the order in which they come. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Neighbours first, then neighbours of the results: the sizes add up to n log n, not to n². */
function inPairs<T>(items: readonly T[], combine: (a: T, b: T) => T): T | undefined {
  let round = items;
  while (round.length > 1) {
    const next: T[] = [];
    for (let at = 0; at < round.length; at += 2) {
      const a = round[at] as T;
      next.push(at + 1 < round.length ? combine(a, round[at + 1] as T) : a);
    }
    round = next;
  }
  return round[0];
}
