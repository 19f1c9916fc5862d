/** Whatever is given: a clear error or a clean end, and nothing on standard output that is no data. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';
import { INSTANCES } from '../small-fleet.js';

const folder = temporaryFolder();
const inFolder = { workingFolder: folder };
writeFixture(folder, 'fleet.json', INSTANCES);
const from = ['--from', 'fleet.json'];

const list = (length: number) => `attribute:a in [${'x,'.repeat(length - 1)}x]`;

describe('a bad expression', () => {
  it.each([
    ['NUL', 'attribute:a == \0', 'unexpected-character'],
    ['a lone surrogate', 'attribute:a == \ud800', 'unexpected-character'],
    ['a megabyte', 'x'.repeat(1_000_000), 'text-too-long'],
    ['a megabyte of conditions', 'attribute:a == b and '.repeat(50_000), 'text-too-long'],
    ['10,000 parentheses', `${'('.repeat(10_000)}attribute:a == b${')'.repeat(10_000)}`, 'too-deep'],
    ['10,000 open parentheses', '('.repeat(10_000), 'too-deep'],
    ['10,000 nots', 'not '.repeat(10_000), 'too-deep'],
    ['100,000 list values', list(100_000), 'text-too-long'],
    ['10,001 list values', list(10_001), 'list-too-long'],
    ['nothing', '', 'empty-expression'],
  ])('with %s ends with 2', async (_, text, code) => {
    for (const args of [
      ['query', text, ...from],
      ['explain', text, ...from],
      ['fmt', text],
    ]) {
      const { status, stdout, stderr } = await runCli(args, inFolder);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`error[${code}]: `);
      expect(stderr.length).toBeLessThan(2000);
    }
    const checked = await runCli(['check', text, '-o', 'table'], inFolder);
    expect([checked.status, checked.stdout]).toEqual([1, '']);
    expect(checked.stderr).toContain(`error[${code}]: `);
  });

  it('of any kind ends with 0 or 2', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const { status, stdout, stderr } = await runCli(['fmt', '--', text], inFolder);
        expect([0, 2]).toContain(status);
        expect(status === 0 ? stderr : stdout).toBe('');
      }),
    );
  });

  it('is refused before the cluster is read', async () => {
    const { status, stderr } = await runCli(['query', 'attribute:a = b', '--from', 'missing.json'], inFolder);
    expect(status).toBe(2);
    expect(stderr).not.toContain('missing.json');
  });

  it('on standard input is held to a limit', async () => {
    const { status, stdout, stderr } = await runCli(['fmt', '-'], { stdin: 'x'.repeat(17 * 1024 * 1024) });
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain('standard input: is longer than');
  });
});

describe('a bad source', () => {
  mkdirSync(join(folder, 'empty'));
  const text = JSON.stringify(INSTANCES);
  it.each([
    ['JSON cut short', text.slice(0, 200), 'source:1:201: is not JSON: the text ends'],
    ['gzip cut short', gzipSync(text).subarray(0, 100), 'source: the compressed data end early'],
    ['JSON of the wrong kind', '{"name": "package", "dependencies": {}}', 'source:1: '],
    ['a number', '7', 'source:1: '],
    ['null', 'null', 'source:1: '],
    ['nothing', '', 'source: is empty where JSON was expected'],
    ['text', 'INSTANCES\ni-123', 'source:1:1: is not JSON'],
    ['NUL bytes', Buffer.alloc(1000), 'source:1:1: is not JSON'],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'source: is UTF-16'],
    ['deep lists', '['.repeat(100_000) + ']'.repeat(100_000), 'source:1: '],
  ])('of %s ends with 3', async (_, content, message) => {
    writeFixture(folder, 'source', content);
    for (const command of [
      ['query', 'attribute:a exists'],
      ['place', '--request', 'request.json'],
    ]) {
      writeFixture(folder, 'request.json', { cpu: 1 });
      const { status, stdout, stderr } = await runCli([...command, '--from', 'source'], inFolder);
      expect([status, stdout]).toEqual([3, '']);
      expect(stderr).toContain(`stowage: ${message}`);
      expect(stderr.length).toBeLessThan(2000);
    }
  });

  it('that is an empty folder ends with 3', async () => {
    const { status, stdout, stderr } = await runCli(['query', 'attribute:a exists', '--from', 'empty'], inFolder);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain('empty: the folder holds no file that ends in .json');
  });

  it('of any JSON ends with 0 or 3', async () => {
    const record = fc.record(
      {
        containerInstanceArn: fc.jsonValue(),
        status: fc.jsonValue(),
        attributes: fc.jsonValue(),
        version: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const page = fc.oneof(
      fc.jsonValue(),
      fc.record({ containerInstances: fc.oneof(fc.jsonValue(), fc.array(record)) }),
    );
    await fc.assert(
      fc.asyncProperty(page, async (value) => {
        const stdin = JSON.stringify(value);
        const { status, stdout } = await runCli(['query', 'runningTasksCount >= 0', '--from', '-'], { stdin });
        expect([0, 3]).toContain(status);
        for (const line of stdout.split('\n').slice(0, -1)) expect(JSON.parse(line)).toHaveProperty('key');
      }),
    );
  });
});

describe('a bad request', () => {
  it('of any JSON ends with 0, 1, 2 or 3', async () => {
    const constraint = fc.record({ type: fc.constantFrom('memberOf', 'distinctInstance'), expression: fc.jsonValue() });
    const request = fc.record(
      {
        cpu: fc.jsonValue(),
        count: fc.oneof(fc.jsonValue(), fc.nat(20)),
        taskDefinition: fc.jsonValue(),
        placementConstraints: fc.oneof(fc.jsonValue(), fc.array(constraint)),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), request), async (value) => {
        const stdin = JSON.stringify(value);
        const command = ['place', 'rank', 'why', 'headroom'][stdin.length % 4] ?? 'place';
        const { status, stdout } = await runCli([command, '--request', '-', ...from, '-o', 'json'], {
          ...inFolder,
          stdin,
        });
        expect([0, 1, 2, 3]).toContain(status);
        if (status > 1) expect(stdout).toBe('');
        else expect(JSON.parse(stdout)).toHaveProperty('revision');
      }),
    );
  });
});
