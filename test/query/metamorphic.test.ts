/**
 * One question asked in many ways, and of many stores that hold the same records: the answer is one.
 *
 * The fleets are so large that the ways are planned differently; no oracle is needed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/language/ast.js';
import { print } from '../../src/language/printer.js';
import type { Change } from '../../src/model/change.js';
import type { Explanation } from '../../src/query/explain.js';
import { firstDifference } from '../simulation/difference.js';
import { Random } from '../simulation/random.js';
import { SYSTEMS, type System } from '../simulation/system.js';
import { meaningfulExpression, meaningfulPredicate } from '../support/expression.js';
import { described, type LargeFleet, largeFleet } from '../support/large-fleet.js';
import { RULES, rewritten } from '../support/rewriting.js';
import { runs } from '../support/runs.js';
import { and, comparison, EVERYTHING, existence, membership, not, or } from '../support/syntax.js';
import { INSTANTS, TEXTS } from '../support/vocabulary.js';

const random = new Random(20_260_101);
const draw = (limit: number): number => random.below(limit);

function storeOf(...batches: readonly (readonly Change[])[]): System {
  const store = SYSTEMS.store();
  for (const changes of batches) store.apply(changes);
  return store;
}

/** Records that stay, records that go, and stores of the same records that came to them in different ways. */
const FLEET = largeFleet('a', 3_000, draw);
const PASSING = largeFleet('b', 900, draw);
const STORES: Readonly<Record<string, System>> = {
  'as it comes': storeOf(described(FLEET)),
  'ascending keys': storeOf(described(byKey(FLEET, 1))),
  'descending keys': storeOf(described(byKey(FLEET, -1))),
  'tasks first, one by one': storeOf(...random.shuffled(described(FLEET)).map((change) => [change])),
  'rows of others used again': reusingStore(),
  'asked in between': askedStore(),
};
const STORE = STORES['as it comes'] as System;

function byKey(fleet: LargeFleet, direction: 1 | -1): LargeFleet {
  const order = (a: { readonly key: string }, b: { readonly key: string }) => (a.key < b.key ? -direction : direction);
  return { instances: [...fleet.instances].sort(order), tasks: [...fleet.tasks].sort(order) };
}

function removals(fleet: LargeFleet): readonly Change[] {
  return [
    ...fleet.tasks.map(({ key, cluster = '' }): Change => ({ kind: 'task-removed', key, cluster })),
    ...fleet.instances.map(({ key }): Change => ({ kind: 'instance-removed', key })),
  ];
}

/** The others come first and go piece by piece, while the records come: into their rows. */
function reusingStore(): System {
  const store = storeOf(random.shuffled(described(PASSING)));
  const coming = random.shuffled(described(FLEET));
  const going = random.shuffled(removals(PASSING));
  for (let at = 0; at < coming.length; at += 50) {
    store.apply(going.slice(at, at + 50));
    store.apply(coming.slice(at, at + 50));
  }
  return store;
}

/** Queries that need rows in order are asked while records come, so that rows are put in order many times. */
function askedStore(): System {
  const store = SYSTEMS.store();
  const query = store.prepare('attribute:stack == prod and attribute:rack =~ r1.*');
  const coming = random.shuffled(described(FLEET));
  for (let at = 0; at < coming.length; at += 150) {
    store.apply(coming.slice(at, at + 150));
    query.ids({ limit: 10 });
  }
  return store;
}

const expression = meaningfulExpression('stowage').map(({ ast }) => ast);
const predicate = meaningfulPredicate('stowage').map(({ ast }) => ast);
const seed = fc.nat();

function idsOf(one: Expression, store = STORE): readonly string[] {
  return store.prepare(print(one)).ids();
}

/** Of thousands of keys: no more is told than the first difference. */
function expectSame(actual: readonly string[], expected: readonly string[] | undefined, name = ''): void {
  expect(firstDifference(expected, actual), name).toBeUndefined();
}

