/** The engine against the naive oracle, on random fleets and random expressions. A failure prints the seed that repeats it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import type { Dialect } from '../../src/language/dialect.js';
import { holdsOn, matchingKeys } from '../oracle/query.js';
import { describedHosts, type Message, type OracleHost, OracleState } from '../oracle/query-fleet.js';
import { meaningfulExpression, type Spelled } from '../support/expression.js';
import { describeOutput, fleet, messages, toSource } from '../support/fleet.js';
import { runs } from '../support/runs.js';

const dialect = fc.constantFrom<Dialect>('ecs', 'stowage');

/** Random expressions in either dialect, with a limit for the answer. */
const questions = (length: number): fc.Arbitrary<readonly Question[]> =>
  fc.array(
    dialect.chain((of) => fc.record({ of: fc.constant(of), spelled: meaningfulExpression(of), limit: fc.nat(12) })),
    { minLength: length, maxLength: length },
  );

interface Question {
  readonly of: Dialect;
  readonly spelled: Spelled;
  readonly limit: number;
}

/** Every way to ask gives what the oracle finds. */
function expectAnswers(cluster: Cluster, hosts: readonly OracleHost[], { of, spelled, limit }: Question): void {
  const query = cluster.prepare(spelled.piece.text, { dialect: of });
  const keys = matchingKeys(spelled.ast, hosts);
  expect(query.ids()).toEqual(keys);
  expect(query.count()).toBe(keys.length);
  expect(query.ids({ limit })).toEqual(keys.slice(0, limit));
  expect(query.rows().map((row) => row.key)).toEqual(keys);
}

describe('the engine equals the oracle', () => {
  /** 240 fleets × 50 expressions = 12,000 pairs. */
  const FLEETS = 240;
  const EXPRESSIONS = 50;

  it(`on ${FLEETS} described fleets and ${EXPRESSIONS} expressions each`, () => {
    let hits = 0;
    const law = (described: Parameters<typeof describeOutput>[0], asked: readonly Question[]): void => {
      const cluster = Cluster.from(describeOutput(described));
      expect(cluster.rejected).toEqual([]);
      const hosts = describedHosts(described);
      for (const question of asked) {
        expectAnswers(cluster, hosts, question);
        hits += hosts.filter((host) => holdsOn(question.spelled.ast, host)).length;
      }
    };
    fc.assert(fc.property(fleet({ instances: 40, tasks: 60 }), questions(EXPRESSIONS), law), runs(FLEETS));
    expect(hits).toBeGreaterThan(runs(FLEETS).numRuns * EXPRESSIONS);
  });

  it('on fleets of more hosts than a word of a bitmap has bits, many times over', () => {
    const law = (described: Parameters<typeof describeOutput>[0], asked: readonly Question[]): void => {
      const cluster = Cluster.from(describeOutput(described));
      const hosts = describedHosts(described);
      for (const question of asked) expectAnswers(cluster, hosts, question);
    };
    fc.assert(fc.property(fleet({ instances: 160, tasks: 160 }), questions(20), law), runs(12));
  });

  it('for queries that were prepared before events and asked after each', () => {
    const law = (
      described: Parameters<typeof describeOutput>[0],
      news: readonly Message[],
      asked: readonly Question[],
    ): void => {
      const cluster = Cluster.from(describeOutput(described));
      const state = new OracleState();
      for (const instance of described.instances) state.apply({ origin: 'description', instance });
      for (const task of described.tasks) state.apply({ origin: 'description', task });
      const prepared = asked.map(({ of, spelled }) => cluster.prepare(spelled.piece.text, { dialect: of }));
      const everything = cluster.prepare('*');
      for (const message of news) {
        const result = cluster.apply(toSource(message));
        const fate = state.apply(message);
        expect(result.rejected).toEqual([]);
        // Whether a description of an equal version says anything new is told by the answers below.
        if (message.origin === 'event')
          expect(result).toMatchObject({ applied: +(fate === 'applied'), stale: +(fate === 'stale') });
        const hosts = state.hosts();
        expect(everything.ids()).toEqual(hosts.map(({ key }) => key));
        asked.forEach(({ spelled }, index) => {
          expect(prepared[index]?.ids()).toEqual(matchingKeys(spelled.ast, hosts));
          expect(prepared[index]?.count()).toBe(matchingKeys(spelled.ast, hosts).length);
        });
      }
    };
    fc.assert(fc.property(fleet({ instances: 20, tasks: 20 }), messages({ length: 40 }), questions(6), law), {
      numRuns: 60,
    });
  });
});
