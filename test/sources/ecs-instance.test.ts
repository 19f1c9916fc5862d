import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/model/instant.js';
import { INSTANCE, instance, type Json, readInstance, rejections } from './support.js';

/** The three forms in which the same instance is met. */
const COMMON = {
  status: 'ACTIVE',
  agentConnected: false,
  ec2InstanceId: 'i-1',
  capacityProviderName: 'asg',
  version: 7,
  versionInfo: { agentVersion: '1.9.0', agentHash: 'x', dockerVersion: 'DockerVersion: 17.12.0-ce' },
  runningTasksCount: 2,
  pendingTasksCount: 0,
  attributes: [{ name: 'stack', value: 'prod' }, { name: 'bare' }, { name: 'empty', value: '' }],
  tags: [{ key: 'Name', value: 'a' }, { key: 'bare' }],
};

const CLI = {
  ...COMMON,
  registeredAt: '2018-06-18T22:28:28.500000+02:00',
  registeredResources: [
    { name: 'CPU', type: 'INTEGER', doubleValue: 0.0, longValue: 0, integerValue: 2048 },
    { name: 'disk', type: 'LONG', doubleValue: 0.0, longValue: 5_000_000_000, integerValue: 0 },
    { name: 'load', type: 'DOUBLE', doubleValue: 0.5, longValue: 0, integerValue: 0 },
    { name: 'PORTS', type: 'STRINGSET', doubleValue: 0.0, longValue: 0, integerValue: 0, stringSetValue: ['22', '80'] },
  ],
};

const SDK = {
  ...COMMON,
  registeredAt: new Date('2018-06-18T20:28:28.5Z'),
  registeredResources: [
    { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
    { name: 'disk', type: 'LONG', longValue: 5_000_000_000 },
    { name: 'load', type: 'DOUBLE', doubleValue: 0.5 },
    { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '80'] },
  ],
};

const WITHOUT_TYPES = {
  ...COMMON,
  registeredAt: 1_529_353_708.5,
  registeredResources: CLI.registeredResources.map(({ type, ...resource }) => ({ ...resource, type: null })),
};

describe('an instance', () => {
  test.each<[string, Json]>([
    ['from the CLI', CLI],
    ['from an SDK', SDK],
    ['without the types of its resources', WITHOUT_TYPES],
  ])('%s', (_, fields) => {
    expect(readInstance(fields)).toStrictEqual({
      key: INSTANCE,
      cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod',
      version: 7,
      status: 'ACTIVE',
      agentConnected: false,
      agentVersion: '1.9.0',
      dockerVersion: '17.12.0-ce',
      ec2InstanceId: 'i-1',
      capacityProvider: 'asg',
      registeredAt: parseInstant('2018-06-18T20:28:28.5Z'),
      runningTasksCount: 2,
      pendingTasksCount: 0,
      attributes: new Map([
        ['stack', 'prod'],
        ['bare', null],
        ['empty', ''],
      ]),
      tags: new Map([
        ['Name', 'a'],
        ['bare', ''],
      ]),
      registered: new Map<string, unknown>([
        ['cpu', 2048],
        ['disk', 5_000_000_000],
        ['load', 0.5],
        ['ports', ['22', '80']],
      ]),
    });
  });

  test('that says nothing but its key has no other field', () => {
    const empty = { attributes: new Map(), tags: new Map(), registered: new Map() };
    expect(readInstance({ containerInstanceArn: 'host-1' })).toStrictEqual({ key: 'host-1', ...empty });
    const nulls = Object.fromEntries(
      [...Object.keys(CLI), 'clusterArn', 'remainingResources'].map((name) => [name, null]),
    );
    expect(readInstance({ ...nulls, containerInstanceArn: 'host-1' })).toStrictEqual({ key: 'host-1', ...empty });
  });

  test('keeps described what is INACTIVE', () => {
    expect(readInstance({ status: 'INACTIVE' }).status).toBe('INACTIVE');
  });

  test('may have fields that nobody knows yet', () => {
    expect(readInstance({ healthStatus: { overallStatus: 'OK' }, futureField: [1] }).key).toBe(INSTANCE);
  });

  test.each([
    [0, 0],
    [1_529_360_908.123456, parseInstant('2018-06-18T22:28:28.123456Z')],
    ['2018-06-18', parseInstant('2018-06-18T00:00:00Z')],
    ['2018-06-18T22:28:28', parseInstant('2018-06-18T22:28:28Z')],
  ])('registered at %s', (registeredAt, expected) => {
    expect(readInstance({ registeredAt }).registeredAt).toBe(expected);
  });

  test('with names of Object.prototype', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const read = readInstance(
      JSON.parse(
        JSON.stringify({
          attributes: names.map((name) => ({ name, value: 'x' })),
          tags: names.map((key) => ({ key, value: 'x' })),
          remainingResources: names.map((name) => ({ name, type: 'INTEGER', integerValue: 1 })),
        }),
      ),
    );
    expect([...read.attributes.keys()]).toEqual(names);
    expect([...read.tags.keys()]).toEqual(names);
    expect([...(read.remaining?.keys() ?? [])]).toEqual(names.map((name) => name.toLowerCase()));
    const polluted: unknown = JSON.parse(
      `{"containerInstanceArn":"a","__proto__":{"status":"ACTIVE"},"constructor":5}`,
    );
    expect(readInstance(polluted as Json)).not.toHaveProperty('status');
  });
});

