/** Constraints that contradict each other: told soundly, and with what contradicts what. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOrThrow } from '../../../src/language/parser.js';
import { place } from '../../../src/placement/place.js';
import { asOracleHost } from '../../oracle/placement-buckets.js';
import { holdsOn } from '../../oracle/query.js';
import { runs } from '../../support/runs.js';
import { type HostSpec, storeOf } from '../fleet.js';
import { World } from '../world.js';

const memberOf = (expression: string) => ({ type: 'memberOf', expression });
const store = storeOf({ a: {} });

/** The contradiction that is told of some constraints. */
function told(...expressions: readonly string[]) {
  const { warnings } = place(store, { cpu: 1, placementConstraints: expressions.map(memberOf) });
  expect(warnings.length).toBeLessThan(2);
  expect(warnings.every(({ code }) => code === 'contradiction')).toBe(true);
  return warnings[0];
}

describe('constraints that', () => {
  it.each([
    [['attribute:zone == a', 'attribute:zone == b']],
    [['attribute:zone == a', 'attribute:zone != a']],
    [['attribute:zone == a', 'attribute:zone not_exists']],
    [['attribute:zone in [a, b]', 'attribute:zone in [c, d]']],
    [['attribute:zone in [a, b]', 'attribute:zone not_in [a, b, c]']],
    [['runningTasksCount > 5', 'runningTasksCount < 3']],
    [['runningTasksCount == 1', 'runningTasksCount > 1']],
    [['attribute:zone == a', 'not(attribute:zone == a)']],
    [['attribute:zone == a and attribute:x == 1', 'attribute:y == 1 and attribute:zone == b']],
  ])('contradict: %j', (expressions) => {
    expect(told(...expressions)).toMatchObject({ path: '$.placementConstraints[1]' });
    expect(told(...expressions.toReversed())).toMatchObject({ path: '$.placementConstraints[1]' });
    expect(told(expressions.join(' and '))).toMatchObject({ path: '$.placementConstraints[0]' });
  });

  it.each([
    [['attribute:zone == a', 'attribute:rack == b']],
    [['attribute:zone in [a, b]', 'attribute:zone in [b, c]']],
    [['attribute:zone != a', 'attribute:zone != b']],
    [['attribute:zone == a', 'attribute:Zone == b']],
    [['runningTasksCount > 1', 'runningTasksCount < 3']],
    [['task:group == a', 'task:group == b']],
    [['attribute:zone == a or attribute:rack == b', 'attribute:zone == b']],
    [['attribute:zone exists', 'attribute:zone != a']],
  ])('do not: %j', (expressions) => {
    expect(told(...expressions)).toBeUndefined();
    expect(told(expressions.map((text) => `(${text})`).join(' and '))).toBeUndefined();
  });

  it('are told by the two that contradict each other, whatever stands between', () => {
    const conditions = Array.from({ length: 20 }, (_, at) => `attribute:x${at} == 1`).join(' and ');
    const found = told(
      'attribute:y == 1',
      `attribute:zone == a and ${conditions}`,
      'attribute:z == 1',
      'attribute:zone == b',
    );
    expect(found?.path).toBe('$.placementConstraints[3]');
    expect(found?.message).toBe(
      'no instance can ever satisfy both "attribute:zone == a" of constraint 1 and "attribute:zone == b" of constraint 3',
    );
    expect(
      told('attribute:y == 1', 'attribute:x == 1 and (attribute:zone == a and attribute:zone == b)')?.message,
    ).toBe(
      'no instance can ever satisfy both "attribute:zone == a" of constraint 1 and "attribute:zone == b" of constraint 1',
    );
  });

  it('are hundreds of conditions, and told all the same', () => {
    const many = Array.from({ length: 600 }, (_, at) => `attribute:x${at} == 1`).join(' and ');
    const found = told(`attribute:zone == a and ${many}`, `${many} and attribute:zone == b`);
    expect(found).toMatchObject({ path: '$.placementConstraints[1]' });
    expect(found?.message).toMatch(/^no instance can ever satisfy all constraints together/);
    expect(told(`attribute:zone == a and ${many}`, `${many} and attribute:zone == a`)).toBeUndefined();
  });
});

/** Every host that conditions can tell apart. */
const VALUES = [undefined, null, 'a', 'b', 'c', '2'] as const;
const specs = VALUES.flatMap((zone) =>
  VALUES.flatMap((rack) =>
    [0, 1, 2, 3].map((count): HostSpec => {
      const attributes: Record<string, string | null> = {};
      if (zone !== undefined) attributes['zone'] = zone;
      if (rack !== undefined) attributes['rack'] = rack;
      return {
        attributes,
        tasks: Array.from({ length: count }, () => ({ group: 'ab'[count % 2] as string })),
      };
    }),
  ),
);
const hosts = new World(Object.fromEntries(specs.map((spec, at) => [`h${at}`, spec]))).hosts().map(asOracleHost);

const value = fc.constantFrom('a', 'b', 'c', '2');
const list = fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((values) => `[${values.join(', ')}]`);
const name = fc.constantFrom('zone', 'rack').map((name) => `attribute:${name}`);
const join = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(' '));
const predicate = fc.oneof(
  join(name, fc.constantFrom('==', '!='), value),
  join(name, fc.constantFrom('in', 'not_in'), list),
  join(name, fc.constantFrom('exists', '!exists')),
  join(
    fc.constant('runningTasksCount'),
    fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
    fc.constantFrom('0', '1', '2', '3'),
  ),
  join(fc.constant('task:group'), fc.constantFrom('==', '!='), value),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: predicate },
    { weight: 2, arbitrary: fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}) and (${b})`) },
    { weight: 1, arbitrary: fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}) or (${b})`) },
    { weight: 1, arbitrary: tie('expression').map((inner) => `not(${inner})`) },
  ),
}));

it('what is told holds of every host', () => {
  const seen = { told: 0, silent: 0, missed: 0 };
  const property = fc.property(fc.array(expression, { minLength: 1, maxLength: 3 }), (expressions) => {
    const parsed = expressions.map((text) => parseOrThrow(text).expression);
    const isSatisfied = hosts.some((host) => parsed.every((one) => holdsOn(one, host)));
    const found = told(...expressions);
    seen[found !== undefined ? 'told' : isSatisfied ? 'silent' : 'missed']++;
    if (found !== undefined) expect(isSatisfied).toBe(false);
  });
  fc.assert(property, runs(800));
  expect(seen.told).toBeGreaterThan(20 * Number(process.env['STOWAGE_TEST_SHARE'] ?? 1));
});
