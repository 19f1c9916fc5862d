/** What can be said of an expression alone: tables by hand. Each witness is loaded and asked. */
import { describe, expect, it } from 'vitest';
import {
  analyze,
  Cluster,
  equivalent,
  implies,
  LIMITS,
  QueryError,
  StowageError,
  type Witness,
} from '../../../src/index.js';
import { decide } from '../../../src/query/analysis/decide.js';
import { checkOrThrow } from '../../../src/query/check.js';

function count(witness: Witness | undefined, text: string): number | undefined {
  return witness && Cluster.from(witness).prepare(text).count();
}

/** `satisfiable` and `alwaysTrue`; a witness has to be there exactly where one is told of, and to be one. */
function answers(text: string): string {
  const { satisfiable, witness, alwaysTrue, counterexample } = analyze(text);
  expect(count(witness, text)).toBe(satisfiable === 'yes' ? 1 : undefined);
  expect(count(counterexample, text)).toBe(alwaysTrue === 'no' ? 0 : undefined);
  return `${satisfiable} ${alwaysTrue}`;
}

const list = (length: number, prefix: string) => Array.from({ length }, (_, at) => `${prefix}${at}`).join(',');

describe('analyze', () => {
  it.each<[string, string]>([
    // Values of one subject.
    ['attribute:a == x', 'yes no'],
    ['attribute:a == x and attribute:a == y', 'no no'],
    ['attribute:a == x and attribute:a != x', 'no no'],
    ['attribute:a == x or not(attribute:a == x)', 'yes yes'],
    ['attribute:a == x or attribute:a != x', 'yes no'],
    ['attribute:a == x or attribute:a != x or attribute:a !exists', 'yes no'],
    ['not(attribute:a == x and attribute:b == y) or attribute:a exists', 'yes yes'],
    ['attribute:a in []', 'no no'],
    ['attribute:a !in [] or not(attribute:a !in [])', 'yes yes'],
    ['attribute:a exists and attribute:a !in [] and attribute:a in [x]', 'yes no'],
    ['attribute:a exists and not(attribute:a =~ "(?s).*")', 'yes no'],
    ['ec2InstanceId exists and not(ec2InstanceId =~ "(?s).*")', 'no no'],
    ['(attribute:a == x or attribute:b == y) and attribute:a == z and attribute:b != y', 'no no'],
    ['agentConnected != true and agentConnected != false', 'no no'],
    ['agentConnected =~ t.* and agentConnected != true', 'no no'],
    // Orders: whole numbers, instants, versions, text, decimal numbers.
    ['runningTasksCount < 2 and runningTasksCount > 5', 'no no'],
    ['runningTasksCount > 2 and runningTasksCount < 3', 'no no'],
    ['runningTasksCount < 0', 'no no'],
    ['runningTasksCount < 1', 'yes no'],
    ['registeredAt <= 0000-01-01', 'yes no'],
    ['registeredAt < 0000-01-01', 'no no'],
    ['runningTasksCount >= 0', 'yes no'],
    ['runningTasksCount >= 0 or runningTasksCount !exists', 'yes yes'],
    ['runningTasksCount > 9007199254740991', 'no no'],
    ['registeredAt > 2020-01-01 and registeredAt < 2020-01-01T00:00:00.000001Z', 'no no'],
    ['registeredAt > 2020-01-01 and registeredAt < 2020-01-01T00:00:00.000002Z', 'yes no'],
    ['registeredAt > 9999-12-31T23:59:59.999999Z', 'no no'],
    ['agentVersion > 1.2 and agentVersion < 1.2.0.1', 'yes no'],
    ['agentVersion > 1.2-a and agentVersion < 1.2-a+', 'no no'],
    ['agentVersion > 1.2-a and agentVersion < 1.2', 'yes no'],
    ['agentVersion < 0-+', 'no no'],
    ['agentVersion >= 1.2 and agentVersion <= 1.2.0', 'yes no'],
    ['attribute:a >= b and attribute:a < b', 'no no'],
    ['attribute:a > b and attribute:a < b0 and attribute:a =~ [a-z]+', 'no no'],
    ['attribute:a > b and attribute:a < c and attribute:a =~ [a-z]+', 'yes no'],
    ['attribute:a > 5 and attribute:a < 6', 'yes no'],
    ['attribute:a > 5 and attribute:a == x', 'no no'],
    ['attribute:a > 5 and attribute:a <= 5', 'no no'],
    ['attribute:a >= 5 and attribute:a <= 5 and attribute:a != 5', 'yes no'],
    ['attribute:a > 5 or attribute:a <= 5', 'yes no'],
    ['attribute:a > 5 and attribute:a =~ [0-5]', 'no no'],
    ['attribute:a > 5 and attribute:a =~ [0-6]', 'yes no'],
    ['attribute:a > 5.25 and attribute:a < 5.5 and attribute:a =~ 5\\.[0-9]', 'yes no'],
    ['attribute:a > 5.25 and attribute:a < 5.3 and attribute:a =~ 5\\.[0-9]', 'no no'],
    ['attribute:a < 100 and attribute:a =~ [1-9]\\d\\d', 'no no'],
    ['attribute:a < -2 and attribute:a =~ "-[0-2](\\.\\d)?"', 'yes no'],
    // Patterns.
    ['attribute:a =~ m5.* and attribute:a !~ "m5\\.large"', 'yes no'],
    ['attribute:a =~ "m5\\.large" and attribute:a !~ m5.*', 'no no'],
    ['attribute:a =~ t2.* and attribute:a =~ t3.*', 'no no'],
    ['attribute:a =~ (t2.*|t3.*) and attribute:a !~ t[23].*', 'no no'],
    ['attribute:a =~ (?i)prod and attribute:a !in [PROD,prod] and attribute:a =~ [A-Z].*', 'yes no'],
    ['attribute:a =~ "a{3}" and attribute:a !in [aaa]', 'no no'],
    ['attribute:a =~ "[ab]{2}" and attribute:a !in [aa,ab,ba]', 'yes no'],
    ['attribute:a =~ "[ab]{2}" and attribute:a !in [aa,ab,ba,bb]', 'no no'],
    ['attribute:a =~ ".*" and attribute:a =~ "x\\ny"', 'no no'],
    ['attribute:a =~ "^x$" and attribute:a != x', 'no no'],
    ['attribute:a =~ "\\p{L}" and attribute:a =~ "[0-9]"', 'no no'],
    ['attribute:a =~ "\\bx" and attribute:a == x', 'yes no'],
    // Tasks.
    ['task:group exists and runningTasksCount < 1', 'no no'],
    ['task:group == a and task:group != a', 'no no'],
    ['task:group == a and task:group == b', 'yes no'],
    ['task:group == a and task:group == b and runningTasksCount < 2', 'no no'],
    ['task:group == a and task:group == b and runningTasksCount == 2', 'yes no'],
    ['task:group =~ a.* and task:group =~ .*b and runningTasksCount == 1', 'yes no'],
    ['task:group !exists or runningTasksCount > 0', 'yes yes'],
    ['task:group !~ .* and task:group exists', 'yes no'],
    ['task:group !exists and runningTasksCount == 5', 'yes no'],
    ['task:group == a and runningTasksCount == 500', 'yes no'],
    ['task:group == a and runningTasksCount > 500', 'unknown no'],
    // The superset.
    ['instanceId exists', 'yes yes'],
    ['instanceId == x and instanceArn exists', 'no no'],
    ['instanceId !exists', 'no no'],
    ['status == ACTIVE and tag:team == web and cluster !exists', 'yes no'],
    ['task:family == web and task:definition =~ web:.* and runningTasksCount == 1', 'yes no'],
    ['task:family == web and task:status == PENDING and runningTasksCount == 1', 'yes no'],
    ['from tasks task:group == a and attribute:x == y', 'yes no'],
    ['from tasks task:group == a and task:group != b', 'yes no'],
    ['from tasks task:group == a and task:group == b', 'no no'],
    ['from tasks task:definition in [web:1, api:2] and not(task:family in [web, api])', 'no no'],
    ['from tasks task:definition in [web:1, api:2] and task:family != web', 'yes no'],
    // Counts of tasks.
    ['count(task:group == a) >= 0', 'yes yes'],
    ['count(task:group == a) < 0', 'no no'],
    ['count(task:group == a) == 2 and count(task:group == b) == 3 and runningTasksCount == 5', 'yes no'],
    ['count(task:group == a) == 2 and count(task:group == b) == 3 and runningTasksCount == 4', 'no no'],
    ['count(task:group == a and task:status == RUNNING) > 1 and count(task:group == a) < 2', 'no no'],
    ['count(*) == 2 and task:group == a and task:group == b and task:group == c', 'no no'],
    ['count(task:group == a) == 0 and count(task:group == a and task:status == RUNNING) !in [0, 1, 3]', 'no no'],
    // Amounts of a resource.
    ['remaining:memory >= 4GiB and remaining:memory < 4096', 'no no'],
    ['registered:cpu < 0', 'no no'],
    ['remaining:cpu < 0', 'yes no'],
    ['used:cpu exists and registered:cpu !exists', 'no no'],
    ['utilization:cpu exists and registered:cpu == 0', 'no no'],
    ['used:ports == 3 and registered:ports !exists', 'yes no'],
    ['utilization:ports exists', 'no no'],
    ['used:cpu == 100 and remaining:cpu == 2000', 'yes no'],
    ['utilization:memory == 0.25 and remaining:memory == 3GiB', 'yes no'],
    ['utilization:gpu > 0.5 and remaining:gpu >= 1 and registered:cpu == 2vcpu', 'yes no'],
    ['registered:x == 4 and used:x == 1 and remaining:x == 2', 'unknown no'],
  ])('%s: %s', (text, expected) => {
    expect(answers(text)).toBe(expected);
  });

  it('tells what an expression asks about, each once and in its order', () => {
    const { subjects } = analyze(
      'attribute:b == x and (task:group exists or not attribute:a exists) or attribute:b == y',
    );
    expect(subjects).toEqual(['attribute:b', 'task:group', 'attribute:a']);
  });

  it('tells whether ECS takes the text, and why it does not', () => {
    expect(analyze('attribute:a == x')).toMatchObject({ portable: true, portability: [] });
    const { portable, portability } = analyze('attribute:a in (x, y)');
    expect(portable).toBe(false);
    expect(portability.map(({ code }) => code)).toEqual(['extension']);
  });

  it('looks at the expression before stages', () => {
    expect(analyze('attribute:a in [] | count').satisfiable).toBe('no');
  });

  it('takes the dialect that is asked for', () => {
    expect(() => analyze('*', { dialect: 'ecs' })).toThrow(QueryError);
  });
});