describe('an expression and what it can be rewritten to answer alike', () => {
  it.each(Object.entries(RULES))('%s', (_, rule) => {
    let applied = 0;
    const law = (one: Expression, predicates: readonly Expression[], other: Expression, drawn: number): void => {
      const choices = new Random(drawn);
      let tries = 0;
      for (const before of [one, ...predicates]) {
        const after = rule(before, other, (limit) => choices.below(limit));
        if (after === undefined || ++tries > 2) continue;
        expectSame(idsOf(after), idsOf(before));
      }
      applied += tries;
    };
    const several = fc.array(predicate, { minLength: 10, maxLength: 10 });
    fc.assert(fc.property(expression, several, expression, seed, law), runs(40));
    expect(applied).toBeGreaterThan(0);
  });

  it('many rules at many places, one after the other', () => {
    const law = (one: Expression, other: Expression, drawn: number): void => {
      const choices = new Random(drawn);
      const answer = idsOf(one);
      let way = one;
      for (let round = 0; round < 3; round++) {
        way = rewritten(way, other, (limit) => choices.below(limit), 4);
        const text = print(way);
        if (text.length > 60_000) return;
        const query = STORE.prepare(text);
        expectSame(query.ids(), answer);
        expect(query.count()).toBe(answer.length);
        expectSame(query.ids({ limit: 7 }), answer.slice(0, 7));
      }
    };
    fc.assert(fc.property(expression, predicate, seed, law), runs(150));
  });
});

describe('the same records answer alike', () => {
  it('in whatever order they came, and in whatever rows they lie', () => {
    const plans = new Set<string>();
    const law = (one: Expression): void => {
      const answer = idsOf(one);
      for (const [name, store] of Object.entries(STORES)) {
        const query = store.prepare(print(one));
        expectSame(query.ids(), answer, name);
        const explanation = query.explain();
        expect(explanation.actualRows, name).toBe(answer.length);
        plans.add(shapeOf(explanation));
      }
    };
    fc.assert(fc.property(expression, law), runs(120));
    expect(plans.size).toBeGreaterThan(runs(120).numRuns / 6);
  });

  it('beside any others: what holds on a host depends on that host alone', () => {
    const both = storeOf(described(FLEET), described(PASSING));
    const others = storeOf(described(PASSING));
    const law = (one: Expression): void => {
      expectSame(idsOf(one, both), [...idsOf(one), ...idsOf(one, others)]);
    };
    fc.assert(fc.property(expression, law), runs(120));
  });

  it('after others came and went while queries were prepared', () => {
    const store = storeOf(described(FLEET));
    const law = (list: readonly Expression[]): void => {
      const prepared = list.map((one) => store.prepare(print(one)));
      const before = prepared.map((query) => query.ids());
      store.apply(described(PASSING));
      for (const query of prepared) query.count();
      store.apply(removals(PASSING));
      prepared.forEach((query, at) => {
        expectSame(query.ids(), before[at]);
        expect(query.count()).toBe(before[at]?.length);
      });
    };
    fc.assert(fc.property(fc.array(expression, { minLength: 6, maxLength: 6 }), law), runs(12));
  });
});

/** Which operators a plan has, and how they lie inside each other. */
function shapeOf({ operator, children }: Explanation): string {
  return `${operator}(${children.map(shapeOf).join()})`;
}

