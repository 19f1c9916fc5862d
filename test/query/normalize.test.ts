/** The normal form as text: what is merged, folded, absorbed, and what may not be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { print } from '../../src/language/printer.js';
import { checkOrThrow } from '../../src/query/check.js';
import { type Condition, describe as textOf } from '../../src/query/condition.js';
import { holds } from '../../src/query/evaluate.js';
import { type NormalExpression, normalize } from '../../src/query/normalize.js';
import { readSource } from '../../src/sources/source.js';
import { Store } from '../../src/store/store.js';
import { meaningfulExpression } from '../support/expression.js';
import { describeOutput, fleet } from '../support/fleet.js';
import { runs } from '../support/runs.js';

function show(expression: NormalExpression): string {
  switch (expression.type) {
    case 'everything':
      return '*';
    case 'nothing':
      return 'not *';
    case 'condition':
      return textOf(expression);
    default:
      return expression.operands
        .map((operand) => (operand.type === 'condition' ? textOf(operand) : `(${show(operand)})`))
        .join(` ${expression.type} `);
  }
}

const normal = (text: string): NormalExpression => normalize(checkOrThrow(text).expression);

/** `a == x` for `attribute:a == x`, so that the tables can be read. */
const long = (text: string): string =>
  text.replace(/\b([a-d])(?= (?:==|!=|in|!in|=~|!~|exists|!exists|[<>]=?))/g, 'attribute:$1');
const short = (text: string): string => text.replaceAll('attribute:', '');

