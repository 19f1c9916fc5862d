/** What a host can have of one resource: what is registered, free and taken of it, and the share that is taken. */
import type { ResourceSubject } from '../../model/subjects.js';
import type { Condition } from '../condition.js';
import type { HostDraft } from './drafts.js';
import { hasNumber, namedNumbers } from './numbers.js';
import type { Piece } from './satisfy.js';
import { type Found, type Steps, spend } from './steps.js';
import { meetsValue } from './task-space.js';

/**
 * Amounts of a resource. For a proof each subject is looked at by itself in each of the few forms that a record can have; for an
 * example, amounts are tried together. Where neither is found, it is not known.
 */
export function findAmounts(conditions: readonly Condition[], resource: string, steps: Steps): Found<Piece<HostDraft>> {
  if (!FORMS.some((form) => canBe(form, conditions, resource, steps))) return 'none';
  for (const [total, stated] of candidates(conditions)) {
    spend(steps, 1 + conditions.length);
    const piece = amountsPiece(resource, total, stated);
    if (conditions.every(piece.meets)) return { found: piece };
  }
  return 'unknown';
}

/** Amounts registered and stated to be free, as examples of what the record says; which subjects are there is alike in each form. */
type Form = readonly [total: number | undefined, stated: number | undefined];
const FORMS: readonly Form[] = [
  [undefined, undefined],
  [undefined, 0],
  [0, 0],
  [1, 0],
];

/** Whether no subject by itself stands in the way of the form. */
function canBe([total, stated]: Form, conditions: readonly Condition[], resource: string, steps: Steps): boolean {
  const { read, meets } = amountsPiece(resource, total, stated);
  return conditions.every((condition) => {
    const { name } = condition.subject;
    if (read(condition) === undefined) return condition.absent;
    if (name === 'registered:' && total === 0) return meets(condition);
    const least = name === 'registered:' ? Number.MIN_VALUE : Number.NEGATIVE_INFINITY;
    return hasNumber(
      conditions.filter(({ subject }) => subject.name === name),
      least,
      steps,
    );
  });
}

/** The numbers that the conditions name, and what follows from two of them. What is free may be less than nothing, as records say so. */
function* candidates(conditions: readonly Condition[]): Iterable<Form> {
  const named = (name: string) => namedNumbers(conditions.filter(({ subject }) => subject.name === name));
  const [totals, free, used, shares] = [
    named('registered:'),
    named('remaining:'),
    named('used:'),
    named('utilization:'),
  ];
  yield [undefined, undefined];
  for (const stated of [...free, ...used]) yield [undefined, stated];
  for (const total of new Set([...totals, 1024, 1, 0, ...totalsFrom(free, used, shares)])) {
    if (!(total >= 0 && total <= Number.MAX_SAFE_INTEGER)) continue;
    const stated = [...free, ...used, ...used.map((one) => total - one), ...shares.map((one) => total - one * total)];
    yield [total, undefined];
    for (const one of stated) yield [total, one];
  }
}

function totalsFrom(free: readonly number[], used: readonly number[], shares: readonly number[]): readonly number[] {
  return [
    ...free.flatMap((left) => [...used.map((taken) => left + taken), ...shares.map((share) => left / (1 - share))]),
    ...used.flatMap((taken) => shares.map((share) => taken / share)),
  ];
}

interface Amounts extends Piece<HostDraft> {
  readonly read: (condition: Condition) => number | undefined;
}

function amountsPiece(resource: string, total: number | undefined, stated: number | undefined): Amounts {
  const amounts = { registered: () => total, remaining: () => stated ?? total };
  const read = ({ subject }: Condition) => (subject as ResourceSubject).read(amounts, resource);
  return {
    read,
    meets: (condition) => meetsValue(condition, read(condition)),
    write: ({ registered, remaining }) => {
      if (total !== undefined) registered.set(resource, total);
      if (stated !== undefined) remaining.set(resource, stated);
    },
  };
}
