/** Laws that hold between expressions whatever the fleet: they need no oracle. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import type { Expression } from '../../src/language/ast.js';
import { print } from '../../src/language/printer.js';
import type { FleetJson } from '../oracle/query-fleet.js';
import { meaningfulExpression, meaningfulPredicate } from '../support/expression.js';
import { describeOutput, fleet } from '../support/fleet.js';
import { runs } from '../support/runs.js';
import { and, comparison, EVERYTHING, existence, membership, not, or } from '../support/syntax.js';
import { TEXTS } from '../support/vocabulary.js';

const expression = meaningfulExpression('stowage').map(({ ast }) => ast);
const predicate = meaningfulPredicate('stowage').map(({ ast }) => ast);
const some = fleet({ instances: 40, tasks: 60 });
const RUNS = runs(300);

/** Holds that all these expressions answer alike, on a random fleet. */
function law(name: string, expressions: fc.Arbitrary<readonly Expression[]>): void {
  it(name, () => {
    const holds = (described: FleetJson, list: readonly Expression[]): void => {
      const cluster = Cluster.from(describeOutput(described));
      const [first, ...others] = list.map((one) => cluster.prepare(print(one)).ids());
      for (const other of others) expect(other).toEqual(first);
    };
    fc.assert(fc.property(some, expressions, holds), RUNS);
  });
}

const pair = fc.tuple(expression, expression);
const three = fc.tuple(expression, expression, expression);
const subject = fc.constantFrom('attribute:stack', 'attribute:weight', 'attribute:gpu', 'ec2InstanceId', 'task:group');
const listed = fc.tuple(subject, fc.array(fc.constantFrom(...TEXTS), { minLength: 2, maxLength: 6 }), fc.nat(5));

describe('laws of logic', () => {
  law(
    'a double negation is none',
    expression.map((a) => [a, not(not(a))]),
  );
  law(
    'De Morgan: not of and',
    pair.map(([a, b]) => [not(and(a, b)), or(not(a), not(b))]),
  );
  law(
    'De Morgan: not of or',
    pair.map(([a, b]) => [not(or(a, b)), and(not(a), not(b))]),
  );
  law(
    'and commutes',
    pair.map(([a, b]) => [and(a, b), and(b, a)]),
  );
  law(
    'or commutes',
    pair.map(([a, b]) => [or(a, b), or(b, a)]),
  );
  law(
    'and associates',
    three.map(([a, b, c]) => [and(a, and(b, c)), and(and(a, b), c), and(a, b, c)]),
  );
  law(
    'or associates',
    three.map(([a, b, c]) => [or(a, or(b, c)), or(or(a, b), c), or(a, b, c)]),
  );
  law(
    'and distributes',
    three.map(([a, b, c]) => [and(a, or(b, c)), or(and(a, b), and(a, c))]),
  );
  law(
    'or distributes',
    three.map(([a, b, c]) => [or(a, and(b, c)), and(or(a, b), or(a, c))]),
  );
  law(
    'a condition twice is once',
    expression.map((a) => [a, and(a, a), or(a, a)]),
  );
  law(
    'absorption',
    pair.map(([a, b]) => [a, and(a, or(a, b)), or(a, and(a, b))]),
  );
  law(
    'everything is neutral to and',
    expression.map((a) => [a, and(a, EVERYTHING), or(a, not(EVERYTHING))]),
  );
  law(
    'everything swallows or',
    expression.map((a) => [EVERYTHING, or(a, EVERYTHING), or(a, not(a))]),
  );
  law(
    'a condition and its negation is nothing',
    expression.map((a) => [not(EVERYTHING), and(a, not(a))]),
  );
});

describe('laws of the operators', () => {
  law(
    'in is a chain of ==',
    listed.map(([of, values]) => [
      membership(of, 'in', values),
      or(...values.map((value) => comparison(of, '==', value))),
    ]),
  );
  law(
    '!in is a chain of !=',
    listed.map(([of, values]) => [
      membership(of, '!in', values),
      and(...values.map((value) => comparison(of, '!=', value))),
    ]),
  );
  law(
    'in can be split anywhere',
    listed.map(([of, values, at]) => [
      membership(of, 'in', values),
      or(membership(of, 'in', values.slice(0, at)), membership(of, 'in', values.slice(at))),
    ]),
  );
  law(
    '!in can be split anywhere',
    listed.map(([of, values, at]) => [
      membership(of, '!in', values),
      and(membership(of, '!in', values.slice(0, at)), membership(of, '!in', values.slice(at))),
    ]),
  );
  law(
    'exists and !exists part all hosts',
    subject.map((of) => [not(existence(of, 'exists')), existence(of, '!exists')]),
  );
  law(
    '== and != part the hosts that have a value',
    fc
      .tuple(subject, fc.constantFrom(...TEXTS))
      .map(([of, value]) => [membership(of, '!in', []), or(comparison(of, '==', value), comparison(of, '!=', value))]),
  );
  law(
    'a predicate implies that its subject exists, unless it says !exists',
    predicate
      .filter((one) => 'operator' in one && one.operator.symbol !== '!exists')
      .map((one) => ('subject' in one ? [one, and(one, existence(one.subject.name, 'exists'))] : [])),
  );
});

describe('two answers of one question', () => {
  it('count is the number of ids, a limit takes the first of them, rows are in their order', () => {
    const holds = (described: FleetJson, one: Expression, limit: number): void => {
      const query = Cluster.from(describeOutput(described)).prepare(print(one));
      const ids = query.ids();
      expect(query.count()).toBe(ids.length);
      expect(ids).toEqual([...ids].sort((a, b) => (a < b ? -1 : 1)));
      expect(query.ids({ limit })).toEqual(ids.slice(0, limit));
      expect(query.rows().map(({ key }) => key)).toEqual(ids);
      expect(query.explain().actualRows).toBe(ids.length);
    };
    fc.assert(fc.property(some, expression, fc.nat(50), holds), RUNS);
  });
});
