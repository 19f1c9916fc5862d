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
    ['not(attribute:stack == prod)', 'lookup [postings of attribute:stack] 4 → 4'],
    ['not(attribute:stack != prod)', 'lookup [postings of attribute:stack] 3 → 3'],
    ['attribute:stack in [prod, dev, none]', 'lookup [postings of attribute:stack] 2 → 2'],
    ['attribute:stack in []', 'lookup [postings of attribute:stack] 0 → 0'],
    ['attribute:stack !in []', 'lookup [postings of attribute:stack] 3 → 3'],
    ['attribute:none == x', 'lookup [postings of attribute:none] 0 → 0'],
    ['attribute:none != x', 'lookup [postings of attribute:none] 0 → 0'],
    ['not(attribute:none == x)', 'lookup [postings of attribute:none] 5 → 5'],
    ['attribute:none =~ x', 'value scan [postings of attribute:none] 0 → 0'],
    ['attribute:none !exists', 'presence [presence of attribute:none] 5 → 5'],
    ['attribute:stack exists', 'presence [presence of attribute:stack] 4 → 4'],
    ['attribute:stack !exists', 'presence [presence of attribute:stack] 1 → 1'],
    ['not(attribute:stack !exists)', 'presence [presence of attribute:stack] 4 → 4'],
    ['attribute:zone =~ .*', 'value scan [postings of attribute:zone] 2 → 4'],
    ['attribute:zone !~ .*', 'value scan [postings of attribute:zone] 2 → 0'],
    ['attribute:weight > 5', 'value scan [postings of attribute:weight] 2 → 1'],
    ['agentVersion == 1.9', 'value scan [postings of agentVersion] 2 → 1'],
    ['agentVersion in [1.9, 1.14]', 'value scan [postings of agentVersion] 2 → 2'],
    ['agentConnected == true', 'lookup [postings of agentConnected] 3 → 3'],
    ['agentConnected in [true, false]', 'lookup [postings of agentConnected] 4 → 4'],
    ['registeredAt > 2018-06-18', 'column scan [column of registeredAt] 2 → 3'],
    ['registeredAt != 2018-06-18', 'column scan [column of registeredAt] 2 → 3'],
    ['not(registeredAt > 2018-06-18)', 'column scan [column of registeredAt] 3 → 2'],
    ['registeredAt in [2018-06-18]', 'column scan [column of registeredAt] 2 → 1'],
    ['registeredAt exists', 'presence [presence of registeredAt] 4 → 4'],
    ['registeredAt !exists', 'presence [presence of registeredAt] 1 → 1'],
    ['runningTasksCount exists', 'presence [presence of runningTasksCount] 5 → 5'],
    ['runningTasksCount == 0', 'column scan [column of runningTasksCount] 2 → 2'],
    ['task:group == service:web', 'lookup [postings of task:group] 1 → 1'],
    ['task:group != service:web', 'lookup [postings of task:group] 2 → 2'],
    ['task:group in [service:web, database]', 'lookup [postings of task:group] 2 → 1'],
    ['task:group in [service:web, database, service:api]', 'lookup [postings of task:group] 3 → 2'],
    ['task:group in [service:api]', 'lookup [postings of task:group] 1 → 1'],
    ['task:group exists', 'presence [presence of task:group] 3 → 3'],
    ['task:group !exists', 'presence [presence of task:group] 2 → 2'],
  ])('%s', (text, expected) => {
    const query = cluster.prepare(text);
    expect(outline(query.explain())).toEqual([expected]);
    expect(query.count()).toBe(query.ids().length);
  });
});

describe('chains', () => {
  it.each([
    // 1/5 × 3/5 × 4/5 of 5 is 0.48.
    [
      'attribute:stack exists and agentConnected == true and attribute:stack == prod',
      [
        'intersection 0 → 1',
        '  lookup [postings of attribute:stack] 1 → 1',
        '  lookup [postings of agentConnected] 3 → 3',
        '  presence [presence of attribute:stack] 4 → 4',
      ],
    ],
    // 3/5 × 4/5 of 5 is 2.4.
    [
      'attribute:stack exists and agentConnected == true',
      [
        'intersection 2 → 3',
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
        'intersection 0 → 0',
        '  presence [presence of attribute:none] 0 → 0',
        '  lookup [postings of agentConnected] 3 → 3',
      ],
    ],
    [
      'not(attribute:stack == prod or agentConnected == true)',
      [
        'intersection 2 → 2',
        '  lookup [postings of agentConnected] 2 → 2',
        '  lookup [postings of attribute:stack] 4 → 4',
      ],
    ],
    [
      'not(attribute:stack == prod and agentConnected == true)',
      ['union 4 → 4', '  lookup [postings of attribute:stack] 4 → 4', '  lookup [postings of agentConnected] 2 → 2'],
    ],
  ])('%s', (text, expected) => {
    expect(outline(cluster.prepare(text).explain())).toEqual(expected);
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
  const others = ['lookup [postings of attribute:stack] 4 → 4'];
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

  it('a predicate and its negation are two', () => {
    const text = 'attribute:stack == prod and not attribute:stack == prod';
    expect(outline(cluster.prepare(text).explain())).toEqual([
      'intersection 1 → 0',
      '  lookup [postings of attribute:stack] 1 → 1',
      '  lookup [postings of attribute:stack] 4 → 4',
    ]);
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
      'intersection',
    ]);
  });

  it('names each predicate as it stands, under its negation where there is one', () => {
    const { children } = cluster.prepare("not(attribute:a equals 'b' or attribute:c not_in ['d', e])").explain();
    expect(children.map(({ predicate }) => predicate).sort()).toEqual([
      'not(attribute:a == b)',
      'not(attribute:c !in [d, e])',
    ]);
  });
});
