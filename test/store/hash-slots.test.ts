import { describe, expect, it } from 'vitest';
import { finish, HashSlots, mix } from '../../src/store/hash-slots.js';

/** An owner whose keys are its numbers, which counts how often one found no slot. */
function slotsOf(hashOf: (number: number) => number): { slots: HashSlots; homeless: () => number } {
  let homeless = 0;
  const slots = new HashSlots({
    hashOf,
    textOf: (number) => {
      homeless++;
      return String(number);
    },
  });
  return { slots, homeless: () => homeless };
}

const scatter = (number: number): number => finish(mix(0, number));

function find(slots: HashSlots, hash: number, number: number): number {
  for (let found = slots.seek(hash); found >= 0; found = slots.next()) if (found === number) return found;
  return slots.mayBeOutside ? slots.outside(String(number)) : -1;
}

describe('hash slots', () => {
  it('need no map for a million keys', () => {
    const { slots, homeless } = slotsOf(scatter);
    for (let number = 0; number < 1_000_000; number++) slots.insert(scatter(number), number);
    for (let number = 0; number < 1_000_000; number++) {
      if (find(slots, scatter(number), number) !== number) expect.unreachable(`${number} is lost`);
    }
    expect([slots.size, slots.mayBeOutside, homeless()]).toEqual([1_000_000, false, 0]);
  });

  it('need no map while keys come and go, however many have gone', () => {
    const { slots, homeless } = slotsOf(scatter);
    for (let number = 0; number < 300_000; number++) {
      slots.insert(scatter(number), number);
      if (number >= 500) slots.delete(scatter(number - 500), number - 500);
    }
    expect([slots.size, homeless()]).toEqual([500, 0]);
    expect([find(slots, scatter(299_999), 299_999), find(slots, scatter(5), 5)]).toEqual([299_999, -1]);
  });

  it('look at 64 slots, and ask the map only where all were taken', () => {
    const { slots, homeless } = slotsOf(() => 1);
    for (let number = 0; number < 64; number++) slots.insert(1, number);
    expect([find(slots, 1, 64), slots.mayBeOutside, homeless()]).toEqual([-1, false, 0]);
    slots.insert(1, 64);
    expect([homeless(), find(slots, 1, 64), find(slots, 1, 65)]).toEqual([1, 64, -1]);
    expect(slots.mayBeOutside).toBe(true);
    expect([find(slots, 2 ** 20, 64), slots.mayBeOutside]).toEqual([-1, false]);
  });

  it('take a key from the map in again when they are laid out anew', () => {
    const { slots } = slotsOf((number) => (number === 64 ? 2 ** 20 : 1));
    for (let number = 0; number < 65; number++) slots.insert(1, number);
    for (let number = 0; number < 60; number++) slots.delete(1, number);
    expect(find(slots, 2 ** 20, 64)).toBe(64);
    expect([60, 61, 62, 63, 0].map((number) => find(slots, 1, number))).toEqual([60, 61, 62, 63, -1]);
  });
});