describe('implies and equivalent', () => {
  it.each<[string, string, string, string]>([
    ['attribute:a =~ "m5\\.large"', 'attribute:a =~ m5.*', 'yes', 'no'],
    ['attribute:a =~ t2.*|t3.*', 'attribute:a =~ t[23].*', 'yes', 'yes'],
    ['attribute:a == x', 'attribute:a in [x, y]', 'yes', 'no'],
    ['attribute:a != x', 'not(attribute:a == x)', 'yes', 'no'],
    ['not(task:group == a)', 'task:group != a', 'no', 'yes'],
    ['runningTasksCount > 5', 'runningTasksCount >= 6', 'yes', 'yes'],
    ['attribute:n > 5', 'attribute:n >= 6', 'no', 'yes'],
    ['attribute:a exists', 'attribute:a =~ "(?s).*"', 'no', 'yes'],
    ['task:group == a and task:group == b', 'runningTasksCount >= 2', 'yes', 'no'],
    ['agentVersion >= 1.9', 'agentVersion >= 1.9.0', 'yes', 'yes'],
    ['attribute:a == x and attribute:b == y', 'attribute:b == y and attribute:a == x', 'yes', 'yes'],
    ['attribute:a == x or attribute:b == y', 'attribute:a == x', 'no', 'yes'],
    // A task without a group is in no group, and counts as one that is not in it.
    ['count(task:group == a) >= 1', 'task:group == a', 'yes', 'yes'],
    ['count(task:group == a) < 1', 'not(task:group == a)', 'yes', 'yes'],
    ['count(task:group == a) < 1', 'task:group != a', 'no', 'yes'],
    ['count(task:group != a) >= 1', 'task:group != a', 'no', 'no'],
    ['count(not(task:group == a)) >= 1', 'count(task:group != a) >= 1', 'no', 'yes'],
    ['count(task:group == a and task:status == RUNNING) >= 1', 'task:group == a', 'yes', 'no'],
    [
      'count(task:group == a and task:status == RUNNING) >= 1',
      'task:group == a and task:status == RUNNING',
      'yes',
      'no',
    ],
    // Where no tasks are known, the instance says their number.
    ['count(*) == 2', 'runningTasksCount == 2', 'yes', 'no'],
    ['remaining:memory >= 4GiB', 'remaining:memory > 1GiB', 'yes', 'no'],
    ['remaining:memory >= 4GiB', 'remaining:memory >= 4096', 'yes', 'yes'],
    ['remaining:memory >= 4GiB', 'registered:memory >= 4GiB', 'no', 'no'],
    ['used:cpu exists', 'registered:cpu exists', 'yes', 'yes'],
    ['utilization:cpu exists', 'used:cpu exists', 'yes', 'no'],
    ['used:ports >= 2', 'remaining:ports exists', 'yes', 'no'],
    ['tag:team == web', 'tag:team in [web, api]', 'yes', 'no'],
    ['status == ACTIVE', 'status exists', 'yes', 'no'],
  ])('%s ⇒ %s: %s, back: %s', (a, b, forth, back) => {
    expect(checkedImplication(a, b)).toBe(forth);
    expect(checkedImplication(b, a)).toBe(back);
    const both = equivalent(a, b);
    expect(both.answer).toBe(forth === 'yes' && back === 'yes' ? 'yes' : 'no');
    if (both.answer === 'no') expect(count(both.counterexample, a)).not.toBe(count(both.counterexample, b));
  });

  it.each<[string, string, string, string]>([
    ['from tasks task:group == a', 'from tasks task:group != b', 'yes', 'no'],
    ['from tasks task:definition == web:1', 'from tasks task:family == web', 'yes', 'no'],
    ['from tasks status == ACTIVE', 'from tasks instanceId exists', 'yes', 'no'],
    ['from tasks not(status == ACTIVE)', 'from tasks status != ACTIVE', 'no', 'yes'],
    ['from tasks count(task:group == a) >= 1', 'from tasks task:group == a', 'no', 'no'],
  ])('%s ⇒ %s: %s, back: %s', (a, b, forth, back) => {
    expect(checkedOfTasks(a, b)).toBe(forth);
    expect(checkedOfTasks(b, a)).toBe(back);
  });

  it('takes what now is, and cannot do without where a text says it', () => {
    const [week, day] = ['registeredAt < now-7d', 'registeredAt < now-1d'];
    const options = { now: '2026-01-31T12:00:00Z' };
    expect(implies(week, day, options)).toEqual({ answer: 'yes' });
    expect(equivalent(week, 'registeredAt < 2026-01-24T12:00:00Z', options)).toEqual({ answer: 'yes' });
    const back = implies(day, week, options);
    if (back.answer !== 'no') throw new Error(back.answer);
    const cluster = Cluster.from(back.counterexample);
    expect([day, week].map((text) => cluster.prepare(text, options).count())).toEqual([1, 0]);
    for (const ask of [() => implies(week, day), () => equivalent(week, day), () => analyze(week)]) {
      expect(ask).toThrow(expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'now-unknown' })] }));
    }
  });

  it('refuses stages, and rows of two kinds', () => {
    expect(() => implies('attribute:a == x | count', '*')).toThrow(StowageError);
    expect(() => equivalent('*', '* | limit 1')).toThrow(StowageError);
    expect(() => implies('*', 'from tasks *')).toThrow(StowageError);
    expect(() => implies('*', 'attribute:a =')).toThrow(QueryError);
  });

  it('says why it does not know', () => {
    const many = implies('task:group == a', `runningTasksCount <= ${LIMITS.witnessTasks}`);
    expect(many).toMatchObject({ answer: 'unknown', reason: expect.stringMatching(/neither a proof nor an example/) });
    expect(implies('task:group == a', `runningTasksCount < ${LIMITS.witnessTasks}`).answer).toBe('no');
    const long = implies('attribute:a =~ "(a|b)*a(a|b){15}"', 'attribute:a =~ "(a|b)*a(a|b){15}|b(a|b)*a(a|b){15}"');
    expect(long).toMatchObject({ answer: 'unknown', reason: expect.stringMatching(/more than 200,000 steps/) });
  });
});

