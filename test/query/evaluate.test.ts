/** The meaning of an expression on one host, and why it does not hold there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../src/language/ast.js';
import { type CheckedQuery, checkQuery } from '../../src/query/check.js';
import { failingPredicates, holds } from '../../src/query/evaluate.js';
import { readSource } from '../../src/sources/source.js';
import { Store } from '../../src/store/store.js';
import { holdsOn } from '../oracle/query.js';
import { describedHosts, type FleetJson } from '../oracle/query-fleet.js';
import { meaningfulExpression, type Spelled } from '../support/expression.js';
import { describeOutput, fleet } from '../support/fleet.js';
import { runs } from '../support/runs.js';
import { instanceArn, SOURCE, SOURCE_WITHOUT_TASKS, shortName } from './rules-fleet.js';

function checked(text: string): CheckedQuery {
  const { query, diagnostics } = checkQuery(text);
  if (query === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return query;
}

function storeOf(source: unknown): Store {
  const store = new Store();
  store.apply(readSource(source).changes);
  return store;
}

const some = fleet({ instances: 25, tasks: 40 });
const list = (dialect: 'ecs' | 'stowage') => fc.array(meaningfulExpression(dialect), { minLength: 10, maxLength: 10 });

describe('holds', () => {
  it('equals the oracle on every host', () => {
    const law = (described: FleetJson, asked: readonly Spelled[]): void => {
      const hosts = storeOf(describeOutput(described)).hosts();
      const oracleHosts = describedHosts(described);
      for (const { piece, ast } of asked) {
        const { expression } = checked(piece.text);
        expect(hosts.map((host) => holds(expression, host))).toEqual(oracleHosts.map((host) => holdsOn(ast, host)));
      }
    };
    fc.assert(fc.property(some, list('stowage'), law), runs(150));
  });
});

describe('holds, host by host', () => {
  const hosts = storeOf(SOURCE).hosts();

  it.each([
    ['task:group exists', 'ace'],
    ['task:group !exists', 'bd'],
    ['task:group =~ .*', 'ae'],
    ['task:group !~ .*', 'c'],
    ['task:group != service:web', 'ce'],
    ['attribute:stack != prod', 'bc'],
    ['attribute:stack exists', 'abce'],
    ['attribute:stack !exists', 'd'],
    ['attribute:stack !~ x', 'abc'],
    ['not attribute:stack == prod', 'bcde'],
    ['runningTasksCount > 0 and not *', ''],
    ['runningTasksCount > 1 or attribute:stack == dev', 'abe'],
  ])('%s', (text, names) => {
    const { expression } = checked(text);
    const found = hosts.filter((host) => holds(expression, host)).map((host) => shortName(host.instance.key));
    expect(found.join('')).toBe(names);
  });
});

describe('failingPredicates', () => {
  it('are none where the expression holds; else turning all of them round makes it hold', () => {
    const law = (described: FleetJson, asked: readonly Spelled[]): void => {
      for (const host of storeOf(describeOutput(described)).hosts()) {
        for (const { piece } of asked) {
          const query = checked(piece.text);
          const failing = failingPredicates(query, host);
          const turned = new Set(failing.map(({ start }) => start));
          for (const { predicate, start, end, holds: held } of failing) {
            expect(piece.text.slice(start, end)).toBe(predicate);
            expect(holds(checked(predicate).expression, host)).toBe(held);
          }
          expect(turned.size > 0).toBe(!holds(query.expression, host));
          const value = (expression: Expression): boolean => {
            if (expression.type === 'and') return expression.operands.every(value);
            if (expression.type === 'or') return expression.operands.some(value);
            if (expression.type === 'not') return !value(expression.operand);
            const { start, end } = expression.span;
            return holds(checked(piece.text.slice(start, end)).expression, host) !== turned.has(start);
          };
          expect(value(query.ast.expression)).toBe(true);
        }
      }
    };
    fc.assert(fc.property(fleet({ instances: 6, tasks: 10 }), list('ecs'), law), runs(60));
  });

  const store = storeOf(SOURCE);
  const rows: readonly [host: string, text: string, failing: readonly object[]][] = [
    [
      'a',
      'attribute:stack == dev',
      [{ predicate: 'attribute:stack == dev', start: 0, end: 22, holds: false, found: 'prod' }],
    ],
    [
      'd',
      'attribute:stack == dev',
      [{ predicate: 'attribute:stack == dev', start: 0, end: 22, holds: false, found: null }],
    ],
    [
      'e',
      'attribute:stack == dev',
      [{ predicate: 'attribute:stack == dev', start: 0, end: 22, holds: false, found: null }],
    ],
    [
      'a',
      'not attribute:stack == prod',
      [{ predicate: 'attribute:stack == prod', start: 4, end: 27, holds: true, found: 'prod' }],
    ],
    [
      'a',
      '!(!(attribute:stack != prod))',
      [{ predicate: 'attribute:stack != prod', start: 4, end: 27, holds: false, found: 'prod' }],
    ],
    [
      'a',
      'not(task:group == service:web)',
      [{ predicate: 'task:group == service:web', holds: true, found: ['service:web', 'database'] }],
    ],
    ['c', 'task:group == service:web', [{ predicate: 'task:group == service:web', holds: false, found: [null] }]],
    ['d', 'task:group == service:web', [{ predicate: 'task:group == service:web', holds: false, found: [] }]],
    ['a', 'runningTasksCount > 2', [{ predicate: 'runningTasksCount > 2', holds: false, found: 2 }]],
    [
      'a',
      'agentConnected == true and (agentVersion > 2 or attribute:stack == dev) and attribute:gpu exists',
      [
        { predicate: 'agentVersion > 2', holds: false, found: '1.9.0' },
        { predicate: 'attribute:stack == dev', holds: false, found: 'prod' },
      ],
    ],
    ['a', 'not *', []],
    ['a', 'attribute:stack == prod', []],
  ];

  it.each(rows)('%s: %s', (host, text, failing) => {
    expect(failingPredicates(checked(text), store.host(instanceArn(host)) as never)).toMatchObject(failing);
    expect(failingPredicates(checked(text), store.host(instanceArn(host)) as never)).toHaveLength(failing.length);
  });

  it('finds the own count of an instance while no tasks are known', () => {
    const host = storeOf(SOURCE_WITHOUT_TASKS).host(instanceArn('a'));
    expect(host && failingPredicates(checked('runningTasksCount < 5'), host)).toMatchObject([{ found: 7 }]);
  });
});
