/** Whatever the JSON: changes, rejections, or one `StowageError`; soon, and in bounded memory. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STOWAGE_ERRORS, StowageError } from '../../src/model/errors.js';
import { readSource } from '../../src/sources/source.js';
import { instance, type Json, TASK, task } from './support.js';

/** Field names of every source, so that arbitrary objects reach the readers. */
const NAMES = [
  'containerInstances containerInstance containerInstanceArn tasks task taskArn taskDefinitionArn clusterArn',
  'detail detail-type status lastStatus desiredStatus version versionInfo agentVersion dockerVersion agentConnected',
  'registeredAt registeredResources remainingResources name type integerValue longValue doubleValue stringSetValue',
  'attributes tags key value group startedBy launchType cpu memory memoryReservation overrides containers gpuIds',
  'networkBindings hostPort hostPortRange protocol attachments Records events apiVersion kind ID NodeID',
  'format formatVersion revision instances tombstones clustersWithTasks registered remaining hostPorts port gpu',
  '__proto__ constructor prototype toString hasOwnProperty length then toJSON',
].flatMap((line) => line.split(' '));

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    0,
    -0,
    1,
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    1e308,
    'stowage-snapshot',
    'ECS Task State Change',
    'ECS Container Instance State Change',
    'ECS Service Action',
    'STOPPED',
    'INACTIVE',
    'STRINGSET',
    'INTEGER',
    '2018-06-18',
    '8000-8010',
    '1 GB',
    TASK,
    '',
    '\u0000',
    '\ud800',
  ),
  fc.string(),
  fc.double(),
  fc.bigInt(),
  fc.date(),
);

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...NAMES), tie('json')), { maxLength: 6 }).map(parsedObject),
  ),
}));

/** As `JSON.parse` makes it: `__proto__` is a field like any other. */
function parsedObject(pairs: readonly (readonly [string, unknown])[]): Json {
  const object: Json = {};
  for (const [name, value] of pairs) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

function isWellTold({ code, path, message }: { code: string; path: string; message: string }): boolean {
  return code in STOWAGE_ERRORS && path.startsWith('$') && message.length > 10 && message.length < 1000;
}

/** Read it, and hold what comes of it to the contract. */
function readSafely(source: unknown): void {
  try {
    const { changes, rejected } = readSource(source);
    expect(rejected.every(isWellTold)).toBe(true);
    const indexes = rejected.map(({ index }) => index);
    expect(indexes).toEqual([...new Set(indexes)].sort((a, b) => a - b));
    expect(indexes.every((index) => index < changes.length + rejected.length)).toBe(true);
  } catch (error) {
    if (!(error instanceof StowageError)) throw error;
    expect(isWellTold(error)).toBe(true);
  }
}

describe('arbitrary JSON', () => {
  test('as a source', () => {
    fc.assert(fc.property(json, readSafely), { numRuns: 2000 });
  });

  test('in each field of a record', () => {
    const fields = fc.array(fc.tuple(fc.constantFrom(...NAMES), json), { maxLength: 8 }).map(parsedObject);
    fc.assert(
      fc.property(fields, (any) => {
        readSafely({ containerInstances: [{ ...any, containerInstanceArn: 'i' }], tasks: [{ ...any, taskArn: 't' }] });
        readSafely({ 'detail-type': 'ECS Task State Change', detail: { ...any, taskArn: 't' } });
        readSafely({
          format: 'stowage-snapshot',
          formatVersion: 1,
          revision: 1,
          instances: [{ ...any, key: 'i' }],
          tasks: [{ cpu: 0, memory: 0, gpu: 0, ...any, key: 't' }],
          tombstones: [{ kind: 'task', key: 't', ...any }],
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('never reaches Object.prototype', () => {
    const source = `{"tasks":[{"taskArn":"t","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]}`;
    expect(readSource(JSON.parse(source)).changes).toHaveLength(1);
    expect(({} as Json)['polluted']).toBeUndefined();
  });
});

describe('JSON of great size', () => {
  test('ten thousand lists in one another', () => {
    const text = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(() => readSource(JSON.parse(text))).toThrow(expect.objectContaining({ code: 'source-limit' }));
  });

  test('ten thousand objects in one another, in a field that is not read and in one that is', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`);
    expect(readSource(instance({ unknown: deep })).changes).toHaveLength(1);
    expect(readSource(instance({ versionInfo: deep, tags: [{ key: 'a', value: deep }] })).rejected).toMatchObject([
      { path: '$.tags[0].value', message: 'expected a text, found an object' },
    ]);
  });

  test('two hundred thousand members that are nothing', () => {
    const { rejected } = readSource(new Array(200_000).fill(null));
    expect(rejected).toHaveLength(200_000);
    expect(rejected.at(-1)).toMatchObject({ index: 199_999, path: '$[199999]' });
  });

  test('two hundred thousand attributes of one instance', () => {
    const attributes = Array.from({ length: 200_000 }, (_, index) => ({ name: `a${index}` }));
    expect(readSource(instance({ attributes })).changes).toHaveLength(1);
  });

  test('texts of a megabyte', () => {
    const megabyte = 'x'.repeat(1_000_000);
    const batch = readSource([
      instance({ containerInstanceArn: megabyte }),
      task({ taskArn: `arn:${megabyte}`, group: megabyte }),
      task({ cpu: megabyte }),
      { [megabyte]: 1 },
      { 'detail-type': megabyte },
      { apiVersion: 'v1', kind: megabyte },
      { 'detail-type': 'ECS Service Action', detail: { eventName: megabyte } },
    ]);
    expect(batch.changes).toHaveLength(2);
    expect(batch.rejected.map(({ message }) => message.length < 500)).toEqual([true, true, true, true, true]);
  });

  test('port ranges over and over', () => {
    const bound = (networkBindings: unknown) => task({ containerInstanceArn: 'i', containers: [{ networkBindings }] });
    const equal = Array.from({ length: 100_000 }, () => ({ hostPortRange: '1-9000' }));
    expect(readSource(bound(equal)).changes).toHaveLength(1);
    const overlapping = Array.from({ length: 10_000 }, (_, index) => ({
      hostPortRange: `${index + 1}-${index + 9000}`,
    }));
    expect(readSource(bound(overlapping)).rejected).toMatchObject([{ code: 'source-limit', path: '$.containers' }]);
  });
});
