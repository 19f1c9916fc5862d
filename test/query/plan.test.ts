/** Which index answers what, what is expected of it, and what is left out because it cannot matter. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import type { Explanation } from '../../src/query/explain.js';
import { SOURCE } from './rules-fleet.js';

const cluster = Cluster.from(SOURCE, { clock: () => 0 });
const empty = Cluster.from([]);

/** `operator [index] expected → found`, with the nodes below it indented. */
function outline(node: Explanation, indent = ''): string[] {
  const what = [node.operator, ...(node.index === undefined ? [] : [`[${node.index}]`])].join(' ');
  const line = `${indent}${what} ${node.estimatedRows} → ${node.actualRows}`;
  return [line, ...node.children.flatMap((child) => outline(child, `${indent}  `))];
}

describe('one predicate', () => {
  it.each([
    ['attribute:stack == prod', 'lookup [postings of attribute:stack] 1 → 1'],
    ['attribute:stack == none', 'lookup [postings of attribute:stack] 0 → 0'],
    ['attribute:stack != prod', 'lookup [postings of attribute:stack] 2 → 2'],
    ['attribute:stack in [prod, dev, none]', 'lookup [postings of attribute:stack] 2 → 2'],
    ['attribute:stack in []', 'nothing 0 → 0'],
    ['attribute:stack !in []', 'presence [presence of attribute:stack] 3 → 3'],
    ['attribute:none == x', 'lookup [postings of attribute:none] 0 → 0'],
    ['attribute:none != x', 'lookup [postings of attribute:none] 0 → 0'],
    ['attribute:none =~ x', 'value scan [postings of attribute:none] 0 → 0'],
    ['attribute:stack exists', 'presence [presence of attribute:stack] 4 → 4'],
    ['not(attribute:stack !exists)', 'presence [presence of attribute:stack] 4 → 4'],
    ['attribute:zone =~ .*', 'value scan [postings of attribute:zone] 4 → 4'],
    ['attribute:zone !~ .*', 'value scan [postings of attribute:zone] 0 → 0'],
    ['attribute:weight > 5', 'value scan [postings of attribute:weight] 1 → 1'],
    ['agentVersion == 1.9', 'value scan [postings of agentVersion] 1 → 1'],
    ['agentVersion in [1.9, 1.14]', 'value scan [postings of agentVersion] 2 → 2'],
    ['agentConnected == true', 'lookup [postings of agentConnected] 3 → 3'],
    ['agentConnected in [true, false]', 'lookup [postings of agentConnected] 4 → 4'],
    ['registeredAt > 2018-06-18', 'range scan [ranges of registeredAt] 3 → 3'],
    ['registeredAt != 2018-06-18', 'range scan [ranges of registeredAt] 3 → 3'],
    ['registeredAt in [2018-06-18]', 'range scan [ranges of registeredAt] 1 → 1'],
    ['registeredAt exists', 'presence [presence of registeredAt] 4 → 4'],
    ['runningTasksCount exists', 'presence [presence of runningTasksCount] 5 → 5'],
    ['runningTasksCount == 0', 'range scan [ranges of runningTasksCount] 2 → 2'],
    ['task:group == service:web', 'lookup [postings of task:group] 1 → 1'],
    ['task:group != service:web', 'lookup [postings of task:group] 2 → 2'],
    ['task:group in [service:web, database]', 'lookup [postings of task:group] 2 → 1'],
    ['task:group in [service:web, database, service:api]', 'lookup [postings of task:group] 3 → 2'],
    ['task:group in [service:api]', 'lookup [postings of task:group] 1 → 1'],
    ['task:group exists', 'presence [presence of task:group] 3 → 3'],
  ])('%s', (text, expected) => {
    const query = cluster.prepare(text);
    expect(outline(query.explain())).toEqual([expected]);
    expect(query.count()).toBe(query.ids().length);
  });

  it.each([
    ['not(attribute:stack == prod)', 4, 'lookup [postings of attribute:stack] 1 → 1'],
    ['not(attribute:stack != prod)', 3, 'lookup [postings of attribute:stack] 2 → 2'],
    ['not(attribute:none == x)', 5, 'lookup [postings of attribute:none] 0 → 0'],
    ['attribute:none !exists', 5, 'presence [presence of attribute:none] 0 → 0'],
    ['attribute:stack !exists', 1, 'presence [presence of attribute:stack] 4 → 4'],
    ['not(registeredAt > 2018-06-18)', 2, 'range scan [ranges of registeredAt] 3 → 3'],
    ['registeredAt !exists', 1, 'presence [presence of registeredAt] 4 → 4'],
    ['task:group !exists', 2, 'presence [presence of task:group] 3 → 3'],
  ])('%s is all instances without the others', (text, rows, other) => {
    const query = cluster.prepare(text);
    expect(outline(query.explain())).toEqual([`difference ${rows} → ${rows}`, '  everything 5 → 5', `  ${other}`]);
    expect(query.count()).toBe(rows);
    expect(query.ids()).toHaveLength(rows);
  });
});

