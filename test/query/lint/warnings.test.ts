/** Each warning where it is due, and where it is not: what looks alike and is right. */
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../../src/language/diagnostic.js';
import type { Dialect } from '../../../src/language/dialect.js';
import { check } from '../../../src/query/lint/check.js';
import { CHAIN_RULES, MEANING_RULES, PREDICATE_RULES } from '../../../src/query/lint/rules.js';

interface Cases {
  readonly code: DiagnosticCode;
  readonly dialect?: Dialect;
  /** Text, what is marked, and what the text is once mended; undefined where there is no fix. */
  readonly due: readonly (readonly [text: string, place: string, mended?: string])[];
  readonly notDue: readonly string[];
}

const CASES: readonly Cases[] = [
  {
    code: 'unknown-built-in',
    due: [
      ['attribute:ecs.az == a', 'attribute:ecs.az', 'attribute:ecs.availability-zone == a'],
      ['attribute:ecs.instancetype =~ t.*', 'attribute:ecs.instancetype', 'attribute:ecs.instance-type =~ t.*'],
      ['attribute:ecs.arch exists', 'attribute:ecs.arch', 'attribute:ecs.cpu-architecture exists'],
      ['attribute:ECS.os-type == linux', 'attribute:ECS.os-type', 'attribute:ecs.os-type == linux'],
      ['attribute:ecs.Capability.gpu exists', 'attribute:ecs.Capability.gpu', 'attribute:ecs.capability.gpu exists'],
      ['attribute:ecs.something-of-ours == x', 'attribute:ecs.something-of-ours'],
      ['attribute:ecs.capability. exists', 'attribute:ecs.capability.'],
      ['* | where attribute:ecs.az == b', 'attribute:ecs.az', '* | where attribute:ecs.availability-zone == b'],
      ['from tasks attribute:ecs.az == b', 'attribute:ecs.az', 'from tasks attribute:ecs.availability-zone == b'],
      [
        'attribute:ecs.vpc == x or not(attribute:a == b)',
        'attribute:ecs.vpc',
        'attribute:ecs.vpc-id == x or not(attribute:a == b)',
      ],
    ],
    notDue: [
      'attribute:ecs.availability-zone == us-east-1a',
      'attribute:ecs.awsvpc-trunk-id exists',
      'attribute:ecs.outpost-arn exists',
      'attribute:ecs.capability.nvidia.gpu exists',
      'attribute:com.amazonaws.ecs.capability.docker-remote-api.1.31 exists',
      'attribute:instance-type == additional',
      'attribute:ecsaz == a',
      'attribute:az == a',
    ],
  },
  {
    code: 'subject-as-attribute',
    due: [
      ['attribute:ec2InstanceId == i-1', 'attribute:ec2InstanceId', 'ec2InstanceId == i-1'],
      ['attribute:ec2instanceid == i-1', 'attribute:ec2instanceid', 'ec2InstanceId == i-1'],
      ['attribute:runningTasksCount == 1', 'attribute:runningTasksCount', 'runningTasksCount == 1'],
    ],
    notDue: ['ec2InstanceId == i-1', 'attribute:instance-id == i-1', 'attribute:status == x', 'attribute:group == x'],
  },
  {
    code: 'unlikely-value',
    due: [
      ['attribute:ecs.cpu-architecture == ARM64', 'ARM64', 'attribute:ecs.cpu-architecture == arm64'],
      ['attribute:ecs.cpu-architecture != amd64', 'amd64', 'attribute:ecs.cpu-architecture != x86_64'],
      ['attribute:ecs.os-type in [linux, Windows]', 'Windows', 'attribute:ecs.os-type in [linux, windows]'],
      ['attribute:ecs.os-type == invalidOS', 'invalidOS'],
      ['attribute:ecs.os-family == linux', 'linux', 'attribute:ecs.os-family == LINUX'],
      ['attribute:ecs.os-family == WINDOWS_SERVER_2019', 'WINDOWS_SERVER_2019'],
      ['attribute:ecs.os-type =~ Linux', 'Linux', 'attribute:ecs.os-type =~ linux'],
      ["attribute:ecs.os-type =~ 'Linux'", "'Linux'", "attribute:ecs.os-type =~ 'linux'"],
      ['attribute:ecs.os-family =~ windows.*', 'windows.*', 'attribute:ecs.os-family =~ WINDOWS.*'],
      ['attribute:ecs.cpu-architecture =~ (ia|sparc)64', '(ia|sparc)64'],
      [
        'attribute:ecs.availability-zone =~ t2.*',
        'attribute:ecs.availability-zone',
        'attribute:ecs.instance-type =~ t2.*',
      ],
      ['attribute:ecs.instance-type == us-east-1a', 'us-east-1a'],
      ['attribute:ecs.subnet-id == vpc-0123', 'vpc-0123'],
      [
        'attribute:ecs.availability-zone == us-east-1',
        '== us-east-1',
        'attribute:ecs.availability-zone =~ us-east-1.*',
      ],
      [
        'attribute:ecs.availability-zone != us-east-1',
        '!= us-east-1',
        'attribute:ecs.availability-zone !~ us-east-1.*',
      ],
      ['attribute:ecs.availability-zone in [us-east-1]', 'in [us-east-1]'],
    ],
    notDue: [
      'attribute:ecs.cpu-architecture in [arm64, x86_64]',
      'attribute:ecs.os-family == WINDOWS_SERVER_2019_CORE',
      'attribute:ecs.os-family == WINDOWS_SERVER_2028_FULL',
      'attribute:ecs.os-family =~ WINDOWS_SERVER_2028.*',
      'attribute:ecs.os-type =~ (linux|Linux)',
      'attribute:ecs.os-type =~ .*',
      'attribute:ecs.os-type > Linux',
      'attribute:cpu-architecture == ARM64',
      'attribute:ecs.availability-zone == us-gov-west-1b',
      'attribute:ecs.availability-zone == us-west-2-lax-1a',
      'attribute:ecs.availability-zone =~ (us|eu)-west-.*',
      'attribute:ecs.availability-zone == zone-of-ours',
      'attribute:ecs.instance-type == u-6tb1.56xlarge',
      'attribute:ecs.instance-type =~ (p[2,3]|g[3,4]|f[1]).*',
      'attribute:ecs.outpost-arn == us-east-1a',
    ],
  },
  {
    code: 'glob-pattern',
    due: [
      ['attribute:z =~ us-east-1*', 'us-east-1*', 'attribute:z =~ us-east-1.*'],
      ['attribute:z !~ pattern*', 'pattern*', 'attribute:z !~ pattern.*'],
      ["attribute:z =~ 'pattern*'", "'pattern*'", "attribute:z =~ 'pattern.*'"],
      ['task:group =~ service:web-*', 'service:web-*', 'task:group =~ service:web-.*'],
      ['attribute:z =~ m5.x*', 'm5.x*', 'attribute:z =~ m5.x.*'],
      ['attribute:z =~ m*-x*', 'm*-x*', 'attribute:z =~ m.*-x.*'],
    ],
    notDue: [
      'attribute:z =~ m5.*',
      'attribute:z =~ .*',
      'attribute:z =~ g5.xlarge',
      'attribute:z =~ web-[0-9]*',
      'attribute:z =~ (ab)*',
      'attribute:z =~ a{2}b*',
      String.raw`attribute:z =~ a\.b*`,
      String.raw`attribute:z =~ \d*`,
      'attribute:z == a*',
    ],
  },
  {
    code: 'pattern-in-comparison',
    due: [
      ['attribute:t == t3.*', '== t3.*', 'attribute:t =~ t3.*'],
      ['attribute:t != t3*', '!= t3*', 'attribute:t !~ t3.*'],
      ['task:group == service:.+', '== service:.+', 'task:group =~ service:.+'],
      ["attribute:t == '(a|b)'", "== '(a|b)'", "attribute:t =~ '(a|b)'"],
      ["attribute:t == '[ab]c'", "== '[ab]c'", "attribute:t =~ '[ab]c'"],
      ['attribute:t == ^prod$', '== ^prod$', 'attribute:t =~ ^prod$'],
      ['attribute:t in [t2.micro, t3.*]', 't3.*'],
      ['ec2InstanceId == i-0*', '== i-0*', 'ec2InstanceId =~ i-0.*'],
    ],
    notDue: [
      'attribute:t == t3.micro',
      'attribute:t == a+b',
      'attribute:t == 50%',
      'attribute:t == what?',
      "attribute:t == 'a b'",
      'attribute:t =~ t3.*',
      'attribute:t > a.*',
      'attribute:t in [a.b, c]',
    ],
  },
  {
    code: 'nested-class',
    due: [
      ['attribute:a =~ [a[b]', '[', String.raw`attribute:a =~ [a\[b]`],
      [String.raw`attribute:a =~ '[\w[x]'`, '[', String.raw`attribute:a =~ '[\w\[x]'`],
      ['attribute:a =~ [[:alpha:]]', '[', String.raw`attribute:a =~ [\[:alpha:]]`],
    ],
    notDue: [
      String.raw`attribute:a =~ [a\[b]`,
      'attribute:a =~ [ab][cd]',
      String.raw`attribute:a =~ \[a[b]`,
      String.raw`attribute:a =~ \Q[a[\E[b]`,
      'attribute:a =~ [^a]',
    ],
  },
  {
    code: 'task-group-negation',
    due: [
      ['task:group != service:web', 'task:group != service:web', 'not(task:group == service:web)'],
      ['task:group not_in [a, b]', 'task:group not_in [a, b]', 'not(task:group in [a, b])'],
      [
        'agentConnected == true and task:group !~ a.*',
        'task:group !~ a.*',
        'agentConnected == true and not(task:group =~ a.*)',
      ],
    ],
    notDue: [
      'from tasks task:group != a',
      'not(task:group == service:web)',
      'task:group == a',
      'task:group !exists',
      'attribute:task-group != a',
    ],
  },
  {
    code: 'skips-absent',
    due: [
      ['attribute:a != x', 'attribute:a != x'],
      ['attribute:a !~ x.*', 'attribute:a !~ x.*'],
      ['not(not(attribute:a !in [x]))', 'attribute:a !in [x]'],
      ["tag:'cost center' != x", "tag:'cost center' != x"],
      ['attribute:b == y or attribute:a != x', 'attribute:a != x'],
      ['attribute:a == y or attribute:a != x', 'attribute:a != x'],
    ],
    notDue: [
      'attribute:a == x',
      'not(attribute:a != x)',
      'attribute:a exists and attribute:a != x',
      'attribute:a exists and (attribute:b == y or attribute:a != x)',
      'attribute:a =~ p.* and attribute:a != prod',
      'attribute:a != x or attribute:a !exists',
      'attribute:a !exists',
      'runningTasksCount != 3',
      'agentConnected != true',
    ],
  },
  {
    code: 'undocumented',
    dialect: 'ecs',
    due: [
      ['attribute:a > 5', '>'],
      ['attribute:a less_than_equal 5', 'less_than_equal'],
      ['attribute:a == "x y"', '"x y"', "attribute:a == 'x y'"],
      ['attribute:a in [b, "c"]', '"c"', "attribute:a in [b, 'c']"],
      ['attribute:a =~ "x.*"', '"x.*"', "attribute:a =~ 'x.*'"],
      ['task:group exists', 'task:group exists', 'runningTasksCount >= 1'],
      ['task:group not_exists', 'task:group not_exists', 'runningTasksCount == 0'],
    ],
    notDue: [
      'attribute:a == 5',
      'runningTasksCount > 5',
      'registeredAt < 2018-02-13',
      "attribute:a == 'x'",
      `attribute:a == '"'`,
      'attribute:a exists',
    ],
  },
  {
    code: 'mixed-connectives',
    due: [
      [
        'agentConnected == true or attribute:a == b and attribute:c == d',
        'attribute:a == b and attribute:c == d',
        'agentConnected == true or (attribute:a == b and attribute:c == d)',
      ],
      [
        '(attribute:a == b && attribute:c == d || attribute:e == f)',
        'attribute:a == b && attribute:c == d',
        '((attribute:a == b && attribute:c == d) || attribute:e == f)',
      ],
      [
        '(attribute:a == b or attribute:c == d) and attribute:e == f or attribute:g == h',
        '(attribute:a == b or attribute:c == d) and attribute:e == f',
        '((attribute:a == b or attribute:c == d) and attribute:e == f) or attribute:g == h',
      ],
      [
        'attribute:a == b and attribute:c == d or attribute:e == f and attribute:g == h',
        'attribute:a == b and attribute:c == d or attribute:e == f and attribute:g == h',
        '(attribute:a == b and attribute:c == d) or (attribute:e == f and attribute:g == h)',
      ],
    ],
    notDue: [
      'attribute:a == b or (attribute:c == d and attribute:e == f)',
      'attribute:a == b or ( attribute:c == d and attribute:e == f )',
      '(attribute:a == b or attribute:c == d) and attribute:e == f',
      'attribute:a == b or not(attribute:c == d and attribute:e == f)',
      'attribute:a == b and attribute:c == d and attribute:e == f',
    ],
  },
  {
    code: 'never-true',
    due: [
      ['attribute:a == x and attribute:a == y', 'attribute:a == x and attribute:a == y'],
      ['runningTasksCount < 2 and runningTasksCount > 5', 'runningTasksCount < 2 and runningTasksCount > 5'],
      ['attribute:b exists and (attribute:a == x and attribute:a == y)', 'attribute:a == x and attribute:a == y'],
      ['attribute:b exists or attribute:a == x and attribute:a == y', 'attribute:a == x and attribute:a == y'],
      [
        'attribute:a == x and attribute:b == y and attribute:a !exists',
        'attribute:a == x and attribute:b == y and attribute:a !exists',
      ],
      ['attribute:a in []', 'attribute:a in []'],
      ['attribute:a =~ x.* and attribute:a == yy', 'attribute:a =~ x.* and attribute:a == yy'],
      [
        'attribute:a =~ x.* and attribute:b == c and attribute:a =~ y.*',
        'attribute:a =~ x.* and attribute:b == c and attribute:a =~ y.*',
      ],
      ['task:group == a and runningTasksCount == 0', 'task:group == a and runningTasksCount == 0'],
      [
        'attribute:b == c or (task:group == a and runningTasksCount == 0)',
        'task:group == a and runningTasksCount == 0',
      ],
      ['runningTasksCount < 0', 'runningTasksCount < 0'],
      ['from tasks task:group == a and task:group == b', 'task:group == a and task:group == b'],
      ['from tasks attribute:a =~ x.* and attribute:a =~ y.*', 'attribute:a =~ x.* and attribute:a =~ y.*'],
      ['not(attribute:a in []) and attribute:b == c', 'attribute:a in []'],
      ['task:group == a and not(task:group == a)', 'task:group == a and not(task:group == a)'],
    ],
    notDue: [
      'attribute:a == x and attribute:b == y',
      'attribute:a == x or attribute:a == y',
      'task:group == a and task:group == b',
      'attribute:a > 5 and attribute:a < 9',
      'attribute:a =~ x.* and attribute:a =~ .*y',
      'runningTasksCount == 0',
      '*',
      'not *',
    ],
  },
  {
    code: 'always-true',
    due: [
      ['attribute:a exists or attribute:a !exists', 'attribute:a exists or attribute:a !exists'],
      ['attribute:a != x or attribute:a != y', 'attribute:a != x or attribute:a != y'],
      ['runningTasksCount < 5 or runningTasksCount >= 3', 'runningTasksCount < 5 or runningTasksCount >= 3'],
      ['not(task:group == a) or runningTasksCount > 0', 'not(task:group == a) or runningTasksCount > 0'],
      ['attribute:a == x or not(attribute:a == x)', 'attribute:a == x or not(attribute:a == x)'],
    ],
    notDue: [
      '*',
      '* or attribute:a == b',
      'attribute:a exists',
      'attribute:a exists or attribute:a == x',
      'attribute:a =~ .*',
      'attribute:a != x and attribute:a != y',
      'attribute:a != x or attribute:b != y',
    ],
  },
];

