import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions, parseVersion, type Version } from '../../src/model/version.js';

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`no version: ${text}`);
  return parsed;
}

describe('parseVersion', () => {
  test.each([
    ['1.14.5', { parts: ['1', '14', '5'] }],
    ['1', { parts: ['1'] }],
    ['0', { parts: [] }],
    ['1.0.0', { parts: ['1'] }],
    ['0.1', { parts: ['', '1'] }],
    ['001.010', { parts: ['1', '10'] }],
    ['17.12.0-ce', { parts: ['17', '12'], suffix: 'ce' }],
    ['1.2-rc.1-a+b~c_d', { parts: ['1', '2'], suffix: 'rc.1-a+b~c_d' }],
    ['1.2--', { parts: ['1', '2'], suffix: '-' }],
  ])('%s', (text, expected) => {
    expect(parseVersion(text)).toStrictEqual(expected);
  });

  test.each([
    '',
    '.',
    '1.',
    '.1',
    '1..2',
    'v1.2',
    '1.2-',
    '-ce',
    ' 1.2',
    '1.2\n',
    '1.2-a b',
    '1.2-é',
    '1.x',
    '+1',
    '١.٢',
    '1e3',
  ])('refuses %j', (text) => {
    expect(parseVersion(text)).toBeUndefined();
  });

  test('a megabyte of digits or of parts is read', () => {
    expect(parseVersion('9'.repeat(1_000_000))?.parts).toHaveLength(1);
    expect(parseVersion('1.'.repeat(500_000).slice(0, -1))?.parts).toHaveLength(500_000);
  });
});

describe('compareVersions', () => {
  test.each([
    ['1.9.0', '<', '1.14.5'],
    ['1.14.5', '=', '1.14.5'],
    ['1.2', '=', '1.2.0.0'],
    ['1.2', '<', '1.2.1'],
    ['0', '=', '0.0.0'],
    ['0.0.1', '>', '0'],
    ['1.02', '=', '1.2'],
    ['1.2-rc1', '<', '1.2'],
    ['1.2-rc1', '=', '1.2.0-rc1'],
    ['1.2-rc1', '>', '1.1.9'],
    ['1.2-rc10', '<', '1.2-rc9'],
    ['1.2-A', '<', '1.2-a'],
    ['9007199254740993', '>', '9007199254740992'],
    [`1.${'9'.repeat(400)}`, '<', `1.1${'0'.repeat(400)}`],
  ])('%s %s %s', (a, relation, b) => {
    const expected = { '<': -1, '=': 0, '>': 1 }[relation] ?? Number.NaN;
    expect(Math.sign(compareVersions(version(a), version(b)))).toBe(expected);
    expect(Math.sign(compareVersions(version(b), version(a)))).toBe(0 - expected);
  });

  const part = fc.bigInt({ min: 0n, max: 10n ** 30n });
  const versionText = fc
    .tuple(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.option(fc.constantFrom('rc1', 'rc2', 'ce'), { nil: undefined }),
    )
    .map(([parts, suffix]) => parts.join('.') + (suffix === undefined ? '' : `-${suffix}`));

  test('agrees with big integers, part by part', () => {
    const numbers = fc.array(part, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        let expected = 0;
        for (let index = 0; index < 4 && expected === 0; index++) {
          const difference = (a[index] ?? 0n) - (b[index] ?? 0n);
          expected = difference < 0n ? -1 : difference > 0n ? 1 : 0;
        }
        expect(Math.sign(compareVersions(version(a.join('.')), version(b.join('.'))))).toBe(expected);
      }),
    );
  });

  test('is a total order in which equal versions have one form', () => {
    fc.assert(
      fc.property(versionText, versionText, versionText, (textA, textB, textC) => {
        const [a, b, c] = [version(textA), version(textB), version(textC)];
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        expect(compareVersions(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
