/** What is right and wrong about stages, told from texts. */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/model/limits.js';
import { checkQuery } from '../../../src/query/check.js';

const codes = (text: string) =>
  checkQuery(text).diagnostics.map(({ code, start, end }) => `${code} ${text.slice(start, end)}`);
const messages = (text: string) => checkQuery(text).diagnostics.map(({ message }) => message);
const columns = (text: string) =>
  checkQuery(text)
    .query?.stages.at(-1)
    ?.made?.map(({ name }) => name);

describe('columns', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['* | sort registeredAt', undefined],
    ['* | where agentConnected == true | limit 3', undefined],
    ['* | select ec2InstanceId, attribute:stack', ['ec2InstanceId', 'attribute:stack']],
    ['* | count', ['count']],
    ['* | count by task:group, attribute:stack', ['task:group', 'attribute:stack', 'count']],
    ['* | avg remaining:cpu by status', ['status', 'avg(remaining:cpu)']],
    ['* | distinct agentVersion', ['agentVersion']],
    ['* | count by status | sum count', ['sum(count)']],
    ['* | sum remaining:cpu by status | max sum(remaining:cpu)', ['max(sum(remaining:cpu))']],
    ['* | count by status | select count', ['count']],
    ['* | select task:group | count by task:group', ['task:group', 'count']],
    ['from tasks * | sort task:group | select task:family', ['task:family']],
  ])('of %s', (text, made) => {
    expect(codes(text)).toEqual([]);
    expect(columns(text)).toEqual(made);
  });
});

describe('right stages', () => {
  it.each([
    '* | count by status | where count > 3 and status == ACTIVE',
    '* | sum remaining:cpu by agentVersion | where sum(remaining:cpu) >= 2048 and agentVersion > 1.9',
    '* | min registeredAt | where min(registeredAt) < 2018-06-18',
    '* | max agentVersion | where max(agentVersion) >= 1.14.5',
    '* | min attribute:stack | where min(attribute:stack) =~ p.*',
    '* | avg runningTasksCount | where avg(runningTasksCount) > 2.5',
    '* | select task:group | where task:group !in [a, b] or task:group exists',
    '* | count by task:group | where task:group < service:web | sort task:group',
    '* | select attribute:weight | where attribute:weight > 10',
    `* | limit ${LIMITS.queryRows}`,
    '* | limit 0',
  ])('%s', (text) => {
    expect(codes(text)).toEqual([]);
  });
});

describe('wrong stages', () => {
  it.each<[string, readonly string[]]>([
    ['* | select ec2InstanceId | sort registeredAt', ['unknown-column registeredAt']],
    ['* | count by status | where statsu == a', ['unknown-column statsu']],
    ['* | count by status | sort cuont desc', ['unknown-column cuont']],
    ['* | distinct status | select agentVersion', ['unknown-column agentVersion']],
    ['* | sort sum(remaining:cpu)', ['unknown-column sum(remaining:cpu)']],
    ['* | count by status | max sum(remaining:cpu)', ['unknown-column sum(remaining:cpu)']],
    ['* | sort nonsense', ['unknown-subject nonsense']],
    ['* | select attribute:', ['attribute-name attribute:']],
    ['* | sort task:group', ['column-kind task:group']],
    ['* | select task:group | sort task:group', ['column-kind task:group']],
    ['* | sum attribute:stack', ['column-kind attribute:stack']],
    ['* | sum registeredAt', ['column-kind registeredAt']],
    ['* | avg agentVersion by status', ['column-kind agentVersion']],
    ['* | min agentConnected', ['column-kind agentConnected']],
    ['* | max task:group', ['column-kind task:group']],
    ['* | count by status, agentVersion, status', ['duplicate-column status']],
    ['* | select status, status, status', ['duplicate-column status', 'duplicate-column status']],
    ['* | sort registeredAt, registeredAt desc', ['duplicate-column registeredAt']],
    ['* | count by status | count by count', ['duplicate-column count by count']],
    ['* | count | select count | sum count | sum sum(count) by sum(count)', []],
    [`* | limit ${LIMITS.queryRows + 1}`, [`invalid-limit ${LIMITS.queryRows + 1}`]],
    ['* | limit 99999999999999999999999', ['invalid-limit 99999999999999999999999']],
    ['* | count by status | where count == many', ['invalid-integer many']],
    ['* | count by status | where count =~ 1.*', ['operator-not-taken =~']],
    // All errors of a text, until a stage leaves it unknown what columns there are.
    [
      'agentConnected == yes | sort nonsense | where runningTasksCount > few | sum status | sort whatever',
      ['invalid-boolean yes', 'unknown-subject nonsense', 'invalid-integer few', 'column-kind status'],
    ],
    ['* | select status, nonsense, status', ['unknown-subject nonsense', 'duplicate-column status']],
    ['* | sum status by nonsense', ['column-kind status', 'unknown-subject nonsense']],
  ])('%s', (text, wrong) => {
    expect(codes(text)).toEqual(wrong);
  });

  it('tell which columns there are, the nearest, and what to do', () => {
    expect(messages('* | count by status | sort coun')).toEqual([
      'there is no column `coun` here: the rows have `status`, `count` and no others; did you mean `count`?',
    ]);
    expect(checkQuery('* | count by status | sort coun').diagnostics[0]?.fix?.text).toBe('count');
    expect(messages('* | sort task:group')[0]).toContain('count by it instead, or ask `from tasks`');
    expect(messages('* | sum status')[0]).toBe('`sum` takes numbers, and `status` is text; use `count by status`');
    expect(messages('* | avg registeredAt')[0]).toContain('use `min registeredAt` or `max registeredAt`');
    expect(messages('* | sort avg(remaining:cpu)')[0]).toContain('put `| avg remaining:cpu` before it');
  });

  it('are refused by name in the ecs dialect', () => {
    const { diagnostics } = checkQuery('runningTasksCount > 1 | sort registeredAt | limit 2', { dialect: 'ecs' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['extension', 'extension']);
  });
});
