/** The rules of checking what is ours: subjects, units, `now`, counts, and what the ecs dialect says of them. */
import { describe, expect, it } from 'vitest';
import { checkQuery } from '../../src/query/check.js';
import { check } from '../../src/query/lint/check.js';
import { expectRefusal, type Refusal } from '../support/rules.js';

const REFUSALS: readonly Refusal[] = [
  { rule: 'a resource without a name', text: 'remaining: > 1', code: 'subject-parameter', at: 'remaining:' },
  {
    rule: 'a resource in capitals',
    text: 'used:CPU > 1',
    code: 'subject-parameter',
    at: 'CPU',
    fixed: 'used:cpu > 1',
  },
  { rule: 'a tag without a key', text: 'tag: exists', code: 'subject-parameter', at: 'tag:' },
  { rule: 'a subject in other case', text: 'Status == A', code: 'unknown-subject', at: 'Status', fixed: 'status == A' },
  { rule: 'no pattern on a number', text: 'remaining:cpu =~ 1.*', code: 'operator-not-taken', at: '=~' },
  { rule: 'no order on a set', text: 'task:family > a', code: 'operator-not-taken', at: '>' },
  {
    rule: 'a unit of the other resource',
    text: 'remaining:cpu >= 4GiB',
    code: 'wrong-unit',
    at: '4GiB',
  },
  { rule: 'a unit of CPU on memory', text: 'used:memory in [1GiB, 2vcpu]', code: 'wrong-unit', at: '2vcpu' },
  { rule: 'a unit on a number of devices', text: 'remaining:gpu > 1GiB', code: 'wrong-unit', at: '1GiB' },
  { rule: 'a unit on a share', text: 'utilization:cpu > 1vcpu', code: 'wrong-unit', at: '1vcpu' },
  ...(
    [
      ['memory', '4GB', '4GiB'],
      ['memory', '4gib', '4GiB'],
      ['memory', '4G', '4GiB'],
      ['memory', '1.5Mi', '1.5MiB'],
      ['memory', '.5TB', '0.5TiB'],
      ['memory', "'4 GiB'", '4GiB'],
      ['memory', '512kb', '512KiB'],
      ['cpu', '2vCPU', '2vcpu'],
      ['cpu', '2cores', '2vcpu'],
      ['cpu', '250m', '0.25vcpu'],
      ['cpu', '1500m', '1.5vcpu'],
      ['cpu', '.5', '0.5'],
      ['gpu', '1.', '1'],
    ] as const
  ).map(
    ([resource, written, meant]): Refusal => ({
      rule: `${written} of ${resource}`,
      text: `remaining:${resource} >= ${written}`,
      code: 'invalid-number',
      at: written,
      fixed: `remaining:${resource} >= ${meant}`,
    }),
  ),
  {
    rule: 'a percentage',
    text: 'utilization:memory < 20%',
    code: 'invalid-number',
    at: '20%',
    fixed: 'utilization:memory < 0.2',
  },
  {
    rule: 'a fraction of a percent',
    text: 'utilization:memory < 0.5%',
    code: 'invalid-number',
    at: '0.5%',
    fixed: 'utilization:memory < 0.005',
  },
  { rule: 'a word for a number', text: 'registered:cpu == many', code: 'invalid-number', at: 'many' },
  { rule: 'an exponent', text: 'registered:cpu == 1e3', code: 'invalid-number', at: '1e3' },
  { rule: 'NOW', text: 'registeredAt < NOW', code: 'invalid-instant', at: 'NOW', fixed: 'registeredAt < now' },
  {
    rule: 'an offset alone',
    text: 'registeredAt < -7d',
    code: 'invalid-instant',
    at: '-7d',
    fixed: 'registeredAt < now-7d',
  },
  {
    rule: 'a unit in full',
    text: "registeredAt < 'now - 7 days'",
    code: 'invalid-instant',
    at: "'now - 7 days'",
    fixed: 'registeredAt < now-7d',
  },
  { rule: 'no months', text: 'registeredAt < now-7y', code: 'invalid-instant', at: 'now-7y' },
  { rule: 'beyond all years', text: 'registeredAt < now-99999999w', code: 'invalid-instant', at: 'now-99999999w' },
  {
    rule: 'beyond all numbers',
    text: `registeredAt < now+${'9'.repeat(400)}s`,
    code: 'invalid-instant',
    at: `now+${'9'.repeat(400)}s`,
  },
  { rule: 'something else in a count', text: 'count(status == A) > 1', code: 'not-of-task', at: 'status' },
  { rule: 'a count in a count', text: 'count(count(*) > 1) > 1', code: 'not-of-task', at: 'count(*)' },
  { rule: 'a value in a count', text: 'count(task:group =~ [) > 1', code: 'invalid-pattern', at: '[', start: 20 },
  { rule: 'a fraction of a task', text: 'count(*) > 1.5', code: 'invalid-integer', at: '1.5' },
  { rule: 'a pattern of a count', text: 'count(*) =~ 1', code: 'operator-not-taken', at: '=~' },
  ...(
    [
      ['cluster == a', 'cluster', '--cluster'],
      ['status == ACTIVE', 'status', '--status'],
      ['instanceId == a', 'instanceId', 'describe-container-instances'],
      ['tag:a == b', 'tag:a', 'attribute:'],
      ['remaining:cpu > 1vcpu', 'remaining:cpu', 'room'],
      ['dockerVersion > 1', 'dockerVersion', 'no such subject'],
      ['task:family == a', 'task:family', 'task:group'],
      ['registeredAt < now-7d', 'now-7d', '2018-06-18T22:28:28Z'],
      ['count(task:group == g) < 1', 'count(task:group == g) < 1', 'not(task:group == g)'],
    ] as const
  ).map(([text, at]): Refusal => ({ rule: `${at} in the ecs dialect`, text, dialect: 'ecs', code: 'extension', at })),
];

