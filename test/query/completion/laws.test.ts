/** What holds of completions for any text and any fleet. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete, LIMITS, parse } from '../../../src/index.js';
import { scan } from '../../../src/language/scanner.js';
import { Unexpected } from '../../../src/language/tokens.js';
import { checkOrThrow } from '../../../src/query/check.js';
import { completeAt } from '../../../src/query/completion/complete.js';
import { Knowledge } from '../../../src/query/completion/knowledge.js';
import { PreparedQuery } from '../../../src/query/prepared-query.js';
import { Store } from '../../../src/store/store.js';
import { described, largeFleet } from '../../support/large-fleet.js';
import { runs } from '../../support/runs.js';

const store = new Store();
store.apply(described(largeFleet('h', 400, drawing(7))));
const knowledge = new Knowledge(store);
const at = (text: string, offset: number) => completeAt(text, offset, {}, knowledge);

/** Whole numbers below a limit, one after another, always the same. */
function drawing(seed: number): (limit: number) => number {
  let last = seed;
  return (limit) => {
    last = (last * 48_271) % 2_147_483_647;
    return last % limit;
  };
}

/** Pieces of texts, right and wrong, put together at random. */
const PIECES = [
  'attribute:stack',
  'attribute:zone',
  'task:group',
  'agentConnected',
  'agentVersion',
  'ec2InstanceId',
  'registeredAt',
  'runningTasksCount',
  '==',
  '!=',
  '>',
  '>=',
  'in',
  '!in',
  'not_in',
  '=~',
  'exists',
  'prod',
  'true',
  '1.2.3',
  '5',
  "'two words'",
  '"x"',
  "'",
  '"',
  't2.*',
  '(a|b',
  '[',
  ']',
  '(',
  ')',
  ',',
  'and',
  'or',
  'not',
  '&&',
  '||',
  '|',
  '*',
  '\\',
  '<',
  '=',
  'count',
  'from tasks',
  '😀',
];
const text = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 14 })
  .chain((pieces) =>
    fc
      .array(fc.constantFrom('', ' ', ' ', '  '), { minLength: pieces.length, maxLength: pieces.length })
      .map((gaps) => pieces.map((piece, index) => piece + gaps[index]).join('')),
  );
const placed = fc
  .oneof(text, fc.string({ unit: 'binary' }))
  .chain((written) => fc.tuple(fc.constant(written), fc.nat(written.length)));

describe('any text', () => {
  it('is answered, at most so much, with the word at the place', () => {
    fc.assert(
      fc.property(placed, ([written, offset]) => {
        const completions = at(written, offset);
        expect(completions.length).toBeLessThanOrEqual(LIMITS.completions);
        for (const { start, end } of completions) {
          expect(0 <= start && start <= offset && offset <= end && end <= written.length).toBe(true);
        }
        expect(new Set(completions.map((completion) => completion.text)).size).toBe(completions.length);
        complete(written, offset);
      }),
      runs(2_000),
    );
  });

  it('is no worse for a completion: where what stands before can be read, it still can', () => {
    let tried = 0;
    fc.assert(
      fc.property(placed, ([written, offset]) => {
        for (const { text: completion, start } of at(written, offset)) {
          const head = written.slice(0, start);
          if (isStray(head)) continue;
          tried++;
          expect(isStray(head + completion), head + completion).toBe(false);
        }
      }),
      runs(1_000),
    );
    expect(tried).toBeGreaterThan(100);
  });
});

function isStray(written: string): boolean {
  return scan(written).tokens.at(-1)?.tokenType === Unexpected;
}

const CONDITIONS = [
  'attribute:stack == prod',
  'attribute:zone exists',
  'agentConnected == true',
  'task:group =~ s.*',
  'runningTasksCount > 0',
  'not(attribute:stack == dev)',
  '(attribute:weight > 3 or attribute:rack == r1)',
];
/** No versions: `2.0` and `2.0.0` are two values, and equal. */
const SUBJECTS = [
  'attribute:stack',
  'attribute:zone',
  'attribute:rack',
  'task:group',
  'ec2InstanceId',
  'agentConnected',
];

describe('the rows of a value', () => {
  it('are what the query finds with it, whatever stands around', () => {
    const around = fc.array(fc.constantFrom(...CONDITIONS), { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...SUBJECTS), around, around, (subject, before, after) => {
        const head = [...before, `${subject} == `].join(' and ');
        const tail = after.map((condition) => ` and ${condition}`).join('');
        const completions = at(head + tail, head.length).filter(({ rows }) => rows !== undefined);
        for (const { text: value, start, end, rows } of completions.slice(0, 5)) {
          const written = head.slice(0, start) + value + (head + tail).slice(end);
          expect(parse(written).ok, written).toBe(true);
          expect(rows, written).toBe(count(written));
        }
        const counts = completions.map(({ rows }) => rows as number);
        expect(counts).toEqual([...counts].sort((a, b) => b - a));
      }),
      runs(200),
    );
  });
});

function count(written: string): number {
  return new PreparedQuery(checkOrThrow(written), store, () => 0).count();
}