describe('of two with one name the last counts', () => {
  test('attributes, tags and resources', () => {
    const read = readInstance({
      attributes: [{ name: 'a', value: '1' }, { name: 'b' }, { name: 'a' }],
      tags: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
      registeredResources: [
        { name: 'CPU', type: 'INTEGER', integerValue: 1 },
        { name: 'cpu', type: 'integer', integerValue: 2 },
      ],
    });
    expect([...read.attributes]).toEqual([
      ['a', null],
      ['b', null],
    ]);
    expect([...read.tags]).toEqual([['a', '2']]);
    expect([...read.registered]).toEqual([['cpu', 2]]);
  });
});

describe('a resource', () => {
  test.each<[Json, number | readonly string[]]>([
    [{ type: 'INTEGER', integerValue: 0 }, 0],
    [{ type: 'Integer', integerValue: 5, longValue: 7 }, 5],
    [{ type: 'LONG', integerValue: 5, longValue: 7 }, 7],
    [{ type: 'double', doubleValue: 1.5 }, 1.5],
    [{ type: 'STRINGSET', stringSetValue: ['b', 'a', 'b'] }, ['b', 'a']],
    [{ type: 'STRINGSET' }, []],
    [{ type: 'STRINGSET', stringSetValue: null }, []],
    [{ integerValue: 0, longValue: 0, doubleValue: 0 }, 0],
    [{ integerValue: 0, longValue: 7 }, 7],
    [{ integerValue: 0, stringSetValue: ['x'] }, ['x']],
    [{ integerValue: 0, stringSetValue: [] }, 0],
    [{ stringSetValue: [] }, []],
  ])('%j', (resource, expected) => {
    expect(readInstance({ registeredResources: [{ name: 'X', ...resource }] }).registered.get('x')).toEqual(expected);
  });

  test('that remains may be below zero, on a host that is overcommitted', () => {
    const remainingResources = [{ name: 'MEMORY', type: 'INTEGER', integerValue: -512 }];
    expect(readInstance({ remainingResources }).remaining?.get('memory')).toBe(-512);
  });

  test('is never minus zero', () => {
    const registeredResources = [{ name: 'CPU', type: 'DOUBLE', doubleValue: -0 }];
    expect(Object.is(readInstance({ registeredResources }).registered.get('cpu'), 0)).toBe(true);
  });

  test('that nothing says is known as empty, not as absent', () => {
    expect(readInstance({ remainingResources: [] }).remaining).toEqual(new Map());
  });
});