describe('wider conditions', () => {
  /** Each finds what the one before it finds. */
  function chain(name: string, chains: fc.Arbitrary<readonly Expression[]>): void {
    it(name, () => {
      const law = (list: readonly Expression[]): void => {
        let narrower = new Set<string>();
        for (const one of list) {
          const wider = new Set(idsOf(one));
          for (const key of narrower) if (!wider.has(key)) expect(`${print(one)} lost ${key}`).toBe('');
          narrower = wider;
        }
      };
      fc.assert(fc.property(chains, law), runs(80));
    });
  }

  const texts = fc.shuffledSubarray([...TEXTS], { minLength: 2 });
  const attribute = fc.constantFrom('attribute:stack', 'attribute:zone', 'attribute:weight', 'attribute:gpu');

  chain(
    'or',
    fc.tuple(expression, expression, expression).map(([a, b, c]) => [and(a, b), a, or(a, b), or(c, a, b)]),
  );
  chain(
    'longer lists',
    fc.tuple(attribute, texts).map(([of, values]) => values.map((_, at) => membership(of, 'in', values.slice(0, at)))),
  );
  chain(
    'shorter lists of what is left out',
    fc.tuple(attribute, texts).map(([of, values]) => values.map((_, at) => membership(of, '!in', values.slice(at)))),
  );
  chain(
    'lower bounds',
    fc.uniqueArray(fc.constantFrom(...INSTANTS), { minLength: 2, selector: instantOf }).map((list) => {
      const descending = [...list].sort((a, b) => instantOf(b) - instantOf(a));
      return descending.flatMap((at) => [comparison('registeredAt', '>', at), comparison('registeredAt', '>=', at)]);
    }),
  );
  chain(
    'higher bounds',
    fc.uniqueArray(fc.integer({ min: -1, max: 400 }), { minLength: 2, maxLength: 8 }).map((list) => {
      const ascending = [...list].sort((a, b) => a - b).map(String);
      return ascending.flatMap((at) => (['<', '<='] as const).map((sign) => comparison('runningTasksCount', sign, at)));
    }),
  );
});

/** Of the vocabulary's forms: without a zone it is UTC. */
function instantOf(text: string): number {
  return Date.parse(/[Z+]|-\d\d:\d\d$/.test(text) || text.length === 10 ? text : `${text}Z`);
}

describe('counts', () => {
  const count = (one: Expression): number => STORE.prepare(print(one)).count();

  it('of a condition and its negation make up all, and of two what they share', () => {
    const law = (a: Expression, b: Expression): void => {
      expect(count(a) + count(not(a))).toBe(FLEET.instances.length);
      expect(count(or(a, b)) + count(and(a, b))).toBe(count(a) + count(b));
      expect(count(and(a, b)) + count(and(a, not(b)))).toBe(count(a));
    };
    fc.assert(fc.property(expression, expression, law), runs(150));
  });

  it('of intervals next to each other add up to that of the whole', () => {
    const instant = fc.constantFrom(...INSTANTS, '2018-06-10', '2018-06-20', '2018-06-25T01:02:03Z');
    const law = (subject: string, points: readonly string[]): void => {
      const pieces = points.map((point, at) => {
        const below = comparison(subject, '<', point);
        return at === 0 ? below : and(comparison(subject, '>=', points[at - 1] as string), below);
      });
      const last = comparison(subject, '>=', points.at(-1) as string);
      const all = [...pieces, last].reduce((sum, piece) => sum + count(piece), 0);
      expect(all).toBe(count(existence(subject, 'exists')));
      expect(count(or(...pieces, last, last))).toBe(all);
    };
    const instants = fc.array(instant, { minLength: 1, maxLength: 6 }).map((list) => ({
      subject: 'registeredAt',
      points: list.sort((a, b) => instantOf(a) - instantOf(b)),
    }));
    const counts = fc.array(fc.integer({ min: -1, max: 60 }), { minLength: 1, maxLength: 6 }).map((list) => ({
      subject: 'runningTasksCount',
      points: list.sort((a, b) => a - b).map(String),
    }));
    fc.assert(
      fc.property(fc.oneof(instants, counts), ({ subject, points }) => law(subject, points)),
      runs(150),
    );
  });

  it('of each value of an attribute add up to the instances that have one', () => {
    const values = new Set(FLEET.instances.flatMap(({ attributes }) => attributes.get('weight') ?? []));
    const sum = [...values].reduce((total, value) => total + count(comparison('attribute:weight', '==', value)), 0);
    expect(sum).toBe(count(membership('attribute:weight', '!in', [])));
    expect(count(membership('attribute:weight', 'in', [...values]))).toBe(sum);
    expect(count(and(membership('attribute:weight', '!in', [...values]), EVERYTHING))).toBe(0);
  });
});