function checkedImplication(a: string, b: string): string {
  const found = implies(a, b);
  if (found.answer !== 'no') return found.answer;
  expect([count(found.counterexample, a), count(found.counterexample, b)]).toEqual([1, 0]);
  return 'no';
}

function checkedOfTasks(a: string, b: string): string {
  const found = implies(a, b);
  if (found.answer !== 'no') return found.answer;
  const cluster = Cluster.from(found.counterexample);
  const others = new Set(cluster.prepare(b).ids());
  expect(
    cluster
      .prepare(a)
      .ids()
      .filter((id) => !others.has(id)),
  ).not.toEqual([]);
  return 'no';
}

describe('an analysis is bounded', () => {
  const pairs = (length: number, write: (at: number) => string) =>
    Array.from({ length }, (_, at) => write(at)).join(' and ');
  const odd = '(a|b)*a(a|b){15}';
  it.each<[string, string]>([
    ['a list of 10,000 values', `attribute:a in [${list(10_000, 'x')}] and attribute:a !in [x1]`],
    ['a list of 10,000 values left out', `attribute:a !in [${list(10_000, 'x')}] and attribute:a =~ x.*`],
    [
      'depth 1,000',
      `${'attribute:x exists or attribute:y exists and ('.repeat(999)}(agentConnected == true)${')'.repeat(999)}`,
    ],
    ['1,000 disjunctions', pairs(1_000, (at) => `(attribute:a${at} == x or attribute:b${at} == y)`)],
    ['a graph to colour', pairs(400, (at) => `(attribute:a${at} != x or attribute:a${(at * 7) % 400} != y)`)],
    ['patterns with many states', `attribute:a =~ "${odd}" and attribute:a !~ "${odd}|b${odd}"`],
    ['twenty patterns', pairs(20, (at) => `attribute:a =~ ".*x.{${at}}"`)],
    ['twenty patterns of tasks', `${pairs(20, (at) => `task:group =~ ".*x${at}.*"`)} and runningTasksCount < 3`],
    ['a pattern of 60,000 characters', `attribute:a =~ (${'x|'.repeat(30_000)}prod)`],
    ['a pattern that counts to a thousand', 'attribute:a =~ "(.{0,500}x){2}" and attribute:a !~ ".*x.{400}x"'],
    ['a version of 30,000 parts', `agentVersion > 1.9${'.0'.repeat(29_000)}1`],
  ])('%s', (_what, text) => {
    const before = performance.now();
    answers(text);
    expect(performance.now() - before).toBeLessThan(8_000);
  });
});

describe('the limit of steps', () => {
  const { expression } = checkOrThrow(
    'attribute:a =~ t2.* and attribute:a !~ t2.a and (attribute:b == x or attribute:b == y)',
  );
  const answersWithin = (steps: number): boolean => {
    const decision = decide(expression, 'instances', steps);
    return typeof decision === 'object' && 'witness' in decision;
  };

  it('is kept to: an answer at so many steps, none with one less', () => {
    let enough = 1;
    while (!answersWithin(enough)) enough++;
    expect(enough).toBeGreaterThan(10);
    expect(enough).toBeLessThan(LIMITS.analysisSteps);
    expect(decide(expression, 'instances', enough - 1)).toEqual({ reason: expect.stringMatching(/steps to find out/) });
    expect(answersWithin(enough)).toBe(true);
  });
});