describe('what is refused', () => {
  it.each(REFUSALS)('$rule: $text', (row) => {
    const options = { dialect: row.dialect ?? 'stowage', now: 0 };
    expectRefusal(row, checkQuery(row.text, options).diagnostics);
    if (row.fixed !== undefined) expect(checkQuery(row.fixed, options).diagnostics).toEqual([]);
  });

  it('is told in the ecs dialect with the portable form', () => {
    const [told] = checkQuery('status == ACTIVE', { dialect: 'ecs' }).diagnostics;
    expect(told?.message).toContain('--status ACTIVE');
  });
});

const RIGHT: readonly string[] = [
  'remaining:memory >= 4GiB',
  'remaining:memory in [512, 0.5GiB, 1TiB, 1024KiB]',
  'registered:cpu == 2vcpu',
  'registered:cpu !in [1, 1.5]',
  'remaining:cpu < -1',
  'utilization:memory < 0.2',
  'used:ports >= 1',
  'remaining:some.thing > 1',
  "tag:'cost center' == x",
  'tag:cost > 5',
  'status exists',
  'instanceArn !exists',
  'pendingTasksCount in [1, 2]',
  'dockerVersion >= 17.12.0-ce',
  'registeredAt in [now, now-7d, now+30m, now-1w, now-1h, now-1s]',
  'count(*) >= 0',
  'count(task:group == a and not task:status == RUNNING) in [1]',
  'count(task:group >= a) exists',
  'from tasks task:group >= a and remaining:cpu > 1 and count(task:group == a) < 2',
];

describe('what is right', () => {
  it.each(RIGHT)('%s', (text) => {
    expect(checkQuery(text, { now: '2026-01-01' }).diagnostics).toEqual([]);
  });
});

describe('now', () => {
  const boundOf = (text: string, now?: number | string | Date) => {
    const { query } = checkQuery(`registeredAt < ${text}`, { now });
    const test = query?.expression.type === 'predicate' ? query.expression.test : undefined;
    return test?.form === 'ranges' ? test.ranges.cuts[0]?.value : undefined;
  };

  it.each([
    ['now', 0],
    ['now-7d', -7 * 86_400_000],
    ['now+30m', 30 * 60_000],
    ['now-2h', -2 * 3_600_000],
    ['now+1w', 7 * 86_400_000],
    ['now-90s', -90_000],
    ['now-0d', 0],
  ])('%s is so many milliseconds from now', (text, offset) => {
    const now = Date.UTC(2026, 0, 31);
    expect(boundOf(text, now)).toBe(now + offset);
    expect(boundOf(text, '2026-01-31')).toBe(now + offset);
    expect(boundOf(text, new Date(now))).toBe(now + offset);
  });

  it('has to be given where there is something to be answered, and not where a text is checked', () => {
    expect(checkQuery('registeredAt < now-7d').diagnostics.map(({ code }) => code)).toEqual(['now-unknown']);
    expect(check('registeredAt < now-7d').filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 'yesterday', new Date(Number.NaN), 1e18])('is no %s', (now) => {
    expect(() => checkQuery('*', { now })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('reaches to the last year and no further', () => {
    expect(boundOf('now+1s', '9999-12-31T23:59:58Z')).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
    const { diagnostics } = checkQuery('registeredAt < now+1s', { now: '9999-12-31T23:59:59Z' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-instant']);
  });
});

describe('a condition only', () => {
  it.each([
    ['from tasks *', 'from tasks'],
    ['* | count', 'count'],
    ['* | limit 1 | sort status', 'limit 1'],
  ])('is not %s', (text, at) => {
    const [first] = checkQuery(text, { conditionOnly: true }).diagnostics;
    expect([first?.code, first && text.slice(first.start, first.end)]).toEqual(['condition-only', at]);
    expect(checkQuery(text).diagnostics).toEqual([]);
  });
});
