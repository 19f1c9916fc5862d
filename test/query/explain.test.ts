import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import type { Explanation } from '../../src/query/explain.js';
import { meaningfulExpression } from '../support/expression.js';
import { describeOutput, fleet } from '../support/fleet.js';
import { runs } from '../support/runs.js';
import { SOURCE } from './rules-fleet.js';

describe('explain', () => {
  function* nodesOf(node: Explanation): Generator<Explanation> {
    yield node;
    for (const child of node.children) yield* nodesOf(child);
  }

  it('has a node with numbers for every part, and the root finds what the query finds', () => {
    const law = (described: Parameters<typeof describeOutput>[0], { piece }: { piece: { text: string } }): void => {
      let now = 0;
      const cluster = Cluster.from(describeOutput(described), { clock: () => now++ });
      const query = cluster.prepare(piece.text);
      const root = query.explain();
      expect(root.actualRows).toBe(query.count());
      for (const node of nodesOf(root)) {
        expect(node.estimatedRows).toBeGreaterThanOrEqual(0);
        expect(node.estimatedRows).toBeLessThanOrEqual(cluster.instanceCount);
        expect(node.actualRows).toBeLessThanOrEqual(cluster.instanceCount);
        const ofChildren = node.children.reduce((sum, { timeMs }) => sum + timeMs, 0);
        expect(node.timeMs).toBeGreaterThan(ofChildren);
        const leaf = node.children.length === 0;
        expect(node.predicate === undefined).toBe(
          !leaf || node.operator === 'everything' || node.operator === 'nothing',
        );
        expect(node.index === undefined).toBe(node.predicate === undefined);
      }
    };
    fc.assert(fc.property(fleet({ instances: 20, tasks: 20 }), meaningfulExpression('stowage'), law), runs(300));
  });

  const cluster = Cluster.from(SOURCE, { clock: () => 0 });
  const rows = (estimatedRows: number, actualRows: number) => ({ estimatedRows, actualRows, timeMs: 0 });

  it.each<[string, object]>([
    ['*', { operator: 'everything', ...rows(5, 5), children: [] }],
    ['not *', { operator: 'nothing', ...rows(0, 0), children: [] }],
    ['* and not *', { operator: 'nothing', ...rows(0, 0), children: [] }],
    [
      'attribute:stack == prod',
      {
        operator: 'lookup',
        predicate: 'attribute:stack == prod',
        index: 'postings of attribute:stack',
        ...rows(1, 1),
        children: [],
      },
    ],
    [
      'attribute:stack != prod',
      {
        operator: 'lookup',
        predicate: 'attribute:stack != prod',
        index: 'postings of attribute:stack',
        ...rows(2, 2),
        children: [],
      },
    ],
    [
      'not attribute:stack in [prod, dev]',
      {
        operator: 'lookup',
        predicate: 'not(attribute:stack in [prod, dev])',
        index: 'postings of attribute:stack',
        ...rows(3, 3),
        children: [],
      },
    ],
    [
      'attribute:stack exists',
      {
        operator: 'presence',
        predicate: 'attribute:stack exists',
        index: 'presence of attribute:stack',
        ...rows(4, 4),
        children: [],
      },
    ],
    [
      'attribute:none exists',
      {
        operator: 'presence',
        predicate: 'attribute:none exists',
        index: 'presence of attribute:none',
        ...rows(0, 0),
        children: [],
      },
    ],
    [
      'attribute:zone =~ us.*',
      {
        operator: 'value scan',
        predicate: 'attribute:zone =~ us.*',
        index: 'postings of attribute:zone',
        ...rows(2, 3),
        children: [],
      },
    ],
    [
      'registeredAt > 2018-06-18',
      {
        operator: 'column scan',
        predicate: 'registeredAt > 2018-06-18',
        index: 'column of registeredAt',
        ...rows(2, 3),
        children: [],
      },
    ],
    [
      'task:group in [service:web, database]',
      {
        operator: 'lookup',
        predicate: 'task:group in [service:web, database]',
        index: 'postings of task:group',
        ...rows(2, 1),
        children: [],
      },
    ],
  ])('%s', (text, expected) => {
    expect(cluster.prepare(text).explain()).toStrictEqual(expected);
  });

  it('puts the most selective part of an intersection first, and flattens what is nested', () => {
    const root = cluster
      .prepare('attribute:stack exists and (agentConnected == true and (attribute:stack == prod and *))')
      .explain();
    expect(root).toMatchObject({ operator: 'intersection', actualRows: 1 });
    expect(root.children.map(({ predicate, actualRows }) => [predicate, actualRows])).toEqual([
      ['attribute:stack == prod', 1],
      ['agentConnected == true', 3],
      ['attribute:stack exists', 4],
    ]);
  });

  it('says the same predicate once', () => {
    const root = cluster
      .prepare('agentConnected == true or agentConnected equals "true" or attribute:stack == dev')
      .explain();
    expect(root.operator).toBe('union');
    expect(root.children).toHaveLength(2);
  });

  it('takes its times from the clock it is given, and from the platform without one', () => {
    const root = Cluster.from(SOURCE).prepare('agentConnected == true and attribute:stack == prod').explain();
    expect(root.timeMs).toBeGreaterThanOrEqual(0);
    expect(root.timeMs).toBeLessThan(1_000);
  });
});