describe('the normal form', () => {
  it.each<[string, string]>([
    // Negations
    ['not not a == x', 'a == x'],
    ['not(a == x and b exists)', 'not(a == x) or b !exists'],
    ['not(a == x or not b == y)', 'not(a == x) and b == y'],
    // Constants
    ['* and a == x', 'a == x'],
    ['a == x or *', '*'],
    ['a == x and not *', 'not *'],
    ['a in []', 'not *'],
    ['not a in []', '*'],
    ['a in [] or b exists', 'b exists'],
    ['a !in []', 'a !in []'],
    ['task:group in []', 'not *'],
    // One value a host: lists
    ['a == x or a == y', 'a in [x, y]'],
    ['a in [x, y] or a == z or b exists', 'a in [x, y, z] or b exists'],
    ['a in [x, y, z] and a in [y, z, w]', 'a in [y, z]'],
    ['a == x and a == y', 'not *'],
    ['a == x or a != x', 'a !in []'],
    ['a == x and a != x', 'not *'],
    ['a == x and a != y', 'a == x'],
    ['a == x or a != y', 'a != y'],
    ['a != x and a != y', 'a !in [x, y]'],
    ['a != x or a != y', 'a !in []'],
    ['not a == x and not a == y', 'not(a in [x, y])'],
    ['not a == x and a != y', 'a !in [x, y]'],
    ['not a != x or a == y', 'not(a !in [x, y])'],
    ['a == x or not a == x', '*'],
    ['a == x and not a == x', 'not *'],
    ['a != x and not a != x', 'not *'],
    // … with other tests of the same value
    ['a in [x1, y1, x2] and a =~ x.', 'a in [x1, x2]'],
    ['a in [1, 5, 7, z] and a > 4', 'a in [5, 7]'],
    ['a == x and a =~ y', 'not *'],
    ['a =~ x and a =~ x', 'a =~ x'],
    ['a =~ x and not a =~ x', 'not *'],
    ['a =~ x or not a =~ x', '*'],
    ['a =~ x or a !~ x', 'a !in []'],
    ['a =~ x and a =~ y', 'a =~ x and a =~ y'],
    ['a != x and a !~ y', 'a != x and a !~ y'],
    // Existence
    ['a exists and a == x', 'a == x'],
    ['a exists or a == x', 'a exists'],
    ['a !exists and a == x', 'not *'],
    ['a !exists and not a == x', 'a !exists'],
    ['a exists and not a == x', 'a exists and not(a == x)'],
    ['a exists and a !exists', 'not *'],
    ['a exists or not a exists', '*'],
    ['runningTasksCount exists and runningTasksCount > 3', 'runningTasksCount > 3'],
    ['runningTasksCount !exists or runningTasksCount > 3', 'not(runningTasksCount <= 3)'],
    // Ranges
    ['runningTasksCount > 3 and runningTasksCount <= 9', 'runningTasksCount > 3 and runningTasksCount <= 9'],
    ['runningTasksCount > 3 and runningTasksCount > 5', 'runningTasksCount > 5'],
    ['runningTasksCount < 3 and runningTasksCount > 5', 'not *'],
    ['runningTasksCount < 3 or runningTasksCount >= 3', 'runningTasksCount !in []'],
    ['not runningTasksCount < 3 or runningTasksCount < 3', '*'],
    ['not runningTasksCount < 3 and not runningTasksCount > 5', 'not(runningTasksCount < 3 or runningTasksCount > 5)'],
    ['runningTasksCount == 1 or runningTasksCount in [2, 1]', 'runningTasksCount in [1, 2]'],
    ['runningTasksCount != 1 and runningTasksCount !in [2]', 'runningTasksCount !in [1, 2]'],
    ['runningTasksCount >= 1 and runningTasksCount != 1', 'runningTasksCount > 1'],
    [
      'runningTasksCount < 1 or runningTasksCount > 1 and runningTasksCount < 5',
      'runningTasksCount < 1 or (runningTasksCount > 1 and runningTasksCount < 5)',
    ],
    [
      'registeredAt >= 2018-01-01 and registeredAt < 2019-01-01T00:00:00Z',
      'registeredAt >= 2018-01-01T00:00:00Z and registeredAt < 2019-01-01T00:00:00Z',
    ],
    ['agentVersion > 1.9 and agentVersion >= 1.14.5-beta', 'agentVersion >= 1.14.5-beta'],
    ['agentVersion == 1.9 and agentVersion == 1.9.0', 'agentVersion == 1.9'],
    ['agentVersion > 2 and agentVersion < 1.14', 'not *'],
    ['agentVersion == 0 or agentVersion == 0.0.1', 'agentVersion in [0, 0.0.1]'],
    ['a > b and a < d', 'a > b and a < d'],
    ['a > 1 and a < 5', 'a > 1 and a < 5'],
    ['a > 1 and a < x', 'a > 1 and a < x'],
    ['not a > 1 and not a < 0', 'not(a < 0 or a > 1)'],
    ['not a > 1 and a > 0', 'a > 0 and a <= 1'],
    // A text that is no number is not above 1, and not at or below it.
    ['a > 1 or a <= 1', 'a < 0 or a >= 0'],
    // Many values a host
    ['task:group == x or task:group == y', 'task:group in [x, y]'],
    ['task:group == x and task:group == y', 'task:group == x and task:group == y'],
    ['task:group == x and task:group == x', 'task:group == x'],
    ['task:group != x and task:group != y', 'task:group !in [x, y]'],
    ['task:group != x or task:group != y', 'task:group != x or task:group != y'],
    ['task:group == x and task:group != x', 'not *'],
    ['task:group == x and task:group != y', 'task:group == x and task:group != y'],
    ['task:group == x and task:group exists', 'task:group == x'],
    ['task:group == x or task:group exists', 'task:group exists'],
    ['not task:group == x and task:group exists', 'task:group != x'],
    ['not task:group == x and not task:group == y', 'not(task:group in [x, y])'],
    ['task:group =~ x and task:group =~ x', 'task:group =~ x'],
    // Absorption
    ['a == x or a == x and b exists', 'a == x'],
    ['a == x and (a == x or b exists)', 'a == x'],
    ['a == x and (b exists or not a == x)', 'a == x and b exists'],
    ['a == x or b exists and not a == x', 'a == x or b exists'],
    ['(a == x or b exists) and (b exists or a == x)', 'a == x or b exists'],
    ['a == x and (not a == x or not a == x and b exists)', 'not *'],
    ['a == x and b exists or not(a == x and b exists)', '*'],
    [
      'a == x and (c exists or (b exists and d exists and (not * or not not *)))',
      'a == x and (c exists or (b exists and d exists))',
    ],
  ])('%s', (text, expected) => {
    const shown = show(normal(long(text)));
    expect(short(shown)).toBe(expected);
  });

  it('is short for long texts, and quick', () => {
    const chain = (count: number, of: (at: number) => string, type: string) =>
      Array.from({ length: count }, (_, at) => of(at)).join(type);
    const size = (expression: NormalExpression): number => ('operands' in expression ? expression.operands.length : 1);
    expect(size(normal(chain(2_500, (at) => `attribute:a == x${at}`, ' or ')))).toBe(1);
    expect(size(normal(chain(2_000, (at) => `runningTasksCount == ${at * 7}`, ' or ')))).toBe(1);
    expect(size(normal(chain(2_000, (at) => `agentVersion != 1.${at}`, ' and ')))).toBe(1);
    expect(size(normal(chain(1_300, (at) => `(attribute:a == x${at} and attribute:b exists)`, ' or ')))).toBe(1_300);
  });

  it('means what the expression means', () => {
    const meaning = (expression: NormalExpression, of: (condition: Condition) => boolean): boolean => {
      if (expression.type === 'condition') return of(expression);
      if (expression.type === 'and') return expression.operands.every((operand) => meaning(operand, of));
      if (expression.type === 'or') return expression.operands.some((operand) => meaning(operand, of));
      return expression.type === 'everything';
    };
    const law = (described: Parameters<typeof describeOutput>[0], texts: readonly string[]): void => {
      const store = new Store();
      store.apply(readSource(describeOutput(described)).changes);
      for (const text of texts) {
        const { expression } = checkOrThrow(text);
        const normalized = normalize(expression);
        // A condition's own text is canonical, so it is asked of the language once more.
        for (const host of store.hosts()) {
          const found = meaning(normalized, (condition) => holds(checkOrThrow(textOf(condition)).expression, host));
          expect(found).toBe(holds(expression, host));
        }
      }
    };
    const expression = meaningfulExpression('stowage').map(({ ast }) => print(ast));
    fc.assert(
      fc.property(fleet({ instances: 10, tasks: 10 }), fc.array(expression, { maxLength: 10 }), law),
      runs(100),
    );
  });
});