const found = (text: string, code: string, dialect: Dialect = 'stowage') =>
  check(text, { dialect }).filter((diagnostic) => diagnostic.code === code);

it('every rule has cases', () => {
  const codes = [...PREDICATE_RULES, ...CHAIN_RULES, ...MEANING_RULES].map(({ code }) => code);
  expect(CASES.map(({ code }) => code).sort()).toEqual([...codes].sort());
});

describe.each(CASES)('$code', ({ code, dialect, due, notDue }) => {
  it.each(due.map(([text, place, mended]) => ({ text, place, mended })))('$text', ({ text, place, mended }) => {
    const [first, ...more] = found(text, code, dialect);
    expect(more).toEqual([]);
    if (first === undefined) throw new Error('nothing was found');
    expect(text.slice(first.start, first.end)).toBe(place);
    const { fix } = first;
    expect(fix && text.slice(0, fix.start) + fix.text + text.slice(fix.end)).toBe(mended);
    if (mended !== undefined && code !== 'nested-class') expect(found(mended, code, dialect)).toEqual([]);
  });

  it.each(notDue)('not: %s', (text) => {
    expect(check(text, { dialect: dialect ?? 'stowage' }).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(found(text, code, dialect)).toEqual([]);
  });
});

describe('check', () => {
  const codesOf = (text: string) => check(text).map(({ code }) => code);

  it('gives errors and warnings by their place', () => {
    const text = 'attribute:ecs.az == a and agentConnected == yes and attribute:b != c';
    expect(codesOf(text)).toEqual(['unknown-built-in', 'invalid-boolean', 'skips-absent']);
  });

  it('says nothing else of a predicate with an error', () => {
    expect(codesOf('attribute:ecs.az =~ (')).toEqual(['invalid-pattern']);
    expect(codesOf('attribute:z =~ a* and foo == bar')).toEqual(['glob-pattern', 'unknown-subject']);
  });

  it('gives the error alone where the syntax is wrong', () => {
    expect(codesOf('attribute:ecs.az == a and')).toEqual(['expected-condition']);
  });

  it('names both sides of a contradiction, and tells what comes of it', () => {
    const [first] = found('attribute:b == c and (attribute:a == x and attribute:a == y)', 'never-true');
    expect(first?.message).toBe(
      'no instance can satisfy both `attribute:a == x` and `attribute:a == y`: this is never true, and so the whole expression',
    );
  });

  it('tells what is undocumented in the ecs dialect only', () => {
    expect(codesOf('attribute:a > "5" and task:group exists')).toEqual([]);
  });
});

describe('hostile texts', () => {
  const timed = (text: string) => {
    const begin = performance.now();
    check(text);
    return performance.now() - begin;
  };

  it.each([
    ['deep parentheses', `${'('.repeat(1000)}attribute:a == b${')'.repeat(1000)}`],
    ['deep `not`s', `${'not '.repeat(1000)}attribute:a == b`],
    ['deep chains', `${'(attribute:a == b and '.repeat(999)}attribute:a == c${')'.repeat(999)}`],
    [
      'deep chains of both',
      `${'(attribute:a == b and (attribute:b == c or '.repeat(499)}attribute:a == c${'))'.repeat(499)}`,
    ],
    ['long chains', Array.from({ length: 3000 }, (_, at) => `attribute:a == b${at}`).join(' and ')],
    ['long lists', `attribute:a in [${Array.from({ length: 9000 }, (_, at) => at).join()}] and attribute:a in [x]`],
    ['long patterns', `attribute:a =~ ${'a*'.repeat(30_000)}`],
    ['brackets', `attribute:a =~ '${'['.repeat(60_000)}]'`],
    ['long values', `attribute:a == '${'-'.repeat(60_000)}'`],
    ['long values of patterns', `attribute:a == '${'a|'.repeat(30_000)}'`],
    ['zones without end', `attribute:ecs.availability-zone == us${'-a'.repeat(30_000)}`],
    ['many errors', Array.from({ length: 3000 }, () => 'foo == bar').join(' or ')],
  ])('%s take no time', (_, text) => {
    expect(timed(text)).toBeLessThan(2000);
  });
});
