/** Texts at their limits are not only read but answered. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
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
