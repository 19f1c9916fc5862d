/** Texts at their limits are not only read but answered. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import { LIMITS } from '../../src/model/limits.js';
import { checkQuery } from '../../src/query/check.js';
import { SOURCE, shortName } from './rules-fleet.js';

const cluster = Cluster.from(SOURCE);

function answer(text: string): string {
  const query = cluster.prepare(text);
  const ids = query.ids().map(shortName).join('');
  expect(query.count()).toBe(ids.length);
  expect(query.explain().actualRows).toBe(ids.length);
  expect(cluster.prepare(query.canonical).ids().map(shortName).join('')).toBe(ids);
  return ids;
}

/** `a and (b or (a and (b or … )))`, so many levels deep. */
function spine(depth: number): string {
  const step = (level: number): string => (level % 2 ? 'attribute:stack == dev or (' : 'agentConnected == false and (');
  return `${Array.from({ length: depth }, (_, level) => step(level)).join('')}*${')'.repeat(depth)}`;
}

describe('texts at their limits', () => {
  it.each<[string, string, string]>([
    [
      '1,000 parentheses, each around an or of an and',
      `${'attribute:x exists or attribute:stack exists and ('.repeat(999)}(agentConnected == true)${')'.repeat(999)}`,
      'ace',
    ],
    ['1,000 parentheses', `${'('.repeat(1_000)}attribute:stack == prod${')'.repeat(1_000)}`, 'a'],
    ['1,000 nots', `${'!'.repeat(1_000)}attribute:stack == prod`, 'a'],
    ['999 nots', `${'not '.repeat(999)}attribute:stack == prod`, 'bcde'],
    ['500 nots and 500 parentheses', `${'!('.repeat(500)}attribute:stack == prod${')'.repeat(500)}`, 'a'],
    ['a tree of 1,000 levels', spine(1_000), 'b'],
    ['a list of 10,000 values', `attribute:stack in [prod,${'x,'.repeat(9_998)}dev]`, 'ab'],
    ['a list of 10,000 values, negated', `attribute:stack !in [prod,${'x,'.repeat(9_998)}dev]`, 'c'],
    [
      'a chain of 2,000 conditions',
      Array.from({ length: 2_000 }, (_, at) => `attribute:a${at} exists`).join(' or '),
      '',
    ],
    ['a pattern of 60,000 characters', `attribute:stack =~ (${'x|'.repeat(30_000)}prod)`, 'a'],
    ['a value of 60,000 characters', `attribute:stack != ${'x'.repeat(60_000)}`, 'abc'],
    ['a version of 30,000 parts', `agentVersion < 1.9${'.0'.repeat(30_000)}1`, 'a'],
  ])('%s', (_what, text, expected) => {
    expect(answer(text)).toBe(expected);
  });
});

describe('subjects whose indexes are made when asked for', () => {
  const tags = (count: number): string => Array.from({ length: count }, (_, at) => `tag:t${at} !exists`).join(' and ');

  it(`are at most ${LIMITS.askedSubjects} in one query`, () => {
    expect(cluster.prepare(tags(LIMITS.askedSubjects)).count()).toBe(cluster.instanceCount);
    const again = `${tags(LIMITS.askedSubjects)} and tag:t0 != x and attribute:a !exists`;
    expect(checkQuery(again).query).toBeDefined();
    const text = tags(LIMITS.askedSubjects + 1);
    const at = text.lastIndexOf('tag:');
    expect(checkQuery(text).diagnostics).toMatchObject([
      { code: 'too-many-subjects', start: at, end: text.indexOf(' ', at) },
    ]);
  });

  it('take as much as others do', () => {
    const list = `[${'x,'.repeat(9_998)}ACTIVE,DRAINING]`;
    const active = answer('status in [ACTIVE, DRAINING]');
    expect(answer(`status in ${list}`)).toBe(active);
    expect(answer(`not(status !in ${list}) and status exists`)).toBe(active);
    expect(answer(`${'('.repeat(999)}status == ACTIVE or status == DRAINING${')'.repeat(999)}`)).toBe(active);
    expect(answer(`${'not '.repeat(1_000)}status in ${list}`)).toBe(active);
    const numbers = `[${Array.from({ length: 10_000 }, (_, at) => at - 5_000).join()}]`;
    expect(answer(`pendingTasksCount in ${numbers}`)).toBe(
      answer('pendingTasksCount >= -5000 and pendingTasksCount < 5000'),
    );
  });
});

describe('tasks at the limits', () => {
  const keys = (text: string): readonly string[] => cluster.prepare(`from tasks ${text}`).ids();

  it.each<[string, string, string]>([
    ['a list', `task:group in [${'x,'.repeat(9_999)}service:web]`, 'task:group == service:web'],
    ['a list of what instances have', `attribute:stack in [${'x,'.repeat(9_999)}prod]`, 'attribute:stack == prod'],
    ['nots', `${'not '.repeat(1_000)}attribute:stack == prod`, 'attribute:stack == prod'],
    [
      'levels',
      `${'attribute:x exists or task:status == none or ('.repeat(999)}attribute:stack == prod${')'.repeat(999)}`,
      'attribute:stack == prod or task:status == none',
    ],
    [
      'a chain',
      `${Array.from({ length: 1_000 }, (_, at) => `attribute:a${at} =~ x or task:family =~ x${at}`).join(' or ')} or attribute:stack == prod`,
      'attribute:stack == prod',
    ],
  ])('%s', (_what, text, same) => {
    expect(keys(text)).toEqual(keys(same));
    expect(keys(same).length).toBeGreaterThan(0);
  });
});