describe('a malformed instance', () => {
  const resource = (fields: Json) => ({
    registeredResources: [{ name: 'CPU', type: 'INTEGER', integerValue: 1 }, fields],
  });
  const types = 'expected one of INTEGER, LONG, DOUBLE, STRINGSET';

  test.each<[Json, string]>([
    [{ containerInstanceArn: 5 }, '.containerInstanceArn: expected a text that is not empty, found the number 5'],
    [{ clusterArn: {} }, '.clusterArn: expected a text, found an object'],
    [{ version: 1.5 }, '.version: expected a whole number, 0 or more, found the number 1.5'],
    [{ version: '7' }, '.version: expected a whole number, 0 or more, found the text "7"'],
    [{ status: ['ACTIVE'] }, '.status: expected a text, found a list of 1'],
    [{ agentConnected: 'true' }, '.agentConnected: expected true or false, found the text "true"'],
    [{ versionInfo: 'x' }, '.versionInfo: expected an object, found the text "x"'],
    [{ versionInfo: { agentVersion: 1 } }, '.versionInfo.agentVersion: expected a text, found the number 1'],
    [{ ec2InstanceId: [] }, '.ec2InstanceId: expected a text, found an empty list'],
    [{ runningTasksCount: Number.NaN }, '.runningTasksCount: expected a whole number, 0 or more, found the number NaN'],
    [
      { pendingTasksCount: Number.POSITIVE_INFINITY },
      '.pendingTasksCount: expected a whole number, 0 or more, found the number Infinity',
    ],
    [
      { registeredAt: 'yesterday' },
      '.registeredAt: expected an ISO 8601 date and time or seconds since 1970, found the text "yesterday"',
    ],
    [
      { registeredAt: 1_529_360_908_000 },
      '.registeredAt: expected an ISO 8601 date and time or seconds since 1970, found the number 1529360908000',
    ],
    [
      { registeredAt: new Date(Number.NaN) },
      '.registeredAt: expected an ISO 8601 date and time or seconds since 1970, found a date',
    ],
    [{ registeredAt: true }, '.registeredAt: expected an ISO 8601 date and time or seconds since 1970, found true'],
    [{ attributes: {} }, '.attributes: expected a list, found an object'],
    [{ attributes: [{ name: 'a' }, 'b'] }, '.attributes[1]: expected an object, found the text "b"'],
    [{ attributes: [{ value: 'a' }] }, '.attributes[0].name: expected a text that is not empty, found nothing'],
    [{ attributes: [{ name: 'a', value: 1 }] }, '.attributes[0].value: expected a text, found the number 1'],
    [{ tags: [{ key: 'a', value: false }] }, '.tags[0].value: expected a text, found false'],
    [{ registeredResources: 'x' }, '.registeredResources: expected a list, found the text "x"'],
    [resource({ type: 'INTEGER' }), '.registeredResources[1].name: expected a text that is not empty, found nothing'],
    [resource({ name: 'X', type: 'FLOAT' }), `.registeredResources[1].type: ${types}, found the text "FLOAT"`],
    [resource({ name: 'X', type: '__proto__' }), `.registeredResources[1].type: ${types}, found the text "__proto__"`],
    [resource({ name: 'X', type: 5 }), '.registeredResources[1].type: expected a text, found the number 5'],
    [resource({ name: 'X' }), `.registeredResources[1].type: ${types}, found nothing`],
    [
      resource({ name: 'X', type: 'INTEGER' }),
      '.registeredResources[1].integerValue: expected a whole number, found nothing',
    ],
    [
      resource({ name: 'X', type: 'INTEGER', integerValue: 1.5 }),
      '.registeredResources[1].integerValue: expected a whole number, found the number 1.5',
    ],
    [
      resource({ name: 'X', type: 'LONG', longValue: Number.NaN }),
      '.registeredResources[1].longValue: expected a whole number, found the number NaN',
    ],
    [
      resource({ name: 'X', type: 'DOUBLE', doubleValue: Number.POSITIVE_INFINITY }),
      '.registeredResources[1].doubleValue: expected a finite number, found the number Infinity',
    ],
    [
      resource({ name: 'CPU', type: 'INTEGER', integerValue: -1 }),
      '.registeredResources[1].integerValue: expected a number, 0 or more, found the number -1',
    ],
    [
      resource({ name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', 80] }),
      '.registeredResources[1].stringSetValue[1]: expected a text, found the number 80',
    ],
    [
      { remainingResources: [{ name: 'CPU', type: 'INTEGER', integerValue: '1' }] },
      '.remainingResources[0].integerValue: expected a whole number, found the text "1"',
    ],
  ])('%j', (fields, message) => {
    expect(rejections({ containerInstances: [instance(fields)] })).toEqual([`$.containerInstances[0]${message}`]);
  });
});