describe('chains', () => {
  it.each([
    // 1/5 × 3/5 of 5 is 0.6; that a value is there needs no saying.
    [
      'attribute:stack exists and agentConnected == true and attribute:stack == prod',
      [
        'residual scan 1 → 1',
        '  lookup [postings of attribute:stack] 1 → 1',
        '  lookup [postings of agentConnected] 3 → 3',
      ],
    ],
    // 3/5 × 4/5 of 5 is 2.4.
    [
      'attribute:stack exists and agentConnected == true',
      [
        'residual scan 2 → 3',
        '  lookup [postings of agentConnected] 3 → 3',
        '  presence [presence of attribute:stack] 4 → 4',
      ],
    ],
    // All but 2/5 × 4/5 of 5 is 3.4.
    [
      'agentConnected == true or attribute:stack == dev',
      ['union 3 → 4', '  lookup [postings of agentConnected] 3 → 3', '  lookup [postings of attribute:stack] 1 → 1'],
    ],
    // What finds nothing ends an intersection, but an explanation runs every part.
    [
      'attribute:none exists and agentConnected == true',
      [
        'residual scan 0 → 0',
        '  presence [presence of attribute:none] 0 → 0',
        '  lookup [postings of agentConnected] 3 → 3',
      ],
    ],
    // What takes away most comes first.
    [
      'not(attribute:stack == prod or agentConnected == true)',
      [
        'difference 2 → 2',
        '  everything 5 → 5',
        '  lookup [postings of agentConnected] 3 → 3',
        '  lookup [postings of attribute:stack] 1 → 1',
      ],
    ],
    [
      'not(attribute:stack == prod and agentConnected == true)',
      [
        'difference 4 → 4',
        '  everything 5 → 5',
        '  residual scan 1 → 1',
        '    lookup [postings of attribute:stack] 1 → 1',
        '    lookup [postings of agentConnected] 3 → 3',
      ],
    ],
    // a and not b = a without b.
    [
      'attribute:zone exists and not attribute:stack == dev and agentConnected == true',
      [
        'difference 2 → 3',
        '  residual scan 2 → 3',
        '    lookup [postings of agentConnected] 3 → 3',
        '    presence [presence of attribute:zone] 4 → 4',
        '  lookup [postings of attribute:stack] 1 → 1',
      ],
    ],
    // a or not b = not (b without a).
    [
      'agentConnected == true or not attribute:stack == dev',
      [
        'difference 5 → 4',
        '  everything 5 → 5',
        '  difference 0 → 1',
        '    lookup [postings of attribute:stack] 1 → 1',
        '    lookup [postings of agentConnected] 3 → 3',
      ],
    ],
    // A union that is taken away is taken away part by part.
    [
      'attribute:zone exists and not (attribute:stack == dev or attribute:gpu exists)',
      [
        'difference 3 → 2',
        '  presence [presence of attribute:zone] 4 → 4',
        '  lookup [postings of attribute:stack] 1 → 1',
        '  presence [presence of attribute:gpu] 1 → 1',
      ],
    ],
  ])('%s', (text, expected) => {
    const query = cluster.prepare(text);
    expect(outline(query.explain())).toEqual(expected);
    expect(query.count()).toBe(query.ids().length);
  });

  it('of an empty cluster expect nothing', () => {
    for (const chain of ['and', 'or']) {
      const text = `attribute:a == b ${chain} not(attribute:c exists)`;
      expect(empty.prepare(text).explain()).toMatchObject({ estimatedRows: 0, actualRows: 0 });
    }
  });
});

