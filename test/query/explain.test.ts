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
        expect(node.why).not.toBe('');
      }
    };
    fc.assert(fc.property(fleet({ instances: 20, tasks: 20 }), meaningfulExpression('stowage'), law), runs(300));
  });

  const cluster = Cluster.from(SOURCE, { clock: () => 0 });
  const rows = (estimatedRows: number, actualRows: number) => ({ estimatedRows, actualRows, timeMs: 0 });

  const leaf = (operator: string, predicate: string, index: string, rows: readonly [number, number], why: string) => ({
    operator,
    predicate,
    index,
    estimatedRows: rows[0],
    actualRows: rows[1],
    timeMs: 0,
    why,
    children: [],
  });

  it.each<[string, object]>([
    ['*', { operator: 'everything', ...rows(5, 5), why: 'every instance matches', children: [] }],
    ['not *', { operator: 'nothing', ...rows(0, 0), why: 'no instance can match', children: [] }],
    ['* and not *', { operator: 'nothing', ...rows(0, 0), why: 'no instance can match', children: [] }],
    [
      'attribute:stack == prod',
      leaf(
        'lookup',
        'attribute:stack == prod',
        'postings of attribute:stack',
        [1, 1],
        'kept for each value: 1 of 5 rows',
      ),
    ],
    [
      'attribute:stack != prod',
      leaf(
        'lookup',
        'attribute:stack != prod',
        'postings of attribute:stack',
        [2, 2],
        'kept for each value: 2 of 5 rows',
      ),
    ],
    [
      'not attribute:stack in [prod, dev]',
      {
        operator: 'difference',
        ...rows(3, 3),
        why: 'difference instead of complement: taken from 5 of 5 rows',
        children: [
          { operator: 'everything', ...rows(5, 5), why: 'every instance matches', children: [] },
          leaf(
            'lookup',
            'attribute:stack in [prod, dev]',
            'postings of attribute:stack',
            [2, 2],
            'kept for each value: 2 of 5 rows',
          ),
        ],
      },
    ],
    [
      'attribute:stack exists',
      leaf(
        'presence',
        'attribute:stack exists',
        'presence of attribute:stack',
        [4, 4],
        'kept for each subject: 4 of 5 rows',
      ),
    ],
    [
      'status == ACTIVE',
      leaf(
        'lookup',
        'status == ACTIVE',
        'postings of status, made when asked',
        [5, 5],
        'kept for each value: 5 of 5 rows',
      ),
    ],
    [
      'from tasks task:group == service:api',
      leaf(
        'lookup',
        'task:group == service:api',
        'postings of task:group by profile, made when asked',
        [2, 2],
        'kept for each value, then the tasks of each profile found: 2 of 8 rows',
      ),
    ],
    [
      'from tasks attribute:stack exists',
      leaf(
        'presence',
        'attribute:stack exists',
        'presence of attribute:stack by instance',
        [6, 6],
        'kept for each subject, then the tasks of each instance found: 6 of 8 rows',
      ),
    ],
    ['from tasks *', { operator: 'everything', ...rows(8, 8), why: 'every task matches', children: [] }],
    ['from tasks not *', { operator: 'nothing', ...rows(0, 0), why: 'no task can match', children: [] }],
    [
      'attribute:none exists',
      leaf(
        'presence',
        'attribute:none exists',
        'presence of attribute:none',
        [0, 0],
        'kept for each subject: 0 of 5 rows',
      ),
    ],
    [
      'attribute:zone =~ us.*',
      leaf(
        'value scan',
        'attribute:zone =~ us.*',
        'postings of attribute:zone',
        [3, 3],
        'each distinct value is tested once: 3 of 5 rows',
      ),
    ],
    [
      'registeredAt > 2018-06-18',
      leaf(
        'range scan',
        'registeredAt > 2018-06-18',
        'ranges of registeredAt',
        [3, 3],
        'all but 1 bucket of numbers lie in the range: 3 of 5 rows',
      ),
    ],
    [
      'registeredAt <= 2018-06-18',
      leaf(
        'range scan',
        'registeredAt <= 2018-06-18',
        'ranges of registeredAt',
        [1, 1],
        '1 bucket of numbers in the range: 1 of 5 rows',
      ),
    ],
    [
      'task:group in [service:web, database]',
      leaf(
        'lookup',
        'task:group in [service:web, database]',
        'postings of task:group',
        [2, 1],
        'kept for each value: about 2 of 5 rows',
      ),
    ],
    [
      'attribute:stack == dev or attribute:zone exists',
      {
        operator: 'union',
        ...rows(4, 4),
        why: 'any of 2 parts may match',
        children: [
          leaf(
            'lookup',
            'attribute:stack == dev',
            'postings of attribute:stack',
            [1, 1],
            'kept for each value: 1 of 5 rows',
          ),
          leaf(
            'presence',
            'attribute:zone exists',
            'presence of attribute:zone',
            [4, 4],
            'kept for each subject: 4 of 5 rows',
          ),
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(cluster.prepare(text).explain()).toStrictEqual(expected);
  });

  it('says how selective the first part of an intersection is, or that few candidates are tested row by row', () => {
    const instances = Array.from({ length: 2_000 }, (_, at) => ({
      containerInstanceArn: `arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/${at}`,
      status: 'ACTIVE',
      registeredAt: 1_500_000_000 + at,
      attributes: [
        { name: 'half', value: String(at % 2) },
        { name: 'fifth', value: String(at % 5) },
        { name: 'tenth', value: String(at % 20) },
      ],
    }));
    const large = Cluster.from({ containerInstances: instances });
    const why = (text: string): string => large.prepare(text).explain().why;
    expect(why('attribute:half == 0 and attribute:fifth == 0')).toBe('most selective first: 400 of 2,000 rows');
    expect(why('attribute:half == 0 and attribute:tenth == 0')).toBe('tested row by row: 100 candidates');
    const scan = large.prepare('registeredAt >= 2017-07-14T02:50:07Z').explain();
    expect(scan).toMatchObject({ operator: 'column scan', index: 'ranges of registeredAt', actualRows: 1_393 });
    expect(scan.why).toMatch(
      /^1 bucket of numbers partly in the range, tested row by row: about 1,\d\d\d of 2,000 rows$/,
    );
    expect(large.prepare('registeredAt >= 2017-07-14T02:50:07Z').count()).toBe(1_393);
  });

  it('puts the most selective part of an intersection first, and flattens what is nested', () => {
    const root = cluster
      .prepare('attribute:stack exists and (agentConnected == true and (attribute:stack == prod and *))')
      .explain();
    expect(root).toMatchObject({ operator: 'residual scan', actualRows: 1 });
    // That the attribute exists needs no saying where it has a value.
    expect(root.children.map(({ predicate, actualRows }) => [predicate, actualRows])).toEqual([
      ['attribute:stack == prod', 1],
      ['agentConnected == true', 3],
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
