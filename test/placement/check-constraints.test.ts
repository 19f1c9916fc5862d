/** The constraints of one request, looked at together and without a cluster. */
import { describe, expect, it } from 'vitest';
import { checkConstraints } from '../../src/placement/request/check-constraints.js';

const memberOf = (expression: unknown) => ({ type: 'memberOf', expression });
const found = (...expressions: readonly unknown[]) => checkConstraints({ ofRequest: expressions.map(memberOf) });
const inGroup = (group: string, expression: string) =>
  checkConstraints({ ofRequest: [memberOf(expression)], group }).map(({ code }) => code);

describe('constraints of one request', () => {
  it('contradict each other although each alone is fine', () => {
    expect(found('attribute:zone == a', 'attribute:x exists and attribute:zone == b')).toEqual([
      {
        code: 'contradiction',
        severity: 'warning',
        index: 1,
        field: 'expression',
        message:
          'no instance can ever satisfy both "attribute:zone == a" of constraint 0 and "attribute:zone == b" of constraint 1',
        start: 23,
        end: 42,
      },
    ]);
  });

  it('contradict those of the task definition', () => {
    const [first] = checkConstraints({
      ofDefinition: [memberOf('attribute:ecs.os-type == linux')],
      ofRequest: [{ type: 'distinctInstance' }, memberOf('attribute:ecs.os-type == windows')],
    });
    expect(first).toMatchObject({ code: 'contradiction', index: 2 });
  });

  it('do not, where each asks for something else', () => {
    expect(found('attribute:zone == a', 'attribute:rack == b', 'task:group == a', 'task:group == b')).toEqual([]);
    expect(found('attribute:zone in [a, b]', 'attribute:zone in [b, c]')).toEqual([]);
  });

  it('are compared without those that are wrong, unknown, or contradict themselves', () => {
    expect(found('attribute:zone == a', 'attribute:zone =')).toEqual([]);
    expect(found('attribute:zone == a and attribute:zone == b', 'attribute:x == y')).toEqual([]);
    expect(checkConstraints({ ofRequest: [undefined, memberOf('attribute:zone == a')] })).toEqual([]);
  });

  it('are refused as ECS refuses them, each with its place', () => {
    const places = checkConstraints({
      ofDefinition: [{ type: 'distinctInstance' }, 'x'],
      ofRequest: [{ type: 'distinctInstance', expression: 'attribute:a == b' }, {}, memberOf(7), memberOf(null)],
    }).map(({ code, severity, index, field }) => [code, severity, index, field]);
    expect(places).toEqual([
      ['request-conflict', 'error', 0, 'type'],
      ['request-malformed', 'error', 1, undefined],
      ['request-conflict', 'error', 2, 'expression'],
      ['request-malformed', 'error', 3, 'type'],
      ['request-malformed', 'error', 4, 'expression'],
      ['request-malformed', 'error', 5, 'expression'],
    ]);
  });

  it('are ten at most, those not known counted', () => {
    const five = Array(5).fill(memberOf('attribute:a == b'));
    expect(checkConstraints({ ofDefinition: five, ofRequest: five })).toEqual([]);
    expect(checkConstraints({ ofDefinition: five, ofRequest: [...five, undefined] })).toMatchObject([
      { code: 'request-limit', severity: 'error' },
    ]);
    expect(checkConstraints({ ofRequest: Array(100_000).fill({}) }).length).toBeLessThan(200);
  });
});

describe('a constraint that needs its own group', () => {
  it.each([
    'task:group == service:self',
    'task:group in [service:self]',
    'attribute:a == b and task:group == service:self',
    'task:group == service:self and (attribute:a == b or attribute:c == d)',
  ])('%s', (expression) => expect(inGroup('service:self', expression)).toEqual(['needs-own-task']));

  it.each([
    'task:group == service:other',
    'task:group in [service:self, service:other]',
    'not(task:group == service:self)',
    'task:group =~ service:.*',
    'task:group == service:self or runningTasksCount == 0',
    'attribute:a == b',
  ])('not: %s', (expression) => expect(inGroup('service:self', expression)).toEqual([]));

  it('takes any name for a group', () => {
    for (const group of ["it's", '\\', "\\'", 'x y', 'service:ü']) {
      expect(inGroup(group, `task:group == '${group.replaceAll(/['\\]/g, '\\$&')}'`)).toEqual(['needs-own-task']);
    }
    expect(inGroup('x'.repeat(100_000), 'task:group == a')).toEqual([]);
  });
});