describe('what is said in more words than needed', () => {
  const prod = ['lookup [postings of attribute:stack] 1 → 1'];
  const others = ['difference 4 → 4', '  everything 5 → 5', '  lookup [postings of attribute:stack] 1 → 1'];
  const everything = ['everything 5 → 5'];
  const nothing = ['nothing 0 → 0'];

  it.each([
    ['*', everything],
    ['not *', nothing],
    ['not not *', everything],
    ['* and *', everything],
    ['* or *', everything],
    ['not * or not *', nothing],
    ['not * and not *', nothing],
    ['attribute:stack == prod and *', prod],
    ['attribute:stack == prod or not *', prod],
    ['attribute:stack == prod and not *', nothing],
    ['attribute:stack == prod or *', everything],
    ['not(attribute:stack == prod and *)', others],
    ['not(attribute:stack == prod or *)', nothing],
    ['not not attribute:stack == prod', prod],
    ['attribute:stack == prod and attribute:stack equals "prod"', prod],
    ['not attribute:stack == prod or not(attribute:stack == prod)', others],
    ['(attribute:stack == prod or not *) and (* and attribute:stack == prod)', prod],
  ])('%s', (text, expected) => {
    expect(outline(cluster.prepare(text).explain())).toEqual(expected);
    expect(cluster.prepare(text).count()).toBe(cluster.prepare(text).ids().length);
  });

  it.each([
    ['attribute:stack == prod and not attribute:stack == prod', nothing],
    ['attribute:stack == prod or not attribute:stack == prod', everything],
    ['attribute:stack == prod or attribute:stack == dev', ['lookup [postings of attribute:stack] 2 → 2']],
    ['runningTasksCount > 0 and runningTasksCount < 2', ['range scan [ranges of runningTasksCount] 1 → 1']],
    ['runningTasksCount < 1 and runningTasksCount > 1', nothing],
  ])('%s is one condition or none', (text, expected) => {
    expect(outline(cluster.prepare(text).explain())).toEqual(expected);
  });

  it('a chain in a chain of its kind is one chain', () => {
    const text =
      'attribute:a exists or (attribute:b exists or (attribute:c exists or attribute:d exists and attribute:e exists))';
    const { operator, children } = cluster.prepare(text).explain();
    expect([operator, ...children.map((child) => child.operator)]).toEqual([
      'union',
      'presence',
      'presence',
      'presence',
      'residual scan',
    ]);
  });

  it('names each condition, under its negation where that is what an index answers', () => {
    const predicates = (text: string): (string | undefined)[] =>
      cluster
        .prepare(text)
        .explain()
        .children.map(({ predicate }) => predicate);
    expect(predicates("not(attribute:a equals 'b' or attribute:c not_in ['d', e])").sort()).toEqual([
      'attribute:a == b',
      'attribute:c !in [d, e]',
      undefined,
    ]);
    expect(predicates('attribute:a !exists or (attribute:b == x or attribute:b == y)')[1]).toBeUndefined();
    expect(predicates('attribute:a exists or attribute:b == x or attribute:b == y')).toEqual([
      'attribute:a exists',
      'attribute:b in [x, y]',
    ]);
  });
});

describe('the plan of a prepared query', () => {
  const arn = (at: number) => `arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/${at}`;
  const described = (at: number, version: number, names: readonly string[]) => ({
    containerInstanceArn: arn(at),
    status: 'ACTIVE',
    version,
    attributes: names.map((name) => ({ name })),
  });
  const first = (query: ReturnType<Cluster['prepare']>) => query.explain().children.map(({ predicate }) => predicate);

  it('keeps its order while numbers move little, and changes it where they move far', () => {
    // a on 4 of 12, b on 5.
    const changing = Cluster.from({
      containerInstances: Array.from({ length: 12 }, (_, at) =>
        described(at, 1, [...(at < 4 ? ['a'] : []), ...(at < 5 ? ['b'] : [])]),
      ),
    });
    const query = changing.prepare('attribute:b exists and attribute:a exists');
    expect(first(query)).toEqual(['attribute:a exists', 'attribute:b exists']);
    const grow = (upTo: number, version: number) =>
      changing.apply({
        containerInstances: Array.from({ length: upTo }, (_, at) =>
          described(at, version, ['a', ...(at < 5 ? ['b'] : [])]),
        ),
      });
    grow(8, 2);
    expect(query.explain().children.map(({ actualRows }) => actualRows)).toEqual([8, 5]);
    expect(first(query)).toEqual(['attribute:a exists', 'attribute:b exists']);
    expect(query.count()).toBe(5);
    grow(9, 3);
    expect(first(query)).toEqual(['attribute:b exists', 'attribute:a exists']);
    expect(query.ids()).toHaveLength(5);
  });
});
